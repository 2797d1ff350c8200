"""What is wrong with the data, in words: one clause a quality check, without the column's name.

A clause about a column follows its name (``age has missing values …``); one about the dataset stands alone.
"""

from collections.abc import Callable, Mapping

from driftcli.reports.wording.facts import Facts, amount, number
from driftcli.reports.wording.names import check_words, listed, quoted
from driftcli.reports.wording.numbers import count, percent

Clause = Callable[[Facts], str]


def _of_rows(facts: Facts, what: str) -> str:
    """Say which share of rows is concerned, before and after."""
    values = facts.before_after() or (facts.value_text() if facts.statistic.value is not None else "")
    tail = " of rows" if facts.statistic.unit in {"share", ""} and "%" in values else ""
    return f"{what}: {values}{tail}" if values else what


def _share(what: str, *, with_examples: bool = True) -> Clause:
    """Make the clause of a check that looks at a share of rows."""

    def clause(facts: Facts) -> str:
        examples = facts.examples() if with_examples else ""
        return _of_rows(facts, what) + examples

    return clause


def _schema(facts: Facts) -> str:
    before, after = facts.detail("type_reference"), facts.detail("type_current")
    fault = (facts.measurement.subject or "").lower()
    if "missing" in fault or (before is not None and after is None):
        return "is missing from the current data" + (f" (was {before})" if before else "")
    if "added" in fault or "new" in fault or (after is not None and before is None):
        return "is new: the reference does not have it" + (f" (type {after})" if after else "")
    if before is not None and before != after:
        return f"changed type: {before} -> {after}"
    if "order" in fault:
        return _subject_or(facts, "comes in another order than in the reference", "The columns come in another order")
    return _subject_or(facts, f"differs in its schema: {facts.subject or 'see details'}", "The schemas differ")


def _subject_or(facts: Facts, about_column: str, about_dataset: str) -> str:
    return about_column if facts.finding.column is not None else about_dataset


def _row_count(facts: Facts) -> str:
    measurement = facts.measurement
    current = facts.statistic.current if facts.statistic.current is not None else float(measurement.n_current)
    reference = facts.statistic.reference if facts.statistic.reference is not None else float(measurement.n_reference)
    return f"The current data has {count(current, 'row')}, the reference {count(reference, 'row')}"


def _unreadable(facts: Facts) -> str:
    lines = facts.values("lines", "line_numbers", "first_lines")
    found = facts.statistic.current if facts.statistic.current is not None else facts.statistic.value
    many = percent(found) + " of rows" if facts.statistic.unit == "share" else f"{amount(found)} rows"
    where = f"; first lines {', '.join(str(line) for line in lines[:5])}" if lines else ""
    return f"Rows that cannot be read: {many}{where}"


def _unparseable(facts: Facts) -> str:
    expected = facts.detail("type_reference", "expected", "type")
    what = f"has values that are not of type {expected}" if expected else "has values that cannot be read in its type"
    return _of_rows(facts, what) + facts.examples(": " if not facts.before_after() else ", for example ")


def _range(facts: Facts) -> str:
    low, high = facts.detail("low", "minimum", "min"), facts.detail("high", "maximum", "max")
    within = f" ({amount(low)} to {amount(high)})" if number(low) is not None and number(high) is not None else ""
    return _of_rows(facts, f"has values outside its range{within}") + facts.examples()


def _constant(facts: Facts) -> str:
    values = facts.values("value", "values", "examples")
    stuck = (
        f" at {quoted(values[0])}" if values else f" at {quoted(facts.measurement.subject)}" if facts.subject else ""
    )
    return f"is stuck{stuck}: every row of the current data has one value"


def _duplicates(facts: Facts) -> str:
    return _of_rows(facts, "Rows repeated within the data")


def _keys(facts: Facts) -> str:
    what = _subject_or(facts, "has keys that occur more than once", "Keys occur more than once")
    return _of_rows(facts, what) + facts.examples()


def _cardinality(facts: Facts) -> str:
    values = facts.before_after()
    return "has another number of distinct values" + (f": {values}" if values else "")


def _named_categories(what: str) -> Clause:
    def clause(facts: Facts) -> str:
        found = facts.values("categories", "values", "examples") or (
            [facts.measurement.subject] if facts.subject else []
        )
        return what + (f": {listed(found)}" if found else "") + _share_of_rows(facts)

    return clause


