"""``cache.where``: which folders are the caches, and what decided that."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from transformers_agent.cache.layout import SHARED_BLOBS, left_behind_by_systems, shared_blobs
from transformers_agent.cache.root import known_types
from transformers_agent.environment import installed_version
from transformers_agent.regular_files import read_bytes, read_head, read_text
from transformers_agent.task import Params

Values = dict[str, str]


def where(params: Params) -> dict[str, Any]:
    """The caches, the active one first, and what else the environment says about them.

    Params:
        roots: folders to show beside the active one; ``~`` is understood.

    Returns:
        ``{roots, facts, library}``. ``library`` is the version of huggingface_hub, or ``None``.

        A root is ``{path, configured, active, reason_key, reason_values, state, message_key,
        message_values}``. ``path`` is real and absolute, ``configured`` as the library or the setting has it.

        ``reason_key``: the name of the variable that decided (``HF_HUB_CACHE``, ``HUGGINGFACE_HUB_CACHE``,
        ``HF_HOME``, ``XDG_CACHE_HOME``), with ``{variable, value}``; ``default``; ``library`` when
        none of them explains what huggingface_hub says; ``TRANSFORMERS_CACHE`` and its two
        predecessors: a cache that the installed transformers uses for itself; ``setting``.

        ``state`` and ``message_key``: ``ok`` with an empty key; ``empty``: ``no-repositories``; ``missing``:
        ``missing``, or ``broken-link`` with ``{target}``; ``unreadable``: ``unreadable`` with ``{error}``;
        ``foreign``: ``not-a-folder``, ``not-a-cache``, or ``cache-inside`` with ``{inside}``, the path of the
        cache that was probably meant.

        Facts are ``{key, values}``: ``not-installed`` (huggingface_hub is missing: there is no active root);
        ``overruled`` ``{variable, value, by}`` (a variable that does not decide; ``by`` is empty where
        the library says otherwise); ``ignored`` ``{variable, value}`` (the installed transformers does not
        look at it); ``relative`` ``{configured}`` (the active path depends on where a process is started);
        ``offline``, ``no-symlinks``, ``no-shared-blobs``, ``no-xet``, each with ``{variable, value}``;
        ``xet``, ``assets``, ``datasets`` with ``{path}``, and ``variable`` where one is set.
    """
    roots: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    library = hub_constants()
    if library is None:
        facts.append({"key": "not-installed", "values": {}})
    else:
        configured = str(library.HF_HUB_CACHE)
        reason_key, reason_values = _reason(configured, os.environ)
        roots.append(_root(configured, True, reason_key, reason_values))
        facts.extend(_overruled(reason_key, os.environ))
        if not os.path.isabs(configured):
            facts.append({"key": "relative", "values": {"configured": configured}})
        honoured, ignored = _of_transformers(os.environ)
        if honoured is not None:
            variable, value = honoured
            roots.append(_root(value, False, variable, {"variable": variable, "value": value}))
        facts.extend({"key": "ignored", "values": values} for values in ignored)
        facts.extend(_switches(library))
    facts.extend(_other_folders())
    for added in params.get("roots", ()):
        roots.append(_root(os.path.expanduser(str(added)), False, "setting", {}))
    once = {root["path"]: root for root in reversed(roots)}
    return {
        "roots": [root for root in roots if once[root["path"]] is root],
        "facts": facts,
        "library": installed_version("huggingface_hub"),
    }


def hub_constants() -> Any:
    """The installed library's module of paths and switches; ``None`` where there is none."""
    try:
        from huggingface_hub import constants
    except ImportError:
        return None
    return constants


def xet_cache() -> str | None:
    """Where chunks for downloads are kept; ``None``: not known to the installed library."""
    path = getattr(hub_constants(), "HF_XET_CACHE", None)
    return None if path is None else str(path)


