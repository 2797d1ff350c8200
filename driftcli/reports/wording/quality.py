"""What is wrong with the data, in words: one clause a quality check, without the column's name.

A clause about a column follows its name (``age has missing values …``); one about the dataset stands alone.
"""

from collections.abc import Callable, Mapping

from driftcli.reports.wording.facts import Facts, amount, number
from driftcli.reports.wording.names import check_words, listed, quoted
from driftcli.reports.wording.numbers import count, percent
from driftcli.reports.wording.performance import outcome_quality_clause, performance_sentence

Clause = Callable[[Facts], str]


def _of_rows(facts: Facts, what: str) -> str:
    """Say which share of rows is concerned, before and after."""
    values = facts.before_after() or (facts.value_text() if facts.statistic.value is not None else "")
    tail = " of rows" if facts.statistic.unit in {"share", ""} and "%" in values else ""
    return f"{what}: {values}{tail}" if values else what


def _share(what: str, *, with_examples: bool = True) -> Clause:
    """Make the clause of a check that looks at a share of rows."""

    def clause(facts: Facts) -> str:
        about = f"{what} ({facts.subject})" if facts.subject else what
        return _of_rows(facts, about) + (facts.examples() if with_examples else "")

    return clause


def _missing(facts: Facts) -> str:
    if facts.subject and "all" in facts.subject:
        return f"has no value in any row of the current data{_share_before(facts)}"
    return _of_rows(facts, f"has missing values ({facts.subject})" if facts.subject else "has missing values")


def _share_before(facts: Facts) -> str:
    before = facts.statistic.reference
    return f" (missing in {percent(before)} before)" if before is not None and facts.statistic.unit == "share" else ""


def _schema(facts: Facts) -> str:
    before, after = facts.detail("type_reference"), facts.detail("type_current")
    fault = facts.subject or ""
    if fault.startswith("missing") or (before is not None and after is None):
        similar = facts.detail("similar")
        renamed = f"; perhaps renamed to {quoted(similar)}" if similar else ""
        return "is missing from the current data" + (f" (was {before})" if before else "") + renamed
    if fault.startswith(("added", "new")) or (after is not None and before is None):
        return "is new: the reference does not have it" + (f" (type {after})" if after else "")
    if before is not None and before != after:
        return f"changed type: {before} -> {after}" + (f" ({fault})" if fault else "")
    if "order" in fault:
        first = facts.detail("first")
        where = f", from {quoted(first)} on" if first else ""
        return f"{_subject_or(facts, 'comes', 'The columns come')} in another order than in the reference{where}"
    return _subject_or(facts, fault or "differs in its schema", "The schemas differ" + (f": {fault}" if fault else ""))


def _subject_or(facts: Facts, about_column: str, about_dataset: str) -> str:
    return about_column if facts.finding.column is not None else about_dataset


def _row_count(facts: Facts) -> str:
    measurement, statistic = facts.measurement, facts.statistic
    current = statistic.current if statistic.current is not None else float(measurement.n_current)
    reference = statistic.reference if statistic.reference is not None else float(measurement.n_reference)
    against = f"{count(reference)} were expected" if facts.detail("expected") else f"the reference {count(reference)}"
    return f"The current data has {count(current, 'row') if current else 'no rows'}, {against}"


def _unreadable(facts: Facts) -> str:
    lines = facts.values("lines", "line_numbers", "first_lines")
    found = facts.statistic.current if facts.statistic.current is not None else facts.statistic.value
    many = percent(found) + " of rows" if facts.statistic.unit == "share" else f"{amount(found)} rows"
    where = f"; first lines {', '.join(str(line) for line in lines[:5])}" if lines else ""
    return f"Rows that cannot be read: {many}{where}"


def _unparseable(facts: Facts) -> str:
    expected = facts.detail("type_reference", "expected", "type")
    what = f"has values that are not of type {expected}" if expected else "has values that cannot be read in its type"
    lines = facts.values("first_rows")
    where = f" (rows {', '.join(str(line) for line in lines[:3])})" if lines else ""
    hint = facts.detail("hint")
    return _of_rows(facts, what) + facts.examples() + where + (f"; looks like: {hint}" if hint else "")


def _span(facts: Facts, low: str, high: str) -> str:
    first, last = facts.detail(low), facts.detail(high)
    return f"{amount(first)} to {amount(last)}" if number(first) is not None and number(last) is not None else ""


