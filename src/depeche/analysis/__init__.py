"""Coded articles -> findings."""
