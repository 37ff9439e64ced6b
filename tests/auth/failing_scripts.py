"""Scripts of a user's that fail for want of access: what the installed libraries really write."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from agents import PYTHON

DOWNLOAD = (
    "from huggingface_hub import hf_hub_download; hf_hub_download({0!r}, 'config.json', revision={1!r})"
)
DATASET = "from huggingface_hub import hf_hub_download; hf_hub_download({0!r}, 'a.csv', repo_type='dataset')"
SNAPSHOT = "from huggingface_hub import snapshot_download; snapshot_download({0!r}, revision={1!r})"
CONFIG = "from transformers import AutoConfig; AutoConfig.from_pretrained({0!r}, revision={1!r} or 'main')"
TOKENIZER = (
    "from transformers import AutoTokenizer; AutoTokenizer.from_pretrained({0!r}, revision={1!r} or 'main')"
)
INFO = "from huggingface_hub import HfApi; HfApi().model_info({0!r}, revision={1!r})"
AUTH_CHECK = "from huggingface_hub import auth_check; auth_check({0!r})"
WHO_AM_I = "from huggingface_hub import whoami; whoami()"


def stderr_of(
    script: str,
    repo_id: str = "org/gated",
    revision: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """What a script that must fail writes, in the environment of the test and with what is added to it."""
    ended = subprocess.run(
        [PYTHON, "-c", script.format(repo_id, revision)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        env={**os.environ, **(environment or {})},
    )
    assert ended.returncode != 0, ended.stdout
    return ended.stderr
