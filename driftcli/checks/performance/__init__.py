"""Checks of a model's performance against labels."""
