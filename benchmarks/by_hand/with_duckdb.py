"""The same with DuckDB: KS statistics and chi-square in SQL.

python benchmarks/by_hand/with_duckdb.py REFERENCE CURRENT
"""

import sys

import duckdb
import numpy as np
from scipy.special import chdtrc, kolmogorov

GAP = """
with counted as (
  select x, sum(side) as old, sum(1 - side) as new from (
    select "{name}" as x, 1 as side from old where "{name}" is not null
    union all select "{name}", 0 from new where "{name}" is not null) group by x)
select max(abs(reached_old - reached_new)), any_value(n), any_value(m) from (
  select sum(old) over (order by x) / sum(old) over () as reached_old,
         sum(new) over (order by x) / sum(new) over () as reached_new,
         sum(old) over () as n, sum(new) over () as m
  from counted)
"""
COUNTS = """
select coalesce(a.count, 0), coalesce(b.count, 0)
from (select "{name}" as x, count(*) as count from old where x is not null group by x) a
full join (select "{name}" as x, count(*) as count from new where x is not null group by x) b on a.x = b.x
"""


def main() -> None:
    for side, path in zip(("old", "new"), sys.argv[1:], strict=True):
        duckdb.sql(f"create view {side} as select * from '{path}'")  # noqa: S608 - the benchmark's own files
    for name, kind in duckdb.sql("select column_name, column_type from (describe old)").fetchall():
        if kind in {"VARCHAR", "BOOLEAN"}:
            a, b = np.array(duckdb.sql(COUNTS.format(name=name)).fetchall(), dtype=float).T
            pooled = (a + b) / (a.sum() + b.sum())
            statistic = sum(((x - pooled * x.sum()) ** 2 / (pooled * x.sum())).sum() for x in (a, b))
            print(name, chdtrc(len(a) - 1, statistic))
        else:
            gap, n, m = map(float, duckdb.sql(GAP.format(name=name)).fetchall()[0])
            print(name, kolmogorov(np.sqrt(n * m / (n + m)) * gap))


if __name__ == "__main__":
    main()
