"""Git is asked about a repository whose every setting names a program that leaves a mark."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from transformers_agent import programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the marks are left by shell scripts")

ASKED = (
    ["status", "--porcelain", "--untracked-files=all"],
    ["log", "--all", "--oneline", "-1", "--", "file.txt"],
    ["log", "-p", "--all", "--", "file.txt"],
    ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", "."],
    ["ls-files", "--error-unmatch", "--", "file.txt"],
    ["check-ignore", "--quiet", "--", "./file.txt"],
    ["rev-parse", "HEAD"],
)
SETTINGS = (
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "core.askPass",
    "credential.helper",
    "diff.external",
    "diff.Stranger.command",
    "diff.Stranger.textconv",
    "filter.Stranger.clean",
    "filter.Stranger.smudge",
    "filter.Stranger.process",
    "gpg.program",
    "gpg.ssh.program",
    "pager.log",
    "pager.status",
    "uploadpack.packObjectsHook",
)


def prepare(folder: Path, *arguments: str) -> None:
    """Runs git as its user would, before the repository turns hostile."""
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    folder = tmp_path / "marks"
    folder.mkdir()
    return folder


def program(marks: Path, name: str, then: str = "cat") -> str:
    """A program that leaves a mark and then behaves like a filter."""
    script = marks.parent / f"run-{name}"
    script.write_text(f"#!/bin/sh\ntouch '{marks}/{name}'\n{then}\n")
    script.chmod(0o755)
    return str(script)


@pytest.fixture
def repository(tmp_path: Path, marks: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    prepare(folder, "init")
    (folder / "file.txt").write_text("text")
    (folder / ".gitattributes").write_text("*.txt filter=Stranger diff=Stranger\n")
    prepare(folder, "add", "--all")
    prepare(folder, "commit", "-m", "m")
    for name in SETTINGS:
        prepare(folder, "config", name, program(marks, name))
    prepare(folder, "config", "log.showSignature", "true")
    prepare(folder, "config", "status.submoduleSummary", "true")
    prepare(folder, "config", "alias.status", f"!{program(marks, 'alias')}")
    hooks = folder / ".git" / "hooks"
    for name in ("post-index-change", "fsmonitor-watchman", "pre-commit", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{marks}/hook-{name}'\n")
        (hooks / name).chmod(0o755)
    os.utime(folder / "file.txt", (1, 1))  # Git compares what the file holds, for its time is another.
    return folder


def ask_everything(folder: Path) -> list[int | None]:
    answers = [programs.git(words, folder, timeout=60) for words in ASKED]
    return [None if answer is None else answer.returncode for answer in answers]


def test_no_setting_of_a_repository_runs(repository: Path, marks: Path) -> None:
    assert ask_everything(repository) == [0, 0, 0, 0, 0, 1, 0]
    assert list(marks.iterdir()) == []
    changed = programs.git(ASKED[0], repository, timeout=60)
    assert changed is not None and changed.stdout == b""
    # They do run when git is asked in the usual way.
    subprocess.run(["git", *ASKED[0]], cwd=repository, check=False, capture_output=True)
    assert {mark.name for mark in marks.iterdir()} >= {"core.fsmonitor", "filter.Stranger.process"}


@pytest.mark.parametrize("where", ["include", "worktree", "condition"])
def test_settings_may_lie_in_other_files(repository: Path, marks: Path, where: str) -> None:
    prepare(repository, "config", "--remove-section", "filter.Stranger")
    other = repository / ".git" / ("config.worktree" if where == "worktree" else "other")
    other.write_text(f'[filter "Stranger"]\n\tclean = {program(marks, where)}\n')
    key = {
        "include": ("include.path", "other"),
        "condition": (f"includeIf.gitdir:{repository}/.path", "other"),
        "worktree": ("extensions.worktreeConfig", "true"),
    }[where]
    prepare(repository, "config", *key)
    assert ask_everything(repository)[0] == 0
    assert list(marks.iterdir()) == []
    subprocess.run(["git", *ASKED[0]], cwd=repository, check=False, capture_output=True)
    assert where in {mark.name for mark in marks.iterdir()}


def test_a_filter_that_cannot_be_turned_off_ends_the_question(repository: Path, marks: Path) -> None:
    (repository / ".gitattributes").write_text("*.txt filter=a=b\n")
    prepare(repository, "config", "filter.a=b.clean", program(marks, "odd"))
    assert ask_everything(repository) == [None] * len(ASKED)
    assert list(marks.iterdir()) == []


def test_a_missing_object_is_not_fetched(repository: Path, marks: Path) -> None:
    prepare(repository, "config", "extensions.partialClone", "origin")
    prepare(repository, "config", "remote.origin.promisor", "true")
    prepare(repository, "config", "remote.origin.url", str(repository.parent / "elsewhere"))
    prepare(repository, "config", "remote.origin.uploadpack", program(marks, "uploadpack", "exit 1"))
    for folder in (repository / ".git" / "objects").iterdir():
        if len(folder.name) == 2:
            for file in folder.iterdir():
                file.chmod(0o600)
                file.unlink()
    ask_everything(repository)
    assert list(marks.iterdir()) == []
    plain = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "log", "--all"], cwd=repository, env=plain, check=False, capture_output=True)
    assert "uploadpack" in {mark.name for mark in marks.iterdir()}


def test_a_submodule_is_not_compared(repository: Path, marks: Path) -> None:
    inner = repository / "inner"
    inner.mkdir()
    prepare(inner, "init")
    (inner / "file.txt").write_text("text")
    (inner / ".gitattributes").write_text("*.txt filter=Inner\n")
    prepare(inner, "add", "--all")
    prepare(inner, "commit", "-m", "m")
    (repository / ".gitmodules").write_text('[submodule "inner"]\n\tpath = inner\n\turl = ./inner\n')
    prepare(repository, "config", "--remove-section", "filter.Stranger")
    prepare(repository, "add", "--all")
    prepare(inner, "config", "filter.Inner.clean", program(marks, "inner"))
    os.utime(inner / "file.txt", (1, 1))
    for mark in marks.iterdir():
        mark.unlink()
    assert ask_everything(repository)[0] == 0
    assert list(marks.iterdir()) == []
    subprocess.run(["git", *ASKED[0]], cwd=repository, check=False, capture_output=True)
    assert "inner" in {mark.name for mark in marks.iterdir()}


def test_only_reviewed_commands_are_asked(repository: Path) -> None:
    for words in (["diff"], ["fetch"], ["config", "user.name", "x"], ["stranger"]):
        with pytest.raises(ValueError):
            programs.git(words, repository, timeout=60)


def test_no_git_is_no_answer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert programs.git(["rev-parse", "HEAD"], repository, timeout=60) is None
