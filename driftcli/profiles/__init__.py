"""Batches to mergeable summaries: exact counts in the reference's edges at the centre."""
