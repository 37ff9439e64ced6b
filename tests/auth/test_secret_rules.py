"""Secrets of providers are told from what only looks random."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from healthy_arguments import ARGUMENTS, VARIABLES
from made_secrets import HEX, made, named_secrets, secrets
from transformers_workbench.auth import secret_rules
from transformers_workbench.auth.secret_rules import (
    secret_in_text,
    secret_in_variables,
    secret_in_words,
    secrets_in,
)

RULES = json.loads(Path(secret_rules.__file__).with_name("secret_rules.json").read_text(encoding="utf-8"))
EACH = sorted(secrets())
NAMED = sorted(named_secrets())
COMMIT = "8f2a1c0be0fb4aa9a6f9b7e1d3c4a5968778695a"


@pytest.mark.parametrize("kind", EACH)
@pytest.mark.parametrize("seed", range(6))
def test_a_secret_is_found_wherever_it_stands(kind: str, seed: int) -> None:
    secret = secrets(seed)[kind]
    for word in (secret, f"--value={secret}", f"value={secret}", f'{{"value": "{secret}"}}', f"a {secret} b"):
        found = secret_in_words(["train.py", word])
        assert found is not None, word
        assert secret not in found.place and secret[-8:] not in found.place
    assert secret_in_words(["--value", secret]) is not None
    assert secret_in_variables({"VALUE": secret}) is not None


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("seed", range(5))
def test_a_secret_is_known_by_the_name_that_it_is_given_under(name: str, seed: int) -> None:
    value = named_secrets(seed)[name]
    found = secret_in_variables({name: value})
    assert found is not None and found.place.startswith(name)
    option = "--" + name.lower()
    for words in (
        [option, value],
        [f"{option}={value}"],
        [f"--{name.lower().replace('_', '-')}", value],
        [f"{name}={value}"],
        [f"+env.{name.lower()}={value}"],
        [f"--export=ALL,{name}={value}"],
        [json.dumps({name.lower(): value})],
    ):
        found = secret_in_words(words)
        assert found is not None, words
        assert value not in found.place


def test_forty_hexadecimal_digits_are_a_key_only_where_the_name_says_so() -> None:
    key = made(40, HEX)
    assert secret_in_words(["--wandb_key", key]) is not None
    assert secret_in_words(["--wandbApiKey", key]) is not None
    for name in ("--revision", "--run_id", "--cache_key", "--commit", "--token_hash", "--key"):
        assert secret_in_words([name, key]) is None
        assert secret_in_words([f"{name}={key}"]) is None
    assert secret_in_words([key]) is None


def test_healthy_arguments_are_many() -> None:
    assert len(ARGUMENTS) >= 200
    assert len(VARIABLES) >= 40


@pytest.mark.parametrize("words", ARGUMENTS, ids=range(len(ARGUMENTS)))
def test_an_argument_of_every_day_is_no_secret(words: str) -> None:
    assert secret_in_words(words.split(" ")) is None, words
    assert secret_in_words([words]) is None, words
    assert secret_in_variables({"EXTRA_ARGUMENTS": words}) is None


@pytest.mark.parametrize(("name", "value"), VARIABLES)
def test_a_variable_of_every_day_is_no_secret(name: str, value: str) -> None:
    assert secret_in_variables({name: value}) is None


def test_a_rule_has_an_example_and_a_source() -> None:
    examples = list(secrets().values())
    for rule in RULES["values"]:
        pattern = re.compile(rule["pattern"])
        assert [each for each in examples if pattern.search(each)], rule
        assert rule["source"] == "gitleaks" or rule["source"].startswith("https://")
    assert len(RULES["values"]) >= 35


@pytest.mark.parametrize(
    "text",
    [
        "sk-" * 30_000,
        "ey" + "J" * 100_000,
        "https://" + "a" * 100_000,
        "=" * 100_000,
        "a=" * 50_000,
        "_key" * 25_000,
    ],
)
def test_a_long_text_takes_no_time(text: str) -> None:
    import time

    began = time.process_time()
    list(secrets_in(text))
    secret_in_text(text)
    assert time.process_time() - began < 1.0
