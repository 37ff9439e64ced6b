"""Event files are read by asking the installed TensorBoard, which is asked for whole curves."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from logs import LOG_A, LOG_B, Log, health, written
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health import event_folder
from transformers_workbench.health.event_folder import EventFolder, read_event_folder
from transformers_workbench.health.reading import Note, Reading
from transformers_workbench.tensorboard.servers import all_servers

SOON = 30.0
"""For what takes a second on a machine that is not busy."""


class Writer:
    """Writes scalars as a ``SummaryWriter`` does, into one event file."""

    def __init__(self, folder: Path) -> None:
        self._file = EventFileWriter(str(folder))

    def row(self, step: int, values: Mapping[str, float]) -> None:
        summary = summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
        )
        self._file.add_event(event_pb2.Event(step=step, wall_time=1e9 + step, summary=summary))

    def other(self, event: event_pb2.Event) -> None:
        self._file.add_event(event)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def write_events(folder: Path, log: Log) -> None:
    """As ``TensorBoardCallback`` does: ``train/`` and ``eval/`` before the names, the epoch as a curve."""
    writer = Writer(folder)
    for row, (loss, rate, epoch) in enumerate(log, 1):
        writer.row(
            row * 10,
            {
                "train/loss": loss,
                "train/learning_rate": rate,
                "train/epoch": epoch,
                "eval/accuracy": row / 10,
            },
        )
    writer.close()


def write_losses(folder: Path, losses: Mapping[int, float]) -> None:
    writer = Writer(folder)
    for step, loss in losses.items():
        writer.row(step, {"train/loss": loss})
    writer.close()


def read(folder: Path, interpreter: str = sys.executable) -> Reading:
    return asyncio.run(read_event_folder(folder, interpreter))


def tensor(plugin: str) -> summary_pb2.Summary.Value:
    """What a plugin of TensorBoard shows, and is no scalar."""
    value = summary_pb2.Summary.Value(tag=f"{plugin}/summary")
    value.tensor.dtype = 7
    value.tensor.string_val.append(b"{}")
    value.metadata.plugin_data.plugin_name = plugin
    return value


def losses_of(reading: Reading, run: str = "") -> dict[float, float]:
    series = next(each for each in reading.runs if each.name == run)
    points = series.points("loss")
    return dict(zip(points.steps, points.values, strict=True))


@pytest.fixture(params=["data server", "without"])
def either_loading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorBoard with its data server, and on a machine for which there is none."""
    if request.param == "without":
        monkeypatch.setenv("TENSORBOARD_DATA_SERVER_BINARY", str(Path("/nowhere")))


def test_the_runs_of_a_folder_of_event_files_are_examined_with_their_steps(tmp_path: Path) -> None:
    write_events(tmp_path / "logs" / "high", LOG_A)
    write_events(tmp_path / "logs" / "low", LOG_B)
    code, answer = health(tmp_path / "logs")
    assert code == 1
    assert {run["name"]: (run["rows"], run["steps"], run["steps_known"]) for run in answer["runs"]} == {
        "high": (9, [10, 90], True),
        "low": (9, [10, 90], True),
    }
    assert set(answer["runs"][0]["metrics"]) == {"loss", "learning_rate", "eval_accuracy"}
    assert {finding["run"] for finding in answer["findings"]} == {"high"}
    assert answer["findings"][0]["rule"] == "loss-climbing" and answer["findings"][0]["steps"] == [30, 90]
    assert all_servers() == [], "the TensorBoards that people look at are others"


def test_what_says_more_than_event_files_is_read_instead(tmp_path: Path) -> None:
    write_events(tmp_path / "tensorboard", LOG_A)
    written(tmp_path / "metrics.jsonl", '{"step": 1, "loss": 2.5}\n{"step": 2, "loss": 2.4}\n')
    code, answer = health(tmp_path)
    assert code == 0 and answer["runs"][0]["rows"] == 2
    assert all_servers() == []


@pytest.mark.usefixtures("either_loading")
def test_no_spike_is_lost_among_many_points(tmp_path: Path) -> None:
    losses = {step: 1.0 if step in {4_321, 17_002} else 0.5 for step in range(20_000)}
    write_losses(tmp_path, losses)
    reading = read(tmp_path)
    assert losses_of(reading) == losses
    assert reading.notes == ()


def test_what_is_no_number_stays_so(tmp_path: Path) -> None:
    write_losses(tmp_path, {1: 0.5, 2: math.nan, 3: math.inf, 4: 0.25})
    (run,) = read(tmp_path).runs
    assert list(run.points("loss").steps) == [1, 4] and run.not_finite("loss") == [2, 3]


