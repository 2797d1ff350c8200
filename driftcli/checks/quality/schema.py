"""Schema: whether the current data has the reference's columns, with the same types.

## What it measures

The columns of both datasets by name, exactly: columns that are missing, columns that were added, and columns whose
type changed. A type changes family (number to string), or within the family its values (integer to decimal), its unit
or its time zone, its width or whether it may hold missing values. The order of the columns is looked at as well.

## When it applies

To every audit. Types are compared as the files declare them. A text file declares none: where either side is CSV or
TSV its types are guesses, a difference is no more than a note, and values that do not fit are the business of
`unparseable_values`. A column of type null has no values to be typed: see `missing_values`. Layouts of the same type
(`large_string`, a dictionary of strings) are the same type.

## How to read it

Each difference is a finding of its own. A missing column is named together with the added column whose name is
nearest, which may be the same column under a new name.

## Thresholds

None: these are facts. A missing column and a change of family fail; a target that is missing under any name is a
note, since labels come late and performance is estimated until then. An added column warns, so does another unit or
time zone, or fractions where there were whole numbers. Width, nullability and order are notes, and so is a float type
whose values are all whole numbers still (what pandas makes of integers with missing values). `missing`, `added`,
`unlabelled`, `type_changed` and `altered` set the severities.

## Example

    age: changed type: int64 -> string

## References

Breck, Polyzotis, Roy, Whang and Zinkevich 2019, Data validation for machine learning, MLSys.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from driftcli.checks.check import Check, CheckParams, Measurement, Rule, Severity, Statistic
from driftcli.checks.quality.type_names import TypeChange, compare_types
from driftcli.declared import setting
from driftcli.profiles.dataset import ColumnSchema, DatasetProfile
from driftcli.profiles.numeric import NumericProfile
from driftcli.sources.kinds import Role

TEXT_FORMATS = ("csv", "tsv")


class Params(CheckParams):
    """Settings of the ``schema`` check."""

    missing: Severity = setting(Severity.FAIL, description="How much a missing column matters.")
    unlabelled: Severity = setting(Severity.NOTE, description="How much a missing target matters.")
    added: Severity = setting(Severity.WARN, description="How much an added column matters.")
    type_changed: Severity = setting(Severity.FAIL, description="How much a type of another family matters.")
    altered: Severity = setting(
        Severity.WARN, description="How much another unit, time zone or kind of number matters."
    )


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> list[Measurement]:
    """List what differs between the two schemas; one clean measurement where nothing does."""
    found = [
        *_missing(reference, current, params),
        *_added(reference, current, params),
        *_retyped(reference, current, params),
        *_reordered(reference, current),
    ]
    return found or [_fact(reference, current, subject=None, fact=None, details={})]


def _missing(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Measurement]:
    added = [name for name in current.schema if name not in reference.schema]
    for name, column in reference.schema.items():
        if name not in current.schema:
            details = {"column": name, "type_reference": column.type, "similar": _nearest(name, added)}
            has_no_labels_yet = column.role is Role.TARGET and details["similar"] is None
            fact = params.unlabelled if has_no_labels_yet else params.missing
            yield _fact(reference, current, subject="missing column", fact=fact, details=details)


def _added(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Measurement]:
    for name, column in current.schema.items():
        if name not in reference.schema:
            details = {"column": name, "type_current": column.type}
            yield _fact(reference, current, subject="added column", fact=params.added, details=details)


def _retyped(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Measurement]:
    is_guess = {reference.facts.format, current.facts.format}.intersection(TEXT_FORMATS)
    for name, old in reference.schema.items():
        new = current.schema.get(name)
        change = compare_types(old.type, new.type) if new else None
        if new is not None and change is not None:
            is_slight = bool(is_guess) or (change.weight == "whole" and _holds_whole_numbers(name, reference, current))
            fact = Severity.NOTE if is_slight else _severity(change, params)
            yield _fact(reference, current, subject=change.words, fact=fact, details=_types(name, old, new))
        elif new is not None and old.nullable != new.nullable and not is_guess:
            subject = "may now hold missing values" if new.nullable else "declared to hold no missing values"
            yield _fact(reference, current, subject=subject, fact=Severity.NOTE, details=_types(name, old, new))


def _reordered(reference: DatasetProfile, current: DatasetProfile) -> Iterator[Measurement]:
    before = [name for name in reference.schema if name in current.schema]
    after = [name for name in current.schema if name in reference.schema]
    if before != after:
        moved = [name for name, other in zip(before, after, strict=True) if name != other]
        details = {"order_reference": before, "order_current": after, "first": moved[0]}
        yield _fact(reference, current, subject="order of columns", fact=Severity.NOTE, details=details)


def _severity(change: TypeChange, params: Params) -> Severity:
    by_weight = {"family": params.type_changed, "width": Severity.NOTE}
    return by_weight.get(change.weight, params.altered)


def _holds_whole_numbers(name: str, *datasets: DatasetProfile) -> bool:
    columns = [dataset.columns.get(name) for dataset in datasets]
    return all(isinstance(column, NumericProfile) and column.is_integer for column in columns)


def _types(name: str, old: ColumnSchema, new: ColumnSchema) -> dict[str, object]:
    return {
        "column": name,
        "type_reference": old.type,
        "type_current": new.type,
        "nullable_reference": old.nullable,
        "nullable_current": new.nullable,
    }


def _nearest(name: str, added: list[str]) -> str | None:
    folded = {other.casefold().replace("_", "").replace(" ", ""): other for other in added}
    close = get_close_matches(name.casefold().replace("_", "").replace(" ", ""), folded, n=1, cutoff=0.8)
    return folded[close[0]] if close else None


def _fact(
    reference: DatasetProfile,
    current: DatasetProfile,
    *,
    subject: str | None,
    fact: Severity | None,
    details: Mapping[str, object],
) -> Measurement:
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            "columns",
            float(len(current.schema) - len(reference.schema)),
            variant="columns of the current data less those of the reference",
            reference=float(len(reference.schema)),
            current=float(len(current.schema)),
        ),
        n_reference=reference.n,
        n_current=current.n,
        fact=fact,
        subject=subject,
        details=details,
    )


CHECK = Check(
    id="schema",
    group="quality",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__,
)
