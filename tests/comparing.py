"""Makes tables of what models said, whose truth is known."""

import numpy as np
import pyarrow as pa

from driftcli.compare import ComparisonQuestion, run_comparison
from driftcli.profiles.model_rows import ModelColumns


def scored(rows=1000, *, seed=0, noise=(0.5, 0.5), extra=True):
    """Two models that see the truth through noise of their own."""
    rng = np.random.default_rng(seed)
    signal = rng.normal(size=rows)
    columns = {"y": (signal + 0.7 * rng.normal(size=rows) > 0.2).astype(int)}
    for name, size in zip(("a", "b", "c"), noise, strict=False):
        seen = (signal + size * rng.normal(size=rows)) / np.sqrt(1 + size**2)
        columns[f"s{name}"] = 1 / (1 + np.exp(-2 * (seen - 0.2)))
        columns[name] = (seen > 0.2).astype(int)
    if extra:
        columns["region"] = rng.choice(["east", "north", "west"], rows)
        columns["user"] = rng.integers(0, max(1, rows // 5), rows)
        columns["version"] = rng.choice(["v1", "v2"], rows)
        columns["number"] = signal * 10 + 50
        columns["pa"], columns["pb"] = (
            columns["number"] + rng.normal(size=rows),
            columns["number"] + rng.normal(size=rows),
        )
    return columns


def compared(columns, *, predictions=("a", "b"), target="y", **said):
    """Compare models of a table in memory."""
    names = ("metric", "delta", "fail_if", "allow_empty", "seed")
    question = {name: said.pop(name) for name in names if name in said}
    asked = ModelColumns(target=target, predictions=predictions, **said)
    return run_comparison(pa.table(columns), ComparisonQuestion(asked, **question))
