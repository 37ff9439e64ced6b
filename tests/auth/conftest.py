"""A Hub with accounts, and a home of one's own on which agents started from now on work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from account_hub import AccountHub
from agents import use_hub


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the library keeps tokens; not there yet."""
    for name in ("HF_TOKEN_PATH", "XDG_CACHE_HOME", "HF_OIDC_RESOURCE", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    # No credential helper of this machine is to hear of the tests' tokens.
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    return tmp_path / "home"


@pytest.fixture
def hub(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountHub]:
    with AccountHub() as hub:
        use_hub(monkeypatch, hub.url, home)
        yield hub
