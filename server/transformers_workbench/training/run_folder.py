"""The files of a run's folder. Whatever is known of a run is in them; who writes each is said here.

All of them are data. What is executed for a run, and that it may be acted upon at all, is in its record
(``run_record``).

Each is written whole and put in place at once, or only ever appended to, so a reader sees no half of one.
"""

from __future__ import annotations

OWN = ".transformers-workbench"
"""The folder of a workspace that has the folder of runs in it."""
SPEC = "spec.json"
"""By whoever starts it, once: the spec, its command and what it sets beside the user's environment. No
token."""
ATTEMPT_NOTE = "attempt.json"
"""By whoever starts or resumes it: ``attempt``, ``resume``, ``time``, ``host``, ``identity`` of the process
that asked (it tells the boot)."""
CHANGE_LOCK = "change.lock"
"""Held while somebody resumes, stops or removes it."""
ENVIRONMENT = "environment.json"
"""By the supervisor, once an attempt: versions of packages, git commit, host."""
PROCESS = "process.json"
"""By the keeper: ``attempt``, ``pid`` and ``identity`` of the script's process, ``keeper_pid``,
``keeper_identity``, ``host``, ``started``."""
EXIT = "exit.json"
"""By the keeper: ``attempt``, ``code``, ``signal``, ``time``."""
SUPERVISOR = "supervisor.json"
"""By the supervisor, again every few seconds: ``pid``, ``identity``, ``host``, ``time``."""
SUPERVISOR_LOCK = "supervisor.lock"
"""Held by the one supervisor of a run."""
SUPERVISOR_LOG = "supervisor.txt"
OUTCOME = "outcome.json"
"""By the supervisor: ``attempt``, ``state``, ``code``, ``cause``, ``values`` of its words, ``ended``."""
STOP = "stop.json"
"""By whoever asks: ``attempt``, ``level``, ``time``. The callback sees it and saves a checkpoint."""
JOB = "job.json"
"""By the supervisor, of a job of Slurm's: ``id``, ``cluster``."""
LOG = "log.txt"
"""What the script prints, written by itself: nobody stands between."""
METRICS = "metrics.jsonl"
"""By the callback: a row a ``on_log``, with ``step``, ``epoch``, ``time``, ``attempt`` and what was logged.
Numbers are numbers; those that JSON does not have are ``"NaN"``, ``"Infinity"``, ``"-Infinity"``. In rows of
a script's second ``train()`` and later ones ``training`` counts them: their steps begin anew.
``nonfinite_loss_steps``: in so many steps since the last row the loss was no number, whatever ``loss``
says."""
SUPERSEDED_METRICS = "metrics.superseded.jsonl"
"""By the callback: rows of steps that a resumed run does again."""
PROGRESS = "progress.json"
"""By the callback: ``attempt``, ``step``, ``total``, ``epoch``, ``time``, ``first_step``, ``first_time``,
``ended``, ``saving``, and which ``training`` of the script it is."""
TRAINER = "trainer.json"
"""By the callback: ``output_dir``, ``logging_dir``, ``resumed_from``, ``class``, ``arguments``,
``model`` (``class``, ``peft_type``, ``classes``, ``pretrained``, ``parameters``, ``trainable``), ``attempt``,
``training``, ``resume_asked`` (without ``resumed_from`` there was no checkpoint, and it began
anew), ``earlier_checkpoints`` (what lay in an output folder before: of another run)."""
FINDINGS = "findings.json"
"""By the supervisor, once the health rules have found something: ``attempt``, ``time``, ``rows`` looked at,
``findings`` with their words in every language, ``known`` (when each rule found something first)."""
FAILURES = "failures"
"""By any Python process of the run, ``<pid>.json`` each, of an error that ended it: ``type``, ``message``,
``traceback``, ``rank``, ``time``, ``attempt``, ``errno``, ``name`` (of an import), ``thread`` (it ended only
that)."""
DEVICE_USE = "devices.jsonl"
"""By the supervisor: ``time``, ``memory`` and ``load`` of the devices, and of the processes themselves."""
TENSORBOARD = "tensorboard"
"""Event files."""
KEEPER_LOCK = "keeper.lock"
"""Held by the one keeper of a run, as long as it lives."""

RUN = "TRANSFORMERS_WORKBENCH_RUN"
"""In the environment of the script: the run's folder."""
ATTEMPT = "TRANSFORMERS_WORKBENCH_ATTEMPT"
"""From 1 on."""
RESUME = "TRANSFORMERS_WORKBENCH_RESUME"
"""``1``: ``Trainer.train`` goes on from the last complete checkpoint."""
