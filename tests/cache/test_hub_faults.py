"""No message tells a token."""

from __future__ import annotations

import pytest

from transformers_agent.cache.hub_faults import fault_of, scrubbed


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token hf_abcdEFGH1234 is bad", "hf_abcdEFGH1234"),
        ("headers: {'authorization': 'Bearer abc.def-123', 'x': 1}", "abc.def-123"),
        ("Authorization: Bearer sometoken123", "sometoken123"),
        ("http://user:secret@proxy:8080 refused", "user:secret"),
        ("https://cdn/file?Signature=abc123&Expires=1", "abc123"),
        ("https://s3/file?X-Amz-Signature=abc123", "abc123"),
    ],
)
def test_what_gives_access_is_removed(text: str, secret: str) -> None:
    assert secret not in scrubbed(text)
    assert secret not in str(fault_of(RuntimeError(text), "org/name", "model"))


def test_an_address_and_an_identifier_stay() -> None:
    text = "404 for https://huggingface.co/api/models/org/hf_name/tree/main?recursive=True"
    assert scrubbed(text).startswith("404 for https://huggingface.co/api/models/org/")


def test_what_the_library_cannot_say_the_disk_does() -> None:
    error = RuntimeError("xet: write failed")
    assert fault_of(error, "org/name", "model", fits=False).reason == "disk-full"
    assert fault_of(error, "org/name", "model", fits=True).reason == "agent-failure"
