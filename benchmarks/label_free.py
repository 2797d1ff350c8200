"""How well performance is estimated without labels: the worlds of METHODS 7.1, many runs each, estimators side by side.

    python benchmarks/label_free.py --runs 40 --rows 4000 > benchmarks/results/label_free.txt

Every run draws labelled reference rows and current rows whose labels are kept aside, and a model trained on other rows.
Printed are means over runs of the accuracies, the doubly robust estimate's standard error, how often the realised
accuracy lies within 1.96 of it, and the same for calibration by the score alone. Where no overlap is left, the program
refuses; the share of refusals is printed.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from stats.worlds import WORLDS, World, world

from driftcli.checks.concept.estimate_setting import FEW_EFFECTIVE, NO_OVERLAP
from driftcli.stats.decomposition import overlap_share
from driftcli.stats.implied_shares import shifted_accuracy
from driftcli.stats.label_free import density_ratio, estimate_loss
from driftcli.stats.score_estimates import calibrated_estimate

Z = 1.959963984540054
COLUMNS = ("reference", "realised", "cbpe", "weighted cbpe", "weights", "loss model", "bbse", "dr", "se")


def measured(made: World) -> dict[str, float]:
    """Every estimate of one world, and what came true."""
    n, said = made.n, (made.score > 0.5).astype(float)
    probability = made.domain().probabilities()
    weights = density_ratio(probability[:n])
    found = estimate_loss(made.rows.beside(made.score), made.loss[:n], weights, is_error_rate=True)
    scores, labels = (made.score[:n], made.label[:n]), made.score[n:]
    plain, weighted = (calibrated_estimate(*scores, labels, said[n:], w)["accuracy"] for w in (None, weights))
    table = np.zeros((2, 2))
    np.add.at(table, (said[:n].astype(int), made.label[:n].astype(int)), 1)
    shifted = shifted_accuracy(table, np.bincount(said[n:].astype(int), minlength=2))
    realised = 1 - float(made.loss[n:].mean())
    accuracy = 1 - found.doubly_robust
    overlap = overlap_share(probability, made.rows.is_current)
    return {
        "reference": 1 - float(made.loss[:n].mean()),
        "realised": realised,
        "cbpe": plain.value,
        "weighted cbpe": weighted.value,
        "weights": 1 - found.weighted,
        "loss model": 1 - found.model,
        "bbse": shifted[0] if shifted else np.nan,
        "dr": accuracy,
        "se": found.se,
        "cover dr": abs(accuracy - realised) < Z * found.se,
        "cover cbpe": abs(plain.value - realised) < Z * plain.se,
        "refused": overlap < NO_OVERLAP or found.effective_rows < FEW_EFFECTIVE,
    }


def line(name: str, runs: int, rows: int) -> str:
    """One row of the table."""
    found = [measured(world(name, 100 + run, n=rows, m=rows)) for run in range(runs)]
    mean = {key: float(np.mean([one[key] for one in found])) for key in found[0]}
    values = " ".join(f"{mean[key]:13.4f}" for key in COLUMNS)
    shares = " ".join(f"{mean[key]:10.2f}" for key in ("cover dr", "cover cbpe", "refused"))
    return f"{name:10s} {values} {shares}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--rows", type=int, default=4_000, help="rows a side")
    asked = parser.parse_args()
    print(f"Accuracy, means of {asked.runs} runs, {asked.rows:,} rows a side (benchmarks/label_free.py)")
    heads = " ".join(f"{name:>13s}" for name in COLUMNS)
    print(f"{'world':10s} {heads} {'cover dr':>10s} {'cover cbpe':>10s} {'refused':>10s}")
    for name in WORLDS:
        print(line(name, asked.runs, asked.rows), flush=True)


if __name__ == "__main__":
    main()
