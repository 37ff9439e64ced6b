"""What a script printed, line by line from its end, and searched: in a log of any size."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.text_lines import LONGEST, TextLines, text_lines


def written(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.txt"


def asked(path: Path, search: str = "", before: int = -1, limit: int = 200) -> TextLines:
    return text_lines(path, search, before, limit, math.inf)


def texts(found: TextLines) -> list[str]:
    return [text for _, text in found.lines]


def test_the_last_lines_come_first_and_those_before_them_when_asked(log: Path) -> None:
    written(log, "".join(f"line {number}\n" for number in range(1000)) + "no end yet")
    found = asked(log, limit=3)
    assert texts(found) == ["line 998", "line 999", "no end yet"] and found.complete
    earlier = asked(log, before=found.before, limit=2)
    assert texts(earlier) == ["line 996", "line 997"]
    all_of_them: list[str] = []
    before = -1
    while before:
        part = asked(log, before=before, limit=70)
        all_of_them = texts(part) + all_of_them
        before = part.before
    assert all_of_them == [f"line {number}" for number in range(1000)] + ["no end yet"]
    text = log.read_bytes()
    assert all(text[offset:].startswith(b"line 998") for offset, _ in found.lines[:1])


def test_of_a_line_that_is_drawn_over_and_over_the_last_drawing_is_shown(log: Path) -> None:
    written(log, "start\n" + "".join(f"\r {step}%|\x1b[32m##\x1b[0m|" for step in range(101)) + "\r\nend\r\n")
    assert texts(asked(log)) == ["start", " 100%|##|", "end"]
    assert texts(asked(log, "42%")) == [], "it is not there to be seen"
    assert texts(asked(log, "100%|##")) == [" 100%|##|"], "colours are no text"


def test_case_matters_when_there_are_capitals(log: Path) -> None:
    written(log, "an Error\nan error\nAN ERROR\nfine\n損失が ERROR\n")
    assert texts(asked(log, "error")) == ["an Error", "an error", "AN ERROR", "損失が ERROR"]
    assert texts(asked(log, "Error")) == ["an Error"]
    assert texts(asked(log, "損失")) == ["損失が ERROR"]
    assert texts(asked(log, "äh")) == [] and texts(asked(log, "error", limit=1)) == ["損失が ERROR"]
    written(log, "ÄHM\nähm\n")
    assert texts(asked(log, "ä")) == ["ÄHM", "ähm"] and texts(asked(log, "Ä")) == ["ÄHM"]


def test_bytes_that_are_no_text_and_endless_lines_are_cut_down(log: Path) -> None:
    written(log, b"\xfa\xff ok\n" + b"x" * 30_000_000 + b"\n" + b"y" * 50_000 + b"\nlast\n")
    found = asked(log, limit=3)
    assert texts(found)[-1] == "last" and texts(found)[1] == "y" * LONGEST
    assert max(map(len, texts(asked(log)))) == LONGEST
    assert texts(asked(written(log, b"\xe6\x90 ok\n"))) == ["\ufffd ok"]
    assert asked(written(log, b"")) == TextLines([], 0, True)


def test_a_log_of_powershell_is_text_too(log: Path) -> None:
    text = "".join(f"損失 {number}\r\n" for number in range(300))
    log.write_text(text, encoding="utf-16", newline="")
    found = asked(log, limit=2)
    assert texts(found) == ["損失 298", "損失 299"]
    assert texts(asked(log, before=found.before, limit=1)) == ["損失 297"]
    assert texts(asked(log, "損失 17")) == ["損失 17", *(f"損失 17{digit}" for digit in range(10))]
    assert texts(asked(log))[0] == "損失 100" and texts(asked(log, limit=300))[0] == "損失 0"


def test_a_search_in_a_big_log_stops_in_time_and_goes_on_where_it_stopped(log: Path) -> None:
    with log.open("wb") as file:
        file.write(b"needle at the beginning\n")
        for _ in range(300):
            file.write((b"'loss': 0.123456 " * 20 + b"\n") * 3000)
        file.write(b"Needle at the end\n")
    began = time.monotonic()
    first = text_lines(log, "needle", -1, 200, 0.02)
    assert texts(first) == ["Needle at the end"] and not first.complete and first.before > 0
    found, questions = texts(first), 1
    part = first
    while not part.complete:
        assert part.before > 0
        part = text_lines(log, "needle", part.before, 200, 0.02)
        found = texts(part) + found
        questions += 1
    assert found == ["needle at the beginning", "Needle at the end"] and part.before == 0
    assert questions > 2
    assert time.monotonic() - began < 30


def test_a_place_beyond_the_end_is_the_end(log: Path) -> None:
    written(log, "a\nb\n")
    assert texts(asked(log, before=10**9)) == ["a", "b"]
    with pytest.raises(WorkbenchError) as caught:
        asked(log.with_name("gone"))
    assert caught.value.reason == "log-missing"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.text(alphabet="ab Ä損\x1b[0m", max_size=8).map(lambda text: text.strip("\n")), max_size=30
    ),
    limit=st.integers(1, 7),
    search=st.sampled_from(["", "a", "A", "ä", "損", "ab"]),
)
def test_however_it_is_asked_for_each_line_comes_once(
    tmp_path: Path, lines: list[str], limit: int, search: str
) -> None:
    path = written(tmp_path / "log.txt", "".join(line + "\n" for line in lines))
    everything = texts(asked(path, limit=5000))
    assert len(everything) == len(lines)
    found: list[str] = []
    before = -1
    while before:
        part = asked(path, search, before, limit)
        found, before = texts(part) + found, part.before
    any_case = search == search.lower()
    assert found == [text for text in everything if search in (text.lower() if any_case else text)]