def test_rows_have_their_epoch_and_their_time_and_the_evaluation_among_them(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    for step in range(1, 5):
        writer.row(step, {"train/loss": 0.5, "train/epoch": step / 4})
        if step % 2 == 0:
            writer.row(step, {"eval/loss": 0.25})
    writer.row(4, {"train/train_runtime": 8.0})
    writer.close()
    (run,) = read(tmp_path).runs
    assert list(run.steps) == [1, 2, 3, 4] and list(run.epochs) == [0.25, 0.5, 0.75, 1.0]
    assert list(run.times) == [1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4]
    assert list(run.points("eval_loss").steps) == [2, 4] and list(run.columns["eval_loss"].rows) == [1, 3]
    assert run.finished


@pytest.mark.usefixtures("either_loading")
def test_a_resumed_run_has_each_step_once_as_it_was_done_last(tmp_path: Path) -> None:
    write_losses(tmp_path, dict.fromkeys(range(1, 11), 0.5))
    (first,) = tmp_path.iterdir()
    first.rename(tmp_path / "events.out.tfevents.1000000000.host.1.0")  # Its time is its place in the order.
    writer = Writer(tmp_path)
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    writer.other(event_pb2.Event(step=6, wall_time=2e9, session_log=start))
    for step in range(6, 9):
        writer.row(step, {"train/loss": 0.25})
    writer.close()
    assert losses_of(read(tmp_path)) == {step: 0.5 if step < 6 else 0.25 for step in range(1, 9)}


@pytest.mark.usefixtures("either_loading")
def test_runs_in_runs_and_what_are_no_scalars_beside_them(tmp_path: Path) -> None:
    write_losses(tmp_path, {1: 0.5})
    write_losses(tmp_path / "sweep, 1" / "lr=1e-4", {1: 0.25, 2: 0.125})
    writer = Writer(tmp_path / "text")
    image = summary_pb2.Summary.Value(tag="image", image=summary_pb2.Summary.Image(height=1, width=1))
    values = [image, *(tensor(plugin) for plugin in ("text", "hparams", "histograms", "of somebody"))]
    writer.other(event_pb2.Event(step=1, wall_time=1.0, summary=summary_pb2.Summary(value=values)))
    writer.close()
    reading = read(tmp_path)
    inner = str(Path("sweep, 1", "lr=1e-4"))
    assert {run.name: len(run) for run in reading.runs} == {"": 1, inner: 2}


@pytest.mark.usefixtures("either_loading")
@pytest.mark.parametrize("damage", ["cut", "overwritten", "no event file"])
def test_of_a_damaged_file_what_comes_before_and_the_other_files_are_read(
    tmp_path: Path, damage: str
) -> None:
    write_losses(tmp_path / "whole", {1: 0.5})
    write_losses(tmp_path / "damaged", dict.fromkeys(range(100), 0.5))
    (file,) = (tmp_path / "damaged").iterdir()
    data = file.read_bytes()
    middle = len(data) // 2
    damaged = {"cut": data[:middle], "overwritten": data[:middle] + bytes(64) + data[middle + 64 :]}
    file.write_bytes(damaged.get(damage, bytes(range(256)) * 100))
    reading = read(tmp_path)
    found = {run.name: len(run) for run in reading.runs}
    assert found.pop("whole") == 1
    assert damage == "no event file" or 40 <= found["damaged"] <= 50


def test_a_folder_without_scalars_and_one_that_is_not_there_say_so(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "logs")
    writer.close()
    for folder, reason in (("logs", "log-empty"), ("nowhere", "log-missing")):
        with pytest.raises(WorkbenchError) as caught:
            read(tmp_path / folder)
        assert caught.value.reason == reason


def test_without_tensorboard_its_package_is_named(tmp_path: Path) -> None:
    write_losses(tmp_path / "logs", {1: 0.5})
    venv.create(tmp_path / "bare", symlinks=sys.platform != "win32")
    python = tmp_path / "bare" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    with pytest.raises(WorkbenchError) as caught:
        read(tmp_path / "logs", str(python))
    assert caught.value.reason == "missing-package" and caught.value.install == ("tensorboard",)
    with pytest.raises(WorkbenchError) as caught:
        read(tmp_path / "logs", str(tmp_path / "no-python"))
    assert caught.value.reason == "interpreter-broken"


def test_points_beyond_the_bound_are_sampled_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_folder, "samples_for", lambda size: 100)
    write_losses(tmp_path, dict.fromkeys(range(1000), 0.5))
    reading = read(tmp_path)
    assert len(reading.runs[0]) == 100 and reading.notes == (Note("sampled", 100),)
    assert reading.runs[0].steps[-1] == 999, "the last one is among them"


