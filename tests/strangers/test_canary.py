"""The payloads of the hostile repositories fire when they are executed: else the other tests here would prove
nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from all_repositories import ALL, SUBJECTS
from hostile_repositories import Canary, Repository


@pytest.mark.parametrize("repository", ALL, ids=lambda each: each.name)
def test_each_payload_fires_when_it_is_executed(
    repository: Repository, tmp_path: Path, canary: Canary
) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    built = repository.build(folder, canary)
    assert canary.fired() == []
    for trigger in built.triggers:
        canary.file.unlink(missing_ok=True)
        trigger.pull()
        assert trigger.what in canary.fired(), trigger
    assert canary.victim_lives()


def test_there_are_dozens_of_them_and_most_carry_a_payload(tmp_path: Path) -> None:
    carrying = 0
    for repository in ALL:
        canary = Canary(tmp_path / repository.name / "canary")
        folder = tmp_path / repository.name / "repository"
        folder.mkdir()
        carrying += bool(repository.build(folder, canary).triggers)
        canary.close()
    assert len(ALL) >= 45
    assert carrying >= len(ALL) / 2
    assert {each.build.__module__ for each in ALL} == {subject.__name__ for subject in SUBJECTS}
