"""A run is looked at while it goes on: what is found is noted for every window, what heals goes away again,
and the looking costs next to nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

from corpus_run import CorpusRun
from healthy_runs import HEALTHY
from logs import LOG_A, LOG_B, Log
from transformers_workbench.health.examine import examine
from transformers_workbench.health.finding_notes import Findings, read_findings
from transformers_workbench.health.growing_rows import PIECE, GrowingRows
from transformers_workbench.health.live_findings import (
    REFRESH_SECONDS,
    RETRY_SECONDS,
    LiveFindings,
)
from transformers_workbench.health.reading import read
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import FINDINGS, METRICS

CORPUS = Path(__file__).parent / "corpus"
Row = dict[str, Any]


def facts(folder: Path, attempt: int = 1, total: int = 0, trainer: Row | None = None) -> Facts:
    progress = {"attempt": attempt, "total": total} if total else None
    return Facts(folder, {}, attempt, progress=progress, trainer=trainer)


def rows_of(log: Log) -> list[Row]:
    return [
        {"step": 10 * number, "epoch": epoch, "loss": loss, "learning_rate": rate, "attempt": 1}
        for number, (loss, rate, epoch) in enumerate(log, 1)
    ]


def append(folder: Path, rows: Iterable[Row]) -> None:
    with (folder / METRICS).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def replace(folder: Path, rows: Iterable[Row]) -> None:
    """As when a resumed run takes the rows away that it does again."""
    beside = folder / "beside"
    beside.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    beside.replace(folder / METRICS)


def rules(folder: Path) -> list[str]:
    noted = read_findings(folder)
    return [each.rule for each in noted.findings] if noted is not None else []


@attrs.define
class Clock:
    """Of a machine on which each question for the time takes ``lag`` seconds."""

    now: float = 1000.0
    lag: float = 0.0
    asked: int = 0

    def __call__(self) -> float:
        self.asked += 1
        self.now += self.lag
        return self.now


class Watched:
    """A run's folder and what looks at it; a look a minute."""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.folder = folder
        self.clock = Clock()
        self.live = LiveFindings(folder, clock=self.clock, **more)
        self.time = 5_000.0

    def look(self, attempt: int = 1, **more: Any) -> list[str]:
        self.clock.now += 60
        self.time += 60
        self.live.attend(facts(self.folder, attempt, **more), self.time)
        return rules(self.folder)


