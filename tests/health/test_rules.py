"""Each rule, on curves made for it: what it finds, what it says first, and what it leaves alone."""

from __future__ import annotations

import math
from typing import Any

import pytest

from curves import alarms, constant, falling, linear, rules, series
from transformers_workbench.health.examine import examine
from transformers_workbench.health.series import About
from transformers_workbench.health.view import rate_digits
from transformers_workbench.wording import wording_for

NAN = math.nan
MARGINS: dict[str, Any] = {"rewards/margins": falling(0, 1), "rewards/chosen": falling(0, 1)}


def test_a_loss_that_climbs_from_the_start() -> None:
    found = rules(series(loss=lambda part: 0.7 + 0.5 * part, learning_rate=linear(2e-4)))
    assert found["loss-climbing"].severity == "error"
    assert found["loss-climbing"].causes[0].key == "learning-rate-high"
    argument = found["loss-climbing"].argument
    assert argument is not None and argument.name == "learning_rate"
    assert argument.suggested == pytest.approx(2e-5)


def test_a_loss_that_falls_and_climbs_again() -> None:
    found = rules(series(120, loss=lambda part: 4 - 3 * min(1, part * 2) + max(0, part - 0.6) * 6))
    assert "climbed again" in found["loss-climbing"].message


def test_a_loss_that_rises_only_while_it_warms_up_is_fine() -> None:
    run = series(
        loss=lambda part: 1 + part * 3 if part < 0.2 else 1.6 * (1.2 - part), learning_rate=linear(1e-4, 0.2)
    )
    assert "loss-climbing" not in rules(run)


@pytest.mark.parametrize("seed", range(20))
def test_a_flat_loss_with_heavy_noise_is_not_climbing(seed: int) -> None:
    run = series(24, noise=0.6, seed=seed, loss=constant(1.5))
    assert not {"loss-climbing", "data-order"} & set(rules(run))


def test_a_loss_above_chance_of_known_classes() -> None:
    run = series(loss=constant(1.9))
    assert rules(run, About(classes=3))["loss-above-chance"].evidence["chance"] == pytest.approx(math.log(3))
    assert "loss-above-chance" not in rules(run, About(classes=10))
    assert "loss-above-chance" not in rules(run), "of an unknown loss nothing is assumed"


def test_a_loss_that_stays_at_chance_names_its_cause_by_the_learning_rate() -> None:
    def first_cause(rate: float, about: About | None = None, shaken: float = 0.0) -> str:
        def loss(part: float) -> float:
            return 0.693 + (shaken * (-1) ** round(part * 60) if part < 0.5 else 0.0)

        run = series(loss=loss, noise=0.01, learning_rate=linear(rate), grad_norm=constant(0.8))
        return rules(run, about)["loss-plateau"].causes[0].key

    assert first_cause(1e-8) == "learning-rate-low"
    assert first_cause(5e-2) == "learning-rate-high"
    assert first_cause(2e-3, shaken=0.05) == "learning-rate-high"
    assert first_cause(2e-3) == "labels-wrong", "nothing was thrown off"
    assert first_cause(2e-5) == "labels-wrong"
    assert first_cause(2e-4, About(method="lora"), shaken=0.05) == "labels-wrong"


def test_gradients_of_nothing_at_chance_are_a_frozen_model() -> None:
    run = series(loss=constant(0.693), noise=0.02, learning_rate=linear(2e-5), grad_norm=constant(0.0))
    assert rules(run)["vanishing-gradients"].causes[0].key == "nothing-trains"


def test_a_plateau_of_a_run_that_has_hardly_begun_is_no_alarm() -> None:
    run = series(30, total=3000, finished=False, loss=constant(0.693), noise=0.02)
    assert rules(run)["loss-plateau"].severity == "info"


def test_overfitting_names_the_best_step() -> None:
    run = series(
        loss=falling(2, 0.1),
        evaluations={
            "eval_loss": [0.9, 0.6, 0.5, 0.6, 0.8, 1.1],
            "eval_accuracy": [0.5, 0.8, 0.85, 0.8, 0.8, 0.79],
        },
    )
    found = rules(run)["overfitting"]
    assert found.severity == "warning" and found.evidence["best_step"] == 300 and found.steps == (300, 600)
    assert "step 300" in found.message and found.causes[0].key == "epochs-many"
    assert found.argument is not None and found.argument.name == "load_best_model_at_end"


