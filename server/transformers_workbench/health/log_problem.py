"""Why a log cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

from transformers_agent.regular_files import NotRegular
from transformers_workbench.errors import WorkbenchError


def log_problem(path: Path | str, error: OSError) -> WorkbenchError:
    """``log-missing``, ``file-not-regular``, ``log-endless`` or ``log-unreadable``, as the system says."""
    if isinstance(error, FileNotFoundError):
        return WorkbenchError("log-missing", path=str(path))
    if isinstance(error, NotRegular):
        return WorkbenchError("file-not-regular", path=str(path), kind=error.kind)
    if error.errno == errno.EFBIG:
        return WorkbenchError("log-endless", path=str(path))
    return WorkbenchError("log-unreadable", path=str(path), message=error.strerror or str(error))
