"""Where a Python script says the value of an argument of the trainer's: the one line to change."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence

from transformers_workbench.health.python_text import python_text
from transformers_workbench.health.script_insertion import Lines, Place, inserted
from transformers_workbench.health.script_names import Names, Option, fields, is_dataclass, is_literal
from transformers_workbench.training.script_reading import ARGUMENTS
from transformers_workbench.training.script_values import name_of, parse, typed

__all__ = ["Option", "Place", "Script", "find_place"]

LARGEST = 2**18
"""Characters. Python does nothing else while it parses a text, and nobody writes so long a script."""

SAME = 1e-6
"""Of a number that two ways of writing it differ by."""
EXCLUDES = {"bf16": "fp16", "fp16": "bf16"}
"""Who switches one on must switch the other off: the library takes one of them only."""
STRATEGIES = ("eval_strategy", "evaluation_strategy", "save_strategy")


class Script:
    """A script that is run with the words ``given``."""

    def __init__(self, text: str, given: Sequence[str] = ()) -> None:
        text = text.removeprefix("\ufeff")
        text = text if len(text) <= LARGEST else ""
        self._lines = Lines(text)
        try:
            self._names = Names(parse(text), given)
        except (RecursionError, UnicodeError):
            self._names = Names(ast.Module([], []), given)

    def place(
        self, argument: str, suggested: object, *, ran_with: object = None, logged: object = None
    ) -> Place | Option | None:
        """Where the value of an argument is said. ``ran_with``: what the run had; a script that says anything
        else was changed since, and has no place. ``logged``: what the log tells of it, which is near it at
        best: what has left the way from there to ``suggested`` has no place either.

        ``None``: it is not said in so many words, or not once.
        """
        new_text = python_text(_whole(argument, suggested))
        if not new_text:
            return None
        try:
            said = _said(self._names, self._lines, argument, new_text)
            if isinstance(said, Option | Place) or said is None:
                return said
            return _changed(self._lines, said, suggested, new_text, ran_with, logged)
        except (RecursionError, UnicodeError):
            return None


def find_place(
    text: str,
    argument: str,
    suggested: object,
    given: Sequence[str] = (),
    *,
    ran_with: object = None,
    logged: object = None,
) -> Place | Option | None:
    """The place in a script that is asked once; see ``Script``."""
    return Script(text, given).place(argument, suggested, ran_with=ran_with, logged=logged)


def _whole(argument: str, value: object) -> object:
    """Steps are counted: what was reckoned as 60.0 is 60."""
    is_count = isinstance(value, float) and argument.endswith("_steps") and value == math.floor(value)
    return int(value) if is_count else value  # type: ignore[call-overload]


def _said(names: Names, lines: Lines, argument: str, new_text: str) -> ast.expr | Option | Place | None:
    calls = [call for call in names.calls if _is_of_arguments(names, call.func)]
    if not calls:
        return _of_parser(names, argument)
    found = [_of_call(names, lines, call, argument, new_text) for call in calls]
    known = [each for each in found if isinstance(each, ast.expr | Option)]
    stored = [value for owner, value in names.stored.get(argument, ()) if _may_be(names, owner, calls)]
    if stored:
        value = stored[0] if len(stored) == 1 and not known else None
        return value if value is not None and is_literal(value) else None
    if len({id(each) if isinstance(each, ast.expr) else each for each in known}) == 1 and None not in found:
        return known[0]
    return found[0] if len(found) == 1 else None


def _is_of_arguments(names: Names, called: ast.expr) -> bool:
    """Whether it is a class of the library's arguments, or one of the script's own that is made of one."""
    name = name_of(called)
    own = names.classes.get(name)
    bases = [name_of(base) for base in own.bases] if own is not None else [name]
    return any(ARGUMENTS.fullmatch(names.imported.get(base, base)) for base in bases)


def _may_be(names: Names, owner: ast.expr, calls: Sequence[ast.Call]) -> bool:
    """Whether what gets an attribute may be one of these arguments."""
    if not isinstance(owner, ast.Name) or owner.id in ("self", "cls"):
        return False
    held = names.value(owner.id)
    return held is None or any(held is call for call in calls)


def _of_parser(names: Names, argument: str) -> ast.expr | Option | None:
    """Of ``HfArgumentParser``: a class of the script's own has the default, and each field is an option."""
    if not names.parses_classes:
        return None
    if argument in names.given:
        return Option(f"--{argument}")
    for each in names.classes.values():
        is_own = _is_of_arguments(names, ast.Name(each.name))
        if is_own and argument in fields(each):
            return names.constant(fields(each)[argument])
    return Option(f"--{argument}")


