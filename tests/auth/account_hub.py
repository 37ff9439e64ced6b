"""The test Hub with accounts: whose a token is, who may read what is gated or private, and signing in with a
device code. It answers with the status, headers and words of huggingface.co.

``with AccountHub() as hub: token = hub.sign_up("ada")``; its switches may be set at any time.
"""

from __future__ import annotations

import json
import re
import secrets
import ssl
import string
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hub import Hub, _Handler
from hub_repository import HubRepo

AUTH_CHECK = re.compile(r"/api/(?:model|dataset|space)s/(.+)/auth-check")

REFUSALS = {
    None: "Access to model {0} is restricted and you are not in the authorized list. Visit {1}/{0} to ask "
    "for access.",
    "pending": "Your request to access model {0} is awaiting a review from the repo authors.",
    "denied": "Your request to access model {0} has been rejected by the repo's authors.",
    "reset": "Your request to access model {0} has been reset by the repo's authors. Visit {1}/{0} to submit "
    "a new request.",
}
"""State of a request for access → the Hub's words."""


def new_token() -> str:
    """As long and as random as a real one."""
    return "hf_" + "".join(secrets.choice(string.ascii_letters) for _ in range(34))


@dataclass
class Account:
    """Whose a token is, and what it may do."""

    name: str
    access: dict[str, Any]
    expired: bool = False


@dataclass
class Device:
    """A device code that somebody may approve."""

    code: str = field(default_factory=lambda: secrets.token_hex(16))
    refresh: str = field(default_factory=lambda: secrets.token_hex(16))
    approved: str | None = None
    """The token that it was approved for."""
    refused: str | None = None
    """Why it was not: ``access_denied``, ``expired_token``."""
    lasts: int = 30 * 24 * 3600
    """Seconds that a token of it is good for."""
    renewed: str | None = None
    """The token that a renewal gives, which takes ``refresh`` back for another; ``None``: there is none."""


class AccountHub(Hub):
    """A Hub that knows accounts. ``certificate``: a file with a key and a certificate, for https."""

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__()
        self.accounts: dict[str, Account] = {}
        self.requests: dict[tuple[str, str], str] = {}
        """Repository and account → ``pending``, ``denied``, ``reset`` or ``accepted``."""
        self.members: dict[str, set[str]] = {}
        """Private repository → the accounts that see it."""
        self.raw: bytes | None = None
        """What everything is answered with instead; not JSON, for one."""
        self.silent = False
        """Answers nothing, without closing."""
        self.device = Device()
        self._ended = threading.Event()
        self._server.RequestHandlerClass = _AccountHandler
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *reason: object) -> None:
        self._ended.set()
        super().__exit__(*reason)

    def sign_up(
        self, name: str, role: str = "read", *, display_name: str = "laptop", **fine_grained: Any
    ) -> str:
        """A new token of an account; ``fine_grained``: ``canReadGatedRepos``, ``scoped``, ``global``."""
        access: dict[str, Any] = {"displayName": display_name, "role": role}
        if role == "fineGrained":
            access["fineGrained"] = {"canReadGatedRepos": False, "global": [], "scoped": [], **fine_grained}
        token = new_token()
        self.accounts[token] = Account(name, access)
        return token

    def wait_until_ended(self) -> None:
        self._ended.wait()


