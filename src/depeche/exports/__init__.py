"""Stores in the formats of others."""
