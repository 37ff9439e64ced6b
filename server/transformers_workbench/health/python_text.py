"""Values as a person writes them in Python: ``2e-5``, where ``repr`` has ``2e-05``."""

from __future__ import annotations

import math
from decimal import Decimal

SMALL = 1e-2
"""Below it a number has an exponent, as people write learning rates."""


def python_text(value: object) -> str:
    """A value as Python source; empty: there is none, or it has no literal (``nan``)."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return repr(value)
    if isinstance(value, str):
        from transformers_workbench.training.script_literals import literal

        return literal(value)
    if isinstance(value, float):
        return _float_text(value) if math.isfinite(value) else ""
    return str(value)


def _float_text(value: float) -> str:
    if not 0 < abs(value) < SMALL and abs(value) < 1e16:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    first, rest = str(digits[0]), "".join(map(str, digits[1:]))
    return f"{'-' if sign else ''}{first}{'.' if rest else ''}{rest}e{exponent + len(rest)}"
