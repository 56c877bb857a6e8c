"""Addresses of the web -> what stands there: one door with its checks, and pages saved in a folder."""
