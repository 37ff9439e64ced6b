"""``python -m transformers_workbench``: the command line."""

import sys

from transformers_workbench.cli import main

if __name__ == "__main__":
    sys.exit(main())
