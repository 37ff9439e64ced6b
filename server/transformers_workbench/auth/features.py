"""The account on the language server: every handler hands on and returns.

What answers is imported with the first request, for the sake of the server's start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transformers_workbench import protocol
from transformers_workbench.auth import git_features
from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method
from transformers_workbench.secret_pipe import SecretPipe

Json = dict[str, Any]


def register(server: WorkbenchServer, accounts: Accounts, secrets: SecretPipe) -> None:
    """Puts the account on the server; tokens go through ``secrets``."""
    room: list[Room] = []

    def the() -> Room:
        if not room:
            room.append(Room(server, accounts, secrets))
        return room[0]

    register_use(server, the)
    register_store(server, the)
    register_browser(server, the)
    git_features.register(server)


class Room:
    """The parts of the room, put together."""

    def __init__(self, server: WorkbenchServer, accounts: Accounts, secrets: SecretPipe) -> None:
        from transformers_workbench.auth.browser_sign_in import BrowserSignIn

        self._server = server
        self.accounts = accounts
        self.pipe = secrets
        self.browser = BrowserSignIn(accounts)
        self.uses = 0
        """How often the editor said which token is in use: what it said last holds."""

    async def status(self) -> protocol.AccountStatus:
        """As an agent says it."""
        found = await self.accounts.ask_offline("auth.status", {})
        self.accounts.noticed(found["token"])
        return self.status_of(found)

    def status_of(self, found: Json) -> protocol.AccountStatus:
        from transformers_workbench.auth.account_answers import account_status

        return account_status(found, self._server.say)

    def check_of(self, answer: Json) -> protocol.TokenCheck:
        from transformers_workbench.auth.account_answers import token_check

        return token_check(answer, self._server.say)

    async def changed(self, request: str, params: Json) -> protocol.AccountStatus:
        """The status after a change of huggingface_hub's files."""
        done = await self.accounts.change(request, params)
        return self.status_of(done["status"])


def register_use(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.AUTH_USE, server.wording)
    async def use(params: protocol.AuthUseParams) -> protocol.AccountStatus:
        room, token = the(), params.token
        room.uses += 1
        this_use = room.uses
        secret = await room.pipe.take(token.handle) if token is not None else None
        if this_use == room.uses:
            room.accounts.use(token.name if token is not None else "", secret)
        return await room.status()

    @method(server, protocol.AUTH_STATUS, server.wording)
    async def status(params: None) -> protocol.AccountStatus:
        return await the().status()

    @method(server, protocol.AUTH_CHECK, server.wording)
    async def check(params: protocol.AuthCheckParams) -> protocol.TokenCheck:
        room = the()
        question: Json = {}
        if params.handle is not None:
            question["secret"] = await room.pipe.take(params.handle)
        elif params.name is not None:
            question["token_name"] = params.name
        return room.check_of(await room.accounts.ask("auth.check", question))


def register_store(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.AUTH_STORE, server.wording)
    async def store(params: protocol.AuthStoreParams) -> protocol.AuthStored:
        room = the()
        secret = await room.pipe.take(params.handle)
        request = {"secret": secret, "name": params.name}
        done = await room.accounts.change("auth.store", request, online=True)
        return protocol.AuthStored(done["name"], room.check_of(done), room.status_of(done["status"]))

    @method(server, protocol.AUTH_SWITCH, server.wording)
    async def switch(params: protocol.AuthNameParams) -> protocol.AccountStatus:
        return await the().changed("auth.switch", {"name": params.name})

    @method(server, protocol.AUTH_SIGN_OUT, server.wording)
    async def sign_out(params: protocol.AuthSignOutParams) -> protocol.AccountStatus:
        return await the().changed("auth.sign_out", {"name": params.name})


def register_browser(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.AUTH_REQUEST_CODE, server.wording)
    async def request_code(params: None) -> protocol.DeviceCode:
        code = await the().browser.request_code()
        return protocol.DeviceCode(code["user_code"], code["url"], code["complete_url"], code["expires_in"])

    @method(server, protocol.AUTH_AWAIT_CODE, server.wording)
    async def await_code(params: protocol.AwaitCodeParams) -> protocol.AuthStored:
        room = the()
        if params.keep == "editor":
            room.pipe.descriptor()  # Nobody is to confirm a code whose token then has no way to go.
        done = await room.browser.await_code(keep=params.keep == "file", name=params.name)
        check = room.check_of(done)
        if params.keep == "file":
            return protocol.AuthStored(done["name"], check, room.status_of(done["status"]))
        status = await room.status()
        refresh = done["refresh_token"]
        refresh_handle = room.pipe.give(refresh) if refresh is not None else None
        return protocol.AuthStored(
            done["name"], check, status, room.pipe.give(done["secret"]), refresh_handle
        )

    @method(server, protocol.AUTH_RENEW, server.wording)
    async def renew(params: protocol.AuthRenewParams) -> protocol.AuthRenewed:
        from transformers_workbench.auth.account_answers import time_of

        room = the()
        request = {"refresh_token": await room.pipe.take(params.handle)}
        # Not a question: what it is renewed with may be void afterwards, so nobody cancels it half-way.
        done = await room.accounts.change("auth.renew", request, online=True)
        return protocol.AuthRenewed(
            room.pipe.give(done["secret"]),
            room.pipe.give(done["refresh_token"]),
            done["shown"],
            time_of(done["expires_at"]),
        )
