"""Marks in a rendered text: where each turn of a loop over the messages begins and ends.

The template's syntax tree gets a call at the start of every turn of every loop and after every loop. Which of
these loops are over messages is seen while it runs: the loop's variable *is* one of the messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

TURN = "transformers_workbench_turn"
LOOP_END = "transformers_workbench_loop_end"
PROMPT_BEGIN = "transformers_workbench_prompt_begin"
"""Attributes of the environment, which only generated code can reach: a template has no name for them."""

FRAME = -1
"""The number in a mark behind which no message's turn is going on."""

PROMPT = -2
"""The number in a mark behind which the generation prompt is written."""

SENTINELS = tuple(chr(0x10F800 + offset) for offset in range(16))
"""Private-use characters: no filter strips them, changes their case or escapes them."""


class Marks:
    """Makes the marks of one rendering."""

    def __init__(self, messages: Any, sentinel: str) -> None:
        self._sentinel = sentinel
        self._current = FRAME
        self._loops: list[tuple[int, int]] = []
        """The loops that are running, innermost last: a loop's number, and the message its turn is about."""
        self._by_identity: dict[int, int] = {}
        self._by_content: dict[int, int | None] = {}
        for index, message in enumerate(messages if isinstance(messages, list) else []):
            self._by_identity[id(message)] = index
            content = message.get("content") if isinstance(message, Mapping) else None
            # A template may copy a message to change it, but the content's text remains the same object.
            # Python shares texts of one character, so that they identify nothing.
            if isinstance(content, str) and len(content) > 1:
                self._by_content[id(content)] = None if id(content) in self._by_content else index

    def turn(self, loop: int, value: Any) -> str:
        """A turn of a loop begins, with this value of its variable."""
        self._leave(loop)
        self._loops.append((loop, self._index_of(value)))
        return self._mark()

    def prompt_begin(self, number: int) -> str:
        """The branch for ``add_generation_prompt`` begins. It is numbered, and ends, like a loop."""
        self._loops.append((number, PROMPT))
        return self._mark()

    def loop_end(self, loop: int) -> str:
        """A loop is over, be it by ``break``."""
        self._leave(loop)
        return self._mark()

    def _leave(self, loop: int) -> None:
        numbers = [number for number, _ in self._loops]
        if loop in numbers:
            del self._loops[len(numbers) - 1 - numbers[::-1].index(loop) :]

    def _index_of(self, value: Any) -> int:
        index: int | None = self._by_identity.get(id(value))
        if index is None and isinstance(value, Mapping):
            index = self._by_content.get(id(value.get("content")))
        return FRAME if index is None else index

    def _mark(self) -> str:
        """What to put into the text: nothing when it goes on being about the same message."""
        about = next((index for _, index in reversed(self._loops) if index != FRAME), FRAME)
        if about == self._current:
            return ""
        self._current = about
        return f"{self._sentinel}{about}{self._sentinel}"


def read_marks(marked: str, sentinel: str) -> tuple[str, list[tuple[int, int, int]]]:
    """The text without its marks, and ``(start, end, message)`` of each stretch, or ``FRAME``, ``PROMPT``."""
    parts = re.split(f"{sentinel}(-?[0-9]+){sentinel}", marked)
    stretches = []
    position = 0
    about = FRAME
    for index, part in enumerate(parts):
        if index % 2:
            about = int(part)
        elif part:
            stretches.append((position, position + len(part), about))
            position += len(part)
    return "".join(parts[::2]), stretches


def compile_marked(environment: Any, source: str) -> Any:
    """The template with the calls in it, for the environment of the library's own compiled template."""
    tree = environment.parse(source)
    _Marker().mark(tree)
    code = environment.compile(tree)
    return environment.template_class.from_code(environment, code, environment.make_globals(None), None)


class _Marker:
    """Puts the calls into a syntax tree."""

    def __init__(self) -> None:
        from jinja2 import nodes

        self._nodes = nodes
        self._count = 0

    def mark(self, node: Any, in_loop: bool = False) -> None:
        """Marks all loops below a node, and outside of loops the branches for the generation prompt."""
        nodes = self._nodes
        for field in node.fields:
            value = getattr(node, field)
            if not isinstance(value, list):
                continue
            replaced = []
            for child in value:
                replaced.append(child)
                if isinstance(child, nodes.For) and isinstance(child.target, nodes.Name):
                    replaced.append(self._mark_loop(child))
            value[:] = replaced
        if isinstance(node, nodes.If) and not in_loop and self._is_for_prompt(node.test):
            number = self._next_number(node)
            node.body = [self._call(PROMPT_BEGIN, number), *node.body, self._call(LOOP_END, number)]
        for child in node.iter_child_nodes():
            self.mark(child, in_loop or isinstance(node, nodes.For))

    def _is_for_prompt(self, test: Any) -> bool:
        """Whether a condition wants ``add_generation_prompt``, which it is not when it is negated."""
        nodes = self._nodes
        if isinstance(test, nodes.And):
            return self._is_for_prompt(test.left) or self._is_for_prompt(test.right)
        return isinstance(test, nodes.Name) and test.name == "add_generation_prompt"

    def _next_number(self, node: Any) -> Any:
        """A number of its own for a loop or a branch."""
        self._count += 1
        return self._nodes.Const(self._count, lineno=node.lineno)

    def _mark_loop(self, loop: Any) -> Any:
        """Marks the turns of a loop; returns what to put behind it."""
        nodes = self._nodes
        number = self._next_number(loop)
        name = loop.target.name
        body = [self._call(TURN, number, nodes.Name(name, "load", lineno=loop.lineno))]
        for statement in loop.body:
            body.append(statement)
            # ``{% for i in range(…) %}{% set message = messages[i] %}``: the turn is that message's.
            if self._picks_by(statement, name):
                target = nodes.Name(statement.target.name, "load", lineno=statement.lineno)
                body.append(self._call(TURN, number, target))
        loop.body = body
        return self._call(LOOP_END, number)

    def _picks_by(self, statement: Any, name: str) -> bool:
        """Whether a statement is ``{% set … = …[…name…] %}``."""
        nodes = self._nodes
        if not (
            isinstance(statement, nodes.Assign)
            and isinstance(statement.target, nodes.Name)
            and isinstance(statement.node, nodes.Getitem)
        ):
            return False
        index = statement.node.arg
        # ``find_all`` leaves out the node itself.
        return any(
            isinstance(used, nodes.Name) and used.name == name
            for used in (index, *index.find_all(nodes.Name))
        )

    def _call(self, attribute: str, *arguments: Any) -> Any:
        """An output of what ``environment.<attribute>(…)`` returns."""
        nodes = self._nodes
        line = arguments[0].lineno
        function = nodes.EnvironmentAttribute(attribute, lineno=line)
        call = nodes.Call(function, list(arguments), [], None, None, lineno=line)
        return nodes.Output([call], lineno=line)
