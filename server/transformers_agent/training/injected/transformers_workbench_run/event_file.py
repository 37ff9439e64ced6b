"""Scalars for TensorBoard, for a script that does not write them itself.

The format is three numbers and a protobuf message a record (tensorboard's ``event.proto``, ``summary.proto``,
and the records of ``tensorboard/summary/writer/record_writer.py``). ``SummaryWriter`` is not used: it imports
TensorFlow where that is installed, and what waits in its queue is lost when a run is killed.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Mapping

from .files import GrowingFile

_POLYNOMIAL = 0x82F63B78
_SESSION_START = 1


class EventFile:
    """One file of a folder; appears with its first scalar."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._file: GrowingFile | None = None
        self._resumed_after: int | None = None

    def resumed(self, step: int) -> None:
        """TensorBoard then hides what other files of the folder have after ``step``."""
        self._resumed_after = step

    def add(self, scalars: Mapping[str, float], step: int) -> None:
        """Values by tag."""
        if not scalars:
            return
        if self._file is None:
            os.makedirs(self._folder, exist_ok=True)
            name = f"events.out.tfevents.{time.time():.0f}.{socket.gethostname()}.{os.getpid()}.0"
            self._file = GrowingFile(os.path.join(self._folder, name))
            self._file.append(_record(_event(0, _field(3, b"brain.Event:2"))))
            if self._resumed_after is not None:
                start = _field(7, _varint(1 << 3) + _varint(_SESSION_START))
                self._file.append(_record(_event(self._resumed_after + 1, start)))
        values = b"".join(
            _field(1, _field(1, tag.encode()) + _varint(2 << 3 | 5) + struct.pack("<f", _of_32_bits(value)))
            for tag, value in scalars.items()
        )
        self._file.append(_record(_event(step, _field(5, values))))


def _event(step: int, what: bytes) -> bytes:
    return _varint(1 << 3 | 1) + struct.pack("<d", time.time()) + _varint(2 << 3) + _varint(step) + what


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _of_32_bits(value: float) -> float:
    try:
        struct.pack("<f", value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    return value


def _record(content: bytes) -> bytes:
    length = struct.pack("<Q", len(content))
    return length + _masked_checksum(length) + content + _masked_checksum(content)


def _masked_checksum(content: bytes) -> bytes:
    checksum = 0xFFFFFFFF
    for byte in content:
        checksum = checksum >> 8 ^ _TABLE[(checksum ^ byte) & 0xFF]
    checksum ^= 0xFFFFFFFF
    return struct.pack("<I", ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _checksum_of(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE = tuple(map(_checksum_of, range(256)))
