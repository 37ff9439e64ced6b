"""The one way to start a program: what is found, where it begins, and what it is given."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from transformers_agent import programs
from transformers_agent.programs import find_program, safe_environment

TELL = "import json, os, sys; print(json.dumps([os.getcwd(), dict(os.environ), sys.path, sys.stdin.read()]))"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PATH", "/usr/bin:/bin", "/usr/bin:/bin"),
        ("PATH", ":/usr/bin::bin:./x:~/bin:/bin:", "/usr/bin:/bin"),
        ("PATH", ".", None),
        ("PYTHONPATH", "/opt/lib:", "/opt/lib"),
        ("PYTHONPATH", "", None),
        ("PYTHONPATH", "lib", None),
        ("LD_LIBRARY_PATH", "/a;;/b:c:$ORIGIN/../lib", "/a:/b:$ORIGIN/../lib"),
        ("LD_LIBRARY_PATH", "/a;/b", "/a;/b"),
        ("DYLD_LIBRARY_PATH", "@loader_path/x:x", "@loader_path/x"),
        ("LD_PRELOAD", "libjemalloc.so.2 ./evil.so:/opt/a.so", "libjemalloc.so.2:/opt/a.so"),
        ("LD_PRELOAD", "libjemalloc.so.2 /opt/a.so", "libjemalloc.so.2 /opt/a.so"),
        ("DYLD_INSERT_LIBRARIES", "lib/evil.dylib", None),
        ("PYTHONHOME", "/opt/python:/opt/exec", "/opt/python:/opt/exec"),
        ("PYTHONHOME", "/opt/python:exec", None),
        ("PYTHONPYCACHEPREFIX", "cache", None),
        ("PYTHONUSERBASE", "../base", None),
        ("PYTHONSTARTUP", "/home/me/start.py", "/home/me/start.py"),
        ("PYTHONSAFEPATH", "", ""),
        ("MANPATH", ":/usr/share/man", ":/usr/share/man"),
        ("TOKENIZERS", "a:b", "a:b"),
    ],
)
def test_nothing_stands_for_the_working_folder(name: str, value: str, expected: str | None) -> None:
    assert safe_environment({name: value, "KEPT": ""}, windows=False) == {
        "KEPT": "",
        **({} if expected is None else {name: expected}),
    }


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Path", r'C:\Windows;;.;bin;C:bin;\bin;"C:\Program Files\Git";\\host\share\bin', None),
        ("PythonPath", r"C:\lib;", r"C:\lib"),
        ("PYTHONHOME", r"..\python", ""),
    ],
)
def test_windows_has_drives_and_another_separator(name: str, value: str, expected: str | None) -> None:
    whole = r'C:\Windows;"C:\Program Files\Git";\\host\share\bin'
    cleaned = safe_environment({name: value}, windows=True)
    assert cleaned.pop("NoDefaultCurrentDirectoryInExePath") == "1"
    assert cleaned == ({} if expected == "" else {name: whole if expected is None else expected})


def test_the_working_folder_is_never_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "tool").write_text("#!/bin/sh\n")
        (folder / "tool").chmod(0o755)
    (there / "no-tool").write_text("not executable")
    (there / "folder").mkdir()
    monkeypatch.chdir(here)
    assert find_program("tool", {"PATH": f":.:{there}"}) == str(there / "tool")
    assert find_program("tool", {"PATH": ":."}) is None
    assert find_program("./tool", {"PATH": str(there)}) is None
    assert find_program("no-tool", {"PATH": str(there)}) is None
    assert find_program("folder", {"PATH": str(there)}) is None
    assert find_program(str(here / "tool"), {"PATH": ""}) == str(here / "tool")
    with pytest.raises(FileNotFoundError, match="tool"):
        programs.run(["tool"], timeout=60, environment={"PATH": ""})


def test_a_program_begins_in_a_neutral_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sitecustomize.py").write_text("open('canary', 'w').close()")
    monkeypatch.setenv("PYTHONPATH", os.pathsep)
    ran = programs.run([sys.executable, "-c", TELL], timeout=60)
    folder, environment, path, text = json.loads(ran.stdout)
    assert (folder, text) == (programs.NEUTRAL, "")
    assert "PYTHONPATH" not in environment and str(tmp_path) not in path
    assert not (tmp_path / "canary").exists()
    # Without the way of this module the same command does run the folder's code.
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    assert (tmp_path / "canary").exists()


def test_an_environment_is_all_that_a_program_gets() -> None:
    given = {"PATH": "/usr/bin::", "ONLY": "this", "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")}
    ran = programs.run([sys.executable, "-I", "-c", TELL], timeout=60, environment=given, input=b"in")
    _, environment, _, text = json.loads(ran.stdout)
    assert (environment["PATH"], environment["ONLY"], text) == ("/usr/bin", "this", "in")
    assert "HOME" not in environment


def test_what_hangs_is_killed() -> None:
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="did not end within"):
        programs.run([sys.executable, "-I", "-c", "import time; time.sleep(600)"], timeout=0.2)
    assert time.monotonic() - began < 60


def test_streams_of_this_process_are_not_inherited() -> None:
    process = programs.popen(
        [sys.executable, "-I", "-c", TELL], stdout=programs.PIPE, stderr=programs.STDOUT, detached=True
    )
    out, _ = process.communicate(timeout=60)
    assert json.loads(out)[3] == ""
    if sys.platform != "win32":
        quiet = programs.popen([sys.executable, "-I", "-c", "import os; os.write(1, b'x')"])
        assert quiet.wait(timeout=60) == 0


async def test_the_event_loop_has_the_same_way() -> None:
    process = await programs.spawn([sys.executable, "-I", "-c", TELL])
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    assert json.loads(out)[0] == programs.NEUTRAL
    with pytest.raises(FileNotFoundError):
        await programs.spawn(["no-such-program-anywhere"])


def test_cleaning_costs_nothing() -> None:
    began = time.perf_counter()
    for _ in range(100):
        safe_environment()
    assert (time.perf_counter() - began) / 100 < 0.002


def test_a_typed_program_is_meant_from_where_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert programs.typed_program("python3") == "python3"
    assert programs.typed_program(".venv/bin/python") == str(tmp_path / ".venv/bin/python")
    assert programs.typed_program(sys.executable) == sys.executable


def test_places_of_libraries_stay_the_same_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    given = {**os.environ, "HF_HOME": "hf", "HF_HUB_CACHE": "/abs", "TORCH_HOME": "~/t", "OTHER": "hf"}
    ran = programs.run([sys.executable, "-I", "-c", TELL], timeout=60, environment=given)
    environment = json.loads(ran.stdout)[1]
    assert environment["HF_HOME"] == str(tmp_path / "hf")
    assert [environment[name] for name in ("HF_HUB_CACHE", "TORCH_HOME", "OTHER")] == ["/abs", "~/t", "hf"]
    # Where a program begins elsewhere on purpose, they mean what they mean there.
    ran = programs.run([sys.executable, "-I", "-c", TELL], timeout=60, environment=given, cwd=tmp_path)
    assert json.loads(ran.stdout)[1]["HF_HOME"] == "hf"
