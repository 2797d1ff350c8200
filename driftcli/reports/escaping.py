"""Text within HTML, as ``html.escape`` has it; that module brings the names of all 2,231 characters which have one."""


def escape(text: str, *, quote: bool = True) -> str:
    """Write ``&``, ``<`` and ``>`` so that they stand for themselves, and quotation marks, too, unless told not to."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    text = text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;") if quote else text