def assets_cache() -> str | None:
    """Where libraries keep other things; ``None``: not known to the installed library."""
    path = getattr(hub_constants(), "HF_ASSETS_CACHE", None)
    return None if path is None else str(path)


def datasets_cache() -> str | None:
    """Where the datasets library keeps prepared datasets; ``None`` without huggingface_hub."""
    # Importing datasets takes seconds (pandas, pyarrow). Unless somebody did it already, its rule is
    # followed: the variable, else a folder in the home of huggingface_hub.
    if config := sys.modules.get("datasets.config"):
        return str(config.HF_DATASETS_CACHE)
    library = hub_constants()
    if library is None:
        return None
    return os.environ.get("HF_DATASETS_CACHE", os.path.join(str(library.HF_HOME), "datasets"))


def _expand(path: str) -> str:
    return os.path.expandvars(os.path.expanduser(path))


_DERIVED: Mapping[str, Callable[[str], str]] = {
    "HF_HUB_CACHE": lambda value: value,
    "HUGGINGFACE_HUB_CACHE": lambda value: value,
    "HF_HOME": lambda value: os.path.join(value, "hub"),
    "XDG_CACHE_HOME": lambda value: os.path.join(value, "huggingface", "hub"),
}
"""Variables that may decide, the strongest first, and the cache that each of them means. Only an
explanation: it counts when it leads to what the library says."""


def _reason(configured: str, environment: Mapping[str, str]) -> tuple[str, Values]:
    for variable, derived in _DERIVED.items():
        value = environment.get(variable)
        # A library may or may not replace ~ and $NAME in it.
        if value is not None and _same(configured, derived(value), _expand(derived(value))):
            return variable, {"variable": variable, "value": value}
    if _same(configured, os.path.join(os.path.expanduser("~"), ".cache", "huggingface", "hub")):
        return "default", {}
    return "library", {}


def _same(configured: str, *candidates: str) -> bool:
    return any(os.path.normpath(configured) == os.path.normpath(candidate) for candidate in candidates)


