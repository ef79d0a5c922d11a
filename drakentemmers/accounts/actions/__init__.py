"""Writes about people: accounts, memberships, notifications."""
