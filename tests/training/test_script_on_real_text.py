"""A script of the wizard's on a real model and real labelled text, up to an adapter that loads."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from sentiment import movie_reviews, write_rows
from written_scripts import metric, run, written

LOAD = """
import json, sys
import torch
from peft import AutoPeftModelForSequenceClassification
from transformers import AutoTokenizer
folder, texts = sys.argv[1], json.loads(sys.argv[2])
model = AutoPeftModelForSequenceClassification.from_pretrained(folder, num_labels=2).eval()
tokenizer = AutoTokenizer.from_pretrained(folder)
with torch.no_grad():
    logits = model(**tokenizer(texts, padding=True, return_tensors="pt")).logits
print(json.dumps(logits.argmax(-1).tolist()))
"""

MORE: dict[str, Any] = {"max_length": 48, "target_modules": ["all-linear"]}


def test_a_classifier_of_film_reviews_learns_says_how_well_and_loads_in_another_process(
    training_python: Path, minilm: Path, labelled_text: Path, tmp_path: Path
) -> None:
    rows = movie_reviews(labelled_text, 300)
    data = write_rows(tmp_path / "reviews.jsonl", rows)
    script = written(tmp_path, minilm, "SEQ_CLS", data, batch_size=8, epochs=2.0, **MORE)
    said = run(training_python, script)
    counts = Counter(row["label"] for row in rows)
    majority = max(counts.values()) / len(rows)
    assert metric(said, "eval_accuracy") > majority + 0.1
    assert metric(said, "eval_f1") > 0.6
    assert "2 classes, balanced: F1 is of class 'positive'." in said

    output = script.with_suffix("")
    history = json.loads(
        (max(output.glob("checkpoint-*")) / "trainer_state.json").read_text(encoding="utf-8")
    )
    logged = {name for row in history["log_history"] for name in row}
    assert {"eval_accuracy", "eval_f1", "loss"} <= logged
    texts = ["A wonderful, moving and beautiful film.", "A dull, awful and boring waste of time."]
    loaded = subprocess.run(
        [str(training_python), "-c", LOAD, str(output), json.dumps(texts)],
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert json.loads(loaded.stdout.splitlines()[-1]) == [1, 0]


def test_unbalanced_classes_and_numbers_as_labels_get_the_macro_average(
    training_python: Path, minilm: Path, tmp_path: Path
) -> None:
    rows = [{"text": f"film {number}", "label": 7 if number % 5 else 10} for number in range(40)]
    script = written(tmp_path, minilm, "SEQ_CLS", write_rows(tmp_path / "a[1] b.jsonl", rows), method="FULL")
    said = run(training_python, script, "--max-steps", "2")
    assert "2 classes, unbalanced: F1 is of all classes alike (macro)." in said
    config = json.loads((script.with_suffix("") / "config.json").read_text(encoding="utf-8"))
    assert config["id2label"] == {"0": "7", "1": "10"}
