"""``python -m driftcli`` is ``driftcli``."""

from driftcli.cli.main import program

if __name__ == "__main__":
    program()
