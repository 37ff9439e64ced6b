"""Logs of every kind are followed: what a script prints, trainer states, checkpoints, event files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from followed import followed, has_rows, row, rows_of
from logs import LOG_A, LOG_B, Log, lines, lines_of_5, written

BAR = "\r {done}%|###| {done}/100 [00:01<00:02,  3.00it/s]"


def printed(step: int) -> str:
    """A row as a script prints it, between the bars that tqdm draws around it."""
    values = {"loss": f"{3 - step / 50:.4g}", "learning_rate": "1e-05", "epoch": f"{step / 50:.4g}"}
    return f"\r{' ' * 60}\r{values}\n" + BAR.format(done=step)


async def test_a_console_log_that_grows_goes_on(tmp_path: Path) -> None:
    log_file = written(tmp_path / "train.log", "Loading the model\n")
    async with followed(log_file) as log:
        state = log.follower.state
        assert (state["kind"], state["name"]) == ("console", "train.log")
        assert state["problem"], "nothing that a Trainer logs is in it yet"
        with log_file.open("a") as file:
            for step in range(10, 70, 10):
                file.write(printed(step))
                file.flush()
                state = await log.until(has_rows(step // 10))
        assert state["problem"] == ""
        settled = state["generation"]
        assert state["runs"][0]["total_steps"] == 100 and state["runs"][0]["steps_known"]
        with log_file.open("a") as file:
            for step in range(70, 101, 10):
                file.write(printed(step))
                file.flush()
                state = await log.until(has_rows(step // 10))
        assert state["generation"] == settled, "points were only added"
        assert [place for place, _ in await log.curve()] == list(range(10, 101, 10))
        assert (state["text_log"], state["text_log_size"]) == (log_file.as_uri(), log_file.stat().st_size)


async def test_a_second_run_in_a_console_log_is_told_apart(tmp_path: Path) -> None:
    log_file = written(tmp_path / "train.log", lines(LOG_A))
    async with followed(log_file) as log:
        state = await log.until(has_rows(9))
        with log_file.open("a") as file:
            file.write("\n".join(lines_of_5(LOG_B)))
        state = await log.until(has_rows(18))
        assert [run["rows"] for run in state["runs"]] == [9, 9], "the last line has no end yet"
        assert await log.curve(run="2", after=8) == [(9, pytest.approx(0.533))]


async def test_a_console_log_that_was_started_over_is_another(tmp_path: Path) -> None:
    log_file = written(tmp_path / "train.log", lines(LOG_A))
    async with followed(log_file) as log:
        await log.until(has_rows(9))
        written(log_file, lines(LOG_B)[:4])
        state = await log.until(has_rows(4))
        assert state["generation"] == 2
        assert [value for _, value in await log.curve()] == [pytest.approx(each[0]) for each in LOG_B[:4]]


async def test_a_log_of_powershell_is_followed_too(tmp_path: Path) -> None:
    log_file = tmp_path / "train.log"
    log_file.write_text("\r\n".join(lines(LOG_A)) + "\r\n", encoding="utf-16")
    async with followed(log_file) as log:
        await log.until(has_rows(9))
        with log_file.open("ab") as file:
            file.write((lines(LOG_B)[-1].replace("0.8}", "0.9}") + "\r\n").encode("utf-16-le"))
        state = await log.until(has_rows(10))
        assert state["generation"] == 1


def trainer_state(rows: list[dict[str, Any]], steps: int = 400) -> str:
    return json.dumps({"global_step": len(rows), "log_history": rows, "max_steps": steps}, indent=2)


def history(count: int, loss: float = 1.0) -> list[dict[str, Any]]:
    return [{"epoch": step / 10, "loss": loss, "step": step} for step in range(1, count + 1)]


async def test_a_trainer_state_that_is_written_again_with_more_goes_on(tmp_path: Path) -> None:
    file = written(tmp_path / "trainer_state.json", trainer_state(history(5)))
    async with followed(file) as log:
        state = await log.until(has_rows(5))
        assert (state["kind"], state["name"]) == ("trainer-state", f"{tmp_path.name}/trainer_state.json")
        assert state["runs"][0]["total_steps"] == 400
        written(file, trainer_state(history(9)))
        state = await log.until(has_rows(9))
        assert state["generation"] == 1
        written(file, trainer_state(history(9, 2.0)))
        state = await log.until(lambda state: state["generation"] == 2)
        assert set(await log.curve()) == {(step, 2.0) for step in range(1, 10)}


async def test_half_a_trainer_state_does_not_take_the_place_of_a_whole_one(tmp_path: Path) -> None:
    file = written(tmp_path / "trainer_state.json", trainer_state(history(50)))
    text = trainer_state(history(60))
    async with followed(file) as log:
        await log.until(has_rows(50))
        seen = len(log.states)
        written(file, text[: len(text) // 2])
        written(file, text)
        state = await log.until(has_rows(60))
        assert {rows_of(state) for state in log.states[seen:]} <= {50, 60}
        assert state["generation"] == 1 and state["notes"] == []
        written(file, text[: len(text) // 2])
        state = await log.until(lambda state: rows_of(state) < 40)
        assert state["notes"], "it stays like that: what there is of it is shown"


async def test_the_newest_checkpoint_of_a_folder_is_followed(tmp_path: Path) -> None:
    for step in (5, 10):
        (tmp_path / f"checkpoint-{step}").mkdir()
        written(tmp_path / f"checkpoint-{step}" / "trainer_state.json", trainer_state(history(step)))
    async with followed(tmp_path) as log:
        state = await log.until(has_rows(10))
        assert (state["kind"], state["name"]) == ("trainer-state", tmp_path.name)
        (tmp_path / "checkpoint-15").mkdir()
        written(tmp_path / "checkpoint-15" / "trainer_state.json", trainer_state(history(15)))
        state = await log.until(has_rows(15))
        assert state["generation"] == 1


async def test_metrics_of_whoever_are_followed_as_a_file(tmp_path: Path) -> None:
    file = written(tmp_path / "metrics.jsonl", "".join(json.dumps(each) + "\n" for each in history(3)))
    async with followed(file) as log:
        state = await log.until(has_rows(3))
        assert (state["kind"], state["name"]) == ("metrics", f"{tmp_path.name}/metrics.jsonl")
        assert not state["runs"][0]["has_times"] and state["text_log"] == ""
        with file.open("a") as more:
            more.write(json.dumps(row(4)) + "\n")
        state = await log.until(has_rows(4))
        assert await log.curve(axis="time") == [(0, 1.0)], "only that row says when it was"


async def test_what_is_no_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 4000)
    async with followed(tmp_path / "noise.bin") as log:
        state = await log.until(lambda state: state["problem"])
        assert state["runs"] == [] and "noise.bin" in state["problem"]


def add_events(writer: EventFileWriter, log: Log, first: int) -> None:
    for step, (loss, rate, epoch) in enumerate(log, first):
        values = {"train/loss": loss, "train/learning_rate": rate, "train/epoch": epoch}
        summary = summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
        )
        writer.add_event(event_pb2.Event(step=step * 10, wall_time=1e9 + step, summary=summary))
    writer.flush()


async def test_event_files_are_followed_through_tensorboard(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path / "logs" / "high"))
    add_events(writer, LOG_A[:5], 1)
    async with followed(tmp_path / "logs", interpreter=sys.executable) as log:
        assert (log.follower.state["kind"], log.follower.state["name"]) == ("events", "logs")
        assert log.follower.state["reading"], "it can be closed while TensorBoard starts"
        state = await log.until(has_rows(5))
        (run,) = state["runs"]
        assert (run["key"], run["name"], run["has_times"]) == ("high", "high", True)
        add_events(writer, LOG_A[5:], 6)
        state = await log.until(has_rows(9), 120)
        assert state["generation"] == 1 and not state["reading"]
        curve = await log.curve(run="high")
        assert curve == [(10 * at, pytest.approx(each[0])) for at, each in enumerate(LOG_A, 1)]
        state = await log.until(lambda state: state["findings"])
        assert state["findings"][0]["rule"] == "loss-climbing"
    writer.close()


async def test_event_files_need_a_python_that_has_tensorboard(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    add_events(writer, LOG_A, 1)
    writer.close()
    async with followed(tmp_path) as log:
        state = await log.until(lambda state: state["problem"])
        assert "Python" in state["problem"]


async def test_whatever_goes_wrong_with_event_files_is_the_problem_of_the_log(tmp_path: Path) -> None:
    writer = EventFileWriter(str(tmp_path))
    add_events(writer, LOG_A, 1)
    writer.close()
    # No program is started by such a name: it raises what nobody expects.
    async with followed(tmp_path, interpreter="py\0thon") as log:
        state = await log.until(lambda state: state["problem"])
        assert "No such program" in state["problem"]
        assert not state["reading"]
