"""Django's PostgreSQL with an end to waiting (kernel/patience.py). Used as the ENGINE of the database."""
