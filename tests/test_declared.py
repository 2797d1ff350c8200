"""Settings that are taken without pydantic are exactly those that it would have taken, as the same values."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, field_validator

from driftcli.checks.catalog import builtin_checks
from driftcli.declared import (
    Before,
    Declared,
    Names,
    SettingsError,
    as_json,
    extra_of,
    model_of,
    setting,
    settings_of,
    values_of,
)
from driftcli.suite.config import CheckConfig, ColumnConfig, Config, RolesConfig, SideConfig, SourceConfig

SAID = (
    "", "a", "1", "true", "fail", "never", "train", "numeric", [], ["a"], ["a", "b"], ["a", 1], [["a"]], ("a",), {"a"},
    True, False, 0, 1, 7, -1, 0.5, 1.0, 1e400, None, {}, {"target": "y"}, {"target": 1}, {"score": "p"}, {"a": "text"},
    {"a": {}}, {"a": {"warn": 0.1}}, {"a": {"warn": "never", "more": [1]}}, {"reference": {"columns": ["a"]}}, b"a",
    datetime(2026, 3, 1, tzinfo=UTC),
)  # fmt: skip
DECLARED = (Config, CheckConfig, ColumnConfig, RolesConfig, SideConfig, SourceConfig)
PARAMS = tuple(dict.fromkeys(check.params for check in builtin_checks()))


def outcome(make, said):
    try:
        return make(said)
    except SettingsError as error:
        return [(problem["type"], problem["loc"]) for problem in error.problems]


@pytest.mark.parametrize("cls", [*DECLARED, *PARAMS], ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_what_is_taken_as_it_is_is_what_pydantic_makes_of_it(cls):
    for name in settings_of(cls):
        for value in SAID:
            taken, checked = outcome(cls.of, {name: value}), outcome(lambda said: cls(**said), {name: value})
            assert taken == checked, (name, value)
            assert type(taken) is type(checked)
            if isinstance(taken, cls):
                assert as_json(taken) == as_json(checked)
                assert vars(taken).keys() == {name}


def test_most_of_what_a_command_line_says_needs_no_pydantic():
    code = (
        "import sys\nfrom driftcli.suite.config import Config\n"
        "Config.of({'select': ['drift'], 'fail_on': 'warn', 'allow_empty': True,\n"
        "           'roles': {'target': 'y', 'score': ['p']}, 'source': {'where': 'x > 1', 'header': False}})\n"
        "assert 'pydantic' not in sys.modules\nConfig.of({'fdr': 0.05})\nassert 'pydantic' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Every(Declared):
    """One setting of each sort."""

    names: Names = ()
    few: int = setting(3, ge=1, description="A bounded number.")
    one: Literal["a", "b"] = setting("a", description="A choice.")
    label: Annotated[str | None, Before(str)] = setting(None, description="Anything, as text.")
    table: dict[str, int] = setting({}, description="A table.")


class More(Every, extra="allow"):
    """What is below another has what that one has."""

    moment: datetime | None = setting(None, description="When.")


def test_only_what_was_said_is_kept():
    said = Every.of({"few": 5, "label": 7})
    assert vars(said) == {"few": 5, "label": "7"}
    assert values_of(said) == {"names": (), "few": 5, "one": "a", "label": "7", "table": {}}
    assert said == Every(few=5, label=7) != Every.of({})
    assert hash(Every.of({"one": "b"}) == Every(one="b"))
    assert repr(said) == "Every(few=5, label='7')"
    with pytest.raises(AttributeError, match="few: settings do not change"):
        said.few = 6


def test_a_class_below_another_inherits_settings_and_may_allow_more():
    said = More.of({"moment": "2026-03-01T00:00:00Z", "few": 2, "unheard_of": [1]})
    assert as_json(said) == {
        "names": [], "few": 2, "one": "a", "label": None, "table": {}, "moment": "2026-03-01T00:00:00Z",
        "unheard_of": [1],
    }  # fmt: skip
    assert extra_of(said) == {"unheard_of": [1]}
    assert More.of({}) != Every.of({})


@pytest.mark.parametrize(
    ("said", "problems"),
    [
        ({"few": 0}, [("greater_than_equal", ("few",))]),
        ({"one": "c", "fewer": 1}, [("literal_error", ("one",)), ("extra_forbidden", ("fewer",))]),
        ({"names": "a", "table": {"b": "c"}}, [("int_parsing", ("table", "b"))]),
    ],
)
def test_all_that_is_wrong_is_told(said, problems):
    with pytest.raises(SettingsError) as caught:
        Every.of(said)
    assert [(problem["type"], problem["loc"]) for problem in caught.value.problems] == problems


class OfPydantic(Declared):
    """As somebody would write who knows pydantic."""

    model_config: ClassVar[Any] = {"extra": "ignore"}
    needed: int = Field(description="It has no default.")
    factor: float = Field(default=1.0, gt=0, description="A bounded number.")
    listed: list[int] = Field(default_factory=list)

    @field_validator("needed")
    @classmethod
    def doubled(cls, value):
        return 2 * value

    @property
    def product(self):
        return self.needed * self.factor


def test_a_class_may_be_written_as_for_pydantic():
    said = OfPydantic.of({"needed": 3, "factor": 0.5, "unheard_of": 1})
    assert (said.needed, said.product, said.listed, extra_of(said)) == (6, 3.0, [], {})
    assert settings_of(OfPydantic)["needed"].is_required
    assert settings_of(OfPydantic)["factor"].description == "A bounded number."
    assert model_of(OfPydantic).model_json_schema()["required"] == ["needed"]
    for wrong in ({}, {"needed": 1, "factor": 0}):
        with pytest.raises(SettingsError):
            OfPydantic.of(wrong)
