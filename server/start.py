"""Starts the server or the command line from an installed extension: ``python -I -S server/start.py lsp``.

``-I -S`` leaves only the standard library; what is bundled beside this file is added here, first, so that
nothing the user installed can shadow it.
"""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info < (3, 10):  # noqa: UP036  # whoever starts it may have an older one
    sys.exit("Transformers Workbench needs Python 3.10 or newer, this is " + sys.version.split()[0])

here = Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parent / "bundled" / "libs")]

from transformers_workbench.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
