"""Who is answered, request by request: the application in front, without a server."""

from __future__ import annotations

from typing import Any

import pytest

from transformers_agent.tensorboard.access import REFUSAL, Access, handler_without, new_secret
from transformers_agent.tensorboard.attendance import Attendance
from transformers_agent.tensorboard.page import Page

SECRET = "Qm9vay1vZi1oYW5kcy0wMTIzNDU2Nzg5LWFiY2RlZmc"
"""As one that was made: workers that share these tests must come to the same names."""
Reply = tuple[str, dict[str, str], bytes]


class Behind:
    """What is protected: it notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain"), ("referrer-policy", "unsafe-url")])
        return [b"charts"]


def request(application: Any, path: str, method: str = "GET", **more: str) -> Reply:
    begun: list[Any] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "RAW_URI": path, "REQUEST_URI": path, **more}
    body = b"".join(application(environ, lambda *given: begun.extend(given)))
    return begun[0], dict(begun[1]), body


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        (f"/{SECRET}/", "/"),
        (f"/{SECRET}/data/runs", "/data/runs"),
        # Whoever writes this knows the path: what lies below it is the application's own to refuse.
        (f"/{SECRET}/../etc/passwd", "/../etc/passwd"),
        (f"/{SECRET}//evil.example/", "//evil.example/"),
    ],
)
def test_what_lies_below_the_path_is_served_as_if_there_were_none(path: str, inside: str) -> None:
    behind = Behind()
    status, headers, body = request(Access(behind, SECRET), path, SCRIPT_NAME="/outer", QUERY_STRING="a=b")
    assert (status, body) == ("200 OK", b"charts")
    [environ] = behind.asked
    assert (environ["PATH_INFO"], environ["SCRIPT_NAME"]) == (inside, f"/outer/{SECRET}")
    assert environ["QUERY_STRING"] == "a=b"
    assert not {"RAW_URI", "REQUEST_URI"} & environ.keys(), "plugins print these"
    assert headers == {"Content-Type": "text/plain", "Referrer-Policy": "no-referrer"}


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "ODD"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "//",
        "/index.html",
        "/data/runs",
        "*",
        SECRET,
        f"//{SECRET}/",
        f"/./{SECRET}/",
        f"/x/../{SECRET}/",
        f"/{SECRET[:-1]}/",
        f"/{SECRET}x/",
        f"/{SECRET.swapcase()}/",
        f"/%{ord(SECRET[0]):02X}{SECRET[1:]}/",
        f"/{SECRET}\0/",
        f"/{SECRET}\\data",
        f"/{SECRET}%2Fdata",
        f"/{SECRET};/data",
        "/transformers-workbench/reload.js",
        "/é\udcff/",
        "/" + "a" * 2**20,
        "/" * 2**16,
    ],
)
def test_everything_else_is_refused_in_the_same_words(path: str, method: str) -> None:
    behind = Behind()
    status, headers, body = request(Access(behind, SECRET), path, method)
    assert status == "403 Forbidden"
    assert body == (b"" if method == "HEAD" else REFUSAL)
    assert behind.asked == []
    assert SECRET not in str(headers)
    assert headers["Content-Length"] == str(len(REFUSAL))


def test_the_path_without_its_slash_leads_to_the_page_also_below_a_path_of_a_proxy() -> None:
    behind = Behind()
    status, headers, _ = request(Access(behind, SECRET), f"/{SECRET}", QUERY_STRING="workbench-theme=dark")
    assert status.startswith("307")
    assert headers["Location"] == f"{SECRET}/?workbench-theme=dark"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert behind.asked == []


@pytest.mark.parametrize(
    ("site", "mode", "method", "served"),
    [
        (None, None, "GET", True),  # No browser, or one that does not say.
        ("none", "navigate", "GET", True),  # Typed, or out of a bookmark.
        ("same-origin", "cors", "POST", True),  # TensorBoard's own page.
        ("cross-site", "navigate", "GET", True),  # The panel's frame, a link.
        ("same-site", "navigate", "GET", True),
        ("cross-site", "navigate", "POST", False),  # A form of another page.
        ("cross-site", "no-cors", "GET", False),  # An image, a script.
        ("cross-site", "cors", "GET", False),
        ("same-site", "cors", "GET", False),
        ("cross-site", None, "GET", False),
        ("odd", "cors", "GET", False),
    ],
)
def test_other_sites_may_show_the_page_and_fetch_nothing(
    site: str | None, mode: str | None, method: str, served: bool
) -> None:
    said = {"HTTP_SEC_FETCH_SITE": site, "HTTP_SEC_FETCH_MODE": mode}
    given = {name: value for name, value in said.items() if value is not None}
    status, _, _ = request(Access(Behind(), SECRET), f"/{SECRET}/data/runs", method, **given)
    assert status == ("200 OK" if served else "403 Forbidden")


def test_strangers_are_nobody_who_looks() -> None:
    now = [0.0]
    attendance = Attendance(lambda: now[0])
    application = Access(Page(Behind(), attendance, 5), SECRET)
    now[0] = 100.0
    for path in ("/", "/data/runs", f"/{SECRET}"):
        request(application, path)
    assert attendance.idle() == 100.0
    request(application, f"/{SECRET}/data/runs")
    assert attendance.idle() == 0.0


def test_secrets_have_256_bits_and_need_no_escaping() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(secret) == 43 and secret.replace("-", "").replace("_", "").isalnum() for secret in made)


def test_what_a_handler_logs_has_no_secret() -> None:
    lines: list[str] = []

    class Handler:
        def log(self, kind: str, message: str, *values: object) -> None:
            lines.append(message % values)

    handler = handler_without(SECRET, Handler)()
    handler.log("info", '"%s" %s', f"GET /{SECRET}/100%25 HTTP/1.1", 200)
    handler.log("error", f"bad syntax {SECRET} 100%")
    assert lines == ['"GET /…/100%25 HTTP/1.1" 200', "bad syntax … 100%"]
