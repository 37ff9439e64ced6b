"""Which keys of JSON and YAML hold the id of a repository, and what belongs together there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import attrs

from transformers_workbench.auth.repository_names import TYPES, Mention, is_repository

_MODEL = frozenset(
    [
        "model_name_or_path",
        "_name_or_path",
        "name_or_path",
        "base_model_name_or_path",
        "pretrained_model_name_or_path",
        "base_model",
        "tokenizer_name_or_path",
        "tokenizer_name",
        "repo_id",
        "pretrained_model_name",
        "hub_model_id",
        "adapter_name_or_path",
        "ref_model_name_or_path",
        "reward_model_name_or_path",
        "reward_model_path",
        "teacher_model_name_or_path",
    ]
)
_MODEL_WITH_SLASH = frozenset(["model", "model_id", "tokenizer", "base_models", "model_name", "draft_model"])
_DATASET = frozenset(["dataset_name", "dataset_id"])
_DATASET_WITH_SLASH = frozenset(["dataset", "datasets", "dataset_path"])
_LISTS_OF_DATASETS = frozenset(
    ["datasets", "test_datasets", "eval_datasets", "pretraining_dataset", "dataset"]
)
_REVISION = frozenset(["revision", "model_revision", "base_model_revision"])
_BARE_IN_A_CARD = frozenset(["datasets"])


@attrs.frozen
class Value:
    """A string at a key. ``group`` is one for all keys of the same object, ``parent`` the key of what holds
    the object, past lists. ``start``: the offset of the string's inside."""

    key: str
    parent: str
    group: int
    text: str
    start: int


def mentions_of_values(values: Iterator[Value], *, is_card: bool = False) -> Iterator[Mention]:
    """The mentions among them. ``is_card``: they are the head of a model card, where every id is one."""
    revisions: dict[int, str] = {}
    types: dict[int, str] = {}
    found: dict[int, list[tuple[Value, str]]] = defaultdict(list)
    for value in values:
        if value.key in _REVISION:
            revisions[value.group] = value.text
        elif value.key == "repo_type":
            types[value.group] = value.text
        elif (repo_type := _type_of(value, is_card)) is not None and is_repository(value.text):
            found[value.group].append((value, repo_type))
    for group, named in found.items():
        for value, repo_type in named:
            if value.key == "repo_id":
                repo_type = types.get(group, "model")
            if repo_type in TYPES:
                is_alone = repo_type == "model" or value.key in ("repo_id", "path")
                revision = revisions.get(group) if is_alone else None
                yield Mention(
                    value.text, repo_type, revision or None, value.start, value.start + len(value.text)
                )


def _type_of(value: Value, is_card: bool) -> str | None:
    key, has_slash = value.key, "/" in value.text
    if key in _MODEL or (has_slash and key in _MODEL_WITH_SLASH):
        return "model"
    if key in _DATASET or (has_slash and key in _DATASET_WITH_SLASH) or (is_card and key in _BARE_IN_A_CARD):
        return "dataset"
    if key == "path" and has_slash and value.parent in _LISTS_OF_DATASETS:
        return "dataset"
    return None
