"""Checks of the relation between inputs and target: whether it moved, where, and what that does to performance."""
