"""Start of an agent: ``python <folder>/transformers_agent/__main__.py [online] [torch]``.

Started by path, not with ``-m``, so that nothing of ours needs to be on the user's ``sys.path``: this file
takes its own folder off it again and registers the package by itself.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PACKAGE = "transformers_agent"


def register_package() -> None:
    """Makes ``import transformers_agent.…`` work without a folder of ours on ``sys.path``."""
    # Else our ``tokenizer`` or ``cache`` would shadow a module of the user's that has the same name.
    sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != FOLDER]
    spec = importlib.util.spec_from_file_location(
        PACKAGE, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {FOLDER}")
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    register_package()
    from transformers_agent.loop import main

    main(online="online" in sys.argv[1:], torch="torch" in sys.argv[1:])
