"""Which project at PyPI provides what is imported, as far as that is known.

The name of a module is not the name of a project: ``pip install hydra`` fetches somebody else's code. So
nothing is installed, and no pip line shown, by a name that was only imported: the project has to be in the
reviewed table ``projects.json``, in the metadata of what is installed, or in the message of the library that
needs it.

Runs in the server and in the agent: standard library only.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?"
_VERSION = r"(?:===?|~=|!=|<=|>=|<|>) ?[A-Za-z0-9.*+!_-]{1,50}"
_REQUIREMENT = re.compile(rf"({_NAME})(?:\[{_NAME}(?:, ?{_NAME})*\])?(?:{_VERSION}(?:, ?{_VERSION})*)?")
"""PEP 508 without addresses and markers: what is fetched from an index, by name."""
_PIP = re.compile(
    r"\bpip3? install (?:(?:-U|-q|--upgrade|--user|--pre|--no-deps|--no-cache-dir|--force-reinstall) )*"
    r"[`'\"]?(?P<requirement>[A-Za-z0-9][^\s`'\"]{0,200})"
)
_LIBRARY = re.compile(r"\brequires the (?:🤗 )?(?P<library>[\w.-]{1,60}) library but it was not found")
_DISTRIBUTION = re.compile(
    r"The '(?P<named>[^'\s]{1,200})' distribution was not found"
    rf"|No package metadata was found for (?P<metadata>{_NAME})"
)
_LONGEST_MESSAGE = 20_000


def project_of(module: str) -> str | None:
    """The project of a module, ``google.protobuf`` for example, by the table; of a dotted name the longest
    part that is in it."""
    known: dict[str, str] = _table()["projects"]
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        found = known.get(".".join(parts[:length]))
        if found is not None:
            return found
    return None


def installed_project_of(module: str) -> str | None:
    """The project whose installed metadata claims a module that cannot be imported all the same: a part of it
    was removed. None when there are several, when it did not come from an index, and for a part of a
    namespace, which several share."""
    from importlib.metadata import PackageNotFoundError, distribution, packages_distributions

    try:
        names = {normalised(name) for name in packages_distributions().get(module, ())}
        if len(names) != 1:
            return None
        (name,) = names
        # What was installed from a folder or a repository need not be what the index has by that name.
        from_elsewhere = distribution(name).read_text("direct_url.json") is not None
    except PackageNotFoundError:
        return None
    except Exception:  # Half-removed distributions raise anything.
        return None
    return None if from_elsewhere or not is_requirement(name) else name


def project_named_in(message: str) -> str | None:
    """The requirement that a library's message says is missing.

    Who calls it makes sure that a library wrote the message.
    """
    message = message[:_LONGEST_MESSAGE]
    if found := _PIP.search(message):
        wanted = found["requirement"].rstrip(".,;:!?)")
        return wanted if is_requirement(wanted) else None
    if found := _DISTRIBUTION.search(message):
        wanted = found["named"] or found["metadata"]
        return wanted if is_requirement(wanted) else None
    if found := _LIBRARY.search(message):
        library = found["library"]
        names: dict[str, str] = _table()["names"]
        return names.get(library.lower()) or _in_table(library) or project_of(library.lower())
    return None


def is_requirement(text: str) -> bool:
    """Whether pip takes it for the name of a project, perhaps with extras and versions, and for nothing else:
    no option, path, or address."""
    return _REQUIREMENT.fullmatch(text) is not None


def is_known(requirement: str) -> bool:
    """Whether it asks for a project of the table."""
    found = _REQUIREMENT.fullmatch(requirement)
    return found is not None and _in_table(found[1]) is not None


def normalised(name: str) -> str:
    """A project's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _in_table(name: str) -> str | None:
    projects: dict[str, str] = _table()["projects"]
    return next((each for each in projects.values() if normalised(each) == normalised(name)), None)


@functools.cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(Path(__file__).with_name("projects.json").read_text(encoding="utf-8"))
    return table
