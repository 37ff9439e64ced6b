"""``render``: chat templates from the command line, one source or a stream of requests."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from transformers_agent.programs import typed_program
from transformers_agent.regular_files import read_text
from transformers_workbench.chat_template.one_shot import Answer, OneShot, Request
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.wording import wording_for

DEFAULT_MESSAGES = Path(__file__).parent / "presets" / "2-multi-turn.json"


class Usage(Exception):
    """Wrong usage: exit code 2."""


def add_to(commands: Any) -> None:
    """Adds ``render`` to the command line's parser."""
    parser = commands.add_parser("render", help="what a chat template really produces")
    parser.add_argument(
        "source",
        nargs="?",
        metavar="SOURCE",
        help="a .jinja file, a model folder, a tokenizer_config.json or processor_config.json, or a "
        "repository in the cache",
    )
    parser.add_argument("--messages", metavar="F", help="JSON file of the messages, - for standard input")
    parser.add_argument("--tools", metavar="F", help="JSON file of the tools")
    parser.add_argument("--documents", metavar="F", help="JSON file of the documents")
    parser.add_argument("--var", action="append", default=[], metavar="K=JSON", help="a template variable")
    parser.add_argument("--name", metavar="NAMED", help="one of several named templates")
    parser.add_argument("--revision", help="of a repository in the cache")
    parser.add_argument("--tokenizer", metavar="SOURCE", help="whose tokenizer to use")
    parser.add_argument("--no-generation-prompt", action="store_true")
    parser.add_argument("--continue-final-message", action="store_true")
    parser.add_argument("--json", action="store_true", help="text, tokens, source and warnings as JSON")
    parser.add_argument("--jsonl", action="store_true", help="one request a line in, one answer a line out")
    parser.add_argument(
        "--python",
        type=typed_program,
        default=sys.executable,
        help="the interpreter that has transformers (default: this one)",
    )
    parser.add_argument("--deadline", type=float, default=2.0, metavar="SECONDS", help="of one rendering")
    parser.add_argument("--memory", type=int, default=1024, metavar="MIB", help="of one rendering")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs ``render``."""
    try:
        if options.jsonl:
            if options.source is not None:
                raise Usage("--jsonl takes its sources from standard input")
            return asyncio.run(_stream(options, sys.stdin, sys.stdout))
        if options.source is None:
            raise Usage("SOURCE is missing")
        return asyncio.run(_once(options, _request(options)))
    except Usage as error:
        print(f"transformers-workbench render: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has enough of it; let the interpreter not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _request(options: argparse.Namespace) -> Request:
    variables = {}
    for assignment in options.var:
        name, equals, value = assignment.partition("=")
        if not equals or not name:
            raise Usage(f"--var {assignment}: write it as NAME=JSON")
        try:
            variables[name] = json.loads(value)
        except ValueError:
            raise Usage(f"--var {assignment}: {value} is not JSON; a text needs quotes") from None
    messages = _file(options.messages) if options.messages else _file(str(DEFAULT_MESSAGES))["messages"]
    return Request(
        source=options.source,
        messages=messages,
        tools=_file(options.tools) if options.tools else None,
        documents=_file(options.documents) if options.documents else None,
        variables=variables,
        name=options.name,
        revision=options.revision,
        tokenizer=options.tokenizer,
        add_generation_prompt=not (options.no_generation_prompt or options.continue_final_message),
        continue_final_message=options.continue_final_message,
        tokens=options.json,
    )


def _file(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else read_text(name, encoding="utf-8-sig")
        return json.loads(text)
    except OSError as error:
        raise Usage(f"{name}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Usage(f"{name} is not JSON in UTF-8: {error}") from None


async def _once(options: argparse.Namespace, request: Request) -> int:
    async with _one_shot(options) as one_shot:
        answer = await one_shot.answer(request)
    if options.json:
        _write(sys.stdout, json.dumps(answer, ensure_ascii=False, indent=2) + "\n")
    elif "error" in answer:
        error = answer["error"]
        place = f"{error['source']}:" if error.get("source") else ""
        place += f"{error['line']}:{error['column'] + 1}:" if error.get("line") else ""
        print(f"{place} {error['message']}\n{error['advice']}".strip(), file=sys.stderr)
    else:
        for warning in answer["warnings"]:
            print(f"warning: {warning}", file=sys.stderr)
        _write(sys.stdout, answer["text"])
    return 1 if "error" in answer else 0


async def _stream(options: argparse.Namespace, lines: TextIO, output: TextIO) -> int:
    failed = False
    async with _one_shot(options) as one_shot:
        # The answer to a line must not wait for the next line to arrive.
        while line := await asyncio.to_thread(lines.readline):
            if not line.strip():
                continue
            answer = await _answer_line(one_shot, line)
            failed = failed or "error" in answer
            _write(output, json.dumps(answer) + "\n")
    return 1 if failed else 0


async def _answer_line(one_shot: OneShot, line: str) -> Answer:
    try:
        asked = json.loads(line)
        identifier = {"id": asked.pop("id")} if isinstance(asked, dict) and "id" in asked else {}
        request = Request.from_json(asked)
    except (ValueError, RecursionError) as error:
        return one_shot.failure(WorkbenchError("request-invalid", message=str(error)))
    return {**identifier, **await one_shot.answer(request)}


def _write(output: TextIO, text: str) -> None:
    """Writes UTF-8 whatever the terminal's encoding is; a lone surrogate is written as its escape."""
    output.buffer.write(text.encode("utf-8", "backslashreplace"))
    output.buffer.flush()


def _one_shot(options: argparse.Namespace) -> OneShot:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    return OneShot(
        Lane("template", options.python),
        Lane("tokenizer", options.python),
        options.deadline,
        options.memory,
        wording_for(locale),
        options.python,
    )
