"""Drakentemmers: from a treatment request to a placed client, and everything around it."""

__version__ = "0.1.0"
