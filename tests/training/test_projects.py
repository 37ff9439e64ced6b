"""From modules to the projects that are installed for them."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

import pytest

from transformers_agent import projects
from transformers_agent.faults import missing_module, missing_package
from transformers_agent.projects import (
    is_known,
    is_requirement,
    normalised,
    project_named_in,
    project_of,
)
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.reasons import REASONS
from transformers_workbench.training.exit_causes import Cause
from transformers_workbench.training.exit_words import cause_words
from transformers_workbench.wording import ENGLISH

TABLE = json.loads(Path(projects.__file__).with_name("projects.json").read_text(encoding="utf-8"))
ROWS = sorted(TABLE["projects"].items())


@pytest.mark.parametrize(("module", "project"), ROWS)
def test_a_row_of_the_table_is_one(module: str, project: str) -> None:
    assert re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", module)
    assert is_requirement(project) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", project)
    assert project_of(module) == project_of(f"{module}.part.of_it") == project
    assert is_known(project) and is_known(f"{project}[all]>=1.0")


def test_the_table_spells_each_project_once() -> None:
    spellings: dict[str, set[str]] = {}
    for project in TABLE["projects"].values():
        spellings.setdefault(normalised(project), set()).add(project)
    assert not [found for found in spellings.values() if len(found) > 1]
    assert len({module.lower() for module, _ in ROWS}) == len(ROWS)
    assert set(TABLE["names"].values()) <= set(TABLE["projects"].values())


def test_what_is_installed_here_says_the_same() -> None:
    installed = importlib.metadata.packages_distributions()
    compared = {
        module: {normalised(name) for name in installed[module]} for module, _ in ROWS if module in installed
    }
    assert len(compared) > 5
    assert not {
        module: names
        for module, names in compared.items()
        if normalised(TABLE["projects"][module]) not in names
    }


@pytest.mark.parametrize(
    "module",
    [
        *("apex", "swift", "clip", "google", "docx", "jwt", "serial", "magic", "google.cloud.storage"),
        *("flash_attn", "flash_attn.bert", "utils", "models", "data", "src", "train", "config", "crypto"),
        *("fitz", "pptx", "usb", "jose", "slugify", "haystack", "_", "日本", "-r", "--index-url=x"),
    ],
)
def test_what_is_not_known_is_not_guessed(module: str) -> None:
    assert project_of(module) is None
    fault = missing_module(module, f"No module named '{module}'")
    assert (fault.reason, fault.packages, fault.values) == ("missing-module", [], {"module": module})
    assert REASONS["missing-module"].action != "install"


@pytest.mark.parametrize(
    ("message", "project"),
    [
        ("AutoModel requires the PyTorch library but it was not found in your environment.", "torch"),
        (
            "LlamaConverter requires the protobuf library but it was not found in your environment.",
            "protobuf",
        ),
        ("X requires the SentencePiece library but it was not found in your environment.", "sentencepiece"),
        (
            "Using `low_cpu_mem_usage=True` requires Accelerate: `pip install 'accelerate>=0.26.0'`",
            "accelerate>=0.26.0",
        ),
        ("Please install it: pip install -U bitsandbytes.", "bitsandbytes"),
        ("needs it (`pip install mistral-common[image]`)", "mistral-common[image]"),
        (
            "The 'tokenizers>=0.22' distribution was not found and is required by this application.",
            "tokenizers>=0.22",
        ),
        ("No package metadata was found for bitsandbytes", "bitsandbytes"),
        ("requires the Detectron2 library but it was not found", None),
        ("pip install -r requirements.txt", None),
        ("pip install -e .", None),
        ("pip install --index-url https://example.com/simple torch", None),
        ("pip install git+https://github.com/huggingface/transformers", None),
        ("pip install https://example.com/a.whl", None),
        ("pip install ./apex", None),
        ("pip install name@https://example.com/a.whl", None),
        ("No module named 'apex'", None),
    ],
)
def test_what_a_library_says_is_missing(message: str, project: str | None) -> None:
    assert project_named_in(message) == project


@pytest.mark.parametrize(
    "text",
    [
        "-r",
        "--index-url=https://x",
        "-e.",
        "git+https://x",
        "./x",
        "/x",
        "x y",
        "x;y",
        "a@https://b",
        "x\n",
        "",
        "x" * 200,
    ],
)
def test_what_is_no_name_of_a_project_never_reaches_pip(text: str) -> None:
    assert not is_requirement(text)
    error = WorkbenchError("missing-package", install=(text,), packages=text, interpreter="python")
    assert (error.install, error.action) == ((), "none")


def test_a_button_comes_with_what_it_installs() -> None:
    error = WorkbenchError(
        "missing-package", install=("hydra-core",), packages="hydra-core", interpreter="python"
    )
    assert (error.install, error.action) == (("hydra-core",), "install")


def test_a_failed_import_is_told_by_the_project_or_by_its_name() -> None:
    assert missing_package(ModuleNotFoundError("gone", name="yaml.nodes"), "transformers").packages == [
        "PyYAML"
    ]
    assert missing_package(ImportError("gone"), "transformers").packages == ["transformers"]
    fault = missing_package(ModuleNotFoundError("No module named 'swift'", name="swift"), "transformers")
    assert (fault.reason, fault.packages) == ("missing-module", [])


@pytest.mark.parametrize(
    ("requirement", "advice"),
    [
        ("PyYAML", "Install it into the interpreter of the run: pip install PyYAML"),
        ("someone-elses", "The library that needs it says: pip install someone-elses. Check that"),
        ("", "If it is a module of your own"),
        ("--index-url=https://example.com x", "If it is a module of your own"),
        ("git+https://example.com/x", "If it is a module of your own"),
    ],
)
def test_a_cause_from_elsewhere_does_not_make_its_project_ours(requirement: str, advice: str) -> None:
    cause = Cause("missing-package", {"module": "yaml", "requirement": requirement})
    message, said = cause_words(cause, ENGLISH)
    assert message == "The package yaml is missing."
    assert said.startswith(advice)
