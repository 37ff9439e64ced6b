"""Looking at folders of runs: whatever lies there, nothing but words comes of it."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from run_stand_ins import ENDLESS, ended, eventually, see, spec, start, until_noted, until_running
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import runs
from transformers_workbench.training.metrics_tail import last_metrics
from transformers_workbench.training.run_adoption import adopt
from transformers_workbench.training.run_details import details
from transformers_workbench.training.run_facts import VERSION, Facts
from transformers_workbench.training.run_folder import (
    ATTEMPT_NOTE,
    ENVIRONMENT,
    EXIT,
    FINDINGS,
    METRICS,
    OUTCOME,
    PROCESS,
    PROGRESS,
    SPEC,
    STOP,
    SUPERVISOR,
    TRAINER,
)
from transformers_workbench.training.run_words import described, duration, eta
from transformers_workbench.wording import ENGLISH

DAMAGE = [
    "",
    "{",
    "[]",
    "null",
    "\x00\xff",
    '{"attempt": 1}',
    '{"attempt": 1, "pid": "x", "identity": 5, "step": "many", "total": -1, "time": {}, "state": 7, '
    '"level": [], "host": null, "first_step": 1e999, "first_time": "soon", "epoch": true, '
    '"output_dir": 7, "values": [], "earlier_checkpoints": 3}',
    '{"attempt": 1, "pid": 1e400, "step": 99999999999999999999999999, "time": NaN, "code": "0"}',
    "[" * 100_000,
]


@pytest.fixture
def done(tmp_path: Path) -> Path:
    """The folder of a run that went well."""
    folder = start(spec(tmp_path))
    until_noted(folder)
    eventually(lambda: (folder / ENVIRONMENT).is_file())
    return folder


@pytest.mark.parametrize("damage", DAMAGE, ids=range(len(DAMAGE)))
def test_a_damaged_file_is_as_good_as_none(done: Path, damage: str) -> None:
    copies = done.parent.parent / "copies"
    copies.mkdir()
    files = (
        *(ATTEMPT_NOTE, PROCESS, EXIT, SUPERVISOR, OUTCOME, STOP, PROGRESS, TRAINER, ENVIRONMENT, METRICS),
        FINDINGS,
    )
    for name in files:
        shutil.copytree(done, copies / name)
        (copies / name / name).write_text(damage, encoding="utf-8")
    found = runs.all_runs([copies]).runs
    assert {seen.facts.id for seen in found} == set(files)
    for seen in found:
        assert described(seen, ENGLISH).id == seen.facts.id
        assert details(seen, ENGLISH).run.name == "train"
    for name in files:
        adopt(copies / name)
        until_noted(copies / name)
    assert described(see(copies / METRICS), ENGLISH).state == "succeeded"


@pytest.mark.parametrize("damage", [*DAMAGE, '{"version": 2, "command": ["x"]}', '{"version": 1}'])
def test_without_its_spec_a_folder_is_no_run(done: Path, damage: str) -> None:
    (done / SPEC).write_text(damage, encoding="utf-8")
    assert runs.all_runs([done.parent]).runs == ()
    with pytest.raises(WorkbenchError) as caught:
        runs.remove(done)
    assert caught.value.reason == "run-missing"
    assert done.is_dir()


def test_a_spec_that_others_wrote_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    odd: list[Any] = [5, [], {"arguments": 3, "environment": [["a"], "b"], "slurm": {"nodes": "x"}}, None]
    for number, given in enumerate(odd):
        folder = tmp_path / str(number)
        folder.mkdir()
        note = {"version": VERSION, "command": [number], "spec": given, "devices": given, "created": "now"}
        (folder / SPEC).write_text(json.dumps(note), encoding="utf-8")
        (folder / OUTCOME).write_text('{"attempt": 1, "state": "failed", "cause": "x"}', encoding="utf-8")
    found = runs.all_runs([tmp_path]).runs
    assert len(found) == len(odd)
    for seen in found:
        assert details(seen, ENGLISH).run.state == "failed"


def test_foreign_files_links_and_what_cannot_be_read_are_no_runs(done: Path, tmp_path: Path) -> None:
    where = done.parent
    (where / "notes.txt").write_text("mine", encoding="utf-8")
    (where / "empty").mkdir()
    (where / ".hidden").mkdir()
    (where / "link").symlink_to(done)
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    found = runs.all_runs([where, tmp_path / "nowhere", file, where])
    assert [seen.facts.folder for seen in found.runs] == [done]
    assert [(path, bool(why)) for path, why in found.unreadable] == [(file, True)]
    with pytest.raises(WorkbenchError) as caught:
        runs.remove(where / "link")
    assert caught.value.reason == "run-missing"


def test_only_what_has_ended_is_removed_and_links_in_it_are_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "file").write_text("x" * 1_000_000, encoding="utf-8")
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    with pytest.raises(WorkbenchError) as caught:
        runs.remove(folder)
    assert caught.value.reason == "run-alive"
    ended(folder)
    (folder / "link").symlink_to(precious)
    (folder / "big").write_bytes(bytes(50_000))
    assert 50_000 < runs.remove(folder) < 500_000
    assert not folder.exists()
    assert (precious / "file").is_file()
    assert runs.all_runs([folder.parent]).runs == ()
    with pytest.raises(WorkbenchError):
        runs.remove(folder)


def test_a_folder_that_is_deleted_while_it_runs_is_no_run_any_more(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, "import time\nwhile True: time.sleep(0.05)", ()))
    seen = see(folder)
    while seen.facts.pid is None:
        seen = see(folder)
    shutil.rmtree(folder, ignore_errors=True)
    with pytest.raises(WorkbenchError) as caught:
        see(folder)
    assert caught.value.reason == "run-missing"


def test_the_last_value_of_each_metric_is_a_number_whatever_it_was_written_as(tmp_path: Path) -> None:
    path = tmp_path / METRICS
    first = [{"step": step, "loss": str(step), "pad": "x" * 100} for step in range(5000)]
    last = [{"step": 5, "eval_f1": 0.5}, {"loss": "0.25", "epoch": "1"}, {"bad": "nan", "on": True, "x": "y"}]
    rows = "".join(json.dumps(row) + "\n" for row in [*first, *last])
    path.write_text(rows + '{"loss": 99', encoding="utf-8")
    found = last_metrics(path)
    assert found.pop("bad") != found.get("bad")
    assert found == {"loss": 0.25, "eval_f1": 0.5}
    assert last_metrics(tmp_path / "none") == {}


def test_time_left_is_reckoned_from_this_attempt_alone(tmp_path: Path) -> None:
    def left(**progress: Any) -> float | None:
        return eta(Facts(tmp_path, {}, 2, progress=progress), progress.get("time", 0.0))

    assert left(step=60, total=100, first_step=50, first_time=1000.0, time=1020.0) == 80
    assert left(step=50, total=100, first_step=50, first_time=1000.0, time=1020.0) is None
    assert left(step=60, total=0, first_step=50, first_time=1000.0, time=1020.0) is None
    assert left(step=60) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3.2, "4s"), (90, "2m"), (3600, "60m"), (7260, "2h 1m"), (200_000, "2d")],
)
def test_a_time_span_has_one_unit_or_two(seconds: float, words: str) -> None:
    assert duration(seconds, ENGLISH) == words


def test_hundreds_of_runs_are_listed(done: Path) -> None:
    many = done.parent.parent / "many"
    many.mkdir()
    for number in range(300):
        folder = many / f"train-{number:03}"
        folder.mkdir()
        for name in (SPEC, ATTEMPT_NOTE, PROCESS, EXIT, SUPERVISOR, OUTCOME, PROGRESS, METRICS):
            shutil.copy(done / name, folder / name)
    begun = time.process_time()
    assert len(runs.all_runs([many]).runs) == 300
    assert time.process_time() - begun < 5
