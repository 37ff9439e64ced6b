"""A cause, said to people: what happened, and what to do next."""

from __future__ import annotations

from typing import Any

from transformers_agent.projects import is_known, is_requirement
from transformers_workbench.auth.access_words import access_words
from transformers_workbench.training.exit_causes import Cause
from transformers_workbench.wording import Wording

Words = tuple[str, str]


def cause_words(cause: Cause, say: Wording) -> Words:
    """Message and advice; both empty: nothing went wrong, or the note of it is damaged."""
    try:
        return _words(cause, say)
    except (LookupError, TypeError, ValueError, AttributeError):
        return "", ""


def _words(cause: Cause, say: Wording) -> Words:
    for words in (_of_memory, _of_access, _of_the_script, _of_the_machine, _of_other):
        found = words(cause.kind, cause.values, say)
        if found is not None:
            return found
    return "", ""


def _of_memory(kind: str, values: dict[str, Any], say: Wording) -> Words | None:
    if kind == "out-of-memory-cuda":
        smaller = say(
            "Use a smaller batch with more gradient accumulation, gradient checkpointing, a shorter "
            "max_length or "
            "LoRA; or free the GPU of other processes. The memory estimate says what would fit."
        )
        if "tried" in values and "total" in values:
            return (
                say(
                    "The GPU's memory was full: it asked for {tried} more of {total}, of which {free} "
                    "was free.",
                    tried=values["tried"],
                    total=values["total"],
                    free=values.get("free", "?"),
                ),
                smaller,
            )
        return say("The GPU's memory was full."), smaller
    if kind == "out-of-memory-mps":
        return (
            say("The memory that Apple's GPU may use was full."),
            say(
                "Use a smaller batch with more gradient accumulation, a shorter max_length or LoRA; "
                "close what else uses memory."
            ),
        )
    if kind == "out-of-memory-host":
        return (
            say("The machine's memory was full."),
            say(
                "Use a smaller batch, fewer dataloader workers or streaming data sets; of a model that "
                "hardly "
                "fits, load the weights in bfloat16. In a container or a job of Slurm's, ask for more "
                "memory."
            ),
        )
    if kind == "shared-memory":
        return (
            say("The shared memory of the dataloader's workers was full."),
            say("Set dataloader_num_workers to 0, or give the container more (docker run --shm-size=8g)."),
        )
    return None


def _of_access(kind: str, values: dict[str, Any], say: Wording) -> Words | None:
    if "access" not in values:
        return None
    again = say("Then start it again, or resume it.")
    if kind == "hub-unreachable":
        again = say(
            "Try again when the Hub answers; what is in the cache already can be used with HF_HUB_OFFLINE=1."
        )
    return access_words(values["access"], say), again


def _of_the_script(kind: str, values: dict[str, Any], say: Wording) -> Words | None:
    error = values.get("error", "")
    if kind == "missing-package":
        missing = say("The package {module} is missing.", module=values["module"])
        return missing, _installing(str(values.get("requirement") or ""), say)
    if kind == "missing-file":
        return (
            say("A file or folder is missing: {path}", path=values.get("path") or error),
            say("Check the path: a relative one starts at the run's working directory."),
        )
    if kind == "not-allowed":
        return (
            say("{path} may not be read or written by this user.", path=values.get("path") or error),
            say("Change its permissions, or choose another place."),
        )
    if kind == "wrong-argument" and "argument" in values:
        return (
            say(
                "{callable} has no argument {argument}.",
                **{name: values[name] for name in ("callable", "argument")},
            ),
            say("Look up what the installed version calls it: the names change between versions."),
        )
    if kind == "wrong-argument":
        return (
            say(
                "The script does not take these arguments: {arguments}", arguments=values.get("arguments", "")
            ),
            say("Change the arguments of the run; the script's --help names those that it takes."),
        )
    if kind == "syntax-error":
        return (
            say(
                "{path} is no Python from line {line} on: {error}",
                **{"path": "", "line": 0, "error": error, **values},
            ),
            say("Correct that line and start it again."),
        )
    if kind == "nan-loss":
        step = values.get("step")
        return (
            say("The loss is no number (NaN or infinite) from step {step} on.", step=step)
            if step is not None
            else say("The loss is no number (NaN or infinite)."),
            say(
                "Lower the learning rate, clip the gradients (max_grad_norm=1.0), prefer bf16 to fp16, "
                "and look for "
                "rows without labels. Go on from a checkpoint from before."
            ),
        )
    if kind == "crash":
        return (
            say("It ended with an error: {error}", error=error),
            say("The whole traceback is at the end of its log."),
        )
    return None


