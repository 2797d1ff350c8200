"""What a user would write with pandas and SciPy: a test for every column of two files.

python benchmarks/by_hand/pandas_scipy.py REFERENCE CURRENT
"""

import sys

import pandas as pd
from scipy.stats import chi2_contingency, ks_2samp


def main() -> None:
    old, new = (pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path) for path in sys.argv[1:])
    for name in old.columns:
        before, after = old[name].dropna(), new[name].dropna()
        if pd.api.types.is_bool_dtype(before) or not _is_ordered(before):
            table = pd.concat([before.value_counts(), after.value_counts()], axis=1).fillna(0)
            p_value = chi2_contingency(table)[1]
        else:
            numbers = (
                (before.astype("int64"), after.astype("int64"))
                if pd.api.types.is_datetime64_any_dtype(before)
                else (before, after)
            )
            p_value = ks_2samp(*numbers, method="asymp").pvalue
        print(name, p_value)


def _is_ordered(values: "pd.Series[object]") -> bool:
    return pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values)


if __name__ == "__main__":
    main()
