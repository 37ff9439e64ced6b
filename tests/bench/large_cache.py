"""A cache as a busy machine has it: 1,000 repositories, 4,000 revisions, 120,000 links."""

from __future__ import annotations

import hashlib
import os
import random
import time
from pathlib import Path

REVISIONS = 4
FILES = [f"file-{number}.json" for number in range(24)] + [f"onnx/model-{number}.onnx" for number in range(6)]
CHANGED_PER_REVISION = 8


def build_large_cache(root: Path, repos: int = 1000) -> None:
    """Writes it, and makes it look as if nothing had changed for an hour."""
    chosen = random.Random(0)
    for number in range(repos):
        kind = "datasets" if number % 5 == 0 else "models"
        _build_repo(root / f"{kind}--org{number % 97}--name-{number}", number, chosen)
    then = time.time() - 3600
    for folder, _, files in os.walk(root):
        for path in (Path(folder), *(Path(folder, name) for name in files)):
            if not path.is_symlink():
                os.utime(path, (then, then))


def _build_repo(repo: Path, number: int, chosen: random.Random) -> None:
    for folder in ("blobs", "snapshots", "refs"):
        (repo / folder).mkdir(parents=True)
    blobs = [_digest(f"{number}/{name}") for name in FILES]
    for revision in range(REVISIONS):
        if revision > 0:
            for position in chosen.sample(range(len(FILES)), CHANGED_PER_REVISION):
                blobs[position] = _digest(f"{number}/{revision}/{position}")
        snapshot = repo / "snapshots" / _digest(f"{number}/{revision}")
        (snapshot / "onnx").mkdir(parents=True)
        for name, blob in zip(FILES, blobs, strict=True):
            if not (repo / "blobs" / blob).exists():
                (repo / "blobs" / blob).write_text("x" * chosen.randrange(1, 200))
            up = "../" * (2 + name.count("/"))
            (snapshot / name).symlink_to(f"{up}blobs/{blob}")
        (repo / "refs/main").write_text(snapshot.name)


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()
