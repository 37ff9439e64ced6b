"""The exact Python that gives the text of a preview."""

from __future__ import annotations

from keyword import iskeyword
from pprint import pformat
from typing import Any
from unicodedata import normalize

from transformers_workbench.protocol import Conversation

_WIDTH = 100


def python_call(
    conversation: Conversation,
    model: str | None,
    template_file: str | None,
    name: str | None = None,
    revision: str | None = None,
    template_text: str | None = None,
) -> str:
    """A stand-alone script: ``model`` is a path or repository id (at ``revision``), ``template_file`` a
    jinja file that is used in place of the model's own template, ``name`` one of its named templates.
    ``template_text`` is a template that has no file of its own."""
    lines = ["from transformers import AutoTokenizer", ""]
    if template_file is not None:
        lines = ["from pathlib import Path", "", *lines]
    pretrained = model or "path/to/model"
    at = f", revision={revision!r}" if revision is not None else ""
    lines += [f"tokenizer = AutoTokenizer.from_pretrained({pretrained!r}{at})"]
    arguments = ["messages"]
    lines += _assignment("messages", conversation.messages)
    for argument in ("tools", "documents"):
        value: Any = getattr(conversation, argument)
        if value is not None:
            lines += _assignment(argument, value)
            arguments.append(f"{argument}={argument}")
    if template_file is not None:
        arguments.append(f'chat_template=Path({template_file!r}).read_text(encoding="utf-8")')
    elif template_text is not None:
        lines += [f"chat_template = {template_text!r}"]
        arguments.append("chat_template=chat_template")
    elif name is not None:
        arguments.append(f"chat_template={name!r}")
    if conversation.add_generation_prompt:
        arguments.append("add_generation_prompt=True")
    if conversation.continue_final_message:
        arguments.append("continue_final_message=True")
    arguments.append("tokenize=False")
    plain = {key: value for key, value in conversation.variables.items() if _is_keyword_argument(key)}
    arguments += [f"{key}={value!r}" for key, value in plain.items()]
    if len(plain) != len(conversation.variables):
        rest = {key: value for key, value in conversation.variables.items() if key not in plain}
        arguments.append(f"**{rest!r}")
    body = "".join(f"    {argument},\n" for argument in arguments)
    return "\n".join(lines) + f"\ntext = tokenizer.apply_chat_template(\n{body})\nprint(text)\n"


def _is_keyword_argument(name: str) -> bool:
    """Python normalizes identifiers: ``µ`` (U+00B5) would arrive as ``μ`` (U+03BC)."""
    return name.isidentifier() and not iskeyword(name) and normalize("NFKC", name) == name


def _assignment(name: str, value: Any) -> list[str]:
    # pformat escapes line ends inside texts, so every one of its lines can be moved below the first.
    written = pformat(value, sort_dicts=False, width=_WIDTH - len(name))
    return [f"{name} = " + written.replace("\n", "\n" + " " * (len(name) + 3))]
