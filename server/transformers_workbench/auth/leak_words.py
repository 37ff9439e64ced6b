"""What is said of a leaked token. Only its shown form is ever in a sentence."""

from __future__ import annotations

from transformers_workbench.auth.git_state import GitState
from transformers_workbench.auth.leaks import Leak
from transformers_workbench.auth.remedies import Remedy
from transformers_workbench.wording import Wording

RULE = "leaked-token"
TOKEN_SETTINGS = "https://huggingface.co/settings/tokens"
"""The page that revokes a token."""


def leak_message(leak: Leak, git: GitState, say: Wording, in_output: bool = False) -> str:
    """What is wrong and what to do first, in two or three sentences."""
    sentences = [
        say("The output of a notebook cell shows a Hugging Face token ({shown}).", shown=leak.shown)
        if in_output
        else say("A Hugging Face token ({shown}) stands here for everyone to read.", shown=leak.shown)
    ]
    if git.is_known:
        sentences.append(known_words(say))
    elif in_output:
        sentences.append(say("Revoke it if anybody else has seen it, and clear the output."))
    else:
        sentences.append(
            say("Revoke it if anybody else has seen it, and read HF_TOKEN from the environment instead.")
        )
    return " ".join(sentences)


def known_words(say: Wording) -> str:
    """What it means that the file is, or was, part of a repository."""
    return say("Git knows this file, so others may have the token: revoke it first, then remove it here.")


def moving_title(remedy: Remedy, say: Wording) -> str:
    """What the quick fix does that lets the editor keep the token."""
    if remedy.expression:
        return say("Move to the secret store, and read {expression} instead", expression=remedy.expression)
    return say("Move to the secret store and remove it here")


def remedy_title(remedy: Remedy, say: Wording) -> str:
    """What the quick fix does."""
    if remedy.expression:
        return say("Replace the token with {expression}", expression=remedy.expression)
    return say("Remove the token: nothing here can read the environment")
