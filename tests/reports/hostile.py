"""Results whose names and values are what breaks formats: markup, commands, control characters, length, direction."""

from driftcli.audit import Result
from reports.sample_results import a_result, an_account, drifted

NAMES = (
    "a|b|c",
    "new\nline\r\n::error::injected",
    "<script>alert('x')</script>",
    "::warning title=x::y",
    "100 % sure, 50%25: yes",
    "bell\x07 null\x00 escape\x1b[31m",
    "]]> <!-- & \" ' `code` ``two``",
    "x" * 200,
    "سعر المنتج\u202e",
    "日本語の列",
    "surrogate\ud800",
    "\ufffe not a character",
    "=cmd|'/C calc'!A0",
    'quote" back\\slash {label="x"}',
    "[click](http://evil.example) @someone #1 *bold* _soft_ $x$ ~~gone~~",
    "</details></table>",
)


def hostile_result() -> Result:
    """A failing finding for each name, and one column more with a finding that warns."""
    findings = [drifted(name, 0.31 + index / 100, 0.24) for index, name in enumerate(NAMES)]
    findings.append(drifted("soft", 0.12, 0.07))
    columns = [an_account(name) for name in (*NAMES, "soft")]
    return a_result(findings, columns, warnings=("a | glob <b> matches nothing",))
