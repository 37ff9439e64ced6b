"""What a look at data found, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from transformers_workbench.wording import Wording


def finding_words(rule: str, count: int, values: Mapping[str, Any], say: Wording) -> str:
    """The sentence of a finding that was met ``count`` times; the rule's name for one that is not known."""
    words = _WORDS.get(rule)
    if words is None:
        return rule
    return words(say, {"count": count, **values})


Words = Callable[[Wording, Mapping[str, Any]], str]

_WORDS: Mapping[str, Words] = {
    # The file
    "empty-file": lambda say, of: say("The file is empty."),
    "no-rows": lambda say, of: say("There is no row in the file."),
    "byte-order-mark": lambda say, of: say("The file begins with a byte order mark."),
    "other-encoding": lambda say, of: say(
        "The file is {encoding}: `datasets` reads UTF-8 unless it is told otherwise.", **of
    ),
    "not-utf-8": lambda say, of: say(
        "{count} lines are not UTF-8, which is what `datasets` reads. Save the file as UTF-8.", **of
    ),
    "nul-bytes": lambda say, of: say("{count} lines have NUL characters in them.", **of),
    "line-too-long": lambda say, of: say(
        "{count} lines are longer than {mebibytes} Mi characters and were left out.", **of
    ),
    "damaged-line": lambda say, of: say(
        "{count} lines cannot be read and were left out. The first is line {line}: {message}", **of
    ),
    "json-broken": lambda say, of: say(
        "The JSON is broken in line {line}: {message}. What follows was not read.", **of
    ),
    "nested-too-deep": lambda say, of: say("{count} rows are nested too deeply to be read.", **of),
    "no-object": lambda say, of: say("{count} rows are no JSON objects: they have no columns.", **of),
    # The table
    "too-many-fields": lambda say, of: say(
        "{count} rows have more fields than the {columns} columns, first in line {line}: an unquoted "
        "delimiter? `datasets` refuses such a file.",
        **of,
    ),
    "too-few-fields": lambda say, of: say(
        "{count} rows have fewer fields than the {columns} columns, first in line {line}.", **of
    ),
    "many-columns": lambda say, of: say(
        "There are {columns} columns; the first {shown} were looked at.", **of
    ),
    "same-name": lambda say, of: say("More than one column is named “{column}”.", **of),
    "other-delimiter": lambda say, of: say(
        "There is one column only; its name has “{delimiter}” in it, which may be the real delimiter.", **of
    ),
    "mixed-kinds": lambda say, of: say(
        "Values of “{column}” are of different kinds ({kinds}): `datasets` cannot put them into one column.",
        **of,
    ),
    "no-such-column": lambda say, of: say("There is no column “{column}”.", **of),
    "no-text-column": lambda say, of: say("There is no column of text to train on."),
    "duplicate-rows": lambda say, of: say("{count} rows are the same as an earlier one.", **of),
    "empty-text": lambda say, of: say("{count} rows have no text.", **of),
    # What is learned
    "truncated-rows": lambda say, of: say(
        "{count} rows are longer than {max_length} tokens: their end is cut off.", **of
    ),
    "no-answer": lambda say, of: say(
        "{count} rows teach nothing: there is no answer, or all of it is cut off.", **of
    ),
    "template-refuses": lambda say, of: say(
        "The chat template refuses {count} conversations: {message}", **of
    ),
    "no-chat-template": lambda say, of: say(
        "The model has no chat template: lengths are of the messages' texts alone."
    ),
    "no-tokenizer": lambda say, of: say(
        "Lengths are in characters: the tokenizer of {model} does not load: {message}", **of
    ),
    "sampled": lambda say, of: say("It is a large file: {measured} rows of it were measured.", **of),
    # Labels
    "no-label": lambda say, of: say("{count} rows have no label.", **of),
    "no-labels": lambda say, of: say("No row has a label in “{column}”.", **of),
    "one-class": lambda say, of: say(
        "All rows have the same label, {label}: there is nothing to tell apart.", **of
    ),
    "small-class": lambda say, of: say(
        "{classes} classes have a single row, {label} for one: it cannot be in training and in evaluation.",
        **of,
    ),
    "unbalanced": lambda say, of: say(
        "The classes are unbalanced: {largest_rows} rows of {largest}, {smallest_rows} of {smallest}. Look "
        "at F1 (macro) rather than accuracy.",
        **of,
    ),
    "label-numbers": lambda say, of: say(
        "The {classes} labels are numbers from {first} to {last}: a model counts its classes from 0 without "
        "gaps.",
        **of,
    ),
}
