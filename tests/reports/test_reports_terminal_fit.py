from rich.console import Group
from rich.text import Text

from driftcli.reports.terminal.fit import Part, fit


def height(content):
    if isinstance(content, Group):
        return sum(map(height, content.renderables))
    return content.plain.count("\n") + 1


def words(pictures):
    def told(content):
        return [word for one in content.renderables for word in told(one)] if isinstance(content, Group) else [content]

    return [text.plain for picture in pictures for text in told(picture)]


def a_part(name, *items, **more):
    return Part(name, tuple(map(Text, items)), **more)


def rest(shown):
    return Text(f"{3 - shown} more") if shown < 3 else None


PARTS = [
    a_part("first", "a", least=2),
    a_part("list", "b1", "b2", "b3", heading=Text("B"), is_apart=True, rest=rest),
    a_part("tall", "c\nc\nc"),
    a_part("last", "d", "e", least=2),
]


def test_fixed_parts_stand_whatever_the_room():
    assert words(fit(PARTS, lines=0, order=("list", "tall"), height=height)) == ["a", "d", "e"]


def test_the_order_decides_who_gets_the_room():
    by_list = fit(PARTS, lines=8, order=("list", "tall", "list", "list"), height=height)
    assert words(by_list) == ["a", "", "B", "b1", "b2", "b3", "d", "e"]
    assert words(fit(PARTS, lines=8, order=("tall", "list", "list"), height=height)) == ["a", "c\nc\nc", "d", "e"]


def test_what_is_left_out_takes_its_line():
    """The third item replaces the line that counts it."""
    assert words(fit(PARTS, lines=7, order=("list",), height=height)) == ["a", "", "B", "b1", "2 more", "d", "e"]
    assert words(fit(PARTS, lines=6, order=("list",) * 3, height=height)) == ["a", "d", "e"]


def test_names_that_no_part_has_and_empty_parts_are_passed_over():
    parts = [*PARTS, a_part("empty")]
    assert words(fit(parts, lines=3, order=("nobody", "empty"), height=height)) == ["a", "d", "e"]
