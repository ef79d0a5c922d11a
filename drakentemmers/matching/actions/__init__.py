"""Writes of matching, one file a noun."""
