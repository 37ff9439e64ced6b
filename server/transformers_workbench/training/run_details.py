"""All that there is of a run, as the contract has it."""

from __future__ import annotations

from transformers_workbench.documents import uri_of
from transformers_workbench.protocol.training import RunDetails, RunOutput
from transformers_workbench.training.run_folder import ENVIRONMENT, LOG, METRICS
from transformers_workbench.training.run_notes import file_tail, read_note, whole
from transformers_workbench.training.run_outputs import Output, log_folders, outputs
from transformers_workbench.training.run_spec_json import spec_for_editor
from transformers_workbench.training.run_words import command_text, described
from transformers_workbench.training.runs import Seen
from transformers_workbench.wording import Wording

LAST_BYTES = 16384
LAST_LINES = 20
LONGEST_LINE = 500


def details(seen: Seen, say: Wording) -> RunDetails:
    """A run with its files; it reads disks, so not on the event loop."""
    facts = seen.facts
    environment = read_note(facts.folder / ENVIRONMENT) or {}
    run = described(seen, say)
    goes_on = run.state in ("queued", "running")
    return RunDetails(
        run=run,
        command=command_text(facts),
        spec=spec_for_editor(facts),
        environment={str(name): str(value) for name, value in environment.items() if name != "attempt"},
        log=uri_of(facts.folder / LOG),
        metrics_file=uri_of(facts.folder / METRICS),
        log_dirs=[uri_of(folder) for folder in log_folders(facts, goes_on=goes_on)],
        outputs=[_output(output, say) for output in outputs(facts)],
        pid=facts.pid if seen.look.script == "yes" else None,
        supervisor_pid=whole(facts.supervisor, "pid")
        if seen.look.supervisor == "yes" and not seen.stands.noted
        else None,
        last_lines=last_lines(seen),
    )


def last_lines(seen: Seen) -> list[str]:
    """The end of the log; of a line that is written over and over, a progress bar's, what stands last."""
    text = file_tail(seen.facts.folder / LOG, LAST_BYTES).decode("utf-8", "replace")
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    return [line[:LONGEST_LINE] for line in lines if line.strip()][-LAST_LINES:]


def _output(output: Output, say: Wording) -> RunOutput:
    names = {
        "checkpoint": say("Checkpoint {step}", step=output.step or 0),
        "adapter": say("Adapter {name}", name=output.path.name),
        "model": say("Model {name}", name=output.path.name),
    }
    return RunOutput(
        kind=output.kind,
        uri=uri_of(output.path),
        label=names[output.kind],
        step=output.step,
        size=output.size,
        written=output.written,
    )
