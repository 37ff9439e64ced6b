"""Tells the runs of one log apart: several that were written into it at once, one after another, or
resumed."""

from __future__ import annotations

import math
import re
import statistics
from collections import deque
from collections.abc import Iterable

from transformers_workbench.health.row import Row
from transformers_workbench.health.series import LARGEST_ROWS, Builder, Series

MANY_RATIOS = 5000
A_LITTLE = 0.02
"""Of the learning rate, between two rows of one run whose epochs are printed the same."""
LONGEST_PREFIX = 300
MANY = 64
"""Runs of one log. More are noise of something else."""
_BAR = re.compile(r"(\d{1,9})/(\d{1,9}) \[")
_SPEAKER = re.compile(
    r"(\[?\s*rank[ :=_]*\d+\s*\]?|\[\d+\]|\[\d+,\d+\]<std(?:out|err)>|^\s*\d{1,4}: |"
    r"[\w.-]+@[\w.-]+)(?=[^{]*\{)",
    re.IGNORECASE,
)
_STEPS_AGREE = 0.03
_SAME = 1e-9
_SAME_RATE = 0.2
"""In e-folds. Rows on either side of a checkpoint have not quite the same."""
_A_ROW_ON = 1.5
"""The first row after a checkpoint may come after the last one before it."""


class Track:
    """One run while the log is read."""

    def __init__(self, speaker: str, began: int) -> None:
        self.speaker = speaker
        self.began = began
        self.last_place = began
        self.rows = Builder()
        self.recent: deque[Row] = deque(maxlen=2)
        self.first_place = math.nan
        self.rate = 0.0
        self.ratios: list[float] = []
        self.total = 0
        self.ended = False

    @property
    def place(self) -> float:
        """How far it is: by its steps, else its epochs."""
        return _place(self.recent[-1])

    def takes(self, row: Row) -> bool:
        """Whether the row may be its next one."""
        last, place = self.recent[-1], _place(row)
        if self.ended and "loss" in row.metrics:
            return False
        if math.isnan(place) or math.isnan(self.place):
            return True
        if place == self.place:
            other_metrics = not set(last.metrics) & set(row.metrics)
            return other_metrics or _is_summary(row) or self._moved_on(row)
        return place > self.place

    def _moved_on(self, row: Row) -> bool:
        """Whether only the digits of the epoch are too few: the learning rate went on by a little."""
        rate = row.metrics.get("learning_rate", 0.0)
        return row.step is None and 0 < abs(rate - self.rate) < A_LITTLE * self.rate

    def distance(self, row: Row) -> tuple[float, float]:
        """How unlike its next row this is: by learning rate, then by how far it leaps."""
        rate = row.metrics.get("learning_rate", 0.0)
        far = abs(math.log(rate / self.rate)) if rate > 0 and self.rate > 0 else 0.0
        leap = _place(row) - self.place
        return (round(far, 1), 0.0 if math.isnan(leap) else round(leap, 6))

    def add(self, row: Row) -> None:
        """Its next row."""
        if not self.recent:
            self.first_place = _place(row)
        self.recent.append(row)
        self.rate = row.metrics.get("learning_rate", self.rate)
        self.ended = self.ended or _is_summary(row)
        self.rows.add(row.metrics, row.step, row.epoch, row.time)

    def repeats(self, row: Row) -> bool:
        """Every rank prints the same, or the same was copied into the log twice."""
        return row in self.recent

    def left_behind(self, other: Track) -> bool:
        """Whether the other had its last row before this one began, and this one went on since."""
        goes_on = len(self.recent) > 1 or self.first_place > other.first_place
        return self.began > other.last_place and goes_on

    def go_on(self, other: Track) -> None:
        """Joins what goes on from a checkpoint of this."""
        self.rows.go_on(other.rows, other.first_place)
        self.recent, self.rate = other.recent, other.rate
        self.ratios += other.ratios
        self.total = self.total or other.total
        self.ended, self.last_place = other.ended, other.last_place


def _place(row: Row) -> float:
    return row.step if row.step is not None else row.epoch if row.epoch is not None else math.nan


def _is_summary(row: Row) -> bool:
    return "train_runtime" in row.metrics


