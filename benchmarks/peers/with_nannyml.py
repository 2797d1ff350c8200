"""NannyML's univariate drift, one chunk a file (nannyml==0.13.1).

python benchmarks/peers/with_nannyml.py REFERENCE CURRENT
"""

import sys

import nannyml
import pandas as pd

old, new = (pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path) for path in sys.argv[1:])
names = [name for name in old.columns if not pd.api.types.is_datetime64_any_dtype(old[name])]
calculator = nannyml.UnivariateDriftCalculator(column_names=names, chunk_size=len(new))
calculator.fit(old)
print(calculator.calculate(new).to_df().shape)