def _share_of_rows(facts: Facts) -> str:
    now = facts.statistic.current if facts.statistic.current is not None else facts.statistic.value
    return f" ({percent(now)} of rows)" if facts.statistic.unit == "share" and now is not None else ""


def _respelled(facts: Facts) -> str:
    pairs = [
        f"{quoted(row.get('category', row.get('from', row.get('reference'))))} as {quoted(other)}"
        for row in facts.rows("categories", "values", "examples")
        if isinstance(other := row.get("respelled", row.get("to", row.get("spelling", row.get("near")))), str)
    ]
    if pairs:
        return "spells categories differently: " + ", ".join(pairs[:3]) + _share_of_rows(facts)
    return _named_categories("spells categories differently")(facts)


def _sentinel(facts: Facts) -> str:
    found = facts.values("value", "values", "examples")
    what = quoted(facts.measurement.subject) if facts.subject else listed(found) if found else "one value"
    return _of_rows(facts, f"has a new spike at {what.strip(chr(34))}, which looks like a code for missing")


def _unit(facts: Facts) -> str:
    found = facts.detail("explained_by", "factor")
    if isinstance(found, Mapping):
        found = found.get("words") or found.get("factor") or found.get("name")
    factor = number(found)
    why = f"a factor {factor:,.6g}" if factor is not None else str(found) if found else facts.subject or "another unit"
    typical = facts.reported("median", "mean")
    return f"looks recorded in another unit: explained by {why}" + (
        f" ({facts.before_after(typical)})" if typical else ""
    )


def _swapped(facts: Facts) -> str:
    other = facts.detail("other", "with", "swapped_with", "columns")
    names = [str(name) for name in other] if isinstance(other, list | tuple) else [str(other)] if other else []
    partner = [name for name in names if name != facts.finding.column] or ([facts.subject] if facts.subject else [])
    if facts.finding.column is None:
        return f"Columns look swapped: {listed(names or partner)}"
    return f"looks swapped with {listed(partner)}" if partner else "looks swapped with another column"


def _range_of_times(facts: Facts) -> str:
    named = facts.reported("max", "maximum", "latest", "min", "minimum", "earliest")
    return "covers another period" + (f": {facts.before_after(named)}" if named else facts.examples())


def _freshness(facts: Facts) -> str:
    latest = facts.reported("latest", "max", "maximum")
    age = facts.value_text() if facts.statistic.value is not None and facts.statistic.unit == "seconds" else ""
    late = f": its newest value is {age} old" if age else ""
    return f"is not fresh{late}" + (f" ({facts.before_after(latest)})" if latest and not late else "")


def _gaps(facts: Facts) -> str:
    values = facts.before_after()
    return "has gaps in time longer than before" + (f": longest {values}" if values else "") + facts.examples()


def _overlap(facts: Facts) -> str:
    shared = facts.statistic.value if facts.statistic.value is not None else facts.statistic.current
    much = percent(shared) if shared is not None else "Many"
    return f"{much} of the current rows also stand in the reference: are these the same data?"


QUALITY_CLAUSES: dict[str, Clause] = {
    "schema": _schema,
    "row_count": _row_count,
    "unreadable_rows": _unreadable,
    "unparseable_values": _unparseable,
    "missing_values": _share("has missing values", with_examples=False),
    "value_range": _range,
    "far_out_values": _share("has values far outside the usual"),
    "infinities": _share("has infinite values"),
    "constant_column": _constant,
    "duplicate_rows": _duplicates,
    "repeated_keys": _keys,
    "cardinality": _cardinality,
    "new_categories": _named_categories("has new categories"),
    "vanished_categories": _named_categories("lost categories"),
    "respelled_categories": _respelled,
    "sentinel_values": _sentinel,
    "unit_change": _unit,
    "swapped_columns": _swapped,
    "temporal_range": _range_of_times,
    "freshness": _freshness,
    "time_gaps": _gaps,
    "future_dates": _share("has dates in the future"),
    "identifier_format": _share("has identifiers of another format"),
    "text_emptiness": _share("has empty texts"),
    "broken_vectors": _share("has broken vectors"),
    "overlap": _overlap,
}


def generic_quality(facts: Facts) -> str:
    """Word a quality check that has no sentence of its own."""
    words = check_words(facts.finding.check.id)
    about = f" ({facts.subject})" if facts.subject else ""
    what = f"shows {words}{about}" if facts.finding.column is not None else f"{words[:1].upper()}{words[1:]}{about}"
    return _of_rows(facts, what) + facts.examples()
