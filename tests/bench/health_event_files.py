"""Event files as long trainings leave them, written in seconds: scalars record by record as a
``SummaryWriter`` adds them, among histograms that make most of the bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tensorboard.compat.proto import event_pb2, summary_pb2

TAGS = (
    "train/loss",
    "train/grad_norm",
    "train/learning_rate",
    "train/epoch",
    "train/entropy",
    "train/num_tokens",
    "train/mean_token_accuracy",
    "train/tokens_per_second",
)
RUNS = 2
FIRST_STEP = 20_000
"""From here to ``LAST_STEP`` a step takes three bytes, so that all records of a curve are equally long."""
LAST_STEP = 2**21
HISTOGRAM = 2**18
"""Bytes of a record."""
PART = 2_000
"""Steps between histograms, at least."""

Bytes = np.ndarray


def write_event_files(folder: Path, steps: int, size: int) -> int:
    """``RUNS`` runs of ``steps`` steps each with all ``TAGS``, and histograms until there are ``size`` bytes.
    Returns how many scalars there are."""
    assert FIRST_STEP + steps < LAST_STEP
    state = np.random.default_rng(0)
    histogram = state.bytes(HISTOGRAM)
    left = (size - RUNS * steps * sum(len(_scalar(tag).SerializeToString()) + 16 for tag in TAGS)) / RUNS
    each = max(1, steps // PART)
    for run in range(RUNS):
        place = folder / f"run-{run}"
        place.mkdir(parents=True)
        written = 0
        with (place / f"events.out.tfevents.1700000000.bench.1.{run}").open("wb") as file:
            file.write(_records(_version())[0].tobytes())
            for part in range(each):
                numbers = np.arange(part * steps // each, (part + 1) * steps // each)
                rows = [_records(_scalars(tag, numbers, state)) for tag in TAGS]
                file.write(np.concatenate(rows, axis=1).tobytes())
                while written + HISTOGRAM <= left * (part + 1) / each:
                    written += file.write(_filler(histogram, int(numbers[-1])))
    return RUNS * steps * len(TAGS)


def _scalar(tag: str) -> event_pb2.Event:
    summary = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=1.0)])
    return event_pb2.Event(wall_time=1.7e9, step=FIRST_STEP, summary=summary)


def _version() -> Bytes:
    event = event_pb2.Event(wall_time=1.7e9, file_version="brain.Event:2")
    return np.frombuffer(event.SerializeToString(), np.uint8)[None, :]


def _scalars(tag: str, numbers: Bytes, state: np.random.Generator) -> Bytes:
    """The events of a curve, a row each: one message, with its time, step and value replaced."""
    message = np.frombuffer(_scalar(tag).SerializeToString(), np.uint8)
    rows = np.tile(message, (len(numbers), 1))
    steps = numbers + FIRST_STEP
    values = (2 / np.sqrt(numbers + 1) + state.normal(0, 0.01, len(numbers))).astype("<f4")
    rows[:, 1:9] = (1.7e9 + numbers).astype("<f8").view(np.uint8).reshape(-1, 8)
    rows[:, 10] = steps & 0x7F | 0x80
    rows[:, 11] = steps >> 7 & 0x7F | 0x80
    rows[:, 12] = steps >> 14
    rows[:, -4:] = values.view(np.uint8).reshape(-1, 4)
    return rows


def _filler(histogram: bytes, step: int) -> bytes:
    """A large record. Its checksum is left out, which TensorBoard's data server looks at only when a record
    cannot be understood: making it would take minutes."""
    value = summary_pb2.Summary.Value(tag="weights")
    value.tensor.dtype = 7
    value.tensor.tensor_shape.dim.add(size=1)
    value.tensor.string_val.append(histogram)
    value.metadata.plugin_data.plugin_name = "histograms"
    event = event_pb2.Event(
        wall_time=1.7e9 + step, step=step + FIRST_STEP, summary=summary_pb2.Summary(value=[value])
    )
    message: bytes = event.SerializeToString()
    length: bytes = _lengths(len(message), 1)[0].tobytes()
    return length + message + bytes(4)


def _records(messages: Bytes) -> Bytes:
    """The messages with what a record has around them."""
    rows, length = messages.shape
    return np.concatenate([_lengths(length, rows), messages, _checksums(messages)], axis=1)


def _lengths(length: int, rows: int) -> Bytes:
    text = np.frombuffer(np.uint64(length).astype("<u8").tobytes(), np.uint8)[None, :]
    return np.tile(np.concatenate([text, _checksums(text)], axis=1), (rows, 1))


def _checksums(rows: Bytes) -> Bytes:
    """CRC-32C of each row, masked as record files have it."""
    remainders = np.full(len(rows), 0xFFFFFFFF, np.uint32)
    for column in rows.T:
        remainders = TABLE[(remainders ^ column) & 0xFF] ^ (remainders >> np.uint32(8))
    sums = remainders ^ np.uint32(0xFFFFFFFF)
    masked = (sums >> np.uint32(15) | sums << np.uint32(17)) + np.uint32(0xA282EAD8)
    return np.ascontiguousarray(masked.astype("<u4")).view(np.uint8).reshape(-1, 4)


def _table() -> Bytes:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> np.uint32(1) ^ np.uint32(0x82F63B78), table >> np.uint32(1))
    return table


TABLE = _table()
