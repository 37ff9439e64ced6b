"""The fine-tuning script that a wizard writes."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method

TaskType = Literal["SEQ_CLS", "SEQ_2_SEQ_LM", "CAUSAL_LM", "TOKEN_CLS", "QUESTION_ANS", "FEATURE_EXTRACTION"]


@attrs.frozen(repr=False, eq=False)
class Choice:
    """One of several. ``value`` for the machine, the rest for people."""

    value: str
    label: str
    description: str = ""
    recommended: bool = False


@attrs.frozen(repr=False, eq=False)
class ScriptOptions:
    """What the installed packages offer. ``missing_packages``: requirements for pip; the rest is empty
    then."""

    task_types: list[Choice]
    methods: list[Choice]
    precisions: list[Choice]
    missing_packages: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False, eq=False)
class ScriptDataParams:
    """``uris``: files that might be data."""

    uris: list[str]


@attrs.frozen(repr=False, eq=False)
class ScriptData:
    """``credentials``: URIs of those that are there to hold credentials, which are never data. ``message``:
    why the first of them is refused, in words; empty: there are none."""

    credentials: list[str]
    message: str = ""


@attrs.frozen(repr=False, eq=False)
class ScriptModelParams:
    """``model``: a folder or an id in the cache; ``task_type`` and ``method`` as far as they were chosen."""

    model: str
    task_type: TaskType
    method: str = ""
    target_modules: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False, eq=False)
class TargetModule:
    """A name that ``target_modules`` may have: the last part of modules' names, and how many have it."""

    name: str
    count: int
    shape: str
    """Of its weight, as ``384 × 384``."""
    recommended: bool
    """The method would choose it by itself."""


@attrs.frozen(repr=False, eq=False)
class ScriptModel:
    """The real model's modules, made without its weights. ``problems``: names that match nothing, in
    words."""

    modules: list[TargetModule]
    all_linear: bool
    """``all-linear`` may be chosen."""
    parameters: int
    trainable: int
    """Parameters with the method and modules given; 0: not chosen yet."""
    problems: list[str] = attrs.field(factory=list)
    message: str = ""
    """Why there are no modules: the model is not here, or of an unknown kind."""


@attrs.frozen(repr=False, eq=False)
class ScriptChoices:
    """What the wizard asked."""

    model: str
    task_type: TaskType
    method: str
    """As peft names it, ``LORA``; ``FULL``: without peft."""
    data: str
    """Path of a local file, or a repository of the Hub."""
    data_is_local: bool = True
    text_column: str = ""
    label_column: str = ""
    """For a causal model with conversations: empty."""
    target_modules: list[str] = attrs.field(factory=list)
    """Empty: peft's own choice; ``all-linear`` alone: every linear layer."""
    precision: str = "auto"
    batch_size: int = 8
    gradient_accumulation: int = 1
    learning_rate: float = 0.0
    """0: suited to the method."""
    epochs: float = 3.0
    max_length: int = 0
    """0: suited to the data and the model."""
    unbalanced: bool = False
    """F1 is the macro average."""
    output: str = ""
    """Relative to the script; empty: named after it."""


@attrs.frozen(repr=False, eq=False)
class ScriptParams:
    """``folder``: where the script is to lie, a URI: paths in it are relative to that."""

    choices: ScriptChoices
    folder: str


@attrs.frozen(repr=False, eq=False)
class Script:
    """A stand-alone Python file. ``file_name``: a free one in the folder. ``problems`` in words: it was not
    written; ``needs``: requirements that the interpreter lacks."""

    text: str
    file_name: str
    problems: list[str] = attrs.field(factory=list)
    needs: list[str] = attrs.field(factory=list)


TRAINING_SCRIPT_OPTIONS = Method("transformers/training/scriptOptions", None, ScriptOptions)
TRAINING_SCRIPT_DATA = Method("transformers/training/scriptData", ScriptDataParams, ScriptData)
TRAINING_SCRIPT_MODEL = Method("transformers/training/scriptModel", ScriptModelParams, ScriptModel)
TRAINING_SCRIPT = Method("transformers/training/script", ScriptParams, Script)
