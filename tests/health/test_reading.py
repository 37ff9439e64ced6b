"""What is read of logs: every shape the Trainer writes, noise, several runs, damage."""

from __future__ import annotations

import ast
import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logs import LOG_A, LOG_B, lines, lines_of_5, written
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.examine import examine
from transformers_workbench.health.reading import Reading, read
from transformers_workbench.health.series import Series

LOSSES = [row[0] for row in LOG_A]


def losses(run: Series) -> list[float]:
    return list(run.points("loss").values)


def only(reading: Reading) -> Series:
    (run,) = reading.runs
    return run


def test_logs_of_transformers_4_and_5_are_the_same_numbers(tmp_path: Path) -> None:
    for text in (
        lines(LOG_A),
        lines_of_5(LOG_A),
        [json.dumps(ast.literal_eval(line)) for line in lines(LOG_A)],
    ):
        run = only(read(written(tmp_path / "run.log", text)))
        assert losses(run) == pytest.approx(LOSSES, rel=1e-3)
        assert list(run.epochs) == [row[2] for row in LOG_A]
        assert list(run.points("learning_rate").values) == pytest.approx([r[1] for r in LOG_A], rel=1e-3)


def test_a_log_without_steps_counts_its_rows(tmp_path: Path) -> None:
    run = only(read(written(tmp_path / "run.log", lines(LOG_A))))
    assert run.counted and list(run.steps) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_progress_bars_around_the_rows_tell_their_steps_and_how_many_there_will_be(tmp_path: Path) -> None:
    drawn = ""
    for step in range(1, 101):
        drawn += f"\r {step:3d}%|\x1b[32m{'#' * (step // 10)}\x1b[0m| {step}/100 [00:01<00:02,  3.00it/s]"
        if step % 10 == 0:
            row = str({"loss": f"{3 - step / 50:.4g}", "epoch": f"{step / 50:.4g}"})
            drawn += f"\r{' ' * 60}\r{row}\n\r {step:3d}%|###| {step}/100 [00:01<00:02,  3.00it/s]"
        if step == 50:
            drawn += "".join(f"\r  0%|  | {batch}/7 [00:00<00:00]" for batch in range(8))
            drawn += "\r\x1b[A{'eval_loss': '1.9', 'epoch': '1'}\n\r 50%|##| 50/100 [00:02<00:02]"
    run = only(read(written(tmp_path / "run.log", drawn)))
    assert not run.counted
    assert list(run.points("loss").steps) == list(range(10, 101, 10))
    assert list(run.points("eval_loss").steps) == [50]
    assert run.total_steps == 100


def test_prefixes_of_loggers_and_schedulers_are_no_hindrance(tmp_path: Path) -> None:
    for prefix in (
        "2026-11-24 12:00:00,123 - INFO - ",
        "[rank0]: ",
        "node7: 0: ",
        "I1124 train.py:7] ",
        "\x1b[1m",
    ):
        run = only(read(written(tmp_path / "run.log", [prefix + line for line in lines(LOG_A)])))
        assert losses(run) == LOSSES


def test_ranks_that_all_print_are_one_run(tmp_path: Path) -> None:
    text = [f"[rank{rank}]: {line}" for line in lines(LOG_A) for rank in (0, 1, 2, 3)]
    reading = read(written(tmp_path / "run.log", text))
    assert losses(only(reading)) == LOSSES
    assert [(note.word, note.count) for note in reading.notes] == [("repeated", 27)]


def test_two_runs_that_write_into_one_log_at_once_are_told_apart(tmp_path: Path) -> None:
    both = [line for pair in zip(lines(LOG_A), lines(LOG_B), strict=True) for line in pair]
    runs = read(written(tmp_path / "run.log", both)).runs
    assert [losses(run) for run in runs] == [LOSSES, [row[0] for row in LOG_B]]
    assert [run.name for run in runs] == ["1", "2"]


def test_runs_at_once_are_told_apart_with_the_same_learning_rate_too(tmp_path: Path) -> None:
    other = [(loss + 1, rate, epoch) for loss, rate, epoch in LOG_A]
    third = [(loss + 2, rate, epoch) for loss, rate, epoch in LOG_A]
    logs = [lines(LOG_A), lines(other), lines(third)]
    for count in (2, 3):
        mixed = [line for rows in zip(*logs[:count], strict=True) for line in rows]
        runs = read(written(tmp_path / "run.log", mixed)).runs
        assert [losses(run) for run in runs] == [[loss + at for loss in LOSSES] for at in range(count)]


