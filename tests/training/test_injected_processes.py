"""What our part of a process's start does, and leaves alone, in processes that never train."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from injected_runs import INJECTED, ScriptRun, said_in

PYTHON = Path(sys.executable)
TOKEN = "hf_" + "abcdefghijklmnopqrstuvwxyzabcdefgh"


def failure(tmp_path: Path, script: str, code: int = 1, **more: str) -> dict[str, Any] | None:
    """What a script died of, if it was noted; its own output is as it would be without us."""
    run = ScriptRun(tmp_path, PYTHON, script)
    said = run.run(code=code, **more)
    alone = subprocess.run(
        [PYTHON, run.script],
        cwd=tmp_path,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert said == alone.stdout
    noted = run.failures()
    assert len(noted) <= 1
    return noted[0] if noted else None


def test_an_error_that_ends_a_process_is_noted_without_the_token_in_it(tmp_path: Path) -> None:
    script = f"""
import os
def load():
    try:
        open("missing.jsonl")
    except OSError as error:
        raise RuntimeError("with {TOKEN} and " + os.environ["HF_TOKEN"]) from error
load()
"""
    noted = failure(tmp_path, script, RANK="3", HF_TOKEN="a-secret-without-a-prefix")
    assert noted is not None
    assert (noted["type"], noted["rank"], noted["attempt"]) == ("builtins.RuntimeError", 3, 1)
    assert noted["message"] == "with … and …"
    assert "FileNotFoundError: [Errno 2]" in noted["traceback"]
    assert "in load" in noted["traceback"]
    assert TOKEN not in str(noted)


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ("import sys\nsys.excepthook = lambda *error: print('mine')\n1 / 0", "builtins.ZeroDivisionError"),
        ("import not_there_at_all", "builtins.ModuleNotFoundError"),
        ("open('x/y')", "builtins.FileNotFoundError"),
        ("def f(:", "builtins.SyntaxError"),
        (
            "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\n1 / 0",
            "builtins.ZeroDivisionError",
        ),
    ],
)
def test_every_kind_of_end_by_an_error_is_seen(tmp_path: Path, script: str, kind: str) -> None:
    noted = failure(tmp_path, script)
    assert noted is not None
    assert noted["type"] == kind


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import sys; sys.exit(3)", 3),
        ("raise SystemExit('no data')", 1),
        ("print('fine')", 0),
        ("try:\n    1 / 0\nexcept ArithmeticError:\n    print('caught')", 0),
        ("import os; os.kill(os.getpid(), 15)", -15),
    ],
)
def test_what_is_no_error_is_none(tmp_path: Path, script: str, code: int) -> None:
    assert failure(tmp_path, script, code) is None


def test_an_interruption_is_no_failure_of_the_script(tmp_path: Path) -> None:
    run = ScriptRun(tmp_path, PYTHON, "raise KeyboardInterrupt")
    run.run(code=None)
    assert run.failures() == []


def test_the_sitecustomize_that_was_there_runs_as_if_we_were_not(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "sitecustomize.py").write_text("import sys\nsys.theirs = __name__\nhere = __file__\n")
    (theirs / "usercustomize.py").write_text("")
    script = "import json, sys, sitecustomize\nprint(json.dumps([sys.theirs, sitecustomize.here]))"
    run = ScriptRun(tmp_path / "place", PYTHON, script)
    path = os.pathsep.join((str(INJECTED), str(theirs)))
    for folder in (str(run.folder), "", str(tmp_path / "gone")):
        said = said_in(run.run(PYTHONPATH=path, TRANSFORMERS_WORKBENCH_RUN=folder))
        assert said == ["sitecustomize", str(theirs / "sitecustomize.py")]


def test_a_process_that_never_trains_pays_no_heavy_import(tmp_path: Path) -> None:
    script = "import json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = ScriptRun(tmp_path, PYTHON, script)
    more = set(said_in(run.run())) - set(said_in(run.run(PYTHONPATH="")))
    ours = {name for name in more if name.startswith("transformers_workbench_run")}
    assert ours == {
        f"transformers_workbench_run{name}" for name in ("", ".starting", ".run", ".failures", ".post_import")
    }
    assert not more & {
        "json",
        "re",
        "typing",
        "threading",
        "pathlib",
        "torch",
        "transformers",
        "importlib.abc",
    }


def test_all_of_it_is_python_of_version_3_9() -> None:
    for file in INJECTED.rglob("*.py"):
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_a_folder_that_cannot_be_written_costs_one_line(tmp_path: Path) -> None:
    run = ScriptRun(tmp_path, PYTHON, "1 / 0")
    (run.folder / "failures").write_text("in the way")
    said = run.run(code=1).splitlines()
    assert said[0].startswith("Transformers Workbench: the error could not be noted")
    assert said[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize("version", ["4.57.6", "5.0.0", ""])
def test_where_our_hooks_take_hold_is_there_in_every_version(version: str) -> None:
    """Without torch `transformers.trainer` cannot be imported: its source is read."""
    root = Path(__file__).resolve().parents[2]
    found = list((root / ".cache" / "versions" / version).glob("lib/**/transformers/trainer.py"))
    if not version or not found:
        spec = importlib.util.find_spec("transformers")
        assert spec is not None and spec.submodule_search_locations is not None
        found = [Path(spec.submodule_search_locations[0]) / "trainer.py"]
    tree = ast.parse(found[0].read_text(encoding="utf-8"))
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert "DEFAULT_CALLBACKS" in names
    trainer = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Trainer")
    methods = {node.name: node for node in trainer.body if isinstance(node, ast.FunctionDef)}
    assert [argument.arg for argument in methods["train"].args.args][:2] == ["self", "resume_from_checkpoint"]
    used = {node.id for node in ast.walk(methods["__init__"]) if isinstance(node, ast.Name)}
    assert "DEFAULT_CALLBACKS" in used
    called = {
        node.func.attr
        for node in ast.walk(trainer)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    events = {
        "on_train_begin",
        "on_step_end",
        "on_substep_end",
        "on_epoch_end",
        "on_log",
        "on_save",
        "on_train_end",
    }
    assert events | {"training_step", "is_world_process_zero"} <= called
