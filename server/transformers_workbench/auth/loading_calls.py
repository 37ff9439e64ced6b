"""Which calls of Python code take a repository's id, and where among their arguments."""

from __future__ import annotations

from collections.abc import Iterator

import attrs


@attrs.frozen
class Slot:
    """Arguments that hold an id: a position, and keywords. ``repo_type``: ``None`` when an argument
    says it."""

    position: int | None
    keywords: tuple[str, ...]
    repo_type: str | None = "model"
    needs_slash: bool = False
    """A name without one is more likely something else."""


_FROM_PRETRAINED = Slot(0, ("pretrained_model_name_or_path", "model_name_or_path", "model_id", "model_name"))
_ADAPTER = Slot(1, ("model_id",))
_DATASET = Slot(0, ("path",), "dataset")
_HUB = Slot(0, ("repo_id",), None)
_SENTENCES = Slot(0, ("model_name_or_path", "model_name"))
_MODEL = Slot(0, ("model",), needs_slash=True)
_PIPELINE = (Slot(1, ("model",)), Slot(None, ("tokenizer", "image_processor", "processor"), needs_slash=True))
_KEYWORDS = Slot(
    None,
    ("model_name_or_path", "pretrained_model_name_or_path", "base_model_name_or_path"),
    needs_slash=True,
)

_FUNCTIONS: dict[str, tuple[Slot, ...]] = {
    "load_dataset": (_DATASET,),
    "load_dataset_builder": (_DATASET,),
    "get_dataset_config_names": (_DATASET,),
    "get_dataset_split_names": (_DATASET,),
    "get_dataset_infos": (_DATASET,),
    "hf_hub_download": (_HUB,),
    "snapshot_download": (_HUB,),
    "cached_file": (Slot(0, ("path_or_repo_id",), None),),
    "repo_info": (_HUB,),
    "auth_check": (_HUB,),
    "list_repo_files": (_HUB,),
    "list_repo_tree": (_HUB,),
    "model_info": (Slot(0, ("repo_id",)),),
    "dataset_info": (Slot(0, ("repo_id",), "dataset"),),
    "space_info": (Slot(0, ("repo_id",), "space"),),
    "pipeline": _PIPELINE,
    "SentenceTransformer": (_SENTENCES,),
    "CrossEncoder": (_SENTENCES,),
    "SparseEncoder": (_SENTENCES,),
    "LLM": (_MODEL,),
}
_WRITING = frozenset({"save_pretrained", "push_to_hub"})


def slots_of(callee: str, receiver: str) -> Iterator[Slot]:
    """The slots of ``receiver.callee(…)``; ``receiver`` is empty where there is none."""
    if callee == "from_pretrained":
        yield _FROM_PRETRAINED
        if "Peft" in receiver and "Config" not in receiver:
            yield _ADAPTER
    elif callee in _FUNCTIONS:
        yield from _FUNCTIONS[callee]
    elif callee.endswith("Trainer"):
        yield _MODEL
    elif callee not in _WRITING:
        yield _KEYWORDS
