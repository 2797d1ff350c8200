"""Evidently's preset on two files (evidently==0.7.23, pandas<3): every column, HTML written as it would be used.

python benchmarks/peers/with_evidently.py REFERENCE CURRENT
"""

import sys
import tempfile
from pathlib import Path

import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

old, new = (pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path) for path in sys.argv[1:])
snapshot = Report([DataDriftPreset()]).run(new, old)
with tempfile.TemporaryDirectory() as folder:
    snapshot.save_html(str(Path(folder) / "report.html"))
