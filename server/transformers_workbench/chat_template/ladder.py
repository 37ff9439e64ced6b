"""The source ladder: which file won, which others are shadowed, and what to guess from when there is none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import read_head, read_json, read_text
from transformers_workbench.chat_template.sources import DEFAULT, Place, Resolved, Template, host_of
from transformers_workbench.documents import DocumentText, canonical, uri_of
from transformers_workbench.protocol import Rung
from transformers_workbench.wording import Wording

CONVENTIONS = Path(__file__).parent / "conventions"
_FENCE = re.compile(r"^(```|~~~)[^\n]*\n(.*?)^\1", re.M | re.S)


@attrs.frozen
class Guess:
    """A prompt format the model may have been trained with, and why we think so."""

    template: Template
    label: str
    evidence: str
    """``readme`` or the ``model_type``."""
    uri: str | None = None
    """The README the evidence stands in."""


def ladder(
    resolved: Resolved,
    guesses: list[Guess],
    library_choice: str | Mapping[str, str] | None,
    library: str,
    say: Wording,
) -> list[Rung]:
    """The rungs, the winner first.

    ``library_choice`` is what the loaded tokenizer holds as its chat template: it decides, whatever
    order we expected.
    """
    places = sorted(resolved.places, key=lambda place: not _is_choice(place, library_choice))
    confirmed = bool(places) and _is_choice(places[0], library_choice)
    rungs = []
    for index, place in enumerate(places):
        if place.problem is not None:
            detail = say("cannot be read")
        elif place.reader == "processor":
            detail = say("read by AutoProcessor only")
        elif index == 0:
            detail = say("chosen by {library}", library=library) if confirmed else say("wins: read first")
        else:
            detail = say("shadowed by {winner}", winner=places[0].label)
        state = _state(place, index, resolved)
        if resolved.direct and _holds(place, resolved):
            detail = (
                detail if index == 0 else say("previewed, but shadowed by {winner}", winner=places[0].label)
            )
        rungs.append(Rung(label=place.label, state=state, detail=detail, uri=place.uri))
    if resolved.direct and resolved.templates and not any(_holds(place, resolved) for place in places):
        document = resolved.templates[0].document
        label = resolved.title.rsplit("/", 1)[-1]
        rungs.insert(0, Rung(label=label, state="used", detail=say("previewed"), uri=document.uri))
    rungs += [
        Rung(
            label=guess.label,
            state="guess",
            detail=say("a guess: the README shows this format")
            if guess.evidence == "readme"
            else say("a guess: usual for {model_type} models", model_type=guess.evidence),
            uri=guess.uri,
            name=guess.template.name,
        )
        for guess in guesses
    ]
    return rungs


def guesses_for(folder: Path | None) -> list[Guess]:
    """What the model's README and family suggest, best evidence first; empty when nothing does."""
    if folder is None:
        return []
    found: dict[str, Guess] = {}
    readme = folder / "README.md"
    shown = "\n".join(match.group(2) for match in _FENCE.finditer(_text(readme, 2**20)))
    model_type = _model_type(folder)
    for convention in _conventions():
        name = f"guess:{Path(convention['file']).stem}"
        template = _template(name, CONVENTIONS / convention["file"])
        if all(sign in shown for sign in convention["signs"]):
            found.setdefault(name, Guess(template, convention["label"], "readme", uri_of(readme)))
        if model_type in convention["model_types"]:
            found.setdefault(name, Guess(template, convention["label"], model_type))
    return sorted(found.values(), key=lambda guess: guess.evidence != "readme")


def _state(place: Place, index: int, resolved: Resolved) -> Any:
    if resolved.direct and resolved.templates:
        return "used" if _holds(place, resolved) else "shadowed"
    return "used" if index == 0 else "shadowed"


def _holds(place: Place, resolved: Resolved) -> bool:
    """Whether the previewed document is this place's."""
    uris = {canonical(template.document.uri) for template in place.templates} | {canonical(place.uri)}
    return any(canonical(host_of(template.document.uri)) in uris for template in resolved.templates)


def _is_choice(place: Place, choice: str | Mapping[str, str] | None) -> bool:
    if choice is None:
        return False
    texts = {template.name: template.text for template in place.templates}
    return texts == ({DEFAULT: choice} if isinstance(choice, str) else dict(choice))


@cache
def _conventions() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = read_json(CONVENTIONS / "conventions.json")
    return loaded


def _template(name: str, path: Path) -> Template:
    text = read_text(path)
    return Template(name, text, DocumentText(uri_of(path), text))


def _text(path: Path, limit: int) -> str:
    """The beginning of a file that may be missing or anything: evidence only, never an error."""
    try:
        return read_head(path, limit).decode("utf-8", "replace")
    except OSError:
        return ""


def _model_type(folder: Path) -> str:
    try:
        found = json.loads(_text(folder / "config.json", 2**22)).get("model_type", "")
    except (ValueError, AttributeError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""
