"""Every hostile repository: importing a module of builders registers them."""

from __future__ import annotations

import hostile_archives
import hostile_git
import hostile_logs
import hostile_models
import hostile_names
import hostile_programs
import hostile_run_files
import hostile_runs
from hostile_repositories import REPOSITORIES, Repository

SUBJECTS = (
    hostile_runs,
    hostile_run_files,
    hostile_git,
    hostile_programs,
    hostile_models,
    hostile_logs,
    hostile_names,
    hostile_archives,
)
ALL: tuple[Repository, ...] = tuple(REPOSITORIES.values())
