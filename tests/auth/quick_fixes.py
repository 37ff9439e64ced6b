"""Asks a server for the quick fixes of a diagnostic, and applies their edits as an editor does."""

from __future__ import annotations

from typing import Any

from language_client import LanguageClient


def has_leak(diagnostics: list[Any]) -> bool:
    return any(each["code"] == "leaked-token" for each in diagnostics)


async def fixes(client: LanguageClient, uri: str, diagnostic: Any) -> list[Any]:
    params = {
        "textDocument": {"uri": uri},
        "range": diagnostic["range"],
        "context": {"diagnostics": [diagnostic]},
    }
    return list(await client.request("textDocument/codeAction", params))


def applied(text: str, edits: list[Any]) -> str:
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:index])) for index in range(len(lines) + 1)]

    def offset(position: Any) -> int:
        return starts[int(position["line"])] + int(position["character"])

    for edit in sorted(edits, key=lambda each: offset(each["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text
