"""The process itself: what it says of itself, what it hides, what it needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from agent_process import AGENT, AgentProcess


def test_ready_names_interpreter_and_packages(agent: AgentProcess) -> None:
    assert set(agent.ready) == {"python", "executable", "packages"}
    assert agent.ready["packages"]["transformers"]
    assert Path(agent.ready["executable"]).exists()
    if sys.executable == agent.ready["executable"]:
        assert agent.ready["python"] == sys.version.split()[0]


@pytest.mark.parametrize("lane", ["template", "tokenizer"])
def test_warm_up(lane: str, agent: AgentProcess) -> None:
    version = agent.ready["packages"]["transformers"]
    assert agent.result("warm_up", {"lane": lane}) == {"library": f"transformers {version}"}


def test_torch_is_hidden(tmp_path: Path, model_folder: Path) -> None:
    """An importable torch is found by nobody: neither by transformers nor by its check for torch."""
    package = tmp_path / "torch"
    package.mkdir()
    seen = tmp_path / "seen"
    (package / "__init__.py").write_text(f"open({str(seen)!r}, 'w').close()\nraise SystemExit(3)\n")
    with AgentProcess({"PYTHONPATH": str(tmp_path)}) as process:
        process.result("warm_up", {"lane": "template"})
        process.result("tokenizer.load", {"folder": str(model_folder)})
    assert not seen.exists()


@pytest.mark.parametrize("name", ["transformers", "jinja2", "tokenizers"])
def test_missing_package_is_named(name: str, tmp_path: Path) -> None:
    """A package that cannot be imported, as when it is not installed."""
    (tmp_path / f"{name}.py").write_text(
        f"raise ModuleNotFoundError('No module named {name}', name={name!r})\n"
    )
    with AgentProcess({"PYTHONPATH": str(tmp_path)}) as process:
        lane = "tokenizer" if name == "tokenizers" else "template"
        error = process.error("warm_up", {"lane": lane})
        assert (error["reason"], error["packages"]) == ("missing-package", [name])


def test_our_folders_shadow_nothing(tmp_path: Path) -> None:
    """A user's own module may have the name of one of our rooms."""
    (tmp_path / "cache.py").write_text("")
    (tmp_path / "jinja2.py").write_text(
        "import cache, importlib.util, sys\n"
        f"assert cache.__file__ == {str(tmp_path / 'cache.py')!r}\n"
        f"assert {str(AGENT.parent)!r} not in sys.path\n"
        "raise ModuleNotFoundError('all is well', name='jinja2')\n"
    )
    with AgentProcess({"PYTHONPATH": str(tmp_path)}) as process:
        assert process.error("warm_up", {"lane": "template"})["message"] == "all is well"
