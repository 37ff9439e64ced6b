"""``tokenizer.encode_provisional``: tokens straight from ``tokenizer.json``, while the library loads."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault, missing_package
from transformers_agent.model_folder import LARGEST
from transformers_agent.regular_files import NotRegular, TooLarge, check_regular
from transformers_agent.task import Params


@functools.lru_cache(maxsize=2)
def _tokenizer(file: str, modified: int, size: int) -> Any:
    """The tokenizer of a file, kept until it changes.

    Raises:
        Fault: ``missing-package`` or ``tokenizer-broken``.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise missing_package(error, "tokenizers") from error
    try:
        return Tokenizer.from_file(file)
    except Exception as error:
        raise Fault("tokenizer-broken", str(error), exception=type(error).__name__) from error


def encode_provisional(params: Params) -> dict[str, Any]:
    """As ``tokenizer.encode`` without ``loss``, and with ``special_tokens``, for ``params["file"]``.

    Raises:
        Fault: ``tokenizer-missing``, ``tokenizer-broken``, ``missing-package`` or ``text-not-encodable``.
    """
    file = Path(str(params.get("file")))
    try:
        status = check_regular(file, LARGEST)
    except (NotRegular, TooLarge) as error:
        raise Fault("tokenizer-broken", f"{file.name}: {error.strerror}") from error
    except OSError as error:
        raise Fault("tokenizer-missing", str(error)) from error
    tokenizer = _tokenizer(str(file), status.st_mtime_ns, status.st_size)
    try:
        encoding = tokenizer.encode(params.get("text"), add_special_tokens=False)
    except Exception as error:
        raise Fault("text-not-encodable", str(error), exception=type(error).__name__) from error
    added = tokenizer.get_added_tokens_decoder()
    return {
        "ids": encoding.ids,
        "starts": [start for start, _ in encoding.offsets],
        "ends": [end for _, end in encoding.offsets],
        "pieces": encoding.tokens,
        "special": [index for index, token_id in enumerate(encoding.ids) if token_id in added],
        "loss": None,
        "special_tokens": [token.content for _, token in sorted(added.items())],
    }
