"""What to know before a run starts, in the user's language."""

from __future__ import annotations

from collections.abc import Callable

from transformers_workbench.training.command import Notice
from transformers_workbench.wording import Wording


def notice_text(notice: Notice, say: Wording) -> str:
    """The sentence of a notice of ``command.planned``."""
    values = dict(notice.values)
    sentences: dict[str, Callable[[], str]] = {
        "device-unseen": lambda: say("These devices were not found on this machine: {devices}", **values),
        "device-busy": lambda: say("Somebody computes on GPU {device} ({name}) already.", **values),
        "devices-shared": lambda: say(
            "{processes} processes share the devices chosen ({devices}): NCCL wants one GPU a process.",
            **values,
        ),
        "mig-several": lambda: say("CUDA gives a process only the first of several parts of a MIG device."),
        "config-overruled": lambda: say(
            "What was chosen wins over accelerate's configuration {path}: {flags}", **values
        ),
        "processes-ignored": lambda: say(
            "Python alone starts one process, not {processes}: that takes accelerate.", **values
        ),
        "cpu-on-apple": lambda: say(
            "Trainer prefers Apple's GPU: set use_cpu=True in TrainingArguments to stay on the CPU."
        ),
    }
    return sentences[notice.word]()
