"""New spikes: a value such as -1, 999 or 1970-01-01 that holds far more of the current rows than of the reference."""

from driftcli.stats.hypergeometric import upper_tail


def spike_p_value(k1: int, n1: int, k2: int, n2: int, candidates: int = 20) -> float:
    """One-sided p-value that a value became more frequent, for the most frequent current values.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Rows with the value and rows, reference then current.
    candidates : int
        Values looked at; Bonferroni pays for the choice.

    Returns
    -------
    float
        candidates P(Hypergeometric(n1 + n2, n2 good, k1 + k2 drawn) >= k2), at most 1; 1 when a sample is empty.
    """
    if n1 <= 0 or n2 <= 0 or k2 <= 0:
        return 1.0
    return min(1.0, candidates * upper_tail(k2, population=n1 + n2, good=n2, draws=k1 + k2))
