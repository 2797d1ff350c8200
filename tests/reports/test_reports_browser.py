"""The report in a real browser, where one is installed: nothing is logged, and a phone does not scroll sideways."""

import re
import shutil
import subprocess

import pytest

from driftcli.reports.html import render_html
from reports.sample_model import model_result
from reports.sample_results import rich_result

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PROBE = """<!doctype html>
<iframe src="report.html" style="width:390px;height:800px;border:0"></iframe><pre></pre>
<script>
const frame = document.querySelector("iframe")
frame.onload = () => {
  const page = frame.contentDocument
  page.querySelectorAll("details").forEach(item => item.open = true)
  const charts = [...page.querySelectorAll("svg.large")].filter(item => item.getBoundingClientRect().height > 20)
  document.querySelector("pre").textContent = `width=${page.documentElement.scrollWidth} charts=${charts.length}`
}
</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium")
@pytest.mark.parametrize(("result", "least_charts"), [(rich_result(5), 8), (model_result(), 7)], ids=["rich", "model"])
def test_a_phone_does_not_scroll_sideways(tmp_path, result, least_charts):
    (tmp_path / "report.html").write_text(render_html(result), encoding="utf-8")
    (tmp_path / "probe.html").write_text(PROBE, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", *QUIET, f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--allow-file-access-from-files", "--virtual-time-budget=5000", "--enable-logging=stderr", "--dump-dom"]
    done = subprocess.run(
        [*command, f"file://{tmp_path / 'probe.html'}"], capture_output=True, timeout=120, check=False
    )
    found = re.search(rb"width=(\d+) charts=(\d+)", done.stdout)
    assert found is not None, done.stderr[-2000:]
    assert int(found[1]) <= 390
    assert int(found[2]) >= least_charts
    assert b"CONSOLE" not in done.stderr
