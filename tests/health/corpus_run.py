"""The runs of the corpus: what each trains, how, and what is to be said of it. ``train_corpus.py`` makes
them."""

from __future__ import annotations

from typing import Any, Literal

import attrs

Model = Literal["minilm", "minilm-lora", "encoder", "decoder", "tagger", "minilm-regression"]


@attrs.frozen
class CorpusRun:
    """``causes``: which first causes are right; none: it is healthy. ``held_out``: no threshold was chosen
    with it. ``console``: recorded as what was printed, else as ``trainer_state.json``. ``arguments``: of
    ``TrainingArguments``; ``options``: of the data and the model, by ``train_corpus``."""

    name: str
    model: Model
    causes: tuple[str, ...] = ()
    held_out: bool = False
    console: bool = False
    seed: int = 0
    arguments: dict[str, Any] = attrs.field(factory=dict)
    options: dict[str, Any] = attrs.field(factory=dict)

    @property
    def file(self) -> str:
        return f"{self.name}.log" if self.console else f"{self.name}.json"


def trained(name: str, model: Model, *causes: str, **more: Any) -> CorpusRun:
    """A run by its name, its model and the first causes that are right."""
    own = {key: more.pop(key) for key in ("held_out", "console", "seed") if key in more}
    options = {key: more.pop(key) for key in list(more) if key in OPTIONS}
    return CorpusRun(name, model, causes, arguments=more, options=options, **own)


OPTIONS = frozenset(
    (
        "examples",
        "classes",
        "sorted_by_class",
        "random_labels",
        "masked",
        "half",
        "frozen",
        "share",
        "evaluate",
        "resume",
        "initializer_range",
        "vocabulary",
        "long",
    )
)
BATCH = "per_device_train_batch_size"
