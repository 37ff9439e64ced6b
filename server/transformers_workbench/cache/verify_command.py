"""``cache verify``."""

from __future__ import annotations

import argparse
import sys

from transformers_workbench.cache.delete_commands import named_targets
from transformers_workbench.cache.session import Json, Session
from transformers_workbench.errors import WorkbenchError


async def verify(session: Session, options: argparse.Namespace) -> int:
    """Each revision against the Hub."""
    root = await session.root(options)
    repos = (await session.ask("cache.scan", {"root": root}))["repos"]
    wanted = named_targets(repos, options.targets) if options.targets else None
    checked = 0
    faults: list[Json] = []
    problems: list[Json] = []
    repaired: list[Json] = []
    for repo in repos:
        for each in repo["revisions"]:
            place = {"name": repo["name"], "revision": each["commit_hash"]}
            if wanted is not None and not any(
                target["name"] == repo["name"] and target["revision"] in (None, each["commit_hash"])
                for target in wanted
            ):
                continue
            label = f"{repo['repo_id']}@{each['commit_hash'][:8]}"
            print(label, file=sys.stderr)
            try:
                found = await session.ask(
                    "cache.verify", {"root": root, **place}, progress=lambda state: None
                )
                checked += found["checked"]
                here = [{**place, "label": label, **fault} for fault in found["faults"]]
                faults += here
                bad = [fault["file"] for fault in here if fault["kind"] != "extra"]
                if bad and options.repair:
                    done = await session.ask(
                        "cache.repair", {"root": root, **place, "files": bad}, progress=lambda state: None
                    )
                    repaired += [{**place, "label": label, **outcome} for outcome in done["outcomes"]]
            except WorkbenchError as error:
                problems.append({**place, "label": label, "problem": session.words_of(error)})

    def text() -> str:
        lines = [f"! {each['label']}: {each['kind']} {each['file']} {each['detail']}" for each in faults]
        lines += [f"! {each['label']}: {each['problem']}" for each in problems]
        lines += [
            f"  {each['label']}: {each['file']} {each['problem'] or session.say('downloaded again')}"
            for each in repaired
        ]
        words = session.say("{count} files compared, {faults} faults.", count=checked, faults=len(faults))
        return "\n".join([*lines, words])

    session.answer(
        {"checked_files": checked, "faults": faults, "problems": problems, "repaired": repaired}, text
    )
    mended = options.repair and len(repaired) == len(faults) and not any(each["problem"] for each in repaired)
    return 1 if problems or (faults and not mended) else 0
