"""Imports ahead of the first request what that will need."""

from __future__ import annotations

from transformers_agent.faults import Fault
from transformers_agent.task import Params


def warm_up(params: Params) -> dict[str, str]:
    """``{library}``, for example ``transformers 5.23.0``, once the lane's imports are done.

    Raises:
        Fault: ``missing-package``.
    """
    lane = params.get("lane")
    if lane == "template":
        from transformers_agent.chat_template import library

        loaded = library.load()
        loaded.environment()  # jinja2 is checked, and made ready, only when a template is compiled.
        return {"library": loaded.name}
    if lane == "tokenizer":
        from transformers_agent.tokenizer import load

        return {"library": load.library()}
    if lane in {"cache", "training"}:
        return {"library": ""}  # Its parts import what they need, which is little.
    raise Fault("agent-failure", f"unknown lane: {lane!r}")
