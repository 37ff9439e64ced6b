"""Secrets of all kinds, made while the tests run: none stands in a source, and none is anybody's."""

from __future__ import annotations

import base64
import json
import random
import string

ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
HEX = "0123456789abcdef"


def made(length: int, alphabet: str = ALNUM, seed: int = 0) -> str:
    """Letters and digits as a generator makes them, with some of each kind."""
    kinds = [string.digits, string.ascii_lowercase, string.ascii_uppercase]
    first = [kind for kind in kinds if set(kind) & set(alphabet)]
    source = random.Random(f"{seed} {length} {alphabet}")
    body = [source.choice([each for each in kind if each in alphabet]) for kind in first]
    body += source.choices(alphabet, k=length - len(body))
    source.shuffle(body)
    return "".join(body)


def json_web_token(seed: int = 0) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part({'sub': str(seed) * 4})}.{made(43, seed=seed)}"


def secrets(seed: int = 0) -> dict[str, str]:
    """By what it is."""

    def some(length: int, alphabet: str = ALNUM) -> str:
        return made(length, alphabet, seed)

    neptune = base64.b64encode(
        json.dumps(
            {"api_address": "https://app.neptune.ai", "api_key": some(36)}, separators=(",", ":")
        ).encode()
    ).decode()
    return {
        "huggingface": "hf_" + some(34, string.ascii_letters),
        "huggingface organization": "api_org_" + some(34, string.ascii_letters),
        "huggingface glued": "Xhf_" + some(34, string.ascii_letters),
        "huggingface glued behind": "hf_" + some(34, string.ascii_letters) + "-v2",
        "huggingface signed": "hf_oauth_" + json_web_token(seed),
        "langfuse": "sk-lf-" + "-".join(some(length, HEX) for length in (8, 4, 4, 4, 12)),
        "openai": "sk-" + some(48),
        "openai project": "sk-proj-" + some(64) + "T3BlbkFJ" + some(20),
        "openai service account": "sk-svcacct-" + some(100),
        "deepseek": "sk-" + some(32, HEX),
        "anthropic": "sk-ant-api03-" + some(93) + "AA",
        "openrouter": "sk-or-v1-" + some(64, HEX),
        "github": "ghp_" + some(36),
        "github oauth": "gho_" + some(36),
        "github user": "ghu_" + some(36),
        "github server": "ghs_" + some(36),
        "github refresh": "ghr_" + some(36),
        "github fine-grained": "github_pat_" + some(22) + "_" + some(59),
        "gitlab": "glpat-" + some(20),
        "aws": "AKIA" + some(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "aws session": "ASIA" + some(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
        "google": "AIza" + some(35),
        "google oauth": "GOCSPX-" + some(28),
        "google access": "ya29." + some(60),
        "slack": "xoxb-" + some(12, string.digits) + "-" + some(12, string.digits) + "-" + some(24),
        "aws address": "https://b.s3.amazonaws.com/k?X-Amz-Signature=" + some(64, HEX),
        "slack app": "xapp-1-" + "A0" + some(9, LOWER).upper() + "-1234509876543-" + some(64, HEX),
        "slack hook": "https://hooks.slack.com/services/T" + some(8) + "/B" + some(8) + "/" + some(24),
        "discord hook": "https://discord.com/api/webhooks/" + "1" + some(17, string.digits) + "/" + some(68),
        "telegram": "1" + some(8, string.digits) + ":A" + some(34),
        "azure storage": "AccountName=x;AccountKey=" + some(86) + "==",
        "azure signature": "https://x.blob.core.windows.net/c?sv=2024-01-01&sig=" + some(43) + "%3D",
        "azure client": some(3) + "8Q~" + some(34),
        "wandb": "wandb_v1_" + some(27) + "_" + some(49),
        "neptune": neptune,
        "replicate": "r8_" + some(37),
        "groq": "gsk_" + some(52),
        "xai": "xai-" + some(80),
        "perplexity": "pplx-" + some(48),
        "nvidia": "nvapi-" + some(64),
        "databricks": "dapi" + some(32, HEX),
        "langsmith": "lsv2_pt_" + some(32, HEX) + "_" + some(10, HEX),
        "kaggle": "KGAT_" + some(32, HEX),
        "pypi": "pypi-AgEIcHlwaS5vcmc" + some(100),
        "npm": "npm_" + some(36),
        "docker": "dckr_pat_" + some(27),
        "digitalocean": "dop_v1_" + some(64, HEX),
        "vault": "hvs." + some(95),
        "sendgrid": "SG." + some(22) + "." + some(43),
        "stripe": "sk_live_" + some(24),
        "jwt": json_web_token(seed),
        "bearer": "Authorization: Bearer " + some(40),
        "url": "https://mlflow:" + some(12) + "@mlflow.example.org",
        "url without user": "redis://:" + some(12) + "@127.0.0.1:6379",
        "pem": "-----BEGIN RSA " + "PRIVATE KEY-----\n" + some(64),
    }


def named_secrets(seed: int = 0) -> dict[str, str]:
    """By the variable that it is given in: nothing in its form says what it is."""

    def some(length: int, alphabet: str = ALNUM) -> str:
        return made(length, alphabet, seed)

    return {
        "WANDB_API_KEY": some(40, HEX),
        "COMET_API_KEY": some(25),
        "KAGGLE_KEY": some(32, HEX),
        "CLEARML_API_ACCESS_KEY": some(20),
        "CLEARML_API_SECRET_KEY": some(50),
        "AWS_SECRET_ACCESS_KEY": "a" + some(39),
        "AWS_SESSION_TOKEN": "a" + some(100),
        "MLFLOW_TRACKING_PASSWORD": "correct-horse",
        "MLFLOW_TRACKING_TOKEN": some(24),
        "AZURE_OPENAI_API_KEY": some(32, HEX),
        "COHERE_API_KEY": some(40),
        "MISTRAL_API_KEY": some(32),
        "SOME_PROVIDERS_TOKEN": some(24),
        "SOME_PROVIDERS_SECRET": some(24),
        "SOME_PROVIDERS_PASSWORD": "hunter2",
        "SWANLAB_API_KEY": some(21),
    }
