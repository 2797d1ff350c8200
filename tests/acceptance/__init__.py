"""What other tools get wrong, as recorded from their sources and by running them, and what this one must answer."""
