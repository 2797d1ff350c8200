"""How manuals and sentences name a method, and which page of ``driftcli explain`` tells of it."""

WORDS = {
    "domain classifier": "domain-classifier",
    "projected covariance": "projected-covariance",
    "black-box shift": "bbse",
    "doubly robust": "doubly-robust",
    "y|x": "decomposition",
    "yardstick model": "yardstick",
    "benjamini": "error-control",
    "bonferroni": "error-control",
    "holm": "error-control",
    "false discovery": "error-control",
    "wilson": "intervals",
    "newcombe": "intervals",
    "delong": "intervals",
    "kitagawa": "segments",
    "shallow tree": "segments",
    "depth-2 tree": "segments",
    "clusters": "dependent-rows",
    "windows": "dependent-rows",
    "onset": "onset",
}
"""Words by which a method is named, folded, to its page; ``tests/cli/test_explain.py`` holds that each page exists."""


def related(text: str) -> list[str]:
    """List the pages of the methods that a text names, in the order of ``WORDS``."""
    folded = " ".join(text.casefold().split())
    return list(dict.fromkeys(topic for word, topic in WORDS.items() if word in folded))
