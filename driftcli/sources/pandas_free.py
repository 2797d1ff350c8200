"""Keeping pandas out of a process which does not need it.

Arrow imports pandas, where it is installed, the first time it turns a Python or NumPy value into an Arrow one or back;
that costs every short run of the command line a tenth of a second.
"""

import pyarrow as pa

from driftcli.stats.kept_out import kept_out


def keep_pandas_out() -> None:
    """Let Arrow find, once and for the whole process, that there is no pandas; ``import pandas`` itself still works.

    For the command line only: Arrow's own ``to_pandas`` fails afterwards, so a library must not do this to its caller.
    """
    with kept_out("pandas"):
        pa.scalar(0)
