"""Below 300 rows a side: one half held out, five folds with the corrected error, or with permuted labels.

``python benchmarks/small_samples.py [runs]`` writes the table of ``results/small_samples.md``. Six normal columns; one
shifted by 0.8 sd, or the correlation of two turned from 0.8 to -0.8. Permuting the labels of every audit would take 200
times five fits; its power is read off the distribution of the AUC over unchanged samples, which is what it estimates.
"""

import sys
from time import process_time

import numpy as np

from driftcli.stats.domain_classifier import fit_domain
from driftcli.stats.learners import Rows, stacked

SIZES = ((150, 150), (100, 300))
WORLDS = ("nothing", "0.8 sd in one column", "correlation 0.8 to -0.8")
COLUMNS = 6
LEVEL = 0.05
BAR = 0.10


def rows_of(world: str, n: int, m: int, rng: np.random.Generator) -> Rows:
    """Draw two samples."""
    old, new = rng.standard_normal((n, COLUMNS)), rng.standard_normal((m, COLUMNS))
    if world == WORLDS[1]:
        new[:, 0] += 0.8
    if world == WORLDS[2]:
        for side, r in ((old, 0.8), (new, -0.8)):
            side[:, 1] = r * side[:, 0] + (1 - r * r) ** 0.5 * side[:, 1]
    return stacked(old, new)


def main(runs: int) -> None:
    """Run every cell and print the table."""
    print("| rows | world | held-out half | folds, corrected | folds, permuted | half > 0.10 | folds > 0.10 |")
    print("|---|---|---|---|---|---|---|")
    spent = fits = 0.0
    for n, m in SIZES:
        critical = np.nan
        for world in WORLDS:
            rng = np.random.default_rng(len(world) + n)
            found = []
            for _ in range(runs):
                rows = rows_of(world, n, m, rng)
                start = process_time()
                half, folds = fit_domain(rows, is_split=True).test, fit_domain(rows).test
                spent, fits = spent + process_time() - start, fits + 6
                found.append((half.p_value, folds.p_value, folds.auc, half.lower() > BAR, folds.lower() > BAR))
            half_p, folds_p, aucs, half_bar, folds_bar = np.array(found).T
            critical = np.quantile(aucs, 1 - LEVEL) if world == WORLDS[0] else critical
            shares = (half_p <= LEVEL, folds_p <= LEVEL, aucs > critical, half_bar, folds_bar)
            cells = " | ".join(f"{np.mean(share):.2f}" for share in shares)
            print(f"| {n}/{m} | {world} | {cells} |", flush=True)
    fit = 1000 * spent / fits
    print(f"\n{runs} runs a cell; a fit takes {fit:.0f} ms of CPU, 200 permutations of five {fit:.0f} s.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
