"""What a script needs and the interpreter lacks, told before it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from transformers_workbench.early_agent import AGENT
from transformers_workbench.lane import Lane
from transformers_workbench.training.script_imports import Missing, imports_of, missing_packages, own_place

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
    assert missing == Missing(("opencv-python-headless",), ("yaml_of_nobody", "some_package"))


STRANGE = [
    *("apex", "swift", "clip", "google", "docx", "jwt", "serial", "magic", "jose", "attrdict", "fitz"),
    *("crypto", "pptx", "usb", "levenshtein_of_mine", "nvidia_smi", "slugify", "pkg_of_mine", "flash_attn"),
    *("haystack", "ldm"),
]
"""Each is the name of another project at the index than the one that provides it, or of none."""


async def test_a_module_is_not_taken_for_the_project_of_its_name(script: Path, lane: Lane) -> None:
    """``pip install hydra`` fetches a Bloom filter: only what is known to provide it is installed."""
    script.write_text(f"import hydra, {', '.join(STRANGE)}\n", encoding="utf-8")
    missing = await missing_packages(lane, imports_of(script), launches=False)
    assert missing.packages == ("hydra-core",)
    # What is a namespace of what is installed may be there.
    assert set(STRANGE) - {"google"} <= set(missing.modules)


async def test_of_a_namespace_the_part_that_is_missing_is_named(script: Path, lane: Lane) -> None:
    script.write_text(
        "import google.protobuf.message\nfrom google.of_nobody import storage\n", encoding="utf-8"
    )
    missing = await missing_packages(lane, imports_of(script), launches=False)
    assert not set(missing.packages) - {"protobuf"}
    assert missing.modules in (("google.of_nobody",), ("google",))


def test_what_is_half_removed_is_known_by_what_is_left_of_it(tmp_path: Path) -> None:
    """Not when it was installed from a folder: the index may have somebody else's project of that name."""
    agent = (
        "import json, sys; sys.path[:0] = {path!r}; from transformers_agent.training.imports import imports; "
    )
    found = {}
    for name, source in (("index", None), ("folder", '{"url": "file:///x", "dir_info": {}}')):
        metadata = tmp_path / name / "half_removed-1.0.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: Half.Removed\nVersion: 1.0\n")
        (metadata / "top_level.txt").write_text("half\n")
        if source is not None:
            (metadata / "direct_url.json").write_text(source)
        code = agent.format(path=[str(AGENT.parent.parent), str(tmp_path / name)])
        code += "print(json.dumps(imports({'names': ['half.part']})))"
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
        found[name] = json.loads(said.stdout)["missing"]
    assert found["index"] == [{"name": "half", "project": "half-removed"}]
    assert found["folder"] == [{"name": "half", "project": ""}]


def test_a_folder_without_python_is_not_the_users_own_package(tmp_path: Path) -> None:
    """``wandb`` leaves one beside each script."""
    (tmp_path / "wandb" / "run-1").mkdir(parents=True)
    script = tmp_path / "train.py"
    script.write_text("import wandb\n", encoding="utf-8")
    assert imports_of(script).names == ("wandb",)


def test_what_may_be_meant_is_looked_for_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "src" / "swift").mkdir(parents=True)
    (tmp_path / "src" / "swift" / "model.py").write_text("", encoding="utf-8")
    (tmp_path / "clip").mkdir()
    folders = [tmp_path, tmp_path / "src"]
    assert own_place("swift.model", folders) == tmp_path / "src" / "swift"
    assert own_place("clip", folders) is None


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