@pytest.fixture
def run(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_loss_that_climbs_is_noted_while_the_run_goes_on_in_every_language(run: Watched) -> None:
    found_at = []
    for row in rows_of(LOG_A):
        append(run.folder, [row])
        if "loss-climbing" in run.look():
            found_at.append((row["step"], run.time))
    noted = read_findings(run.folder)
    assert found_at and noted is not None
    [climbing] = [each for each in noted.findings if each.rule == "loss-climbing"]
    assert climbing.severity == "error" and climbing.steps[1] == 90
    # It keeps the time at which it was found first, and the rows go on.
    assert climbing.found == found_at[0][1] < noted.time
    assert (noted.attempt, noted.rows) == (1, len(LOG_A))
    assert climbing.argument is not None
    assert climbing.argument.name == "learning_rate"
    assert climbing.argument.value == pytest.approx(0.00019869)
    english, japanese = climbing.words_in("en"), climbing.words_in("ja")
    assert "climbs" in english.message and english.causes and english.advice
    assert "損失" in japanese.message and len(japanese.causes) == len(english.causes)
    assert climbing.words_in("fr") == english


def test_a_run_that_is_well_has_no_file(run: Watched) -> None:
    for row in rows_of(LOG_B):
        append(run.folder, [row])
        assert run.look() == []
    run.live.ended(facts(run.folder))
    assert not (run.folder / FINDINGS).exists()


@pytest.mark.parametrize("healthy", HEALTHY, ids=lambda run: run.name)
def test_a_healthy_run_raises_no_alarm_after_any_of_its_rows(run: Watched, healthy: CorpusRun) -> None:
    (series,) = read(CORPUS / healthy.file).runs
    rows: list[Row] = [
        {"step": step, "epoch": epoch} for step, epoch in zip(series.steps, series.epochs, strict=True)
    ]
    for name, column in series.columns.items():
        for place, value in zip(column.rows, column.values, strict=True):
            rows[place][name] = str(value)
    for row in rows:
        append(run.folder, [{key: value for key, value in row.items() if value == value}])
        run.look(total=series.total_steps, trainer={"arguments": healthy.arguments})
        noted = read_findings(run.folder)
        alarms = [each for each in noted.findings if each.severity != "info"] if noted is not None else []
        assert alarms == [], row


def test_what_heals_goes_away_and_is_no_news_when_it_comes_back(run: Watched) -> None:
    append(run.folder, rows_of(LOG_A))
    assert "loss-climbing" in run.look()
    found = {each.rule: each.found for each in (read_findings(run.folder) or Findings(1, 0, 0, ())).findings}
    fallen = [{"step": 90 + 10 * at, "loss": 0.5 / at, "learning_rate": 1e-4} for at in range(1, 40)]
    append(run.folder, fallen)
    assert "loss-climbing" not in run.look()
    append(run.folder, [{"step": 500 + at, "loss": 0.02 * at, "learning_rate": 1e-4} for at in range(1, 80)])
    assert "loss-climbing" in run.look()
    noted = read_findings(run.folder)
    assert noted is not None
    assert [each.found for each in noted.findings if each.rule == "loss-climbing"] == [found["loss-climbing"]]


WELL = rows_of(LOG_B)
NOT_A_NUMBER: list[Row] = [{"step": 100 + 10 * at, "loss": "NaN", "learning_rate": 1e-5} for at in range(5)]


def test_a_resumed_run_is_looked_at_anew_and_what_it_does_again_is_news(run: Watched) -> None:
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    assert run.look() == ["not-finite"]
    first = run.time
    # Its rows are there still when the next attempt is looked at first.
    assert run.look(attempt=2) == ["not-finite"]
    replace(run.folder, WELL)
    assert run.look(attempt=2) == []
    append(run.folder, NOT_A_NUMBER)
    assert run.look(attempt=2) == ["not-finite"]
    noted = read_findings(run.folder)
    assert noted is not None and noted.attempt == 2
    assert noted.findings[0].found == run.time > first


def test_a_file_that_was_written_again_longer_than_before_is_noticed(run: Watched) -> None:
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    assert run.look() == ["not-finite"]
    more = [{"step": 100 + 10 * at, "loss": 0.5, "learning_rate": 1e-5} for at in range(100)]
    # In the same file, as no file system tells.
    text = "".join(json.dumps(row) + "\n" for row in [*WELL, *more])
    (run.folder / METRICS).write_text(text, encoding="utf-8")
    assert run.look() == []
    (run.folder / METRICS).unlink()
    assert run.look() == []
    append(run.folder, NOT_A_NUMBER)
    assert run.look() == ["not-finite"]


def test_the_next_supervisor_keeps_the_time_of_what_was_found(run: Watched) -> None:
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    run.look()
    before = read_findings(run.folder)
    other = Watched(run.folder)
    other.time = 9_000.0
    append(run.folder, [{"step": 200, "loss": "NaN", "learning_rate": 1e-5}])
    assert other.look() == ["not-finite"]
    other.live.ended(facts(run.folder))
    after = read_findings(run.folder)
    assert before is not None and after is not None
    assert after.rows == before.rows + 1 and after.findings[0].steps[1] == 200
    assert after.findings[0].found == before.findings[0].found


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"\x00\xff\xfe", b"[]", b'{"attempt": 1, "time": 2, "findings": 3}', b"[" * 100_000],
)
def test_a_damaged_file_says_nothing_and_is_written_again(run: Watched, damaged: bytes) -> None:
    (run.folder / FINDINGS).write_bytes(damaged)
    assert read_findings(run.folder) is None
    again = Watched(run.folder)
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    assert again.look() == ["not-finite"]


def test_of_a_file_that_is_damaged_in_part_the_rest_counts(run: Watched) -> None:
    append(run.folder, rows_of(LOG_A))
    found = run.look()
    path = run.folder / FINDINGS
    for spoil in (
        {"severity": "fatal"},
        {"steps": [1]},
        {"found": "today"},
        {"words": {"ja": {"message": "…"}}},
        {"rule": 3},
    ):
        note = json.loads(path.read_text(encoding="utf-8"))
        note["findings"].insert(0, {**note["findings"][0], **spoil})
        note["findings"].insert(0, "no finding")
        path.write_text(json.dumps(note), encoding="utf-8")
        assert rules(run.folder) == found, spoil
        path.write_text(json.dumps({**note, "findings": note["findings"][2:]}), encoding="utf-8")


