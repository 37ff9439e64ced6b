"""The repository that the text of an error is about."""

from __future__ import annotations

import re
from urllib.parse import unquote

import attrs

from transformers_workbench.auth.repository_names import is_repository

HUB = "https://huggingface.co"
_ID = r"[\w.-]{1,96}(?:/[\w.-]{1,96})?"
_HOST = r"(?P<endpoint>https?://[\w.:\[\]-]{1,255}(?:/[\w-]{1,60}){0,2}?)"
_FILE = re.compile(
    _HOST
    + rf"/(?:(?P<kind>dataset|space)s/)?(?P<id>{_ID})/(?:resolve|raw|blob|tree)"
    + r"/(?P<revision>[^/\s'\"?]{1,200})"
)
_API = re.compile(
    _HOST + r"/api/(?P<kind>model|dataset|space)s/(?P<id>[\w.-]{1,96}(?:/(?!(?:revision|tree|auth-check|refs"
    r"|paths-info|xet-\w|commits?|resolve)\b)[\w.-]{1,96})?)(?:/(?:revision|tree|paths-info)/(?P<revision>[^/\s'\"?]"
    r"{1,200}))?"
)
_SITE = re.compile(_HOST + r"/api/|connect to '" + _HOST.replace("endpoint", "other") + "'")
_PAGE = re.compile(
    r"(?:access to it at|dataset page at|\bvisit) "
    + _HOST
    + rf"/(?:(?P<kind>dataset|space)s/)?(?P<id>{_ID})",
    re.IGNORECASE,
)
_WORDS = (
    re.compile(rf"access to (?P<kind>model|dataset|space) (?P<id>{_ID})", re.IGNORECASE),
    re.compile(rf"request to access (?P<kind>model|dataset|space) (?P<id>{_ID})", re.IGNORECASE),
    re.compile(rf"(?P<kind>dataset) '(?P<id>{_ID})'", re.IGNORECASE),
    re.compile(rf"(?P<id>{_ID}) is not a local folder"),
    re.compile(rf"(?P<id>{_ID}) (?:\(revision [^)\n]{{0,100}}\) )?does not appear to have a file named"),
    re.compile(rf"trying to load (?P<id>{_ID})[:.\s]"),
    re.compile(r"(?:allowed|namespace/repo_name'|is 96|repo_id|'\.git')[^\n]{0,60}: '(?P<id>[^'\n]{1,200})'"),
)
_REVISION = re.compile(r"invalid rev id: (?P<revision>[^\s'\"]{1,200})", re.IGNORECASE)
_DEFAULT = re.compile(r"main|[0-9a-f]{40}")
"""Revisions in addresses that nobody asked for by name."""


@attrs.frozen
class Named:
    """``repo_id`` is empty when the text names none."""

    repo_id: str
    repo_type: str
    revision: str | None
    endpoint: str

    @property
    def path(self) -> str:
        """Of its page, without a slash before it."""
        return self.repo_id if self.repo_type == "model" else f"{self.repo_type}s/{self.repo_id}"


def named_in(text: str) -> Named:
    """The repository of the last address of the Hub in ``text``, else the one its sentences name."""
    addresses = [found for pattern in (_FILE, _API) for found in pattern.finditer(text)]
    for found in sorted(addresses, key=lambda each: each.start(), reverse=True):
        repo_id = _trimmed(found["id"])
        if is_repository(repo_id):
            kind = found["kind"] or "model"
            return Named(repo_id, kind, _revision(text, found["revision"]), found["endpoint"])
    pages = list(_PAGE.finditer(text))
    endpoint = pages[-1]["endpoint"] if pages else _endpoint(text)
    for pattern in _WORDS:
        for found in reversed(list(pattern.finditer(text))):
            repo_id, kind = _trimmed(found["id"]), found.groupdict().get("kind") or "model"
            if is_repository(repo_id) or pattern is _WORDS[-1]:
                return Named(repo_id, kind.lower(), _revision(text, None), endpoint)
    for found in reversed(pages):
        repo_id = _trimmed(found["id"])
        if is_repository(repo_id):
            return Named(repo_id, found["kind"] or "model", None, endpoint)
    return Named("", "model", None, endpoint)


def _endpoint(text: str) -> str:
    found = _SITE.search(text)
    return (found["endpoint"] or found["other"]) if found else HUB


def _revision(text: str, in_address: str | None) -> str | None:
    said = _REVISION.search(text)
    if said is not None:
        return said["revision"]
    revision = unquote(in_address or "")
    return revision if revision and not _DEFAULT.fullmatch(revision) else None


def _trimmed(name: str) -> str:
    return name.rstrip(".-")
