"""Rows of the log to what a screen or a file shows."""
