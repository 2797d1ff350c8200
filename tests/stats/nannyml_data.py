"""The synthetic data that NannyML ships inside its wheel on PyPI, where a folder of them is named.

`pip download --no-deps nannyml==0.13.1` and unpack `nannyml/datasets/data`; `.ci/run` does both.
"""

import os
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

VARIABLE = "NANNYML_DATA"
FOLDER = Path(os.environ.get(VARIABLE, ""))
needs_data = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no folder with nannyml/datasets/data of NannyML's wheel"
)


@cache
def table(name: str) -> pa.Table:
    """One file of the folder."""
    return pq.read_table(FOLDER / name) if name.endswith(".pq") else pc.read_csv(FOLDER / name)


def numbers(name: str, *columns: str) -> list[np.ndarray]:
    """Columns of a file as floats."""
    return [table(name)[column].cast(pa.float64()).to_numpy() for column in columns]


def chunk(place: int, rows: int) -> slice:
    """Rows of one of NannyML's chunks of equal size."""
    return slice(place * rows, (place + 1) * rows)
