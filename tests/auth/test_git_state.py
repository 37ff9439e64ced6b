"""What git says of a file that holds a token."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from transformers_workbench.auth import git_state as asking
from transformers_workbench.auth.git_state import UNKNOWN, Unanswered, git_state
from transformers_workbench.auth.remedies import ignore_line


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_what_git_knows(tmp_path: Path) -> None:
    file = tmp_path / "-odd *[name].py"
    file.write_text("x")
    assert git_state(file) == UNKNOWN
    git(tmp_path, "init")
    assert (git_state(file).tracked, git_state(file).is_known) == (False, False)
    git(tmp_path, "add", "--all")
    assert (git_state(file).tracked, git_state(file).is_known) == (True, True)
    git(tmp_path, "commit", "-m", "m")
    git(tmp_path, "rm", "--cached", "--", str(file))
    git(tmp_path, "commit", "-m", "n")
    state = git_state(file)
    assert (state.tracked, state.in_history, state.ignored) == (False, True, False)
    (tmp_path / ".gitignore").write_text(ignore_line(file.name) + "\n")
    assert git_state(file).ignored is True


def test_a_repository_chooses_nothing_that_runs(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    script = tmp_path / "monitor.sh"
    script.write_text(f"#!/bin/sh\necho ran >> '{trace}'\n")
    script.chmod(0o755)
    file = tmp_path / "a.py"
    file.write_text("x")
    git(tmp_path, "init")
    git(tmp_path, "add", "a.py")
    git(tmp_path, "commit", "-m", "m")
    git(tmp_path, "config", "core.fsmonitor", str(script))
    git(tmp_path, "config", "gpg.program", str(script))
    assert git_state(file).tracked is True
    assert not trace.exists()


@pytest.mark.parametrize(
    "name", ["a.py", "folder/b c.env", "#x", "!x", "a*[b]?.txt", "trailing ", "back\\slash"]
)
def test_the_line_of_a_gitignore_means_that_file_alone(tmp_path: Path, name: str) -> None:
    git(tmp_path, "init")
    for each in (name, "other", "folder/a.py"):
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).write_text("x")
    (tmp_path / ".gitignore").write_text(ignore_line(name) + "\n")
    assert git_state(tmp_path / name).ignored is True
    assert git_state(tmp_path / "other").ignored is False
    assert git_state(tmp_path / "folder/a.py").ignored is False


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    git(tmp_path, "init")
    program = (
        "import sys; from pathlib import Path; from transformers_workbench.auth.git_state import git_state;"
        "print(git_state(Path(sys.argv[1])))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "a")],
        env={"PATH": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == repr(UNKNOWN)


def test_a_repository_that_keeps_git_busy_is_asked_about_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules match without end; each further file would hold up a thread for as long again."""
    git(tmp_path, "init")
    (tmp_path / ".gitignore").write_text(("*a" * 200 + "b\n") * 100)
    files = [tmp_path / f"{'a' * 200}{number}.py" for number in range(20)]
    for file in files:
        file.write_text("x")
    monkeypatch.setattr(asking, "PATIENCE", 1.0)
    unanswered = Unanswered()
    began = time.monotonic()
    states = [git_state(file, unanswered) for file in files]
    assert time.monotonic() - began < 10.0
    assert all(state.ignored is None for state in states)
    assert tmp_path in unanswered
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert git_state(files[0], Unanswered()).ignored is True
