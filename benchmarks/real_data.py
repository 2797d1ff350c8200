"""What the audit says of real datasets with known drift, beside what is documented of them.

    python benchmarks/real_data.py FOLDER [--only bike] [--table results/real_data.md]

FOLDER holds the datasets (elec2, hotel_booking, bank_marketing, bike_sharing, heart_disease, nyc_taxi, cells) as their
publishers gave them; one that is absent is left out. Where a dataset has a target but no predictions, a model is
trained on the first part of the reference (gradient boosting of scikit-learn), the rest of the reference is scored by
it, and so is the current part: the reference is never the training set. Whether a diagnosis agrees is decided by the
kinds that each case lists beside its documented truth, before anything is run.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from driftcli.audit import Result, run_audit
from driftcli.suite.load import default_suite

TRAINED_SHARE = 0.4
"""Of the reference, on which the model is trained and which is then left out."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Two parts of a dataset, with what is documented of them."""

    name: str
    known: str
    """What its publishers, or figures computed from it, say happened."""
    agreeing: tuple[str, ...]
    """Kinds of the diagnosis that say the same."""
    arguable: tuple[str, ...] = ()
    """Kinds that leave out a part of it, or that the data cannot tell from it."""
    reference: pd.DataFrame
    current: pd.DataFrame
    roles: Mapping[str, object] = field(default_factory=dict)

    def judged(self, kind: str) -> str:
        """Whether a diagnosis agrees with what is known."""
        if kind in self.agreeing:
            return "agrees"
        return "arguable" if kind in self.arguable else "disagrees"


