"""Tokens, the account, and what it may read.

No message holds a token. Where one has to go from one side to the other, it goes through a pipe of its own
(see ``transformers_workbench.secret_pipe``), and the message holds the *handle* it has there: it is good
once.
"""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method


@attrs.frozen(repr=False, eq=False)
class EditorToken:
    """A token that the editor keeps in its own secret store."""

    name: str
    handle: str


@attrs.frozen(repr=False, eq=False)
class AuthUseParams:
    """Says which token of the editor's secret store is in use from now on: whatever asks the Hub gets it as
    ``HF_TOKEN``. ``None``: none, so that the library finds its own."""

    token: EditorToken | None = None


@attrs.frozen(repr=False, eq=False)
class TokenInUse:
    """The token that the library uses."""

    shown: str
    """What may be shown of it, for example ``hf_…abcd``."""
    name: str | None
    """The name it is stored under, in the editor or by huggingface_hub."""
    kind: Literal["editor", "environment", "file", "oidc", "colab", "unknown"]
    """Where it comes from."""
    place: str
    """The same in the user's language."""


@attrs.frozen(repr=False, eq=False)
class StoredToken:
    """A token in huggingface_hub's own file, as ``hf auth list`` has it."""

    name: str
    shown: str
    is_active: bool
    """It equals the one in use."""
    expires_at: float | None = None
    """Seconds since the epoch, where the library keeps it."""


@attrs.frozen(repr=False, eq=False)
class AccountStatus:
    """What is known of the tokens without asking the Hub."""

    token: TokenInUse | None
    words: list[str]
    """In the user's language: which token is in use and from where, what it wins over."""
    findings: list[str]
    """What is the matter with huggingface_hub's files, and what to do; empty when all is well."""
    stored: list[StoredToken]
    endpoint: str
    has_device_code: bool
    """Whether the installed huggingface_hub can sign in with a browser."""
    library: str
    """For example ``huggingface_hub 1.2.3``."""
    files: list[str]
    """URIs of huggingface_hub's own files: whoever changes them changes this answer."""


@attrs.frozen(repr=False, eq=False)
class AuthCheckParams:
    """Asks the Hub about one token: that of ``handle``, else the stored ``name``, else the one in use."""

    handle: str | None = None
    name: str | None = None


@attrs.frozen(repr=False, eq=False)
class TokenCheck:
    """What the Hub says of a token."""

    state: Literal["valid", "unchecked", "invalid", "expired", "missing"]
    """``unchecked``: the Hub did not answer."""
    message: str
    """Why it is not ``valid`` and what to do, in the user's language."""
    shown: str = ""
    account: str = ""
    name: str | None = None
    """The name it has on the Hub."""
    role: str | None = None
    """``read``, ``write``, ``fineGrained``, or whatever the Hub says."""
    role_words: str = ""
    """The same in the user's language."""
    organizations: list[str] = attrs.field(factory=list)
    scopes: list[str] = attrs.field(factory=list)
    """A line for each thing a fine-grained token may do."""
    can_read_gated: bool | None = None
    expires_at: str | None = None
    """When, in the Hub's words (ISO 8601)."""
    hint: str = ""
    """Gentle advice in the user's language: a write token where a read token is enough."""


@attrs.frozen(repr=False, eq=False)
class AuthStoreParams:
    """Keeps the token of ``handle`` in huggingface_hub's own file and makes it the active one. ``name``: by
    default the one it has on the Hub. One that the Hub refuses is not stored."""

    handle: str
    name: str | None = None


@attrs.frozen(repr=False, eq=False)
class AuthStored:
    """A token that was received. ``handle``: where the editor gets it, when the editor is to keep it."""

    name: str
    check: TokenCheck
    status: AccountStatus
    handle: str | None = None
    refresh_handle: str | None = None
    """Where the editor gets what the token is renewed with, when it can be."""


@attrs.frozen(repr=False, eq=False)
class AuthNameParams:
    """A token in huggingface_hub's own file."""

    name: str


@attrs.frozen(repr=False, eq=False)
class AuthSignOutParams:
    """Deletes a token from huggingface_hub's own file; ``None``: every one."""

    name: str | None = None


@attrs.frozen(repr=False, eq=False)
class DeviceCode:
    """What to do in a browser to sign in."""

    user_code: str
    url: str
    complete_url: str
    """The same with the code filled in."""
    expires_in: int
    """Seconds."""


@attrs.frozen(repr=False, eq=False)
class AwaitCodeParams:
    """Waits until the code requested last is confirmed; cancelling the request gives up. ``keep``: who keeps
    the token then."""

    keep: Literal["editor", "file"]
    name: str | None = None


@attrs.frozen(repr=False, eq=False)
class AuthRenewParams:
    """Asks the Hub for a new token in place of one that is about to end. ``handle``: what it is renewed with.
    The Hub may not take that a second time."""

    handle: str


@attrs.frozen(repr=False, eq=False)
class AuthRenewed:
    """A new token. ``handle``: where the editor gets it; ``refresh_handle``: what the next one comes with."""

    handle: str
    refresh_handle: str
    shown: str
    expires_at: str | None
    """When (ISO 8601)."""


