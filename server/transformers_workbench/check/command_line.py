"""``check``: the rules of all rooms over files and folders."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from transformers_workbench.check.report import Found, Lines, Report, json_report, text_lines
from transformers_workbench.check.rules import RULES
from transformers_workbench.check.sarif import sarif_report
from transformers_workbench.check.tree import Tree, Unread, text_of
from transformers_workbench.terminal_text import terminal_text
from transformers_workbench.wording import Wording, wording_for


def add_to(commands: Any) -> None:
    """Adds ``check`` to the command line's parser."""
    words = "leaked Hugging Face tokens in files and folders, outputs of notebooks included"
    parser = commands.add_parser("check", help=words, description=words)
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to look through")
    parser.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs ``check``: 0 nothing found, 1 findings, 2 a path that is not there."""
    paths = [Path(path) for path in options.paths]
    missing = [path for path in paths if not os.path.lexists(path)]
    if missing:
        print(f"transformers-workbench check: {missing[0]}: there is no such path", file=sys.stderr)
        return 2
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    try:
        return _answer(options.format, check(paths, wording_for(locale)), wording_for(locale))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def check(paths: list[Path], say: Wording) -> Report:
    """Looks through files and folders with every rule."""
    tree = Tree(paths)
    files, found, unread = 0, list[Found](), list[tuple[Path, str]]()
    for path in tree:
        try:
            text = text_of(path)
        except Unread as error:
            unread.append((path, str(error)))
            continue
        if text is None:
            continue
        files += 1
        findings = [finding for rule in RULES for finding in rule.look(path, text, say)]
        if findings:
            lines = Lines(text)
            found += [Found(path, each, lines) for each in sorted(findings, key=lambda one: one.start)]
    warnings = [
        (path, say("Not looked at: {message}", message=message)) for path, message in unread + tree.unread
    ]
    return Report(files, tuple(found), tuple(warnings))


def _answer(form: str, report: Report, say: Wording) -> int:
    if form == "json":
        words = json.dumps(json_report(report), indent=2)
    elif form == "sarif":
        words = json.dumps(sarif_report(report, RULES, say), indent=2)
    else:
        words = "\n".join(text_lines(report))
        for path, message in report.warnings:
            _write(sys.stderr, f"{path}: warning: {message}")
        _write(
            sys.stderr,
            say("{findings} findings in {files} files", findings=len(report.found), files=report.files),
        )
    if words:
        _write(sys.stdout, words)
    return 1 if report.found else 0


def _write(stream: Any, text: str) -> None:
    """Writes UTF-8 whatever the terminal's encoding is; a file's name need not be text."""
    stream.buffer.write(terminal_text(text).encode("utf-8", "backslashreplace") + b"\n")
    stream.buffer.flush()
