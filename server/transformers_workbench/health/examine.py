"""Looks at a run with every rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from transformers_workbench.health.findings import Finding
from transformers_workbench.health.rules.data_order import data_order
from transformers_workbench.health.rules.gradients import exploding_gradients, vanishing_gradients
from transformers_workbench.health.rules.learning_rate import learning_rate_range, no_warm_up
from transformers_workbench.health.rules.logging_gap import logging_gap
from transformers_workbench.health.rules.loss_above_chance import loss_above_chance
from transformers_workbench.health.rules.loss_climbing import loss_climbing
from transformers_workbench.health.rules.loss_plateau import loss_plateau
from transformers_workbench.health.rules.loss_spikes import loss_spikes
from transformers_workbench.health.rules.majority_class import majority_class
from transformers_workbench.health.rules.not_finite import not_finite, overflow, zero_loss
from transformers_workbench.health.rules.overfitting import overfitting
from transformers_workbench.health.rules.schedule import schedule_length
from transformers_workbench.health.rules.throughput import throughput_falling
from transformers_workbench.health.series import About, Series
from transformers_workbench.health.view import View, view
from transformers_workbench.wording import ENGLISH, Wording

Rule = Callable[[View, Wording], Finding | None]
RULES: Sequence[Rule] = (
    not_finite,
    zero_loss,
    overflow,
    data_order,
    loss_climbing,
    loss_above_chance,
    exploding_gradients,
    vanishing_gradients,
    majority_class,
    loss_plateau,
    overfitting,
    no_warm_up,
    learning_rate_range,
    loss_spikes,
    schedule_length,
    throughput_falling,
    logging_gap,
)
"""The more a finding explains, the earlier its rule."""
EXPLAINS: Mapping[str, frozenset[str]] = {
    "not-finite": frozenset(
        {"overflow", "zero-loss", "loss-plateau", "loss-climbing", "loss-spikes", "no-warm-up"}
    ),
    "zero-loss": frozenset({"vanishing-gradients", "loss-plateau"}),
    "data-order": frozenset(
        {"no-warm-up", "loss-climbing", "loss-above-chance", "loss-spikes", "loss-plateau"}
    ),
    "majority-class": frozenset({"loss-plateau"}),
}
"""What needs no word of its own beside it."""
_SEVERITIES = ("error", "warning", "info")


def examine(series: Series, about: About | None = None, say: Wording = ENGLISH) -> list[Finding]:
    """What is to be said of a run, the gravest first; pure, and quick enough for every new row of a live
    one."""
    looked_at = view(series, about or About())
    found = [finding for rule in RULES if (finding := rule(looked_at, say)) is not None]
    explained = {rule for finding in found for rule in EXPLAINS.get(finding.rule, ())}
    kept = [finding for finding in found if finding.rule not in explained]
    return sorted(kept, key=lambda finding: _SEVERITIES.index(finding.severity))
