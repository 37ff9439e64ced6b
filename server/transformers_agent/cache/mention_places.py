"""Where a file names repositories: the bytes of it in, places out.

Two steps. ``tokens`` takes from a file whatever could be part of a name; it does not know which repositories
are looked for, so its outcome can be kept. ``places`` finds the exact places in the few files whose tokens
fit. The pattern for ``org/name`` begins with its slash: the regular expression engine looks for that one byte
twenty times as fast as for a word before it.

Names are compared without case, as the Hub does. A name is whole: ``org/name`` is not named by
``org/name-2``, ``my-org/name``, ``org/name-{size}`` or, on another site, ``https://github.com/org/name``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

NAME = rb"(\w(?:[\w.-]*\w)?)"

AFTER_SLASH = re.compile(rb"/" + NAME)
QUOTED = re.compile(rb"[\"'`]" + NAME + rb"(?=\\?[\"'`])")
UNQUOTED = re.compile(
    rb"(?m)(?::[ \t]+|=[ \t]*|^[ \t]*-[ \t]+|(?<![\w-])--\w[\w-]*[ \t]+)"
    + NAME
    + rb"(?=[ \t]*(?:[\r\n,#}\]\\;&|]|\Z)|[ \t]+-)"
)
"""``key: name``, ``key=name``, ``- name``, ``--option name``; and no more words after it."""
FOLDER = re.compile(rb"(?<![\w.-])(model|dataset|space|kernel)s--" + NAME)
"""The name of a repository's folder in a cache."""

PICTURE = re.compile(rb"\"image/[\w+.-]+\\?\":\s*\"[^\"]*\"")
"""In a notebook's output. Its letters have a slash every 64, which would all be kept as names."""

PART = b"abcdefghijklmnopqrstuvwxyz0123456789_.-"
"""What the two halves of a name consist of, in lower case."""

SITE = re.compile(
    rb"(?:hf://|(?<![\w-])(?:huggingface\.co|hf\.co|hf-mirror\.com)/)(?:api/)?"
    rb"(?:(model|dataset|space|kernel)s/)?\Z"
)
TYPE = re.compile(rb"(?:\A|[^\w./@-])(dataset|space|kernel)s/\Z")
"""As ``HfFileSystem`` takes it: ``datasets/org/name``."""

PAGE = re.compile(rb"/(?:blob|resolve|tree|raw|commits?|discussions|edit)/")
"""What follows a name of one part in an address; anything else is its second part."""

FOREIGN_BEFORE = (b"}", b"$", b"@")
"""Directly before a name: the end of a placeholder, a variable of the shell, a scope of npm."""
FOREIGN_AFTER = (b"-", b"{", b"$", b"%", b".{", b".$", b".%")
"""Directly after a name: it goes on with a placeholder."""

LINES = 5
"""A statement ends at most so many lines below the name…"""
REACH = 1500
"""… and so many bytes."""

TEXT = 200
MOST = 200
"""So many places of one repository in one file are enough: a file of results may name it in each line."""


class Place(NamedTuple):
    """A name in a file. ``line`` 0-based, ``character`` 0-based in UTF-16 units, as an editor counts."""

    line: int
    character: int
    text: str
    """The line, trimmed, or up to 200 characters of it around the name."""
    repo_type: str | None
    """What an address or a folder's name says; ``None``: it could be of any type."""
    statement: bytes
    """What is written together with the name, where its revision would stand."""
    after: bytes
    """The rest of the word that begins with the name: ``@main``, ``/blob/main/README.md``."""


def tokens(content: bytes, *, unquoted: bool) -> set[bytes]:
    """Parts of names, in lower case: ``/name``, ``name`` for a quoted word, ``models--org--name``.
    ``unquoted``: words without quotes too."""
    lower = content.lower()
    if b'"image/' in lower:
        lower = PICTURE.sub(b"", lower)
    found = {b"/" + name for name in AFTER_SLASH.findall(lower)}
    found.update(QUOTED.findall(lower))
    if unquoted:
        found.update(UNQUOTED.findall(lower))
    if b"s--" in lower:
        found.update(match[0] for match in FOLDER.finditer(lower))
    return found


