"""What of a measurement is approximate without a bound of its own: named in its evidence, lest it be taken for exact.

Sizes and statistics carry an ``error_bound``, which holds for the ends of their intervals as well. A p-value has none:
it is exact for the cells that were counted, and is another one where the edges lie elsewhere.
"""

from collections.abc import Iterable
from dataclasses import replace

from driftcli.checks.check import Measurement

APPROXIMATE = "approximate"
"""The key of the evidence that lists the names."""
P_VALUE = "p_value"
EFFECTIVE_N = "effective_n"
MEDIAN_INTERVAL = "median_interval"
SIZES = "sizes"
"""Sizes of all that was compared, each of which may be off by as much as it would be as the size that leads."""
LOWER_END = "ci_low"
"""Lower ends of sizes: that of the tail counts rows in units of a design effect, which has no bound."""


def naming(found: Measurement, names: Iterable[str]) -> Measurement:
    """Name what would be another number if every value were held in memory: attributes, and keys of the evidence."""
    known = {*found.details.get(APPROXIMATE, ()), *names}
    return replace(found, details={**found.details, APPROXIMATE: sorted(known)}) if known else found
