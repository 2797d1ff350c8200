"""Is the cause that an audit names the true one? ``diagnosis.py [--worlds 210] [--only WORD] [--no-model]``.

Synthetic worlds with a known cause go through the whole program as frames with a target, a prediction and (for classes)
a score; printed are the truth against the diagnosis, and every world on which they disagree with the facts behind it.
With ``--no-model`` the same worlds have a target and nothing that predicts it: whether a change hurts a model, and what
happened where nothing is shared, cannot be told then. A fixed share of the worlds is large; every draw is seeded.
``tests/judgement/test_diagnosis_worlds.py`` holds a few.
"""

import argparse
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import expit, ndtri
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from threadpoolctl import threadpool_limits

from driftcli.audit import Result, run_audit
from driftcli.judgement.facts import gather
from driftcli.sources.kinds import RoleAssignment

TRAINING = 6_000
FEATURES = 6
CODES = np.array(["a", "b", "c"])
HURTS = "data_drift, hurts"
KINDS = ("none", "data_quality", "data_drift", HURTS, "label_shift", "concept_drift", "mixed", "undetermined")
NO_MODEL = "no model"
TOLD_WITHOUT = {HURTS: "data_drift", "undetermined": "data_drift"}
"""What can be told of a world without a model, where that is less."""
SIZES = (1_000, 2_000, 5_000, 2_000, 1_000, 5_000, 20_000, 2_000, 1_000, 2_000, 1_000, 5_000, 100_000)
"""Rows of both sides, in turn within a recipe; 13 of them, so that every size meets every relation and model."""
RELATIONS = ("linear", "non-linear", "regression")
MODELS = {"linear": ("fixed", "logistic"), "non-linear": ("trees", "fixed"), "regression": ("trees", "least squares")}

Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class World:
    """One world: what truly changed, how, at which size, in which relation, seen by which model."""

    place: int
    truth: str
    recipe: str
    rows: int
    relation: str
    model: str

    @property
    def words(self) -> str:
        """How the world is named in the table."""
        return f"#{self.place} {self.recipe}, {self.rows:,} rows, {self.relation}, {self.model}"


def inputs(rng: np.random.Generator, n: int, *, shift: float = 0.0, column: int = 0) -> np.ndarray:
    """Six features: x4 a code, x5 correlated with x1, one of them moved."""
    x = rng.standard_normal((n, FEATURES))
    x[:, 4] = rng.integers(0, 3, n)
    x[:, 5] = 0.6 * x[:, 1] + 0.8 * x[:, 5]
    x[:, column] += shift
    return x


def margin(x: np.ndarray, relation: str) -> np.ndarray:
    """What decides the class, or the mean of a number."""
    if relation == "linear":
        return x[:, 1] + 0.5 * x[:, 2]
    if relation == "non-linear":
        return x[:, 1] * x[:, 2] + 0.5 * np.sin(2 * x[:, 1])
    return 2 * x[:, 1] + 0.5 * x[:, 2] ** 2