def with_model(reference: pd.DataFrame, current: pd.DataFrame, target: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score both parts by a model that is trained on a random part of the reference, left out afterwards."""
    rng = np.random.default_rng(0)
    is_trained = rng.random(len(reference)) < TRAINED_SHARE
    features = [name for name in reference if name != target and name in current]
    both = pd.concat([reference[features], current[features]], ignore_index=True)
    for name in features:
        if not pd.api.types.is_numeric_dtype(both[name]):
            both[name] = pd.Categorical(both[name]).codes
    x, x_current = both.iloc[: len(reference)].to_numpy(float), both.iloc[len(reference) :].to_numpy(float)
    y = reference[target].to_numpy()
    held, scored = reference[~is_trained].copy(), current.copy()
    if pd.api.types.is_float_dtype(y) or len(np.unique(y)) > 20:
        model = HistGradientBoostingRegressor(random_state=0).fit(x[is_trained], y[is_trained])
        held["predicted"], scored["predicted"] = model.predict(x[~is_trained]), model.predict(x_current)
        return held, scored
    classifier = HistGradientBoostingClassifier(random_state=0).fit(x[is_trained], y[is_trained])
    for frame, rows in ((held, x[~is_trained]), (scored, x_current)):
        frame["predicted"] = classifier.predict(rows)
        if len(classifier.classes_) == 2:
            frame["score"] = classifier.predict_proba(rows)[:, 1]
    return held, scored


def modelled(target: str, reference: pd.DataFrame, current: pd.DataFrame) -> dict[str, Any]:
    """Give two parts with predictions of a model of our own, and their roles."""
    held, scored = with_model(reference, current, target)
    roles: dict[str, object] = {"target": target, "prediction": "predicted"}
    return {"reference": held, "current": scored, "roles": roles | ({"score": ["score"]} if "score" in held else {})}


def elec2(folder: Path) -> Iterator[Case]:
    """Half before row 17,424 against the rest, four months against the next, and a month against the next."""
    table = pd.read_parquet(folder / "elec2" / "elec2.parquet").drop(columns=["date", "nswprice"])
    yield Case(
        name="elec2, before and after row 17,424",
        known="concept drift; vicprice, vicdemand and transfer hold one value each before that row, and vary after it",
        agreeing=("concept_drift", "mixed"),
        arguable=("undetermined", "data_drift"),
        **modelled("class", table[:17_424], table[17_424:]),
    )
    month, later = 1_488, table[20_000:]
    for name, months in (("four months", 4), ("a month", 1)):
        yield Case(
            name=f"elec2, {name} against the next",
            known="concept drift all along: habits, season, unexpected events",
            agreeing=("concept_drift", "mixed"),
            arguable=("data_drift", "undetermined"),
            **modelled("class", later[: months * month], later[months * month : (months + 1) * month]),
        )


def hotel(folder: Path) -> Iterator[Case]:
    """Judge the model of the publishers."""
    place = folder / "hotel_booking"
    old, new = (
        pd.read_parquet(place / f"{part}_hotel_booking.parquet").drop(columns=["Index"], errors="ignore")
        for part in ("reference", "monitoring")
    )
    yield Case(
        name="hotel_booking, summer 2016 against the year after",
        known="AUC 0.816 -> 0.798; season is the main force; 48 countries and 103 agents are new",
        agreeing=("data_drift",),
        arguable=("mixed", "undetermined"),
        reference=old,
        current=new,
        roles={"target": "is_canceled", "prediction": "y_pred", "score": ["y_pred_proba"], "timestamp": "timestamp"},
    )


def bank(folder: Path) -> Iterator[Case]:
    """Three years that the financial crisis parts."""
    table = pd.read_csv(folder / "bank_marketing" / "bank-additional-full.csv", sep=";")
    table["y"] = (table["y"] == "yes").astype(int)
    years = {2008: table[:27_690], 2009: table[27_690:39_130], 2010: table[39_130:]}
    for before in (2008, 2009):
        yield Case(
            name=f"bank_marketing, {before} against {before + 1}",
            known="crisis: the indicators of a year were never seen the year before; yes 0.048 -> 0.195 -> 0.521",
            agreeing=("undetermined",),
            arguable=("mixed", "data_drift", "concept_drift"),
            **modelled("y", years[before], years[before + 1]),
        )


def bike(folder: Path) -> Iterator[Case]:
    """2011 against 2012, with a model and without."""
    table = pd.read_csv(folder / "bike_sharing" / "hour.csv").drop(
        columns=["instant", "dteday", "casual", "registered"]
    )
    table["cnt"] = table["cnt"].astype(float)
    old, new = (table[table["yr"] == year].drop(columns=["yr"]) for year in (0, 1))
    known = "144 -> 235 riders an hour at like weather: the same inputs have other outcomes"
    agreeing = ("concept_drift", "mixed")
    yield Case(name="bike_sharing, 2011 against 2012", known=known, agreeing=agreeing, **modelled("cnt", old, new))
    yield Case(
        name="bike_sharing, 2011 against 2012, no model",
        known=known,
        agreeing=agreeing,
        arguable=("data_drift", "label_shift", "undetermined"),
        reference=old,
        current=new,
        roles={"target": "cnt"},
    )


def heart(folder: Path) -> Iterator[Case]:
    """Cleveland against three hospitals, whose shares of disease are 0.46, 0.36, 0.94 and 0.75."""
    read = {site: pd.read_csv(folder / "heart_disease" / f"{site}.csv", na_values="?") for site in
            ("cleveland", "hungarian", "switzerland", "va")}  # fmt: skip
    for site in ("hungarian", "switzerland", "va"):
        yield Case(
            name=f"heart_disease, cleveland against {site}",
            known="ca, thal and others not measured; chol 0 in all Swiss rows and 49 of va: broken columns",
            agreeing=("data_quality",),
            reference=read["cleveland"],
            current=read[site],
            roles={"target": "num"},
        )


def taxi(folder: Path) -> Iterator[Case]:
    """A quiet pair, the surcharge of February 2019, and the first lockdown."""
    for old, new, known, agreeing in (
        ("2018-04", "2018-05", "little", ("none",)),
        ("2019-01", "2019-02", "congestion_surcharge begins; passenger_count 0 in 16 % of rows", ("data_quality",)),
        ("2019-04", "2020-04", "lockdown: passenger_count missing in 8 %, fewer cards", ("data_quality",)),
    ):
        before, after = (pd.read_parquet(folder / "nyc_taxi" / f"yellow_{month}.parquet") for month in (old, new))
        yield Case(
            name=f"nyc_taxi, {old} against {new}",
            known=known,
            agreeing=agreeing,
            arguable=("data_drift",),
            reference=before,
            current=after,
        )


def cells(folder: Path) -> Iterator[Case]:
    """Train and test set of one experiment."""
    old, new = (pd.read_parquet(folder / "cells" / f"{part}.parquet") for part in ("train", "test"))
    yield Case(
        name="cells, train against test",
        known="one experiment: no drift",
        agreeing=("none",),
        reference=old,
        current=new,
        roles={"target": "class"},
    )


DATASETS: tuple[Callable[[Path], Iterator[Case]], ...] = (elec2, hotel, bank, bike, heart, taxi, cells)
HEADING = """# What the audit says of real datasets

    python benchmarks/real_data.py FOLDER --table benchmarks/results/real_data.md

| dataset | rows | documented | diagnosis | hurts | |
|---|---|---|---|---|---|
"""


def told(result: Result) -> str:
    """The verdict, the diagnosis and the first evidence, in a few lines."""
    diagnosis = result.diagnosis
    lines = [f"  verdict    {result.verdict.status}: {result.verdict.reason}"]
    lines.append(f"  diagnosis  {diagnosis.kind} (hurts: {diagnosis.hurts}; {diagnosis.confidence})")
    lines += [f"             {sentence}" for sentence in diagnosis.evidence[:4]]
    return "\n".join(lines)


def table_row(case: Case, result: Result) -> str:
    """One line of the table."""
    kind = str(result.diagnosis.kind)
    hurts = {True: "yes", False: "no", None: "not told"}[result.diagnosis.hurts]
    rows = f"{len(case.reference):,} / {len(case.current):,}"
    return f"| {case.name} | {rows} | {case.known} | {kind} | {hurts} | {case.judged(kind)} |"


def main() -> None:
    """Audit every dataset that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--table", type=Path, help="Markdown file that the table and what was said are written to")
    parser.add_argument("--only", default="", help="datasets whose name holds this")
    asked = parser.parse_args()
    rows, said = [], []
    for dataset in DATASETS:
        try:
            for case in (one for one in dataset(asked.folder) if asked.only in one.name):
                result = run_audit(case.reference, case.current, suite=default_suite(roles=dict(case.roles)))
                rows.append(table_row(case, result))
                said.append(f"{case.name}\n{told(result)}")
                print(rows[-1], told(result), sep="\n", flush=True)
        except FileNotFoundError as error:
            print(f"{dataset.__name__}: left out, {error.filename} is absent")
    if asked.table:
        details = "\n\n".join(said)
        text = f"{HEADING}{chr(10).join(rows)}\n\n## In its words\n\n```text\n{details}\n```\n"
        asked.table.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
