"""Where the code of a document would write, read without running it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from transformers_workbench.tensorboard.log_folders import place, written_by
from transformers_workbench.tensorboard.training_arguments import Writing, writings


@pytest.mark.parametrize(
    ("code", "folders"),
    [
        ('TrainingArguments(output_dir="out")', ["out/runs"]),
        ('TrainingArguments("out", learning_rate=1e-4)', ["out/runs"]),
        ("TrainingArguments()", ["trainer_output/runs"]),
        ('TrainingArguments(output_dir="out", logging_dir="logs")', ["logs"]),
        ('trl.SFTConfig(\n  output_dir="out",\n)', ["out/runs"]),
        ('Seq2SeqTrainingArguments(output_dir=r"a/b/")', ["a/b/runs"]),
        ("SFTConfig(max_length=3)", []),
        ("GenerationConfig(temperature=1)", []),
        ("TrainingArguments(output_dir=args.out)", []),
        ('TrainingArguments(output_dir=f"{x}/y")', []),
        ("TrainingArguments(**options)", []),
        ('OUT = "o"\nTrainingArguments(output_dir=OUT)', ["o/runs"]),
        ('OUT = "o"\nOUT = "p"\nTrainingArguments(output_dir=OUT)', []),
        ('TrainingArguments(os.path.join("a", "b"))', ["a/b/runs"]),
        ('TrainingArguments(output_dir=Path("a") / "b")', ["a/b/runs"]),
        ('os.environ["TENSORBOARD_LOGGING_DIR"] = "tb"\nTrainingArguments("out")', ["tb"]),
        ("SummaryWriter()", ["runs"]),
        ('SummaryWriter("logs/a")', ["logs/a"]),
        ('SummaryWriter(comment="x", log_dir="l")', ["l"]),
        ('TensorBoardLogger("tb_logs", name="m")', ["tb_logs"]),
        ('# TrainingArguments("a")\n"TrainingArguments(1)"', []),
        ("class TrainingArguments(Base):\n    pass", []),
        ('TrainingArguments(output_dir="out",\n    learning_rate=', ["out/runs"]),
        ('def f(:\n  x = [\nTrainingArguments("out"', ["out/runs"]),
    ],
)
def test_what_a_call_would_write(code: str, folders: list[str]) -> None:
    assert [writing.folder for writing in writings(code)] == folders


def test_the_line_of_each_call_is_told() -> None:
    code = 'import a\n\nx = TrainingArguments("o")\ny = SummaryWriter("p")\n'
    assert writings(code) == [Writing("o/runs", 2), Writing("p", 3)]


@given(some.text())
def test_any_text_can_be_read(text: str) -> None:
    writings(text)


PIECES = [
    "TrainingArguments(",
    "SummaryWriter(",
    "output_dir=",
    '"',
    "'",
    '"""',
    "f",
    "(",
    ")",
    ",",
    "\\",
    "\n",
]


@given(some.lists(some.sampled_from([*PIECES, "x", "=", "/", "os.path.join", "#", "é", "\x00"]), max_size=40))
def test_anything_like_code_can_be_read_and_lines_are_inside(pieces: list[str]) -> None:
    text = "".join(pieces)
    for writing in writings(text):
        assert writing.folder
        assert 0 <= writing.line <= text.count("\n")
        place(writing.folder, Path("/w/a.py"), [Path("/w")])


def test_a_relative_folder_is_the_one_that_exists_else_the_workspaces(tmp_path: Path) -> None:
    document = tmp_path / "src" / "train.py"
    code = 'SummaryWriter("logs")'
    assert written_by(code, document, [tmp_path]) == [tmp_path / "logs"]
    (tmp_path / "src" / "logs").mkdir(parents=True)
    assert written_by(code, document, [tmp_path]) == [tmp_path / "src" / "logs"]
    assert written_by('SummaryWriter("s3://bucket/x")', document, [tmp_path]) == []