def test_an_evaluation_loss_that_rises_a_little_while_accuracy_does_too_is_only_told() -> None:
    accuracy = [0.5, 0.7, 0.8, 0.82, 0.84, 0.85]
    little = {"eval_loss": [0.9, 0.6, 0.5, 0.55, 0.6, 0.65], "eval_accuracy": accuracy}
    assert rules(series(loss=falling(2, 0.1), evaluations=little))["overfitting"].severity == "info"
    twice = {"eval_loss": [0.9, 0.6, 0.5, 0.6, 0.8, 1.1], "eval_accuracy": accuracy}
    assert rules(series(loss=falling(2, 0.1), evaluations=twice))["overfitting"].severity == "warning"


def test_evaluations_that_wobble_are_not_overfitting() -> None:
    run = series(loss=falling(2, 0.4), evaluations={"eval_loss": [0.9, 0.62, 0.55, 0.58, 0.56, 0.6]})
    assert "overfitting" not in rules(run)


def test_exploding_gradients() -> None:
    run = series(loss=lambda part: 2 + part, grad_norm=lambda part: 10 ** (4 * part))
    assert rules(run)["exploding-gradients"].causes[0].key == "learning-rate-high"
    about = About(arguments={"max_grad_norm": 0.0})
    argument = rules(run, about)["exploding-gradients"].argument
    assert argument is not None and (argument.name, argument.suggested) == ("max_grad_norm", 1.0)


def test_large_gradients_of_a_loss_that_falls_are_fine() -> None:
    assert alarms(series(loss=falling(900, 100), grad_norm=constant(400.0))) == []


def test_small_gradients_of_a_model_that_has_learned_are_fine() -> None:
    assert alarms(series(loss=falling(2, 1e-3, 12), grad_norm=falling(1, 1e-7, 30))) == []


def test_a_loss_that_is_no_number_is_found_as_logged_and_as_hidden() -> None:
    run = series(loss=lambda part: NAN if part > 0.5 else 2 - part)
    assert rules(run)["not-finite"].severity == "error"
    run = series(loss=falling(2, 1), nonfinite_loss_steps=lambda part: 10.0 if part > 0.8 else 0.0)
    found = rules(run)["not-finite"]
    assert "logging_nan_inf_filter" in found.message and found.evidence["steps"] == 120
    run = series(
        loss=lambda part: 0.0 if part > 0.5 else 2 - part, grad_norm=lambda part: NAN if part > 0.5 else 1
    )
    assert "logging_nan_inf_filter" in rules(run)["not-finite"].message
    assert "zero-loss" not in rules(run)


def test_a_loss_of_zero_from_the_start_is_masked_labels() -> None:
    run = series(loss=constant(0.0), grad_norm=constant(0.0), learning_rate=linear(1e-4))
    assert [f.rule for f in examine(run)] == ["zero-loss"]
    assert rules(run)["zero-loss"].causes[0].key == "labels-masked"


def test_a_loss_of_zero_where_rewards_are_logged_is_fine() -> None:
    grpo: dict[str, Any] = {
        "reward": falling(0.1, 0.9),
        "rewards/accuracy_reward/mean": falling(0.1, 0.9),
        "kl": falling(0, 0.01),
    }
    assert alarms(series(loss=constant(0.0), grad_norm=constant(0.3), **grpo)) == []
    assert alarms(series(loss=lambda part: 0.002 * part, grad_norm=constant(0.3), **grpo)) == []


def test_a_loss_that_was_learned_down_to_zero_is_not_masked() -> None:
    run = series(noise=0, loss=lambda part: max(0.0, 2 - 4 * part), learning_rate=linear(1e-4))
    run = series(noise=0, loss=lambda part: 2 * math.exp(-12 * part) if part < 0.5 else 0.0)
    assert "zero-loss" not in rules(run)


def test_a_learning_rate_out_of_range_for_its_method() -> None:
    run = series(loss=falling(2, 1), learning_rate=linear(2e-3))
    assert alarms(run, About(method="lora")) == []
    assert alarms(run, About(method="full")) == ["learning-rate-range"]
    assert alarms(run) == [], "an unknown method may be any"
    run = series(loss=falling(2, 1.9), learning_rate=linear(1e-8))
    found = rules(run, About(method="full"))["learning-rate-range"]
    assert found.causes[0].key == "learning-rate-low"
    assert found.argument is not None and float(found.argument.suggested) > 1e-6