def test_the_larger_the_folder_the_fewer_points_of_a_curve_may_be_kept() -> None:
    sizes = (0, 2**30, 2**31, 2**33, 2**40)
    assert [event_folder.samples_for(size) for size in sizes] == [5_000_000] * 3 + [312_500, 10_000]


@pytest.fixture
def children() -> Iterator[Callable[[], list[psutil.Process]]]:
    """The processes that began since, and run."""
    before = set(psutil.Process().children(recursive=True))

    def since() -> list[psutil.Process]:
        return [process for process in psutil.Process().children(recursive=True) if process not in before]

    yield since
    left = since()
    _, alive = psutil.wait_procs(left, timeout=SOON)
    assert not alive, "closing ends TensorBoard's data server, too"


async def until(folder: EventFolder, is_so: Callable[[Reading], bool]) -> Reading:
    end = time.monotonic() + SOON
    while not is_so(reading := await folder.read()):
        assert time.monotonic() < end, reading
        await asyncio.sleep(0.2)
    return reading


@pytest.mark.usefixtures("either_loading", "children")
def test_a_folder_that_is_written_to_is_asked_again(tmp_path: Path) -> None:
    writer, other = Writer(tmp_path / "a"), Writer(tmp_path / "b")
    writer.row(1, {"train/loss": 0.5})
    other.row(1, {"train/loss": 0.5})
    writer.flush()
    other.flush()

    async def follow() -> None:
        folder = await EventFolder.open(tmp_path, sys.executable)
        try:
            first = await until(folder, lambda reading: len(reading.runs) == 2 and not reading.notes)
            assert await folder.read() is first, "nothing is new"
            writer.row(2, {"train/loss": 0.25, "eval/loss": 0.75})
            writer.flush()
            second = await until(folder, lambda reading: len(reading.runs[0]) == 2)
            assert losses_of(second, "a") == {1: 0.5, 2: 0.25} and "eval_loss" in second.runs[0]
            assert second.runs[1] is first.runs[1], "of the other run nothing is new"
            new = Writer(tmp_path / "c")
            new.row(1, {"train/loss": 0.125})
            new.close()
            third = await until(folder, lambda reading: len(reading.runs) == 3)
            assert losses_of(third, "c") == {1: 0.125}
        finally:
            await folder.close()

    asyncio.run(follow())
    writer.close()
    other.close()


@pytest.mark.usefixtures("children")
def test_a_folder_that_is_still_empty_gets_its_first_points(tmp_path: Path) -> None:
    writer = Writer(tmp_path)
    writer.flush()

    async def follow() -> None:
        folder = await EventFolder.open(tmp_path, sys.executable)
        try:
            with pytest.raises(WorkbenchError, match="log-empty"):
                await folder.read()
            writer.row(1, {"train/loss": 0.5})
            writer.flush()
            end = time.monotonic() + SOON
            while time.monotonic() < end:
                try:
                    assert losses_of(await folder.read()) == {1: 0.5}
                    return
                except WorkbenchError as error:
                    assert error.reason == "log-empty"
                    await asyncio.sleep(0.2)
            pytest.fail("the point did not come")
        finally:
            await folder.close()

    asyncio.run(follow())
    writer.close()


def test_that_its_process_was_killed_is_said_and_stays_so(
    tmp_path: Path, children: Callable[[], list[psutil.Process]]
) -> None:
    write_losses(tmp_path, {1: 0.5})

    async def follow() -> None:
        folder = await EventFolder.open(tmp_path, sys.executable)
        await until(folder, lambda reading: not reading.notes)
        for process in children():
            process.kill()
        for _ in range(2):
            with pytest.raises(WorkbenchError) as caught:
                await folder.read()
            assert caught.value.reason == "tensorboard-failed"
        await folder.close()

    asyncio.run(follow())


def test_it_ends_with_the_process_that_asked(tmp_path: Path) -> None:
    write_losses(tmp_path, {1: 0.5})
    script = (
        "import asyncio, os, sys, time\nfrom pathlib import Path\n"
        "from transformers_workbench.health.event_folder import EventFolder\n"
        "async def main():\n"
        "    folder = await EventFolder.open(Path(sys.argv[1]), sys.executable)\n"
        "    print(folder.process_id, flush=True)\n"
        "    time.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    asking = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE)
    assert asking.stdout is not None
    child = psutil.Process(int(asking.stdout.readline()))
    below = [child, *child.children(recursive=True)]
    asking.kill()
    asking.wait()
    _, alive = psutil.wait_procs(below, timeout=SOON)
    assert not alive
