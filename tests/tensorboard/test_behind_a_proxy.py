"""TensorBoard below a path of another server, which takes the path away, as code-server does it."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from boards import PATIENCE, PYTHON, Answer, eventually, fetch, write_run
from transformers_workbench.tensorboard.start import Asked, find_or_start

PLACE = re.compile(r"/proxy/(\d+)(/.*)")


class _Proxy(BaseHTTPRequestHandler):
    """Nothing else is answered: an address from the root is found missing."""

    def do_GET(self) -> None:
        found = PLACE.fullmatch(self.path)
        if found is None:
            self.send_error(404)
            return
        behind = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=PATIENCE)
        try:
            # The name of the outer server stays, as it does there.
            behind.request("GET", found[2], headers={"Host": self.headers["Host"]})
            answer = behind.getresponse()
            body = answer.read()
        finally:
            behind.close()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "content-length", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Into no test's output."""


@pytest.fixture
def proxy() -> Iterator[int]:
    """The port of the outer server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


async def test_page_scripts_and_data_reach_through(tmp_path: Path, proxy: int) -> None:
    write_run(tmp_path / "runs" / "x").close()
    found = await find_or_start(Asked((tmp_path / "runs",)), PYTHON)
    port, inside = found.state.port, urlsplit(found.state.url).path
    outside = f"http://127.0.0.1:{proxy}/proxy/{port}"

    def through(address: str) -> Answer:
        """What a browser gets that shows the page and meets this address in it."""
        return fetch(urljoin(outside + inside, address))

    _, headers, index = through("")
    assert headers["content-type"].startswith("text/html")
    sources = [source.decode() for source in re.findall(rb'<script[^>]* src="([^"]*)"', index)]
    assert sources[0] == "transformers-workbench/reload.js"
    assert len(sources) > 1, "TensorBoard's own"
    for source in sources:
        _, headers, script = through(source)
        assert "javascript" in headers["content-type"], source
        assert script == fetch(found.state.url + source).body
    eventually(lambda: json.loads(through("data/runs").body) == ["x"])
    assert json.loads(through("data/environment").body)["data_location"] == found.state.location
    assert json.loads(through("data/plugins_listing").body)["scalars"]["enabled"]
    for address in (outside + "/", outside + "/data/runs"):
        assert fetch(address).status == 403
    # Without the slash its relative addresses would be looked for one level too high.
    without_slash = fetch(outside + inside.rstrip("/") + "?workbench-theme=dark")
    location = urljoin(outside + inside.rstrip("/"), without_slash.headers["location"])
    assert (without_slash.status, location) == (307, outside + inside + "?workbench-theme=dark")
