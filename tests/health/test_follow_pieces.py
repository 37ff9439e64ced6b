"""A log that is read in pieces is read as one that is read at once."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followed import line, row
from logs import LOG_A, LOG_B, lines, lines_of_5
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health import follow_file, growing_file
from transformers_workbench.health.follow_file import ConsoleLines, FileSource
from transformers_workbench.health.follow_metrics import MetricsRows
from transformers_workbench.health.followed_log import FollowedLog, Place
from transformers_workbench.health.growing_file import GrowingFile
from transformers_workbench.health.reading import Reading, read
from transformers_workbench.health.series import Series


def test_rows_taken_together_are_the_rows_taken_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    rows: list[dict[str, object]] = [row(step, step / 3, grad_norm=step) for step in range(1, 50)]
    rows += [row(step, "NaN" if step % 3 else 1, text="abc", none=None, yes=True) for step in range(50, 70)]
    rows += [row(70, eval_loss=1.5), {"eval_f1": 0.5}, {"what": 3}, row(71, train_runtime=9)]
    rows += [{**row(step), "time": None if step == 80 else 1.0} for step in range(72, 90)]
    rows += [{"global_step": step, "loss": 10**400 if step == 92 else 1} for step in range(90, 99)]
    rows += [row(step, training=2 + step % 2) for step in range(1, 9)]
    text = "".join(map(line, rows))
    lines = text.splitlines(keepends=True)
    text = "".join([*lines[:30], "{]\n\n", "\x00\n", *lines[30:60], "[1]\n", *lines[60:]])
    path.write_text(text)
    expected = read(path)
    for size in (7, 100, 10**6):
        taken = MetricsRows()
        for start in range(0, len(text), size):
            taken.feed(text[start : start + size])
        assert list(taken.runs) == [int(run.name) for run in expected.runs]
        for mine, run in zip(taken.runs.values(), expected.runs, strict=True):
            assert repr(list(mine.steps)) == repr(list(run.steps if not run.counted else mine.steps))
            assert repr(mine.times) == repr(run.times) and repr(mine.epochs) == repr(run.epochs)
            assert list(mine.columns) == list(run.columns)
            for column, other in zip(mine.columns.values(), run.columns.values(), strict=True):
                assert repr((column.rows, column.values)) == repr((other.rows, other.values))
            assert mine.finished == run.finished
        assert taken.notes == expected.notes


def in_pieces(path: Path, first: int) -> FollowedLog:
    """A console log that first has only so many bytes."""
    content = path.read_bytes()
    path.write_bytes(content[:first])
    log = FollowedLog(path, Place("console", "", FileSource(path, ConsoleLines)))
    looks = count(1e6, 1e6)  # As if much time passed between two looks.
    for text in (content[:first], content):
        path.write_bytes(text)
        log.advance(now := next(looks), now)
        while log.place.source.busy:
            log.advance(now := next(looks), now)
    return log


def at_once(path: Path) -> Reading:
    try:
        return read(path)
    except WorkbenchError:
        return Reading(())


def numbers(run: Series) -> str:
    columns = {name: (column.rows, column.values) for name, column in run.columns.items()}
    return repr((run.steps, run.epochs, run.times, columns, run.total_steps, run.finished, run.counted))


BAR = "\r 10%|#| 10/100 [00:01<00:02]"
PIECES = st.sampled_from(
    [*lines(LOG_A), *lines_of_5(LOG_B), BAR, "{'loss': nan}", "\x1b[32m損失\x1b[0m", "{", "}", "\r"]
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(PIECES, max_size=25),
    ends=st.sampled_from(["\n", "\r\n", ""]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    part=st.floats(0, 1),
    size=st.integers(4, 200),
)
def test_a_console_log_may_be_cut_anywhere(
    tmp_path: Path, pieces: list[str], ends: str, encoding: str, part: float, size: int
) -> None:
    path = tmp_path / "train.log"
    path.write_bytes(ends.join(pieces).encode(encoding))
    expected = at_once(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(growing_file, "PIECE", size)
        patch.setattr(follow_file, "PATIENCE", 0.0)
        log = in_pieces(path, max(4, int(part * path.stat().st_size)))
    assert [len(run) for run in log.runs.values()] == [len(run) for run in expected.runs]
    # Steps that are reckoned from bars were settled before there was more to reckon from.
    if not any(not run.counted for run in expected.runs):
        assert [numbers(run.copy()()) for run in log.runs.values()] == [numbers(run) for run in expected.runs]
    if expected.runs:
        assert log.place.source.notes == expected.notes


def test_a_character_in_two_pieces_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_file, "PIECE", 2)
    path = tmp_path / "log.txt"
    path.write_text("損失が発散", encoding="utf-8")
    file = GrowingFile(path)
    assert file.look()
    text = ""
    while file.more:
        text += file.text()
    assert text == "損失が発散"
