"""Why a root is where it is, and what is the matter with it, in the user's language."""

from __future__ import annotations

from typing import Any

from transformers_workbench.wording import Wording


def places_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The roots of a ``cache.where`` answer, the active one first and with what the environment says of
    it."""
    active_first = sorted(found["roots"], key=lambda place: not place["active"])
    return [{**place, "facts": found["facts"] if place["active"] else []} for place in active_first]


def reason_words(place: dict[str, Any], say: Wording) -> str:
    """Why this folder: one sentence, and one for each thing in the environment that may surprise."""
    return " ".join([_decided(place, say), *_surprises(place, say)])


def _decided(place: dict[str, Any], say: Wording) -> str:
    key, values = place["reason_key"], place["reason_values"]
    if key == "default":
        return say("The default of huggingface_hub on this system.")
    if key == "library":
        return say("huggingface_hub itself says so; no variable explains it.")
    if key == "setting":
        return say("Added by the setting transformers.cache.roots.")
    if key.startswith(("TRANSFORMERS", "PYTORCH")):
        return say("The installed transformers uses it because of {variable}.", **values)
    return say("Decided by {variable}={value}.", **values)


def _surprises(place: dict[str, Any], say: Wording) -> list[str]:
    words = []
    for fact in place.get("facts", []):
        key, values = fact["key"], fact["values"]
        if key == "overruled" and values["by"]:
            words.append(say("{variable}={value} is set too, but {by} wins.", **values))
        elif key == "overruled":
            words.append(say("{variable}={value} is set, but huggingface_hub does not follow it.", **values))
        elif key == "ignored":
            words.append(say("{variable} is set, but the installed transformers ignores it.", **values))
        elif key == "relative":
            words.append(say("The path is relative: it depends on where a process is started."))
        elif key == "offline":
            words.append(say("{variable} is set: libraries do not ask the Hub.", **values))
        elif key == "no-symlinks":
            words.append(say("{variable} is set: each revision has its own copy of its files.", **values))
    return words


def state_words(place: dict[str, Any], say: Wording) -> str:
    """What is the matter and what to do next; empty when all is well."""
    key, values = place["message_key"], place["message_values"]
    if key == "no-repositories":
        return say("Nothing has been downloaded yet.")
    if key == "missing":
        return say("The folder does not exist yet. The first download makes it.")
    if key == "broken-link":
        return say("A link leads to {target}, which does not exist: is a disk not mounted?", **values)
    if key == "unreadable":
        return say("The folder cannot be read: {error}. Check its permissions.", **values)
    if key == "not-a-folder":
        return say("This is a file, not a folder. Choose another one.")
    if key == "cache-inside":
        return say("This is not a cache, but {inside} is one: choose that.", **values)
    if key == "not-a-cache":
        return say("Nothing in this folder looks like a Hugging Face cache. Choose another one.")
    return ""
