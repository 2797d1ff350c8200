"""Two profiles to measurements: what a check is, the catalogue, and one file a check."""
