"""Which token is in use and why, and whose it is, in the user's language."""

from __future__ import annotations

from typing import Any

from transformers_workbench.wording import Wording

Json = dict[str, Any]


def token_words(status: Json, say: Wording) -> list[str]:
    """A sentence about the token in use, one for each that it overrules, one for what may surprise."""
    token = status["token"]
    if token is None:
        words = [say("No token is in use.")]
    else:
        named = {**token["source"], "token_name": token["token_name"]}
        words = [say("Token {shown}, from {place}.", shown=token["shown"], place=place_words(named, say))]
        used = place_words({**token["source"], "token_name": None}, say)
        for each in status["overruled"]:
            words.append(say("{winner} wins over {loser}.", winner=used, loser=place_words(each, say)))
    if not status["implicit"]:
        words.append(
            say("HF_HUB_DISABLE_IMPLICIT_TOKEN is set: the token is sent only where code asks for it.")
        )
    return words


def finding_words(status: Json, say: Wording) -> list[str]:
    """A sentence for each thing that is the matter with the files."""
    return [_finding(each, say) for each in status["findings"]]


def stored_words(status: Json, say: Wording) -> list[str]:
    """A line for each stored token, the active one marked."""
    if not status["stored"]:
        return [say("No tokens are stored. `hf auth login` stores one.")]
    width = max(len(each["name"]) for each in status["stored"])
    return [
        f"{'*' if each['is_active'] else ' '} {each['name']:{width}}  {each['shown']}"
        for each in status["stored"]
    ]


def account_words(account: Json, say: Wording) -> list[str]:
    """Whose token it is and what it may do."""
    token = account["token"]
    role = role_words(token, say)
    words = [say("Signed in as {account} ({role}).", account=account["account"], role=role)]
    words += hints(token, say)
    if token["expires_at"]:
        words.append(say("It expires at {time}.", time=token["expires_at"]))
    return words + [f"  {line}" for line in scope_lines(token)]


def role_words(token: Json, say: Wording) -> str:
    """The kind of a token, in a word or two."""
    roles = {"read": say("read"), "write": say("write"), "fineGrained": say("fine-grained")}
    return str(roles.get(token["role"], token["role"] or say("role unknown")))


def hints(token: Json, say: Wording) -> list[str]:
    """Gentle advice: a token that may do more, or less, than is needed to download."""
    words = []
    if token["role"] == "write":
        words.append(say("The token may write. To download, a read token is enough."))
    if token["can_read_gated"] is False:
        words.append(say("The token may not read gated repositories: change that in its settings."))
    return words


def scope_lines(token: Json) -> list[str]:
    """A line for each thing a fine-grained token may do."""
    return [
        f"{' '.join(filter(None, (scope['kind'], scope['name'])))}: {', '.join(scope['permissions'])}"
        for scope in token["scopes"]
    ]


def place_words(source: Json, say: Wording) -> str:
    """Where a token comes from, after a preposition."""
    kind, name = source["kind"], source["name"]
    if kind == "editor":
        return say("the secret store of the editor, as “{name}”", name=name)
    if kind == "environment":
        return say("{variable} in the environment", variable=name)
    if kind == "oidc":
        return say("the identity of this job ({variable})", variable=name)
    if kind == "colab":
        return say("the secret {variable} of Google Colab", variable=name)
    if kind == "file" and source["token_name"] is not None:
        return say("the stored token “{name}”", name=source["token_name"])
    if kind == "file":
        return say("the file {path}", path=name)
    return say("huggingface_hub itself")


def _finding(finding: Json, say: Wording) -> str:
    path, message = finding["path"], finding["message"]
    if finding["kind"] == "file-mode":
        return say(
            "{path} has mode {mode}: others may read it. Make it 0600.", path=path, mode=finding["mode"]
        )
    if finding["kind"] == "file-unreadable":
        return say("{path} cannot be read: {message}", path=path, message=message)
    if finding["kind"] == "store-damaged":
        return say("huggingface_hub cannot read its list of tokens: {message}", message=message)
    return say("huggingface_hub cannot say which token it uses: {message}", message=message)
