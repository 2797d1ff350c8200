"""The faces of a history: one set of words, then text, table, page, JSON and CSV."""
