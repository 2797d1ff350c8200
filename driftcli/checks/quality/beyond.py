"""How many values lie beyond something: the reference's extremes, its fences, or bounds that a user declares."""

import numpy as np

from driftcli.checks.quality.place_bounds import rows_beyond
from driftcli.frozen import dataclass
from driftcli.profiles.numeric import NumericProfile
from driftcli.stats.cell_bounds import Range
from driftcli.stats.tail import tail_test


@dataclass(frozen=True, slots=True)
class Beyond:
    """Current values beyond the reference's extremes, and what to make of them."""

    below: int
    above: int
    p_value: float
    size: float
    pair_size: float


def extremes_test(reference: NumericProfile, current: NumericProfile) -> Beyond:
    """Test the finite values beyond the reference's smallest and largest ones; ties do not count as beyond."""
    grid = reference.grid
    low, high = grid.low_tail[:1], grid.high_tail[:1]
    below = int(grid.at_most(current.counts, np.nextafter(low, -np.inf))[0]) if np.isfinite(low[0]) else 0
    above = current.n - int(grid.at_most(current.counts, high)[0]) if np.isfinite(high[0]) else 0
    below = max(0, below - current.negative_infinities)
    above = max(0, above - current.positive_infinities)
    n, m = reference.n - reference.infinities, current.n - current.infinities
    test = tail_test(n, m, [(1, below), (1, above)])
    return Beyond(below, above, test.p_value, test.size, test.pair_size)


def count_far_out(profile: NumericProfile) -> int:
    """Finite values beyond the fences of the profile's grid, which are the reference's."""
    at_most = profile.grid.at_most(profile.counts, np.array(profile.grid.fences))
    return int(at_most[0] + profile.n - at_most[1]) - profile.infinities


def count_beyond(profile: NumericProfile, *, low: float | None, high: float | None) -> int:
    """Finite values below ``low`` or above ``high``: exact where every value is kept, else within ``beyond_range``.

    Beyond the values that are kept the column's own quantiles tell the share; that none lies beyond, or at least one
    does, is exact in any case.
    """
    bottom, top = -np.inf if low is None else low, np.inf if high is None else high
    if profile.values.is_complete:
        values = profile.values.values
        return int(profile.values.counts[np.isfinite(values) & ((values < bottom) | (values > top))].sum())
    if profile.minimum is None or profile.maximum is None or (profile.minimum >= bottom and profile.maximum <= top):
        return 0
    share = float(((profile.quantiles < bottom) | (profile.quantiles > top)).mean())
    inside = beyond_range(profile, low=low, high=high)
    return round(min(max(1, inside.low, share * (profile.n - profile.infinities)), inside.high))


def beyond_range(profile: NumericProfile, *, low: float | None, high: float | None) -> Range:
    """How many of them there may be, as the counts between edges tell; none or some is exact in any case."""
    bottom, top = -np.inf if low is None else low, np.inf if high is None else high
    if profile.minimum is None or profile.maximum is None or (profile.minimum >= bottom and profile.maximum <= top):
        return Range(0.0, 0.0)
    found = rows_beyond(profile, Range(bottom, bottom), Range(top, top))
    return Range(max(1.0, found.low), found.high)
