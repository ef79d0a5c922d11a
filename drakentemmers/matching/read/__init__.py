"""What screens, exports and the rules read."""
