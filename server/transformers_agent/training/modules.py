"""The modules of a real model that an adapter may be put on, and what a choice of them comes to."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.task import Params
from transformers_agent.training.library import require
from transformers_agent.training.method_arguments import field_names, made
from transformers_agent.training.methods import configurations
from transformers_agent.training.quiet import quiet
from transformers_agent.training.task_models import model_without_weights

ALL_LINEAR = "all-linear"
NOT_LINEAR = {"LN_TUNING"}
"""Methods of other layers than linear ones."""
KINDS = ("Linear", "Conv1D", "Embedding")


def modules(params: Params) -> dict[str, Any]:
    """``{modules: [{name, count, shape, recommended}], all_linear, parameters, trainable, unmatched:
    [{name, near}], problem, message, default, feedforward}``.

    ``params``: ``model``, ``task_type``, ``method`` (may be empty), ``target_modules``. ``problem``: why peft
    refuses the method on this model, in its words; ``message``: why there are no modules. ``default``: what
    ``target_modules`` has to be where peft has no choice of its own for this model; else empty.

    Raises:
        Fault: ``missing-package``.
    """
    method, targets = str(params.get("method", "")), list(params.get("target_modules", []))
    is_adapter = method not in ("", "FULL")
    require("torch", "transformers", *(["peft"] if is_adapter else []))
    try:
        model = model_without_weights(params["model"], params["task_type"])
    except Fault as fault:
        return {"modules": [], "message": fault.message}
    names = [name for name, _ in model.named_modules() if name]
    parameters = sum(each.numel() for each in model.parameters())
    leaves = _leaves(model)
    answer: dict[str, Any] = {"parameters": parameters, "trainable": 0, "unmatched": [], "message": ""}
    answer |= {"problem": "", "default": [], "feedforward": [], "all_linear": False}
    chosen: set[str] = set()
    config = configurations().get(method) if is_adapter else None
    if method == "FULL":
        answer["trainable"] = parameters
    elif config is not None:
        takes = "target_modules" in field_names(config)
        answer["all_linear"] = takes and method not in NOT_LINEAR
        wanted = targets if takes else []
        answer["unmatched"] = [] if wanted == [ALL_LINEAR] else unmatched(wanted, names)
        tried = _tried(params, method, config, None)
        if tried.problem and answer["all_linear"]:  # peft knows no modules for this kind of model.
            answer["default"] = [ALL_LINEAR]
        chosen = tried.targets
        answer["feedforward"] = sorted(tried.feedforward & set(wanted))
        wanted = wanted or answer["default"]
        if wanted and not answer["unmatched"]:
            tried = _tried(params, method, config, wanted, answer["feedforward"])
        answer["trainable"] = tried.trainable
        answer["problem"] = "" if answer["unmatched"] else tried.problem
    answer["modules"] = [{**leaf, "recommended": leaf["name"] in chosen} for leaf in leaves]
    return answer


def unmatched(wanted: Iterable[str], names: list[str]) -> list[dict[str, Any]]:
    """The names that no module has, each with those near it. peft says nothing of them as long as another
    one matches (huggingface/peft#1959)."""
    endings = sorted({name.rpartition(".")[2] for name in names if not name.rpartition(".")[2].isdigit()})
    return [
        {"name": each, "near": difflib.get_close_matches(each, endings, n=3, cutoff=0.5)}
        for each in wanted
        if not any(name == each or name.endswith(f".{each}") for name in names)
    ]


def _leaves(model: Any) -> list[dict[str, Any]]:
    """The modules with a weight that methods adapt, by the last part of their names."""
    shapes: dict[str, Counter[str]] = {}
    for name, module in model.named_modules():
        last = name.rpartition(".")[2]
        weight = getattr(module, "weight", None)
        if last and not last.isdigit() and type(module).__name__.endswith(KINDS) and weight is not None:
            shapes.setdefault(last, Counter())[" × ".join(map(str, weight.shape))] += 1
    return [
        {"name": name, "count": sum(found.values()), "shape": ", ".join(found)}
        for name, found in shapes.items()
    ]


class _Tried:
    """What came of putting an adapter on the model."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.trainable = 0
        self.targets: set[str] = set()
        self.feedforward: set[str] = set()


def _tried(
    params: Params, method: str, config: type, targets: list[str] | None, feedforward: list[str] | None = None
) -> _Tried:
    """peft's own answer, on a model of its own: an adapter changes the model it is put on."""
    from peft import get_peft_model

    value = ALL_LINEAR if targets == [ALL_LINEAR] else targets
    model = model_without_weights(params["model"], params["task_type"])
    names = [name for name, _ in model.named_modules() if name]
    with quiet():
        try:
            adapted = get_peft_model(model, made(method, config, params["task_type"], value, feedforward))
        except NotImplementedError:  # It wants to look at weights, which are not here.
            return _Tried()
        except Exception as error:
            if "meta" in str(error):
                return _Tried()
            words = str(error).strip().splitlines() or [type(error).__name__]
            return _Tried(words[0][:300])
    tried = _Tried()
    tried.trainable = sum(each.numel() for each in adapted.parameters() if each.requires_grad)
    made_config = next(iter(adapted.peft_config.values()))
    tried.targets = _endings(getattr(made_config, "target_modules", None), names)
    tried.feedforward = _endings(getattr(made_config, "feedforward_modules", None), names)
    return tried


def _endings(targets: Any, names: list[str]) -> set[str]:
    """Last parts of the names of modules that peft's value stands for."""
    if isinstance(targets, str):
        return {name.rpartition(".")[2] for name in names if re.fullmatch(targets, name)}
    return {str(each).rpartition(".")[2] for each in targets or ()}
