"""Writes that go through all apps."""
