import pytest

from driftcli.stats.tail import tail_ranks, tail_test


@pytest.mark.parametrize(
    ("n", "m", "pair", "p_value"),
    [
        (100_000, 1000, (1, 9), 8.8223311e-19),
        (200, 200, (1, 4), 0.061561334),
        (100_000, 1000, (101, 8), 1.3215902e-05),
    ],
)
def test_worked_numbers_of_methods_w1_4(n, m, pair, p_value):
    assert tail_test(n, m, [pair]).p_value == pytest.approx(p_value, rel=1e-6)


@pytest.mark.parametrize(
    ("n", "ranks"),
    [(0, ()), (1, (1,)), (999, (1,)), (1000, (1, 6)), (5000, (1, 6, 26)), (100_000, (1, 101, 501)), (5001, (1, 7, 27))],
)
def test_ranks_follow_methods_1_4(n, ranks):
    assert sorted(tail_ranks(n)) == sorted(ranks)


def test_the_deciding_pair_is_named_and_paid_for():
    pairs = [(1, 0), (1, 0), (101, 1), (101, 8)]
    result = tail_test(100_000, 1000, pairs)
    assert result.deciding == 3
    assert result.p_value == pytest.approx(4 * 1.3215902e-05, rel=1e-6)
    assert 0 < result.lower(0.05) < tail_test(100_000, 1000, pairs[3:]).lower(0.05) < result.size < result.upper(0.05)


@pytest.mark.parametrize(("n", "m", "pairs"), [(0, 10, []), (10, 0, [(1, 0)]), (10, 10, []), (0, 0, [])])
def test_nothing_to_compare_is_no_change(n, m, pairs):
    result = tail_test(n, m, pairs)
    assert (result.p_value, result.size, result.lower(0.05), result.deciding) == (1.0, 0.0, 0.0, None)


def test_lost_tail_mass_is_not_this_tests_business():
    result = tail_test(10_000, 10_000, [(51, 0), (51, 2)])
    assert result.p_value > 0.99
    assert result.size == 0.0
