"""Follows an expression of a script to the constant that it stands for, through names, classes, dictionaries
and options of the command line."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from transformers_workbench.training.script_values import Values, name_of

DEEPEST = 8
"""Names of names: nobody writes more."""
PARSERS = frozenset({"HfArgumentParser", "TrlParser"})
"""They make options of the command line out of the fields of dataclasses."""
_NAMED = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.ExceptHandler,
    ast.MatchAs,
    ast.MatchStar,
)
CHANGES = frozenset({"update", "setdefault", "pop", "clear"})
"""What a dictionary is told by these is not where it is written."""


@attrs.frozen
class Option:
    """It comes by the command line. ``name``: with its dashes, as ``--learning_rate``."""

    name: str


@attrs.frozen
class _Declared:
    """An option of argparse's. ``default`` ``None``: it has none."""

    flags: tuple[str, ...]
    default: ast.expr | None

    @property
    def flag(self) -> str:
        return next((flag for flag in self.flags if flag.startswith("--")), self.flags[0])


class Names:
    """The names of one script, run with these arguments."""

    def __init__(self, tree: ast.Module, arguments: Sequence[str]) -> None:
        self.given: Mapping[str, str | None] = Values(ast.Module([], []), arguments).given
        self.calls: list[ast.Call] = []
        self.stored: dict[str, list[tuple[ast.expr, ast.expr | None]]] = {}
        """Attribute → of what it is assigned, and what; ``None``: it is changed otherwise."""
        self.classes: dict[str, ast.ClassDef] = {}
        self.imported: dict[str, str] = {}
        """Name here → name where it is from."""
        self.parses_classes = False
        self._bound: Counter[str] = Counter()
        self._values: dict[str, ast.expr] = {}
        self._options: dict[str, _Declared] = {}
        self._changed: set[str] = set()
        """Names of what gets or loses items."""
        for node in ast.walk(tree):
            self._note(node)

    def constant(self, node: ast.expr | None, depth: int = 0) -> ast.expr | Option | None:
        """The literal that an expression stands for; ``None``: it is reckoned, or cannot be followed."""
        if node is None or depth > DEEPEST:
            return None
        if is_literal(node):
            return node
        if isinstance(node, ast.Name):
            return self.constant(self.value(node.id), depth + 1)
        if isinstance(node, ast.Attribute):
            return self._attribute(node, depth)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            items = self.items(node.value)
            return None if items is None else self.constant(items.get(str(node.slice.value)), depth + 1)
        if isinstance(node, ast.Call) and name_of(node.func) in {"float", "int"} and len(node.args) == 1:
            return self.constant(node.args[0], depth + 1)
        return None

    def value(self, name: str) -> ast.expr | None:
        """What a name is given, if it is given one thing only."""
        return self._values.get(name) if self._bound[name] == 1 else None

    def items(self, node: ast.expr, depth: int = 0) -> Mapping[str, ast.expr] | None:
        """The items of a dictionary that is written down, whole, and not changed afterwards."""
        if isinstance(node, ast.Name):
            held = self.value(node.id)
            if held is None or node.id in self._changed or depth > DEEPEST:
                return None
            return self.items(held, depth + 1)
        if isinstance(node, ast.Dict):
            if not all(isinstance(key, ast.Constant) for key in node.keys):
                return None
            pairs = zip(node.keys, node.values, strict=True)
            return {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}
        if isinstance(node, ast.Call) and name_of(node.func) == "dict" and not node.args:
            if any(word.arg is None for word in node.keywords):
                return None
            return {word.arg: word.value for word in node.keywords if word.arg}
        return None

    def option(self, name: str, depth: int = 0) -> ast.expr | Option | None:
        """What the command line says for a name, else the default that it is declared with."""
        declared = self._options.get(name)
        if declared is not None:
            if any(flag.lstrip("-").replace("-", "_") in self.given for flag in declared.flags):
                return Option(declared.flag)
            return self.constant(declared.default, depth + 1)
        if name in self.given:
            return Option(f"--{name}")
        holders = [each for each in self.classes.values() if is_dataclass(each) and name in fields(each)]
        return self.constant(fields(holders[0])[name], depth + 1) if len(holders) == 1 else None

    def declares(self, name: str) -> bool:
        """Whether there is such an option of argparse's."""
        return name in self._options

    def class_of(self, node: ast.expr) -> ast.ClassDef | None:
        """The class of this script that an expression is, or is one of."""
        if isinstance(node, ast.Name):
            return self.classes.get(node.id) or self.class_of_call(self.value(node.id))
        return self.class_of_call(node)

    def class_of_call(self, node: ast.expr | None) -> ast.ClassDef | None:
        """The class that is called."""
        return self.classes.get(name_of(node.func)) if isinstance(node, ast.Call) else None

    def _attribute(self, node: ast.Attribute, depth: int) -> ast.expr | Option | None:
        of_itself = _is_itself(node.value)
        if any(_is_itself(owner) == of_itself for owner, _ in self.stored.get(node.attr, ())):
            return None
        holder = self.class_of(node.value)
        if holder is not None and node.attr in fields(holder):
            made = self.value(node.value.id) if isinstance(node.value, ast.Name) else node.value
            if isinstance(made, ast.Call):
                if made.args or any(word.arg is None for word in made.keywords):
                    return None
                said = next((word.value for word in made.keywords if word.arg == node.attr), None)
                if said is not None:
                    return self.constant(said, depth + 1)
            return self.constant(fields(holder)[node.attr], depth + 1)
        return self.option(node.attr, depth)

    def _note(self, node: ast.AST) -> None:
        for name in bound_names(node):
            self._bound[name] += 1
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._values[target.id] = node.value
                elif isinstance(target, ast.Attribute):
                    self.stored.setdefault(target.attr, []).append((target.value, node.value))
                elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                    self._changed.add(target.value.id)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            self._values[node.target.id] = node.value
        elif isinstance(node, ast.AugAssign | ast.Delete):
            targets = node.targets if isinstance(node, ast.Delete) else [node.target]
            for each in targets:
                if isinstance(each, ast.Subscript) and isinstance(each.value, ast.Name):
                    self._changed.add(each.value.id)
                elif isinstance(each, ast.Attribute):
                    self.stored.setdefault(each.attr, []).append((each.value, None))
        elif isinstance(node, ast.ImportFrom):
            self.imported |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ClassDef):
            self.classes[node.name] = node
        elif isinstance(node, ast.Call):
            self._note_call(node)

    def _note_call(self, node: ast.Call) -> None:
        self.calls.append(node)
        name = name_of(node.func)
        if name in PARSERS:
            self.parses_classes = True
        elif name == "add_argument":
            self._declare(node)
        elif name in CHANGES and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name):
                self._changed.add(owner.id)

    def _declare(self, node: ast.Call) -> None:
        flags = tuple(
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
        if not flags:
            return
        named = {word.arg: word.value for word in node.keywords if word.arg}
        declared = _Declared(flags, named.get("default"))
        target = named.get("dest")
        name = target.value if isinstance(target, ast.Constant) else declared.flag
        self._options[str(name).lstrip("-").replace("-", "_")] = declared


def _is_itself(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def is_literal(node: ast.expr) -> bool:
    """A number, text, ``True``, ``False`` or ``None`` as it stands."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
        return isinstance(node, ast.Constant) and type(node.value) in (int, float)
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str, type(None)))


def is_dataclass(node: ast.ClassDef) -> bool:
    """Whether it is decorated so."""
    marks = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(name_of(mark) == "dataclass" for mark in marks)


def fields(node: ast.ClassDef) -> Mapping[str, ast.expr]:
    """What its body gives its names; of ``field(default=…)`` the default."""
    found: dict[str, ast.expr] = {}
    for each in node.body:
        target: ast.expr | None = each.target if isinstance(each, ast.AnnAssign) else None
        if isinstance(each, ast.Assign) and len(each.targets) == 1:
            target = each.targets[0]
        value = each.value if isinstance(each, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call) and name_of(value.func) == "field":
            value = next((word.value for word in value.keywords if word.arg == "default"), None)
        if isinstance(target, ast.Name) and value is not None:
            found[target.id] = value
    return found


def bound_names(node: ast.AST) -> Iterator[str]:
    """The names that one node gives something to."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, _NAMED) and node.name:
        yield node.name
