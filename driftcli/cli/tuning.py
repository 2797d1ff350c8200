"""How a process that lives for seconds is set up, before anything large is imported."""

import atexit
import gc
import os

from driftcli.cli.streams import flush_streams
from driftcli.stats.bare_packages import claim_process, stand_for_good

GARBAGE_THRESHOLD = 200_000
"""Containers made before Python looks for cycles among them (its own: 700): imports make 100,000 that all stay, and to
look through half of them takes 30 to 50 ms."""
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYDANTIC_DISABLE_PLUGINS": "__all__"}


def tune() -> None:
    """Leave one thread to linear algebra, look for no plugins of pydantic, look for garbage less often, import parts.

    Matrices are small here, while the threads of linear algebra, one per core and library, spin before they sleep.
    Columns are what this program works on in parallel. With one thread sums also come out the same on every machine.
    Plugins watch the models of a server, and are looked for in every package installed. What the user said in the
    environment holds.
    """
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    gc.set_threshold(GARBAGE_THRESHOLD)
    claim_process()
    if os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__":
        stand_for_good("pydantic.plugin._loader", get_plugins=tuple)  # its own imports all that reads packages


class Leave:
    """The end of the process without freeing every object first, which takes a tenth of a second and helps nobody.

    Made before anything else asks to be called at the end, so that it is called last: threads have ended by then and
    others have tidied up. Where somebody asked earlier (a measurement of coverage, say), the interpreter ends as ever.
    mypy ends in this way, too (its ``hard_exit``).
    """

    def __init__(self) -> None:
        self.code: int | None = None
        """Exit code; where there is none, the interpreter ends as ever."""
        if not getattr(atexit, "_ncallbacks", lambda: 1)():
            atexit.register(self)

    def __call__(self) -> None:
        """End the process, with all written that was said."""
        if self.code is not None:
            flush_streams()
            os._exit(self.code)
