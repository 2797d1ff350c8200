"""A share of rows before and after: the measurement that most checks of quality return (METHODS 3.1)."""

from collections.abc import Mapping
from typing import Any

from driftcli.checks.check import Effect, Measurement, Rule, Severity, Statistic
from driftcli.frozen import dataclass
from driftcli.stats.proportions import clopper_pearson_lower, fisher_exact_p_value, share_test, size_lower, size_upper

ALPHA = 0.05
"""One-sided level of the bound that decides."""
ENOUGH_TO_SAY_NEVER = 300
"""Reference rows from which "never seen" means something (METHODS 3.1)."""
ENOUGH_EXPECTED = 100.0
"""Rows expected in the smallest cell from which the two-proportion z-test is trusted."""
VARIANT = "current less reference, Newcombe 95 % interval"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows with a property, out of how many."""

    count: int
    rows: int

    @property
    def share(self) -> float:
        """Share of the rows; 0 where there is none."""
        return self.count / self.rows if self.rows else 0.0


def share_measurement(
    name: str,
    reference: Part,
    current: Part,
    *,
    only_more: bool,
    subject: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Measurement:
    """Compare two shares; with ``only_more`` a share that fell is of size 0, because fewer faults are no fault."""
    test = share_test(reference.count, reference.rows, current.count, current.rows)
    has_fallen = only_more and test.size < 0
    return Measurement(
        rule=Rule.SHARE,
        statistic=Statistic(
            name=name,
            value=test.difference,
            variant=VARIANT,
            low=test.difference_low,
            high=test.difference_high,
            reference=reference.share,
            current=current.share,
            unit="share",
        ),
        n_reference=reference.rows,
        n_current=current.rows,
        effect=Effect("h", test.size, 0.0 if has_fallen else test.lower(ALPHA), test.upper(ALPHA)),
        p_value=_p_value(reference, current, otherwise=test.p_value),
        never_seen_lower=never_seen_lower(reference, current),
        subject=subject,
        details={**counted(reference, current), **(details or {})},
    )


def excess_measurement(
    name: str,
    reference: Part,
    current: Part,
    *,
    expected: float,
    p_value: float,
    size: float,
    pair_size: float,
    alpha: float = ALPHA,
    has_absolute_bar: bool = False,
    subject: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Measurement:
    """State how far a share exceeds what chance brings, where another test than that of two shares gives the p-value.

    ``expected`` is the share that chance would bring, ``size`` the h between it and the current share.
    """
    return Measurement(
        rule=Rule.SHARE,
        statistic=Statistic(
            name=name,
            value=current.share - expected,
            variant="current share less the share that chance brings",
            reference=reference.share,
            current=current.share,
            unit="share",
        ),
        n_reference=reference.rows,
        n_current=current.rows,
        effect=Effect("h", size, size_lower(size, pair_size, alpha), size_upper(size, pair_size, ALPHA)),
        p_value=p_value,
        never_seen_lower=never_seen_lower(reference, current) if has_absolute_bar else None,
        subject=subject,
        details={**counted(reference, current), "expected_share": expected, **(details or {})},
    )


def fact_measurement(
    name: str,
    reference: Part,
    current: Part,
    *,
    fact: Severity | None,
    subject: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Measurement:
    """State a share about which there is no doubt: nothing of the kind on either side, or plainly broken."""
    return Measurement(
        rule=Rule.EXACT,
        statistic=Statistic(
            name=name,
            value=current.share - reference.share,
            variant="current less reference",
            reference=reference.share,
            current=current.share,
            unit="share",
        ),
        n_reference=reference.rows,
        n_current=current.rows,
        fact=fact,
        subject=subject,
        details={**counted(reference, current), **(details or {})},
    )


def fault_share(
    name: str,
    reference: Part,
    current: Part,
    *,
    subject: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Measurement:
    """Compare the shares of a fault.

    A fault that occurs on neither side is stated as a fact, which keeps a test that could never reject out of the
    family; that choice depends on pooled counts alone, so it disturbs no error rate (Tarone 1990).
    """
    if reference.count + current.count == 0:
        return fact_measurement(name, reference, current, fact=None, subject=subject, details=details)
    return share_measurement(name, reference, current, only_more=True, subject=subject, details=details)


def never_seen_lower(reference: Part, current: Part) -> float | None:
    """Exact lower bound of the current share, where the reference had rows enough and never the property."""
    if reference.count > 0 or reference.rows < ENOUGH_TO_SAY_NEVER:
        return None
    return clopper_pearson_lower(current.count, current.rows, ALPHA)


def _p_value(reference: Part, current: Part, *, otherwise: float) -> float:
    """Fisher's exact p-value where few rows are concerned, else the one given.

    The normal approximation serves at 5 expected rows for p-values near 0.05. Deep in the tail, where the family's
    control decides, and with unequal samples it rejects up to five times too often (10,000 and 1,000 rows, 1 %, at
    3e-05: 4.0 times); at 100 expected rows it is within a third.
    """
    share = (reference.count + current.count) / max(1, reference.rows + current.rows)
    expected = min(share, 1 - share) * min(reference.rows, current.rows)
    if expected >= ENOUGH_EXPECTED:
        return otherwise
    return fisher_exact_p_value(reference.count, reference.rows, current.count, current.rows)


def counted(reference: Part, current: Part) -> dict[str, Any]:
    """The counts behind the shares, for wording and drawing."""
    return {
        "reference_count": reference.count,
        "current_count": current.count,
        "reference_share": reference.share,
        "current_share": current.share,
    }