def tokens_of(repo_id: str) -> list[bytes]:
    """The tokens of which a file that names the repository has at least one."""
    # Names of folders that are not UTF-8 arrive with lone surrogates; no file names them, and nothing fails.
    lower = repo_id.lower().encode("utf-8", "surrogatepass")
    folders = [
        each + b"s--" + lower.replace(b"/", b"--") for each in (b"model", b"dataset", b"space", b"kernel")
    ]
    if b"/" in lower:
        return [lower[lower.index(b"/") :], *folders]
    return [lower, b"/" + lower, *folders]


def places(content: bytes, wanted: Mapping[bytes, str], *, unquoted: bool) -> Iterator[tuple[str, Place]]:
    """The places at which one of ``wanted`` is named, with its value. The keys are ids in lower case. Of each
    at most ``MOST``, the first ones."""
    seen: Counter[bytes] = Counter()
    line = counted = 0
    for start, end, repo_id, repo_type in sorted(_named(content.lower(), wanted, unquoted)):
        seen[repo_id] += 1
        if seen[repo_id] > MOST:
            continue
        line += _lines(content, counted, start)
        counted = start
        yield wanted[repo_id], _place(content, start, end, line, repo_type)


def names(content: bytes, wanted: Mapping[bytes, str], *, unquoted: bool) -> set[str]:
    """The values of those of ``wanted`` that are named; as ``places``, without saying where."""
    return {wanted[repo_id] for _, _, repo_id, _ in _named(content.lower(), wanted, unquoted)}


_Found = tuple[int, int, bytes, str]
"""Start, end, the id in lower case, its type or an empty string."""


def _named(lower: bytes, wanted: Mapping[bytes, str], unquoted: bool) -> set[_Found]:
    found: set[_Found] = set()
    second_halves = {repo_id.partition(b"/")[2] or repo_id for repo_id in wanted}
    for match in AFTER_SLASH.finditer(lower):
        if match[1] in second_halves and not lower.startswith(FOREIGN_AFTER, match.end()):
            found.update(_with_slash(lower, match, wanted))
    for pattern in (QUOTED, UNQUOTED) if unquoted else (QUOTED,):
        for match in pattern.finditer(lower):
            if match[1] in wanted and b"/" not in match[1]:
                found.add((match.start(1), match.end(1), match[1], ""))
    if b"s--" in lower:
        for match in FOLDER.finditer(lower):
            repo_id = match[2].replace(b"--", b"/")
            if repo_id in wanted and not lower.startswith(FOREIGN_AFTER, match.end()):
                found.add((match.start(), match.end(), repo_id, match[1].decode()))
    return found


def _with_slash(lower: bytes, match: re.Match[bytes], wanted: Mapping[bytes, str]) -> Iterator[_Found]:
    """What the slash and the name after it are the end of: ``org/name``, or ``https://hf.co/name``."""
    slash, name = match.start(), match[1]
    before = lower[max(0, slash - 300) : slash]
    head = before.rstrip(PART)
    organization = b"" if head.endswith(FOREIGN_BEFORE) else before[len(head) :].lstrip(b".-")
    for half in _without_escape(head, organization):
        repo_id = half + b"/" + name
        if repo_id in wanted:
            repo_type = _type_before(lower[max(0, slash - 300) : slash - len(half)])
            if repo_type is not None:
                yield slash - len(half), match.end(), repo_id, repo_type
    if name in wanted:
        site = SITE.search(before + b"/")
        if site and (lower[match.end() : match.end() + 1] != b"/" or PAGE.match(lower, match.end())):
            yield slash + 1, match.end(), name, (site[1] or b"model").decode()


def _without_escape(head: bytes, half: bytes) -> list[bytes]:
    r"""``half``; and without the ``n`` of a ``\n`` that stands directly before it in a string."""
    if head.endswith(b"\\") and half[:1] in (b"n", b"t", b"r"):
        return [half, half[1:]]
    return [half]


