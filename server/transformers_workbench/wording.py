"""User-visible sentences of the server, in the user's language.

English sentences are their own keys; ``wording/<language>.json`` holds the others. A test asserts that
every sentence used has a Japanese one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from transformers_agent.regular_files import read_json

FOLDER = Path(__file__).parent / "wording"


@attrs.frozen
class Wording:
    """The sentences of one language."""

    sentences: Mapping[str, str] = attrs.field(factory=dict)
    language: str = "en"

    def __call__(self, english: str, /, **values: object) -> str:
        """The sentence in the user's language, ``{placeholders}`` filled in."""
        return self.sentences.get(english, english).format(**values)


ENGLISH = Wording()


def wording_for(locale: str) -> Wording:
    """The wording of a locale such as ``ja`` or ``ja-JP``; English where there is no other."""
    language = locale.replace("_", "-").split("-")[0].lower()
    file = FOLDER / f"{language}.json"
    if not file.is_file():
        return ENGLISH
    return Wording(read_json(file), language)


def every_wording() -> Sequence[Wording]:
    """All there are, English first: for what is written down for whoever reads it later."""
    return [ENGLISH, *(wording_for(file.stem) for file in sorted(FOLDER.glob("*.json")))]
