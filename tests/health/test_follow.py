"""A run that is followed: what is written is told, what is rewritten is told apart, and nothing outlives its
reader."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from followed import add, followed, has_rows, line, points, row, rows_of
from logs import LOG_A
from transformers_workbench.errors import WorkbenchError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a run of ours that has logged nothing yet."""
    (tmp_path / "spec.json").write_text(json.dumps({"name": "high rate"}))
    return tmp_path


@pytest.fixture
def metrics(folder: Path) -> Path:
    return folder / "metrics.jsonl"


async def test_a_row_is_told_within_a_second_after_it_was_written(folder: Path, metrics: Path) -> None:
    async with followed(folder) as log:
        first = log.follower.state
        assert (first["name"], first["kind"], first["runs"], first["problem"]) == ("high rate", "run", [], "")
        assert not first["reading"]
        took = []
        for step in range(1, 6):
            add(metrics, [row(step, 3 - step / 10)])
            written = time.monotonic()
            await log.until(has_rows(step))
            took.append(time.monotonic() - written)
        assert sorted(took)[len(took) // 2] < 1.0
        (run,) = log.follower.state["runs"]
        assert (run["first_step"], run["last_step"], run["steps_known"]) == (1, 5, True)
        assert run["metrics"][0] == {
            "name": "loss",
            "points": 5,
            "last": pytest.approx(2.5),
            "derived": False,
        }
        assert await log.curve() == [(step, pytest.approx(3 - step / 10)) for step in range(1, 6)]
        assert await log.curve(after=3) == [(4, pytest.approx(2.6)), (5, pytest.approx(2.5))]
        assert log.follower.state["generation"] == first["generation"]


async def test_a_half_line_waits_for_its_other_half(metrics: Path, folder: Path) -> None:
    whole = line(row(2, 0.5))
    metrics.write_text(line(row(1)) + whole[:20])
    async with followed(folder) as log:
        state = await log.until(has_rows(1))
        assert state["notes"] == []
        with metrics.open("a") as file:
            file.write(whole[20:])
        state = await log.until(has_rows(2))
        assert state["notes"] == [] and (await log.curve())[-1] == (2, 0.5)


async def test_a_last_row_without_an_end_of_line_is_a_row(metrics: Path, folder: Path) -> None:
    metrics.write_text(line(row(1)) + line(row(2)).rstrip())
    async with followed(folder) as log:
        await log.until(has_rows(2))
        with metrics.open("a") as file:
            file.write("\n" + line(row(3)))
        state = await log.until(has_rows(3))
        assert state["generation"] == 1 and state["notes"] == []


async def test_numbers_that_are_none_are_points(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1), row(2, "NaN"), row(3, "Infinity"), row(4, 1e300)])
    async with followed(folder) as log:
        state = await log.until(has_rows(4))
        assert state["runs"][0]["metrics"][0]["points"] == 4
        values = [value for _, value in await log.curve()]
        assert math.isnan(values[1]) and values[2] == math.inf and 3e38 < values[3] < math.inf
        state = await log.until(lambda state: state["findings"])
        assert state["findings"][0]["rule"] == "not-finite"


async def test_rows_that_a_resumed_run_does_again_begin_a_new_generation(metrics: Path, folder: Path) -> None:
    add(metrics, [row(step) for step in range(1, 11)])
    async with followed(folder) as log:
        await log.until(has_rows(10))
        beside = folder / "metrics.jsonl.1"
        add(beside, [row(step) for step in range(1, 6)])
        beside.replace(metrics)
        add(metrics, [row(step, 0.5, attempt=2) for step in range(6, 21)])
        state = await log.until(has_rows(20))
        assert state["generation"] == 2
        assert [value for _, value in await log.curve()] == [1.0] * 5 + [0.5] * 15
        answer = await log.follower.request(
            "curve", {"run": "1", "metric": "loss", "axis": "step", "generation": 1, "after": 4}
        )
        assert (answer["generation"], answer["count"], answer["more"]) == (2, 0, False)


@pytest.mark.parametrize("text", [line(row(1, 2.0)), line(row(1, 7.5)) + line(row(2, 8.5)), ""])
async def test_a_file_that_was_cut_or_overwritten_is_read_anew(
    metrics: Path, folder: Path, text: str
) -> None:
    add(metrics, [row(1, 1.5), row(2, 2.5)])
    async with followed(folder) as log:
        await log.until(has_rows(2))
        metrics.write_text(text)
        state = await log.until(lambda state: state["generation"] == 2)
        assert rows_of(state) == text.count("\n")


