"""Who is answered: whoever knows the path that this server made up at its start.

TensorBoard has no accounts, and loopback is shared: every user of the machine reaches it, and so does a web
page that makes its own name point to 127.0.0.1 (DNS rebinding). So each server serves below a path of 256
random bits and refuses everything else. Why a path:

- A cookie would not come back: in a panel TensorBoard is a frame of another site, and browsers keep cookies
  from those. A header or a password could not be given to a frame at all.
- A list of good hosts cannot hold. Forwarding puts names of its own there (``<tunnel>.devtunnels.ms``, a
  code-server's domain, ``localhost`` with another port), and rewrites ``Origin`` or does not. A page that
  rebinds its name sends any ``Host`` it likes, and does not know the path.
- The path survives a proxy that strips a path of its own (``/proxy/PORT/``), since all of TensorBoard's
  addresses are relative.

The path is noted in the server's state file, which nobody else can read, and is told to nobody but this user.
It is in no argument, environment, message of the language server, or log, and ``Referrer-Policy`` keeps
browsers from sending it along with links. What browsers say themselves about where a request comes from
(``Sec-Fetch-Site``) holds whatever names forwarding uses: other sites may show or open the page, as the panel
does, and fetch nothing.

What this cannot do: somebody who gets the URL has access until the server ends; browsers keep it in their
history. Root, and programs of this user, can read it. And TensorBoard's own data server, the process that
reads event files for it, listens on another port of loopback, chosen at random, and asks for nothing there:
other users of the machine who speak its protocol (gRPC, which web pages cannot) can read the same curves.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable
from typing import Any

SECRET_BYTES = 32

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Headers = list[tuple[str, str]]

REFUSAL = """\
This TensorBoard answers only the person who started it.

Run "Transformers: Open TensorBoard" in the editor that started it,
or open the URL that `transformers-workbench tensorboard list` prints.

この TensorBoard は、起動した本人だけが表示できます。
起動したエディターで「Transformers: TensorBoard を開く」を実行するか、
`transformers-workbench tensorboard list` が表示する URL を開いてください。
""".encode()


def new_secret() -> str:
    """What goes into the path: nobody can guess it, and it needs no escaping there."""
    return secrets.token_urlsafe(SECRET_BYTES)


class Access:
    """A WSGI application in front of another, which sees the requests below the secret path and no others."""

    def __init__(self, application: Application, secret: str) -> None:
        self._application = application
        self._secret = secret

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        first, slash, rest = split_path(environ.get("PATH_INFO", ""))
        if not self._is_secret(first) or is_fetched_from_elsewhere(environ):
            return refuse(environ, start_response)
        if not slash:
            return add_slash(first, environ, start_response)
        inside = {
            **environ,
            "SCRIPT_NAME": f"{environ.get('SCRIPT_NAME', '')}/{self._secret}",
            "PATH_INFO": f"/{rest}",
        }
        # Not of the standard, and with the secret in them: what prints a request would print it.
        for name in ("REQUEST_URI", "RAW_URI"):
            inside.pop(name, None)

        def begin(status: str, headers: Headers, *error: Any) -> Any:
            return start_response(status, without_referrer(headers), *error)

        return self._application(inside, begin)

    def _is_secret(self, text: str) -> bool:
        """Takes as long for every text of the same length."""
        return hmac.compare_digest(text.encode("utf-8", "replace"), self._secret.encode("ascii"))


def handler_without(secret: str, handler: type[Any]) -> type[Any]:
    """A class of werkzeug's handlers of requests in whose log lines the secret is left out."""

    def log(self: Any, kind: str, message: str, *values: object) -> None:
        line = message % values if values else message
        handler.log(self, kind, "%s", line.replace(secret, "…"))

    return type("Handler", (handler,), {"log": log})


def split_path(path: str) -> tuple[str, str, str]:
    """``/first/rest`` as ``first``, ``/``, ``rest``; ``first`` is empty where a path begins otherwise."""
    return path[1:].partition("/") if path.startswith("/") else ("", "", "")


def is_fetched_from_elsewhere(environ: Environ) -> bool:
    """Whether a page of another site wants its content; to show or to open it is something else."""
    if environ.get("HTTP_SEC_FETCH_SITE", "none") in {"none", "same-origin"}:
        return False
    shown = environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
    return not (shown and environ.get("REQUEST_METHOD") in {"GET", "HEAD"})


def refuse(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The same for everybody and everything, so it tells nothing."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    return answer("403 Forbidden", headers, REFUSAL, environ, start_response)


def add_slash(secret: str, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Relative, because a proxy may have taken a part of the path away."""
    query = environ.get("QUERY_STRING", "")
    headers = [("Location", f"{secret}/{'?' if query else ''}{query}"), ("Cache-Control", "no-store")]
    return answer("307 Temporary Redirect", headers, b"", environ, start_response)


def answer(
    status: str, headers: Headers, body: bytes, environ: Environ, start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """A whole answer of ours."""
    always = [("Content-Length", str(len(body))), ("X-Content-Type-Options", "nosniff")]
    start_response(status, without_referrer([*headers, *always]))
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]


def without_referrer(headers: Headers) -> Headers:
    """The headers, and that no link out of the page says where it was."""
    kept = [(name, value) for name, value in headers if name.lower() != "referrer-policy"]
    return [*kept, ("Referrer-Policy", "no-referrer")]
