"""Which request is whose. A room is imported when the first of its requests arrives."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from transformers_agent.faults import Fault
from transformers_agent.task import FunctionTask, Params, Task

FUNCTIONS = {
    "warm_up": "warm_up:warm_up",
    "chat_template.describe": "chat_template.describe:describe",
    "tokenizer.load": "tokenizer.load:describe",
    "tokenizer.encode": "tokenizer.encode:encode",
    "tokenizer.encode_provisional": "tokenizer.provisional:encode_provisional",
    "tokenizer.special_tokens_from_files": "tokenizer.files:special_tokens_from_files",
    "cache.models": "cache.models:models",
    "cache.snapshot": "cache.models:snapshot",
}
"""Method → ``module:function`` of the parameters."""

TASKS = {
    "chat_template.render": "chat_template.render:Rendering",
    "chat_template.check": "chat_template.check:Check",
    "chat_template.annotate": "chat_template.annotate:Annotation",
}
"""Method → ``module:class`` of a task: what runs a template, and can say where in it something failed."""


def task_for(method: str, params: Params) -> Task:
    """The task of a request.

    Raises:
        Fault: nobody handles the method, or what it needs is not installed.
    """
    if method in FUNCTIONS:
        return FunctionTask(_load(FUNCTIONS[method]), params)
    if method in TASKS:
        make: Callable[[Params], Task] = _load(TASKS[method])
        return make(params)
    raise Fault("agent-failure", f"unknown method: {method}")


def _load(path: str) -> Callable[[Params], Task]:
    """The function or class that ``module:name`` stands for."""
    module, _, name = path.partition(":")
    function: Callable[[Params], Task] = getattr(
        importlib.import_module(f"transformers_agent.{module}"), name
    )
    return function
