"""Secrets of any provider, told by what they look like or by the name that they are given under.

That something looks random is no reason: commits, digests, and names of runs do, too. What the rules are, and
where each comes from, is in ``secret_rules.json``. Nothing here returns a secret or a part of one.

Documents are not searched by these: see ``leaks``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import read_json
from transformers_workbench.auth.secret_values import is_no_secret, is_placeholder, looks_secret

LONGEST = 100_000
"""Characters of one text that are searched. An argument may hold a whole prompt."""

_PAIR = re.compile(
    r"(?:^|[\s,;&?|({\[\"'])[-+]{0,2}(?P<name>[A-Za-z_][\w.-]{0,80})=(?P<quote>[\"']?)(?P<value>[^\s,;&\"']{1,1000})"
    r"|[\"'](?P<key>[A-Za-z_][\w.-]{0,80})[\"']\s{0,4}:\s{0,4}[\"'](?P<said>[^\"'\n]{1,1000})[\"']"
)
_OPTION = re.compile(r"-{1,2}(?P<name>[A-Za-z][\w.-]{0,80})")
_CUT = re.compile(
    r"(?:hf_|api_org_|sk-[a-z]{2,10}-|gh[pousr]_|github_pat_|glpat-|xox[a-z]-|AIza|AKIA|wandb_v[0-9]_|eyJ|nvapi-|gsk_"
    r"|npm_|pypi-Ag)[A-Za-z0-9_.-]{6,}…?$"
)
"""At the end of a text that was shortened."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@attrs.frozen
class Secret:
    """``provider``: whose, as far as its form says; ``name``: the argument or variable that it is given
    under. Offsets are in code points of the text."""

    provider: str
    name: str = ""
    start: int = 0
    end: int = 0

    @property
    def place(self) -> str:
        """Where it is, for people: never what it is."""
        return " · ".join(part for part in (self.name, self.provider) if part)


@attrs.frozen
class _Rules:
    values: tuple[tuple[str, re.Pattern[str]], ...]
    certain_names: re.Pattern[str]
    certain_variables: re.Pattern[str]
    other_names: re.Pattern[str]
    names_of_tokenizers: re.Pattern[str]


def secrets_in(text: str) -> Iterator[Secret]:
    """What looks like a secret wherever it stands."""
    text = text[:LONGEST]
    for provider, pattern in _rules().values:
        for found in pattern.finditer(text):
            body = next((group for group in found.groups() if group), "")
            if not is_placeholder(body, is_url=provider == "URL"):
                yield Secret(provider, "", found.start(), found.end())


def secret_in_words(words: Sequence[str]) -> Secret | None:
    """The first secret of a command's arguments."""
    before = ""
    for word in words:
        option = _OPTION.fullmatch(word)
        if (found := secret_in_text(word)) is not None:
            return attrs.evolve(found, name=found.name or before)
        if before and option is None and is_secret(before, word, variable=False):
            return Secret("", before)
        before = word if option is not None else ""
    return None


def secret_in_variables(variables: Mapping[str, str]) -> Secret | None:
    """The first secret of an environment."""
    for name, value in variables.items():
        if is_secret(name, value, variable=True):
            return Secret("", name)
        if (found := secret_in_text(value)) is not None:
            return attrs.evolve(found, name=name)
    return None


def secret_in_text(text: str) -> Secret | None:
    """The first secret of a text: by its look, or as the value of a name that stands before it."""
    found = next(secrets_in(text), None)
    if found is not None:
        return attrs.evolve(found, name=_name_before(text, found.start))
    return next(named_secrets_in(text), None)


def named_secrets_in(text: str) -> Iterator[Secret]:
    """What is a secret by the name before it, as in ``name=value`` and ``"name": "value"``."""
    for found in _PAIR.finditer(text[:LONGEST]):
        name = found["name"] or found["key"]
        value = "value" if found["name"] else "said"
        if is_secret(name, found[value], variable=name.isupper()):
            yield Secret("", name, found.start(value), found.end(value))


def masked(text: str) -> str:
    """The text with ``…`` in place of every secret, and of what a shortened text may have left of one."""
    places = sorted((each.start, each.end) for each in (*secrets_in(text), *named_secrets_in(text)))
    parts: list[str] = []
    done = 0
    for start, end in places:
        if end > done:
            parts += [text[done : max(done, start)], "…"]
            done = end
    return _CUT.sub("…", "".join(parts) + text[done:])


def _name_before(text: str, start: int) -> str:
    """The name of ``--name=…`` whose value begins there."""
    found = re.search(r"(-{0,2}[A-Za-z_][\w.-]{0,80})=[\"']?$", text[max(0, start - 100) : start])
    return found[1] if found else ""


def is_secret(name: str, value: str, *, variable: bool) -> bool:
    """Whether a value is one by the name that it is given under. ``variable``: an environment has it."""
    rules = _rules()
    plain = _plain(name)
    if is_no_secret(value) or rules.names_of_tokenizers.search(plain):
        return False
    if rules.certain_names.search(plain):
        return True
    if variable and rules.certain_variables.search(plain):
        return looks_secret(value, least=8)
    return rules.other_names.search(plain) is not None and looks_secret(value)


def _plain(name: str) -> str:
    """``--wandbApiKey`` and ``+wandb.api-key`` → ``wandb_api_key``."""
    return re.sub(r"[-.]+", "_", _CAMEL.sub("_", name.strip("-+"))).lower()


@functools.cache
def _rules() -> _Rules:
    found: dict[str, Any] = read_json(Path(__file__).with_name("secret_rules.json"))
    names = ("certain_names", "certain_variables", "other_names", "names_of_tokenizers")
    values = tuple((rule["provider"], re.compile(rule["pattern"])) for rule in found["values"])
    return _Rules(values, *(re.compile(found[name]) for name in names))
