"""Starting and resuming: once, whoever asks how often; and without a token in any file or argument."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest

from run_stand_ins import (
    ENDLESS,
    ended,
    eventually,
    processes_of,
    ready,
    rows,
    see,
    spec,
    start,
    until_noted,
    until_running,
)
from transformers_workbench.auth.accounts import REPLACED, TOKEN_NAME
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import run_launch, run_start
from transformers_workbench.training.run_facts import read_facts
from transformers_workbench.training.run_folder import ATTEMPT_NOTE, ENVIRONMENT, LOG, OWN, SPEC
from transformers_workbench.training.run_notes import read_note, write_note
from transformers_workbench.training.run_start import resume, slug

TIMES = 20
CANARY = "hf_" + "QxVbTzWnRkYpLdMsGjHfCuEaIoNtBvXr8k"
"""In two parts: the check for leaked tokens reads this file, too."""
STARTER = """
import sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from run_stand_ins import ENDLESS, ready, spec
from transformers_workbench.training.run_start import start
place = Path(sys.argv[1])
started = start(ready(spec(place, arguments=ENDLESS)), place / "runs", {}, again=False)
print(started.folder, started.reused)
"""


def test_who_looks_before_the_supervisor_is_there_starts_no_second_one_which_would_have_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[dict[str, str]] = []

    def never_there(words: list[str], output: int, *, environment: dict[str, str], inherits: bool) -> None:
        started.append(environment)

    monkeypatch.setattr(run_launch, "start_detached", never_there)
    folder = start(spec(tmp_path), token={"HF_TOKEN": CANARY})
    # As of another window: this process remembers whom it has started.
    monkeypatch.setattr(run_launch, "_lately", {})
    assert see(folder).stands.state == "queued"
    assert [environment.get("HF_TOKEN") for environment in started] == [CANARY]

    note = read_note(folder / ATTEMPT_NOTE)
    assert note is not None
    write_note(folder / ATTEMPT_NOTE, {**note, "time": note["time"] - run_launch.AGAIN_SECONDS})
    see(folder)
    assert len(started) == 2, "it never came: whoever looks takes over"


def test_two_that_start_the_very_same_at_once_start_one(tmp_path: Path) -> None:
    for number in range(TIMES):
        place = tmp_path / str(number)
        place.mkdir()
        spec(place, arguments=ENDLESS)
        starters = [
            subprocess.Popen(
                [sys.executable, "-c", STARTER, str(place), *sys.path], stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        said = [starter.communicate(timeout=120)[0].split() for starter in starters]
        assert len({folder for folder, _ in said}) == 1
        assert sorted(reused for _, reused in said) == ["False", "True"]
        [folder] = run_start.run_folders(place / "runs")
        until_running(folder)
        assert ended(folder).stands.state == "stopped"


def test_the_very_same_is_found_until_it_has_ended_and_again_starts_another(tmp_path: Path) -> None:
    what = ready(spec(tmp_path, arguments=ENDLESS))
    first = run_start.start(what, tmp_path / "runs", {}, again=False)
    assert run_start.start(what, tmp_path / "runs", {}, again=False) == run_start.Started(first.folder, True)
    second = run_start.start(what, tmp_path / "runs", {}, again=True)
    other = attrs.evolve(what, spec=attrs.evolve(what.spec, arguments=(*ENDLESS, "0")))
    third = run_start.start(other, tmp_path / "runs", {}, again=False)
    assert len({first.folder, second.folder, third.folder}) == 3
    assert not second.reused and not third.reused
    for started in (first, second, third):
        until_running(started.folder)
        ended(started.folder)
    assert not run_start.start(what, tmp_path / "runs", {}, again=False).reused
    for folder in run_start.run_folders(tmp_path / "runs"):
        ended(folder)


def test_several_of_one_name_and_second_have_folders_of_their_own(tmp_path: Path) -> None:
    what = ready(spec(tmp_path, arguments=("1", "0")))
    with ThreadPoolExecutor(8) as threads:
        begun = [threads.submit(run_start.start, what, tmp_path / "runs", {}, again=True) for _ in range(8)]
    folders = {each.result().folder for each in begun}
    assert len(folders) == 8
    for folder in folders:
        assert until_noted(folder).stands.state == "succeeded"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Fine tune: BERT/large", "fine-tune-bert-large"),
        ("", "run"),
        ("..", "run"),
        ("学習 その1", "学習-その1"),
    ],
)
def test_a_name_becomes_one_that_any_file_system_takes(name: str, made: str) -> None:
    assert slug(name) == made
    assert len(slug(name * 100 or "x" * 1000)) <= 40


def record_of(folder: Path) -> Path:
    """Where a run is recorded."""
    facts = read_facts(folder)
    assert facts is not None and facts.record is not None
    return facts.record.place


def test_the_script_finds_its_folder_its_output_and_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "before")
    monkeypatch.setenv("TENSORBOARD_LOGGING_DIR", "")
    monkeypatch.delenv("TENSORBOARD_LOGGING_DIR")
    code = (
        "import os, sys; print({**os.environ}); print('to stderr', file=sys.stderr); print(sys.stdin.read())"
    )
    folder = start(spec(tmp_path, code, (), environment=(("OWN", "a 'b' ü"),)))
    assert until_noted(folder).stands.state == "succeeded"
    text = (folder / LOG).read_text(encoding="utf-8")
    found = eval(text.splitlines()[0])
    assert found["TRANSFORMERS_WORKBENCH_RUN"] == str(folder)
    assert found["TRANSFORMERS_WORKBENCH_ATTEMPT"] == "1"
    assert "TRANSFORMERS_WORKBENCH_RESUME" not in found
    injected = record_of(folder) / "injected"
    assert found["PYTHONPATH"].split(os.pathsep) == [str(injected), "before"]
    assert found["TENSORBOARD_LOGGING_DIR"] == str(folder / "tensorboard")
    assert found["PYTHONUNBUFFERED"] == "1"
    assert found["OWN"] == "a 'b' ü"
    assert "to stderr" in text
    # What is executed lies where nobody else can write, and nothing of it in the run's folder.
    assert (injected / "sitecustomize.py").is_file()
    assert not [*folder.rglob("*.py")]
    environment = eventually(lambda: read_note(folder / ENVIRONMENT))
    assert environment["Python"] == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_what_a_run_ran_with_is_noted_also_when_it_ended_before_that_was_known(tmp_path: Path) -> None:
    slow = tmp_path / "python"
    slow.write_text(f'#!/bin/sh\n[ "$1" = -c ] && sleep 3\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    slow.chmod(0o755)
    folder = run_start.start(ready(spec(tmp_path), str(slow)), tmp_path / "runs", {}, again=False).folder
    until_noted(folder)
    environment = eventually(lambda: read_note(folder / ENVIRONMENT))
    assert environment["Python"] == ".".join(map(str, sys.version_info[:3]))


def test_what_cannot_be_started_has_failed_and_its_log_says_why(tmp_path: Path) -> None:
    what = attrs.evolve(ready(spec(tmp_path)), command=(str(tmp_path / "no-python"), "x"))
    folder = run_start.start(what, tmp_path / "runs", {}, again=False).folder
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("failed", 127)
    assert "no-python: No such file" in (folder / LOG).read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="modes")
def test_a_run_is_its_users_alone_and_not_for_git(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=("1", "0")))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (tmp_path / OWN / ".gitignore").read_text() == "*\n"
    assert (folder.parent, folder.name[:6]) == (tmp_path / OWN / "runs", "train-")
    until_noted(folder)
    (tmp_path / "mine").mkdir()
    until_noted(start(spec(tmp_path, arguments=("1", "0")), where=tmp_path / "mine"))
    assert not (tmp_path / "mine" / ".gitignore").exists()
    until_noted(start(spec(tmp_path, arguments=("1", "0")), where=tmp_path / "new"))
    assert (tmp_path / "new" / ".gitignore").read_text() == "*\n"


def test_the_token_reaches_the_script_and_no_file_and_no_argument(tmp_path: Path) -> None:
    code = "import os, time; print(len(os.environ['HF_TOKEN']))\nprint(sorted(os.environ))\ntime.sleep(600)"
    token = {"HF_TOKEN": CANARY, TOKEN_NAME: "mine", REPLACED: CANARY[::-1]}
    folder = start(spec(tmp_path, code, ()), token)
    eventually(lambda: (folder / LOG).is_file() and (folder / LOG).read_text().count("\n") == 2)
    eventually(lambda: (folder / ENVIRONMENT).is_file())
    assert len(processes_of(folder)) >= 3
    text = (folder / LOG).read_text()
    assert text.startswith(f"{len(CANARY)}\n")
    assert TOKEN_NAME not in text and REPLACED not in text
    assert not [words for words in processes_of(folder).values() if CANARY in words]
    ended(folder)
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if CANARY.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    "more",
    [
        {"arguments": ("--token", CANARY)},
        {"arguments": (f"--token={CANARY}",)},
        {"environment": (("HF_TOKEN", "anything"),)},
        {"environment": (("MINE", f"x {CANARY}"),)},
        {"name": CANARY},
    ],
)
def test_a_token_in_arguments_or_environment_is_refused(tmp_path: Path, more: dict[str, object]) -> None:
    with pytest.raises(WorkbenchError) as caught:
        start(spec(tmp_path, **more))  # type: ignore[arg-type]
    assert caught.value.reason == "run-secret"
    assert CANARY not in str(caught.value.values)
    assert not (tmp_path / OWN).exists()


def test_a_run_goes_on_from_its_last_checkpoint(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    assert ended(folder).stands.state == "stopped"
    last = rows(folder)[-1]["step"]
    assert resume(folder, {}) == run_start.Started(folder, False)
    # Whoever asks again meanwhile finds it.
    assert resume(folder, {}) == run_start.Started(folder, True)
    seen = until_running(folder)
    assert (seen.facts.attempt, seen.stands.state) == (2, "running")
    eventually(lambda: len(rows(folder)) > last)
    ended(folder)
    found = [(row["step"], row["attempt"]) for row in rows(folder)]
    assert found == [(step, 1 if step <= last else 2) for step in range(1, len(found) + 1)]


def test_two_that_resume_at_once_resume_once(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    ended(folder)
    for attempt in range(2, 7):
        with ThreadPoolExecutor(2) as threads:
            asked = [threads.submit(resume, folder, {}) for _ in range(2)]
        assert sorted(each.result().reused for each in asked) == [False, True]
        assert until_running(folder).facts.attempt == attempt
        ended(folder)
    steps = [row["step"] for row in rows(folder)]
    assert steps == list(range(1, len(steps) + 1))


def test_without_a_checkpoint_there_is_nothing_to_go_on_from(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=("1", "0", "1")))
    assert until_noted(folder).stands.state == "failed"
    with pytest.raises(WorkbenchError) as caught:
        resume(folder, {})
    assert caught.value.reason == "run-not-resumable"
    assert see(folder).facts.attempt == 1


def test_what_is_no_run_is_not_resumed(tmp_path: Path) -> None:
    for damage in (None, "", "{", "[]", '{"version": 99, "command": []}'):
        if damage is not None:
            (tmp_path / SPEC).write_text(damage, encoding="utf-8")
        with pytest.raises(WorkbenchError) as caught:
            resume(tmp_path, {})
        assert caught.value.reason == "run-missing"
