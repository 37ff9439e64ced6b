"""A language client that keeps tokens as an editor does, and what it asks about them."""

from __future__ import annotations

import asyncio
import functools
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from account_hub import AccountHub
from agents import PYTHON
from language_client import LanguageClient, RequestFailed, language_server
from transformers_workbench import protocol
from transformers_workbench.protocol import Method


@asynccontextmanager
async def an_editor(
    interpreter: str | None = PYTHON, locale: str = "en", **environment: str
) -> AsyncIterator[LanguageClient]:
    """A server that an editor with a secret store has started."""
    async with language_server(
        interpreter, locale=locale, environment=environment, keeps_tokens=True
    ) as client:
        yield client


async def ask(client: LanguageClient, method: Method, /, **params: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await client.request(method.name, params or None)
    return answer


async def use(client: LanguageClient, secret: str, name: str = "laptop") -> dict[str, Any]:
    """The status when this token of the editor's is in use."""
    return await ask(client, protocol.AUTH_USE, token={"name": name, "handle": client.secrets.give(secret)})


async def check(client: LanguageClient, secret: str | None = None, **params: Any) -> dict[str, Any]:
    """What the Hub says of a token: this one, or the one that is in use."""
    handle = client.secrets.give(secret) if secret is not None else None
    return await ask(client, protocol.AUTH_CHECK, handle=handle, **params)


async def store(client: LanguageClient, secret: str, **params: Any) -> dict[str, Any]:
    return await ask(client, protocol.AUTH_STORE, handle=client.secrets.give(secret), **params)


async def failure_of(answer: Any) -> str:
    """The reason of a request that must fail."""
    with pytest.raises(RequestFailed) as caught:
        await answer
    return str(caught.value.data["reason"])


async def until_asked(hub: AccountHub, request: str) -> None:
    """Waits until a request has arrived at the Hub."""
    while request not in hub.log:  # noqa: ASYNC110 - threads fill the log
        await asyncio.sleep(0.01)


@functools.cache
def has_device_code() -> bool:
    """Whether the agents' library can sign in with a browser."""
    found = subprocess.run(
        [PYTHON, "-c", "import huggingface_hub.utils._oauth_device"], capture_output=True, check=False
    )
    return found.returncode == 0
