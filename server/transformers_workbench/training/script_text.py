"""Writes the script."""

from __future__ import annotations

import ast
import re

from transformers_workbench.protocol import ScriptChoices, TaskType
from transformers_workbench.training.script_choices import FULL, Library, Method
from transformers_workbench.training.script_constants import FEEDFORWARD, constants
from transformers_workbench.training.script_literals import literal
from transformers_workbench.training.script_pieces import Piece, imports_for, piece

TASKS: dict[TaskType, tuple[str, ...]] = {
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


def script_text(
    choices: ScriptChoices, method: Method, library: Library, file_name: str, feedforward: list[str]
) -> str:
    """The whole file. ``feedforward``: the target modules that IA3 takes for feed-forward layers.

    What a person gave is in the constants and nowhere else, each a literal.
    """
    more = "full_weights" if method.name == FULL else "adapters"
    pieces = [piece(name) for name in (*TASKS[choices.task_type], more)]
    body = _body(pieces, choices, method)
    body = _for_version(body, library)
    known = {name: source for each in pieces for name, source in each.imports.items()}
    if method.config:
        known |= {method.config: "peft", "TaskType": "peft"}
    top = constants(choices, method, file_name.removesuffix(".py"), feedforward)
    parts = [
        _docstring(choices, method, file_name),
        "from __future__ import annotations",
        imports_for(body + "\n\n" + "HERE = Path(__file__)\n", known),
        top + "\n" + body,
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


def _body(pieces: list[Piece], choices: ScriptChoices, method: Method) -> str:
    """The functions, ``main`` last."""
    definitions: dict[str, str] = {}
    for each in pieces:
        definitions |= each.definitions
    main = _main(definitions.pop("main"), method)
    if method.name != FULL:
        definitions["adapted"] = _adapted(definitions["adapted"], choices, method)
    names = _reached(main, definitions)
    chosen = [text for name, text in definitions.items() if name in names]
    values = [text for text in chosen if not text.startswith(("def ", "class "))]
    functions = [text for text in chosen if text not in values]
    return "\n".join(values) + "\n\n\n" + "\n\n\n".join([*functions, main])


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
