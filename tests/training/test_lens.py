"""Where the button that starts a training run stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from language_client import LanguageClient, language_server
from transformers_workbench.protocol import START_TRAINING
from transformers_workbench.training.training_calls import training_lines


async def asked(window: LanguageClient, uri: str) -> list[dict[str, Any]]:
    """The lenses that start a run."""
    found = await window.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [lens for lens in found if lens["command"]["command"] == START_TRAINING]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("trainer = Trainer(model)\ntrainer.train()\n", [1]),
        ("t = trl.SFTTrainer(\n  model=f(x),\n)\nprint()\nt.train(resume_from_checkpoint=True)\n", [4]),
        ("SFTTrainer(\n  model,\n).train()\n", [2]),
        ("t: Trainer = MyTrainer(model)\nt.train()\n", [1]),
        ("self.trainer = Trainer()\nself.trainer.train()\n", [1]),
        ("def main(trainer):\n    trainer.train()\n", [1]),
        ("trainer = DPOTrainer(model)\n", [0]),
        ("def make():\n    return Trainer(model)\n", [1]),
        ("one = Trainer(a)\ntwo = Trainer(b)\none.train()\n", [1, 2]),
        ("t = Trainer(model)\nt.train()\nt.train()\n", [1, 2]),
        ("trainer = Trainer(model)\ntrainer.train(\n", [1]),
        ("def broken(:\n  x = [\ntrainer.train()\n", [2]),
        ("trainer = SFTTrainer(\n    model,\n", [0]),
    ],
)
def test_it_stands_above_what_trains_even_while_code_is_broken(code: str, lines: list[int]) -> None:
    assert training_lines(code) == lines


@pytest.mark.parametrize(
    "code",
    [
        "model.train()\n",
        "class MyTrainer(Trainer):\n    pass\n",
        "# trainer.train()\n",
        "text = 'trainer.train()'\n",
        "trainer = BpeTrainer(vocab_size=9)\n",
        "from transformers import Trainer\n",
        "trainer.training_step(model)\n",
        "def Trainer(x):\n    pass\n",
        "",
    ],
)
def test_it_stands_nowhere_else(code: str) -> None:
    assert training_lines(code) == []


async def test_it_names_the_document_and_is_for_files_only(tmp_path: Path) -> None:
    async with language_server(keeps_tokens=True) as window:
        uri = (tmp_path / "train.py").as_uri()
        window.open(uri, "trainer = Trainer(model)\n\ntrainer.train()\n", "python")
        [lens] = await asked(window, uri)
        assert lens["range"]["start"] == {"line": 2, "character": 0}
        assert lens["command"]["title"] == "Start Training Run"
        assert lens["command"]["arguments"] == [uri]
        for other, text in (("untitled:Untitled-1", "trainer.train()\n"), ((tmp_path / "a.md").as_uri(), "")):
            window.open(other, text, "python")
            assert not await asked(window, other)


async def test_a_run_json_has_it_at_its_beginning(tmp_path: Path) -> None:
    async with language_server(keeps_tokens=True) as window:
        uri = (tmp_path / "mini.run.json").as_uri()
        window.open(uri, '{"script": "train.py"}\n', "json")
        [lens] = await asked(window, uri)
        assert lens["range"]["start"] == {"line": 0, "character": 0}


async def test_another_editor_that_cannot_start_runs_has_none(tmp_path: Path) -> None:
    async with language_server() as window:
        uri = (tmp_path / "train.py").as_uri()
        window.open(uri, "trainer.train()\n", "python")
        assert not await asked(window, uri)
