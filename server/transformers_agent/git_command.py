"""The words that ask git about a repository that came from somewhere, so that it runs nothing of it.

A repository's own ``.git/config`` (and what that includes, ``config.worktree`` too) names programs. Each of
these was tried with a program that leaves a mark, see ``tests/strangers/test_git_runs_nothing.py``:

- ``core.fsmonitor``: run by ``status`` and ``ls-files``; switched off, as are ``core.hooksPath``, pagers,
  ``log.showSignature`` (``gpg.program``), ``core.sshCommand``, ``core.gitProxy`` and ``credential.helper``.
- A promisor remote: a missing object is fetched with ``remote.NAME.uploadpack``, or through any transport.
  ``GIT_NO_LAZY_FETCH`` stops that from git 2.45 on, ``GIT_ALLOW_PROTOCOL=none`` in every version.
- ``diff.external``, ``diff.NAME.command`` and ``textconv``: the commands that compare are told not to.
- ``filter.NAME.clean`` and ``.process`` with ``.gitattributes``: run by ``status`` and all that compares
  files whose time differs from the index. No switch turns them off, so every name of a filter is read first
  (``config --list`` runs nothing) and set to nothing. The user's own, git-lfs for one, are turned off with
  them: what they run can be named by the repository, too. Then such a file may count as changed.
- Submodules have a ``.git/config`` of their own, which ``-c`` does not reach: they are not compared.
- A bare repository in the middle of a working tree: ``safe.bareRepository``.

Inherited ``GIT_*`` is dropped: a hook that starts us would else choose another repository. A repository of
another user is refused by git itself (``safe.directory``), and that stays so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

COMMANDS = frozenset({"check-ignore", "config", "ls-files", "log", "rev-parse", "status", "symbolic-ref"})
"""What was reviewed. An alias cannot take the place of one of these."""

COMPARING = frozenset({"log"})

SWITCHES = {
    "core.fsmonitor": "false",
    "core.untrackedCache": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "",
    "core.gitProxy": "",
    "core.alternateRefsCommand": "",
    "credential.helper": "",
    "diff.external": "",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "safe.bareRepository": "explicit",
    "status.submoduleSummary": "false",
    "submodule.recurse": "false",
}

VARIABLES = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


TOKENS = frozenset({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"})
"""Variables that hold one of the Hub's."""


def git_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for git, without what another git left in it, and without tokens: it asks nobody."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith("GIT_") and name.upper() not in TOKENS
    }
    return {**kept, **VARIABLES, "LC_ALL": "C"}


def git_words(arguments: Sequence[str], folder: str, switches: Mapping[str, str] | None = None) -> list[str]:
    """The command line. Names of files among the arguments are taken literally.

    Raises:
        ValueError: the command is none of those that were reviewed.
    """
    command, *rest = arguments
    if command not in COMMANDS:
        raise ValueError(f"git {command} was not reviewed")
    if command == "config" and rest[:1] != ["--list"]:
        raise ValueError("git config is read only")
    options = ["--no-ext-diff", "--no-textconv"] if command in COMPARING else []
    if command in COMPARING or command == "status":
        options.append("--ignore-submodules=all")
    # It takes names as they are, but for a colon in front, and refuses to be told so.
    literal = [] if command == "check-ignore" else ["--literal-pathspecs"]
    settings = [
        word for name, value in {**SWITCHES, **(switches or {})}.items() for word in ("-c", f"{name}={value}")
    ]
    return ["git", "--no-pager", *literal, *settings, "-C", folder, command, *options, *rest]


def quiet_filters(names: bytes) -> dict[str, str] | None:
    """Settings that turn off every filter among ``names``, which ``git config --list --name-only -z`` lists;
    ``None``: one cannot be named on a command line, so git must not be asked."""
    switches: dict[str, str] = {}
    for raw in names.split(b"\0"):
        section, _, rest = os.fsdecode(raw).partition(".")
        driver, dot, _ = rest.rpartition(".")
        if section != "filter" or not dot:
            continue
        if "=" in driver:  # ``-c`` takes the first one for the end of the name.
            return None
        switches.update({f"filter.{driver}.{key}": "" for key in ("clean", "smudge", "process")})
        switches[f"filter.{driver}.required"] = "false"
    return switches
