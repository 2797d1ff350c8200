"""Synthetic worlds of METHODS 8.8: two samples, a model trained on the reference, and what truly changed."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from driftcli.stats.domain_classifier import fit_domain
from driftcli.stats.learners import fit_trees, stacked

CATEGORICAL = np.arange(6) == 4
TRAINING = 6_000


@dataclass(frozen=True)
class World:
    """Rows of both samples with labels and the model's scores."""

    rows: object
    raw: np.ndarray
    label: np.ndarray
    score: np.ndarray
    n: int

    @property
    def loss(self):
        return ((self.score > 0.5) != self.label).astype(float)

    def domain(self):
        return fit_domain(self.rows)


def inputs(n, rng, shift=0.0):
    x = rng.standard_normal((n, 6))
    x[:, 0] += shift
    x[:, 4] = rng.integers(0, 3, n)
    x[:, 5] = 0.6 * x[:, 1] + 0.8 * x[:, 5]
    return x


def draw(n, rng, shift=0.0, flip=0.0, *, hard=False):
    """Labels by a line in x1, x2; noise grows with x0 if hard; flipped on the share `flip` of largest x3."""
    x = inputs(n, rng, shift)
    label = (x[:, 1] + 0.5 * x[:, 2] > 0).astype(int)
    noise = 0.025 + 0.45 / (1 + np.exp(-4 * (x[:, 0] - 1.0))) if hard else np.full(n, 0.055)
    if flip:
        label = np.where(x[:, 3] > ndtri(1 - flip), 1 - label, label)
    return x, np.where(rng.random(n) < noise, 1 - label, label)


def draw_classes(n, rng, share):
    label = (rng.random(n) < share).astype(int)
    x = rng.standard_normal((n, 6))
    x[:, 1] += np.where(label == 1, 0.9, -0.9)
    x[:, 2] += np.where(label == 1, 0.5, -0.5)
    x[:, 4] = rng.integers(0, 3, n)
    return x, label


WORLDS = {
    "none": (draw, draw),
    "harmless": (draw, lambda n, r: draw(n, r, shift=0.8)),
    "noisier": (lambda n, r: draw(n, r, -0.6, hard=True), lambda n, r: draw(n, r, 1.1, hard=True)),
    "concept": (draw, lambda n, r: draw(n, r, flip=0.372)),
    "mixed": (lambda n, r: draw(n, r, -0.6, hard=True), lambda n, r: draw(n, r, 0.8, 0.25, hard=True)),
    "label": (lambda n, r: draw_classes(n, r, 0.3), lambda n, r: draw_classes(n, r, 0.6)),
    "disjoint": (lambda n, r: draw(n, r, -1.0, hard=True), lambda n, r: draw(n, r, 6.0, hard=True)),
}


def world(name, seed, n=2_000, m=2_000):
    rng = np.random.default_rng([seed, len(name)])
    before, after = WORLDS[name]
    trained, trained_label = before(TRAINING, rng)
    (old, old_label), (new, new_label) = before(n, rng), after(m, rng)
    everything = stacked(trained, np.vstack([old, new]), CATEGORICAL)
    model = fit_trees(everything.taken(~everything.is_current), trained_label.astype(float), is_probability=True)
    score = model(everything.matrix[everything.is_current])
    label = np.concatenate([old_label, new_label]).astype(float)
    return World(stacked(old, new, CATEGORICAL), np.vstack([old, new]), label, score, n)
