"""The variables a template reads that nobody supplies, and how it uses them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

TYPE_TESTS = {
    "true": "boolean",
    "false": "boolean",
    "boolean": "boolean",
    "string": "text",
    "mapping": "json",
    "iterable": "json",
    "sequence": "json",
}
"""What it says of a variable that the template tests whether it is one."""


@dataclass
class Usage:
    """What is known of one variable."""

    shapes: set[str] = field(default_factory=set)
    defaults: list[Any] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    def is_compared_with(self, value: Any) -> None:
        """Notes a constant that it, or its default, is compared with."""
        if isinstance(value, bool):
            self.shapes.add("boolean")
        elif isinstance(value, str):
            self.shapes.add("text")
            if value not in self.choices:
                self.choices.append(value)
        elif value is not None:
            self.shapes.add("json")

    def to_json(self, name: str) -> dict[str, Any]:
        """As ``chat_template.check`` answers it. Used in several ways, the most general shape wins."""
        default = self.defaults[0] if self.defaults else None
        if isinstance(default, bool):
            self.shapes.add("boolean")
        elif isinstance(default, str):
            self.shapes.add("text")
        elif default is not None:
            self.shapes.add("json")
        shape = next((shape for shape in ("json", "text", "boolean") if shape in self.shapes), "text")
        return {"name": name, "shape": shape, "default": default, "choices": self.choices}


def template_variables(tree: Any, supplied: set[str]) -> list[dict[str, Any]]:
    """``[{name, shape, default, choices}]`` for each variable not in ``supplied``, in alphabetical order."""
    from jinja2 import meta

    names = meta.find_undeclared_variables(tree) - supplied - _first_assigned(tree)
    usages = {name: Usage() for name in sorted(names)}
    if usages:
        _Reader(dict(usages)).read(tree)
    return [usage.to_json(name) for name, usage in usages.items()]


def _first_assigned(tree: Any) -> set[str]:
    """The names that a template assigns before it first reads them, in the order it is written.

    jinja counts them as undeclared when the assignment is in a branch, but they are not for the caller.
    """
    is_assigned: dict[str, bool] = {}

    def visit(node: Any, parameters: frozenset[str]) -> None:
        fields = dict(node.iter_fields())
        if "args" in fields and "defaults" in fields:  # A macro's parameters are its own.
            parameters |= {parameter.name for parameter in node.args}
        # What is assigned is evaluated before the name it is assigned to, but jinja lists the name first.
        target = fields.pop("target", None)
        for value in [*fields.values(), target]:
            for child in value if isinstance(value, list) else [value]:
                if hasattr(child, "iter_fields"):
                    visit(child, parameters)
        if hasattr(node, "ctx") and hasattr(node, "name") and node.name not in parameters:
            is_assigned.setdefault(node.name, node.ctx == "store")

    visit(tree, frozenset())
    return {name for name, assigned in is_assigned.items() if assigned}


class _Reader:
    """Walks a syntax tree and notes how the variables are used."""

    def __init__(self, usages: dict[str, Usage]) -> None:
        from jinja2 import nodes

        self._nodes = nodes
        self._usages = usages

    def read(self, node: Any) -> None:
        """Notes what a node says, then goes on with what is in it."""
        nodes = self._nodes
        if isinstance(node, nodes.Test):
            self._note_test(node)
        elif isinstance(node, nodes.Filter):
            self._note_filter(node)
        elif isinstance(node, nodes.Compare):
            self._note_comparison(node)
        elif isinstance(node, nodes.If | nodes.CondExpr):
            self._note_truth(node.test)
            self._note_fallback(node)
        elif isinstance(node, nodes.Not):
            self._note_truth(node.node)
        elif isinstance(node, nodes.And | nodes.Or):
            self._note_truth(node.left)
            self._note_truth(node.right)
            if isinstance(node, nodes.Or):
                self._note_default(node.left, node.right)
        elif isinstance(node, nodes.For):
            self._note_shape(node.iter, "json")
        elif isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Call):
            self._note_shape(node.node, "json")
        elif isinstance(node, nodes.Assign):
            self._note_alias(node)
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                self._note_shape(child, "text")
        elif isinstance(node, nodes.Add | nodes.Concat):
            for child in node.iter_child_nodes():
                self._note_shape(child, "text")
        for child in node.iter_child_nodes():
            self.read(child)

    def _note_alias(self, node: Any) -> None:
        """``{% set tools = custom_tools %}``: from here on, using the one is using the other."""
        value = node.node.expr1 if isinstance(node.node, self._nodes.CondExpr) else node.node
        usage = self._usage(value)
        if usage is not None and isinstance(node.target, self._nodes.Name):
            self._usages.setdefault(node.target.name, usage)

    def _usage(self, node: Any) -> Usage | None:
        """The usage of the variable that an expression stands for, with or without a default."""
        if isinstance(node, self._nodes.Filter) and node.name in ("default", "d"):
            node = node.node
        return self._usages.get(node.name) if isinstance(node, self._nodes.Name) else None

    def _note_shape(self, node: Any, shape: str) -> None:
        usage = self._usage(node)
        if usage is not None:
            usage.shapes.add(shape)

    def _note_truth(self, node: Any) -> None:
        """A condition that is just the variable: true or false matters. ``x and x.y`` says nothing of it."""
        usage = self._usage(node)
        if usage is not None:
            usage.shapes.add("boolean")

    def _note_test(self, node: Any) -> None:
        usage = self._usage(node.node)
        if usage is None:
            return
        if node.name in TYPE_TESTS:
            usage.shapes.add(TYPE_TESTS[node.name])
        elif node.name in ("eq", "equalto", "ne", "sameas", "==", "!=") and node.args:
            usage.is_compared_with(self._constant(node.args[0]))

    def _note_filter(self, node: Any) -> None:
        usage = self._usage(node)
        if usage is None:
            self._note_filtered(node)
        elif node.name in ("default", "d") and node.args:
            self._note_default(node.node, node.args[0])

    def _note_filtered(self, node: Any) -> None:
        """``x | trim`` wants a text, ``x | tojson`` whatever there is."""
        shapes = {"trim": "text", "upper": "text", "lower": "text", "tojson": "json", "length": "json"}
        if node.node is not None and node.name in shapes:
            self._note_shape(node.node, shapes[node.name])

    def _note_comparison(self, node: Any) -> None:
        """``x == 'a'``, ``'a' == x``, ``x in ['a', 'b']``."""
        for operand in node.ops:
            for one, other in ((node.expr, operand.expr), (operand.expr, node.expr)):
                usage = self._usage(one)
                if usage is None:
                    continue
                if operand.op not in ("in", "notin"):
                    usage.is_compared_with(self._constant(other))
                elif one is operand.expr:
                    usage.shapes.add("json")  # Something is looked for in it.
                else:
                    for item in self._constant(other) or []:
                        usage.is_compared_with(item)

    def _note_fallback(self, node: Any) -> None:
        """``{% if x is not defined %}{% set x = value %}{% endif %}``, and the same as an expression."""
        nodes = self._nodes
        name = self._name_tested_undefined(node.test)
        if name is None:
            if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
                # ``x if x is defined else value``
                self._note_default(node.expr1, node.expr2)
            return
        if isinstance(node, nodes.CondExpr):
            values = [node.expr1]
        else:
            values = [
                statement.node
                for statement in node.body
                if isinstance(statement, nodes.Assign)
                and isinstance(statement.target, nodes.Name)
                and statement.target.name == name
            ]
        for value in values:
            self._note_default(nodes.Name(name, "load"), value)

    def _note_default(self, node: Any, value: Any) -> None:
        """``value`` is used where there is no ``node``."""
        usage = self._usage(node)
        constant = self._constant(value)
        if usage is not None and constant is not None:
            usage.defaults.append(constant)

    def _name_tested_undefined(self, test: Any) -> str | None:
        """``x`` of ``x is not defined``, ``not x is defined`` and ``x is undefined``."""
        nodes = self._nodes
        wanted = "undefined"
        if isinstance(test, nodes.Not):
            test, wanted = test.node, "defined"
        if isinstance(test, nodes.Test) and test.name == wanted and isinstance(test.node, nodes.Name):
            return test.node.name if test.node.name in self._usages else None
        return None

    def _constant(self, node: Any) -> Any:
        """A literal's value; ``None`` when it is not one, or not one that JSON has."""
        try:
            value = node.as_const()
        except Exception:  # ``nodes.Impossible``, or what evaluating raises.
            return None
        if isinstance(value, tuple):
            return list(value)
        return value if isinstance(value, str | bool | int | float | list | dict) else None
