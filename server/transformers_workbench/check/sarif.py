"""The answer of ``check`` as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from transformers_workbench import __version__
from transformers_workbench.check.report import Found, Json, Lines, Report, region
from transformers_workbench.check.rules import Rule
from transformers_workbench.wording import Wording

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif_report(report: Report, rules: Sequence[Rule], say: Wording) -> Json:
    """A log with one run. Paths below the current folder are relative to it (``%SRCROOT%``)."""
    places = {rule.identifier: index for index, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    results = []
    for found in report.found:
        uri = _uri(found.path)
        key = f"{found.finding.rule}\0{uri['uri']}\0{found.finding.fingerprint}"
        results.append(_result(found, uri, places, f"{key}\0{seen[key]}"))
        seen[key] += 1
    invocation: Json = {"executionSuccessful": True}
    if report.warnings:
        invocation["toolExecutionNotifications"] = [
            {
                "level": "warning",
                "message": {"text": message},
                "locations": [{"physicalLocation": {"artifactLocation": _uri(path)}}],
            }
            for path, message in report.warnings
        ]
    run: Json = {
        "tool": {"driver": _driver(rules, say)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"uri": f"{Path.cwd().as_uri()}/"}},
        "invocations": [invocation],
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(rules: Sequence[Rule], say: Wording) -> Json:
    return {
        "name": "transformers-workbench",
        "version": __version__,
        "rules": [
            {
                "id": rule.identifier,
                "shortDescription": {"text": say.sentences.get(rule.summary, rule.summary)},
                "helpUri": rule.help,
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
            }
            for rule in rules
        ],
    }


def _result(found: Found, uri: Json, places: dict[str, int], identity: str) -> Json:
    finding = found.finding
    result: Json = {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": uri,
                    "region": _region(found.lines, finding.start, finding.end),
                }
            }
        ],
        "partialFingerprints": {"workbench/v1": hashlib.sha256(identity.encode()).hexdigest()},
    }
    if finding.fix is not None:
        replacements: list[Any] = [
            {
                "deletedRegion": _region(found.lines, each.start, each.end),
                "insertedContent": {"text": each.text},
            }
            for each in finding.fix.replacements
        ]
        result["fixes"] = [
            {
                "description": {"text": finding.fix.description},
                "artifactChanges": [{"artifactLocation": uri, "replacements": replacements}],
            }
        ]
    return result


def _region(lines: Lines, start: int, end: int) -> Json:
    place = region(lines, start, end)
    return {
        "startLine": place["line"],
        "startColumn": place["column"],
        "endLine": place["end_line"],
        "endColumn": place["end_column"],
    }


def _uri(path: Path) -> Json:
    try:
        below = path.absolute().relative_to(Path.cwd())
    except ValueError:
        return {"uri": path.absolute().as_uri()}
    return {"uri": quote(os.fsencode(below.as_posix())), "uriBaseId": "%SRCROOT%"}
