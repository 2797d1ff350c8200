import xml.etree.ElementTree as ET

import pytest

from driftcli.judgement.result import Distribution
from driftcli.reports.charts.bullet import bullet, bullet_scale
from driftcli.reports.charts.distribution import bin_label, large_chart, small_chart
from driftcli.reports.charts.spark import rebinned, spark_pair
from reports.sample_results import a_distribution, category_distribution

ODD = [
    Distribution("numeric", (), ()),
    Distribution("numeric", (1.0,), (1.0,), edges=(5.0, 5.0)),
    Distribution("numeric", (0.0, 0.0), (0.0, 0.0), edges=(0.0, 1.0, 2.0)),
    Distribution("numeric", (0.5, 0.5), (0.1, 0.9), edges=(float("-inf"), 1.0, float("inf"))),
    Distribution("temporal", (1.0,), (1.0,), edges=(0.0, 1e300)),
    Distribution("categorical", (), (), labels=()),
    Distribution("categorical", (0.7, 0.3), (0.3, 0.7), labels=('<script>"&', "b")),
    Distribution("categorical", (0.01,) * 100, (0.01,) * 100, labels=("x",) * 100),
]


def parsed(svg):
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" '))  # noqa: S314 - our own


@pytest.mark.parametrize("distribution", [a_distribution(0.3), category_distribution(["a", "b"], 0.2), *ODD])
def test_charts_are_well_formed_and_say_what_they_show(distribution):
    for draw in (small_chart, large_chart):
        image = parsed(draw(distribution, 'a<b>"c', "c1d"))
        assert image.get("role") == "img"
        assert 'a<b>"c' in image.get("aria-label")
        assert "nan" not in ET.tostring(image, encoding="unicode")


def test_areas_are_shares_where_bins_differ_in_width():
    wide = Distribution("numeric", (0.5, 0.5), (0.5, 0.5), edges=(0.0, 1.0, 5.0))
    path = parsed(small_chart(wide, "x", "c1d")).find(".//{*}path[@class='ref']").get("d")
    assert path == "M0 160v-158h128v118h512V160Z"  # a quarter as high where four times as wide


def test_a_chart_that_stands_alone_has_half_the_bins():
    fine = Distribution("numeric", (0.25,) * 4, (0.1, 0.2, 0.3, 0.4), edges=(0.0, 1.0, 2.0, 3.0, 4.0))
    path = parsed(small_chart(fine, "x")).find(".//{*}path[@class='cur']").get("d")
    assert path == "M0 160v-68h320v-90h320V160"  # 0.3 and 0.7 of the rows
    odd = Distribution("numeric", (0.5, 0.5, 0.0), (0.5, 0.5, 0.0), edges=(0.0, 1.0, 2.0, 3.0))
    assert small_chart(odd, "x").count("h213") == 4


def test_bins_are_named_by_their_unit():
    assert bin_label(a_distribution(0), 0) == "10 to 11.5"
    assert bin_label(Distribution("temporal", (1.0,), (1.0,), edges=(0.0, 86_400.0)), 0) == "1970-01-01 to 1970-01-02"
    assert bin_label(Distribution("numeric", (1.0,), (1.0,)), 0) == "bin 1"


def test_sparks_share_one_scale():
    assert spark_pair([0.0, 1.0], [0.5, 0.5]) == ("▁█", "▅▅")
    assert spark_pair([0.0, 1.0], [0.5, 0.5], is_ascii=True) == ("_#", "++")
    assert spark_pair([], []) == ("", "")
    assert spark_pair([0.0], [0.0]) == ("▁", "▁")


def test_rebinning_keeps_the_sum():
    bins = rebinned([1 / 37] * 37, 10)
    assert len(bins) == 10
    assert sum(bins) == pytest.approx(1)


def test_a_bullet_tells_value_bound_and_bar():
    image = parsed(bullet(0.31, lower=0.24, upper=None, bars=(0.05, 0.1), scale=0.5))
    assert image.get("aria-label") == "Effect 0.31, at least 0.24; bar 0.10"
    assert [one.get("class") for one in image.findall(".//{*}path")] == ["length", "whisker", "mark weak", "mark"]
    assert 'd="M112 4l7 5-7 5z"' in bullet(2.8, lower=2.7, upper=2.9, bars=(None, 0.1), scale=1.0)


@pytest.mark.parametrize(("values", "scale"), [([], 0.3), ([0.02], 0.3), ([0.5, -0.7], 0.7), ([2.8], 1.0)])
def test_one_scale_for_all_bullets(values, scale):
    assert bullet_scale(values) == scale
