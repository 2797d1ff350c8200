"""What none of the four peers does, items 28, 29 and 31: hostile CSV, times, identifiers, a baseline without rows."""

import numpy as np
import pyarrow as pa
import pytest

from driftcli.audit import profile_dataset, run_audit
from driftcli.judgement.finding import Status
from driftcli.profiles.baseline import write_baseline
from driftcli.suite.load import default_suite

from .auditing import audit, drift, driftcli, finding, moved, shown, write

ROWS = 1000


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def frames():
    def frame(seed, shift=0.0):
        draw = rng(seed)
        return {
            "price": np.round(draw.lognormal(3 + shift, 1, ROWS), 2),
            "count": draw.poisson(3, ROWS),
            "flag": draw.random(ROWS) < 0.3,
            "city": draw.choice(["Paris", "Lyon", "Nice"], ROWS),
        }

    return frame(1), frame(2), frame(3, 0.5)


def as_csv(path, frame, *, delimiter=",", decimal=".", truth=("true", "false"), missing="", order=None):
    names = order or list(frame)

    def text(value):
        if value is None:
            return missing
        if isinstance(value, bool | np.bool_):
            return truth[0] if value else truth[1]
        return f"{value}".replace(".", decimal) if isinstance(value, float) else f"{value}"

    rows = zip(*(np.asarray(frame[name], dtype=object) for name in names), strict=True)
    lines = [delimiter.join(names), *(delimiter.join(map(text, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def conclusions(result):
    return {(f.check.id, f.column): (f.outcome, f.p_value_adjusted) for f in result.findings}


@pytest.mark.parametrize("current", [1, 2])
def test_28_csv_and_parquet_give_the_same_audit(frames, current, tmp_path):
    paths = [write(tmp_path / f"{i}.parquet", frames[i]) for i in (0, current)]
    texts = [as_csv(tmp_path / f"{i}.csv", frames[i]) for i in (0, current)]
    binary, text = run_audit(*paths), run_audit(*texts)
    assert conclusions(binary) == conclusions(text)
    assert binary.verdict == text.verdict


@pytest.mark.parametrize(
    "spelling",
    [
        {"delimiter": ";", "decimal": ","},
        {"delimiter": "\t"},
        {"truth": ("True", "False")},
        {"truth": ("1", "0")},
        {"order": ["city", "flag", "count", "price"]},
    ],
    ids=["decimal comma", "tabs", "True and False", "1 and 0", "order of columns"],
)
def test_28_another_spelling_of_the_same_data_is_no_drift(frames, spelling, tmp_path):
    old = as_csv(tmp_path / "old.csv", frames[0])
    result = run_audit(old, as_csv(tmp_path / "new.csv", frames[1], **spelling))
    assert not moved(result)
    assert result.verdict.exit_code == 0, shown(result)


def test_28_drift_is_found_across_spellings(frames, tmp_path):
    old = as_csv(tmp_path / "old.csv", frames[0])
    result = run_audit(old, as_csv(tmp_path / "new.csv", frames[2], delimiter=";", decimal=","))
    assert moved(result) == {"price"}


def test_28_the_order_of_categories_is_no_drift(frames):
    city = pa.array(frames[1]["city"]).dictionary_encode()
    other = pa.DictionaryArray.from_arrays(pa.array([2, 0, 1]).take(city.indices), city.dictionary.take([1, 2, 0]))
    assert other.to_pylist() == city.to_pylist()
    assert not moved(audit({"city": pa.array(frames[0]["city"]).dictionary_encode()}, {"city": other}))


def test_28_values_of_mixed_types_are_counted_not_dropped(frames, tmp_path):
    spoilt = {**frames[1], "price": ["N/A!" if i % 20 == 0 else v for i, v in enumerate(frames[1]["price"].tolist())]}
    old = as_csv(tmp_path / "old.csv", frames[0])
    found = finding(run_audit(old, as_csv(tmp_path / "new.csv", spoilt)), "unparseable_values", "price")
    assert found.status is Status.FAIL
    assert found.measurement.statistic.current == pytest.approx(0.05)


def test_28_a_column_that_is_empty_on_one_side_keeps_its_type(frames, tmp_path):
    empty = {**frames[1], "price": [None] * ROWS}
    old = as_csv(tmp_path / "old.csv", frames[0])
    result = run_audit(old, as_csv(tmp_path / "new.csv", empty))
    assert finding(result, "missing_values", "price").status is Status.FAIL
    assert not [f for f in result.findings if f.check.id == "schema" and f.status is Status.FAIL]


@pytest.fixture
def hourly():
    """A year of rows, an hour apart, up to the day of the audit."""
    return np.datetime64("2026-01-01T00:00", "s") + np.arange(5000) * np.timedelta64(3600, "s")


def test_29_time_moves_on_and_that_is_no_drift(hourly):
    result = audit({"t": hourly}, {"t": hourly[:2000] + np.timedelta64(5000 * 3600, "s")})
    assert not moved(result)
    assert result.verdict.exit_code == 0, shown(result)


def test_29_dates_in_the_future(hourly):
    ahead = hourly.copy()
    ahead[:200] += np.timedelta64(20 * 365, "D")
    assert "future_dates" in {check for check, _ in shown(audit({"t": hourly}, {"t": ahead}))}


def test_29_a_gap_in_time(hourly):
    gap = np.concatenate([hourly[:1500], hourly[2500:4000]])
    assert "time_gaps" in {check for check, _ in shown(audit({"t": hourly}, {"t": gap}))}


def test_29_hours_of_the_day_move(hourly):
    night = hourly[(np.arange(5000) % 24) < 12]
    result = audit({"t": hourly}, {"t": night + np.timedelta64(5000 * 3600 // 86_400 * 86_400, "s")})
    assert moved(result) == {"t"}


def test_29_new_identifiers_are_no_drift_and_repeated_keys_are_a_fault():
    old = {"order_id": [f"order-{i:06}" for i in range(ROWS)]}
    new = [f"order-{i:06}" for i in range(ROWS, 2 * ROWS)]
    assert audit(old, {"order_id": new}, roles={"key": ["order_id"]}).verdict.exit_code == 0
    twice = new[: ROWS // 2] * 2
    assert "repeated_keys" in {c for c, _ in shown(audit(old, {"order_id": twice}, roles={"key": ["order_id"]}))}


def test_29_identifiers_of_another_form_are_told():
    old = {"order_id": [f"order-{i:06}" for i in range(ROWS)]}
    result = audit(old, {"order_id": [f"{i:012x}" for i in range(ROWS)]})
    assert "identifier_format" in {check for check, _ in shown(result)}


def test_31_a_baseline_is_small_holds_no_rows_and_gives_the_same_verdict(frames, tmp_path):
    secret = {**frames[0], "note": [f"private remark number {i} of one body" for i in range(ROWS)]}
    current = {**frames[2], "note": [f"private remark number {i} of two body" for i in range(ROWS)]}
    suite = default_suite(kinds={"note": "text"}, ignore=["multivariate", "concept"])  # those need rows
    write_baseline(profile_dataset(pa.table(secret), suite=suite), tmp_path / "base.parquet")
    stored = (tmp_path / "base.parquet").read_bytes()
    assert len(stored) < 200_000
    assert b"private remark number 77" not in stored
    saved = run_audit(tmp_path / "base.parquet", pa.table(current), suite=suite)
    raw = run_audit(pa.table(secret), pa.table(current), suite=suite)
    assert conclusions(saved) == conclusions(raw)
    assert moved(saved) == {"price"}


def test_31_a_baseline_with_a_row_sample_gives_the_whole_verdict(frames, tmp_path):
    reference, current = pa.table(frames[0]), pa.table(frames[2])
    write_baseline(profile_dataset(reference, sample=20_000), tmp_path / "base.parquet")
    saved, raw = run_audit(tmp_path / "base.parquet", current), run_audit(reference, current)
    assert conclusions(saved) == conclusions(raw)
    assert saved.verdict == raw.verdict


def test_31_by_command(frames, tmp_path):
    old, new = write(tmp_path / "old.parquet", frames[0]), write(tmp_path / "new.parquet", frames[2])
    assert driftcli("profile", old, "-o", "base.parquet", cwd=tmp_path).returncode == 0
    assert driftcli("audit", "base.parquet", new, cwd=tmp_path).returncode == 1
    assert drift(run_audit(tmp_path / "base.parquet", new), "price").status is Status.FAIL
