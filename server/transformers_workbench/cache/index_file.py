"""Where the index of a root lies between two starts."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def index_file(root: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The file of one root in the user's folder for what can be made again; ``None`` where there is none."""
    folder = _folder(environment)
    if folder is None:
        return None
    digest = hashlib.sha256(root.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return str(folder / "transformers-workbench" / "cache-index" / f"{digest}.json")


def _folder(environment: Mapping[str, str]) -> Path | None:
    if named := environment.get("XDG_CACHE_HOME"):
        return Path(named)
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local) if local else None
    home = environment.get("HOME")
    if not home:
        return None
    return Path(home, "Library/Caches") if sys.platform == "darwin" else Path(home, ".cache")
