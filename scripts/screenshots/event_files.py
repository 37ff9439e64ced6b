"""The event files of two training runs, for a picture of TensorBoard: ``event_files.py FOLDER``."""

from __future__ import annotations

import math
import random
import sys
import time
from pathlib import Path

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

RUNS = {"lora-r8": (0.9, 0.011), "lora-r16": (0.7, 0.016)}
"""Run → where its loss goes, and how fast."""
STEPS = 300


def main() -> None:
    chance = random.Random(7)
    now = time.time()
    for name, (floor, pace) in RUNS.items():
        writer = EventFileWriter(str(Path(sys.argv[1]) / name))
        for step in range(0, STEPS, 2):
            left = math.exp(-pace * step)
            values = {
                "train/loss": floor + 2.6 * left + chance.gauss(0, 0.11),
                "train/mean_token_accuracy": 1 - 0.3 * floor - 0.55 * left + chance.gauss(0, 0.02),
            }
            points = [summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
            writer.add_event(
                event_pb2.Event(
                    step=step, wall_time=now - (STEPS - step) * 1.5, summary=summary_pb2.Summary(value=points)
                )
            )
        writer.close()


if __name__ == "__main__":
    main()
