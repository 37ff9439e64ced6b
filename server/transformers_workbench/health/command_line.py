"""``health LOG``: whether a training run goes well, from whatever it left."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers_agent.programs import typed_program
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.health.log_problem import log_problem
from transformers_workbench.terminal_text import terminal_text
from transformers_workbench.wording import Wording, wording_for

if TYPE_CHECKING:
    from transformers_workbench.health.reading import Reading

METHODS = ("full", "lora", "prompt", "scratch")
STANDARD_INPUT = "-"


def add_to(commands: Any) -> None:
    """Adds ``health`` to the command line's parser."""
    words = "whether a training run goes well, and if not, what to change"
    parser = commands.add_parser("health", help=words, description=words)
    parser.add_argument(
        "log",
        metavar="LOG",
        type=Path,
        help="a console log, trainer_state.json, metrics.jsonl, a run's folder, or a folder of event files; "
        "- reads a log from standard input",
    )
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument(
        "--method", choices=METHODS, help="how weights are trained (default: what a run tells)"
    )
    parser.add_argument(
        "--classes", type=_classes, metavar="N", help="how many classes a classifier tells apart"
    )
    parser.add_argument(
        "--python",
        type=typed_program,
        default=sys.executable,
        help="the interpreter that has tensorboard, for event files (default: this one)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Runs ``health``: 0 nothing to worry about, 1 errors or warnings, or a log that cannot be read, 2
    wrong usage."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    say = wording_for(locale)
    try:
        return _answer(options, _reading(options, say), say)
    except WorkbenchError as error:
        words = problem_words(error, say)
        if options.json:
            _write(sys.stdout, json.dumps({"error": {"kind": error.reason, "message": words}}, indent=2))
        else:
            _write(sys.stderr, words)
        return 2 if error.reason == "log-missing" else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _reading(options: argparse.Namespace, say: Wording) -> Reading:
    from transformers_workbench.health.event_folder import is_event_folder, read_event_folder
    from transformers_workbench.health.reading import read

    if str(options.log) == STANDARD_INPUT:
        return _read_standard_input(say)
    if is_event_folder(options.log):
        return asyncio.run(read_event_folder(options.log, options.python))
    return read(options.log)


def _read_standard_input(say: Wording) -> Reading:
    """What was pasted or piped, by way of a file: then it is read as any log, whatever its size and
    encoding."""
    from transformers_workbench.health.reading import read

    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if is_terminal:
        keys = "Ctrl+Z, Enter" if sys.platform == "win32" else "Ctrl+D"
        _write(sys.stderr, say("Paste the log here, and end it with {keys} on a line of its own.", keys=keys))
    try:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "log"
            with log.open("wb") as file:
                if is_terminal:  # In blocks, its end would have to be typed twice.
                    file.writelines(sys.stdin.buffer)
                elif sys.stdin is not None:
                    shutil.copyfileobj(sys.stdin.buffer, file)
            return read(log)
    except WorkbenchError as error:
        message = str(error.values["message"])
        raise WorkbenchError(error.reason, path=STANDARD_INPUT, message=message) from error
    except OSError as error:
        raise log_problem(STANDARD_INPUT, error) from error


def _answer(options: argparse.Namespace, reading: Reading, say: Wording) -> int:
    from transformers_workbench.health.examine import examine
    from transformers_workbench.health.report import Looked, json_report, note_words, text_report
    from transformers_workbench.health.series import About

    told = reading.about
    about = About(options.method or told.method, options.classes or told.classes, told.arguments)
    looked = [Looked(run, tuple(examine(run, about, say))) for run in reading.runs]
    if options.json:
        _write(sys.stdout, json.dumps(json_report(looked, reading.notes, say), indent=2))
    else:
        _write(sys.stdout, text_report(looked, say))
        for note in reading.notes:
            _write(sys.stderr, note_words(note, say))
    return int(any(finding.severity != "info" for each in looked for finding in each.findings))


def _classes(text: str) -> int:
    number = int(text)
    if number < 2:
        raise argparse.ArgumentTypeError(f"{number}: there are at least two")
    return number


def _write(stream: Any, text: str) -> None:
    """Writes UTF-8 whatever the terminal's encoding is; a metric's name need not be text."""
    stream.buffer.write(terminal_text(text).encode("utf-8", "backslashreplace") + b"\n")
    stream.buffer.flush()
