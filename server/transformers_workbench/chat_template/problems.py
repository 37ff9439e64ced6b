"""From an error to what the user sees: the sentence, the advice, and the place in the document."""

from __future__ import annotations

import attrs

from transformers_workbench.chat_template.sources import Template
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.positions import offset_at, position_at
from transformers_workbench.protocol import Problem
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording


def problem_of(
    error: WorkbenchError, say: Wording, template: Template | None = None, uri: str = ""
) -> Problem:
    """The problem an error is; placed in ``template``'s document, or in ``uri`` for a broken document."""
    reason = REASONS[error.reason]
    problem = Problem(
        reason=error.reason,
        message=_fill(say, reason.message, error),
        advice=_fill(say, reason.advice, error),
        action=error.action,
        install=list(error.install),
    )
    if error.line is None:
        return problem if template is None else _placed(problem, template.document.uri, None)
    line, column = error.line - 1, error.column or 0
    if template is None:
        return _placed(problem, uri, (line, column, line, column + 1)) if uri else problem
    return _placed(
        problem, template.document.uri, place_in_document(template, line, column, error.end_column)
    )


def place_in_document(
    template: Template, line: int, column: int, end_column: int | None
) -> tuple[int, int, int, int]:
    """A place of a template (zero-based line, columns in code points) in its document: zero-based line and
    character, end line and end character in UTF-16 code units. Without an end it goes to the line's end."""
    document, embedded = template.document.text, template.embedded
    if embedded is None:
        # The library saw a byte order mark that the editor hides, and translated line ends.
        if line == 0 and template.text.startswith("\ufeff") and not document.startswith("\ufeff"):
            column, end_column = max(column - 1, 0), None if end_column is None else max(end_column - 1, 0)
        start = offset_at(document, line, column)
        end = offset_at(document, line, 2**31 if end_column is None else end_column)
    else:
        text = template.text
        start = embedded.document_offset(document, offset_at(text, line, column))
        end = embedded.document_offset(
            document, offset_at(text, line, 2**31 if end_column is None else end_column)
        )
    start_line, start_character = position_at(document, start)
    end_line, end_character = position_at(document, max(start, end))
    if (start_line, start_character) == (end_line, end_character):
        end_character += 1 if start < len(document) and document[start] not in "\r\n" else 0
    return start_line, start_character, end_line, end_character


def _fill(say: Wording, sentence: str, error: WorkbenchError) -> str:
    return say(sentence, **error.values)


def _placed(problem: Problem, uri: str, place: tuple[int, int, int, int] | None) -> Problem:
    if place is None:
        return attrs.evolve(problem, uri=uri)
    line, character, end_line, end_character = place
    return attrs.evolve(
        problem, uri=uri, line=line, character=character, end_line=end_line, end_character=end_character
    )