@attrs.frozen(repr=False, eq=False)
class AuthAccessParams:
    """Asks whether the token in use may read a repository. ``fresh``: what was answered a moment ago does not
    do."""

    repo_id: str
    repo_type: str = "model"
    revision: str | None = None
    fresh: bool = False


AccessState = Literal[
    "public",
    "granted",
    "no-token",
    "invalid-token",
    "not-requested",
    "pending-or-denied",
    "scope-missing",
    "missing",
    "offline",
]


@attrs.frozen(repr=False, eq=False)
class AccessAnswer:
    """Whether a repository may be read, and what to do when not."""

    repo_id: str
    repo_type: str
    revision: str | None
    state: AccessState
    label: str
    """The state in a word or two, in the user's language."""
    words: str
    """A sentence or two: what it means and what to do."""
    readable: bool
    next: Literal["none", "sign-in", "switch", "request", "requests", "token-settings", "retry"]
    """The next step."""
    next_title: str
    """Its button, in the user's language; empty with ``none``."""
    url: str
    """The page of the next step, where it has one."""
    page: str
    """The repository's page on the Hub."""


@attrs.frozen(repr=False, eq=False)
class AuthRepositoriesParams:
    """Asks which repositories an open document names, those nearest to the line first."""

    uri: str
    line: int = 0


@attrs.frozen(repr=False, eq=False)
class RepositoryMention:
    """A place in a document that names a repository on the Hub."""

    repo_id: str
    repo_type: str
    revision: str | None
    line: int
    character: int
    end_line: int
    end_character: int


@attrs.frozen(repr=False, eq=False)
class RepositoryMentions:
    """The repositories of a document."""

    mentions: list[RepositoryMention]


@attrs.frozen(repr=False, eq=False)
class AuthExplainParams:
    """Asks what an error of a log or a terminal means. ``text``: any amount of it."""

    text: str


@attrs.frozen(repr=False, eq=False)
class AccessErrorExplained:
    """What the text says of access to the Hub; ``None``: nothing that we know. ``excerpt`` is the line it
    was found in, without secrets. The state is what the text tells; asking the Hub may know better."""

    answer: AccessAnswer | None
    excerpt: str = ""


@attrs.frozen(repr=False, eq=False)
class AuthIgnoreParams:
    """Asks the server to add a file to the ``.gitignore`` at the top of its repository (an edit of the
    workspace, not saved)."""

    uri: str


@attrs.frozen(repr=False, eq=False)
class AuthGitState:
    """What git knows of a file that holds a token."""

    state: Literal["known", "ignored", "open", "none"]
    """``known``: it is in the index or the history. ``open``: git would take it in. ``none``: there is no
    repository."""
    message: str
    """What that means, in the user's language; empty when there is nothing to say."""
    ignore_uri: str | None = None
    """The ``.gitignore`` that was, or can be, changed."""


AUTH_USE = Method("transformers/auth/use", AuthUseParams, AccountStatus)
AUTH_STATUS = Method("transformers/auth/status", None, AccountStatus)
AUTH_CHECK = Method("transformers/auth/check", AuthCheckParams, TokenCheck)
AUTH_STORE = Method("transformers/auth/store", AuthStoreParams, AuthStored)
AUTH_SWITCH = Method("transformers/auth/switch", AuthNameParams, AccountStatus)
AUTH_SIGN_OUT = Method("transformers/auth/signOut", AuthSignOutParams, AccountStatus)
AUTH_REQUEST_CODE = Method("transformers/auth/requestCode", None, DeviceCode)
AUTH_AWAIT_CODE = Method("transformers/auth/awaitCode", AwaitCodeParams, AuthStored)
AUTH_RENEW = Method("transformers/auth/renew", AuthRenewParams, AuthRenewed)
AUTH_ACCESS = Method("transformers/auth/access", AuthAccessParams, AccessAnswer)
AUTH_REPOSITORIES = Method("transformers/auth/repositories", AuthRepositoriesParams, RepositoryMentions)
AUTH_EXPLAIN = Method("transformers/auth/explain", AuthExplainParams, AccessErrorExplained)
AUTH_GIT_STATE = Method("transformers/auth/gitState", AuthIgnoreParams, AuthGitState)
AUTH_IGNORE = Method("transformers/auth/ignore", AuthIgnoreParams, AuthGitState)

MOVE_TOKEN = "transformers.auth.moveToSecretStore"
"""The editor's command behind a quick fix: ``[uri, version, range, edits]``. It reads the token at ``range``
of the document, keeps it, and applies ``edits`` (``TextEdit``s) when it is still that version."""
CHECK_ACCESS = "transformers.auth.checkAccess"
"""The editor's command: ``[{repoId, repoType, revision, fresh}]``."""
ACCESS_STEP = "transformers.auth.accessStep"
"""The editor's command behind the next step of an ``AccessAnswer``: ``[answer]``."""
