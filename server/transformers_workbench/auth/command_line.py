"""``auth list | status | switch | access | explain``: the account from the command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from transformers_agent.programs import typed_program
from transformers_agent.regular_files import read_bytes
from transformers_workbench.auth.access_words import READABLE, access_words
from transformers_workbench.auth.status_words import (
    account_words,
    finding_words,
    stored_words,
    token_words,
)
from transformers_workbench.command_session import Json, Session, Work, run
from transformers_workbench.errors import WorkbenchError

STATES = {"token-missing": "missing", "token-invalid": "invalid", "token-expired": "expired"}
"""Reason → state of ``check``; for whatever else the token is ``unchecked``."""


def add_to(commands: Any) -> None:
    """Adds ``auth`` to the command line's parser."""
    room = commands.add_parser("auth", help="the Hugging Face token in use, and what it may read")
    parsers = room.add_subparsers(dest="verb", required=True, metavar="VERB")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="the answer as JSON")
    common.add_argument(
        "--python",
        type=typed_program,
        default=sys.executable,
        help="the interpreter that has huggingface_hub (default: this one)",
    )
    _verb(parsers, common, "list", list_tokens, "the stored tokens, as `hf auth list` knows them")
    showing = _verb(parsers, common, "status", status, "which token is in use, why, and whose it is")
    showing.add_argument("--offline", action="store_true", help="do not ask the Hub")
    switching = _verb(parsers, common, "switch", switch, "make another stored token the active one")
    switching.add_argument("name", metavar="NAME", help="as `auth list` shows it")
    asking = _verb(parsers, common, "access", access, "whether the token may read repositories")
    asking.add_argument("repositories", nargs="+", metavar="REPO", help="for example org/name")
    asking.add_argument("--type", choices=["model", "dataset", "space"], default="model")
    asking.add_argument("--revision", metavar="REF", help="a branch, tag or commit")
    asking.add_argument("--token-name", metavar="NAME", help="a stored token (default: the one in use)")
    explaining = _verb(parsers, common, "explain", explain, "what an error of a log says about access")
    explaining.add_argument("file", nargs="?", default="-", metavar="FILE", help="a log (default: stdin)")


def _verb(
    parsers: Any, common: argparse.ArgumentParser, name: str, work: Work, words: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parsers.add_parser(
        name, parents=[common], help=words, description=words
    )
    online = name in ("status", "access")
    parser.set_defaults(
        run=lambda options: run(
            "auth", work, options, online=online and not getattr(options, "offline", False)
        )
    )
    return parser


async def list_tokens(session: Session, options: argparse.Namespace) -> int:
    """``auth list``."""
    found = await session.ask("auth.status", {})
    value = {"active_name": found["active_name"], "stored": found["stored"]}
    notes = token_words(found, session.say) if found["overruled"] or not found["active_name"] else []
    notes += finding_words(found, session.say)
    session.answer(value, lambda: "\n".join([*stored_words(found, session.say), *notes]))
    return 0


async def status(session: Session, options: argparse.Namespace) -> int:
    """``auth status``: 1 when there is no token that the Hub accepts."""
    found = await session.ask("auth.status", {})
    account: Json | None = None
    check = {"state": "unchecked", "reason": "", "message": ""}
    if not options.offline:
        try:
            account = await session.ask("auth.whoami", {})
            check["state"] = "valid"
        except WorkbenchError as error:
            words = session.words_of(error)
            check = {
                "state": STATES.get(error.reason, "unchecked"),
                "reason": error.reason,
                "message": words,
            }
    elif found["token"] is None:
        check["state"] = "missing"

    def text() -> str:
        say = session.say
        checked = account_words(account, say) if account else [check["message"] or say("Not checked.")]
        in_use = token_words(found, say) if check["state"] != "missing" or not check["message"] else []
        return "\n".join([*in_use, *checked, *finding_words(found, say)])

    session.answer({**found, "account": account, "check": check}, text)
    is_fine = check["state"] == "valid" or (options.offline and check["state"] == "unchecked")
    return 0 if is_fine else 1


async def switch(session: Session, options: argparse.Namespace) -> int:
    """``auth switch NAME``."""
    done = await session.ask("auth.switch", {"name": options.name})
    words = token_words(done["status"], session.say)
    session.answer(done, lambda: "\n".join(words))
    return 0


async def access(session: Session, options: argparse.Namespace) -> int:
    """``auth access REPO…``: 1 when one of them may not be read."""
    answers = []
    for repository in options.repositories:
        params = {
            "repo_id": repository,
            "repo_type": options.type,
            "revision": options.revision,
            "token_name": options.token_name,
        }
        answer = await session.ask("auth.access", params)
        answers.append({**answer, "words": access_words(answer, session.say)})
    session.answer({"repositories": answers}, lambda: "\n".join(str(each["words"]) for each in answers))
    return 0 if all(each["state"] in READABLE for each in answers) else 1


async def explain(session: Session, options: argparse.Namespace) -> int:
    """``auth explain [FILE]``: 1 when there is no error about access in it. It asks nobody."""
    from transformers_workbench.auth.error_explanation import explain as explanation_of

    found = explanation_of(_log_of(options.file))
    if found is None:
        words = session.say("There is no error about access to the Hub in this text.")
        session.answer({"answer": None, "excerpt": ""}, lambda: words)
        return 1
    words = access_words(found.answer, session.say)
    value = {"answer": {**found.answer, "words": words}, "excerpt": found.excerpt}
    session.answer(value, lambda: f"{found.excerpt}\n{words}")
    return 0


def _log_of(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else read_bytes(file)
    except OSError as error:
        raise WorkbenchError("file-unreadable", path=file, message=error.strerror or str(error)) from None
    return content.decode("utf-8", "replace")
