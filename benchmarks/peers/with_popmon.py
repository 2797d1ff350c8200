"""popmon's stability report of one file against another (popmon==1.4.12).

python benchmarks/peers/with_popmon.py REFERENCE CURRENT
"""

import sys
import tempfile
from pathlib import Path

import pandas as pd
import popmon

old, new = (pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path) for path in sys.argv[1:])
both = pd.concat([old.assign(batch=pd.Timestamp("2026-01-01")), new.assign(batch=pd.Timestamp("2026-02-01"))])
features = [f"batch:{name}" for name in old.columns]
report = popmon.df_stability_report(both, time_axis="batch", time_width="1w", features=features)
with tempfile.TemporaryDirectory() as folder:
    report.to_file(str(Path(folder) / "report.html"))
