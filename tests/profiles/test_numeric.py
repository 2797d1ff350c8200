from collections import Counter
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kurtosis, mannwhitneyu, skew

from driftcli.errors import UsageError
from driftcli.profiles.grid import FINE_CELLS, SortedArray, place_grid
from driftcli.profiles.groups import Grouping
from driftcli.profiles.numeric import ascending, profile_numbers
from driftcli.profiles.presence import Presence
from driftcli.profiles.values import DISTINCT_LIMIT, ValueCounts
from driftcli.stats.location import location_test
from tests.profiles.comparing import APPROXIMATE, assert_same

SPECIAL = [0.0, -0.0, inf, -inf, 1.0, 1.0, 1.5, -1.0, 1e308, -1e308, 5e-324, 1e-9, 2**53 + 2.0]
NUMBERS = st.lists(
    st.one_of(st.sampled_from(SPECIAL), st.integers(-5, 5).map(float), st.floats(allow_nan=False)), max_size=60
)
WITH_MISSING = st.lists(st.one_of(st.just(nan), st.sampled_from(SPECIAL), st.integers(-5, 5).map(float)), max_size=40)


def profile(values, **asked):
    values = np.asarray(values, dtype=float)
    missing = int(np.isnan(values).sum())
    return profile_numbers(values, Presence(rows=len(values), missing=missing, nan=missing), **asked)


def samples(rng):
    """Shapes of columns: few and many distinct values, ties, an atom, infinities, tiny ones."""
    return {
        "none": np.empty(0),
        "one": np.array([3.0]),
        "constant": np.full(50, -0.0),
        "infinite": np.array([inf, -inf, inf, 1.0, 2.0]),
        "integers": rng.poisson(3, 500).astype(float),
        "few": rng.normal(size=400),
        "many": rng.normal(size=5_000),
        "atom": np.where(rng.random(5_000) < 0.6, 0.0, rng.lognormal(size=5_000)),
        "prices": np.round(rng.lognormal(3, 1, 5_000), 2),
        "ends": np.concatenate([rng.normal(size=2_000), np.full(20, inf), np.full(30, -inf)]),
    }


SAMPLES = samples(np.random.default_rng(1))


def brute_force(values, edges):
    """Rows in right-closed cells, one row at a time."""
    counts = np.zeros(len(edges) + 1, dtype=np.int64)
    for value in values:
        counts[sum(edge < value for edge in edges)] += 1
    return counts


@settings(max_examples=60)
@given(NUMBERS, NUMBERS)
def test_cells_hold_what_lies_between_their_edges(reference, current):
    before = profile(reference)
    after = profile(current, grid=before.grid)
    assert np.array_equal(before.counts, brute_force(reference, before.grid.edges))
    assert np.array_equal(after.counts, brute_force(current, before.grid.edges))
    assert (before.n, after.n) == (len(reference), len(current))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("other", ["integers", "many", "infinite", "one", "none"])
def test_rows_at_most_each_threshold_of_the_tests(name, other):
    grid = profile(SAMPLES[name]).grid
    after = profile(SAMPLES[other], grid=grid)
    owned = np.concatenate([grid.atoms, grid.low_tail])
    thresholds = np.concatenate([grid.levels, grid.high_tail, owned, np.nextafter(owned, -inf), grid.fences])
    thresholds = thresholds[~np.isnan(thresholds)] if len(grid.edges) else np.empty(0)
    expected = [int((SAMPLES[other] <= threshold).sum()) for threshold in thresholds]
    assert grid.at_most(after.counts, thresholds).tolist() == expected


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "none"])
def test_windows_are_counted_between_edges_that_hold_every_threshold(name):
    grid = profile(SAMPLES[name]).grid
    owned = np.concatenate([grid.atoms, grid.low_tail])
    wanted = np.concatenate([grid.levels, grid.high_tail, owned, np.nextafter(owned, -inf)])
    assert np.isin(wanted, grid.window_edges).all()
    assert np.isin(grid.window_edges, grid.edges).all()


@settings(max_examples=60)
@given(NUMBERS.filter(bool), NUMBERS.filter(bool))
def test_location_is_exact_where_the_reference_has_few_values(reference, current):
    before = profile(reference)
    after = profile(current, grid=before.grid)
    assert before.grid.is_exact
    expected = mannwhitneyu(current, reference, method="asymptotic").statistic / (len(reference) * len(current))
    assert location_test(before.counts, after.counts).theta == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["many", "atom", "prices", "ends"])