def test_epochs_of_few_digits_do_not_divide_a_run(tmp_path: Path) -> None:
    rows = [
        {"loss": round(3 - at / 300, 4), "learning_rate": 1e-4 * (1 - at / 400), "epoch": round(at / 1000, 2)}
        for at in range(300)
    ]
    run = only(read(written(tmp_path / "run.log", [str(row) for row in rows])))
    assert losses(run) == [row["loss"] for row in rows]


def test_one_run_after_another_is_two_runs(tmp_path: Path) -> None:
    summary = str({"train_runtime": 12.0, "train_loss": 0.9, "epoch": 0.8})
    for between in ([], [summary]):
        runs = read(written(tmp_path / "run.log", [*lines(LOG_A), *between, *lines(LOG_B)])).runs
        assert [losses(run) for run in runs] == [LOSSES, [row[0] for row in LOG_B]]


def test_a_resumed_run_takes_the_place_of_what_it_does_again(tmp_path: Path) -> None:
    again = [(loss + 0.001, rate, epoch) for loss, rate, epoch in LOG_A[4:]]
    for done in (7, 5, 4):
        run = only(read(written(tmp_path / "run.log", [*lines(LOG_A[:done]), *lines(again)])))
        assert losses(run) == [*LOSSES[:4], *(row[0] for row in again)]


def test_evaluations_belong_to_the_run_they_interrupt(tmp_path: Path) -> None:
    text = lines(LOG_A)
    text.insert(5, str({"eval_loss": 0.9, "eval_accuracy": 0.5, "eval_runtime": 1.0, "epoch": 0.48}))
    run = only(read(written(tmp_path / "run.log", text)))
    assert losses(run) == LOSSES and list(run.points("eval_accuracy").values) == [0.5]


def test_numbers_that_are_none_are_kept_as_such(tmp_path: Path) -> None:
    text = [
        "{'loss': nan, 'grad_norm': inf, 'epoch': 0.1}",
        '{"loss": NaN, "grad_norm": Infinity, "epoch": 0.2}',
        "{'loss': 'nan', 'grad_norm': '-inf', 'epoch': '0.3'}",
        "{'loss': tensor(0.5, device='cuda:0'), 'grad_norm': np.float64(1.5), 'epoch': 0.4}",
    ]
    run = only(read(written(tmp_path / "run.log", text)))
    assert run.not_finite("loss") == [1, 2, 3]
    assert losses(run) == [0.5] and list(run.points("grad_norm").values) == [1.5]


