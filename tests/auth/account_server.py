"""The test Hub with accounts as a process of its own, for whoever does not run in this one. What a test would
set on ``AccountHub`` it posts as JSON:

``/-/sign-up`` ``{name, role?, display_name?}`` → the token. ``/-/expire`` ``{token}``. ``/-/access``
``{repo_id, account, state}``: the state of a request for access. ``/-/approve`` ``{token, lasts?,
renewed?}``: what signing in with a browser gives, for how many seconds, and the token that renews it.
``/-/refresh`` → what it is renewed with now. The rest as ``tests/cache/hub.py``, whose layout of folders this
serves, too.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cache"))

from account_hub import AccountHub, _AccountHandler


class _Handler(_AccountHandler):
    def _answer(self, body: bytes) -> None:
        # The switches work also while the Hub is broken or silent.
        if self.path.startswith("/-/"):
            self._control(self.path, body)
        else:
            super()._answer(body)

    def _control(self, path: str, body: bytes) -> None:
        given: dict[str, Any] = json.loads(body) if body else {}
        hub = self.hub
        if path == "/-/sign-up":
            self._json(hub.sign_up(**given))
        elif path == "/-/expire":
            hub.accounts[given["token"]].expired = True
            self._json({})
        elif path == "/-/access":
            hub.requests[given["repo_id"], given["account"]] = given["state"]
            self._json({})
        elif path == "/-/approve":
            hub.device.renewed = given.get("renewed")
            hub.device.lasts = given.get("lasts", hub.device.lasts)
            hub.device.approved = given["token"]
            self._json({})
        elif path == "/-/refresh":
            self._json(hub.device.refresh)
        else:
            super()._control(path, body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    hub = AccountHub()
    hub._server.RequestHandlerClass = _Handler
    hub.add_folder(arguments.folder)
    print(hub.url, flush=True)
    hub.serve()


if __name__ == "__main__":
    main()
