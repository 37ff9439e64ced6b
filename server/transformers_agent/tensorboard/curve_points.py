"""The points of curves as TensorBoard tells them, and which curves have the same steps."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

Key = tuple[str, str]
"""Run and tag."""


class Points(Protocol):
    """The points of a curve. ``key`` is equal where the steps are."""

    key: bytes
    values: array[float]

    def steps(self) -> array[float]: ...
    def times(self) -> array[float]: ...


class PointsOfProvider:
    """As TensorBoard's data provider has them."""

    def __init__(self, points: Sequence[Any]) -> None:
        self._points = points
        self.values = array("d", [point.value for point in points])
        self.key = self.steps().tobytes()

    def steps(self) -> array[float]:
        return array("d", [point.step for point in self._points])

    def times(self) -> array[float]:
        return array("d", [point.wall_time for point in self._points])


class PointsOfMessage:
    """As TensorBoard's data server sends them."""

    def __init__(self, data: Any) -> None:
        self._data = data
        self.values = packed(data, "value", "f")
        self.key: bytes = type(data)(step=data.step).SerializeToString()

    def steps(self) -> array[float]:
        return array("d", self._data.step)

    def times(self) -> array[float]:
        return packed(self._data, "wall_time", "d")


def packed(data: Any, name: str, code: str) -> array[float]:
    """A field of floats. One by one they take twenty times as long as the text that protobuf packs them into,
    which is their bytes, after the field's number and size."""
    field, numbers = getattr(data, name), array(code)
    if data.DESCRIPTOR.fields_by_name[name].type == {"d": 1, "f": 2}[code] and sys.byteorder == "little":
        size = len(field) * numbers.itemsize
        text = type(data)(**{name: field}).SerializeToString()
        numbers.frombytes(text[len(text) - size :])
        return array("d", numbers)
    return array("d", field)


class Axis(NamedTuple):
    """Steps and times that curves of a run share. ``is_new``: it was not told before."""

    number: int
    is_new: bool


def with_axes(curves: Iterable[tuple[Key, Points]]) -> Iterator[tuple[Key, Axis, Points]]:
    """With what tells them apart: nearly all curves of a run have the same steps."""
    known: dict[bytes, int] = {}
    run = ""
    for key, points in curves:
        if key[0] != run:
            known, run = {}, key[0]
        is_new = points.key not in known
        yield key, Axis(known.setdefault(points.key, len(known)), is_new), points
