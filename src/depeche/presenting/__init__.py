"""Coded articles -> what a person or a program reads."""
