"""The faces of a history: one set of words, then text, table, JSON and CSV."""
