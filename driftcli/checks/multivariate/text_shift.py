"""Text shift: whether the texts of a column use other words than before, and which words.

## What it measures

A ridge logistic regression of the words and pairs of neighbouring words of a text is trained to tell current texts from
reference texts and scores texts that it has not seen (5 folds). Its AUC is 0.5 when the words are the same, and its
size is `s = sqrt(2) * Phi^-1(AUC)`, in standard-deviation equivalents, with the corrected standard error of
`domain_classifier`. The 40 words that weigh most in a classifier of two fifths of the texts are counted in the other
three fifths, and named where their share of the texts moved (two shares, Holm at 5 %).

## When it applies

To columns of free text with a row sample of at least 100 texts on each side. Of a text the first 2,000 characters and
400 words are read, in small letters; Han and kana are read character by character. Words and pairs in fewer than five
texts are left out: they tell nothing of two samples and could name a person. Words are kept as they are, not hashed.
Where rows depend on each other (`--cluster`, or windows of `--timestamp`), whole clusters or windows are held out and
counted instead of rows. Length, digits, capitals and the like are the business of `text_drift`.

## How to read it

The words say what it is about: a new topic, a new language, a template, spam. A change of encoding shows as mangled
words. `unknown_words` is the mean share of a text's words that one half of the reference does not have, in its other
half and now: a rise means new vocabulary. Texts that one author wrote, or that were copied, are not independent:
name the author with `--cluster`. The smallest visible `s` is the one that would be told from chance at 1 % 4 times
in 5.

## Thresholds

On the lower bound of `s`: minor above 0.05, drift above 0.10, major above 0.30.

## Example

    comment: AUC 0.89, s = 1.75 (at least 1.58); in words: "check out" 6 % -> 32 % of texts, "video" 2 % -> 22 %

## References

Lopez-Paz and Oquab 2017; Rabanser, Günnemann and Lipton 2019; Nadeau and Bengio 2003; Holm 1979.
"""

from collections.abc import Iterator

from driftcli.checks.check import Answer, Check, CheckParams, Effect, Family, Measurement, Rule, Skipped, Statistic
from driftcli.checks.multivariate.by_column import each_column, groups_of
from driftcli.checks.multivariate.paired import (
    DEFAULT_ROWS,
    dependence_details,
    sample_details,
)
from driftcli.declared import setting
from driftcli.profiles.dataset import DatasetProfile
from driftcli.profiles.design import sampled_texts
from driftcli.sources.kinds import Kind
from driftcli.stats.location import size_of_theta
from driftcli.stats.row_groups import RowGroups
from driftcli.stats.word_shift import MovedTerm, WordShift, word_shift

LEAST_TEXTS = 100
LEVEL = 0.05
"""Of Holm's correction over the words that are tested again: they are named, the verdict is not theirs."""
Z975 = 1.959963984540054


class Params(CheckParams):
    """Settings of the ``text_shift`` check."""

    rows: int = setting(DEFAULT_ROWS, ge=100, le=20_000, description="Sampled texts a side.")
    listed: int = setting(10, ge=1, le=40, description="Words that are listed.")


def measure(reference: DatasetProfile, current: DatasetProfile, params: Params) -> Iterator[Answer]:
    """Compare every column of free text."""
    return each_column(Kind.TEXT, reference, current, lambda name: _compared(name, reference, current, params))


def _compared(name: str, reference: DatasetProfile, current: DatasetProfile, params: Params) -> Answer:
    if reference.schema[name].family != current.schema[name].family:
        return Skipped(f"{name}: its type changed")
    (old, places), (new, more) = (sampled_texts(profile, name, params.rows) for profile in (reference, current))
    if min(len(old), len(new)) < LEAST_TEXTS:
        return Skipped(
            f"{name}: {min(len(old), len(new))} texts on a side, {LEAST_TEXTS} are needed", insufficient=True
        )
    groups, few = groups_of(reference, current, params.rows, (places, more))
    if few:
        return Skipped(f"{name}: {few}", insufficient=True)
    found = word_shift(old, new, groups=groups)
    if found is None:
        return Skipped(f"{name}: no word occurs in five texts")
    return _measured(name, found, (len(old), len(new)), groups, params)


def _measured(
    name: str, found: WordShift, texts: tuple[int, int], groups: RowGroups | None, params: Params
) -> Measurement:
    test = found.test
    return Measurement(
        rule=Rule.DRIFT,
        statistic=Statistic(
            "domain_auc",
            test.auc,
            variant=f"ridge logistic of words, {len(test.fold_aucs)} folds",
            low=max(0.0, test.auc - Z975 * test.se),
            high=min(1.0, test.auc + Z975 * test.se),
        ),
        n_reference=texts[0],
        n_current=texts[1],
        effect=Effect("s", test.size, test.lower(), test.upper()),
        p_value=test.p_value,
        details={
            **dependence_details(groups),
            **sample_details(*texts, {"s": size_of_theta(test.visible_auc(*texts))}),
            "column": name,
            "terms": found.terms,
            "words": [_plain(one) for one in _named(found.moved)[: params.listed]],
            "unknown_words": {"reference": found.unknown_reference, "current": found.unknown_current},
        },
    )


def _named(terms: tuple[MovedTerm, ...]) -> list[MovedTerm]:
    """Terms that moved, each without the words of one before it: "check", "out" and "check out" are one thing."""
    named: list[MovedTerm] = []
    said: set[str] = set()
    for one in terms:
        words = set(one.term.split(" "))
        if one.p_value <= LEVEL and not words & said:
            named.append(one)
            said |= words
    return named


def _plain(one: MovedTerm) -> dict[str, object]:
    return {
        "term": one.term,
        "share_reference": one.reference_share,
        "share_current": one.current_share,
        "difference": one.test.difference,
        "difference_low": one.test.difference_low,
        "difference_high": one.test.difference_high,
        "h": one.test.size,
        "p_value": one.p_value,
    }


CHECK = Check(
    id="text_shift",
    group="multivariate",
    reads=(DatasetProfile,),
    params=Params,
    measure=measure,
    doc=__doc__ or "",
    family=Family.MULTIVARIATE,
    needs_rows=True,
)
