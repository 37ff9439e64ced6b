"""Every test has a state folder of its own, and leaves no server behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from transformers_workbench.tensorboard.servers import all_servers, stop


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("TRANSFORMERS_WORKBENCH_STATE", str(folder))
    yield folder
    for seen in all_servers():
        stop(seen.state)