def outcome(
    rng: np.random.Generator, x: np.ndarray, relation: str, *, is_hard: bool, share: float
) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes; noise grows with x0 if hard; the relation is another on the given share of largest x3."""
    changed = x[:, 3] > ndtri(1 - share) if share else np.zeros(len(x), dtype=bool)
    centre = margin(x, relation)
    if relation == "regression":
        spread = np.exp(0.5 * np.clip(x[:, 0], -3, 3)) if is_hard else np.ones(len(x))
        return x, centre + 2.0 * changed + spread * rng.standard_normal(len(x))
    noise = 0.025 + 0.45 * expit(4 * (x[:, 0] - 1.0)) if is_hard else np.full(len(x), 0.055)
    return x, ((centre > 0) ^ changed ^ (rng.random(len(x)) < noise)).astype(float)


def population(
    relation: str, *, shift: float = 0.0, column: int = 0, is_hard: bool = False, share: float = 0.0
) -> Draw:
    """Where inputs come first and the outcome follows from them."""
    return lambda rng, n: outcome(
        rng, inputs(rng, n, shift=shift, column=column), relation, is_hard=is_hard, share=share
    )


def classes(relation: str, share: float) -> Draw:
    """Where the class comes first and the inputs follow from it: two hills, or a ring around one."""

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        label = (rng.random(n) < share).astype(float)
        x = inputs(rng, n)
        side = 2 * label - 1 if relation == "linear" else label * 2 * rng.choice([-1.0, 1.0], n)
        x[:, 1] += 0.9 * side
        x[:, 2] += 0.5 * side
        return x, label

    return draw


def covariate(relation: str, turn: int) -> tuple[Draw, Draw]:
    """Inputs that moved to where noise is no greater: an unused one, or the most used one."""
    return population(relation), population(relation, shift=(0.5, 0.8)[turn % 2], column=(0, 1)[turn // 2 % 2])


def hurting(relation: str, turn: int) -> tuple[Draw, Draw]:
    return (
        population(relation, shift=-0.6, is_hard=True),
        population(relation, shift=(1.1, 1.4)[turn % 2], is_hard=True),
    )


def concept(relation: str, turn: int) -> tuple[Draw, Draw]:
    return population(relation), population(relation, share=(0.372, 0.15, 0.25, 0.08)[turn // 3 % 4])


def concept_beside_harmless(relation: str, turn: int) -> tuple[Draw, Draw]:
    return population(relation), population(relation, shift=0.8, share=(0.372, 0.25)[turn % 2])


def apart(relation: str, turn: int) -> tuple[Draw, Draw]:
    """Inputs that went where the reference has none, and are harder there."""
    return (
        population(relation, shift=-1.0, is_hard=True),
        population(relation, shift=(5.0, 6.0)[turn % 2], is_hard=True),
    )


def both(relation: str, turn: int) -> tuple[Draw, Draw]:
    return (
        population(relation, shift=-0.6, is_hard=True),
        population(relation, shift=0.8, is_hard=True, share=(0.372, 0.25)[turn % 2]),
    )


def prior(relation: str, turn: int) -> tuple[Draw, Draw]:
    before, after = ((0.3, 0.6), (0.3, 0.45), (0.5, 0.25))[turn % 3]
    return classes(relation, before), classes(relation, after)


def same(relation: str, turn: int) -> tuple[Draw, Draw]:
    del turn
    return population(relation), population(relation)


RECIPES: dict[str, tuple[str, Callable[[str, int], tuple[Draw, Draw]]]] = {
    "nothing changed": ("none", same),
    "harmless covariate": ("data_drift", covariate),
    "hurting covariate": (HURTS, hurting),
    "concept inverted on a part": ("concept_drift", concept),
    "class shares": ("label_shift", prior),
    "concept and hurting covariate": ("mixed", both),
    "concept, harmless covariate": ("concept_drift", concept_beside_harmless),
    "nothing shared": ("undetermined", apart),
    "broken column": ("data_quality", same),
}
FAULTS = ("unit x1000", "missing surge", "sentinel -999", "stuck")


def break_column(rng: np.random.Generator, x: np.ndarray, fault: str, column: int) -> None:
    """Break one column of the current data, in place."""
    if fault == "unit x1000":
        x[:, column] *= 1000
    elif fault == "stuck":
        x[:, column] = x[0, column]
    else:
        hit = rng.random(len(x)) < (0.3 if fault == "missing surge" else 0.1)
        x[hit, column] = np.nan if fault == "missing surge" else -999.0


def model_of(world: World, before: Draw, rng: np.random.Generator) -> Callable[[np.ndarray], np.ndarray]:
    """The model to be watched: scores for classes, else predictions. Trained on reference rows of its own."""
    if world.model == "fixed":
        if world.truth == "label_shift":
            used = (
                (lambda x: 1.8 * x[:, 1] + x[:, 2] - 0.8)
                if world.relation == "linear"
                else (lambda x: x[:, 1] ** 2 + x[:, 2] ** 2 - 3.3)
            )
        else:
            used = lambda x: 3 * margin(x, world.relation)  # noqa: E731
        return lambda x: expit(used(np.nan_to_num(x)))
    x, y = before(rng, TRAINING)
    if world.relation == "regression":
        fitted = (
            HistGradientBoostingRegressor(max_iter=60, random_state=0) if world.model == "trees" else LinearRegression()
        ).fit(x, y)
        return lambda x: fitted.predict(x if world.model == "trees" else np.nan_to_num(x))
    trained = (
        HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, random_state=0)
        if world.model == "trees"
        else LogisticRegression()
    ).fit(x, y)
    return lambda x: trained.predict_proba(x if world.model == "trees" else np.nan_to_num(x))[:, 1]


def frames(world: World, turn: int) -> tuple[list[Any], dict[str, Any]]:
    """Both sides of a world as frames, pandas and Arrow in turn, and the roles of their columns."""
    rng = np.random.default_rng([8, world.place])
    before, after = RECIPES[world.recipe.split(":")[0]][1](world.relation, turn)
    model = model_of(world, before, rng) if world.model != NO_MODEL else None
    made: list[Any] = []
    for draw, is_current in ((before, False), (after, True)):
        x, y = draw(rng, world.rows)
        codes = CODES[x[:, 4].astype(int)]
        if is_current and ":" in world.recipe:
            break_column(rng, x, world.recipe.split(": ")[1], (1, 3)[turn // len(FAULTS) % 2])
        said = model(x) if model else None
        columns: dict[str, Any] = {f"x{place}": values for place, values in enumerate(x.T)} | {"x4": codes}
        if said is None:
            columns |= {"y": y if world.relation == "regression" else y.astype(int)}
        elif world.relation == "regression":
            columns |= {"y": y, "said": said}
        else:
            columns |= {"y": y.astype(int), "said": (said > 0.5).astype(int), "score": said}
        made.append(pd.DataFrame(columns) if turn % 2 else pa.table(columns))
    if world.model == NO_MODEL:
        return made, {"target": "y"}
    scores = {} if world.relation == "regression" else {"score": "score"}
    return made, {"target": "y", "prediction": "said", **scores}


def worlds_of(count: int, *, has_model: bool = True) -> list[tuple[World, int]]:
    """So many worlds, the recipes in turn, and each world's turn within its recipe."""
    made = []
    for place in range(count):
        recipe = list(RECIPES)[place % len(RECIPES)]
        turn = place // len(RECIPES)
        truth = RECIPES[recipe][0]
        relations = RELATIONS[:2] if truth == "label_shift" else RELATIONS
        relation = relations[turn % len(relations)]
        model = MODELS[relation][turn // len(relations) % 2]
        if truth == "data_quality":
            recipe += f": {FAULTS[turn % len(FAULTS)]}"
        if not has_model:
            truth, model = TOLD_WITHOUT.get(truth, truth), NO_MODEL
        made.append((World(place, truth, recipe, SIZES[turn % len(SIZES)], relation, model), turn))
    return made


def audited(world: World, turn: int) -> tuple[str, str]:
    """The diagnosis of a world, and the facts behind it."""
    with threadpool_limits(1):  # trees that train on a busy core wait for each other
        (old, new), roles = frames(world, turn)
    result = run_audit(old, new, **roles)
    kind = str(result.diagnosis.kind)
    return (HURTS if kind == "data_drift" and result.diagnosis.hurts else kind), facts_of(result, **roles)


def facts_of(result: Result, *, target: str, prediction: str | None = None, score: str = "") -> str:
    """The facts that the diagnosis rests on, in a line."""
    facts = gather(
        result.findings, RoleAssignment(target=target, prediction=prediction, scores=(score,) if score else ())
    )
    parts = [
        f"{name} {found.outcome if found else 'absent'}"
        for name, found in (
            ("performance", facts.performance),
            ("concept", facts.concept),
            ("label_shift", facts.label_shift),
        )
    ]
    for name, several in (("broken", facts.broken), ("inputs", facts.inputs), ("target", facts.target)):
        seen = [f"{found.column or 'rows'}/{found.check.id}" for found in several]
        parts += [f"{name} {' '.join(seen)}"] if seen else []
    parts += [
        f"{name} {term['value']:+.3f} ({term['low']:+.3f} to {term['high']:+.3f})"
        for name, term in facts.split.get("terms", {}).items()
    ]
    parts += [f"{word} {facts.split[word]}" for word in ("hurts", "yardstick") if word in facts.split]
    parts += [f"overlap {facts.split['overlap']:.2f}"] if "overlap" in facts.split else []
    return "; ".join(parts)


def matrix(counts: Counter[tuple[str, str]]) -> None:
    """Print the truth against the diagnosis."""
    print(f"| truth | worlds | {' | '.join(KINDS)} |\n|{'---|' * (len(KINDS) + 2)}")
    for truth in dict.fromkeys(truth for truth, _ in RECIPES.values()):
        row = [counts[truth, kind] for kind in KINDS]
        print(f"| {truth} | {sum(row)} | {' | '.join(str(number or '.') for number in row)} |")
    right = sum(number for (truth, kind), number in counts.items() if truth == kind)
    print(f"\nright: {right} of {counts.total()} worlds")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--worlds", type=int, default=210)
    asked.add_argument("--only", default="", help="worlds whose name holds this")
    asked.add_argument("--no-model", action="store_true", help="a target, and nothing that predicts it")
    said = asked.parse_args()
    warnings.simplefilter("error")
    started = time.perf_counter()
    counts: Counter[tuple[str, str]] = Counter()
    by_rows: Counter[tuple[int, bool]] = Counter()
    wrong = []
    for world, turn in worlds_of(said.worlds, has_model=not said.no_model):
        if said.only not in world.words:
            continue
        kind, facts = audited(world, turn)
        counts[world.truth, kind] += 1
        by_rows[world.rows, kind == world.truth] += 1
        if kind != world.truth:
            wrong.append(f"- {world.words}: {world.truth} taken for {kind}\n  {facts}")
    matrix(counts)
    for rows in sorted(set(SIZES)):
        print(f"- {rows:,} rows a side: {by_rows[rows, True]} of {by_rows[rows, True] + by_rows[rows, False]} right")
    print(f"\n{len(wrong)} worlds of disagreement, and the facts of each\n")
    print("\n".join(wrong))
    print(f"\n{time.perf_counter() - started:.0f} seconds")


if __name__ == "__main__":
    main()
