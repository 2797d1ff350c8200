"""The share of rows with a property in two samples, where rows may come in groups that resemble each other."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from driftcli.stats.proportions import ShareTest, newcombe, share_test
from driftcli.stats.row_groups import RowGroups, tail, variance_of_sum
from driftcli.stats.special import ndtri


def grouped_share_test(
    inside: npt.NDArray[np.bool_], is_current: npt.NDArray[np.bool_], groups: RowGroups | None = None
) -> ShareTest:
    """Compare the share of rows that are inside.

    Parameters
    ----------
    inside, is_current : ndarray, shape (rows,)
        Whether a row has the property, and which sample it is from.
    groups : RowGroups, optional
        ``None`` for independent rows.

    Notes
    -----
    As `share_test`. Rows in groups are worth as many as they are divided by the design effect of the difference, the
    variance of its influences summed by group over that of rows; few groups make a z Student's t (Rao & Scott 1992).
    """
    old, new = inside[~is_current], inside[is_current]
    counts = (int(old.sum()), len(old), int(new.sum()), len(new))
    plain = share_test(*counts)
    if groups is None or not min(counts[1], counts[3]):
        return plain
    influence = np.where(is_current, (inside - new.mean()) / len(new), (old.mean() - inside) / len(old))
    variance, df = variance_of_sum(influence, is_current, groups)
    squares = float(np.sum(influence**2))
    effect = variance / squares if squares > 0 else 1.0
    if effect <= 1.0 and np.isinf(df):
        return plain
    difference = newcombe(*(count / effect for count in counts))
    z = float(ndtri(max(plain.p_value, 1e-300) / 2)) / effect**0.5
    return replace(
        plain,
        p_value=min(1.0, 2 * tail(z, df)),
        pair_size=plain.pair_size / effect,
        difference_low=difference.low,
        difference_high=difference.high,
    )
