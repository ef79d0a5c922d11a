"""The shape of what people ask the log."""
