"""All processes of a training stop at the same step, or none does.

Each process sees the request at another moment, and one that leaves the loop alone leaves the others waiting
for its gradients for ever. So the first process decides and tells the others, in a broadcast of the
training's own process group at step ends that all know beforehand: each broadcast also says at which step end
the next one is, so that there is about one a second whatever a step takes.

A broadcast in which one process does not take part hangs. Whether all do (all have this package on their
path) is settled before the first one, through the group's store, which can be asked without waiting. Where
it cannot be settled there are no broadcasts, and a stop is left to signals.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

SECONDS_BETWEEN = 1.0
_SECONDS_FOR_ALL = 30.0
"""The processes have just exchanged their weights: they are close together."""
_LONGEST_STRIDE = 50
"""Steps: they may become slower."""


class Alone:
    """One process: it decides by itself."""

    def __init__(self, asked: Callable[[], bool]) -> None:
        self._asked = asked
        self.asked_for = False
        """What ``stops`` said last."""

    def stops(self) -> bool:
        """Called at each end of a step or a part of one."""
        self.asked_for = self.asked_for or self._asked()
        return self.asked_for


class Together:
    """Several. ``stops`` must be called by each at the same ends of steps."""

    def __init__(self, asked: Callable[[], bool], device: Any, is_first: bool) -> None:
        self._asked = asked
        self._device = device
        self._is_first = is_first
        self._end = 0
        self._next = 1
        self._last_end = 0
        self._last_time = time.monotonic()
        self.asked_for = False

    def stops(self) -> bool:
        self._end += 1
        if self.asked_for or self._end < self._next:
            return self.asked_for
        import torch
        import torch.distributed as distributed

        decision = torch.tensor(self._decision() if self._is_first else [0, 0], device=self._device)
        distributed.broadcast(decision, src=0)
        stops, stride = decision.tolist()
        self.asked_for = bool(stops)
        self._next = self._end + stride
        return self.asked_for

    def _decision(self) -> list[int]:
        now = time.monotonic()
        seconds_a_step = max((now - self._last_time) / (self._end - self._last_end), 1e-6)
        self._last_time, self._last_end = now, self._end
        stride = int(SECONDS_BETWEEN / seconds_a_step)
        return [int(self._asked_now()), min(_LONGEST_STRIDE, max(1, stride))]

    def _asked_now(self) -> bool:
        try:
            return self._asked()
        except Exception:
            # The others wait for an answer, whatever happens here.
            return False


def agreement(asked: Callable[[], bool], device: Any, training: int) -> Alone | Together | None:
    """How this training's processes agree; ``None``: they cannot."""
    torch = sys.modules.get("torch")
    distributed = getattr(torch, "distributed", None)
    if distributed is None or not distributed.is_available() or not distributed.is_initialized():
        return Alone(asked)
    size, rank = distributed.get_world_size(), distributed.get_rank()
    if size == 1:
        return Alone(asked)
    store = distributed.distributed_c10d._get_default_store()
    if getattr(device, "type", "xla") == "xla" or not _all_take_part(store, rank, size, training):
        return None
    return Together(asked, device, rank == 0)


def _all_take_part(store: Any, rank: int, size: int, training: int) -> bool:
    """The same answer in every process. The first one asks for the others and says what it found; who gave up
    waiting for it cannot be counted any more, and who was counted waits for what it says."""
    prefix = f"transformers-workbench/{training}"
    verdict, mine = f"{prefix}/verdict", f"{prefix}/{rank}"
    store.set(mine, "here")
    if rank == 0:
        others = [f"{prefix}/{other}" for other in range(1, size)]
        all_here = _wait(lambda: store.check(others))
        counted = all_here and all(
            bytes(store.compare_set(other, "here", "counted")) == b"counted" for other in others
        )
        store.set(verdict, "yes" if counted else "no")
        return counted
    if not _wait(lambda: store.check([verdict])):
        if bytes(store.compare_set(mine, "here", "gone")) == b"gone":
            return False
        # Counted already: the verdict is a moment away.
        store.wait([verdict])
    return bytes(store.get(verdict)) == b"yes"


def _wait(is_so: Callable[[], bool]) -> bool:
    """Asks again and again instead of blocking: a blocked client of the store blocks NCCL's watchdog, too."""
    deadline = time.monotonic() + _SECONDS_FOR_ALL
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
