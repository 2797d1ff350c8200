"""whylogs profiles of two files and their drift scores (whylogs[viz]==1.6.4, numpy<2).

python benchmarks/peers/with_whylogs.py REFERENCE CURRENT
"""

import sys

import pandas as pd
import whylogs as why
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores

old, new = (
    why.log(pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path)).view() for path in sys.argv[1:]
)
print(len(calculate_drift_scores(target_view=new, reference_view=old, with_thresholds=True)))
