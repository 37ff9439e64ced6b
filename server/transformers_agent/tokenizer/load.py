"""``tokenizer.load``: the tokenizer that the installed library loads from a folder."""

from __future__ import annotations

import functools
import re
from collections import OrderedDict
from pathlib import Path
from typing import Any

from transformers_agent import environment
from transformers_agent.faults import Fault, missing_module, missing_package
from transformers_agent.library_package import import_whole
from transformers_agent.model_folder import require_readable
from transformers_agent.task import Params
from transformers_agent.tokenizer.files import fingerprint, folder_of, tokenizer_files

KEPT_TOKENIZERS = 4

BACKEND_PACKAGES = ("sentencepiece", "tiktoken", "protobuf", "blobfile", "mistral_common", "mistral-common")
"""What some tokenizers need besides the library, under the names its messages use."""

CONVERTIBLE_SUFFIXES = (".model", ".tiktoken", ".spm")
"""Vocabularies that the library converts with the help of one of these packages."""

_loaded: OrderedDict[tuple[tuple[str, int, int], ...], Any] = OrderedDict()


@functools.cache
def _auto_tokenizer() -> Any:
    """The library's ``AutoTokenizer``.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        import tokenizers  # noqa: F401 - without it the library would fail later and less clearly

        return import_whole().AutoTokenizer
    except ImportError as error:
        raise missing_package(error, "transformers") from error


def library() -> str:
    """Imports what loading needs; for example ``transformers 5.23.0``."""
    _auto_tokenizer()
    return f"transformers {environment.installed_version('transformers')}"


def describe(params: Params) -> dict[str, Any]:
    """Loads the tokenizer of ``params["folder"]``.

    Returns ``{name, special_tokens_map, special_tokens, chat_template, library}``.

    Raises:
        Fault: see ``load``.
    """
    tokenizer = load(folder_of(params))
    return {
        "name": type(tokenizer).__name__,
        "special_tokens_map": special_tokens_map(tokenizer),
        "special_tokens": special_contents(tokenizer),
        "chat_template": getattr(tokenizer, "chat_template", None),
        "library": library(),
    }


def special_tokens_map(tokenizer: Any) -> dict[str, Any]:
    """What ``apply_chat_template`` hands to the template, as plain JSON."""
    return {
        name: [str(token) for token in value] if isinstance(value, list | tuple) else str(value)
        for name, value in tokenizer.special_tokens_map.items()
    }


def special_contents(tokenizer: Any) -> list[str]:
    """The contents of all special and added tokens, in the order of their ids."""
    added = [str(token) for _, token in sorted(tokenizer.added_tokens_decoder.items())]
    return list(dict.fromkeys([*added, *map(str, tokenizer.all_special_tokens)]))


def load(folder: Path) -> Any:
    """The tokenizer of a folder. Kept until its files change.

    Raises:
        Fault: ``tokenizer-missing``, ``tokenizer-custom-code``, ``missing-package`` or ``tokenizer-broken``.
    """
    if not tokenizer_files(folder):
        require_readable(folder, "tokenizer-broken")
        raise Fault("tokenizer-missing", f"no tokenizer files in {folder}")
    key = fingerprint(folder)
    if key not in _loaded:
        require_readable(folder, "tokenizer-broken")
        _loaded[key] = _load(folder)
        while len(_loaded) > KEPT_TOKENIZERS:
            _loaded.popitem(last=False)
    _loaded.move_to_end(key)
    return _loaded[key]


def _load(folder: Path) -> Any:
    """Loads anew; raises as ``load`` does."""
    auto_tokenizer = _auto_tokenizer()
    try:
        return auto_tokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    except Exception as error:
        raise _explain(folder, error) from error


def _explain(folder: Path, error: BaseException) -> Fault:
    """The fault for a tokenizer that the library did not load."""
    text = str(error).strip()
    if "trust_remote_code" in text:
        return Fault("tokenizer-custom-code", text)
    if isinstance(error, ModuleNotFoundError) and error.name:
        return missing_module(error.name, text)
    packages = _needed_packages(folder, error)
    if packages:
        return Fault("missing-package", text, packages=packages)
    cause = error.__context__
    if isinstance(error, ImportError) and cause is not None and not isinstance(cause, ImportError):
        # transformers 4 asks for protobuf just to see whether the failure was one of protobuf's.
        return _explain(folder, cause)
    return Fault("tokenizer-broken", text or type(error).__name__, exception=type(error).__name__)


def _needed_packages(folder: Path, error: BaseException) -> list[str]:
    """The projects that a failure to load, or what led to it, names as missing."""
    # Where there is no vocabulary to convert, the advice to install a converter leads nowhere.
    if not any(path.suffix in CONVERTIBLE_SUFFIXES for path in folder.iterdir()):
        return []
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ImportError) or "install" in str(cause):
            named = [name for name in BACKEND_PACKAGES if re.search(rf"\b{name}\b", str(cause))]
            if named:
                return named
        cause = cause.__context__
    return []
