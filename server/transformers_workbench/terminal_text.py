"""Text for a terminal. Names, causes, and lines of logs come out of other people's files: they are shown, and
neither move the cursor nor turn what stands beside them around."""

from __future__ import annotations

import re

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that set the direction of what follows."""


def terminal_text(text: str) -> str:
    """The same with an escape in the place of each character that steers a terminal."""
    return _STEERING.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)
