"""``transformers-workbench``: the same features without an editor."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence

from transformers_agent.programs import typed_program
from transformers_workbench import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 fine, 1 a failure with a message, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["lsp"]:
        return _serve(given[1:])
    if given[:1] == ["follow-log"]:  # Started by the language server only, once an open log: no parser.
        from transformers_workbench.health.follow import run

        return run()
    options = _parser().parse_args(given)
    code: int = options.run(options)
    return code


def _serve(given: list[str]) -> int:
    """``lsp``: the editor waits for it, so it imports nothing of the other commands, and they no pygls."""
    options = _add_server_options(argparse.ArgumentParser(prog="transformers-workbench lsp")).parse_args(
        given
    )
    from transformers_workbench.early_agent import EarlyAgent

    if options.secrets is not None:
        with contextlib.suppress(OSError):  # A bad one is told when it is used.
            os.set_inheritable(options.secrets, False)  # No agent is to have it.
    early = EarlyAgent.spawn(options.interpreter) if options.interpreter is not None else None
    from transformers_workbench.server import run

    run(early, options.secrets)
    return 0


def _add_server_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument(
        "--interpreter",
        type=typed_program,
        metavar="PYTHON",
        help="the one the client is about to name in initialize: its agent starts at once",
    )
    parser.add_argument(
        "--secrets",
        type=int,
        metavar="DESCRIPTOR",
        help="a duplex pipe to the client that tokens go through, never in a message",
    )
    return parser


def _parser() -> argparse.ArgumentParser:
    from transformers_workbench.auth import command_line as auth
    from transformers_workbench.cache import command_line as cache
    from transformers_workbench.chat_template import command_line as chat_template
    from transformers_workbench.check import command_line as check
    from transformers_workbench.health import command_line as health
    from transformers_workbench.tensorboard import command_line as tensorboard
    from transformers_workbench.training import command_line as training
    from transformers_workbench.training import devices_command_line as devices

    parser = argparse.ArgumentParser(
        prog="transformers-workbench", description="Work with Hugging Face Transformers, without an editor."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_server_options(commands.add_parser("lsp", help="the language server on standard input and output"))
    chat_template.add_to(commands)
    cache.add_to(commands)
    check.add_to(commands)
    auth.add_to(commands)
    training.add_to(commands)
    devices.add_to(commands)
    tensorboard.add_to(commands)
    health.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