async def test_a_copy_that_has_more_rows_goes_on_where_the_last_one_ended(
    metrics: Path, folder: Path
) -> None:
    rows = [row(step, math.nan if step == 3 else step, grad_norm=1.0) for step in range(1, 8)]
    add(metrics, rows[:5])
    async with followed(folder) as log:
        await log.until(has_rows(5))
        add(folder / "copied", rows)
        (folder / "copied").replace(metrics)
        state = await log.until(has_rows(7))
        assert state["generation"] == 1, "as rsync does it again and again"
        assert [place for place, _ in await log.curve(after=5)] == [6, 7]


async def test_a_log_that_is_deleted_stays_as_it_was_and_goes_on_when_it_is_back(
    metrics: Path, folder: Path
) -> None:
    add(metrics, [row(1), row(2)])
    async with followed(folder, locale="ja") as log:
        await log.until(has_rows(2))
        metrics.rename(folder / "away")
        state = await log.until(lambda state: state["problem"])
        assert "ログ" in state["problem"] and rows_of(state) == 2
        assert len(await log.curve()) == 2
        add(folder / "away", [row(3)])
        (folder / "away").rename(metrics)
        state = await log.until(has_rows(3))
        assert state["problem"] == "" and state["generation"] == 1


async def test_a_run_that_is_removed_before_it_logged_anything_is_missed(folder: Path) -> None:
    run = folder / "run"
    run.mkdir()
    (run / "spec.json").write_text("{}")
    async with followed(run) as log:
        assert (log.follower.state["name"], log.follower.state["problem"]) == ("run", "")
        (run / "spec.json").unlink()
        run.rmdir()
        await log.until(lambda state: str(run) in state["problem"])


async def test_what_is_noted_beside_the_rows_is_told(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1)])
    async with followed(folder) as log:
        await log.until(has_rows(1))
        arguments = {"learning_rate": 2e-05, "bf16": True, "optim": "adamw_torch", "max_steps": None}
        (folder / "trainer.json").write_text(json.dumps({"arguments": arguments}))
        (folder / "progress.json").write_text(json.dumps({"total": 400}))
        state = await log.until(lambda state: state["arguments"])
        assert state["arguments"] == {
            "learning_rate": "2e-05",
            "bf16": "True",
            "optim": "adamw_torch",
            "max_steps": "None",
        }
        state = await log.until(lambda state: state["runs"][0]["total_steps"] == 400)
        (folder / "log.txt").write_text("hello\n")
        state = await log.until(lambda state: state["text_log_size"] == 6)
        assert state["text_log"] == (folder / "log.txt").as_uri()
        answer = await log.follower.request("lines", {"search": "", "before": -1, "limit": 10})
        assert answer == {"lines": [{"offset": 0, "text": "hello"}], "before": 0, "complete": True}


async def test_a_sick_run_is_found_out_while_it_runs_and_what_the_user_says_counts(
    metrics: Path, folder: Path
) -> None:
    rows = [
        row(10 * at, loss, learning_rate=rate, epoch=epoch) for at, (loss, rate, epoch) in enumerate(LOG_A, 1)
    ]
    add(metrics, rows[:2])
    async with followed(folder) as log:
        await log.until(has_rows(2))
        assert log.follower.state["findings"] == []
        add(metrics, rows[2:])
        state = await log.until(lambda state: state["findings"])
        climbing = state["findings"][0]
        assert (climbing["rule"], climbing["run"]) == ("loss-climbing", "1")
        assert (climbing["first_step"], climbing["last_step"]) == (30, 90)
        assert climbing["argument"]["name"] == "learning_rate" and climbing["causes"] and climbing["advice"]
        assert any(each["rule"] == "loss-above-chance" for each in state["findings"])
        answer = await log.follower.request("about", {"method": "lora", "classes": 100})
        assert (answer["method"], answer["classes"]) == ("lora", 100)
        await log.until(
            lambda state: not any(each["rule"] == "loss-above-chance" for each in state["findings"])
        )


async def test_every_training_of_a_script_has_a_key_of_its_own(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1), row(2)])
    async with followed(folder) as log:
        await log.until(has_rows(2))
        add(metrics, [row(step, 5.0, training=2) for step in (1, 2, 3)])
        state = await log.until(has_rows(5))
        assert [(run["key"], run["name"], run["rows"]) for run in state["runs"]] == [
            ("1", "1", 2),
            ("2", "2", 3),
        ]
        assert state["generation"] == 1 and await log.curve(run="2", after=2) == [(3, 5.0)]


