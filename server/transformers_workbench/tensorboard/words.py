"""A server as the contract has it, and what may surprise about one that was opened."""

from __future__ import annotations

from pathlib import Path

from transformers_workbench.documents import uri_of
from transformers_workbench.protocol import TensorBoardServer
from transformers_workbench.tensorboard.servers import Seen
from transformers_workbench.tensorboard.start import Found, title_of
from transformers_workbench.tensorboard.state import LOG
from transformers_workbench.wording import Wording


def described(seen: Seen) -> TensorBoardServer:
    """A server for the editor, without what opens it."""
    state = seen.state
    return TensorBoardServer(
        id=state.id,
        folders=[uri_of(Path(folder)) for folder in state.folders],
        title=title_of(state.folders),
        port=state.port,
        pid=state.pid,
        started=state.started,
        state="crashed" if not seen.alive else "outdated" if state.outdated else "running",
        has_events=seen.has_events,
        missing=seen.missing,
        log=uri_of(state.folder / LOG),
        last_lines=list(seen.last_lines),
    )


def note(found: Found, seen: Seen, port: int, say: Wording) -> str:
    """One sentence, or none: what is not as it was asked for."""
    if not found.reused and found.state.port_taken:
        return say(
            "Port {port} is taken, so TensorBoard listens on {other}.", port=port, other=found.state.port
        )
    if seen.missing:
        return say("The log folder does not exist yet: TensorBoard shows it when a run writes there.")
    if not seen.has_events:
        return say("There are no event files yet: TensorBoard shows them when a run writes some.")
    return ""
