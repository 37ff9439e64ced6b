"""``cache rm`` and ``cache prune``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from transformers_workbench.cache.chosen_root import root_of
from transformers_workbench.cache.problem_words import plan_problems
from transformers_workbench.cache.sizes import size_words
from transformers_workbench.command_session import Json, Session, Usage
from transformers_workbench.errors import WorkbenchError

DELETION = 3600.0
"""Seconds. A repository of a terabyte on a network file system."""


async def remove(session: Session, options: argparse.Namespace) -> int:
    """What was named."""
    root = await root_of(session, options)
    found = await session.ask("cache.scan", {"root": root})
    return await _delete(session, options, root, named_targets(found["repos"], options.targets))


async def prune(session: Session, options: argparse.Namespace) -> int:
    """What nothing points at."""
    root = await root_of(session, options)
    found = await session.ask("cache.scan", {"root": root})
    both = options.detached == options.incomplete
    targets: list[Json] = []
    if options.detached or both:
        targets += [
            {"name": repo["name"], "revision": each["commit_hash"], "file": None}
            for repo in found["repos"]
            for each in repo["revisions"]
            if not each["refs"]
        ]
    if options.incomplete or both:
        for each in found["incomplete"]:
            path = Path(each["path"])
            targets.append({"name": path.parent.parent.name, "revision": None, "file": path.name})
    return await _delete(session, options, root, targets)


def named_targets(repos: Sequence[Json], names: Sequence[str]) -> list[Json]:
    """What ``names`` mean: an id, the beginning of a commit hash, or ``id@ref``. ``dataset/org/name`` tells
    types apart.

    Raises:
        Usage: nothing has such a name, or a beginning is not enough.
    """
    targets = []
    for name in names:
        repo_id, at, ref = name.partition("@")
        found = [
            {"name": repo["name"], "revision": None, "file": None}
            for repo in repos
            if not at and repo_id in (repo["repo_id"], f"{repo['repo_type']}/{repo['repo_id']}")
        ] or [
            {"name": repo["name"], "revision": each["commit_hash"], "file": None}
            for repo in repos
            for each in repo["revisions"]
            if (at and repo["repo_id"] == repo_id and _is_named(each, ref))
            or (not at and len(name) >= 4 and each["commit_hash"].startswith(name))
        ]
        if not found:
            raise Usage(f"nothing in the cache is named {name}")
        if len(found) > 1:
            raise Usage(f"{name} could be {', '.join(str(each['name']) for each in found)}: say more")
        targets += found
    return targets


def _is_named(revision: Json, ref: str) -> bool:
    return ref in revision["refs"] or (len(ref) >= 4 and bool(revision["commit_hash"].startswith(ref)))


async def _delete(session: Session, options: argparse.Namespace, root: str, targets: list[Json]) -> int:
    say = session.say
    plan = await session.ask("cache.plan", {"root": root, "targets": targets})
    plan["problems"] = plan_problems(plan, say)
    lines = [f"{size_words(item['size']):>9}  {item['label']}  {item['detail']}" for item in plan["items"]]
    lines += [f"! {problem}" for problem in plan["problems"]]
    summary = say(
        "{count} items, {size} would be freed.", count=len(plan["items"]), size=size_words(plan["freed"])
    )
    if options.dry_run or not plan["items"]:
        session.answer({"plan": plan}, lambda: "\n".join([*lines, summary]))
        return 1 if plan["problems"] else 0
    if not options.yes and not _agrees("\n".join([*lines, summary, say("Delete? [y/N] ")])):
        return 1
    outcomes: list[Json] = []
    for item in plan["items"]:
        target = item["target"]
        try:
            done = await session.ask("cache.delete", {"root": root, "target": target}, DELETION)
            outcomes.append({**target, "label": done["label"], "freed": done["freed"], "problem": ""})
        except WorkbenchError as error:
            outcomes.append(
                {**target, "label": item["label"], "freed": 0, "problem": session.words_of(error)}
            )
    freed = sum(each["freed"] for each in outcomes)
    failed = [each for each in outcomes if each["problem"]]

    def text() -> str:
        said = [f"! {each['label']}: {each['problem']}" for each in failed]
        return "\n".join([*said, say("{size} freed.", size=size_words(freed))])

    session.answer({"outcomes": outcomes, "freed": freed, "problems": plan["problems"]}, text)
    return 1 if failed or plan["problems"] else 0


def _agrees(question: str) -> bool:
    """Whether a person at the terminal says yes. Nobody there is no.

    Raises:
        Usage: there is nobody to ask.
    """
    if not sys.stdin.isatty():
        raise Usage("nobody can be asked here: say --yes to delete, --dry-run to look")
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
