"""What a training trains, asked of the model itself: rules judge a learning rate and a loss by it."""

from __future__ import annotations

from typing import Any

_WRAPPERS = {
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "FullyShardedDataParallel": "module",
    "DeepSpeedEngine": "module",
    "OptimizedModule": "_orig_mod",
}
_CLASSIFIERS = (
    "ForSequenceClassification",
    "ForTokenClassification",
    "ForImageClassification",
    "ForAudioClassification",
)


def model_facts(model: Any) -> dict[str, Any]:
    """``class``, ``peft_type`` (empty: no adapter is trained), ``classes`` of a classifier whose labels
    exclude each other, ``pretrained``, ``parameters`` and ``trainable``; ``None``: it cannot be told."""
    model = _unwrapped(model)
    base = _base(model)
    return {
        "class": type(base).__name__,
        "peft_type": _peft_type(model),
        "classes": _classes(base),
        "pretrained": _pretrained(base),
        "parameters": _count(model, only_trainable=False),
        "trainable": _count(model, only_trainable=True),
    }


def _unwrapped(model: Any) -> Any:
    for _ in range(len(_WRAPPERS)):
        inner = getattr(model, _WRAPPERS.get(type(model).__name__, ""), None)
        if inner is None:
            break
        model = inner
    return model


def _base(model: Any) -> Any:
    """The model in a peft one, in a prompt-learning one too."""
    get = getattr(model, "get_base_model", None)
    return _unwrapped(get()) if callable(get) else model


def _peft_type(model: Any) -> str:
    """Of the active adapter: of a ``PeftModel``, or of a model with ``add_adapter``."""
    configs = getattr(model, "peft_config", None)
    if not isinstance(configs, dict) or not configs:
        return ""
    active: Any = None
    try:
        active = getattr(model, "active_adapters", None)
        active = active() if callable(active) else active
    except Exception:  # None was made active.
        active = None
    names = [active] if isinstance(active, str) else list(active or ())
    config = next((configs[name] for name in names if name in configs), next(iter(configs.values())))
    kind = getattr(config, "peft_type", "")
    return str(getattr(kind, "value", kind) or "")


def _classes(model: Any) -> int | None:
    config = getattr(model, "config", None)
    labels = getattr(config, "num_labels", None)
    excluding = getattr(config, "problem_type", None) in (None, "single_label_classification")
    if not excluding or not isinstance(labels, int) or not type(model).__name__.endswith(_CLASSIFIERS):
        return None
    return labels


def _pretrained(model: Any) -> bool | None:
    """Whether a checkpoint was loaded into it.

    A name alone does not tell: the configuration has it, too, of which a model with random weights is made
    (``from_config``). ``from_pretrained`` marks what it loaded (5.x), and leaves the model in evaluation mode
    (4.57 does only that); so it is asked before the Trainer touches it.
    """
    if any(getattr(weight, "_is_hf_initialized", False) for weight in model.parameters()):
        return True
    name = getattr(getattr(model, "config", None), "_name_or_path", None)
    if name is None:
        return None
    if not name:
        return False
    return None if model.training else True


def _count(model: Any, *, only_trainable: bool) -> int:
    weights = [weight for weight in model.parameters() if weight.requires_grad or not only_trainable]
    # DeepSpeed's ZeRO leaves nothing of them in place.
    return sum(int(getattr(weight, "ds_numel", weight.numel())) for weight in weights)