async def test_a_curve_is_answered_while_a_million_rows_are_still_being_read(
    metrics: Path, folder: Path
) -> None:
    some = "".join(
        f'{{"step":{step},"epoch":{step / 1e3},"time":{1e9 + step},"loss":{step / 7},"grad_norm":1.5}}\n'
        for step in range(1, 1_000_001)
    )
    metrics.write_text(some)
    async with followed(folder) as log:
        state = await log.until(lambda state: 0 < rows_of(state) < 1_000_000)
        assert state["reading"]
        asked = time.monotonic()
        early = await log.curve()
        assert early[:2] == [(1, pytest.approx(1 / 7)), (2, pytest.approx(2 / 7))]
        answered = time.monotonic() - asked
        state = await log.until(lambda state: not state["reading"], 250)
        assert rows_of(state) == 1_000_000 and state["generation"] == 1
        assert answered < 5.0
        found: list[tuple[float, float]] = []
        more = True
        while more:
            params = {"run": "1", "metric": "loss", "axis": "step", "generation": 1, "after": len(found)}
            answer = await log.follower.request("curve", params)
            assert answer["count"] <= 131_072
            found += points(answer)
            more = answer["more"]
        assert [place for place, _ in found] == list(range(1, 1_000_001))
        add(metrics, [row(1_000_001, 0.25)])
        written = time.monotonic()
        state = await log.until(has_rows(1_000_001))
        assert time.monotonic() - written < 5.0 and state["generation"] == 1, "only what is new is read"
        assert await log.curve(after=1_000_000) == [(1_000_001, 0.25)]
        memory = psutil.Process(log.follower.pid).memory_info().rss
        assert memory < 100 * 4 * 1_000_000, "bytes of a row and metric"


async def test_a_hostile_log_costs_only_so_much(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1), row(2)])
    add(metrics, [row(1, training=number) for number in range(2, 3000)])
    add(metrics, [{"step": 3, "loss": 1, "k" * 5000: 2, **{f"m{at}": at for at in range(1000)}}])
    with metrics.open("a") as file:
        file.write('{"step": 4, "loss": ' + "9" * 3_000_000 + "}\n" + "[" * 200_000 + "\n")
    add(metrics, [row(5)])
    async with followed(folder) as log:
        state = await log.until(lambda state: not state["reading"] and state["runs"])
        assert len(state["runs"]) == 64 and len(state["runs"][0]["metrics"]) <= 202
        assert len(state["notes"]) == 2, "what could not be read, and what was left out"
        assert [place for place, _ in await log.curve()] == [1, 2, 3, 5]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
async def test_a_pipe_is_no_log(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WorkbenchError) as caught:
        async with followed(tmp_path / "pipe"):
            pass
    assert (caught.value.reason, caught.value.values["kind"]) == ("file-not-regular", "pipe")


async def test_a_log_that_is_not_there_is_no_log(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path / "nothing.jsonl", tmp_path):
        with pytest.raises(WorkbenchError) as caught:
            async with followed(path):
                pass
        assert caught.value.reason == "log-missing"
        assert caught.value.values["path"] == str(path)


async def test_a_process_that_dies_is_told_and_answers_no_more(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1)])
    async with followed(folder) as log:
        os.kill(log.follower.pid, signal.SIGKILL)
        assert await log.until_lost() == "signal 9"
        with pytest.raises(WorkbenchError) as caught:
            await log.curve()
        assert caught.value.reason == "log-lost"


async def test_a_process_that_hangs_is_killed(
    metrics: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transformers_workbench.health.follower.ANSWER_SECONDS", 0.5)
    add(metrics, [row(1)])
    async with followed(folder) as log:
        os.kill(log.follower.pid, signal.SIGSTOP)
        with pytest.raises(WorkbenchError) as caught:
            await log.curve()
        assert caught.value.reason == "log-silent"
        assert await log.until_lost() == "signal 9"


async def test_a_request_that_is_none_is_refused_and_the_next_one_answered(
    metrics: Path, folder: Path
) -> None:
    add(metrics, [row(1)])
    async with followed(folder) as log:
        await log.until(has_rows(1))
        for method, params in (("curve", {}), ("nothing", {}), ("lines", {"search": "", "before": "x"})):
            with pytest.raises(WorkbenchError) as caught:
                await log.follower.request(method, params)
            assert caught.value.reason == "request-invalid"
        assert await log.curve("no such metric") == []
        assert await log.curve(run="no such run") == []
        assert await log.curve(after=99) == []
        assert await log.curve() == [(1, 1.0)]


async def test_what_is_closed_is_gone(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1)])
    async with followed(folder) as log:
        process = psutil.Process(log.follower.pid)
    assert not process.is_running()
    assert log.lost == [], "it was asked to"


async def test_it_ends_with_the_server_that_started_it(metrics: Path, folder: Path) -> None:
    add(metrics, [row(1)])
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from transformers_workbench.health.follower import Asked, Follower\n"
        "async def main():\n"
        "    follower = await Follower.start(Asked(Path(sys.argv[1])), print, print)\n"
        "    print(follower.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(main())\n"
    )
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(folder), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    process = psutil.Process(int(await server.stdout.readline()))
    server.kill()
    await server.wait()
    await asyncio.to_thread(psutil.wait_procs, [process], 30)
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
