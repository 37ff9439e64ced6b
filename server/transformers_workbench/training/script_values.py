"""What expressions of a script stand for, as far as it can be said without running it: constants, names that
are given one constant, and arguments of the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from transformers_workbench.positions import split_lines

TRIES = 50
"""Statements that do not parse are left out one after the other: a script that is being typed has few."""
SIZE_LIMIT = 2**19
"""Characters; what follows is not read. The tree of a dense text takes 300 times its size."""
DTYPES = ("float32", "float16", "bfloat16", "half", "float")


class _Unknown:
    """A value that only running the script could tell."""


UNKNOWN: Final = _Unknown()


@attrs.frozen
class Said:
    """A value that a script says. ``line``: where, from 1; 0: on the command line."""

    value: Any
    line: int


def parse(text: str) -> ast.Module:
    """The script without the statements that do not parse; empty when it cannot be read at all."""
    lines = [line.rstrip("\r\n") for line in split_lines(text[:SIZE_LIMIT])]
    for _ in range(TRIES):
        try:
            return ast.parse("\n".join(lines))
        except SyntaxError as error:
            broken = (error.lineno or 0) - 1
            if not 0 <= broken < len(lines) or lines[broken].strip() == "pass":
                break
            indent = len(lines[broken]) - len(lines[broken].lstrip())
            lines[broken] = f"{' ' * indent}pass"
        except (ValueError, RecursionError, MemoryError):
            break
    return ast.Module(body=[], type_ignores=[])


def name_of(function: ast.expr) -> str:
    """``from_pretrained`` of ``AutoModel.from_pretrained``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


class Values:
    """What names and expressions of one script stand for."""

    def __init__(self, tree: ast.Module, arguments: Sequence[str]) -> None:
        self._names: dict[str, ast.expr | None] = {}
        self.given = dict(_given(arguments))
        """Name of an option, without dashes → its text; ``None``: a flag."""
        self.options: dict[str, Said] = {}
        """What the command line's parser, or a dataclass, has for a name."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                self._assign(node)
            elif isinstance(node, ast.Call) and name_of(node.func) == "add_argument":
                self._option(node)
            elif isinstance(node, ast.ClassDef) and any(
                "dataclass" in ast.dump(d) for d in node.decorator_list
            ):
                self._fields(node)

    def of(self, node: ast.expr | None, depth: int = 0) -> Any:
        """The value of an expression, or ``UNKNOWN``."""
        if node is None or depth > 8:
            return UNKNOWN
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self.of(self._names.get(node.id), depth + 1)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            return [self.of(each, depth + 1) for each in node.elts]
        if isinstance(node, ast.Dict):
            return {
                self.of(key, depth + 1): self.of(value, depth + 1)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            }
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self.of(node.operand, depth + 1)
            return -value if isinstance(value, int | float) else UNKNOWN
        if isinstance(node, ast.BinOp):
            return self._operation(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        return UNKNOWN

    def line_of(self, node: ast.expr) -> int:
        """The line that says the value: of the option's default, or of the name's constant; 0: of neither,
        but the command line."""
        if isinstance(node, ast.Name) and (held := self._names.get(node.id)) is not None:
            return held.lineno
        if isinstance(node, ast.Attribute) and node.attr in self.options:
            return self.options[node.attr].line
        return node.lineno

    def call_of(self, node: ast.expr | None) -> ast.Call | None:
        """The call that an expression is, or that the name was given."""
        if isinstance(node, ast.Name):
            node = self._names.get(node.id)
        return node if isinstance(node, ast.Call) else None

    def _attribute(self, node: ast.Attribute) -> Any:
        if isinstance(node.value, ast.Name) and node.value.id == "torch" and node.attr in DTYPES:
            return {"half": "float16", "float": "float32"}.get(node.attr, node.attr)
        option = self.options.get(node.attr)
        return UNKNOWN if option is None else option.value

    def _operation(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self.of(node.left, depth + 1), self.of(node.right, depth + 1)
        if isinstance(node.op, ast.Div) and isinstance(left, str) and isinstance(right, str):
            return f"{left.rstrip('/')}/{right}"  # Of paths.
        try:
            if isinstance(node.op, ast.Add) and type(left) is type(right) and isinstance(left, str | int):
                return left + right
            if isinstance(node.op, ast.Mult) and isinstance(left, int) and isinstance(right, int):
                return left * right if max(abs(left), abs(right)) < 2**31 else UNKNOWN
            if isinstance(node.op, ast.FloorDiv) and isinstance(left, int) and isinstance(right, int):
                return left // right
        except (TypeError, ZeroDivisionError):
            return UNKNOWN
        return UNKNOWN

    def _call(self, node: ast.Call, depth: int) -> Any:
        values = [self.of(each, depth + 1) for each in node.args]
        name = name_of(node.func)
        if name in {"Path", "str", "int", "float", "expanduser"} and len(values) == 1:
            return values[0]
        if name in {"join", "Path"} and values and all(isinstance(value, str) for value in values):
            return "/".join(value.rstrip("/") for value in values)
        return UNKNOWN

    def _assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                # A name that is given two things is neither.
                is_new = target.id not in self._names
                self._names[target.id] = node.value if is_new else None

    def _option(self, node: ast.Call) -> None:
        flags = [
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        named = {each.arg: each.value for each in node.keywords if each.arg}
        names = [flag.lstrip("-").replace("-", "_") for flag in flags]
        if not names:
            return
        longest = next((flag for flag in flags if flag.startswith("--")), flags[0])
        target = self.of(named["dest"]) if "dest" in named else longest.lstrip("-").replace("-", "_")
        action = self.of(named.get("action"))
        default = self.of(named["default"]) if "default" in named else UNKNOWN
        if default is UNKNOWN and action == "store_true":
            default = False
        said = next((name for name in names if name in self.given), None)
        if said is not None:
            text = self.given[said]
            value = (action != "store_false") if text is None else typed(text)
            self.options[str(target)] = Said(value, 0)
        else:
            self.options[str(target)] = Said(default, node.lineno)

    def _fields(self, node: ast.ClassDef) -> None:
        """The fields of a dataclass, which ``HfArgumentParser`` makes options of."""
        for each in node.body:
            if not isinstance(each, ast.AnnAssign) or not isinstance(each.target, ast.Name):
                continue
            name, value = each.target.id, each.value
            if isinstance(value, ast.Call) and name_of(value.func) == "field":
                value = next((word.value for word in value.keywords if word.arg == "default"), None)
            if name in self.given:
                self.options[name] = Said(typed(self.given[name] or "true"), 0)
            elif value is not None:
                self.options[name] = Said(self.of(value), each.lineno)


def typed(text: str) -> Any:
    """A word of the command line as the value that it looks like."""
    if text.lower() in {"true", "false"}:
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _given(arguments: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Options of a command line: ``--name value``, ``--name=value``, ``--flag``."""
    for index, word in enumerate(arguments):
        if not word.startswith("-") or word.lstrip("-")[:1].isdigit():
            continue
        name, equals, value = word.lstrip("-").partition("=")
        following = arguments[index + 1] if index + 1 < len(arguments) else "-"
        if equals:
            yield name.replace("-", "_"), value
        else:
            yield name.replace("-", "_"), None if following.startswith("-") else following
