"""Signing in with a browser. The code stays in the agent that asked for it, so that one waits for it too; it
is not the agent of the questions, which would have to wait meanwhile."""

from __future__ import annotations

from typing import Any

from transformers_workbench.agent_client import Progress
from transformers_workbench.auth.accounts import DEADLINE, Accounts
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane

Json = dict[str, Any]


class BrowserSignIn:
    """At most one at a time: a new one ends the one before."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._lane: Lane | None = None
        self._seconds = 0

    async def request_code(self) -> Json:
        """The answer of the agent's ``auth.request_code``.

        Raises:
            WorkbenchError: ``device-code-unsupported``, ``hub-…``, ``interpreter-missing``.
        """
        await self._give_up()
        lane = self._lane = self._accounts.new_lane(online=True)
        try:
            answer = await lane.request("auth.request_code", {}, deadline=DEADLINE)
        except BaseException:
            await self._give_up(lane)
            raise
        self._seconds = answer["expires_in"]
        return answer

    async def await_code(self, *, keep: bool, name: str | None) -> Json:
        """The answer of the agent's ``auth.await_code``; whoever is cancelled while waiting for it gives up.

        Raises:
            WorkbenchError: ``device-code-denied``, ``device-code-expired``; ``cancelled``: another one was
                begun.
        """
        lane = self._lane
        if lane is None:
            raise WorkbenchError("device-code-expired", message="no code was requested")
        try:
            return await lane.request(
                "auth.await_code",
                {"keep": keep, "name": name},
                # A Hub that is away for a while is asked again until the code expires.
                deadline=self._seconds + DEADLINE,
                progress=_unheard,
            )
        except WorkbenchError as error:
            raise error.because("cancelled") if lane is not self._lane else error from None
        finally:
            await self._give_up(lane)
            if keep:
                self._accounts.replaced()

    async def _give_up(self, lane: Lane | None = None) -> None:
        """Ends the agent of the sign-in, or of this one when it is another's turn already."""
        ended = lane or self._lane
        if ended is self._lane:
            self._lane = None
        if ended is not None:
            await self._accounts.end(ended)


def _unheard(progress: Progress) -> None:
    """An agent that tells how far it is notices when nobody listens any more."""
