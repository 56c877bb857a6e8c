"""Coded articles <-> Delta tables: appended batch by batch, all tables or none, and queried through DuckDB."""