def test_a_rule_is_told_once_of_a_script_that_trains_several_times(run: Watched) -> None:
    append(run.folder, NOT_A_NUMBER)
    append(run.folder, [{**row, "step": row["step"] + 1000, "training": 2} for row in NOT_A_NUMBER])
    append(run.folder, [{**row, "training": 3} for row in rows_of(LOG_A)])
    found = run.look()
    assert sorted(found) == sorted(set(found)) and {"not-finite", "loss-climbing"} <= set(found)
    noted = read_findings(run.folder)
    assert noted is not None
    [finding] = [each for each in noted.findings if each.rule == "not-finite"]
    assert finding.steps[0] > 1000


def test_the_model_and_the_arguments_count(run: Watched) -> None:
    rate = 1e-3
    append(run.folder, [{**row, "learning_rate": rate} for row in WELL])
    whole = {"pretrained": True, "parameters": 9, "trainable": 9}
    assert run.look(trainer={"model": {"peft_type": "LORA", "pretrained": True}}) == []
    append(run.folder, [{"step": 100, "loss": 0.5, "learning_rate": rate}])
    assert run.look(trainer={"model": whole}) == ["learning-rate-range"]


def sizes(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def test_each_byte_is_read_once_and_a_row_counts_when_it_is_whole(tmp_path: Path) -> None:
    rows = GrowingRows(tmp_path / METRICS)
    lines = [json.dumps({"step": step, "loss": 1.0}) + "\n" for step in range(1, 501)]
    assert rows.read().trainings == frozenset()
    with (tmp_path / METRICS).open("a", encoding="utf-8") as file:
        for number, line in enumerate(lines, 1):
            file.write(line)
            file.flush()
            assert rows.read().trainings == {1}
            assert rows.read().trainings == frozenset()
            assert rows.rows == number
        assert rows.bytes_read == sizes(lines)
        file.write('{"step": 501, "lo')
        file.flush()
        assert rows.read().trainings == frozenset()
        file.write('ss": 1.0}\n')
        file.flush()
        assert rows.read().trainings == {1}
    assert rows.rows == 501


def test_what_is_no_row_is_left_out_however_long_it_is(tmp_path: Path) -> None:
    rows = GrowingRows(tmp_path / METRICS)
    row = json.dumps({"step": 1, "loss": 1.0}).encode() + b"\n"
    content = [b"\xff\x00\n", row, b"[" * 50_000 + b"\n", b"x" * (3 * PIECE), b"\n", row, b'"text"\n\n', row]
    (tmp_path / METRICS).write_bytes(b"".join(content))
    looks = 1
    while not rows.read().complete:
        looks += 1
    assert rows.rows == 3
    assert looks <= 6


def test_a_long_file_is_read_in_pieces_and_judged_once_it_is_read(run: Watched) -> None:
    # The beginning is sick, the whole is not.
    append(run.folder, rows_of(LOG_A))
    long = "x" * 2_000
    count = 2 * PIECE // len(long)
    append(
        run.folder,
        (
            {"step": 100 + 10 * at, "loss": 0.5, "learning_rate": 1e-4 * (1 - at / count), "text": long}
            for at in range(count)
        ),
    )
    looked = [set(run.look()) for _ in range(4)]
    assert not any("loss-climbing" in found for found in looked)


def test_of_a_long_run_no_more_rows_are_kept_than_agreed_and_the_rare_ones_all(tmp_path: Path) -> None:
    rows = GrowingRows(tmp_path / METRICS, most_rows=2000)
    rare: dict[int, Row] = {
        3000: {"loss": "NaN"},
        5000: {"eval_loss": 2.0},
        9000: {"loss": "NaN"},
        9999: {"eval_loss": 3.0},
    }
    lines = [{"step": step, "loss": 1.0, **rare.get(step, {})} for step in range(1, 10_001)]
    for first in range(0, len(lines), 500):
        append(tmp_path, lines[first : first + 500])
        assert rows.read().trainings == {1}
        kept = rows.trainings.kept
        assert min(first + 500, 1000) <= kept < 2000 and len(rows.trainings.builders[1].steps) == kept
    assert rows.rows == 10_000
    run = rows.trainings.builders[1].series()
    assert run.not_finite("loss") == [3000, 9000]
    assert list(run.points("eval_loss").steps) == [5000, 9999]
    steps = [step for step in run.points("loss").steps if int(step) not in rare]
    assert steps[:2] == [1, 9] and steps[-1] > 9990
    assert {after - before for before, after in pairwise(steps)} <= {7, 8, 9}, "evenly chosen"
    # A file that begins anew has room again.
    replace(tmp_path, [{"step": 1, "loss": 1.0}])
    assert rows.read().anew and rows.rows == rows.trainings.kept == 1


def test_what_changes_in_the_middle_of_a_long_run_is_no_gap(tmp_path: Path) -> None:
    rows = GrowingRows(tmp_path / METRICS, most_rows=2000)
    append(tmp_path, ({"step": step, "loss": 1.0} for step in range(1, 9_000)))
    append(tmp_path, ({"step": step, "loss": 1.0, "grad_norm": 1.0} for step in range(9_000, 14_000)))
    rows.read()
    steps = rows.trainings.builders[1].steps
    assert max(after - before for before, after in pairwise(steps)) <= 16
    assert rows.trainings.kept < 2000


@pytest.mark.parametrize("rows", [1, 300, 5000])
def test_rows_of_which_none_is_like_another_have_no_more_room(tmp_path: Path, rows: int) -> None:
    kept = GrowingRows(tmp_path / METRICS, most_rows=1)
    append(
        tmp_path,
        ({"step": at, "loss": 1.0, f"metric {at % 999}": at, "training": at % 500} for at in range(rows)),
    )
    kept.read()
    assert 0 < kept.trainings.kept <= min(rows, 256) and len(kept.trainings.builders) <= 64
    for builder in kept.trainings.builders.values():
        examine(builder.series())


def test_a_run_of_any_length_is_looked_at(tmp_path: Path) -> None:
    run = Watched(tmp_path, most_rows=500)
    append(tmp_path, ({"step": at, "loss": 1 + 1 / at, "learning_rate": 1e-5} for at in range(1, 3000)))
    assert run.look() == []
    append(tmp_path, [{"step": 3000, "loss": "NaN", "learning_rate": 1e-5}])
    assert run.look() == ["not-finite"]
    noted = read_findings(tmp_path)
    assert noted is not None and noted.rows == 3000 and noted.findings[0].steps == (3000, 3000)


@pytest.mark.parametrize(("lag", "seconds"), [(0.001, 100), (0.05, 200), (2.0, 3000)])
def test_looking_takes_two_hundredths_of_the_time_at_most(tmp_path: Path, lag: float, seconds: int) -> None:
    run = Watched(tmp_path)
    run.clock.lag = lag
    begun, spent, looks = run.clock.now, 0.0, 0
    for step in range(1, seconds):
        run.clock.now += 1.0
        append(tmp_path, [{"step": step, "loss": 1 / step, "learning_rate": 1e-5}])
        before, asked = run.clock.now, run.clock.asked
        run.live.attend(facts(tmp_path), 0.0)
        if run.clock.asked - asked > 1:  # It did more than to see that it is not time yet.
            looks += 1
            spent += run.clock.now - before - lag  # The first question only begins it.
    assert looks > 10
    assert 0 < spent / (run.clock.now - begun) <= 0.02


def test_new_numbers_in_the_words_of_what_is_known_are_written_now_and_then(run: Watched) -> None:
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    run.look()
    written = set()
    for step in range(200, 240):
        append(run.folder, [{"step": step, "loss": "NaN", "learning_rate": 1e-5}])
        run.clock.now += 1.0
        run.live.attend(facts(run.folder), run.time)
        written.add((run.folder / FINDINGS).stat().st_mtime_ns)
    assert len(written) <= 40 / REFRESH_SECONDS + 1
    run.live.ended(facts(run.folder))
    noted = read_findings(run.folder)
    assert noted is not None and noted.findings[0].steps[1] == 239


def test_what_cannot_be_written_is_written_once_it_can(run: Watched) -> None:
    (run.folder / FINDINGS).mkdir()
    append(run.folder, [*WELL, *NOT_A_NUMBER])
    assert run.look() == []
    first = run.time
    run.live.ended(facts(run.folder))
    (run.folder / FINDINGS).rmdir()
    run.clock.now += RETRY_SECONDS
    run.live.attend(facts(run.folder), run.time + 100)
    noted = read_findings(run.folder)
    assert noted is not None and [each.rule for each in noted.findings] == ["not-finite"]
    assert noted.findings[0].found == first
    assert not list(run.folder.glob(".*"))


def test_the_last_rows_are_looked_at_when_the_run_ends(run: Watched) -> None:
    append(run.folder, WELL)
    run.look()
    append(run.folder, NOT_A_NUMBER)
    run.live.ended(facts(run.folder))
    assert rules(run.folder) == ["not-finite"]
