"""Runs on a disk that is full or read-only: why is told, and nothing half-done is left.

The disk is a small one of the test's own, which only the processes of the test see.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from runs_on_a_disk import told_of_runs


@pytest.mark.parametrize(
    ("spoil", "why"), [("fill()", "No space left"), ("make_read_only()", "Read-only file system")]
)
def test_nothing_is_started_where_nothing_can_be_noted(tmp_path: Path, spoil: str, why: str) -> None:
    told = told_of_runs(
        tmp_path,
        f"(disk / 'runs').mkdir()\n{spoil}\n"
        "attempt(lambda: start(spec(place), where=disk / 'runs'))\n"
        "told['left'] = [path.name for path in (disk / 'runs').iterdir() if path.is_dir()]\n"
        "told['processes'] = list(processes_of(disk).values())",
    )
    assert told["reason"] == "run-folder"
    assert why in told["message"] and str(tmp_path / "disk") in told["message"]
    assert (told["left"], told["processes"]) == ([], [])


def test_a_run_on_a_disk_that_fills_is_seen_and_ended_and_nothing_written_is_damaged(tmp_path: Path) -> None:
    told = told_of_runs(
        tmp_path,
        "folder = start(spec(place, SLEEPER, ()), where=disk / 'runs')\n"
        "eventually(lambda: see(folder).facts.pid)\n"
        "eventually(lambda: (folder / 'log.txt').stat().st_size)\n"
        "eventually(lambda: (folder / 'environment.json').is_file())\n"
        "fill()\n"
        "told['seen'] = see(folder).stands.state\n"
        "attempt(lambda: stop(folder, 'checkpoint'))\n"
        "told['stopped'] = stop(folder, 'terminate')\n"
        "eventually(lambda: see(folder).look.script == 'no')\n"
        "(disk / 'filler').unlink()\n"
        "seen = until_noted(folder)\n"
        "told['state'], told['code'] = seen.stands.state, seen.stands.code\n"
        "eventually(lambda: not processes_of(folder))\n"
        "for path in folder.glob('*.json'): json.loads(path.read_text())\n"
        "told['beside'] = [path.name for path in folder.glob('.*')]",
    )
    assert (told["seen"], told["reason"], told["stopped"]) == ("running", "run-folder", True)
    assert (told["state"], told["code"], told["beside"]) == ("failed", -15, [])