def _range(facts: Facts) -> str:
    allowed, seen = _span(facts, "low", "high"), _span(facts, "current_low", "current_high")
    what = "has values outside its declared range" if facts.subject else "has values outside its range"
    now = f"; it now spans {seen}" if seen else facts.examples()
    return _of_rows(facts, f"{what} ({allowed})" if allowed else what) + now


def _far_out(facts: Facts) -> str:
    seen = _span(facts, "current_low", "current_high")
    return _of_rows(facts, "has values far outside the usual") + (
        f"; it now spans {seen}" if seen else facts.examples()
    )


def _constant(facts: Facts) -> str:
    value, now = facts.detail("value", "values"), facts.detail("value_current")
    subject = facts.subject or ""
    if "no longer" in subject:
        return _of_rows(facts, f"is no longer constant at {quoted(value)}; other values")
    if "changed" in subject:
        return f"is constant as before, at another value: {quoted(value)} -> {quoted(now)}"
    stuck = f" at {listed(facts.values('value', 'values', 'examples'), most=1)}" if value is not None else ""
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
        counted = facts.detail("new", "vanished")
        total = counted if isinstance(counted, int) and counted > len(found) else None
        return what + (f": {listed(found, total=total)}" if found else "") + _share_of_rows(facts)

    return clause


def _share_of_rows(facts: Facts) -> str:
    """Say the share of rows concerned: of the current data, or of the reference where only it had them."""
    now, before = facts.statistic.current, facts.statistic.reference
    if facts.statistic.unit != "share" or now is None:
        return ""
    return f" ({percent(before)} of the reference's rows)" if before and not now else f" ({percent(now)} of rows)"


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
    before, after = facts.values("period_reference"), facts.values("period_current")
    periods = f" (was {' to '.join(map(str, before))}, is {' to '.join(map(str, after))})" if before and after else ""
    if facts.subject and "older" in facts.subject:
        return f"lies wholly before the reference{periods}"
    what = "has dates outside its declared period" if facts.subject else "has dates far before the reference's"
    return _of_rows(facts, what) + periods


def _shifted(facts: Facts) -> str:
    return f"has its clock shifted by {facts.subject or 'some hours'}, as by another time zone"


def _future(facts: Facts) -> str:
    latest = facts.detail("latest")
    return _of_rows(facts, "has dates in the future") + (f", the latest {latest}" if latest else "")


def _freshness(facts: Facts) -> str:
    latest = facts.reported("latest", "max", "maximum")
    before, after = facts.texts(latest) if latest is not None else ("", "")
    age = facts.statistic.value
    if age is None:
        return f"has its newest value at {after} (reference: {before})" if after else "has no measure of its freshness"
    return f"is not fresh: its newest value{f', {after},' if after else ''} is {facts.value_text()} old"


def _gaps(facts: Facts) -> str:
    values, start = facts.before_after(), facts.detail("start")
    since = f", from {start} on" if start else ""
    return "has a longer gap in time" + (f": {values}" if values else "") + since


def _overlap(facts: Facts) -> str:
    shared = facts.statistic.value if facts.statistic.value is not None else facts.statistic.current
    much = percent(shared) if shared is not None else "Many"
    return f"{much} of the current rows also stand in the reference: are these the same data?"


QUALITY_CLAUSES: dict[str, Clause] = {
    "schema": _schema,
    "row_count": _row_count,
    "unreadable_rows": _unreadable,
    "unparseable_values": _unparseable,
    "missing_values": _missing,
    "value_range": _range,
    "far_out_values": _far_out,
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
    "future_dates": _future,
    "time_shift": _shifted,
    "identifier_format": _share("has identifiers of another format"),
    "text_emptiness": _share("has blank texts"),
    "broken_vectors": _share("has broken vectors"),
    "overlap": _overlap,
    "outcome_quality": outcome_quality_clause,
    "performance": performance_sentence,
    "performance_estimate": performance_sentence,
    "residual_drift": performance_sentence,
}


def generic_quality(facts: Facts) -> str:
    """Word a quality check that has no sentence of its own."""
    words = check_words(facts.finding.check.id)
    about = f" ({facts.subject})" if facts.subject else ""
    what = f"shows {words}{about}" if facts.finding.column is not None else f"{words[:1].upper()}{words[1:]}{about}"
    return _of_rows(facts, what) + facts.examples()
