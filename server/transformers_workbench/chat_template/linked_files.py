"""How far a link may lead among the files of a model folder.

Text that is found in a folder is shown, so a repository could show anything of the user's by linking to it. A
file that the user names is read wherever it leads. A file that is only found in a model folder may lead

- to another place in that folder,
- to another place in the workspace folder that the model folder lies in, as in a repository of many models,
- to a blob in a Hugging Face cache, as snapshots and local folders of ``huggingface_hub`` do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

_REPOSITORY = re.compile(r"(models|datasets|spaces)--.")
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def root_for(file: Path, folder: Path, workspaces: Sequence[Path] = ()) -> Path:
    """The folder that ``file``, found in a model's ``folder``, may not lead out of."""
    if file.parent == folder and not os.path.islink(file):  # noqa: PTH114  # Asked at each key stroke.
        return folder
    try:
        real = Path(os.path.realpath(file))
    except (OSError, ValueError):
        return folder
    if real.is_relative_to(os.path.realpath(folder)):
        return folder
    if _is_blob(real):
        return real.parent
    return next((each for each in workspaces if folder.is_relative_to(each)), folder)


def _is_blob(real: Path) -> bool:
    """Whether it is the content of a file in a cache: in its repository's folder, or shared by several."""
    parent = real.parent
    if not _HASH.fullmatch(real.name):
        return False
    if parent.name == "blobs":
        return _REPOSITORY.match(parent.parent.name) is not None
    return parent.name == real.name[:2] and parent.parent.name == "blobs"