def _installing(requirement: str, say: Wording) -> str:
    """The cause may stand in a folder from elsewhere: what it says to install is our advice only where we
    know the project."""
    if is_known(requirement):
        return say(
            "Install it into the interpreter of the run: pip install {requirement}", requirement=requirement
        )
    if is_requirement(requirement):
        return say(
            "The library that needs it says: pip install {requirement}. Check that this is the project you "
            "expect.",
            requirement=requirement,
        )
    return say(
        "If it is a module of your own, add its folder to PYTHONPATH. Otherwise, install the project that "
        "its documentation names into the interpreter of the run."
    )


def _of_the_machine(kind: str, values: dict[str, Any], say: Wording) -> Words | None:
    resume = say("Resume it: it goes on from its last checkpoint.")
    if kind == "disk-full":
        return (
            say("The disk is full."),
            say(
                "Free some space (save_total_limit keeps fewer checkpoints; the cache can be pruned), "
                "then resume it."
            ),
        )
    if kind == "cuda-driver":
        return (
            say("torch cannot use the GPU: the driver is missing or does not suit it."),
            say(
                "Compare nvidia-smi with torch.version.cuda: update the driver, or install the torch "
                "that was built "
                "for it. Without a GPU choose the CPU as the device."
            ),
        )
    if kind == "cuda-fault":
        return (
            say("The GPU reported an error that leaves its state undefined."),
            say(
                "Labels or token ids out of range are the usual reason: run it with "
                "CUDA_LAUNCH_BLOCKING=1 or on the "
                "CPU to see where. If it comes at random, look at the GPU with nvidia-smi -q."
            ),
        )
    if kind == "port-taken":
        return (
            say("The port where the processes meet is taken."),
            say(
                "Another run uses it, or one that was not quite gone: start it again with "
                "--main_process_port 0."
            ),
        )
    if kind == "reboot":
        return say("The machine was started again while it ran."), resume
    if kind == "time-limit":
        return say("Slurm ended the job at its time limit."), say("Resume it, with more time if it needs it.")
    if kind == "preempted":
        return say("Slurm ended the job in favour of another."), resume
    if kind == "node-failed":
        return say("A node of the job failed."), resume
    return None


def _of_other(kind: str, values: dict[str, Any], say: Wording) -> Words | None:
    resume = say("Resume it: it goes on from its last checkpoint.")
    signal = values.get("signal", "")
    if kind == "stopped":
        return say("It was stopped."), resume
    if kind == "killed":
        return (
            say("It was killed (SIGKILL) from outside."),
            say(
                "Most often the machine or the container ran out of memory (the kernel's log tells: "
                "dmesg), or "
                "somebody or a job scheduler ended it. Resume it, with a smaller batch if it was memory."
            ),
        )
    if kind in ("terminated", "interrupted"):
        return (
            say(
                "Somebody or something asked it to end ({signal}), and it was not this editor.", signal=signal
            ),
            resume,
        )
    if kind == "crash-at-exit":
        return (
            say("The training was done; its process crashed ({signal}) while it ended.", signal=signal),
            say(
                "What was saved is whole. Calling torch.distributed.destroy_process_group() at the end "
                "often helps."
            ),
        )
    if kind == "signal":
        return (
            say("Its process crashed in native code ({signal}).", signal=signal),
            say(
                "Run it with PYTHONFAULTHANDLER=1 to see where; packages built for other versions are "
                "the usual reason."
            ),
        )
    if kind == "lost-process":
        return (
            say(
                "One of its processes was lost, and the others could not go on: {error}",
                error=values.get("error", ""),
            ),
            say("Its log tells which one; the first error in it is the one that counts."),
        )
    if kind == "exit-code":
        return (
            say("It ended with exit code {code}: {line}", code=values["code"], line=values.get("line", "")),
            say("The end of its log says more."),
        )
    if kind == "unknown":
        return say("Nobody saw how it ended."), resume
    return None
