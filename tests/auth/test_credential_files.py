"""Files that hold credentials are told from data, by names that are well known and by what is in them."""

from __future__ import annotations

import functools
import json
import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from made_secrets import HEX, json_web_token, made, named_secrets, secrets
from transformers_workbench.auth.credential_files import (
    SMALL,
    holds_credentials,
    is_credentials,
    is_named_for_credentials,
)
from transformers_workbench.auth.secret_rules import masked

HUB = secrets()["huggingface"]
ROW = {"text": "The film was good, and the music was better than any that I have heard since.", "label": 1}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "huggingface_token.json",
            "hf_token.txt",
            "HF-Token.json",
            "hugging face token.txt",
            "api_token.json",
        ),
        *(
            "access_tokens.json",
            "github_token.txt",
            "wandb_key.txt",
            "openai_api_key.txt",
            "api_keys.json",
            "token",
        ),
        *(
            "token.txt",
            ".token",
            "credentials",
            "credentials.json",
            "aws_credentials.json",
            "credentials.csv",
        ),
        *(
            "application_default_credentials.json",
            "google-credentials.json",
            ".env",
            ".env.local",
            "prod.env",
        ),
        *(
            ".netrc",
            "_netrc",
            ".npmrc",
            ".pypirc",
            ".pgpass",
            ".git-credentials",
            "id_rsa",
            "id_ed25519",
            "id_rsa.bak",
        ),
        *(
            "server.pem",
            "tls.key",
            "putty.ppk",
            "store.p12",
            "service-account.json",
            "service_account_dev.json",
        ),
        *(
            "my-service-account.json",
            "client_secret_123.apps.googleusercontent.com.json",
            "client_secrets.json",
        ),
        *("kaggle.json", "rootkey.csv", "me_accessKeys.csv", "secrets.json", "secrets.toml", "stored_tokens"),
        *("x-firebase-adminsdk-abc.json", ".vault-token", "oauth_creds.json"),
        *("huggingface_token.jsonl", "hf_token.csv", "my-api-token.json", "my-api-token.csv"),
        *("credentials.jsonl", "aws_credentials.tsv", "client_secret.csv", "service-account.jsonl"),
    ],
)
def test_a_well_known_name_is_enough(name: str) -> None:
    assert is_named_for_credentials(PurePosixPath("/w/data") / name)
    assert is_named_for_credentials(PureWindowsPath("C:\\w\\data") / name.upper())


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/h/.ssh/config",
            "/h/.aws/config",
            "/h/.aws/sso/cache/a.json",
            "/h/.kube/config",
            "/h/.docker/config.json",
        ),
        *(
            "/h/.config/gcloud/a/b.json",
            "/h/.config/gh/hosts.yml",
            "/h/.cache/huggingface/token",
            "/h/.gnupg/x.jsonl",
        ),
    ],
)
def test_so_is_the_folder_of_a_program(path: str) -> None:
    assert is_named_for_credentials(PurePosixPath(path))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "tokens.jsonl",
            "token_classification.jsonl",
            "tokens_train.csv",
            "wikitoken.parquet",
            "tokenizer.json",
        ),
        *(
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "tokenized.parquet",
            "token.jsonl",
        ),
        *("hf_tokens.jsonl", "api_keys_explained.jsonl", "service_accounts.csv"),
        *(
            "bad_tokens.json",
            "my_token_counts.json",
            "secret_detection.jsonl",
            "secrets_train.csv",
            "passwords.jsonl",
        ),
        *(
            "api_calls.json",
            "api_reference.jsonl",
            "access_log.csv",
            "keys.csv",
            "keypoints.json",
            "key_value.jsonl",
        ),
        *(
            "credentials_dataset.jsonl",
            "credential_stuffing.csv",
            "environment.json",
            "env.csv",
            "train.jsonl",
        ),
        *(
            "hf_data.json",
            "github_issues.jsonl",
            "openai_summaries.json",
            "service_reviews.json",
            "account.csv",
        ),
        *(
            "oauth_questions.jsonl",
            "google_landmarks.csv",
            "kaggle_train.csv",
            "docker_logs.jsonl",
            "config.json",
        ),
        *(
            "id_mapping.json",
            "monkey.csv",
            "turkey.json",
            "donkey.parquet",
            "wandb_metrics.jsonl",
            "token_ids.npy",
        ),
    ],
)
def test_the_name_of_data_is_not(name: str) -> None:
    assert not is_named_for_credentials(PurePosixPath("/w/data") / name)


def text_of(value: object) -> bytes:
    return json.dumps(value).encode()


@functools.cache
def credentials() -> dict[str, bytes]:
    key = "-----BEGIN " + "PRIVATE KEY-----\n" + made(800) + "\n-----END PRIVATE KEY-----\n"
    account = {
        "type": "service_account",
        "private_key_id": made(40, HEX),
        "private_key": key,
        "client_email": "a@p.iam.gserviceaccount.com",
    }
    installed = {"client_id": "1.apps.googleusercontent.com", "client_secret": "GOCSPX-" + made(28)}
    session = {
        "access_token": made(60),
        "refresh_token": made(60),
        "token_type": "Bearer",
        "expires_in": 3600,
    }
    return {
        "pem": key.encode(),
        "openssh": ("-----BEGIN OPENSSH " + f"PRIVATE KEY-----\n{made(800)}\n").encode(),
        "service account": text_of(account),
        "client": text_of({"installed": installed}),
        "session": text_of(session),
        "cached session": text_of({"profiles": {"default": session}}),
        "hub": text_of({"token": HUB}),
        "hub with a name": text_of(
            {"name": "laptop", "role": "write", "created": "2026-11-30", "token": HUB}
        ),
        "hub alone": HUB.encode(),
        "hub with a line end": b"\xef\xbb\xbf" + HUB.encode() + b"\r\n",
        "table": f"name,token\nlaptop,{HUB}\nserver,{secrets(2)['huggingface']}\n".encode(),
        "keys of aws": f"Access key ID,Secret access key\n{secrets()['aws']},{made(40)}\n".encode(),
        "kaggle": text_of({"username": "me", "key": made(32)}),
        "wandb": text_of({"wandb_api_key": made(40, HEX), "entity": "team"}),
        "environment": "".join(f"{name}={value}\n" for name, value in named_secrets().items()).encode(),
        "export": f"export WANDB_API_KEY={made(40, HEX)}\n".encode(),
        "openai": text_of({"OPENAI_API_KEY": secrets()["openai project"]}),
        "jwt": json_web_token().encode(),
        "rows of one": text_of({"token": HUB}) + b"\n",
        "list": text_of([HUB, secrets(3)["huggingface"]]),
    }


