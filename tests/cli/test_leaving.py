"""The process ends without freeing what it holds, and not before everything else has ended."""

import subprocess
import sys

import pytest

from .conftest import environment

SCRIPT = """
import atexit, sys, threading, time
from driftcli.cli import main
class Held:
    def __del__(self):
        sys.stdout.write("freed\\n")
held = Held()
def tidy():
    sys.stdout.write("tidied\\n")
def asked_meanwhile(arguments):
    atexit.register(tidy)
    return told(arguments)
told = main.main
if sys.argv.pop(1) == "earlier":
    atexit.register(tidy)
else:
    main.main = asked_meanwhile
threading.Thread(target=lambda: (time.sleep(0.3), sys.stdout.write("worked\\n"))).start()
main.program()
"""


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["audit"], 2)])
@pytest.mark.parametrize(("asked", "end"), [("meanwhile", []), ("earlier", ["freed"])])
def test_threads_and_others_end_first_and_what_they_write_is_there(asked, end, arguments, code):
    words = [sys.executable, "-c", SCRIPT, asked, *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == code, done.stderr
    told = done.stdout.splitlines()
    assert told[told.index("worked") :] == ["worked", "tidied", *end]


def test_a_process_that_never_ran_the_command_ends_as_ever():
    script = "import sys\nfrom driftcli.cli.tuning import Leave\nLeave()\nsys.exit(7)"
    assert subprocess.run([sys.executable, "-c", script], check=False, env=environment()).returncode == 7
