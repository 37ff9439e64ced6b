"""Looks at a run with every rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transformers_workbench.health.findings import Finding
from transformers_workbench.health.rules.loss_above_chance import loss_above_chance
from transformers_workbench.health.rules.loss_climbing import loss_climbing
from transformers_workbench.health.series import About, Series
from transformers_workbench.health.view import View, view
from transformers_workbench.wording import ENGLISH, Wording

Rule = Callable[[View, Wording], Finding | None]
RULES: Sequence[Rule] = (loss_climbing, loss_above_chance)
"""The more a finding explains, the earlier its rule."""
_SEVERITIES = ("error", "warning", "info")


def examine(series: Series, about: About | None = None, say: Wording = ENGLISH) -> list[Finding]:
    """What is to be said of a run, the gravest first; pure, and quick enough for every new row of a live
    one."""
    looked_at = view(series, about or About())
    found = [finding for rule in RULES if (finding := rule(looked_at, say)) is not None]
    return sorted(found, key=lambda finding: _SEVERITIES.index(finding.severity))
