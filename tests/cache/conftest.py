"""A Hub of repositories, one of them, and the place of a cache that is not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import use_hub
from hub import Hub
from hub_repository import HubRepo


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """What agents and servers started from now on ask."""
    with Hub() as hub:
        use_hub(monkeypatch, hub.url, tmp_path / "home")
        yield hub


@pytest.fixture
def repo(hub: Hub) -> HubRepo:
    return hub.add("org/name")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve() / "hub"