@pytest.mark.parametrize("kind", sorted(credentials()))
@pytest.mark.parametrize("name", ["data.json", "rows.jsonl", "table.csv"])
def test_so_is_what_is_in_it(tmp_path: Path, kind: str, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(credentials()[kind])
    assert holds_credentials(file)


@functools.cache
def data() -> dict[str, bytes]:
    rows = [{**ROW, "number": number} for number in range(5)]
    mention = {"text": f"Log in with {HUB} before you load the model.", "label": 0}
    lines = [json.dumps(row) for row in (*rows, mention)]
    many = "\n".join(
        json.dumps({"text": f"leak: ghp_{made(36, seed=seed)}", "label": 1}) for seed in range(400)
    )
    return {
        "empty": b"",
        "row": text_of(ROW),
        "rows": "\n".join(lines[:5]).encode(),
        "a row mentions a token": "\n".join(lines).encode(),
        "the only row mentions a token": text_of(mention),
        "json with a mention": text_of({"data": [*rows, mention]}),
        "leaks to be learned": many.encode(),
        "tokens of words": b'{"tokens": ["the", "token", "key"], "ner_tags": [0, 1, 1]}\n' * 3,
        "labels that say token": b'{"token": "word", "key": "noun", "secret": false}\n',
        "passwords": b'[{"password": "hunter2", "score": 3}, {"password": "swordfish", "score": 2}]',
        "digests": "\n".join(f'{{"sha": "{made(40, HEX, seed)}", "label": 1}}' for seed in range(5)).encode(),
        "identifiers": text_of({"id": made(22), "uuid": "550e8400-e29b-41d4-a716-446655440000", "rows": []}),
        "protein": b"sequence,label\nMKTAYIAKQRQISFVKSHFSRQLEERLGLIEVQAPILSRVGDGTQDNLSGAEKAVQVKVKALPDA,1\n",
        "special tokens": b'{"eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}',
        "example": b'{"token": "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}',
        "certificate": b"-----BEGIN CERTIFICATE-----\nMIIB\n",
        "about keys": b'{"text": "A file begins with -----BEGIN PRIVATE KEY----- and then has base64."}\n'
        * 3,
        "binary": b"PAR1\0\0" + HUB.encode(),
        "latin": "text,label\ncafé,1\n".encode("latin-1"),
    }


@pytest.mark.parametrize("kind", sorted(data()))
@pytest.mark.parametrize("name", ["tokens_train.jsonl", "rows.json", "table.csv"])
def test_data_stays_data(tmp_path: Path, kind: str, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(data()[kind])
    assert not holds_credentials(file)


def test_a_large_file_is_data_but_for_a_key_at_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(text_of({"token": HUB}) + b"\n" + text_of(ROW) * (SMALL // 50))
    assert not holds_credentials(file)
    assert is_credentials(credentials()["pem"] + b"x" * SMALL)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_is_what_it_leads_to(tmp_path: Path) -> None:
    home = tmp_path / ".ssh"
    home.mkdir()
    (home / "known").write_bytes(b"{}")
    link = tmp_path / "train.jsonl"
    link.symlink_to(home / "known")
    assert holds_credentials(link)


@pytest.mark.skipif(os.name == "nt", reason="there are none")
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "endless.json").symlink_to("/dev/zero")
    (tmp_path / "circle.json").symlink_to(tmp_path / "circle.json")
    assert not [path for path in sorted(tmp_path.iterdir()) if holds_credentials(path)]
    assert not holds_credentials(tmp_path / "nothing.json")


@pytest.mark.parametrize("kind", sorted(secrets()))
def test_what_is_shown_of_a_row_has_no_secret(kind: str) -> None:
    secret = secrets()[kind]
    for text in (secret, f"Log in with {secret} first.", f'load("gpt2", token="{secret}")'):
        shown = masked(text)
        part = secret.partition("@")[0]
        assert part not in shown and part[-10:] not in shown, shown
    assert masked(f"before {secret} after").startswith("before")


def test_what_is_left_of_a_shortened_secret_is_not_shown_either() -> None:
    assert masked(f"Log in with {HUB[:20]}…") == "Log in with …"
    assert masked(f"Log in with {secrets()['openai project'][:60]}") == "Log in with …"
    assert masked("key = WANDB_API_KEY=" + named_secrets()["WANDB_API_KEY"]) == "key = WANDB_API_KEY=…"


@pytest.mark.parametrize(
    "text", ["The film was good.", "hf_model", "task-sk-learn", "", "a" * 300, "npm_test …"]
)
def test_what_holds_none_is_shown_as_it_is(text: str) -> None:
    assert masked(text) == text
