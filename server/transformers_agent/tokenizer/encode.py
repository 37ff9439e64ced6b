"""``tokenizer.encode``: the tokens that ``apply_chat_template`` makes of a rendered text."""

from __future__ import annotations

from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.task import Params
from transformers_agent.tokenizer.files import folder_of
from transformers_agent.tokenizer.load import load, special_contents


def encode(params: Params) -> dict[str, Any]:
    """``{ids, starts, ends, pieces, special, loss}`` of ``params["text"]``; offsets in code points.

    ``starts`` and ``ends`` are ``None`` when the tokenizer cannot say them. ``params["generation"]``:
    stretches of the text; ``loss`` are the tokens in them as ``assistant_masks`` has them, ``None`` without.

    Raises:
        Fault: as ``load`` does, or ``text-not-encodable`` with the library's words.
    """
    text = params.get("text")
    tokenizer = load(folder_of(params))
    try:
        # As apply_chat_template calls it, positional and all: a template writes its special tokens itself.
        encoding = tokenizer(text, add_special_tokens=False)
    except Exception as error:
        raise Fault("text-not-encodable", str(error), exception=type(error).__name__) from error
    ids = [int(token_id) for token_id in encoding["input_ids"]]
    pieces = [str(piece) for piece in tokenizer.convert_ids_to_tokens(ids)]
    offsets = _offsets(tokenizer, str(text), ids, pieces)
    special_ids = set(tokenizer.all_special_ids) | set(tokenizer.added_tokens_decoder)
    return {
        "ids": ids,
        "starts": None if offsets is None else [start for start, _ in offsets],
        "ends": None if offsets is None else [end for _, end in offsets],
        "pieces": pieces,
        "special": [index for index, token_id in enumerate(ids) if token_id in special_ids],
        "loss": _loss(encoding, len(ids), params.get("generation")),
    }


def _offsets(tokenizer: Any, text: str, ids: list[int], pieces: list[str]) -> list[tuple[int, int]] | None:
    """Where each token is in the text; ``None`` when that is not exact."""
    if getattr(tokenizer, "is_fast", False):
        try:
            with_offsets = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        except Exception:  # Some tokenizers that call themselves fast have no offsets.
            return None
        if list(with_offsets["input_ids"]) != ids:
            return None
        return [(int(start), int(end)) for start, end in with_offsets["offset_mapping"]]
    return _offsets_of_pieces(text, pieces, special_contents(tokenizer))


def _offsets_of_pieces(text: str, pieces: list[str], special: list[str]) -> list[tuple[int, int]] | None:
    """Offsets for a tokenizer without any: only if its pieces, put together, are the text itself."""
    plain = [piece if piece in special else piece.replace("▁", " ") for piece in pieces]
    joined = "".join(plain)
    if joined == text:
        position = 0
    elif joined == " " + text:  # sentencepiece puts a space in front.
        position = -1
    else:
        return None
    offsets = []
    for piece in plain:
        offsets.append((max(position, 0), max(position + len(piece), 0)))
        position += len(piece)
    return offsets


def _loss(encoding: Any, count: int, generation: Any) -> list[int] | None:
    """The tokens in the stretches of ``generation``, by the rule of ``apply_chat_template``."""
    if not isinstance(generation, list):
        return None
    inside: set[int] = set()
    for start, end in generation:
        try:
            first = encoding.char_to_token(0, start)
            last = encoding.char_to_token(0, end - 1)
        except Exception:  # A slow tokenizer: the library cannot say either.
            return None
        if first is None:
            break
        # A last token 0 or none counts as the end of the text, as it does there.
        inside.update(range(first, last + 1 if last else count))
    return sorted(inside)
