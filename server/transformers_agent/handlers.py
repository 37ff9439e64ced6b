"""Which request is whose. A room is imported when the first of its requests arrives."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.progress import Progress
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
    "cache.where": "cache.where:where",
    "cache.refresh": "cache.refresh:refresh",
    "cache.revisions": "cache.verify:revisions",
    "cache.scan": "cache.refresh:scan",
    "cache.files": "cache.refresh:files",
    "cache.extras": "cache.extras:extras",
    "cache.mentions": "cache.mentions:mentions",
    "cache.named": "cache.mentions:named",
    "cache.unused_shared": "cache.shared_store:unused_shared",
    "cache.uses": "cache.uses:uses",
    "cache.plan": "cache.plan:plan",
    "cache.delete": "cache.delete:delete",
    "auth.status": "auth.status:status",
    "auth.list": "auth.status:list_stored",
    "auth.whoami": "auth.account:whoami",
    "auth.check": "auth.check:check",
    "auth.access": "auth.access:access",
    "auth.switch": "auth.change:switch",
    "auth.sign_out": "auth.change:sign_out",
    "auth.store": "auth.change:store",
    "auth.request_code": "auth.device:request_code",
    "auth.renew": "auth.renewal:renew",
    "tensorboard.folders": "tensorboard.folders:folders",
    "training.model": "training.model_files:model",
    "training.surroundings": "training.surroundings:surroundings",
    "training.imports": "training.imports:imports",
    "training.library": "training.library:describe",
    "training.methods": "training.methods:methods",
    "training.modules": "training.modules:modules",
}
"""Method → ``module:function`` of the parameters."""

REPORTING = {
    "cache.verify": "cache.verify:verify",
    "cache.repair": "cache.repair:repair",
    "cache.download": "cache.download:download",
    "auth.await_code": "auth.device:await_code",
    "training.data": "training.data:look",
}
"""Method → ``module:function`` of the parameters and a ``Progress``: long work."""

TASKS = {
    "chat_template.render": "chat_template.render:Rendering",
    "chat_template.check": "chat_template.check:Check",
    "chat_template.annotate": "chat_template.annotate:Annotation",
}
"""Method → ``module:class`` of a task: what runs a template, and can say where in it something failed."""


def task_for(method: str, params: Params, progress: Progress) -> Task:
    """The task of a request; ``progress`` is for those that report it.

    Raises:
        Fault: nobody handles the method, or what it needs is not installed.
    """
    if method in FUNCTIONS:
        return FunctionTask(_load(FUNCTIONS[method]), params)
    if method in REPORTING:
        work = _load(REPORTING[method])
        return FunctionTask(lambda given: work(given, progress), params)
    if method in TASKS:
        task: Task = _load(TASKS[method])(params)
        return task
    raise Fault("agent-failure", f"unknown method: {method}")


def _load(path: str) -> Callable[..., Any]:
    """The function or class that ``module:name`` stands for."""
    module, _, name = path.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(f"transformers_agent.{module}"), name)
    return function