def test_location_on_the_fine_grid_is_nearly_exact(rng, name):
    old, new = SAMPLES[name], SAMPLES[name] + 0.1 * rng.normal(size=len(SAMPLES[name]))
    before = profile(old)
    statistic = mannwhitneyu(new, old, method="asymptotic").statistic / (len(old) * len(new))
    after = profile(new, grid=before.grid)
    assert location_test(before.counts, after.counts).theta == pytest.approx(statistic, abs=1e-3)


@settings(max_examples=60)
@given(WITH_MISSING, WITH_MISSING, WITH_MISSING, st.sampled_from(sorted(SAMPLES)))
def test_parts_merge_into_the_whole_in_any_grouping_and_order(first, second, third, name):
    grid = profile(SAMPLES[name]).grid
    parts = [profile(part, grid=grid) for part in (first, second, third)]
    whole = profile(first + second + third, grid=grid)
    leaning_left = parts[0].merge(parts[1]).merge(parts[2])
    leaning_right = parts[0].merge(parts[1].merge(parts[2]))
    shuffled = profile((first + second + third)[::-1], grid=grid)
    for merged in (leaning_left, leaning_right, shuffled):
        assert_same(merged, whole, skip=APPROXIMATE | {"moments", "m3", "m4"})
        assert merged.moments.count == whole.moments.count


def test_moments_of_parts_merge_to_rounding(rng):
    values = rng.lognormal(2, 1, 200_000)
    grid = profile(values).grid
    merged = profile(values[:70_000], grid=grid).merge(profile(values[70_000:], grid=grid)).moments
    whole = profile(values).moments
    for found in (merged, whole):
        assert found.mean == pytest.approx(values.mean(), rel=1e-12)
        assert found.sd == pytest.approx(values.std(ddof=1), rel=1e-12)
        assert found.skewness == pytest.approx(skew(values), rel=1e-9)
        assert found.kurtosis == pytest.approx(kurtosis(values, fisher=False), rel=1e-9)


def test_many_values_merge_with_what_is_left_out_bounded(rng):
    values = np.concatenate([rng.normal(size=30_000), np.repeat(np.arange(100.0), 50)])
    rng.shuffle(values)
    grid = profile(values).grid
    merged = profile(values[:20_000], grid=grid).merge(profile(values[20_000:], grid=grid))
    assert np.array_equal(merged.counts, profile(values, grid=grid).counts)
    assert not merged.values.is_complete
    for value in np.arange(100.0):
        found, is_kept = merged.values.count_of(value), value in merged.values.values
        assert (found <= 50 <= found + merged.values.floor) if is_kept else found >= 50


def test_own_quantiles_of_a_merge_are_close(rng):
    values = rng.normal(size=20_000)
    grid = profile(values).grid
    merged = profile(values[:5_000], grid=grid).merge(profile(values[5_000:], grid=grid))
    assert np.abs(merged.quantiles - profile(values).quantiles)[5:-5].max() < 0.05


def test_parts_with_different_edges_do_not_merge():
    with pytest.raises(UsageError, match="different edges") as raised:
        profile([1.0, 2.0]).merge(profile([1.0, 3.0]))
    assert "--edges BASELINE" in str(raised.value.hint)


