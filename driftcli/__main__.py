"""``python -m driftcli`` is ``driftcli``."""

from driftcli.cli.main import run

if __name__ == "__main__":
    run()
