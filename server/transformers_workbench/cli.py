"""``transformers-workbench``: the same features without an editor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from transformers_workbench import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 a failure with a message, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="transformers-workbench", description="Work with Hugging Face Transformers, without an editor."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("lsp", help="the language server on standard input and output")
    from transformers_workbench.chat_template import command_line as chat_template

    chat_template.add_to(commands)
    options = parser.parse_args(arguments)
    if options.command == "lsp":
        # Only the server needs pygls: the other commands start without it.
        from transformers_workbench.server import run

        run()
        return 0
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main())
