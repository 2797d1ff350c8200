"""Checks that compare distributions: one file a check, and what several of them share."""
