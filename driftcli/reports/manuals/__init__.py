"""A manual, written in a little Markdown, as HTML and as text for a terminal."""
