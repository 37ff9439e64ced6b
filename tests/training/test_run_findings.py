"""What the health rules find in a run is known to whoever looks at it, while it still runs and afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from language_client import ROOT, language_server
from run_stand_ins import (
    DONE,
    ENDLESS,
    LOOP,
    assert_every_step_once,
    ended,
    eventually,
    ready,
    rows,
    see,
    spec,
    start,
    until_noted,
    until_running,
)
from runs_on_a_disk import told_of_runs
from sentiment import movie_reviews, write_rows
from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench import protocol
from transformers_workbench.health.finding_notes import read_findings
from transformers_workbench.training import run_launch, run_start
from transformers_workbench.training.attendants import Attendants
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import FINDINGS, METRICS, SUPERVISOR, SUPERVISOR_LOG
from transformers_workbench.training.run_notes import read_note
from transformers_workbench.training.run_start import resume
from transformers_workbench.training.run_stop import stop
from transformers_workbench.training.run_words import described
from transformers_workbench.wording import ENGLISH

CLIMBS = LOOP.replace("str(1 / step)", "str(0.7 + step / 50)")
COMMAND = [sys.executable, "-I", "-S", str(ROOT / "server" / "start.py"), "runs"]


def runs(folder: Path, *words: str) -> str:
    """What the command line says of the runs beside this one."""
    where = ("--runs-folder", str(folder.parent))
    ran = subprocess.run(
        [*COMMAND, *words, *where],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    return ran.stdout


def found(folder: Path) -> dict[str, float]:
    """When each rule found something first."""
    noted = read_findings(folder)
    return {each.rule: each.found for each in noted.findings} if noted is not None else {}


def until_found(folder: Path, rule: str) -> float:
    at: float = eventually(lambda: found(folder).get(rule))
    return at


def test_it_is_told_while_the_run_goes_on_and_still_when_it_has_ended(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, CLIMBS, ENDLESS))
    at = until_found(folder, "loss-climbing")
    shown: dict[str, Any] = json.loads(runs(folder, "show", folder.name, "--json"))
    assert shown["state"] == "running"
    finding = shown["findings"][0]
    assert (finding["rule"], finding["severity"], finding["found"]) == ("loss-climbing", "error", at)
    assert "climbs" in finding["message"] and finding["advice"] and finding["steps"][1] > 5
    # Within two seconds of the row that told it, a few seconds on a busy machine.
    row = next(row for row in rows(folder) if row["step"] == min(finding["steps"][1], len(rows(folder))))
    assert at - row["time"] < 30
    assert "[loss-climbing]" in runs(folder, "show", folder.name)
    assert "! loss-climbing" in runs(folder, "list")
    seen = ended(folder)
    assert described(seen, ENGLISH).findings[0].found == at
    steps = read_findings(folder)
    assert steps is not None and steps.findings[0].steps[1] == rows(folder)[-1]["step"]


async def test_each_window_is_told_in_its_own_language(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, CLIMBS, ENDLESS))
    asked = {"folders": [folder.parent.as_uri()]}
    async with language_server(locale="ja") as window:
        while True:
            window.notifications.clear()
            [run] = (await window.request(protocol.TRAINING_LIST.name, asked))["runs"]
            if run.get("findings"):
                break
            await window.until(lambda method, params: method == protocol.TRAINING_CHANGED.name)
        assert "損失" in run["findings"][0]["message"]
    assert "climbs" in described(see(folder), ENGLISH).findings[0].message
    stop(folder, "kill")
    until_noted(folder)


def test_a_run_that_is_well_has_none(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=DONE))
    seen = until_noted(folder)
    assert described(seen, ENGLISH).findings == []
    assert not (folder / FINDINGS).exists()
    assert " ! " not in runs(folder, "list")
    assert json.loads(runs(folder, "show", folder.name, "--json"))["findings"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_supervisor_is_killed_the_run_goes_on_and_what_was_found_is_no_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)
    folder = start(spec(tmp_path, CLIMBS, ENDLESS))
    at = until_found(folder, "loss-climbing")
    supervisor = read_note(folder / SUPERVISOR)
    noted = read_findings(folder)
    assert supervisor is not None and noted is not None
    os.kill(supervisor["pid"], signal.SIGKILL)
    eventually(lambda: identity(supervisor["pid"]) is None)
    assert see(folder).stands.state == "running"
    eventually(lambda: (now := read_findings(folder)) and now.rows > noted.rows)
    assert found(folder)["loss-climbing"] == at
    ended(folder)
    assert_every_step_once(folder)


def test_a_resumed_run_begins_its_findings_anew(tmp_path: Path) -> None:
    code = CLIMBS.replace("str(0.7 + step / 50)", "str(0.7 + step / 50 if attempt == 1 else 0.5)")
    folder = start(spec(tmp_path, code, ENDLESS))
    until_found(folder, "loss-climbing")
    ended(folder)
    resume(folder, {})
    until_running(folder)
    # Without a callback that takes away what is done again: its file is written again all the same.
    steady = [{"step": step, "loss": 0.5, "attempt": 2} for step in range(1, 40)]
    beside = folder / "beside"
    beside.write_text("".join(json.dumps(row) + "\n" for row in steady), encoding="utf-8")
    beside.replace(folder / METRICS)
    eventually(lambda: "loss-climbing" not in found(folder))
    stop(folder, "kill")
    until_noted(folder)


def test_what_looks_beside_never_hurts_the_supervision(capsys: pytest.CaptureFixture[str]) -> None:
    class Failing:
        asked = 0

        def attend(self, facts: Facts, now: float) -> None:
            self.asked += 1
            raise RecursionError("too deep")

        def ended(self, facts: Facts) -> None:
            self.asked += 1

    class Counting(Failing):
        def attend(self, facts: Facts, now: float) -> None:
            self.asked += 1

    failing, counting = Failing(), Counting()
    attendants = Attendants([failing, counting])
    facts = Facts(Path(), {}, 1)
    attendants.attend(facts, 0.0)
    attendants.attend(facts, 1.0)
    attendants.ended(facts)
    assert (failing.asked, counting.asked) == (1, 3)
    assert capsys.readouterr().err == "Failing looks no more: RecursionError('too deep')\n"


def test_rows_that_cannot_be_read_end_nothing(tmp_path: Path) -> None:
    code = "import os, time\nos.mkdir(os.environ['TRANSFORMERS_WORKBENCH_RUN'] + '/metrics.jsonl')\n"
    folder = start(spec(tmp_path, code, ()))
    assert until_noted(folder).stands.state == "succeeded"
    assert (folder / SUPERVISOR_LOG).read_text(encoding="utf-8") == ""


ROWS_ON_A_FULL_DISK = """
import json, os, time
from pathlib import Path