def _type_before(head: bytes) -> str | None:
    """The type that what precedes ``org/name`` tells, empty where it tells none; ``None``: it is part of
    something else, for example of another site's address."""
    if head.endswith(b"/"):
        if site := SITE.search(head):
            return (site[1] or b"model").decode()
        typed = TYPE.search(head)
        return typed[1].decode() if typed else None
    return ""


def _lines(content: bytes, start: int, end: int) -> int:
    r"""How many lines end in a stretch. Editors end one at each of ``\n``, ``\r\n`` and ``\r``."""
    ends = content.count(b"\n", start, end) + content.count(b"\r", start, end)
    return ends - content.count(b"\r\n", start, end)


def _place(content: bytes, start: int, end: int, line: int, repo_type: str) -> Place:
    line_start = max(content.rfind(b"\n", 0, start), content.rfind(b"\r", 0, start)) + 1
    line_end = _line_end(content, end)
    before = content[line_start:start].decode("utf-8", "replace")
    if line == 0:
        before = before.removeprefix("\ufeff")  # An editor does not show it.
    return Place(
        line,
        len(before.encode("utf-16-le", "surrogatepass")) // 2,
        _text(content, line_start, start, end, line_end),
        repo_type or None,
        _statement(content, line_start, start, end),
        re.split(rb"[\s\"'`<>),\]}\\]", content[end : end + TEXT], maxsplit=1)[0],
    )


def _line_end(content: bytes, position: int) -> int:
    ends = [at for mark in (b"\n", b"\r") if (at := content.find(mark, position)) >= 0]
    return min(ends, default=len(content))


def _text(content: bytes, line_start: int, start: int, end: int, line_end: int) -> str:
    text = content[line_start:line_end].decode("utf-8", "replace").strip("\ufeff \t\f\v")
    if len(text) <= TEXT:
        return text
    # Bytes around the name are at most as many characters.
    first = max(line_start, min(start - 60, line_end - TEXT))
    return content[first : max(end, min(first + TEXT, line_end))].decode("utf-8", "ignore").strip()[:TEXT]


_MARK = re.compile(rb"[()]|\r\n?|\n")


def _statement(content: bytes, line_start: int, start: int, end: int) -> bytes:
    """From the bracket that opens the call on the same line, or from the line's start, to the bracket that
    closes it, a blank line, or five lines further down."""
    first = max(line_start, start - REACH)
    depth = 0
    for position in range(start - 1, first - 1, -1):
        byte = content[position]
        if byte == 0x29:  # )
            depth += 1
        elif byte == 0x28:  # (
            if depth == 0:
                first = position
                break
            depth -= 1
    depth = lines = 0
    reach = min(len(content), end + REACH)
    for match in _MARK.finditer(content, end, reach):
        mark = match[0]
        if mark == b"(":
            depth += 1
        elif mark == b")":
            depth -= 1
            if depth < 0:
                return content[first : match.start()]
        else:
            lines += 1
            following = content[match.end() : _line_end(content, match.end())].strip()
            # A blank line of a notebook's cell is a string with nothing but its end.
            if lines > LINES or following in (b"", b'"\\n",', b'"\\n"'):
                return content[first : match.start()]
    return content[first:reach]


_COMMIT = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{7,40}(?![0-9A-Za-z])")
_REVISION = re.compile(rb"(?i)(?<!code_)revision\\?[\"']?[ \t]*[:= ][ \t]*\\?[\"']?([\w./-]*\w)")
_IN_ADDRESS = re.compile(rb"\.*(?:@|/(?:blob|resolve|tree|raw)/)([^?#]+)")


def pinned(place: Place, commits: list[str], refs: list[str]) -> str | None:
    """The commit, in full, or else the ref of the repository that is named together with it."""
    for word in _COMMIT.findall(place.statement):
        prefix = word.decode()
        for commit in commits:
            if commit.startswith(prefix):
                return commit
    named = {word.decode("utf-8", "replace") for word in _REVISION.findall(place.statement)}
    address = _IN_ADDRESS.match(place.after)
    path = address[1].decode("utf-8", "replace").replace("%2F", "/").replace("%2f", "/") if address else ""
    for ref in sorted(refs, key=len, reverse=True):
        if ref in named or path == ref or path.startswith(f"{ref}/"):
            return ref
    return None