class Tracks:
    """Takes the lines of a console log, one after another."""

    def __init__(self) -> None:
        self.repeated = 0
        self.left_out = 0
        self.awaits_bar = False
        """The next progress bar tells something: it is the first after a row. Of a log that is bars, most are
        not even looked at."""
        self._tracks: list[Track] = []
        self._count = 0

    def line(self, line: str, rows: Iterable[Row]) -> None:
        """A line, and the rows that were found in it."""
        for row in rows:
            said = _SPEAKER.search(line[:LONGEST_PREFIX])
            self.row(row, said[1].strip() if said else "")
        bar = _BAR.search(line) if self.awaits_bar and "[" in line and "/" in line else None
        if bar is not None:
            self._bar(int(bar[1]), int(bar[2]))

    def row(self, row: Row, speaker: str) -> None:
        """A row of whoever speaks."""
        self._count += 1
        if self._count > LARGEST_ROWS:
            self.left_out += 1
            return
        own = [track for track in self._tracks if track.speaker == speaker]
        if any(track.repeats(row) for track in self._tracks):
            self.repeated += 1
            return
        able = [track for track in own if track.takes(row)]
        if able:
            live = [track for track in able if not any(other.left_behind(track) for other in able)]
            # Of runs that are as far and alike it is the one whose turn it is.
            chosen = min(live or able, key=lambda track: (*track.distance(row), track.last_place))
        elif len(self._tracks) < MANY:
            chosen = Track(speaker, self._count)
            self._tracks.append(chosen)
        else:
            self.left_out += 1
            return
        chosen.last_place = self._count
        chosen.add(row)
        self.awaits_bar = True

    def series(self) -> list[Series]:
        """The runs, those that go on from another joined to it."""
        joined: list[Track] = []
        for track in self._tracks:
            before = next((other for other in reversed(joined) if _goes_on(other, track)), None)
            if before is None:
                joined.append(track)
                continue
            before.go_on(track)
        kept = [track for track in joined if len(track.rows.steps) > 1 or len(joined) == 1]
        return [_series(track, _name(track, at, kept)) for at, track in enumerate(kept, 1)]

    def _bar(self, done: int, total: int) -> None:
        """tqdm draws the Trainer's own bar again right after it wrote a row: only that first one is looked
        at."""
        track = max(self._tracks, key=lambda each: each.last_place)
        last = track.recent[-1]
        if last.epoch and 0 < done <= total and len(track.ratios) < MANY_RATIOS:
            track.ratios.append(done / last.epoch)
            track.total = max(track.total, total)
        self.awaits_bar = False


def _goes_on(before: Track, track: Track) -> bool:
    """Whether a track is a resumed one: it begins in the middle, after the other had its last row. After
    one that came to its end it also has to begin with the learning rate that was there."""
    if before.speaker != track.speaker or before.last_place > track.began:
        return False
    start = track.first_place
    if math.isnan(start) or not before.first_place * (1 + _SAME) < start <= before.place * _A_ROW_ON:
        return False
    if not before.ended:
        return start <= before.place
    there, rate = before.rows.near("learning_rate", start), track.rows.near("learning_rate", start)
    return there > 0 and rate > 0 and abs(math.log(rate / there)) < _SAME_RATE


def _name(track: Track, at: int, all_of_them: list[Track]) -> str:
    if len(all_of_them) == 1:
        return ""
    return track.speaker if len({each.speaker for each in all_of_them}) == len(all_of_them) else f"{at}"


def _series(track: Track, name: str) -> Series:
    steps = steps_an_epoch(track.ratios)
    track.rows.name = name
    track.rows.finished = track.ended
    track.rows.total_steps = track.total if steps else 0
    return track.rows.series(steps)


def steps_an_epoch(ratios: list[float]) -> float:
    """What the progress bars that were drawn after rows agree on; 0: nothing. Bars of evaluations are among
    them."""
    if len(ratios) < 3:
        return 0.0
    middle = statistics.median(ratios)
    agree = sum(abs(ratio - middle) <= _STEPS_AGREE * middle for ratio in ratios)
    return middle if agree >= 0.5 * len(ratios) else 0.0