rows = (json.dumps({"step": step, "loss": 0.7 + step / 50, "text": "x" * 100}) for step in range(1, 61))
text = "\\n".join([*rows, ""]).encode()
print(1, flush=True)
while not Path("full").exists():
    time.sleep(0.01)
(Path(os.environ["DISK"]) / "reserve").unlink()
with open(Path(os.environ["TRANSFORMERS_WORKBENCH_RUN"]) / "metrics.jsonl", "ab", buffering=0) as file:
    while text:
        try:
            text = text[file.write(text):]
        except OSError:
            time.sleep(0.01)
Path("written").touch()
time.sleep(600)
"""


def test_what_is_found_on_a_full_disk_is_noted_once_there_is_room_and_the_run_ends_as_it_does(
    tmp_path: Path,
) -> None:
    told = told_of_runs(
        tmp_path,
        "from transformers_workbench.health.finding_notes import read_findings\n"
        "(disk / 'reserve').write_bytes(bytes(12288))\n"
        f"folder = start(spec(place, {ROWS_ON_A_FULL_DISK!r}, ()), where=disk / 'runs')\n"
        "eventually(lambda: see(folder).facts.pid)\n"
        "eventually(lambda: (folder / 'log.txt').stat().st_size)\n"
        "eventually(lambda: (folder / 'environment.json').is_file())\n"
        "fill()\n"
        "(place / 'full').touch()\n"
        "eventually(lambda: (place / 'written').is_file())\n"
        "told['stopped'] = stop(folder, 'terminate')\n"
        "eventually(lambda: see(folder).look.script == 'no')\n"
        "told['full'] = (folder / 'findings.json').exists()\n"
        "(disk / 'filler').unlink()\n"
        "seen = until_noted(folder)\n"
        "told['state'], told['code'] = seen.stands.state, seen.stands.code\n"
        "told['found'] = [each.rule for each in read_findings(folder).findings]\n"
        "told['beside'] = [path.name for path in folder.glob('.*')]\n"
        "told['log'] = (folder / 'supervisor.txt').read_text()",
    )
    assert (told["full"], told["stopped"], told["state"], told["code"]) == (False, True, "failed", -15)
    assert "loss-climbing" in told["found"]
    assert (told["beside"], told["log"]) == ([], "")


REVIEWS = """
import json, sys
from transformers import (
    AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding, Trainer, TrainingArguments,
    set_seed,
)
model, rate, steps = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
set_seed(7)
tokenizer = AutoTokenizer.from_pretrained(model)
reviews = [json.loads(line) for line in open("reviews.jsonl")]
rows = [{**tokenizer(row["text"], truncation=True, max_length=48), "labels": int(row["label"] == "positive")}
        for row in reviews]
Trainer(
    model=AutoModelForSequenceClassification.from_pretrained(model, num_labels=2),
    args=TrainingArguments(output_dir="out", max_steps=steps, per_device_train_batch_size=8, logging_steps=1,
                           warmup_steps=10, save_strategy="no", learning_rate=rate, use_cpu=True,
                           disable_tqdm=True, report_to="none"),
    train_dataset=rows,
    data_collator=DataCollatorWithPadding(tokenizer),
).train()
"""


@pytest.mark.parametrize(("rate", "steps", "sick"), [("2e-3", "100000", True), ("3e-5", "40", False)])
def test_a_real_training_is_found_sick_while_it_runs_and_a_healthy_one_is_not(
    tmp_path: Path,
    training_python: Path,
    minilm: Path,
    labelled_text: Path,
    rate: str,
    steps: str,
    sick: bool,
) -> None:
    write_rows(tmp_path / "reviews.jsonl", movie_reviews(labelled_text, 1000))
    what = ready(spec(tmp_path, REVIEWS, (str(minilm), rate, steps)), str(training_python))
    folder = run_start.start(what, tmp_path / "runs", {}, again=False).folder
    if not sick:
        seen = until_noted(folder)
        assert seen.stands.state == "succeeded"
        assert [each for each in described(seen, ENGLISH).findings if each.severity != "info"] == []
        return
    # The model itself told that all of it is trained: for an adapter the rate would be fine.
    until_found(folder, "learning-rate-range")
    shown: dict[str, Any] = json.loads(runs(folder, "show", folder.name, "--json"))
    assert shown["state"] == "running"
    [finding] = [each for each in shown["findings"] if each["rule"] == "learning-rate-range"]
    assert finding["severity"] == "warning" and "2e-3" in finding["message"]
    stop(folder, "kill")
    until_noted(folder)
