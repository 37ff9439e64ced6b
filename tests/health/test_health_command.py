"""``health LOG``: the two logs of the issue, and what the command answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from logs import LOG_A, LOG_B, health, lines, lines_of_5, written


def test_log_a_climbs_is_above_chance_and_its_learning_rate_is_the_first_suspect(tmp_path: Path) -> None:
    for name, text in (("4", lines(LOG_A)), ("5", lines_of_5(LOG_A))):
        code, answer = health(written(tmp_path / f"{name}.log", text))
        found = {finding["rule"]: finding for finding in answer["findings"]}
        assert code == 1
        assert answer["findings"][0]["rule"] == "loss-climbing"
        assert {"loss-climbing", "loss-above-chance"} <= set(found)
        for finding in found.values():
            assert finding["suspects"][0] == "learning-rate-high", finding
            assert finding["argument"] == {
                "name": "learning_rate",
                "value": 0.00019869,
                "suggested": 2e-05,
            } or (abs(finding["argument"]["value"] - 0.00019869) < 1e-7)


def test_the_logs_of_the_demo_are_these_two() -> None:
    demo = Path(__file__).resolve().parents[2] / "demo" / "workspace" / "logs"
    assert (demo / "climbing.log").read_text().splitlines() == lines(LOG_A)
    assert (demo / "lower-rate.log").read_text().splitlines() == lines(LOG_B)


def test_that_log_a_has_two_classes_is_said_to_be_an_assumption(tmp_path: Path) -> None:
    log = written(tmp_path / "a.log", lines(LOG_A))
    _, answer = health(log)
    finding = next(each for each in answer["findings"] if each["rule"] == "loss-above-chance")
    assert "if there are two classes (ln 2 = 0.693" in finding["message"]
    assert finding["evidence"]["assumed"] == 1
    _, answer = health(log, "--classes", "2")
    finding = next(each for each in answer["findings"] if each["rule"] == "loss-above-chance")
    assert "if there" not in finding["message"] and finding["evidence"]["assumed"] == 0


def test_with_many_classes_the_loss_of_log_a_is_not_above_chance(tmp_path: Path) -> None:
    _, answer = health(written(tmp_path / "a.log", lines(LOG_A)), "--classes", "20")
    assert "loss-above-chance" not in [finding["rule"] for finding in answer["findings"]]


def test_log_b_is_fine(tmp_path: Path) -> None:
    for name, text in (("4", lines(LOG_B)), ("5", lines_of_5(LOG_B))):
        code, answer = health(written(tmp_path / f"{name}.log", text))
        assert (code, answer["findings"]) == (0, [])


def test_a_log_without_a_row_and_one_that_is_not_there_say_so(tmp_path: Path) -> None:
    code, answer = health(written(tmp_path / "empty.log", "Loading…\n"))
    assert (code, answer["error"]["kind"]) == (1, "log-empty")
    code, answer = health(tmp_path / "nowhere.log")
    assert (code, answer["error"]["kind"]) == (2, "log-missing")


def piped(given: bytes, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of ``health - --json``."""
    said = subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "health", "-", *words, "--json"],
        input=given,
        capture_output=True,
        timeout=120,
    )
    return said.returncode, json.loads(said.stdout)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_log_that_is_piped_is_read_as_a_file_is(tmp_path: Path, encoding: str) -> None:
    text = "\n".join(lines(LOG_A)) + "\n"
    code, answer = piped(text.encode(encoding), "--classes", "2")
    assert (code, answer) == health(written(tmp_path / "a.log", text), "--classes", "2")
    assert answer["findings"][0]["rule"] == "loss-climbing"


def test_a_trainer_state_and_rows_of_json_can_be_piped(tmp_path: Path) -> None:
    rows = [{"step": step, "loss": loss} for step, (loss, _, _) in enumerate(LOG_B, 1)]
    code, answer = piped(json.dumps({"log_history": rows, "global_step": 9}).encode())
    assert (code, answer["runs"][0]["rows"], answer["runs"][0]["steps"]) == (0, 9, [1, 9])
    code, answer = piped("\n".join(map(json.dumps, rows)).encode())
    assert (code, answer["runs"][0]["rows"], answer["runs"][0]["steps"]) == (0, 9, [1, 9])


def test_nothing_that_is_piped_is_said_to_be_nothing(tmp_path: Path) -> None:
    code, answer = piped(b"")
    assert (code, answer["error"]["kind"]) == (1, "log-empty")
    assert answer["error"]["message"].startswith("There is nothing in - that"), "and not in a file of ours"


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals for Python")
def test_who_pastes_is_told_how_to_end(tmp_path: Path) -> None:
    import pty

    near, far = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "transformers_workbench", "health", "-", "--json"],
        stdin=far,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.close(far)
    assert process.stderr is not None
    assert b"Ctrl+D" in process.stderr.readline()
    os.write(near, "".join(f"{line}\n" for line in lines(LOG_A)).encode() + b"\x04")
    answer = json.loads(process.communicate(timeout=60)[0])
    os.close(near)
    assert process.returncode == 1 and answer["runs"][0]["rows"] == 9
