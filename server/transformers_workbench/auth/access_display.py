"""What the editor shows of access beside a repository's name: hints, diagnostics, actions.

It is part of ``access_features`` and imported with the first of them that is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsprotocol import types as lsp

from transformers_workbench import protocol
from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.protocol import AccessAnswer
from transformers_workbench.rpc import converter
from transformers_workbench.wording import Wording

SOURCE = "Transformers"
CODE = "repository-access"
Answered = Sequence[tuple[Mention, AccessAnswer]]


def diagnostics_of(text: str, answered: Answered) -> list[lsp.Diagnostic]:
    """One for each mention that may not be read."""
    range_of = Ranges(text)
    return [
        lsp.Diagnostic(
            range=range_of(mention.start, mention.end),
            message=answer.words,
            severity=lsp.DiagnosticSeverity.Information
            if answer.state == "offline"
            else lsp.DiagnosticSeverity.Warning,
            code=CODE,
            code_description=lsp.CodeDescription(answer.page),
            source=SOURCE,
        )
        for mention, answer in answered
        if not answer.readable
    ]


def hints_of(text: str, answered: Answered, within: lsp.Range, has_commands: bool) -> list[lsp.InlayHint]:
    """A hint behind each mention, and behind its closing quote."""
    range_of, hints = Ranges(text), []
    for mention, answer in answered:
        end = mention.end + (text[mention.end : mention.end + 1] in ("'", '"'))
        place = range_of(end, end).start
        if within.start <= place <= within.end:
            mark = "✓" if answer.readable else "?" if answer.state == "offline" else "✗"
            part = lsp.InlayHintLabelPart(f"{mark} {answer.label}", tooltip=answer.words)
            if has_commands and answer.next != "none":
                part.command = _step(answer)
            hints.append(lsp.InlayHint(place, [part], tooltip=answer.words, padding_left=True))
    return hints


def fixes_of(
    text: str,
    answered: Answered,
    within: lsp.Range,
    marked: Sequence[lsp.Diagnostic],
    say: Wording,
) -> list[lsp.CodeAction]:
    """The next step of what may not be read, and asking again."""
    range_of, actions = Ranges(text), []
    for mention, answer in answered:
        if answer.readable or not meets(range_of(mention.start, mention.end), within):
            continue
        if answer.next not in ("none", "retry"):
            actions.append(_fix(_step(answer), marked, is_preferred=True))
        title = say("Check access to {repository} again", repository=mention.repo_id)
        again = check_command(title, mention, fresh=True)
        actions.append(_fix(again, marked, is_preferred=answer.next == "retry"))
    return actions


def checks_of(
    text: str, mentions: Iterable[Mention], within: lsp.Range, say: Wording
) -> list[lsp.CodeAction]:
    """Asking about the mentions in a range."""
    range_of = Ranges(text)
    actions = {}
    for mention in mentions:
        if meets(range_of(mention.start, mention.end), within):
            title = say("Check access to {repository}", repository=mention.repo_id)
            command = check_command(title, mention)
            key = (mention.repo_type, mention.repo_id, mention.revision)
            actions[key] = lsp.CodeAction(title, kind=lsp.CodeActionKind.Refactor, command=command)
    return list(actions.values())


def check_command(title: str, mention: Mention, *, fresh: bool = False) -> lsp.Command:
    """Asks the Hub about a mention. ``fresh``: what it answered a moment ago does not do."""
    argument = {
        "repoId": mention.repo_id,
        "repoType": mention.repo_type,
        "revision": mention.revision,
        "fresh": fresh,
    }
    return lsp.Command(title, protocol.CHECK_ACCESS, arguments=[argument])


def meets(one: lsp.Range, other: lsp.Range) -> bool:
    """Whether two ranges have a place in common, their ends included."""
    return one.start <= other.end and other.start <= one.end


def _step(answer: AccessAnswer) -> lsp.Command:
    return lsp.Command(answer.next_title, protocol.ACCESS_STEP, arguments=[converter.unstructure(answer)])


def _fix(command: lsp.Command, marked: Sequence[lsp.Diagnostic], is_preferred: bool) -> lsp.CodeAction:
    return lsp.CodeAction(
        command.title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=list(marked),
        is_preferred=is_preferred,
        command=command,
    )
