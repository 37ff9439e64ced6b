"""What can be the id of a repository on the Hub, and a place that names one."""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

TYPES = ("model", "dataset", "space")
LONGEST = 193
"""Code points of an id: two halves of 96 and the slash."""

IsLocal = Callable[[str], bool]
"""Whether a name is a folder or file beside the document: the libraries look there first."""

# As ``huggingface_hub.utils.validate_repo_id`` has it; the Hub has no name with letters beyond ASCII.
_ID = re.compile(r"(?:\b[\w\-.]{1,96}\b/)?\b[\w\-.]{1,96}\b", re.ASCII)
_TOKEN = re.compile(r"(?:hf|api)_(?:org_)?[A-Za-z0-9]{16,}", re.ASCII)
_LOADERS = frozenset(
    [
        "arrow",
        "audiofolder",
        "csv",
        "generator",
        "hdf5",
        "imagefolder",
        "json",
        "lance",
        "niftifolder",
        "pandas",
        "parquet",
        "pdffolder",
        "spark",
        "sql",
        "text",
        "videofolder",
        "webdataset",
        "xml",
    ]
)
"""What ``load_dataset`` takes for a format, not for a repository."""


@attrs.frozen
class Mention:
    """A place that names a repository. ``start`` and ``end`` are offsets of the id in code points."""

    repo_id: str
    repo_type: str
    revision: str | None
    start: int
    end: int


def is_repository(name: str) -> bool:
    """Whether it can be the id of a repository. What looks like a token is none: it must not be asked for."""
    return (
        len(name) <= LONGEST
        and _ID.fullmatch(name) is not None
        and "--" not in name
        and ".." not in name
        and not name.endswith(".git")
        and _TOKEN.search(name) is None
    )


def names_repository(name: str, repo_type: str) -> bool:
    """The same where a library may take the name for something else."""
    return is_repository(name) and not (repo_type == "dataset" and name in _LOADERS)
