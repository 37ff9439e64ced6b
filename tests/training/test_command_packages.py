"""What a script needs and the interpreter lacks, told before it starts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from transformers_workbench.lane import Lane
from transformers_workbench.training.script_imports import imports_of, missing_packages

SCRIPT = '''
"""Trains."""
from __future__ import annotations
import json, os.path
import numpy as np
from typing import TYPE_CHECKING
import data_of_mine
from package_of_mine.models import Model
if TYPE_CHECKING:
    import only_for_types
try:
    import flash_attn
except ImportError:
    flash_attn = None
try:
    import needed_all_the_same
finally:
    pass
def work():
    from sklearn.metrics import f1_score
    from . import relative
if __name__ == "__main__":
    import needed_at_last
'''


@pytest.fixture
def script(tmp_path: Path) -> Path:
    file = tmp_path / "train.py"
    file.write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "data_of_mine.py").write_text("import pandas, data_of_mine\n", encoding="utf-8")
    models = tmp_path / "package_of_mine" / "models"
    models.mkdir(parents=True)
    (models / "__init__.py").write_text("import einops\n", encoding="utf-8")
    return file


@pytest.fixture
async def lane(training_python: Path) -> AsyncIterator[Lane]:
    lane = Lane("cache", str(training_python))
    yield lane
    await lane.close()


def test_what_is_optional_or_the_users_own_is_not_needed(script: Path) -> None:
    needed = set(imports_of(script).names) - {"json", "os", "typing"}
    assert needed == {"numpy", "sklearn", "needed_all_the_same", "needed_at_last", "pandas", "einops"}


async def test_what_is_missing_is_named_as_pip_names_it(script: Path, lane: Lane) -> None:
    script.write_text("import json, torch, yaml_of_nobody, cv2, sklearn, some_package\n", encoding="utf-8")
    missing = await missing_packages(lane, imports_of(script), launches=True)
    assert missing == ("yaml-of-nobody", "opencv-python", "some-package")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("from transformers import Trainer\n", {"transformers", "torch", "accelerate"}),
        ("from transformers import AutoTokenizer\n", {"transformers"}),
        ("import trl\ntrl.SFTConfig(report_to=['tensorboard'])\n", {"trl", "tensorboard"}),
        ("from torch.utils.tensorboard import SummaryWriter\n", {"torch", "tensorboard"}),
    ],
)
def test_what_the_trainer_needs_is_needed_too(tmp_path: Path, text: str, needed: set[str]) -> None:
    script = tmp_path / "train.py"
    script.write_text(text, encoding="utf-8")
    assert set(imports_of(script).names) == needed


@pytest.mark.parametrize("content", [b"import torch\ndef (:\n", b"\xff\xfe\x00", b"x = 1\x00", b"(" * 10_000])
def test_what_is_no_python_needs_nothing(tmp_path: Path, content: bytes) -> None:
    script = tmp_path / "train.py"
    script.write_bytes(content)
    assert imports_of(script).names == ()


def test_the_line_of_a_syntax_error_is_told(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("import torch\n\ndef (:\n", encoding="utf-8")
    assert imports_of(script).broken_line == 3
