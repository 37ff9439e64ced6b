"""What an error means: the installed libraries really fail against the test Hub, and what they write is
explained as ``auth.access`` answers in the same situation."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from account_hub import AccountHub, new_token
from accounts import ask
from failing_scripts import (
    AUTH_CHECK,
    CONFIG,
    DATASET,
    DOWNLOAD,
    INFO,
    SNAPSHOT,
    TOKENIZER,
    WHO_AM_I,
    stderr_of,
)
from people import expired, nobody, reader, stranger, unknown, with_request, without_scope
from transformers_workbench.auth.access_answer import access_answer
from transformers_workbench.auth.error_explanation import Explained, explain
from transformers_workbench.wording import ENGLISH, wording_for

JAPANESE = wording_for("ja")


@pytest.fixture(autouse=True)
def repositories(hub: AccountHub) -> None:
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    hub.add("org/open").commit({"config.json": b"{}", "other.json": b"{}"})
    hub.add("org/private", private=True).commit({"config.json": b"{}"})
    hub.add("org/data", "dataset", gated=True).commit({"a.csv": b"1"})
    hub.members["org/private"] = {"ada"}


SITUATIONS = [
    (nobody, "org/gated", None, "no-token"),
    (unknown, "org/gated", None, "invalid-token"),
    (expired, "org/gated", None, "invalid-token"),
    (reader, "org/gated", None, "not-requested"),
    (with_request("reset"), "org/gated", None, "not-requested"),
    (with_request("pending"), "org/gated", None, "pending-or-denied"),
    (with_request("denied"), "org/gated", None, "pending-or-denied"),
    (without_scope, "org/gated", None, "scope-missing"),
    (nobody, "org/none", None, "missing"),
    (nobody, "org/private", None, "missing"),
    (stranger, "org/private", None, "missing"),
    (reader, "org/open", "v9", "missing"),
]


def explained(text: str) -> Explained:
    found = explain(text)
    assert found is not None, text
    return found


def said(answer: dict[str, Any]) -> tuple[Any, ...]:
    """What a person sees of an answer, in both languages."""
    both = [access_answer(answer, say) for say in (ENGLISH, JAPANESE)]
    return tuple(
        (each.repo_id, each.state, each.label, each.words, each.next, each.next_title, each.url, each.page)
        for each in both
    )


@pytest.mark.parametrize(("who", "repo_id", "revision", "state"), SITUATIONS)
async def test_the_same_words_as_the_hub_is_asked(
    hub: AccountHub,
    monkeypatch: pytest.MonkeyPatch,
    who: Callable[[AccountHub], str],
    repo_id: str,
    revision: str | None,
    state: str,
) -> None:
    if token := who(hub):
        monkeypatch.setenv("HF_TOKEN", token)
    answer = await ask("access", repo_id=repo_id, revision=revision)
    assert answer["state"] == state
    for script in (DOWNLOAD, CONFIG, INFO if state in ("missing", "invalid-token") else AUTH_CHECK):
        text = stderr_of(script, repo_id, revision)
        found = explained(text)
        assert said(found.answer) == said(answer), text
        assert not token or token not in str(found)


async def test_a_dataset(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", reader(hub))
    found = explained(stderr_of(DATASET, "org/data")).answer
    assert said(found) == said(await ask("access", repo_id="org/data", repo_type="dataset"))
    assert (found["repo_type"], found["page"]) == ("dataset", f"{hub.url}/datasets/org/data")


async def test_no_repository_is_named_and_none_is_needed(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", new_token())
    found = explained(stderr_of(WHO_AM_I)).answer
    assert (found["state"], found["repo_id"]) == ("invalid-token", "")
    assert found["url"] == f"{hub.url}/settings/tokens"


def test_the_hub_cannot_be_reached(hub: AccountHub) -> None:
    hub.broken = 503
    offline = {"HF_HUB_OFFLINE": "1"}
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = {"HF_ENDPOINT": f"http://127.0.0.1:{unused.getsockname()[1]}"}
        # Each tries again and again and sleeps in between: all at once.
        with ThreadPoolExecutor() as pool:
            failing = [pool.submit(stderr_of, INFO)]
            for environment, scripts in (
                (nowhere, (DOWNLOAD, SNAPSHOT, TOKENIZER)),
                (offline, (DOWNLOAD, SNAPSHOT, CONFIG, INFO)),
            ):
                failing += [pool.submit(stderr_of, script, environment=environment) for script in scripts]
    for text in [each.result() for each in failing]:
        answer = access_answer(explained(text).answer, ENGLISH)
        assert (answer.state, answer.label, answer.next) == ("offline", "Hub not reached", "retry"), text


def test_a_file_that_is_not_there(hub: AccountHub) -> None:
    repo = hub.add("org/bare")
    repo.commit({"other.json": b"{}"})
    for script in (DOWNLOAD, TOKENIZER):
        found = explain(stderr_of(script, "org/bare"))
        if script is DOWNLOAD:
            assert found is not None
            answer = access_answer(found.answer, ENGLISH)
            assert answer.words == "org/bare has no file config.json."
            assert (answer.label, answer.next) == ("no such file", "none")


# Other versions write other words; these are theirs.
OLDER = [
    (
        "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: "
        "https://huggingface.co/meta-llama/Llama-2-7b/resolve/main/config.json",
        ("meta-llama/Llama-2-7b", "scope-missing"),
    ),
    (
        "OSError: You are trying to access a gated repo.\nMake sure to have access to it at "
        "https://huggingface.co/meta-llama/Llama-2-7b-hf.\n401 Client Error. (Request ID: Root=1)\n\nCannot "
        "access gated repo for url https://huggingface.co/meta-llama/Llama-2-7b-hf/resolve/main/config.json.\n"
        "Repo model meta-llama/Llama-2-7b-hf is gated. You must be authenticated to access it.",
        ("meta-llama/Llama-2-7b-hf", "no-token"),
    ),
    (
        "datasets.exceptions.DatasetNotFoundError: Dataset 'org/d' is a gated dataset on the Hub. Visit the "
        "dataset page at https://huggingface.co/datasets/org/d to ask for access.",
        ("org/d", "not-requested"),
    ),
    (
        "datasets.exceptions.DatasetNotFoundError: Dataset 'org/d' is a gated dataset on the Hub. You must "
        "be authenticated to access it.",
        ("org/d", "no-token"),
    ),
    (
        "datasets.exceptions.DatasetNotFoundError: Dataset 'org/d' doesn't exist on the Hub or cannot be "
        "accessed.",
        ("org/d", "missing"),
    ),
    (
        "OSError: bert-bas is not a local folder and is not a valid model identifier listed on "
        "'https://huggingface.co/models'\nIf this is a private repository, make sure to pass a token",
        ("bert-bas", "missing"),
    ),
    (
        "OSError: org/x does not appear to have a file named config.json. Checkout "
        "'https://huggingface.co/org/x/tree/main' for available files.",
        ("org/x", "missing"),
    ),
    (
        "ValueError: Invalid user token. If you didn't pass a user token, run hf auth login",
        ("", "invalid-token"),
    ),
    (
        "requests.exceptions.ConnectionError: (MaxRetryError(\"HTTPSConnectionPool(host='huggingface.co', "
        "port=443): Max retries exceeded with url: /org/x/resolve/main/config.json (Caused by "
        "NameResolutionError('Failed to resolve'))\"), '(Request ID: 1)')",
        ("", "offline"),
    ),
    (
        "OSError: We couldn't connect to 'https://huggingface.co' to load this file, couldn't find it in the "
        "cached files and it looks like org/x is not the path to a directory",
        ("", "offline"),
    ),
    (
        "huggingface_hub.errors.HfHubHTTPError: 403 Forbidden: Please enable access to public gated "
        "repositories in your fine-grained token settings to view this repository..\nCannot access content "
        "at: https://huggingface.co/org/x/resolve/main/config.json.",
        ("org/x", "scope-missing"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), OLDER)
def test_the_words_of_other_versions(text: str, expected: tuple[str, str]) -> None:
    answer = explained(text).answer
    assert (answer["repo_id"], answer["state"]) == expected


NOTHING = [
    "",
    "step 10 loss 0.25 lr 1e-4",
    "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.wandb.ai/graphql",
    "ConnectionError: NCCL timed out after 1800 s",
    "RuntimeError: CUDA out of memory",
    "torch.distributed TimeoutError: rank 3 timed out; the run is restricted to one node",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_not_about_the_hub_is_not_explained(text: str) -> None:
    assert explain(text) is None


def refused(repo_id: str, words: str, status: int = 403) -> str:
    url = f"https://hub.example.org/{repo_id}/resolve/main/config.json"
    return (
        "Traceback (most recent call last):\n"
        f"GatedRepoError: {status} Client Error.\n\nCannot access gated repo for url {url}.\n{words}\n"
    )


PENDING = "Your request to access model org/b is awaiting a review from the repo authors."
FIRST = refused("org/a", "Access to model org/a is restricted. Please log in.", 401)
SECOND = refused("org/b", PENDING)


@pytest.mark.parametrize(
    "dressed",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "".join(f"\x1b[31m{line}\x1b[0m\n" for line in text.splitlines()),
        lambda text: "".join(f"[rank0] 2026-01-01 12:00:00 ERROR {line}\n" for line in text.splitlines()),
        lambda text: "\r  0%|   | 0/9\r 50%|▌▌ | 5/9\r" + text + "\r100%|▌▌▌| 9/9\rdone\n",
        lambda text: "x" * 3_000_000 + "\n" + text,
        lambda text: text + "Epoch 1: loss 0.5\n" * 40,
    ],
)
def test_the_last_error_counts_however_it_is_dressed(dressed: Callable[[str], str]) -> None:
    found = explained(dressed(FIRST + SECOND))
    assert (found.answer["repo_id"], found.answer["detail"]) == ("org/b", "pending")
    assert found.answer["url"] == "https://hub.example.org/settings/gated-repos"
    assert PENDING in found.excerpt


def test_no_token_is_in_the_excerpt() -> None:
    secret = new_token()
    text = (
        f"401 Client Error {secret} Authorization: Bearer {secret} for url https://u:{secret}@huggingface.co/"
    )
    found = explained(f"{text}org/x/resolve/main/a\nInvalid credentials in Authorization header {secret}")
    assert secret[4:] not in str(found)


@pytest.mark.parametrize(
    "piece",
    [
        "401 Client Error huggingface\n",
        "gated " * 20,
        "http://a/api/models/",
        "Traceback (most recent call last)\n",
    ],
)
def test_megabytes_take_no_time(piece: str) -> None:
    text = piece * (4 * 2**20 // len(piece))
    before = time.process_time()
    explain(text)
    assert time.process_time() - before < 10


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    explain(text + "401 Client Error gated huggingface" + text)
