"""A small Hugging Face Hub over real HTTP: what huggingface_hub asks to list, verify and download.

In a test: ``with Hub() as hub: repo = hub.add("org/model"); commit = repo.commit({"a.txt": b"…"})``.

As a process: ``python tests/cache/hub.py FOLDER --port 0`` prints its address. ``FOLDER`` holds
``models/org/name/REF/files…`` (``datasets``, ``spaces``); each ``REF`` folder is a commit with that ref.
``hub.json`` beside them may have ``gated`` and ``private`` (lists of ids) and ``token``. ``GET /-/log``
returns the requests so far; ``POST /-/switches`` sets any of the switches below, as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from hub_repository import File, HubRepo

if TYPE_CHECKING:
    from typing_extensions import Self

KINDS = {"models": "model", "datasets": "dataset", "spaces": "space"}
BLOCK = 16 * 1024
API = re.compile(r"/api/(models|datasets|spaces)/(.+?)(?:/(revision|tree|paths-info)/([^/]+)(?:/(.*))?)?")
RESOLVE = re.compile(r"/(?:(datasets|spaces)/)?([^/]+(?:/[^/]+)?)/resolve/([^/]+)/(.+)")


class Hub:
    """The server. Its switches may be set at any time."""

    def __init__(self, port: int = 0) -> None:
        self.repos: dict[tuple[str, str], HubRepo] = {}
        self.log: list[str] = []
        """``METHOD path``, with ``bytes=…`` at the end of a request for a range."""
        self.token = "hf_goodTokenOfTheTestHub"
        self.throttle = 0
        """Bytes a second of a content; 0: as fast as it goes."""
        self.cut = 0
        """Closes the connection after this many bytes of a content; 0: never."""
        self.hold = 0
        """Stops, without closing, after this many bytes of a content until this is 0 again; 0: never."""
        self.broken = 0
        """Answers everything with this status; 0: not."""
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._server.hub = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve, name="hub", daemon=True).start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.hold = 0
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.01)

    def add(
        self, repo_id: str, kind: str = "model", *, gated: bool = False, private: bool = False
    ) -> HubRepo:
        """A new, empty repository."""
        repo = self.repos[kind, repo_id] = HubRepo(kind, repo_id, gated, private)
        return repo

    def fetched(self) -> list[str]:
        """The paths of the files whose content was asked for since the log was last cleared."""
        found = (RESOLVE.fullmatch(line.split()[1]) for line in self.log if line.startswith("GET"))
        return [unquote(match[4]) for match in found if match]

    def add_folder(self, folder: Path) -> None:
        """Everything in a folder of the layout above."""
        settings = folder / "hub.json"
        about = json.loads(settings.read_text(encoding="utf-8")) if settings.is_file() else {}
        self.token = about.get("token", self.token)
        for kind, kind_name in KINDS.items():
            for ref in sorted(path for path in (folder / kind).glob("*/*/*") if path.is_dir()):
                repo_id = f"{ref.parts[-3]}/{ref.parts[-2]}"
                repo = self.repos.get((kind_name, repo_id)) or self.add(
                    repo_id,
                    kind_name,
                    gated=repo_id in about.get("gated", ()),
                    private=repo_id in about.get("private", ()),
                )
                files = {path.relative_to(ref).as_posix(): path for path in ref.rglob("*") if path.is_file()}
                repo.commit({name: path.read_bytes() for name, path in files.items()}, ref.name)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def hub(self) -> Hub:
        hub: Hub = self.server.hub  # type: ignore[attr-defined]
        return hub

    def log_message(self, *arguments: object) -> None:
        """Nothing on the console; ``Hub.log`` has it."""

    def do_GET(self) -> None:
        self._answer(b"")

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/-/"):
            return self._control(path, body)
        span = self.headers.get("Range")
        self.hub.log.append(f"{self.command} {path}" + (f" {span}" if span else ""))
        if self.hub.broken:
            return self._error(self.hub.broken, "", "broken")
        if found := RESOLVE.fullmatch(path):
            return self._resolve(KINDS[found[1] or "models"], found[2], unquote(found[3]), unquote(found[4]))
        if found := API.fullmatch(path):
            return self._api(KINDS[found[1]], found[2], found[3] or "", unquote(found[4] or "main"), body)
        return self._error(404, "", "no such address")

    def _control(self, path: str, body: bytes) -> None:
        if path == "/-/switches":
            for name, value in json.loads(body).items():
                setattr(self.hub, name, value)
        self._json(self.hub.log if path == "/-/log" else {})

    def _commit(self, kind: str, repo_id: str, revision: str) -> tuple[HubRepo, str] | None:
        """The repository and commit; ``None`` after an error was answered. As the Hub does it: who is not
        signed in does not learn whether something private exists."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given and given != self.hub.token:
            self._error(401, "", "Invalid credentials in Authorization header")
            return None
        repo = self.hub.repos.get((kind, repo_id))
        if repo is None or (repo.private and not given):
            self._error(404 if given else 401, "RepoNotFound", "Repository not found")
            return None
        commit = repo.at(revision)
        if commit is None:
            self._error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return None
        return repo, commit

    def _api(self, kind: str, repo_id: str, what: str, revision: str, body: bytes) -> None:
        found = self._commit(kind, repo_id, revision)
        if found is None:
            return
        repo, commit = found
        files = repo.commits[commit]
        if what == "tree":
            self._json([file.to_json() for file in files.values()])
        elif what == "paths-info":
            asked = parse_qs(body.decode()).get("paths", [])
            self._json([files[path].to_json() for path in asked if path in files])
        else:
            siblings = [{"rfilename": path} for path in files]
            self._json(
                {"id": repo_id, "sha": commit, "private": repo.private, "siblings": siblings, "tags": []}
            )

    def _resolve(self, kind: str, repo_id: str, revision: str, path: str) -> None:
        found = self._commit(kind, repo_id, revision)
        if found is None:
            return
        repo, commit = found
        if repo.gated and not self.headers.get("Authorization"):
            self._error(401, "GatedRepo", f"Access to model {repo_id} is restricted.")
        elif repo.gated and not self._may_read(repo_id):
            self._error(403, "GatedRepo", f"Access to model {repo_id} is restricted and you are not allowed.")
        elif path not in repo.commits[commit]:
            self._error(404, "EntryNotFound", "Entry not found")
        else:
            self._send_file(repo.commits[commit][path], commit)

    def _may_read(self, repo_id: str) -> bool:
        """Whether whoever asks was granted access to what is gated."""
        return False

    def _send_file(self, file: File, commit: str) -> None:
        span = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        start = int(span[1]) if span else 0
        content = file.content[start : int(span[2]) + 1 if span and span[2] else None]
        self.send_response(206 if span else 200)
        self.send_header("ETag", f'"{file.etag}"')
        self.send_header("X-Repo-Commit", commit)
        self.send_header("Accept-Ranges", "bytes")
        if span:
            end = start + len(content) - 1
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(file.content)}")
        if file.is_large:
            self.send_header("X-Linked-Etag", f'"{file.etag}"')
            self.send_header("X-Linked-Size", str(len(file.content)))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command == "GET":
            self._send_content(content)

    def _send_content(self, content: bytes) -> None:
        for start in range(0, len(content), BLOCK):
            while 0 < self.hub.hold <= start:
                time.sleep(0.005)
            if 0 < self.hub.cut <= start:
                self.close_connection = True
                return
            try:
                self.wfile.write(content[start : start + BLOCK])
            except OSError:  # Whoever asked is gone.
                self.close_connection = True
                return
            if self.hub.throttle:
                time.sleep(BLOCK / self.hub.throttle)

    def _json(self, value: Any) -> None:
        self._send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def _error(self, status: int, code: str, message: str) -> None:
        headers = {"X-Error-Message": message, **({"X-Error-Code": code} if code else {})}
        self._send(status, json.dumps({"error": message}).encode(), headers)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=0)
    arguments = parser.parse_args()
    hub = Hub(arguments.port)
    hub.add_folder(arguments.folder)
    print(hub.url, flush=True)
    hub.serve()


if __name__ == "__main__":
    main()
