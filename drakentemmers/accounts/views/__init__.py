"""Pages about accounts, people and roles; one file a noun."""
