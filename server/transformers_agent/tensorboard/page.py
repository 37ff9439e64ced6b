"""What stands in front of TensorBoard's own application: it sees that somebody looks, and its page gets one
script more. Who may ask at all is ``access``'s to say, which stands in front of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from transformers_agent.tensorboard.attendance import Attendance

SCRIPT = "transformers-workbench/reload.js"
"""Relative to the page, so that it is found behind a proxy with a path too."""
CHECK = "HTTP_X_TRANSFORMERS_WORKBENCH_CHECK"
"""The header of one who only asks whether the server is there: that is not looking."""
HEAD = b"<head>"
THEME = "workbench-theme"
"""What the page's address may say: ``dark`` or ``light``. It stands for the system's, not for a choice."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]

SOURCE = r"""
// Switches TensorBoard's own reloading on, as its settings dialog would. What the user chose there stays.
(() => {
  // A frame does not learn whether what it is shown in is dark: whoever shows it says so in the address.
  const theme = new URLSearchParams(location.search).get('%(theme)s');
  const matchMedia = window.matchMedia;
  window.matchMedia = function (query) {
    const list = matchMedia.call(window, query);
    const scheme = /^\(prefers-color-scheme: (dark|light)\)$/.exec(query)?.[1];
    return theme && scheme ? Object.defineProperty(list, 'matches', { value: scheme === theme }) : list;
  };
  const period = %(period)s;
  // TensorBoard does not take a stored period of 30 seconds or less. So one that nobody would choose is
  // stored, and the timer that is set for it rings sooner.
  const stored = period > 30000 ? period : 30001;
  const key = '_tb_global_settings';
  const ours = 'transformers-workbench.reload-period';
  try {
    const settings = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof settings.autoReload !== 'boolean') {
      settings.autoReload = true;
    }
    const before = settings.autoReloadPeriodInMs;
    if (before === undefined || String(before) === localStorage.getItem(ours)) {
      settings.autoReloadPeriodInMs = stored;
      localStorage.setItem(ours, String(stored));
    }
    localStorage.setItem(key, JSON.stringify(settings));
  } catch (error) {
    console.warn('TensorBoard keeps its own reloading:', error);
  }
  const setTimer = window.setTimeout;
  window.setTimeout = function (work, delay, ...rest) {
    return setTimer.call(this ?? window, work, delay === 30001 ? period : delay, ...rest);
  };
})();
"""


def script(reload_seconds: float) -> bytes:
    """The script of the page."""
    period = json.dumps(max(1000, round(reload_seconds * 1000)))
    return (SOURCE % {"period": period, "theme": THEME}).encode("utf-8")


class Page:
    """A WSGI application in front of another. Whatever it does not understand goes through as it is."""

    def __init__(self, application: Application, attendance: Attendance, reload_seconds: float) -> None:
        self._application = application
        self._attendance = attendance
        self._script = script(reload_seconds)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get(CHECK):
            return self._application(environ, start_response)
        with self._attendance.visit():
            path = environ.get("PATH_INFO", "")
            if path == f"/{SCRIPT}":
                return self._answer_script(start_response)
            if path in {"", "/", "/index.html"} and environ.get("REQUEST_METHOD") == "GET":
                return self._answer_index(environ, start_response)
            return self._application(environ, start_response)

    def _answer_script(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(
            "200 OK",
            [
                ("Content-Type", "text/javascript; charset=utf-8"),
                ("Content-Length", str(len(self._script))),
                ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
        return [self._script]

    def _answer_index(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begun: list[Any] = []
        written: list[bytes] = []

        def hold(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            begun[:] = [status, headers]
            return written.append

        answer = self._application(environ, hold)
        try:
            written.extend(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = begun
        body = b"".join(written)
        changed = with_script(body) if is_plain_page(status, headers) else body
        if changed is not body:
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers.append(("Content-Length", str(len(changed))))
        start_response(status, headers)
        return [changed]


def is_plain_page(status: str, headers: Headers) -> bool:
    """Whether it is HTML that can be read as it is sent."""
    named = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and named.get("content-type", "").startswith("text/html")
        and named.get("content-encoding", "identity") == "identity"
    )


def with_script(page: bytes) -> bytes:
    """The page with the script ahead of every other; the same page where there is no place for it."""
    before, head, after = page.partition(HEAD)
    return before + head + f'<script src="{SCRIPT}"></script>'.encode() + after if head else page
