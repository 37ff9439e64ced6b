"""A run that is followed is examined beside the reading, and only a small part of the time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from followed import add, row
from transformers_workbench.health.follow_examine import Examiner
from transformers_workbench.health.follow_file import FileSource, MetricsLines
from transformers_workbench.health.followed_log import FollowedLog, Place
from transformers_workbench.health.series import About
from transformers_workbench.wording import ENGLISH


def test_the_longer_it_takes_the_longer_it_waits_unless_something_else_is_known(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    add(path, [row(step, 1.0 if step < 20_000 else "NaN", grad_norm=step) for step in range(1, 30_000)])
    log = FollowedLog(path, Place("metrics", "", FileSource(path, MetricsLines)))
    while log.reading:
        log.advance(time.monotonic(), time.monotonic() + 1)
    ended = threading.Event()
    examiner = Examiner(ENGLISH, ended.set)
    assert examiner.wait(time.monotonic()) is None, "nothing is new"

    examiner.want()
    began = time.monotonic()
    examiner.go_on(began, log, About())
    assert examiner.busy and not examiner.findings
    examiner.want()
    assert examiner.wait(time.monotonic()) is None, "one at a time"
    assert ended.wait(60)
    examiner.end()
    took = time.monotonic() - began
    assert [finding["rule"] for finding in examiner.findings][:1] == ["not-finite"]

    wait = examiner.wait(time.monotonic())
    assert wait is not None and wait > 15 * took > 0
    examiner.go_on(time.monotonic(), log, About())
    assert not examiner.busy, "it is not time yet"
    examiner.want(soon=True)
    examiner.go_on(time.monotonic(), log, About())
    assert examiner.busy, "a run that ended, or of which more is known, is looked at again at once"
