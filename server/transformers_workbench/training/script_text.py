"""Writes the script."""

from __future__ import annotations

import ast
import re

from transformers_workbench.protocol import ScriptChoices
from transformers_workbench.training.script_choices import FULL, Library, Method
from transformers_workbench.training.script_learning_rates import learning_rate
from transformers_workbench.training.script_literals import Value, assignment, literal
from transformers_workbench.training.script_pieces import Piece, imports_for, piece

TASKS = {
    "SEQ_CLS": ("every_task", "classes", "seq_cls"),
    "TOKEN_CLS": ("every_task", "classes", "token_cls"),
    "QUESTION_ANS": ("every_task", "question_ans"),
    "SEQ_2_SEQ_LM": ("every_task", "language_weights", "seq_2_seq_lm"),
    "CAUSAL_LM": ("every_task", "language_weights", "causal_lm"),
    "FEATURE_EXTRACTION": ("every_task", "feature_extraction"),
}
PURPOSES = {
    "SEQ_CLS": "to sort texts into classes",
    "TOKEN_CLS": "to label the words of sentences",
    "QUESTION_ANS": "to find answers in texts",
    "SEQ_2_SEQ_LM": "to turn one text into another",
    "CAUSAL_LM": "to continue texts, or to answer in conversations",
    "FEATURE_EXTRACTION": "to place texts of one meaning near each other",
}
COLUMNS = {
    "SEQ_CLS": ("text", "label"),
    "TOKEN_CLS": ("tokens", "tags"),
    "QUESTION_ANS": ("context", "answers"),
    "SEQ_2_SEQ_LM": ("source", "target"),
    "CAUSAL_LM": ("messages", ""),
    "FEATURE_EXTRACTION": ("text", "positive"),
}
"""Columns where nobody says which."""
METRICS = {"SEQ_CLS": "f1", "TOKEN_CLS": "f1", "QUESTION_ANS": "f1"}
LABELS = {"QUESTION_ANS": ["start_positions", "end_positions"], "FEATURE_EXTRACTION": []}
GENERAL = ("adapted", "check_target_modules")
ADALORA = ("count_steps", "AllocateRanks")
FEEDFORWARD = "FEEDFORWARD_MODULES"


def script_text(
    choices: ScriptChoices, method: Method, library: Library, file_name: str, feedforward: list[str]
) -> str:
    """The whole file. ``feedforward``: the target modules that IA3 takes for feed-forward layers.

    What a person gave is in the constants and nowhere else, each a literal.
    """
    pieces = [
        piece(name) for name in (*TASKS[choices.task_type], *([] if method.name == FULL else ["adapters"]))
    ]
    body = _body(pieces, choices, method, feedforward)
    body = _for_version(body, library)
    known = {name: source for each in pieces for name, source in each.imports.items()}
    if method.config:
        known |= {method.config: "peft", "TaskType": "peft"}
    constants = _constants(choices, method, file_name, feedforward)
    parts = [
        _docstring(choices, method, file_name),
        "from __future__ import annotations",
        imports_for(body + "\n\n" + "HERE = Path(__file__)\n", known),
        constants + "\n" + body,
    ]
    return "\n\n".join(parts) + '\n\n\nif __name__ == "__main__":\n    main()\n'


def _docstring(choices: ScriptChoices, method: Method, file_name: str) -> str:
    how = "all its weights" if method.name == FULL else f"{method.name} of peft"
    packages = ["torch", "transformers", "accelerate", "datasets", "tensorboard"]
    packages += [] if method.name == FULL else ["peft"]
    return f'''"""Fine-tunes a model {PURPOSES[choices.task_type]}, with {how}.

    python {file_name}
    python {file_name} --epochs 1 --batch-size 4
    accelerate launch {file_name}     # on several devices

It needs: pip install {" ".join(packages)}

The constants below say what is trained, on what and how; ``--help`` tells which of
them the command line can change. Curves are in the folder ``runs`` below the output:
tensorboard --logdir {file_name.removesuffix(".py")}/runs
"""'''


