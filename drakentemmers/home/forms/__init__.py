"""The shape of input of this app."""
