"""Which methods the installed peft has: each is tried, with one step of training, before it is offered.

A method that cannot do without something that nobody can choose for a person (other adapters, ids of tasks,
a kind of model) fails here as it would in the script, and is left out.
"""

from __future__ import annotations

import functools
import inspect
import re
from typing import Any

from transformers_agent.faults import missing_package
from transformers_agent.task import Params
from transformers_agent.training.library import require
from transformers_agent.training.method_arguments import field_names, made, preferred
from transformers_agent.training.quiet import quiet
from transformers_agent.training.trial_model import TASKS, trial_loss, trial_model

LONGEST = 120
MARKUP = (
    (r"`([^`<]+?)\s*<[^>]*>`_*", r"\1"),
    (r"\[([^\]]+)\]\([^)]*\)", r"\1"),
    (r":\w+:`", ""),
    (r"\[?`+\]?|\*\*", ""),
)
"""Links of both kinds, roles, code and bold type."""
HOLLOW = (
    r"^(?:creates|configuration for) (?:an? |the )?",
    r",? (?:model |adapter )*(?:from|around) a pretrained (?:transformers? )?(?:base )?model\b",
    r" tuner\b(?= \()",
)


def methods(params: Params) -> dict[str, Any]:
    """``{methods: [{name, config, arguments, targets, feedforward, description, tasks}]}``.

    ``task_types`` may say what for. ``tasks``: those of them that it was seen to train. The order is peft's.

    Raises:
        Fault: ``missing-package``.
    """
    require("torch", "transformers", "peft")
    return {"methods": list(_offered(tuple(params.get("task_types") or TASKS)))}


@functools.cache
def _offered(wanted: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    found = []
    for name, config in configurations().items():
        tasks = [task for task in wanted if trains(name, config, task)]
        if tasks:
            names = field_names(config)
            found.append(
                {
                    "name": name,
                    "config": config.__name__,
                    "arguments": preferred(name, config),
                    "targets": "target_modules" in names,
                    "feedforward": "feedforward_modules" in names,
                    "description": described(name, config),
                    "tasks": tasks,
                }
            )
    return tuple(found)


def configurations() -> dict[str, type]:
    """The configuration class of each method that ``from peft import …`` has, in the order of ``PeftType``.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        import peft
    except ImportError as error:
        raise missing_package(error, "peft") from None
    from peft.mapping import PEFT_TYPE_TO_CONFIG_MAPPING as classes

    named = {getattr(key, "value", key): config for key, config in classes.items()}
    order = [each.value for each in peft.PeftType]
    return {name: named[name] for name in order if name in named and hasattr(peft, named[name].__name__)}


def trains(name: str, config: type, task: str) -> bool:
    """Whether a small model takes the adapter, and its weights get gradients."""
    import torch
    from peft import get_peft_model

    with quiet():
        try:
            torch.manual_seed(0)
            model = get_peft_model(trial_model(task), made(name, config, task, None))
            model.train()
            trial_loss(model, task).backward()
            return any(each.grad is not None for each in model.parameters() if each.requires_grad)
        except Exception:  # Whatever it is, the script would end with it.
            return False


def described(name: str, config: type) -> str:
    """The first sentence that peft's documentation says of it; of its configuration's, or of its model's."""
    from peft import mapping

    tuners = {getattr(key, "value", key): tuner for key, tuner in mapping.PEFT_TYPE_TO_TUNER_MAPPING.items()}
    documented = [first_sentence(config), first_sentence(tuners.get(name))]
    return next((text for text in documented if text), "")


def first_sentence(documented: Any) -> str:
    """The first sentence of a docstring without markup, and without what the docstrings of all methods say;
    empty: it says nothing."""
    text = inspect.cleandoc(getattr(documented, "__doc__", None) or "").partition("\n\n")[0]
    name = getattr(documented, "__name__", "")
    # A dataclass without documentation documents itself by its signature; others speak of their class.
    if text.startswith(f"{name}(") or re.search("onfiguration class|configuration of", text):
        return ""
    for pattern, instead in MARKUP:
        text = re.sub(pattern, instead, text)
    text = " ".join(text.split()).partition(". ")[0].rstrip(".")
    for words in HOLLOW:
        text = re.sub(words, "", text, flags=re.IGNORECASE).strip(" ,:;-")
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip(" ,:;(") + "…"
    return text[:1].upper() + text[1:]
