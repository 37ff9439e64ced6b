"""What models without a head of their own have."""

from __future__ import annotations

import argparse

import torch

from .every_task import resolve_precision


def weights_type(arguments: argparse.Namespace) -> torch.dtype:
    """Frozen weights need no more precision than what is computed in."""
    bf16 = resolve_precision(arguments.precision) == "bf16"
    return torch.bfloat16 if bf16 else torch.float32
