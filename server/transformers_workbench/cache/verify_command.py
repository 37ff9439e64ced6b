"""``cache verify``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from transformers_workbench.cache.chosen_root import root_of
from transformers_workbench.cache.delete_commands import named_targets
from transformers_workbench.cache.jobs import OF_EVERYTHING
from transformers_workbench.command_session import Json, Session
from transformers_workbench.errors import WorkbenchError

REPAIRED = ("content", "broken-link")
"""Causes of a fault that a repair mends."""


async def verify(session: Session, options: argparse.Namespace) -> int:
    """Each revision against the Hub. What was never downloaded is told, but is no fault: no repair fetches
    it."""
    root = await root_of(session, options)
    repos = (await session.ask("cache.scan", {"root": root}))["repos"]
    wanted = named_targets(repos, options.targets) if options.targets else None
    checked = 0
    faults: list[Json] = []
    not_fetched: list[Json] = []
    problems: list[Json] = []
    repaired: list[Json] = []
    revisions = list(_revisions(repos, wanted))
    if wanted is None:
        revisions += await _damaged_revisions(session, root, {repo["name"] for repo in repos})
    for name, repo_id, revision in revisions:
        place = {"name": name, "revision": revision}
        label = f"{repo_id}@{revision[:8]}"
        print(label, file=sys.stderr)
        try:
            found = await session.ask("cache.verify", {"root": root, **place}, progress=lambda state: None)
            checked += found["checked"]
            here = [{**place, "label": label, **fault} for fault in found["faults"]]
            not_fetched += [fault for fault in here if fault["cause"] == "not-fetched"]
            faults += [fault for fault in here if fault["cause"] != "not-fetched"]
            bad = [fault["file"] for fault in here if fault["cause"] in REPAIRED]
            if bad and options.repair:
                done = await session.ask(
                    "cache.repair", {"root": root, **place, "files": bad}, progress=lambda state: None
                )
                repaired += [{**place, "label": label, **outcome} for outcome in done["outcomes"]]
        except WorkbenchError as error:
            problems.append({**place, "label": label, "problem": session.words_of(error)})
            if error.reason in OF_EVERYTHING:
                break

    def text() -> str:
        lines = [f"! {each['label']}: {each['kind']} {each['file']} {each['detail']}" for each in faults]
        lines += [f"! {each['label']}: {each['problem']}" for each in problems]
        lines += [
            f"  {each['label']}: {each['file']} {each['problem'] or session.say('downloaded again')}"
            for each in repaired
        ]
        words = session.say("{count} files compared, {faults} faults.", count=checked, faults=len(faults))
        more = session.say("{count} more were never downloaded.", count=len(not_fetched))
        return "\n".join([*lines, f"{words} {more}" if not_fetched else words])

    answer = {"checked_files": checked, "faults": faults, "not_fetched": not_fetched}
    session.answer({**answer, "problems": problems, "repaired": repaired}, text)
    mended = options.repair and len(repaired) == len(faults) and not any(each["problem"] for each in repaired)
    return 1 if problems or (faults and not mended) else 0


def _revisions(repos: list[Json], wanted: list[Json] | None) -> Iterator[tuple[str, str, str]]:
    """Name, repository id and commit of each revision that is wanted; ``None``: of everything."""
    for repo in repos:
        for each in repo["revisions"]:
            revision = str(each["commit_hash"])
            if wanted is None or any(
                target["name"] == repo["name"] and target["revision"] in (None, revision) for target in wanted
            ):
                yield repo["name"], repo["repo_id"], revision


async def _damaged_revisions(session: Session, root: str, whole: set[str]) -> list[tuple[str, str, str]]:
    """The same of repositories that the library does not count: a single lost file is enough for that."""
    found: list[tuple[str, str, str]] = []
    for name in _folders(root):
        if name in whole:
            continue
        try:
            known = await session.ask("cache.revisions", {"root": root, "name": name})
        except WorkbenchError:
            continue  # No repository: ``cache list`` says what it is.
        repo_id = name.partition("--")[2].replace("--", "/")
        found += [(name, repo_id, revision) for revision in known["revisions"]]
    return found


def _folders(root: str) -> list[str]:
    return sorted(path.name for path in Path(root).iterdir() if path.is_dir())
