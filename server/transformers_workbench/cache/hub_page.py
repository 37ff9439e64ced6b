"""A repository's page on the Hub."""

from __future__ import annotations

import os
from collections.abc import Mapping

HUB = "https://huggingface.co"
PLURALS = {"datasets", "spaces", "kernels"}
"""What stands in front of the id in the page's address; models have nothing there."""


def hub_page(name: str, revision: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The address of the page of the repository in the folder ``name``, at ``revision`` when there is one."""
    endpoint = environment.get("HF_ENDPOINT", HUB).rstrip("/")
    kind, _, rest = name.partition("--")
    parts = [endpoint, *([kind] if kind in PLURALS else []), rest.replace("--", "/")]
    return "/".join([*parts, *(["tree", revision] if revision else [])])
