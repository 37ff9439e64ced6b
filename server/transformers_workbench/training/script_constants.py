"""The constants at the top of a script: all that a person gave, each as a literal, and nothing else of it."""

from __future__ import annotations

from transformers_workbench.protocol import ScriptChoices
from transformers_workbench.training.script_choices import Method
from transformers_workbench.training.script_learning_rates import learning_rate
from transformers_workbench.training.script_literals import Value, assignment

COLUMNS = {
    "SEQ_CLS": ("text", "label"),
    "TOKEN_CLS": ("tokens", "tags"),
    "QUESTION_ANS": ("context", "answers"),
    "SEQ_2_SEQ_LM": ("source", "target"),
    "CAUSAL_LM": ("messages", ""),
    "FEATURE_EXTRACTION": ("text", "positive"),
}
"""Columns where nobody says which."""
Constant = tuple[str, Value, str]
"""Name, value, and what is said of it."""
MORE: dict[str, list[Constant]] = {
    "QUESTION_ANS": [
        ("QUESTION_COLUMN", "question", ""),
        ("STRIDE", 128, "Tokens by which the parts of a long text overlap."),
    ],
    "FEATURE_EXTRACTION": [("SCALE", 20.0, "How sharply near and far are told apart.")],
}
METRICS = {"SEQ_CLS": "f1", "TOKEN_CLS": "f1", "QUESTION_ANS": "f1"}
LABELS: dict[str, list[str]] = {
    "QUESTION_ANS": ["start_positions", "end_positions"],
    "FEATURE_EXTRACTION": [],
}
ALL_LINEAR = "all-linear"
FEEDFORWARD = "FEEDFORWARD_MODULES"
LENGTH, LENGTH_OF_CONVERSATIONS = 512, 1024


def constants(choices: ScriptChoices, method: Method, stem: str, feedforward: list[str]) -> str:
    """The assignments. ``stem``: the script's name, which the output folder gets too."""
    groups = [
        _what(choices, stem),
        _how(choices, method),
        _targets(choices, method, feedforward),
        _measured(choices),
    ]
    parts = ["\n".join(assignment(*row) for row in group) for group in groups if group]
    return "HERE = Path(__file__).resolve().parent\n\n" + "\n\n".join(parts)


def _what(choices: ScriptChoices, stem: str) -> list[Constant]:
    text, label = COLUMNS[choices.task_type]
    return [
        ("MODEL", choices.model, "A folder, as seen from this file, or an id of the Hub."),
        ("DATA", choices.data, "A file, as seen from this one, or a data set of the Hub."),
        ("TEXT_COLUMN", choices.text_column or text, ""),
        ("LABEL_COLUMN", choices.label_column or label, ""),
        *MORE.get(choices.task_type, []),
        ("HELD_OUT", 0.1, "The share of rows to evaluate on, when the data has no split for that."),
        ("OUTPUT", choices.output or stem, "A folder, as seen from this file."),
    ]


def _how(choices: ScriptChoices, method: Method) -> list[Constant]:
    rate = choices.learning_rate or learning_rate(method.name, choices.task_type)
    length = LENGTH_OF_CONVERSATIONS if choices.task_type == "CAUSAL_LM" else LENGTH
    length = choices.max_length or length - int(method.arguments.get("num_virtual_tokens", 0))
    return [
        ("EPOCHS", float(choices.epochs), ""),
        ("MAX_STEPS", -1, "-1: as many as the epochs have."),
        ("BATCH_SIZE", choices.batch_size, "Rows at once on a device, and how many such batches a step has."),
        ("GRADIENT_ACCUMULATION", choices.gradient_accumulation, ""),
        ("GRADIENT_CHECKPOINTING", False, "True: a third slower, and much less memory."),
        ("LEARNING_RATE", float(rate), ""),
        ("WARMUP", 0.06, "The share of steps in which the learning rate rises."),
        ("WEIGHT_DECAY", 0.01, ""),
        ("MAX_LENGTH", length, "Tokens; fewer where the model cannot take as many."),
        ("PRECISION", choices.precision, "auto, bf16, fp16 or fp32."),
        ("SEED", 42, ""),
    ]


def _targets(choices: ScriptChoices, method: Method, feedforward: list[str]) -> list[Constant]:
    if not method.targets:
        return []
    modules: Value = choices.target_modules or None
    if choices.target_modules == [ALL_LINEAR]:
        modules = ALL_LINEAR
    about = "Names of the modules that are adapted; None: peft's choice for this kind of model."
    rows: list[Constant] = [("TARGET_MODULES", modules, about)]
    if method.feedforward and choices.target_modules:
        rows.append((FEEDFORWARD, feedforward, "Those of them that are feed-forward layers."))
    return rows


def _measured(choices: ScriptChoices) -> list[Constant]:
    rows: list[Constant] = []
    if choices.task_type in {"SEQ_CLS", "TOKEN_CLS"}:
        average = "macro" if choices.unbalanced else "auto"
        about = "binary, macro, or auto: macro unless there are two classes of about the same size."
        rows.append(("F1_AVERAGE", average, about))
    labels: Value = LABELS.get(choices.task_type, ["labels"])
    return [
        *rows,
        ("METRIC", METRICS.get(choices.task_type, "loss"), "By which the best checkpoint is chosen."),
        ("LABEL_NAMES", labels, "What is to be predicted, as the model's arguments are called."),
    ]
