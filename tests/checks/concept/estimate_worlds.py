"""Small worlds of METHODS 7.1 in which performance is estimated without labels; what came true is kept aside."""

import numpy as np
import pyarrow as pa
from scipy.special import expit, ndtri

ROLES = {"target": "y", "prediction": "said", "scores": ("score",)}


def noisy(rng, n, shift=0.0, flip=0.0):
    """A model that knows the line in a and b, and not that labels are noise where c is large.

    Parameters
    ----------
    shift : float
        Of c, which no score carries.
    flip : float
        Share of rows, those of largest d, whose relation is inverted.
    """
    a, b, d = rng.standard_normal((3, n))
    c = rng.standard_normal(n) + shift
    score = expit(3 * (a + 0.5 * b))
    label = (a + 0.5 * b > 0).astype(int)
    noise = 0.03 + 0.45 * expit(4 * (c - 1.0))
    label = np.where(rng.random(n) < noise, 1 - label, label)
    if flip:
        label = np.where(d > ndtri(1 - flip), 1 - label, label)
    return {"a": a, "b": b, "c": c, "d": d, "score": score, "said": (score > 0.5).astype(int), "y": label}


def of_two_classes(rng, n, share):
    """Inputs by class, so that shares may move alone."""
    label = (rng.random(n) < share).astype(int)
    a, b = rng.standard_normal((2, n)) + np.where(label == 1, [[0.9], [0.5]], [[-0.9], [-0.5]])
    score = expit(1.8 * a + b - 0.85)
    return {"a": a, "b": b, "score": score, "said": (score > 0.5).astype(int), "y": label}


def unlabelled(columns, known=0):
    """The columns with the labels of all but the first rows taken away, and those labels."""
    label = columns["y"]
    mask = np.arange(len(label)) >= known
    return {**columns, "y": pa.array(label, mask=mask)}, label


def accuracy(columns):
    """What came true."""
    return float(np.mean(columns["y"] == columns["said"]))
