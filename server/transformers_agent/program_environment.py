"""Where programs are found and what they are given: nothing that depends on the folder somebody works in.

An empty or relative entry in ``PATH``, ``PYTHONPATH`` or a loader's list stands for the working folder. That
is the workspace, whose files are not the user's own, so such entries are left out.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
from collections.abc import Callable, Mapping
from pathlib import Path

WINDOWS = os.name == "nt"

NEUTRAL = ntpath.join(os.environ.get("SYSTEMROOT") or "C:\\Windows", "System32") if WINDOWS else "/"
"""A working folder that nobody else can write to."""

SEARCH_LISTS = frozenset(
    {
        "PATH",
        "PYTHONPATH",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "DYLD_FRAMEWORK_PATH",
        "DYLD_FALLBACK_LIBRARY_PATH",
        "DYLD_FALLBACK_FRAMEWORK_PATH",
        "DYLD_VERSIONED_LIBRARY_PATH",
        "DYLD_VERSIONED_FRAMEWORK_PATH",
    }
)
"""Lists of folders: an empty entry is the working folder."""

LIBRARY_LISTS = frozenset({"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"})
"""Lists of libraries: one without a separator is looked for where the system has its own."""

PYTHON_PLACES = frozenset({"PYTHONHOME", "PYTHONSTARTUP", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE"})
"""Places that Python loads code from; a relative one moves with the working folder."""

LIBRARY_PLACES = frozenset(
    {
        "HF_HOME",
        "HF_HUB_CACHE",
        "HUGGINGFACE_HUB_CACHE",
        "HF_ASSETS_CACHE",
        "HF_XET_CACHE",
        "HF_DATASETS_CACHE",
        "HF_TOKEN_PATH",
        "HF_STORED_TOKENS_PATH",
        "TRANSFORMERS_CACHE",
        "TORCH_HOME",
        "XDG_CACHE_HOME",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
    }
)
"""Where the libraries keep their data. Users may name it relative to the folder they started us in."""

LOADER_PREFIXES = ("$ORIGIN", "${ORIGIN}", "@executable_path", "@loader_path", "@rpath")
"""What dynamic loaders replace by the place of a program or a library."""

DEFAULT_EXTENSIONS = ".COM;.EXE;.BAT;.CMD"
"""Windows' own ``PATHEXT``."""


def safe_environment(
    environment: Mapping[str, str] | None = None, *, windows: bool = WINDOWS
) -> dict[str, str]:
    """A copy of the environment (by default this process's) in which nothing means the working folder.

    Everything else in it is the user's and stays as it is.
    """
    given = os.environ if environment is None else environment
    cleaned: dict[str, str] = {}
    for name, value in given.items():
        kept = _kept(name.upper() if windows else name, value, windows)
        if kept is not None:
            cleaned[name] = kept
    if windows:
        # https://learn.microsoft.com/windows/win32/api/processenv/nf-processenv-needcurrentdirectoryforexepathw
        cleaned["NoDefaultCurrentDirectoryInExePath"] = "1"
    return cleaned


def with_places_kept(
    environment: Mapping[str, str], folder: str, *, windows: bool = WINDOWS
) -> dict[str, str]:
    """The environment for a program that begins elsewhere: places of the libraries that are relative to
    ``folder`` stay the same places. What begins with a home or a variable is the library's to expand.
    """
    join = ntpath.join if windows else posixpath.join
    return {
        name: join(folder, value)
        if (name.upper() if windows else name) in LIBRARY_PLACES
        and value
        and not is_absolute(value, windows=windows)
        and value[0] not in "~$%"
        else value
        for name, value in environment.items()
    }


def find_program(
    name: str, environment: Mapping[str, str] | None = None, *, windows: bool = WINDOWS
) -> str | None:
    """The absolute path of a program; ``None``: there is none. The working folder is never searched."""
    given = safe_environment(environment, windows=windows)
    upper = {key.upper(): value for key, value in given.items()} if windows else given
    endings = _endings(name, upper.get("PATHEXT") or DEFAULT_EXTENSIONS) if windows else [""]
    if _has_separator(name, windows):
        folders = [""] if is_absolute(name, windows=windows) else []
    else:
        folders = _entries("PATH", upper.get("PATH", "" if windows else os.defpath), windows)
    join = ntpath.join if windows else posixpath.join
    for folder in folders:
        for ending in endings:
            path = join(folder.strip('"') if windows else folder, name + ending)
            if is_absolute(path, windows=windows) and _runs(path):
                return path
    return None


def is_absolute(path: str, *, windows: bool = WINDOWS) -> bool:
    """Whether a path means the same in every working folder; on Windows that takes a drive or a share."""
    if not windows:
        return path.startswith("/")
    drive, rest = ntpath.splitdrive(path)
    return bool(drive) and rest[:1] in ("\\", "/")


def _kept(name: str, value: str, windows: bool) -> str | None:
    """What stays of a variable; ``None``: nothing."""
    if name in SEARCH_LISTS:
        return _without(value, _separator(name, windows), lambda entry: _is_place(entry, windows))
    if name in LIBRARY_LISTS:
        separators = ": " if name.startswith("LD_") else ":"
        return _without(
            value,
            separators,
            lambda entry: not _has_separator(entry, windows) or _is_place(entry, windows),
        )
    if name in PYTHON_PLACES:
        places = value.split(_separator(name, windows)) if name == "PYTHONHOME" else [value]
        return value if all(_is_place(place, windows) for place in places) else None
    return value


def _without(value: str, separators: str, keeps: Callable[[str], bool]) -> str | None:
    """The list without the entries that are not kept; the very same text where all are."""
    parts = _split(value, separators)
    kept = [part for part in parts if part and keeps(part)]
    if len(kept) == len(parts):
        return value
    return separators[0].join(kept) if kept else None


def _split(value: str, separators: str) -> list[str]:
    for separator in separators[1:]:
        value = value.replace(separator, separators[0])
    return value.split(separators[0])


def _separator(name: str, windows: bool) -> str:
    # ld.so(8) takes semicolons, too.
    return ";" if windows else ":;" if name == "LD_LIBRARY_PATH" else ":"


def _entries(name: str, value: str, windows: bool) -> list[str]:
    return [entry for entry in _split(value, _separator(name, windows)) if _is_place(entry, windows)]


def _is_place(entry: str, windows: bool) -> bool:
    """Whether an entry stands for one place, whatever the working folder is."""
    if windows:
        return is_absolute(entry.strip('"'), windows=True)
    return is_absolute(entry, windows=False) or entry.startswith(LOADER_PREFIXES)


def _has_separator(name: str, windows: bool) -> bool:
    return "/" in name or (windows and ("\\" in name or ":" in name))


def _endings(name: str, extensions: str) -> list[str]:
    known = [ending for ending in extensions.split(";") if ending]
    named = any(name.upper().endswith(ending.upper()) for ending in known)
    return ["", *known] if named else known


def _runs(path: str) -> bool:
    return Path(path).is_file() and os.access(path, os.X_OK)