class _AccountHandler(_Handler):
    @property
    def hub(self) -> AccountHub:
        hub: AccountHub = self.server.hub  # type: ignore[attr-defined]
        return hub

    def _answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if self.hub.silent:
            self.hub.log.append(f"{self.command} {path}")
            self.hub.wait_until_ended()
            self.close_connection = True
        elif self.hub.raw is not None:
            self._send(200, self.hub.raw, {"Content-Type": "text/html"})
        elif self.hub.broken:
            super()._answer(body)
        elif path == "/api/whoami-v2":
            self._whoami(path)
        elif found := AUTH_CHECK.fullmatch(path):
            self._auth_check(path, found[1])
        elif path == "/oauth/device":
            self.hub.log.append(f"{self.command} {path}")
            self._device()
        elif path == "/oauth/token":
            self.hub.log.append(f"{self.command} {path}")
            self._token(parse_qs(body.decode()))
        else:
            super()._answer(body)

    def _given(self) -> str:
        return str(self.headers.get("Authorization", "")).removeprefix("Bearer ")

    def _account(self) -> Account | None:
        """Who asks; ``None`` for a visitor.

        Raises:
            KeyError: nobody's token. It was answered.
        """
        given = self._given()
        if not given:
            return None
        account = self.hub.accounts.get(given)
        if account is None:
            self._error(401, "", "Invalid credentials in Authorization header")
            raise KeyError(given)
        if account.expired:
            self._error(401, "", f'User Access Token "{account.access["displayName"]}" is expired')
            raise KeyError(given)
        return account

    def _whoami(self, path: str) -> None:
        self.hub.log.append(f"{self.command} {path}")
        try:
            account = self._account()
        except KeyError:
            return
        if account is None:
            self._error(401, "", "Invalid username or password.")
            return
        self._json(
            {
                "type": "user",
                "id": "0",
                "name": account.name,
                "fullname": account.name.title(),
                "email": f"{account.name}@example.org",
                "orgs": [{"name": "org", "type": "org"}],
                "auth": {"type": "access_token", "accessToken": account.access},
            }
        )

    def _auth_check(self, path: str, repo_id: str) -> None:
        self.hub.log.append(f"{self.command} {path}")
        kind = path.split("/")[2].removesuffix("s")
        found = self._commit(kind, repo_id, "main")
        if found is None:
            return
        if not (found[0].gated and self._refused(repo_id)):
            self._json({})

    def _resolve(self, kind: str, repo_id: str, revision: str, path: str) -> None:
        found = self._commit(kind, repo_id, revision)
        if found is not None and not (found[0].gated and self._refused(repo_id)):
            super()._resolve(kind, repo_id, revision, path)

    def _refused(self, repo_id: str) -> bool:
        """Whether the contents of a gated repository were refused: then it was answered."""
        account = self.hub.accounts.get(self._given())
        if account is None:
            self._error(
                401,
                "GatedRepo",
                f"Access to model {repo_id} is restricted. You must have access to it and be authenticated "
                "to access it. Please log in.",
            )
        elif (state := self.hub.requests.get((repo_id, account.name))) != "accepted":
            self._error(403, "GatedRepo", REFUSALS[state].format(repo_id, self.hub.url))
        elif not account.access.get("fineGrained", {"canReadGatedRepos": True})["canReadGatedRepos"]:
            self._error(
                403,
                "",
                "Please enable access to public gated repositories in your fine-grained token settings to "
                "view this repository.",
            )
        else:
            return False
        return True

    def _commit(self, kind: str, repo_id: str, revision: str) -> tuple[HubRepo, str] | None:
        try:
            account = self._account()
        except KeyError:
            return None
        repo = self.hub.repos.get((kind, repo_id))
        name = account.name if account else ""
        if repo is None or (repo.private and name not in self.hub.members.get(repo_id, ())):
            self._error(404 if account else 401, "RepoNotFound", "Repository not found")
            return None
        commit = repo.at(revision)
        if commit is None:
            self._error(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return None
        return repo, commit

    def _api(self, kind: str, repo_id: str, what: str, revision: str, body: bytes) -> None:
        if what not in ("", "revision"):
            return super()._api(kind, repo_id, what, revision, body)
        found = self._commit(kind, repo_id, revision)
        if found is not None:
            repo, commit = found
            gated = "manual" if repo.gated else False
            self._json({"id": repo_id, "sha": commit, "private": repo.private, "gated": gated, "tags": []})
        return None

    def _may_read(self, repo_id: str) -> bool:
        account = self.hub.accounts.get(self._given())
        return account is not None and self.hub.requests.get((repo_id, account.name)) == "accepted"

    def _device(self) -> None:
        page = f"{self.hub.url}/oauth/device"
        self._json(
            {
                "device_code": self.hub.device.code,
                "user_code": "ABCD-EFGH",
                "verification_uri": page,
                "verification_uri_complete": f"{page}?user_code=ABCD-EFGH",
                "expires_in": 60,
                "interval": 0,
            }
        )

    def _token(self, asked: dict[str, list[str]]) -> None:
        device = self.hub.device
        renews = asked["grant_type"] == ["refresh_token"]
        token, error = device.approved, device.refused or "authorization_pending"
        if renews:
            token, error = device.renewed, "invalid_grant"
            if token is not None and asked["refresh_token"] == [device.refresh]:
                device.refresh = secrets.token_hex(16)
            else:
                token = None
        if token is None:
            self._send(400, json.dumps({"error": error}).encode(), {})
        else:
            given = {"access_token": token, "refresh_token": device.refresh}
            self._json({**given, "expires_in": device.lasts, "token_type": "bearer"})