def _overruled(reason_key: str, environment: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Facts on variables that are set and do not decide: whoever set one of them expects it to."""
    for variable in _DERIVED:
        # Every desktop may set XDG_CACHE_HOME; nobody does it for this cache.
        if variable in environment and variable not in (reason_key, "XDG_CACHE_HOME"):
            by = reason_key if reason_key in _DERIVED else ""
            yield {
                "key": "overruled",
                "values": {"variable": variable, "value": environment[variable], "by": by},
            }


_OF_TRANSFORMERS = ("TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE")
"""The strongest first."""


def _of_transformers(environment: Mapping[str, str]) -> tuple[tuple[str, str] | None, list[Values]]:
    """The variable, with its value, by which the installed transformers has a cache of its own; and those
    that it ignores. Its source is read: importing it takes a second."""
    found = [variable for variable in _OF_TRANSFORMERS if variable in environment]
    if not found:
        return None, []
    source = _source_of("transformers", "utils", "hub.py")
    read = [variable for variable in found if _reads(source, variable)]
    ignored = [
        {"variable": variable, "value": environment[variable]} for variable in found if variable not in read
    ]
    return ((read[0], environment[read[0]]) if read else None), ignored


def _reads(source: str, variable: str) -> bool:
    return (
        re.search(rf"(?:getenv|environ\.get)\(\s*[\"']{variable}[\"']|environ\[[\"']{variable}[\"']", source)
        is not None
    )


def _source_of(package: str, *parts: str) -> str:
    """The text of a module of a package that is not imported for it; empty where there is none."""
    with suppress(ImportError, ValueError, OSError, UnicodeError):
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            return read_text(os.path.join(folder, *parts))
    return ""


_SWITCHES = {
    "no-symlinks": ("HF_HUB_DISABLE_SYMLINKS",),
    "no-shared-blobs": ("HF_HUB_DISABLE_SHARED_BLOBS",),
    "no-xet": ("HF_HUB_DISABLE_XET",),
}


def _switches(library: Any) -> Iterator[dict[str, Any]]:
    """Facts on switches that are on, according to the library."""
    # An agent that may not reach the network has the first one set for it: what the user set is elsewhere.
    started_with = environment_at_start()
    for variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        value = started_with.get(variable, "")
        if value.upper() in ("1", "ON", "YES", "TRUE"):
            yield {"key": "offline", "values": {"variable": variable, "value": value}}
            break
    for key, variables in _SWITCHES.items():
        for variable in variables:
            if getattr(library, variable, False) is True:
                yield {"key": key, "values": {"variable": variable, "value": os.environ.get(variable, "")}}


def environment_at_start() -> Mapping[str, str]:
    """The environment this process was started with, before anybody set variables in it. Where the system
    does not keep it: what the process has now, without what it sets for itself."""
    with suppress(OSError):
        pairs = [pair.partition(b"=") for pair in read_bytes("/proc/self/environ").split(b"\0") if pair]
        return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    }


def _other_folders() -> Iterator[dict[str, Any]]:
    """Facts on what else is kept on the disk."""
    for key, variable, path in (
        ("xet", "HF_XET_CACHE", xet_cache()),
        ("assets", "HF_ASSETS_CACHE", assets_cache()),
        ("datasets", "HF_DATASETS_CACHE", datasets_cache()),
    ):
        if path is not None:
            values = {"path": os.path.realpath(path)}
            if variable in os.environ:
                values["variable"] = variable
            yield {"key": key, "values": values}


def _root(configured: str, active: bool, reason_key: str, reason_values: Values) -> dict[str, Any]:
    try:
        path = os.path.realpath(configured)
    except ValueError:
        path = os.path.abspath(configured)
    state, message_key, message_values = _state(path, configured)
    return {
        "path": path,
        "configured": configured,
        "active": active,
        "reason_key": reason_key,
        "reason_values": reason_values,
        "state": state,
        "message_key": message_key,
        "message_values": message_values,
    }


_USUAL_TYPES = ("models", "datasets", "spaces")
"""What folders of repositories begin with, where no library says it."""


def _state(path: str, configured: str) -> tuple[str, str, Values]:
    """State, message key and values of a root, ``path`` being the real one."""
    types = known_types() or _USUAL_TYPES
    names: set[str] = set()
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                kind, separator, _ = entry.name.partition("--")
                # A file in the place of a repository is damage in a cache, not another kind of folder.
                if separator and kind in types:
                    return "ok", "", {}
                names.add(entry.name)
    except FileNotFoundError:
        if os.path.islink(configured):
            return "missing", "broken-link", {"target": path}
        return "missing", "missing", {}
    except NotADirectoryError:
        return "foreign", "not-a-folder", {}
    except OSError as error:
        return "unreadable", "unreadable", {"error": error.strerror or str(error)}
    except ValueError as error:  # No path at all: it has a NUL.
        return "unreadable", "unreadable", {"error": str(error)}
    if SHARED_BLOBS in names and _is_store(os.path.join(path, SHARED_BLOBS)):
        return "ok", "", {}
    if ".locks" in names or _is_tagged(path) or not names - left_behind_by_systems():
        return "empty", "no-repositories", {}
    inside = os.path.join(path, "hub")
    if "hub" in names and _state(os.path.realpath(inside), inside)[0] == "ok":
        return "foreign", "cache-inside", {"inside": inside}
    return "foreign", "not-a-cache", {}


def _is_store(path: str) -> bool:
    store = shared_blobs()
    return store is not None and bool(store.is_shared_blobs_dir(path))


def _is_tagged(path: str) -> bool:
    """Whether huggingface_hub wrote the tag; many other programs mark their caches with one too."""
    try:
        return b"huggingface_hub" in read_head(os.path.join(path, "CACHEDIR.TAG"), 1000)
    except OSError:
        return False
