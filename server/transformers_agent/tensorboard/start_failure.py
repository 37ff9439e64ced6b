"""Why TensorBoard could not be started: the causes that users meet, told apart by what Python raised."""

from __future__ import annotations

import errno
import importlib.metadata
import platform
from typing import Any

from transformers_agent.projects import project_of

TAKEN_AWAY = frozenset(
    {"pkg_resources", "imghdr", "cgi", "pipes", "distutils", "imp", "asyncore", "telnetlib"}
)
"""What newer versions of Python and setuptools do not have any more: it cannot be installed, but TensorBoard
releases that do without can."""

OLD_PROTOBUF = ("gencode", "runtime_version", "runtime version")
"""Protobuf is older than TensorBoard's own messages; its other complaints say that it is newer."""

SUSPECTS = ("protobuf", "descriptors cannot be created", "numpy", "np.", *OLD_PROTOBUF)


NO_ROOM = frozenset({errno.ENOSPC, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""There was room for this failure, and not for the note."""


def failure_of(error: BaseException) -> dict[str, Any]:
    """``{reason, message, packages, values}``; ``packages``: what to install, in pip's words."""
    message = first_line(error)
    packages: list[str] = []
    reason = "tensorboard-failed"
    values = {"version": installed("tensorboard") or "", "python": platform.python_version()}
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        reason = "tensorboard-state"
    elif isinstance(error, ModuleNotFoundError) and error.name:
        module = error.name.partition(".")[0]
        if error.name == "tensorboard":
            reason, packages = "missing-package", ["tensorboard"]
        elif module in TAKEN_AWAY:
            reason, packages = "tensorboard-incompatible", [newer("tensorboard")]
        elif module == "tensorboard":
            reason = "tensorboard-incompatible"  # Half removed, or another package of that name.
        else:
            # Of ``google`` TensorBoard imports nothing but protobuf.
            project = "protobuf" if module == "google" else project_of(error.name)
            if project is None:
                reason, values["module"] = "missing-module", error.name[:200]
            else:
                reason, packages = "missing-package", [project]
    elif any(suspect in f"{message} {type(error).__module__}".lower() for suspect in SUSPECTS):
        is_old = any(words in message.lower() for words in OLD_PROTOBUF)
        reason, packages = "tensorboard-incompatible", [newer("protobuf" if is_old else "tensorboard")]
    elif isinstance(error, (ImportError, AttributeError, SyntaxError)):
        reason, packages = "tensorboard-incompatible", [newer("tensorboard")]
    return {"reason": reason, "message": message, "packages": packages, "values": values}


def first_line(error: BaseException) -> str:
    """The first line of what the library says."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:500]


def newer(package: str) -> str:
    """A release after the installed one."""
    version = installed(package)
    return f"{package}>{version}" if version else package


def installed(package: str) -> str | None:
    """The version of what is installed, if that can be told."""
    try:
        return importlib.metadata.version(package)
    except Exception:  # Half-removed distributions raise anything.
        return None
