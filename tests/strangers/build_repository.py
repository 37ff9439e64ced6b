"""``python build_repository.py FOLDER CANARY NAME…``: hostile repositories in one folder, for tests of other
languages. It prints the environment that they come with, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import all_repositories
from hostile_repositories import Canary


def main(folder: Path, canary: Canary, names: list[str]) -> None:
    """Builds them, and checks that a payload that is executed on purpose fires."""
    folder.mkdir(parents=True, exist_ok=True)
    environment: dict[str, str] = {}
    for name in names:
        [repository] = [each for each in all_repositories.ALL if each.name == name]
        built = repository.build(folder, canary)
        environment |= built.environment
        for trigger in built.triggers[:1]:
            trigger.pull()
            assert trigger.what in canary.fired(), trigger
            canary.file.unlink()
    print(json.dumps(environment))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Canary(Path(sys.argv[2])), sys.argv[3:])