def test_it_says_what_the_usual_rates_are_usual_for() -> None:
    run = series(loss=falling(2, 1), learning_rate=linear(2e-3))
    found = rules(run, About(method="full"))["learning-rate-range"]
    assert "2e-3 is unusually high for fine-tuning all weights; usual: 5e-7 to 1.5e-4" in found.message
    assert found.advice == "Try 2e-4."
    unknown = rules(series(loss=falling(2, 1), learning_rate=linear(0.5)))["learning-rate-range"]
    assert "0.5 is unusually high for any training; usual: 5e-8 to 0.02" in unknown.message


@pytest.mark.parametrize(
    ("rate", "written"),
    [(2e-4, "2e-4"), (1.9869e-4, "1.99e-4"), (1e-10, "1e-10"), (5e-3, "5e-3"), (0.02, "0.02"), (0.3, "0.3")],
)
def test_a_learning_rate_is_written_as_in_scripts(rate: float, written: str) -> None:
    assert rate_digits(rate) == written


def test_a_learning_rate_that_still_warms_up_is_taken_for_what_was_asked() -> None:
    full = About(method="full", arguments={"learning_rate": 2e-3})
    begun = series(
        rows=8, total=5000, finished=False, loss=falling(2, 1.9), learning_rate=lambda part: 3e-7 * part
    )
    found = rules(begun, full)["learning-rate-range"]
    assert found.evidence["learning_rate"] == 2e-3
    assert found.argument is not None and found.argument.suggested == 2e-4
    assert alarms(begun, About(method="full")) == [], "nobody knows how high it will be"
    fine = About(method="full", arguments={"learning_rate": 2e-5})
    assert alarms(begun, fine) == []
    another = series(loss=falling(2, 1), learning_rate=constant(1e-5))
    assert rules(another, full).get("learning-rate-range") is None, "the optimizer was given another rate"


def test_no_warm_up_is_worth_a_word_only_when_the_loss_leaps() -> None:
    def leaping(part: float) -> float:
        return 1.0 if part < 0.02 else 3.0 if part < 0.1 else 1.5 - part

    assert "no-warm-up" in alarms(series(loss=leaping, learning_rate=lambda part: 1e-3 * (1 - part)))
    assert "no-warm-up" not in rules(series(loss=falling(2, 1), learning_rate=lambda part: 1e-3 * (1 - part)))
    assert "no-warm-up" not in rules(series(loss=leaping, learning_rate=linear(1e-3)))


def test_spikes_are_counted_and_a_few_are_no_alarm() -> None:
    def spiky(*at: float):  # type: ignore[no-untyped-def]
        return lambda part: (12.0 if any(abs(part - each) < 0.004 for each in at) else 1.0) * (2.5 - part)

    found = rules(series(120, loss=spiky(0.5)))["loss-spikes"]
    assert (found.severity, found.evidence["spikes"]) == ("info", 1) and "step 600" in found.message
    found = rules(series(120, loss=spiky(0.3, 0.5, 0.7, 0.9)))["loss-spikes"]
    assert (found.severity, found.evidence["spikes"]) == ("warning", 4)


def test_an_accuracy_that_never_changes_beside_the_loss_of_a_guess() -> None:
    entropy = -0.8 * math.log(0.8) - 0.2 * math.log(0.2)
    run = series(loss=constant(entropy), evaluations={"eval_loss": [entropy] * 4, "eval_accuracy": [0.8] * 4})
    assert rules(run)["majority-class"].causes[0].key == "classes-unbalanced"
    learned = series(
        loss=falling(0.6, 0.1), evaluations={"eval_loss": [0.15] * 4, "eval_accuracy": [0.96] * 4}
    )
    assert alarms(learned) == []


def test_an_f1_of_nothing() -> None:
    run = series(
        loss=constant(0.5),
        evaluations={"eval_loss": [0.5] * 3, "eval_f1": [0.0] * 3, "eval_accuracy": [0.8] * 3},
    )
    assert "majority-class" in alarms(run)


def test_steps_that_become_slower() -> None:
    run = series(loss=falling(2, 1), seconds=lambda part: 5 if part < 0.5 else 12)
    assert rules(run)["throughput-falling"].severity == "warning"
    assert "throughput-falling" not in rules(series(loss=falling(2, 1), seconds=lambda part: 5 + part))
    with_evaluations = series(loss=falling(2, 1), evaluations={"eval_loss": [1.5, 1.2, 1.1]})
    assert "throughput-falling" not in rules(with_evaluations)


