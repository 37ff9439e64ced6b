"""What models without a head of their own have when all of their weights learn."""

from __future__ import annotations

import argparse

import torch


def weights_type(arguments: argparse.Namespace) -> torch.dtype:
    """Weights that learn are in full precision, whatever is computed in."""
    return torch.float32
