"""``cache list | where | rm | prune | verify``: the cache from the command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from transformers_agent.programs import typed_program
from transformers_workbench.cache.delete_commands import prune, remove
from transformers_workbench.cache.list_commands import list_caches, where
from transformers_workbench.cache.verify_command import verify
from transformers_workbench.command_session import Work, run


def add_to(commands: Any) -> None:
    """Adds ``cache`` to the command line's parser."""
    room = commands.add_parser("cache", help="the Hugging Face cache: what fills it, and cleaning it")
    parsers = room.add_subparsers(dest="verb", required=True, metavar="VERB")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", metavar="DIR", help="a cache folder (default: the active one)")
    common.add_argument("--json", action="store_true", help="the answer as JSON")
    common.add_argument(
        "--python",
        type=typed_program,
        default=sys.executable,
        help="the interpreter that has huggingface_hub (default: this one)",
    )
    _verb(parsers, common, "list", list_caches, "repositories and revisions, with what each would free")
    _verb(parsers, common, "where", where, "which folder it is, and why")
    removing = _verb(parsers, common, "rm", remove, "delete repositories, or revisions of them")
    removing.add_argument(
        "targets",
        nargs="+",
        metavar="TARGET",
        help="a repository id, a commit hash (or the beginning of one), or id@ref",
    )
    pruning = _verb(parsers, common, "prune", prune, "delete detached revisions and interrupted downloads")
    pruning.add_argument("--detached", action="store_true", help="only revisions that no ref names")
    pruning.add_argument("--incomplete", action="store_true", help="only what interrupted downloads left")
    for parser in (removing, pruning):
        parser.add_argument("--yes", "-y", action="store_true", help="do it without asking")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and stop there")
    verifying = _verb(parsers, common, "verify", verify, "compare files with the Hub's checksums")
    verifying.add_argument("targets", nargs="*", metavar="TARGET", help="as of rm (default: everything)")
    verifying.add_argument("--repair", action="store_true", help="download bad and missing files again")


def _verb(
    parsers: Any,
    common: argparse.ArgumentParser,
    name: str,
    work: Work,
    words: str,
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parsers.add_parser(
        name, parents=[common], help=words, description=words
    )
    parser.set_defaults(run=lambda options: run("cache", work, options, online=name == "verify"))
    return parser
