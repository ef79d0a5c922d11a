"""Writes to the directory; one file a noun."""