def test_a_stretch_without_rows_and_a_run_with_too_few() -> None:
    run = series(40, loss=falling(2, 1))
    for row in range(20, 40):
        run.steps[row] += 2000
    assert rules(run)["logging-gap"].severity == "info" and rules(run)["logging-gap"].steps == (200, 2210)
    few = rules(series(3, every=200, loss=falling(2, 1)))["logging-gap"]
    assert few.argument is not None and few.argument.name == "logging_steps"


def test_a_schedule_that_ends_before_the_run_and_one_that_is_cut() -> None:
    early = rules(series(loss=falling(2, 1), learning_rate=lambda part: 1e-4 * max(0.0, 1 - 2 * part)))
    assert early["schedule-length"].severity == "warning"
    late = rules(series(loss=falling(2, 1), learning_rate=lambda part: 1e-4 * (1 - part / 2)))
    assert late["schedule-length"].severity == "info" and "50 %" in late["schedule-length"].message
    for fine in (linear(1e-4), constant(1e-4), lambda part: 1e-5 + 9e-5 * (1 + math.cos(math.pi * part)) / 2):
        assert "schedule-length" not in rules(series(loss=falling(2, 1), learning_rate=fine))
    stopped = series(
        loss=falling(2, 1), learning_rate=lambda part: 1e-4 * (1 - part / 2), total=2000, finished=False
    )
    assert "schedule-length" not in rules(stopped), "it is not over yet"


def test_gradients_that_overflow_again_and_again_and_a_scale_at_its_floor() -> None:
    run = series(loss=falling(2, 1.5), grad_norm=lambda part: math.inf if round(part * 60) % 3 == 0 else 1.0)
    assert rules(run)["overflow"].causes[0].key == "precision"
    settling = series(loss=falling(2, 1), grad_norm=lambda part: math.inf if part < 0.04 else 1.0)
    assert alarms(settling) == [], "a scale that is being found overflows at first"
    floor = series(loss=falling(2, 1.5), loss_scale=lambda part: max(1.0, 2 ** (16 - 40 * part)))
    assert "overflow" in alarms(floor)


def test_data_that_is_sorted_by_class() -> None:
    def sorted_by_class(part: float) -> float:
        since = (part * 3) % 1
        return 0.03 + 2.5 * math.exp(-9 * since)

    found = examine(series(90, noise=0.1, loss=sorted_by_class, learning_rate=constant(5e-5)))
    assert found[0].rule == "data-order" and found[0].causes[0].key == "data-order"


QUIET = {
    "noisy but falling": series(80, noise=0.5, loss=falling(3, 1, 2), learning_rate=linear(2e-4)),
    "near ln(vocabulary)": series(
        12, noise=0.01, loss=falling(10.8, 9.5), learning_rate=linear(3e-4), total=5000, finished=False
    ),
    "cosine with restarts": series(
        120,
        loss=lambda part: 3 - part + 0.5 * (1 - (3 * part) % 1),
        learning_rate=lambda part: 1e-3 * (1 + math.cos(math.pi * ((3 * part) % 1))) / 2,
    ),
    "already good, and flat": series(80, noise=0.15, loss=constant(1.1), learning_rate=linear(1e-5)),
    "direct preferences": series(
        loss=falling(0.693, 0.5),
        noise=0.05,
        **MARGINS,
    ),
    "regression": series(noise=0.4, loss=falling(0.9, 0.05), learning_rate=linear(5e-5)),
    "three epochs that show as steps": series(90, loss=lambda part: 2.0 - 0.5 * math.floor(part * 3)),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_looks_odd_and_is_fine_raises_nothing(name: str) -> None:
    assert alarms(QUIET[name]) == []


def test_findings_are_in_the_language_of_the_user() -> None:
    run = series(loss=lambda part: 0.7 + 0.5 * part, learning_rate=linear(2e-4))
    found = examine(run, say=wording_for("ja"))[0]
    assert "学習損失" in found.message and "学習率" in found.causes[0].text and "学習率" in found.advice


def test_an_empty_run_and_one_of_a_single_row_raise_nothing() -> None:
    assert examine(series(0)) == []
    assert examine(series(1, loss=constant(NAN)))[0].rule == "not-finite"
    assert alarms(series(1, loss=constant(2.0), grad_norm=constant(1.0), learning_rate=constant(1e-4))) == []
