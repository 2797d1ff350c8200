"""The same with polars: KS statistics from sorted columns, chi-square from value counts.

python benchmarks/by_hand/with_polars.py REFERENCE CURRENT
"""

import sys

import numpy as np
import polars as pl
from scipy.special import chdtrc, kolmogorov


def main() -> None:
    old, new = (pl.read_csv(path) if path.endswith(".csv") else pl.read_parquet(path) for path in sys.argv[1:])
    for name, kind in old.schema.items():
        before, after = old[name].drop_nulls(), new[name].drop_nulls()
        if kind in {pl.String, pl.Boolean}:
            print(name, _chi_square(name, before, after))
        else:
            print(name, _kolmogorov(before.to_physical().sort().to_numpy(), after.to_physical().sort().to_numpy()))


def _chi_square(name: str, before: pl.Series, after: pl.Series) -> float:
    left, right = before.value_counts(), after.value_counts()
    table = left.join(right, on=name, how="full", coalesce=True).fill_null(0)
    a, b = table["count"].to_numpy().astype(float), table["count_right"].to_numpy().astype(float)
    pooled = (a + b) / (a.sum() + b.sum())
    statistic = sum(((x - pooled * x.sum()) ** 2 / (pooled * x.sum())).sum() for x in (a, b))
    return float(chdtrc(len(a) - 1, statistic))


def _kolmogorov(before: np.ndarray, after: np.ndarray) -> float:
    pooled = np.concatenate([before, after])
    gaps = [np.searchsorted(side, pooled, side="right") / len(side) for side in (before, after)]
    size = np.sqrt(len(before) * len(after) / (len(before) + len(after)))
    return float(kolmogorov(size * np.abs(gaps[0] - gaps[1]).max()))


if __name__ == "__main__":
    main()