def _of_call(
    names: Names, lines: Lines, call: ast.Call, argument: str, new_text: str
) -> ast.expr | Option | Place | None:
    is_open = len(call.args) > 1 or any(isinstance(each, ast.Starred) for each in call.args)
    for word in call.keywords:
        if word.arg == argument:
            return names.constant(word.value)
        if word.arg is not None:
            continue
        items = names.items(word.value)
        if items is not None and argument in items:
            return names.constant(items[argument])
        if items is None:
            if _is_of_options(word.value) and (names.declares(argument) or argument in names.given):
                return names.option(argument)
            is_open = True
    own = names.classes.get(name_of(call.func))
    if own is not None and is_dataclass(own) and argument in fields(own) and not is_open:
        return names.constant(fields(own)[argument])
    # What is not seen whole may say it already, and to say it twice is an error.
    if is_open or not _goes_with(names, call, argument, new_text):
        return None
    other = EXCLUDES.get(argument)
    if other is not None and new_text == "True":
        for word in call.keywords:
            if word.arg == other and isinstance(word.value, ast.Constant) and word.value.value is True:
                return lines.replaced(word, f"{argument}=True")
    return inserted(lines, call, argument, new_text)


def _is_of_options(node: ast.expr) -> bool:
    """``vars(args)``, ``asdict(args)``, ``args.__dict__``."""
    if isinstance(node, ast.Call):
        return name_of(node.func) in {"vars", "asdict"}
    return isinstance(node, ast.Attribute) and node.attr == "__dict__"


def _goes_with(names: Names, call: ast.Call, argument: str, new_text: str) -> bool:
    """Whether the library takes it beside what the call says."""
    said = {word.arg: names.constant(word.value) for word in call.keywords if word.arg}
    values = {name: node.value for name, node in said.items() if isinstance(node, ast.Constant)}
    if argument == "load_best_model_at_end" and new_text == "True":
        evaluates = values.get("eval_strategy", values.get("evaluation_strategy"))
        return evaluates in ("steps", "epoch") and evaluates == values.get("save_strategy", "steps")
    other = EXCLUDES.get(argument)
    if other in said and new_text == "True":
        return values.get(other) is False or any(
            word.arg == other and isinstance(word.value, ast.Constant) for word in call.keywords
        )
    return True


def _changed(
    lines: Lines, node: ast.expr, suggested: object, new_text: str, ran_with: object, logged: object
) -> Place | None:
    """The place of a literal, if there is something to change."""
    value = ast.literal_eval(node)
    is_quoted = isinstance(value, str) and not isinstance(suggested, str)
    value = typed(value) if is_quoted else value
    if value is None or isinstance(value, str) != isinstance(suggested, str) or _same(value, suggested):
        return None
    if ran_with is not None and not _same(value, ran_with):
        return None
    if ran_with is None and logged is not None and not _is_on_the_way(value, logged, suggested):
        return None
    if is_quoted:
        quote = lines.text_of(node)[:1]
        if quote not in ("'", '"'):
            return None
        new_text = quote + new_text + quote
    return lines.replaced(node, new_text)


def _same(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or not _are_numbers(one, other):
        return one == other or str(one) == str(other)
    return math.isclose(float(one), float(other), rel_tol=SAME)  # type: ignore[arg-type]


def _is_on_the_way(value: object, logged: object, suggested: object) -> bool:
    if not _are_numbers(value, logged, suggested) or isinstance(value, bool):
        return True
    said, seen, wanted = float(value), float(logged), float(suggested)  # type: ignore[arg-type]
    return (said - wanted) * (seen - wanted) > 0 or math.isclose(seen, wanted)


def _are_numbers(*values: object) -> bool:
    return all(isinstance(value, (int, float)) for value in values)
