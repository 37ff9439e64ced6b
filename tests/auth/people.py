"""Who asks for a repository, each as what gives the token of such a one at a Hub."""

from __future__ import annotations

from collections.abc import Callable

from account_hub import AccountHub, new_token


def nobody(hub: AccountHub) -> str:
    """Without a token."""
    return ""


def reader(hub: AccountHub) -> str:
    return hub.sign_up("ada")


def stranger(hub: AccountHub) -> str:
    return hub.sign_up("eve")


def with_request(state: str) -> Callable[[AccountHub], str]:
    """Has asked for the gated repositories, and got this answer."""

    def sign_up(hub: AccountHub) -> str:
        hub.requests["org/gated", "ada"] = hub.requests["org/data", "ada"] = state
        return hub.sign_up("ada")

    return sign_up


def unknown(hub: AccountHub) -> str:
    """With a token that the Hub never gave."""
    return new_token()


def expired(hub: AccountHub) -> str:
    token = hub.sign_up("ada")
    hub.accounts[token].expired = True
    return token


def without_scope(hub: AccountHub) -> str:
    """May read the gated repository, but not with this fine-grained token."""
    hub.requests["org/gated", "ada"] = "accepted"
    return hub.sign_up("ada", "fineGrained")


def with_scope(hub: AccountHub) -> str:
    hub.requests["org/gated", "ada"] = "accepted"
    return hub.sign_up("ada", "fineGrained", canReadGatedRepos=True)
