"""One table of reasons: what can go wrong, in one sentence, what to do next, and the button that does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

Action = Literal["none", "install", "interpreter", "restart", "output"]


@attrs.frozen
class Reason:
    """``message`` may name ``{placeholders}`` out of the error's values."""

    message: str
    advice: str
    action: Action = "none"


REASONS: Mapping[str, Reason] = {
    # The template
    "template-syntax": Reason(
        "The template has a syntax error: {message}",
        "Correct the marked place. The preview keeps the last good output until then.",
    ),
    "template-undefined": Reason(
        "The template uses something that is not there: {message}",
        "Give the conversation what the template reads, or guard it with `is defined`.",
    ),
    "template-raised": Reason(
        "The template refuses this conversation: {message}",
        "Change the conversation: the template itself calls raise_exception here.",
    ),
    "template-security": Reason(
        "The sandbox stopped the template: {message}",
        "Chat templates may not reach into Python. Remove this access; do not trust where it came from.",
    ),
    "template-runtime": Reason(
        "The template failed while it ran: {message}",
        "Look at the marked place and at what the conversation gives it.",
    ),
    "template-timeout": Reason(
        "The template did not finish within {seconds} seconds.",
        "Look for a loop that does not end, or raise transformers.chatTemplate.renderDeadline.",
    ),
    "template-memory": Reason(
        "The template needed more than {mebibytes} MiB of memory.",
        "Look for a text that grows without bound, or raise transformers.chatTemplate.memoryLimit.",
    ),
    "template-too-deep": Reason(
        "The template is nested too deeply for Jinja.",
        "Flatten it: Jinja compiles every level into a level of Python.",
    ),
    "template-missing": Reason(
        "There is no chat template here.",
        "Open a .jinja file, or a model folder with chat_template.jinja or tokenizer_config.json.",
    ),
    "template-name": Reason(
        "There is no template named “{name}” here.",
        "Choose one of: {names}.",
    ),
    "conversation-invalid": Reason(
        "transformers does not accept this conversation: {message}",
        "Change the messages, tools or documents as it asks.",
    ),
    # Files
    "file-missing": Reason("{path} does not exist any more.", "Restore the file, or close the preview."),
    "file-unreadable": Reason("{path} cannot be read: {message}", "Check the permissions of the file."),
    "file-not-regular": Reason("{path} is a {kind}, not a regular file.", "Choose a regular file."),
    "file-outside": Reason(
        "{path} is a link to a file outside its folder.",
        "Open the file itself if you trust it, or copy it into the folder.",
    ),
    "file-encoding": Reason(
        "{path} is not UTF-8 (byte {offset} is {byte}).",
        "Save it as UTF-8: transformers reads it as nothing else.",
    ),
    "file-too-large": Reason(
        "{path} has {mebibytes} MiB: too large for a chat template.",
        "Check that this is the right file.",
    ),
    "json-broken": Reason("{path} is not valid JSON: {message}", "Correct the marked place."),
    "embedded-missing": Reason(
        "{path} has no template at {pointer} any more.",
        "Close this editor and open the template again.",
    ),
    "repository-missing": Reason(
        "{repository} is not in the cache of this machine.",
        "Download it first, or choose another model.",
    ),
    # The user's environment
    "interpreter-missing": Reason(
        "No Python is selected.", "Select the interpreter that has your transformers.", "interpreter"
    ),
    "interpreter-broken": Reason(
        "Python did not start: {message}", "Select another interpreter, or look at the output.", "interpreter"
    ),
    "missing-package": Reason("{packages} is missing in {interpreter}.", "Install it there.", "install"),
    "missing-module": Reason(
        "The module {module} is missing in {interpreter}.",
        "It is not known which project provides it. Install the project that its documentation names.",
        "interpreter",
    ),
    "agent-crashed": Reason(
        "The Python process that does the work ended unexpectedly ({message}).",
        "The next request starts a new one. If it happens again, look at the output.",
        "output",
    ),
    "agent-timeout": Reason(
        "Python did not answer within {seconds} seconds.",
        "It was stopped; the next request starts a new one.",
        "output",
    ),
    "agent-failure": Reason(
        "Something unexpected happened in Python: {message}", "Look at the output.", "output"
    ),
    # Tokenizers
    "tokenizer-missing": Reason(
        "There is no tokenizer beside this template.",
        "Choose a model whose tokenizer is used, to see tokens.",
    ),
    "tokenizer-custom-code": Reason(
        "This tokenizer needs code from its repository.",
        "It is never run here. The text is exact; there are no tokens.",
    ),
    "tokenizer-broken": Reason(
        "The tokenizer does not load: {message}", "Check the tokenizer's files in this folder."
    ),
    "tokenizer-too-large": Reason(
        "The tokenizer needs more than {mebibytes} MiB of memory.",
        "Check that tokenizer.json is a tokenizer's. The text is exact; there are no tokens.",
    ),
    "text-not-encodable": Reason(
        "The tokenizer cannot encode this text: {message}",
        "Look for half of a character (a lone surrogate) in the messages.",
    ),
    "tokenizer-loading": Reason("The tokenizer is still loading.", "Tokens follow by themselves."),
    # The cache and the Hub
    "cache-missing": Reason(
        "There is no such cache: {message}", "It is made by the first download; or choose another folder."
    ),
    "cache-unreadable": Reason("The cache cannot be read: {message}", "Check the permissions of the folder."),
    "cache-damaged": Reason(
        "huggingface_hub cannot read this repository: {message}",
        "Download it again, or delete it whole: nothing else depends on it.",
    ),
    "hub-unreachable": Reason(
        "The Hugging Face Hub does not answer: {message}",
        "Check the connection, the proxy and HF_ENDPOINT, and try again: what is there already stays.",
    ),
    "hub-gated": Reason(
        "Access to {repository} has to be granted first.",
        "Ask for it at {url}, and sign in with a token of that account.",
    ),
    "hub-missing": Reason(
        "The Hub does not have this: {message}",
        "Check the name and the revision. A private repository needs a token that may read it.",
    ),
    "hub-token": Reason(
        "The Hub refuses the token: {message}", "Sign in again, or select a token that may read this."
    ),
    "disk-full": Reason(
        "The disk of the cache is full: {message}", "Free some space and try again: what is there stays."
    ),
    "cache-read-only": Reason(
        "The cache cannot be written: {message}",
        "Check who owns the folder, or choose another one with HF_HUB_CACHE.",
    ),
    "cache-foreign": Reason(
        "This is not part of a Hugging Face cache, so it is left alone: {message}",
        "Look at the folder yourself, and remove by hand what you know.",
    ),
    "cache-not-deleted": Reason(
        "It could not be deleted: {message}",
        "Check who owns the files, and that no process uses them; then try again.",
    ),
    "cache-gone": Reason("It is not there any more.", "Nothing to do."),
    "cache-in-use": Reason(
        "A repository uses this shared blob: {message}",
        "It goes with the last repository that uses it.",
    ),
    "cache-still-there": Reason(
        "It was deleted, but is there again: {message}",
        "Check that no process uses it or downloads it; then try again.",
    ),
    "cache-file-unreadable": Reason(
        "A file of the cache cannot be read: {message}", "Check its permissions, or delete the revision."
    ),
    # The account
    "token-missing": Reason("No token is in use.", "Sign in with `hf auth login`, or set HF_TOKEN."),
    "secret-lost": Reason(
        "The token did not arrive: it is handed over apart from the request, and that failed.",
        "Try again. If it happens again, restart the language server.",
        "restart",
    ),
    "secrets-unsupported": Reason(
        "This editor cannot hand a token over to the language server.",
        "Sign in with `hf auth login` in a terminal instead.",
    ),
    "token-unknown": Reason(
        "No token is stored under the name “{name}”.",
        "`transformers-workbench auth list` shows the names that there are.",
    ),
    "token-unreadable": Reason(
        "The token cannot be read: {message}", "Check who owns the file, and its permissions."
    ),
    "token-malformed": Reason(
        "This is not a token: {message}", "Copy it again from https://huggingface.co/settings/tokens."
    ),
    "token-name-invalid": Reason("{message} cannot be the name of a token.", "Choose a name of plain words."),
    "token-invalid": Reason(
        "The Hub does not accept the token: {message}", "Sign in again, or switch to another token."
    ),
    "token-expired": Reason("The token has expired: {message}", "Make a new one and sign in again."),
    "device-code-unsupported": Reason(
        "The installed huggingface_hub cannot sign in with a browser.",
        "Paste a token instead, or install a newer huggingface_hub.",
    ),
    "device-code-denied": Reason("Signing in was denied in the browser.", "Try again, or paste a token."),
    "device-code-expired": Reason(
        "The code was not confirmed in time: {message}", "Ask for a new one and confirm it in the browser."
    ),
    "token-not-renewed": Reason("The Hub does not renew this token any more: {message}", "Sign in again."),
    "token-store-full": Reason(
        "The token could not be stored, the disk is full: {message}",
        "Free some space and try again: what was stored is still there.",
    ),
    "token-store-read-only": Reason(
        "The stored tokens cannot be written: {message}",
        "Check who owns the folder, or choose another one with HF_HOME: what was stored is still there.",
    ),
    "token-store-damaged": Reason(
        "huggingface_hub cannot read its list of tokens: {message}",
        "Correct or remove the file yourself: storing a token now would replace all that is in it.",
    ),
    "hub-timeout": Reason(
        "The Hugging Face Hub took too long: {message}",
        "Check the connection and HF_ENDPOINT, and try again.",
    ),
    "hub-tls": Reason(
        "The Hub's certificate is not trusted: {message}",
        "Check HF_ENDPOINT. If a proxy inspects connections, name its certificate in SSL_CERT_FILE and "
        "REQUESTS_CA_BUNDLE.",
    ),
    "hub-answer-malformed": Reason(
        "What answers at {endpoint} does not answer as the Hugging Face Hub does: {message}",
        "Check HF_ENDPOINT, and whether a sign-in page of the network answers instead.",
    ),
    # TensorBoard
    "tensorboard-incompatible": Reason(
        "TensorBoard {version} does not work with Python {python} and what is installed beside it: {message}",
        "Install newer versions, or TensorBoard again.",
        "install",
    ),
    "tensorboard-failed": Reason(
        "TensorBoard did not start: {message}", "Look at the output: it has the end of its log.", "output"
    ),
    "tensorboard-timeout": Reason(
        "TensorBoard did not answer within {seconds} seconds.",
        "It was stopped. Try again; on a slow disk the second start is faster.",
        "output",
    ),
    "tensorboard-stopped": Reason("TensorBoard is not running.", "Open it again to start it."),
    "tensorboard-state": Reason(
        "Where running TensorBoards are noted cannot be written: {message}",
        "Check who owns the folder and that the disk is not full, or name another with "
        "TRANSFORMERS_WORKBENCH_STATE.",
    ),
    "log-folder-missing": Reason("{path} is not a folder on this machine.", "Choose a log folder."),
    "log-folders-none": Reason(
        "There are no event files below {path}.",
        "Name a log folder: `transformers-workbench tensorboard DIR`.",
    ),
    # Before a training run
    "data-format": Reason(
        "{path} is no data file that can be looked at here.",
        "Choose a JSONL, JSON, CSV, TSV or Parquet file.",
    ),
    "data-credentials": Reason(
        "{path} holds credentials, so it is not read as data.",
        "Choose another file. If it is data after all, rename it, and remove the secrets from it.",
    ),
    "data-unreadable": Reason(
        "{path} cannot be read as data: {message}",
        "Check that the file is whole, and that its name fits its format.",
    ),
    "data-endless": Reason(
        "{path} cannot be read as data: lines with more than {mebibytes} MiB are too long to read.",
        "Check that this is a text file with one row per line.",
    ),
    "model-without-weights": Reason(
        "{path} has no weights in it.", "Download the model whole, or choose another folder."
    ),
    "model-damaged": Reason(
        "{path} cannot be read as a model: {message}", "Download the model again: the file is not whole."
    ),
    "data-memory": Reason(
        "Looking at {path} needs more than {mebibytes} MiB of memory.",
        "A single value of it is enormous: check that this is the right file.",
    ),
    # Training runs, before they start
    "run-script-missing": Reason("There is no such script: {path}", "Choose a Python file that is saved."),
    "run-folder-missing": Reason(
        "The working directory does not exist: {path}", "Make the folder, or name another."
    ),
    "run-config-missing": Reason(
        "There is no such configuration of accelerate's: {path}",
        "Write one with `accelerate config --config_file FILE`, or name none.",
    ),
    "run-elsewhere": Reason(
        "A run needs files of this machine, and this is none: {uri}", "Save it in a folder of this machine."
    ),
    "run-file-json": Reason(
        "{path} is not JSON, at {place}: {message}",
        "Correct it there. Comments, trailing commas and single quotes are not JSON.",
    ),
    "run-file-key": Reason(
        "{path}, line {place}: a run has no “{key}”.", "The nearest that it has is “{near}”."
    ),
    "run-file-value": Reason(
        "{path}, line {place}: “{key}” must be: {expected}. It is: {found}", "Change the value."
    ),
    "run-file-script": Reason(
        "{path} does not say which script to run.",
        'Add the script, relative to the file: "script": "train.py"',
    ),
    "slurm-missing": Reason(
        "{program} was not found on this machine.",
        "Run it here, or open a window on a machine of the cluster.",
    ),
    "slurm-refused": Reason(
        "Slurm did not take the job: {message}", "Change partition, account, time or the other options."
    ),
    "run-devices-mixed": Reason(
        "These devices do not go together: {devices}", "Choose GPUs, or the CPU alone."
    ),
    # Training runs
    "run-secret": Reason(
        "A secret would be stored on disk with the run ({place}).",
        "Remove it from the run. Set it in the environment that the editor or the command line is started "
        "from, or log in with the provider's own tool. The run inherits both, and the Hugging Face token "
        "in use as HF_TOKEN.",
    ),
    "run-folder": Reason(
        "The folder of the run cannot be written: {message}",
        "Check who owns the folder and that the disk is not full, or choose another one with "
        "transformers.training.runsFolder.",
    ),
    "run-busy": Reason("Something else is being done to {path}.", "Try again in a moment."),
    "run-missing": Reason(
        "{path} is not the folder of a run.", "Refresh the view: it may have been removed."
    ),
    "run-foreign": Reason(
        "{name} was not started by your workbench, so it is only shown.",
        "If the run is yours, adopt it: `Adopt Training Run` in its menu, or `runs adopt` on the command "
        "line.",
    ),
    "workspace-untrusted": Reason(
        "Training runs start only in a workspace that you trust.", "Trust the workspace and try again."
    ),
    "run-owner": Reason(
        "The folder of {name} belongs to another user, so the run cannot be adopted.",
        "Start the script in a folder of your own.",
    ),
    "run-record": Reason(
        "The run cannot be recorded as yours: {message}",
        "Check who owns the folder and that the disk is not full, or choose another state folder with the "
        "environment variable TRANSFORMERS_WORKBENCH_STATE.",
    ),
    "run-alive": Reason("{path} is a run that is going on.", "Stop it first."),
    "run-not-resumable": Reason(
        "{path} has no checkpoint to go on from on this machine.", "Start it again instead."
    ),
    "run-unknown": Reason(
        "There is no run {name} in {path}.", "`transformers-workbench runs list` shows those that there are."
    ),
    "run-ambiguous": Reason("Several runs begin with {name}: {names}", "Name more of it."),
    # The health of a run
    "log-missing": Reason(
        "There is no log at {path}.",
        "Name a console log, a trainer_state.json, a metrics.jsonl, a run's folder or a folder of event "
        "files.",
    ),
    "log-unreadable": Reason("{path} cannot be read: {message}", "Check the permissions of the log."),
    "log-endless": Reason("{path} has a line without end.", "Check that this is a text file, and a log."),
    "log-empty": Reason(
        "There is nothing in {path} that a Trainer logs.",
        "Its rows look like {{'loss': …}}: check that this is the right log, and that logging_steps is not "
        "too high.",
    ),
    "log-lost": Reason(
        "The process that reads the log ended unexpectedly ({message}).",
        "Open the log again. If it happens again, look at the output.",
        "output",
    ),
    "log-silent": Reason(
        "The process that reads the log did not answer within {seconds} seconds, and was stopped.",
        "Open the log again. On a slow disk, copy it to a faster one first.",
        "output",
    ),
    "log-closed": Reason("This log is not open: {path}", "Open it again."),
    "log-elsewhere": Reason(
        "Only files and folders of this machine can be read here, and this is none: {uri}",
        "Save it in a folder of this machine, or open a window on the machine that has it.",
    ),
    "export-failed": Reason(
        "{path} cannot be written: {message}",
        "Check who owns the folder and that the disk is not full, or choose another place.",
    ),
    "cancelled": Reason("Cancelled.", "What was done until then stays."),
    # Requests
    "request-invalid": Reason(
        "This is not a request: {message}", "See `transformers-workbench render --help`."
    ),
    "superseded": Reason("A newer request took this one's place.", "Nothing to do."),
}
