"""Feeds that are followed -> a store that grows, and alerts; what was seen and told is kept over restarts."""
