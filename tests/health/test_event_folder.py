"""Event files are read by asking the installed TensorBoard."""

from __future__ import annotations

from pathlib import Path

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from logs import LOG_A, LOG_B, Log, health, written
from transformers_workbench.tensorboard.servers import all_servers


def write_events(folder: Path, log: Log) -> None:
    """As ``TensorBoardCallback`` does: ``train/`` and ``eval/`` before the names, the epoch as a curve."""
    writer = EventFileWriter(str(folder))
    for row, (loss, rate, epoch) in enumerate(log, 1):
        values = {
            "train/loss": loss,
            "train/learning_rate": rate,
            "train/epoch": epoch,
            "eval/accuracy": row / 10,
        }
        summary = summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
        )
        writer.add_event(event_pb2.Event(step=row * 10, wall_time=1e9 + row, summary=summary))
    writer.close()


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