def test_a_log_of_powershell_is_read_too(tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text("\r\n".join(lines(LOG_A)), encoding="utf-16")
    assert losses(only(read(log))) == LOSSES


def test_what_a_log_says_is_never_run(tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    text = [f"{{'loss': __import__('pathlib').Path({str(bait)!r}).touch(), 'epoch': 0.1}}", *lines(LOG_A)]
    assert losses(only(read(written(tmp_path / "run.log", text)))) == LOSSES
    assert not bait.exists()


@pytest.mark.parametrize(
    "noise", [b"\x00\xff\xfe{'loss': ", b"{" * 100_000, b"{'loss':" + b"9" * 70_000 + b"}"]
)
def test_noise_costs_only_itself(tmp_path: Path, noise: bytes) -> None:
    log = tmp_path / "run.log"
    log.write_bytes(noise + b"\n" + "\n".join(lines(LOG_A)).encode() + b"\n" + noise)
    assert losses(read(log).runs[-1])[-9:] == LOSSES


def state(rows: list[dict[str, object]], **more: object) -> str:
    return json.dumps(
        {"best_metric": None, "global_step": 90, "log_history": rows, "max_steps": 90, **more}, indent=2
    )


ROWS: list[dict[str, object]] = [
    {"loss": loss, "learning_rate": rate, "epoch": epoch, "step": 10 * number}
    for number, (loss, rate, epoch) in enumerate(LOG_A, 1)
]


def test_a_trainer_state_has_steps_and_says_how_many_there_are(tmp_path: Path) -> None:
    run = only(read(written(tmp_path / "trainer_state.json", state(ROWS))))
    assert losses(run) == LOSSES and list(run.steps) == list(range(10, 91, 10))
    assert (run.counted, run.total_steps, run.finished) == (False, 90, True)


def test_a_trainer_state_that_was_cut_or_damaged_gives_what_is_left_of_it(tmp_path: Path) -> None:
    text = state(ROWS)
    for end in range(text.index("1.1329") + 200, len(text), 37):
        run = only(read(written(tmp_path / "trainer_state.json", text[:end])))
        assert losses(run) == LOSSES[: len(losses(run))] and len(run) >= 6
    reading = read(written(tmp_path / "trainer_state.json", text.replace("0.8381", "0.83;81")))
    assert losses(only(reading)) == [loss for loss in LOSSES if loss != 0.8381]
    assert [note.word for note in reading.notes] == ["damaged"]


def test_the_last_checkpoint_of_a_folder_is_read(tmp_path: Path) -> None:
    for step in (9, 90, 100):
        (tmp_path / f"checkpoint-{step}").mkdir()
        written(tmp_path / f"checkpoint-{step}" / "trainer_state.json", state(ROWS[: step // 10 - 1]))
    assert len(only(read(tmp_path))) == 9


def test_a_run_s_folder_tells_arguments_and_total_and_what_the_filter_hid(tmp_path: Path) -> None:
    rows = [{**row, "time": 1e9 + at, "attempt": 1} for at, row in enumerate(ROWS)]
    rows[-1]["loss"], rows[-1]["nonfinite_loss_steps"] = "NaN", 7
    text = "".join(json.dumps(row) + "\n" for row in rows) + '{"step": 100, "lo'
    written(tmp_path / "metrics.jsonl", text)
    written(tmp_path / "trainer.json", json.dumps({"arguments": {"max_grad_norm": 1.0}}))
    written(tmp_path / "progress.json", json.dumps({"total": 400}))
    reading = read(tmp_path)
    run = only(reading)
    assert run.total_steps == 400 and reading.about.arguments == {"max_grad_norm": 1.0}
    assert run.not_finite("loss") == [90] and list(run.points("nonfinite_loss_steps").values) == [7]
    assert not reading.notes, "a line that is still being written is no damage"


def test_every_training_of_a_script_is_a_run(tmp_path: Path) -> None:
    rows = [*ROWS, *({**row, "training": 2} for row in ROWS[:4])]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert [len(run) for run in read(written(tmp_path / "metrics.jsonl", text)).runs] == [9, 4]


def test_lines_of_metrics_that_are_damaged_are_counted(tmp_path: Path) -> None:
    text = (
        "".join(json.dumps(row) + "\n" for row in ROWS[:5])
        + "\x00\x00\n[1]\nnull\n{]\n"
        + json.dumps(ROWS[5])
        + "\n"
    )
    reading = read(written(tmp_path / "metrics.jsonl", text))
    assert len(only(reading)) == 6
    assert [(note.word, note.count) for note in reading.notes] == [("damaged", 2)]


def test_a_row_takes_some_bytes_only(tmp_path: Path) -> None:
    import tracemalloc

    log = tmp_path / "metrics.jsonl"
    with log.open("w") as file:
        for step in range(20_000):
            loss = 2 + math.sin(step)
            file.write(
                f'{{"step":{step},"epoch":{step / 1e3},"time":{1e9 + step},"loss":{loss},"grad_norm":1.5}}\n'
            )
    tracemalloc.start()
    run = only(read(log))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(run) == 20_000
    assert most < 200 * len(run), "bytes a row"


def test_a_file_of_something_else_has_no_rows(tmp_path: Path) -> None:
    for text in ("", "hello", '{"model_type": "bert", "hidden_size": 768}', "[1, 2]", '{"log_history": []}'):
        with pytest.raises(WorkbenchError) as caught:
            read(written(tmp_path / "trainer_state.json", text))
        assert caught.value.reason == "log-empty"


PIECES = st.sampled_from(
    [
        *(line.encode() for line in lines(LOG_A)),
        b"{'loss': nan}",
        b'{"log_history": [',
        b"]}",
        b"{",
        b"}",
        b"\r",
        b"\n",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(PIECES | st.binary(max_size=30), max_size=30),
    name=st.sampled_from(["a.log", "a.json", "a.jsonl"]),
)
def test_whatever_lies_in_a_file_is_read_and_examined_or_said_to_be_empty(
    tmp_path: Path, pieces: list[bytes], name: str
) -> None:
    (tmp_path / name).write_bytes(b"".join(pieces))
    try:
        reading = read(tmp_path / name)
    except WorkbenchError as error:
        assert error.reason == "log-empty"
        return
    for run in reading.runs:
        examine(run)


def test_a_hostile_line_is_read_before_the_test_gives_up(tmp_path: Path) -> None:
    line = "a" * 500_000 + "{'loss': 1.0, 'epoch': 0.1, 'x': '" + "'" * 60_000 + "'}" + " " * 400_000
    assert losses(read(written(tmp_path / "run.log", [line, *lines(LOG_A)])).runs[-1])[-9:] == LOSSES
