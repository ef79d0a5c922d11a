"""Registers that answer by themselves. They inform people; they decide nothing."""
