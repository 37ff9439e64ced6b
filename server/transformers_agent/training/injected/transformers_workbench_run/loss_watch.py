"""Steps whose loss was no number, also where ``logging_nan_inf_filter`` keeps them out of what is logged.

A loss is copied where it is (its memory may be used again by the next step, as CUDA graphs do) and looked at
only when a row is written: the device is never waited for in between.
"""

from __future__ import annotations

from typing import Any

_AT_ONCE = 256


class LossWatch:
    """Losses since the last row."""

    def __init__(self) -> None:
        self._losses: list[Any] = []
        self._steps: list[int] = []
        self._looked_at: list[Any] = []

    def saw(self, loss: Any, step: int) -> None:
        """``loss``: a tensor of one number, on any device; ``step``: the optimizer's steps so far."""
        if loss.device.type == "xla":
            # Would become part of the graph that is compiled.
            return
        self._losses.append(loss.detach().clone())
        self._steps.append(step)
        if len(self._losses) >= _AT_ONCE:
            self._fold()

    def take(self) -> int:
        """Steps that had a loss that is no number; from now on it counts anew. Waits for the device."""
        self._fold()
        flags = [flag for part in self._looked_at for flag in part.tolist()]
        bad = {step for step, finite in zip(self._steps, flags) if not finite}  # noqa: B905
        self._looked_at.clear()
        self._steps.clear()
        return len(bad)

    def _fold(self) -> None:
        if self._losses:
            import torch

            self._looked_at.append(torch.isfinite(torch.stack([loss.reshape(()) for loss in self._losses])))
            self._losses.clear()
