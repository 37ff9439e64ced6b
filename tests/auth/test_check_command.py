"""``transformers-workbench check``, in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from planted import token

ROOT = Path(__file__).resolve().parents[2]


def check(*arguments: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "check", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "server"), **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def findings(*arguments: str | Path, folder: Path) -> list[dict[str, Any]]:
    answer = check(*arguments, "--format", "json", folder=folder)
    found: list[dict[str, Any]] = json.loads(answer.stdout)["findings"]
    assert answer.returncode == (1 if found else 0), answer.stderr
    return found


def paths(found: list[dict[str, Any]]) -> list[str]:
    return [each["path"] for each in found]


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


def test_our_own_repository_has_none() -> None:
    answer = check(".", folder=ROOT)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "0 findings" in answer.stderr


def test_a_finding_says_where_and_what_to_do(tmp_path: Path) -> None:
    write(tmp_path / "a.py", f'# 日本\r\nx = 1\nlogin("{token(1)}")\n')
    (found,) = findings("a.py", folder=tmp_path)
    assert {key: found[key] for key in ("path", "line", "column", "rule", "severity")} == {
        "path": "a.py",
        "line": 3,
        "column": 8,
        "rule": "leaked-token",
        "severity": "warning",
    }
    assert f"hf_…{token(1)[-4:]}" in found["message"]
    assert found["fix"] == {
        "description": 'Replace the token with os.environ["HF_TOKEN"]',
        "edits": [
            {"line": 3, "column": 7, "end_line": 3, "end_column": 46, "text": 'os.environ["HF_TOKEN"]'},
            {"line": 2, "column": 1, "end_line": 2, "end_column": 1, "text": "import os\r\n"},
        ],
    }
    answer = check(".", folder=tmp_path)
    assert answer.stdout.startswith("a.py:3:8: warning: A Hugging Face token (hf_…")


def test_japanese(tmp_path: Path) -> None:
    write(tmp_path / "a.py", f'"{token(1)}"')
    answer = check(".", folder=tmp_path, LC_ALL="ja_JP.UTF-8")
    assert "トークン" in answer.stdout


def test_what_git_ignores_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init")
    for name in (".env", "out/a.txt", "src/b.py", "src/new.sh", "tracked.env"):
        write(tmp_path / name, f"A={token(2)}\n")
    git(tmp_path, "add", "tracked.env")
    write(tmp_path / ".gitignore", "*.env\nout/\n")
    assert sorted(paths(findings(".", folder=tmp_path))) == ["src/b.py", "src/new.sh", "tracked.env"]
    assert paths(findings("src", folder=tmp_path)) == ["src/b.py", "src/new.sh"]
    assert paths(findings("..", folder=tmp_path / "src"))[-1] == "../tracked.env"
    assert paths(findings(".env", folder=tmp_path)) == [".env"]


def test_what_git_knows_has_to_be_revoked_first(tmp_path: Path) -> None:
    git(tmp_path, "init")
    write(tmp_path / "a.py", f'"{token(2)}"')
    assert "revoke it first" not in findings(".", folder=tmp_path)[0]["message"]
    git(tmp_path, "add", ".")
    assert "revoke it first" in findings(".", folder=tmp_path)[0]["message"]


def test_a_repository_inside_a_repository_is_looked_through(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "inner").mkdir()
    git(tmp_path / "inner", "init")
    write(tmp_path / "inner" / ".gitignore", "b.py\n")
    for name in ("inner/a.py", "inner/b.py"):
        write(tmp_path / name, token(2))
    assert paths(findings(".", folder=tmp_path)) == ["inner/a.py"]


def test_a_submodule_that_was_never_fetched_is_a_folder_like_others(tmp_path: Path) -> None:
    git(tmp_path, "init")
    (tmp_path / "module").mkdir()
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    write(tmp_path / "module" / "a.py", token(2))
    assert paths(findings(".", folder=tmp_path)) == ["module/a.py"]
    assert paths(findings("module", folder=tmp_path)) == ["module/a.py"]


def test_without_a_repository_what_nobody_writes_is_passed_over(tmp_path: Path) -> None:
    passed = ("node_modules/a.js", ".venv/a.py", "x/__pycache__/a.py", "my-env/pyvenv.cfg", "my-env/a.py")
    for name in ("x/a.py", ".env", *passed):
        write(tmp_path / name, f"A={token(3)}")
    assert paths(findings(".", folder=tmp_path)) == [".env", "x/a.py"]


def test_each_file_is_looked_at_once_and_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "x" / "a.py", token(3))
    (tmp_path / "x" / "link.py").symlink_to(tmp_path / "x" / "a.py")
    (tmp_path / "x" / "circle").symlink_to(tmp_path)
    (tmp_path / "x" / "nowhere").symlink_to(tmp_path / "missing")
    assert paths(findings("x/a.py", "x", tmp_path / "x", folder=tmp_path)) == ["x/a.py"]


def test_outputs_of_notebooks_are_looked_at(tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": ["hello\n", f"\x1b[1m{token(4)}\n"]}
    cell = {"cell_type": "code", "metadata": {}, "source": [], "outputs": [output]}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)
    write(tmp_path / "a.ipynb", text)
    (found,) = findings(".", folder=tmp_path)
    line = text.split("\n")[found["line"] - 1]
    assert line[found["column"] - 1 :].startswith(token(4))
    assert "output of a notebook cell" in found["message"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    planted = token(5).encode()
    (tmp_path / "model.bin").write_bytes(b"\0\1" + planted)
    (tmp_path / "latin.txt").write_bytes(b"\xe9\xe8 " + planted)
    (tmp_path / "power.env").write_bytes(f"A={token(5)}".encode("utf-16"))
    with (tmp_path / "large.txt").open("wb") as file:
        file.write(b"a" * 10_000 + planted)
        file.truncate(21 * 2**20)
    with (tmp_path / "weights.bin").open("wb") as file:
        file.truncate(21 * 2**20)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    answer = check(".", "--format", "json", folder=tmp_path)
    report = json.loads(answer.stdout)
    assert [(each["path"], each["column"]) for each in report["findings"]] == [
        ("latin.txt", 4),
        ("power.env", 3),
    ]
    assert [(each["path"], each["message"]) for each in report["warnings"]] == [
        ("large.txt", "Not looked at: 21 MiB")
    ]


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_not_text(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff\n.py"
    Path(os.fsdecode(odd)).write_text(token(6))
    for form in ("text", "json", "sarif"):
        answer = check(".", "--format", form, folder=tmp_path)
        assert answer.returncode == 1, answer.stderr
    git(tmp_path, "init")
    assert len(findings(".", folder=tmp_path)) == 1


def test_wrong_usage(tmp_path: Path) -> None:
    for arguments in ([], ["missing"], [".", "--format", "xml"]):
        answer = check(*arguments, folder=tmp_path)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert "Traceback" not in answer.stderr


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file that root cannot read")
def test_a_file_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    write(tmp_path / "a.py", token(3))
    answer = check("/proc/self/mem", "a.py", "--format", "json", folder=tmp_path)
    report = json.loads(answer.stdout)
    assert [each["path"] for each in report["warnings"]] == ["/proc/self/mem"]
    assert paths(report["findings"]) == ["a.py"]
    answer = check("/proc/self/mem", folder=tmp_path)
    assert (answer.returncode, answer.stdout) == (0, "")
    assert answer.stderr.startswith("/proc/self/mem: warning: Not looked at: ")


def test_sarif(tmp_path: Path) -> None:
    write(tmp_path / "a b#.py", f'x = "{token(7)}"\ny = "{token(7)}"\n')
    log = json.loads(check(".", "--format", "sarif", folder=tmp_path).stdout)
    assert (log["version"], log["$schema"]) == ("2.1.0", "https://json.schemastore.org/sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "transformers-workbench"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True}]
    for index, result in enumerate(run["results"]):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "leaked-token"
        assert result["level"] == "warning"
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "a%20b%23.py", "uriBaseId": "%SRCROOT%"}
        line = index + 1
        assert place["region"] == {"startLine": line, "startColumn": 6, "endLine": line, "endColumn": 43}
        (change,) = result["fixes"][0]["artifactChanges"]
        assert change["replacements"][0]["insertedContent"] == {"text": 'os.environ["HF_TOKEN"]'}
    prints = [result["partialFingerprints"]["workbench/v1"] for result in run["results"]]
    assert len(set(prints)) == 2
    # A line above does not make them new findings.
    write(tmp_path / "a b#.py", f'\n\nx = "{token(7)}"\ny = "{token(7)}"\n')
    log = json.loads(check(".", "--format", "sarif", folder=tmp_path).stdout)
    assert [each["partialFingerprints"]["workbench/v1"] for each in log["runs"][0]["results"]] == prints


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_no_answer_has_the_token(tmp_path: Path, form: str) -> None:
    git(tmp_path, "init")
    for name in ("a.py", "b.ipynb", ".env", "c.sh", "d.yaml"):
        write(tmp_path / name, f'x: "{token(8)}"\n')
    # A git in front of git writes down how it is called.
    called = tmp_path / "bin" / "called.txt"
    recorder = write(
        tmp_path / "bin" / "git", f'#!/bin/sh\necho "$@" >> \'{called}\'\nexec {which("git")} "$@"\n'
    )
    recorder.chmod(0o755)
    path = f"{recorder.parent}{os.pathsep}{os.environ['PATH']}"
    answer = check(".", "--format", form, folder=tmp_path, PATH=path)
    assert answer.returncode == 1
    assert "ls-files" in called.read_text()
    assert token(8)[-5:] not in answer.stdout + answer.stderr + called.read_text()
