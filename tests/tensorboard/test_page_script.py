"""What the script of the page does to TensorBoard's own settings, run by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from transformers_agent.tensorboard.attendance import Attendance
from transformers_agent.tensorboard.page import Page, script, with_script

NODE = shutil.which("node")
AROUND = """
const stored = %s;
globalThis.window = globalThis;
globalThis.location = { search: "%s" };
globalThis.matchMedia = (query) => ({ matches: query.includes("print") });
globalThis.localStorage = {
  getItem: (key) => (key in stored ? stored[key] : null),
  setItem: (key, value) => { stored[key] = String(value); },
};
const waited = [];
globalThis.setTimeout = (work, delay) => waited.push(delay);
%s
setTimeout(() => 0, 30001);
setTimeout(() => 0, 30000);
const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
const isLight = matchMedia("(prefers-color-scheme: light)").matches;
const isPrinted = matchMedia("print").matches;
const settings = JSON.parse(stored._tb_global_settings);
console.log(JSON.stringify({ settings, stored, waited, isDark, isLight, isPrinted }));
"""


def run_script(seconds: float, stored: dict[str, str], search: str = "") -> dict[str, Any]:
    if NODE is None:
        pytest.skip("node is not installed")
    code = AROUND % (json.dumps(stored), search, script(seconds).decode())
    ran = subprocess.run([NODE, "-e", code], capture_output=True, text=True, check=True, timeout=60)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_a_page_that_was_never_set_reloads_at_the_wanted_pace() -> None:
    ran = run_script(5, {})
    assert ran["settings"] == {"autoReload": True, "autoReloadPeriodInMs": 30001}
    assert ran["waited"] == [5000, 30000], "only the reloading is hastened"


def test_a_period_that_tensorboard_takes_is_given_as_it_is() -> None:
    assert run_script(120, {})["settings"]["autoReloadPeriodInMs"] == 120000


def test_what_the_user_chose_stays() -> None:
    chosen = {"autoReload": False, "autoReloadPeriodInMs": 45000, "theme": "dark"}
    assert run_script(5, {"_tb_global_settings": json.dumps(chosen)})["settings"] == chosen


def test_what_another_server_of_ours_set_does_not_stay() -> None:
    first = run_script(120, {})
    assert run_script(5, first["stored"])["settings"]["autoReloadPeriodInMs"] == 30001


def test_a_page_without_a_head_stays_as_it_is() -> None:
    assert with_script(b"<p>") == b"<p>"


def answered(headers: list[tuple[str, str]], body: bytes, status: str = "200 OK") -> tuple[Any, bytes]:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response(status, headers)
        return [body]

    begun: list[Any] = []
    page = Page(application, Attendance(), 5)
    answer = page({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}, lambda *given: begun.extend(given))
    return begun, b"".join(answer)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("Content-Type", "text/html"), ("Content-Encoding", "gzip")], "200 OK"),
        ([("Content-Type", "text/plain")], "200 OK"),
        ([("Content-Type", "text/html")], "404 Not Found"),
    ],
)
def test_what_is_not_a_plain_page_goes_through_untouched(headers: list[tuple[str, str]], status: str) -> None:
    begun, body = answered(headers, b"<head>", status)
    assert (begun, body) == ([status, headers], b"<head>")


def test_the_page_is_told_of_the_theme_it_is_shown_in() -> None:
    for search, dark, light in [
        ("?workbench-theme=dark", True, False),
        ("?workbench-theme=light", False, True),
    ]:
        ran = run_script(5, {}, search)
        assert (ran["isDark"], ran["isLight"], ran["isPrinted"]) == (dark, light, True)
    assert run_script(5, {})["isDark"] is False, "the browser's own answer"
