"""Writes of the reading room."""