def _constants(choices: ScriptChoices, method: Method, file_name: str, feedforward: list[str]) -> str:
    text, label = COLUMNS[choices.task_type]
    text = choices.text_column or text
    label = choices.label_column or label
    stem = file_name.removesuffix(".py")
    rate = choices.learning_rate or learning_rate(method.name, choices.task_type)
    rows: list[tuple[str, Value, str]] = [
        ("MODEL", choices.model, "A folder, or an id of the Hub."),
        ("DATA", choices.data, "A file, as seen from this one, or a data set of the Hub."),
        ("TEXT_COLUMN", text, ""),
        ("LABEL_COLUMN", label, ""),
        ("HELD_OUT", 0.1, "The share of rows to evaluate on, when the data has no split for that."),
        ("OUTPUT", choices.output or stem, "As seen from this file."),
        ("EPOCHS", float(choices.epochs), ""),
        ("MAX_STEPS", -1, "-1: as many as the epochs have."),
        (
            "BATCH_SIZE",
            choices.batch_size,
            "Rows at once on a device; with gradient accumulation, so many times as many a step.",
        ),
        ("GRADIENT_ACCUMULATION", choices.gradient_accumulation, ""),
        ("GRADIENT_CHECKPOINTING", False, "True: a third slower, and much less memory."),
        ("LEARNING_RATE", rate, ""),
        ("WARMUP", 0.06, "The share of steps in which the learning rate rises."),
        ("WEIGHT_DECAY", 0.01, ""),
        ("MAX_LENGTH", choices.max_length, "Tokens; 0: as many as the model can, at most 512."),
        ("PRECISION", choices.precision, ""),
        ("SEED", 42, ""),
    ]
    if choices.task_type in {"SEQ_CLS", "TOKEN_CLS"}:
        average = "macro" if choices.unbalanced else "auto"
        rows.append(
            (
                "F1_AVERAGE",
                average,
                "auto: macro unless there are two classes of about the same size; or binary.",
            )
        )
    if method.targets:
        modules: Value = choices.target_modules or None
        if choices.target_modules == ["all-linear"]:
            modules = "all-linear"
        rows.append(
            (
                "TARGET_MODULES",
                modules,
                "Names of modules that are adapted; None: peft's choice for this kind of model.",
            )
        )
        if method.feedforward and choices.target_modules:
            rows.append((FEEDFORWARD, feedforward, "Those of them that are feed-forward layers."))
    metric = METRICS.get(choices.task_type, "loss")
    rows.append(("METRIC", metric, "Which checkpoint is the best."))
    labels: Value = LABELS.get(choices.task_type, ["labels"])
    rows.append(("LABEL_NAMES", labels, "What the model is to predict, by the names of its arguments."))
    lines = ["HERE = Path(__file__).resolve().parent"]
    lines += [assignment(name, value, comment) for name, value, comment in rows]
    return "\n".join(lines)


def _body(pieces: list[Piece], choices: ScriptChoices, method: Method, feedforward: list[str]) -> str:
    """The functions, ``main`` last."""
    definitions: dict[str, str] = {}
    for each in pieces:
        definitions |= each.definitions
    main = _main(definitions.pop("main"), method)
    if method.name != FULL:
        definitions["adapted"] = _adapted(definitions["adapted"], choices, method)
    names = _reached(main, definitions)
    chosen = [text for name, text in definitions.items() if name in names]
    constants = [text for text in chosen if not text.startswith(("def ", "class "))]
    functions = [text for text in chosen if text not in constants]
    return "\n".join(constants) + "\n\n\n" + "\n\n\n".join([*functions, main])


def _main(main: str, method: Method) -> str:
    drop = []
    if method.name == FULL:
        drop.append("model = adapted(")
    if method.name != "ADALORA":
        drop.append("callbacks=[AllocateRanks()]")
    return "\n".join(line for line in main.splitlines() if not any(text in line for text in drop))


def _adapted(function: str, choices: ScriptChoices, method: Method) -> str:
    arguments = [f"task_type=TaskType.{choices.task_type}"]
    arguments += [f"{name}={literal(value)}" for name, value in method.arguments.items()]
    steps = ""
    if method.name == "ADALORA":
        arguments += ["total_step=steps", "tinit=steps // 10", "tfinal=steps // 3"]
        steps = "steps = count_steps(rows, arguments)\n    "
    if method.targets:
        arguments.append("target_modules=TARGET_MODULES")
        if method.feedforward and choices.target_modules:
            arguments.append(f"feedforward_modules={FEEDFORWARD}")
    else:
        function = function.replace("    check_target_modules(model)\n", "")
    inside = "".join(f"        {each},\n" for each in arguments)
    return function.replace("config = CONFIG", f"{steps}config = {method.config}(\n{inside}    )")


def _reached(main: str, definitions: dict[str, str]) -> set[str]:
    """The names of definitions that ``main`` uses, directly or not."""
    reached: set[str] = set()
    waiting = [main]
    while waiting:
        used = {node.id for node in ast.walk(ast.parse(waiting.pop())) if isinstance(node, ast.Name)}
        new = (used & set(definitions)) - reached
        reached |= new
        waiting += [definitions[name] for name in new]
    return reached


def _for_version(body: str, library: Library) -> str:
    """The same with the names that an older transformers has for some arguments."""
    renamed = [
        (library.eval_strategy, "eval_strategy=", "evaluation_strategy="),
        (library.processing_class, "processing_class=", "tokenizer="),
        (not library.warmup_ratio, "warmup_steps=", "warmup_ratio="),
        (library.activation_checkpointing, "activation_checkpointing=", "gradient_checkpointing="),
        (library.dtype, "dtype=", "torch_dtype="),
    ]
    for newest, name, older in renamed:
        if not newest:
            body = re.sub(rf"(?<![\w.]){name}", older, body)
    if library.logging_dir:
        body = re.sub(r' *os\.environ\.setdefault\("TENSORBOARD_LOGGING_DIR".*\n', "", body)
        body = body.replace(
            '        report_to="tensorboard",\n',
            '        report_to="tensorboard",\n        logging_dir=f"{arguments.output}/runs",\n',
        )
    return body
