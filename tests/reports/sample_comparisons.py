"""Comparisons of models of every kind, names that break formats among them."""

from functools import cache

import numpy as np
from comparing import compared, scored

HOSTILE = '<img src=x onerror="alert(1)">\n\u202e'


@cache
def results():
    table = scored(800, noise=(0.9, 0.4))
    exact = {"pa": table["number"], "pb": table["number"]}
    hostile = {HOSTILE: table["b"], "seg": np.full(800, HOSTILE)}
    return {
        "plain": compared(table, scores=("sa", "sb"), segments=("region",)),
        "three": compared(scored(800, noise=(0.9, 0.4, 0.5)), predictions=("a", "b", "c")),
        "split": compared(table, predictions=("a",), model_column="version", cluster="user"),
        "regression": compared(table, predictions=("pa", "pb"), target="number"),
        "nothing": compared(table | {"y": np.full(800, None)}),
        "one class": compared(table | {"y": np.ones(800, dtype=int)}, scores=("sa", "sb")),
        "perfect": compared(table | exact, predictions=("pa", "pb"), target="number"),
        "hostile": compared(table | hostile, predictions=("a", HOSTILE), segments=("seg",)),
    }
