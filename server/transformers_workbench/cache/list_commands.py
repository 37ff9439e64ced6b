"""``cache list`` and ``cache where``."""

from __future__ import annotations

import argparse

from transformers_workbench.cache.chosen_root import place_of, root_of
from transformers_workbench.cache.sizes import size_words, time_words
from transformers_workbench.cache.where_words import reason_words, state_words
from transformers_workbench.command_session import Session

REVISION_KEYS = ("commit_hash", "refs", "size_on_disk", "unique_size", "file_count", "last_modified")
REPO_KEYS = ("repo_id", "repo_type", "size_on_disk", "file_count", "last_accessed", "last_modified")


async def list_caches(session: Session, options: argparse.Namespace) -> int:
    """What the cache holds, as ``scan_cache_dir`` counts it."""
    found = await session.ask("cache.scan", {"root": await root_of(session, options)})
    root = {
        "path": found["root"],
        "size_on_disk": found["size_on_disk"],
        "repos": [
            {
                **{key: repo[key] for key in REPO_KEYS},
                "revisions": [{key: each[key] for key in REVISION_KEYS} for each in repo["revisions"]],
            }
            for repo in sorted(found["repos"], key=lambda repo: -repo["size_on_disk"])
        ],
        "warnings": found["warnings"],
        "incomplete": found["incomplete"],
    }

    def text() -> str:
        lines = [f"{root['path']}  {size_words(root['size_on_disk'])}"]
        for repo in root["repos"]:
            kind, used = repo["repo_type"], time_words(repo["last_accessed"], session.say)
            lines.append(f"{size_words(repo['size_on_disk']):>9}  {kind:<8} {repo['repo_id']}  {used}")
            for each in repo["revisions"]:
                refs = ", ".join(each["refs"]) or session.say("detached")
                alone = f"+{size_words(each['unique_size'])}"
                lines.append(f"{alone:>20}  {each['commit_hash'][:8]}  {refs}")
        for each in root["incomplete"]:
            lines.append(f"{size_words(each['size_on_disk']):>9}  {session.say('incomplete')} {each['path']}")
        lines += [f"! {warning}" for warning in root["warnings"]]
        return "\n".join(lines)

    session.answer({"roots": [root]}, text)
    return 0


async def where(session: Session, options: argparse.Namespace) -> int:
    """Which folder it is, and why."""
    place = await place_of(session, options)
    facts = {
        "path": place["path"],
        "active": place["active"],
        "reason": reason_words(place, session.say),
        "state": place["state"],
        "message": state_words(place, session.say),
    }
    session.answer(facts, lambda: "\n".join(filter(None, [facts["path"], facts["reason"], facts["message"]])))
    return 0