def test_windows_and_clusters_of_parts_add(rng):
    values = np.where(rng.random(3_000) < 0.1, nan, rng.normal(size=3_000))
    window = Grouping(tuple("abcde"), rng.integers(-1, 5, 3_000).astype(np.int32))
    clusters = (np.arange(3_000) // 10).astype(np.int32)
    grid = profile(rng.normal(size=4_000)).grid

    def part(start, stop):
        own = Grouping(window.labels, window.codes[start:stop])
        return profile(values[start:stop], grid=grid, groupings={"window": own}, clusters=clusters[start:stop])

    whole, merged = part(0, 3_000), part(0, 1_700).merge(part(1_700, 3_000))
    assert np.array_equal(merged.grouped["window"], whole.grouped["window"])
    assert_same(merged.clusters, whole.clusters, rtol=1e-9)
    for code in range(5):
        inside = values[(window.codes == code) & ~np.isnan(values)]
        assert np.array_equal(whole.grouped["window"][code], brute_force(inside, grid.window_edges))


def test_cluster_sums_are_those_of_the_definition(rng):
    values = rng.normal(size=600)
    clusters = rng.integers(0, 40, 600).astype(np.int32)
    sums = profile(values, clusters=clusters).clusters
    sizes = np.bincount(clusters)
    assert (sums.rows, sums.clusters, sums.size_squares) == (600, 40, (sizes**2).sum())
    grid = profile(values).grid
    cells = np.searchsorted(np.unique(grid.levels), values)
    table = np.array(
        [[((clusters == c) & (cells == k)).sum() for k in range(len(sums.cell_counts))] for c in range(40)]
    )
    assert np.array_equal(sums.cell_counts, table.sum(axis=0))
    assert sums.cell_explained == pytest.approx((table**2 / sizes[:, None]).sum(axis=0))
    assert sums.rank_sum / 600 == pytest.approx(0.5, abs=0.01)  # mid-ranks average to one half


def test_zeros_have_one_sign():
    found = profile([-0.0, 0.0, -0.0, 1.0])
    assert found.values.values.tolist() == [0.0, 1.0]
    assert not np.signbit(found.values.values).any()
    assert (found.zeros, found.negatives) == (3, 0)


def test_values_are_not_modified():
    values = np.array([3.0, -0.0, nan, 1.0])
    profile(values)
    assert np.signbit(values[1])
    assert np.isnan(values[2])


def test_the_ends_of_the_range_of_floats_are_ordinary():
    found = profile([1.7e308, -1.7e308, 1e308, inf, -inf])
    assert found.grid.fences == (-inf, inf)
    assert (found.minimum, found.maximum) == (-1.7e308, 1.7e308)
    assert (found.negative_infinities, found.positive_infinities) == (1, 1)


@pytest.mark.parametrize("distinct", [1_000, 1_001])
def test_beyond_a_thousand_values_there_are_quantile_cells(distinct):
    values = np.arange(distinct, dtype=float)
    assert profile(values).grid.is_exact == (distinct <= 1_000)


def test_of_many_values_those_that_stand_out_are_kept():
    values = np.sort(np.concatenate([np.arange(DISTINCT_LIMIT + 5.0), np.full(30, 7.0), np.full(9, 8.0)]))
    counts = ValueCounts.from_sorted(values).bounded()
    assert (counts.is_complete, counts.floor) == (False, 1)
    assert counts.most_frequent() == [(7.0, 31), (8.0, 10)]
    assert counts.count_of(9.0) == 1


def test_equally_frequent_values_are_kept_or_left_out_together():
    counts = ValueCounts(np.arange(200.0), np.full(200, 5)).bounded(100)
    assert (len(counts.values), counts.floor) == (0, 5)


def test_an_empty_reference_has_one_cell(rng):
    grid = place_grid(SortedArray(np.empty(0)), np.empty(0), np.empty(0, dtype=np.int64))
    assert grid.cells == 1
    assert profile(rng.normal(size=10), grid=grid).counts.tolist() == [10]


def _counted(values, frequent):
    """By hand: all values while they are few, else those more frequent than any that is left out."""
    counts = Counter(values.tolist())
    if len(counts) <= DISTINCT_LIMIT:
        return counts, 0
    by_count = sorted((count for count in counts.values() if count > 1), reverse=True)
    floor = min(by_count[frequent] if len(by_count) > frequent else 1, max(2, len(values) // FINE_CELLS) - 1)
    return {value: count for value, count in counts.items() if count > floor}, floor


@pytest.mark.parametrize(
    ("distinct", "rows"), [(5, 30_000), (10_000, 60_000), (12_000, 60_000), (100_000, 60_000), (10**9, 60_000)]
)
def test_values_are_counted_as_by_hand(rng, distinct, rows):
    values = np.sort(np.concatenate([rng.integers(0, distinct, rows), np.full(700, 3)])).astype(float)
    expected, floor = _counted(values, 64)
    found = ValueCounts.from_sorted(values)
    assert dict(zip(found.values.tolist(), found.counts.tolist(), strict=True)) == expected
    assert (found.is_complete, found.floor) == (floor == 0, floor)
    assert np.all(np.diff(found.values) > 0)


@pytest.mark.parametrize("values", [[3.0, np.nan, -0.0, 1.0, -np.inf], [-np.inf, -0.0, 0.0, 2.0], [np.nan], []])
def test_values_are_put_in_order_in_place_or_in_a_copy(values):
    given = np.array(values)
    copy = ascending(given)
    expected = np.sort(given[~np.isnan(given)])
    assert np.array_equal(copy, expected)
    assert not np.signbit(copy[copy == 0]).any()
    assert np.array_equal(given, values, equal_nan=True)
    assert np.array_equal(ascending(given, is_ours=True), expected)


def test_values_given_in_order_make_the_same_profile(rng):
    values = np.round(rng.standard_normal(5_000), 2)
    presence = Presence(rows=5_000)
    found = profile_numbers(np.empty(0), presence, ordered=np.sort(values))
    assert_same(found, profile_numbers(values, presence))
