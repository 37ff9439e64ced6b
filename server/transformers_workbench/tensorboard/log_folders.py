"""The log folders of a workspace: with event files, or what the open document would make."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers_workbench.documents import uri_of
from transformers_workbench.protocol import LogFolder
from transformers_workbench.tensorboard.training_arguments import writings
from transformers_workbench.wording import Wording


def written_by(text: str, document: Path, workspace: Sequence[Path]) -> list[Path]:
    """The folders that a document's code writes to, each once: relative ones are those that exist, beside the
    document or at the top of its workspace folder; while none does, the workspace's."""
    folders = [place(writing.folder, document, workspace) for writing in writings(text)]
    return list(dict.fromkeys(folder for folder in folders if folder is not None))


def place(folder: str, document: Path, workspace: Sequence[Path]) -> Path | None:
    """Where a folder that is named in the code lies; ``None``: it cannot be said, a remote place for one."""
    if "://" in folder or "\0" in folder:
        return None
    path = _with_home(folder)
    if path.is_absolute():
        return path
    tops = [top for top in workspace if document.is_relative_to(top)]
    choices = [Path(os.path.normpath(top / path)) for top in (*tops, document.parent)]
    return next((choice for choice in choices if choice.is_dir()), choices[0])


def _with_home(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError:  # Nobody of that name.
        return Path(folder)


def describe(
    found: dict[str, Any], of_code: Sequence[Path], workspace: Sequence[Path], say: Wording
) -> list[LogFolder]:
    """What the agent found, for people; what the open document writes to comes first."""
    runs = {folder["path"] for folder in found.get("runs", ())}
    known = {folder["path"]: folder for folder in (*found.get("runs", ()), *found["folders"])}
    shown: list[LogFolder] = []
    code = [str(path) for path in of_code]
    for path in [*code, *(path for path in known if path not in code)]:
        facts = known.get(path, {"runs": 0, "size": 0, "written": 0.0})
        is_code = path in code
        shown.append(
            LogFolder(
                uri=uri_of(Path(path)),
                label=label_of(Path(path), workspace),
                reason="code" if is_code else "run" if path in runs else "events",
                detail=_why(is_code, path in runs, say),
                runs=facts["runs"],
                size=facts["size"],
                last_written=facts["written"],
            )
        )
    for path in found["empty"]:
        if path not in code:
            shown.append(
                LogFolder(
                    uri=uri_of(Path(path)),
                    label=label_of(Path(path), workspace),
                    reason="convention",
                    detail=say("Named as log folders are, and empty"),
                    runs=0,
                    size=0,
                    last_written=0.0,
                )
            )
    return shown


def _why(is_code: bool, is_runs: bool, say: Wording) -> str:
    if is_code:
        return say("The open document writes here")
    return say("The training runs of this workspace") if is_runs else say("Has event files")


def label_of(path: Path, workspace: Sequence[Path]) -> str:
    """The path as people read it: relative to the workspace folder it lies in."""
    for top in workspace:
        if path.is_relative_to(top):
            inside = path.relative_to(top).as_posix()
            name = top.name if inside == "." else inside
            return name if len(workspace) == 1 or inside == "." else f"{top.name}/{inside}"
    return str(path)
