"""What the audit says of real datasets with known drift, beside what is documented of them.

    python benchmarks/real_data.py FOLDER

FOLDER holds the datasets (elec2, hotel_booking, bank_marketing, bike_sharing, heart_disease, nyc_taxi, cells) as their
publishers gave them; one that is absent is left out. Where a dataset has a target but no predictions, a model is
trained on the first part of the reference (gradient boosting of scikit-learn), the rest of the reference is scored by
it, and so is the current part: the reference is never the training set.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from driftcli.audit import Result, run_audit
from driftcli.suite.load import default_suite

TRAINED_SHARE = 0.4
"""Of the reference, on which the model is trained and which is then left out."""
Case = tuple[str, str, pd.DataFrame, pd.DataFrame, dict[str, object]]


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


def modelled(name: str, known: str, reference: pd.DataFrame, current: pd.DataFrame, target: str) -> Case:
    """Make a case of two parts with a model of our own."""
    held, scored = with_model(reference, current, target)
    roles: dict[str, object] = {"target": target, "prediction": "predicted"}
    return name, known, held, scored, roles | ({"score": ["score"]} if "score" in held else {})


def elec2(folder: Path) -> Iterator[Case]:
    """Half before row 17,424 against the rest, and two neighbouring months."""
    table = pd.read_parquet(folder / "elec2" / "elec2.parquet").drop(columns=["date", "nswprice"])
    known = "concept drift; vicprice, vicdemand and transfer are constant before row 17,424"
    yield modelled("elec2 before/after 17,424", known, table[:17_424], table[17_424:], "class")
    month = 1_488
    later = table[20_000:]
    yield modelled(
        "elec2 four months against the next", known, later[: 4 * month], later[4 * month : 5 * month], "class"
    )


def hotel(folder: Path) -> Iterator[Case]:
    """The model of the publishers: AUC 0.816 in the reference, 0.798 in monitoring; season is the main force."""
    place = folder / "hotel_booking"
    old, new = (pd.read_parquet(place / f"{part}_hotel_booking.parquet") for part in ("reference", "monitoring"))
    drop = [name for name in ("Index",) if name in old]
    roles = {"target": "is_canceled", "prediction": "y_pred", "score": ["y_pred_proba"], "timestamp": "timestamp"}
    known = "AUC 0.816 -> 0.798, season is the main force"
    yield "hotel_booking", known, old.drop(columns=drop), new.drop(columns=drop, errors="ignore"), roles


def bank(folder: Path) -> Iterator[Case]:
    """2008 against 2009 and 2010: financial crisis, class shares 0.048, 0.195, 0.521."""
    table = pd.read_csv(folder / "bank_marketing" / "bank-additional-full.csv", sep=";")
    table["y"] = (table["y"] == "yes").astype(int)
    known = "crisis: economic indicators outside 2008's range; share of yes 0.048 -> 0.195 -> 0.521"
    yield modelled("bank 2008 against 2009", known, table[:27_690], table[27_690:39_130], "y")
    yield modelled("bank 2009 against 2010", known, table[27_690:39_130], table[39_130:], "y")


def bike(folder: Path) -> Iterator[Case]:
    """2011 against 2012: ridership grew from 144 to 235 an hour at the same weather."""
    table = pd.read_csv(folder / "bike_sharing" / "hour.csv").drop(
        columns=["instant", "dteday", "casual", "registered"]
    )
    table["cnt"] = table["cnt"].astype(float)
    parts = (table[table["yr"] == year].drop(columns=["yr"]) for year in (0, 1))
    yield modelled("bike 2011 against 2012", "ridership 144 -> 235 at like weather: concept drift", *parts, "cnt")


def heart(folder: Path) -> Iterator[Case]:
    """Cleveland against three hospitals: measurements missing or 0, disease shares 0.46, 0.36, 0.94, 0.75."""
    read = {site: pd.read_csv(folder / "heart_disease" / f"{site}.csv", na_values="?") for site in
            ("cleveland", "hungarian", "switzerland", "va")}  # fmt: skip
    for site in ("hungarian", "switzerland", "va"):
        known = "ca, thal and others not measured; chol 0 in Switzerland: broken columns"
        yield f"heart cleveland against {site}", known, read["cleveland"], read[site], {"target": "num"}


def taxi(folder: Path) -> Iterator[Case]:
    """A quiet pair, the surcharge of February 2019, and the first lockdown."""
    for old, new, known in (
        ("2018-04", "2018-05", "little"),
        ("2019-01", "2019-02", "congestion surcharge begins"),
        ("2019-04", "2020-04", "lockdown: missing passenger_count 8 %, fewer cards"),
    ):
        parts = (pd.read_parquet(folder / "nyc_taxi" / f"yellow_{month}.parquet") for month in (old, new))
        yield f"taxi {old} against {new}", known, *parts, {}


def cells(folder: Path) -> Iterator[Case]:
    """Train and test set of one experiment: no drift."""
    parts = (pd.read_parquet(folder / "cells" / f"{part}.parquet") for part in ("train", "test"))
    yield "cells train against test", "no drift", *parts, {"target": "class"}


DATASETS: tuple[Callable[[Path], Iterator[Case]], ...] = (elec2, hotel, bank, bike, heart, taxi, cells)


def told(result: Result) -> str:
    """The verdict, the diagnosis and the first evidence, in a few lines."""
    diagnosis = result.diagnosis
    lines = [f"  verdict    {result.verdict.status}: {result.verdict.reason}"]
    lines.append(f"  diagnosis  {diagnosis.kind} (hurts: {diagnosis.hurts}; {diagnosis.confidence})")
    lines += [f"             {sentence}" for sentence in diagnosis.evidence[:4]]
    return "\n".join(lines)


def main() -> None:
    """Audit every dataset that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for dataset in DATASETS:
        try:
            for name, known, reference, current, roles in dataset(folder):
                print(f"{name} ({len(reference):,} and {len(current):,} rows)\n  known      {known}")
                print(told(run_audit(reference, current, suite=default_suite(roles=roles))), flush=True)
        except FileNotFoundError as error:
            print(f"{dataset.__name__}: left out, {error.filename} is absent")


if __name__ == "__main__":
    main()
