"""``training.surroundings``: what the installed libraries do where a script says nothing, and what they take.

A process of its own is asked, without GPUs: importing torch, and making a trainer's arguments, would take
memory of a device that somebody trains on.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from transformers_agent import programs
from transformers_agent.faults import Fault, missing_module
from transformers_agent.model_folder import require_readable
from transformers_agent.task import Params

CHILD = Path(__file__).with_name("surroundings_child.py")
SECONDS = 240.0

_known: dict[str, dict[str, Any]] = {}


def surroundings(params: Params) -> dict[str, Any]:
    """``{resident, arguments, dtype, trainer_dtype, adapters, loss_tile, packages, config}``.

    ``params``: ``imports`` (statements), ``arguments_class``, ``trainer``, ``model_type``, ``folder``.
    ``resident``: bytes that a process has after the imports. ``arguments``: defaults of the trainer's
    arguments. ``dtype``: ``auto`` when ``from_pretrained`` takes the type that the weights have.
    ``adapters``: method → ``target_modules``, ``feedforward_modules`` and ``rank`` that peft has by itself.
    ``loss_tile``: ``[tokens, words]`` of the logits that the trainer makes at once, if not all.

    Raises:
        Fault: ``missing-package``, ``model-damaged``, ``agent-failure``.
    """
    if params.get("folder"):
        require_readable(Path(str(params["folder"])), "model-damaged")
    key = json.dumps(params, sort_keys=True)
    if key not in _known:
        _known[key] = _ask(key)
    return _known[key]


def _ask(question: str) -> dict[str, Any]:
    try:
        said = programs.run(
            [sys.executable, str(CHILD)],
            input=question.encode(),
            timeout=SECONDS,
            environment={**os.environ, "CUDA_VISIBLE_DEVICES": "", "PYTHONIOENCODING": "utf-8"},
        )
    except TimeoutError as error:
        raise Fault("agent-failure", f"torch was not imported within {SECONDS:g} seconds") from error
    try:
        answer: dict[str, Any] = json.loads(said.stdout.decode("utf-8", "replace").strip().splitlines()[-1])
    except (ValueError, IndexError) as error:
        lines = said.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Fault("agent-failure", lines[-1] if lines else f"exit code {said.returncode}") from error
    if answer.get("missing"):
        raise missing_module(str(answer["missing"]), str(answer["missing"]))
    return answer
