import os
from collections.abc import Callable
from pathlib import Path

import pytest

from driftcli.audit import Result
from reports import sample_results

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="session")
def rich_result() -> Result:
    return sample_results.rich_result()


@pytest.fixture(scope="session")
def clean_result() -> Result:
    return sample_results.clean_result()


@pytest.fixture(scope="session")
def empty_result() -> Result:
    return sample_results.empty_result()


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare with a file in ``golden/``; renew it with DRIFTCLI_UPDATE_GOLDEN=1 and read the diff."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("DRIFTCLI_UPDATE_GOLDEN"):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
