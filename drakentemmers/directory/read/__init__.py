"""Questions to the directory; one file a noun."""
