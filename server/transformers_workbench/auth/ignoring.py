"""What git knows of a file with a token, and the line of a ``.gitignore`` that keeps it from knowing."""

from __future__ import annotations

from pathlib import Path

import attrs

from transformers_workbench.auth.git_state import git_state, repository_of
from transformers_workbench.auth.leak_watch import file_of
from transformers_workbench.auth.leak_words import known_words
from transformers_workbench.auth.remedies import ignore_line
from transformers_workbench.documents import OpenBuffer, read_document, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import AuthGitState
from transformers_workbench.wording import Wording

NAME = ".gitignore"


@attrs.frozen
class Ignoring:
    """The ``.gitignore`` at the top of a file's repository, and what to add to its end."""

    file_name: str
    uri: str
    is_new: bool
    """It is not there yet."""
    text: str
    addition: str
    """Empty when the file's line is there already."""


def ignoring_of(file: Path, open_buffer: OpenBuffer) -> Ignoring | None:
    """How to ignore a file; ``None`` where there is no repository.

    Raises:
        WorkbenchError: ``file-unreadable``, ``file-encoding``, ``file-too-large``.
    """
    top = repository_of(file)
    if top is None:
        return None
    uri, is_new, text = uri_of(top / NAME), False, ""
    try:
        text = read_document(uri, open_buffer).text
    except WorkbenchError as error:
        if error.reason != "file-missing":
            raise
        is_new = True
    line = ignore_line(file.absolute().relative_to(top).as_posix())
    line_break = "" if not text or text.endswith(("\n", "\r")) else "\n"
    addition = "" if line in text.splitlines() else f"{line_break}{line}\n"
    return Ignoring(file.name, uri, is_new, text, addition)


def described(uri: str, say: Wording, *, trusted: bool) -> AuthGitState:
    """What git says of a document's file; takes tens of milliseconds, so never on the server's own thread.
    In a workspace that is not ``trusted`` git is not asked."""
    file = file_of(uri)
    top = repository_of(file) if file is not None else None
    if file is None or top is None or not trusted:
        return AuthGitState("none", "")
    state = git_state(file)
    if state.is_known:
        return AuthGitState("known", known_words(say))
    if state.ignored:
        return AuthGitState("ignored", "", uri_of(top / NAME))
    message = say("Git does not ignore this file: a commit may take the token along.")
    return AuthGitState("open", message, uri_of(top / NAME))


def ignored_from_now_on(before: AuthGitState, ignoring: Ignoring, say: Wording) -> AuthGitState:
    """What is true when the line is there. What git knows already, it does not forget."""
    if before.state == "known":
        return AuthGitState("known", before.message, ignoring.uri)
    message = say("Save .gitignore: from then on git ignores {file}.", file=ignoring.file_name)
    return AuthGitState("ignored", message, ignoring.uri)
