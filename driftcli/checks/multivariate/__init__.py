"""Checks that look at columns together, on the row sample of the profiles."""
