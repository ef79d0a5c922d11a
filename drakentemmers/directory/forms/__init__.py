"""The shape of what people fill in about the directory; one file a noun."""
