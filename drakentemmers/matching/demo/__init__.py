"""This app's part of the demonstration: offers, and the stories of requests from first word to last day."""
