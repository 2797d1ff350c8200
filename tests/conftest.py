"""What every test relies on."""

import signal


def pytest_configure() -> None:
    """Let the programs that tests start be interrupted: a shell makes what it puts in the background ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
