"""Nothing of ours opens a file to read it but ``regular_files``: a pipe or device in its place would block.

What may, and why, is in ``EXCEPTIONS``, by file and function. One that is not needed any more fails, too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[2] / "server"
THE_WAY = "transformers_agent/regular_files.py"

FOLDER_ONLY = "A folder's descriptor: what is in there is examined through it, never opened"
CHECKED = "Every file in the folder was examined by model_folder.require_readable"
RUNS_ALONE = "Runs in the user's own script, on files of its own run, with nothing else of ours importable"
EXCEPTIONS = {
    "transformers_agent/cache/index.py:_descriptor": FOLDER_ONLY,
    "transformers_agent/cache/scan.py:_Blobs._list": FOLDER_ONLY,
    "transformers_agent/cache/scan.py:_read_files": FOLDER_ONLY,
    "transformers_agent/cache/uses.py:is_held": "Locked, not read; opened without blocking or links",
    "transformers_agent/channel.py:Channel.__init__": "This process's own standard input",
    "transformers_agent/projects.py:*": "Shipped with the extension, or metadata of an installed project",
    "transformers_agent/tensorboard/keeper.py:shorten": "The log of this process itself, in the state folder",
    "transformers_agent/tokenizer/load.py:_load": CHECKED,
    "transformers_agent/tokenizer/provisional.py:_tokenizer": "Examined just before by check_regular",
    "transformers_agent/training/data_tables.py:parquet_rows": "Examined just before by rows_of",
    "transformers_agent/training/injected/*": RUNS_ALONE,
    "transformers_agent/training/surroundings_child.py:configuration": CHECKED,
    "transformers_agent/training/surroundings_child.py:default_dtypes": "A model that it made itself",
    "transformers_agent/training/surroundings_child.py:main": "This process's own standard input",
    "transformers_agent/training/task_models.py:model_without_weights": CHECKED,
    "transformers_workbench/state_folder.py:_close_to_group": FOLDER_ONLY,
    "transformers_workbench/training/keeper.py:read": "Runs alone, from one text; examines the file itself",
    "transformers_workbench/training/keeper_program.py:Sources.__init__": "Shipped with the extension",
}

READS_BY_NAME = {
    "codecs.open",
    "fileinput.input",
    "json.load",
    "linecache.getline",
    "linecache.getlines",
    "marshal.load",
    "np.fromfile",
    "np.load",
    "numpy.fromfile",
    "numpy.load",
    "pickle.load",
    "runpy.run_path",
    "safe_open",
    "shutil.copy",
    "shutil.copy2",
    "shutil.copyfile",
    "shutil.copytree",
    "tokenize.open",
    "tomllib.load",
    "torch.load",
    "zipfile.ZipFile",
}
READS_BY_METHOD = {"from_file", "from_pretrained", "ParquetFile", "read_bytes", "read_text"}
"""Whatever they are called on: a path, a class of a library."""
WRITING = ("O_WRONLY", "O_CREAT")
SYSTEM = ("/proc/", "/sys/")
"""Files of the kernel's, if that is how their path begins in the code."""


def reads_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Function and line of every call that opens a file to read it."""
    yield from _reads(tree, ())


def _reads(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        inside = names
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*names, child.name)
        if isinstance(child, ast.Call) and _opens_for_reading(child, isinstance(node, ast.Await)):
            yield ".".join(names) or "<module>", child.lineno
        yield from _reads(child, inside)


def _opens_for_reading(call: ast.Call, is_awaited: bool) -> bool:
    name = ast.unparse(call.func)
    method = name.rpartition(".")[2] if isinstance(call.func, ast.Attribute) else ""
    if name == "os.open":
        flags = " ".join(ast.unparse(each) for each in call.args[1:])
        return ast.unparse(call.args[0]) != "os.devnull" and not any(each in flags for each in WRITING)
    if name.startswith("regular_files.") or _is_the_system_s(call):
        return False
    if name in ("open", "io.open"):
        return not _writes(_mode(call, 1))
    if method == "open":
        return not is_awaited and not _writes(_mode(call, 0))  # No file's ``open`` can be awaited.
    return name in READS_BY_NAME or method in READS_BY_METHOD


def _mode(call: ast.Call, place: int) -> ast.expr | None:
    named = next((each.value for each in call.keywords if each.arg == "mode"), None)
    return named or (call.args[place] if len(call.args) > place else None)


def _writes(mode: ast.expr | None) -> bool:
    return (
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and bool(set("wax") & set(mode.value))
        and set(mode.value) <= set("waxbt+")
    )


def _is_the_system_s(call: ast.Call) -> bool:
    first = call.args[0] if isinstance(call.func, ast.Name) and call.args else call.func
    found = [
        each.value
        for each in ast.walk(first)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]
    return bool(found) and found[0].startswith(SYSTEM)


def found_in_the_server() -> dict[str, list[int]]:
    """``file:function`` → lines."""
    found: dict[str, list[int]] = {}
    for path in sorted(SERVER.rglob("*.py")):
        file = path.relative_to(SERVER).as_posix()
        if file == THE_WAY or "/scripts/" in file:  # Those are texts that scripts are written from.
            continue
        for function, line in reads_in(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(f"{file}:{function}", []).append(line)
    return found


def test_other_people_s_files_are_opened_in_one_place() -> None:
    found = found_in_the_server()
    others = {
        place: lines
        for place, lines in found.items()
        if not any(fnmatchcase(place, pattern) for pattern in EXCEPTIONS)
    }
    assert others == {}, "read them with transformers_agent.regular_files"


def test_every_exception_is_needed() -> None:
    found = found_in_the_server()
    unused = [pattern for pattern in EXCEPTIONS if not any(fnmatchcase(each, pattern) for each in found)]
    assert unused == []


@pytest.mark.parametrize(
    "code",
    [
        "open(path)",
        "open(path, encoding='utf-8')",
        "open(path, 'rb')",
        "open(path, mode='r+b')",
        "open(path, mode)",
        "io.open(path)",
        "path.open()",
        "path.open('rb')",
        "path.open(encoding='utf-8')",
        "Path(name).open(mode=mode)",
        "os.open(path, os.O_RDONLY | os.O_NONBLOCK)",
        "os.open(path, os.O_RDWR)",
        "path.read_text()",
        "(folder / 'a').read_bytes()",
        "json.load(file)",
        "torch.load(path)",
        "AutoTokenizer.from_pretrained(folder)",
        "with path.open('rb') as file: pass",
        "def f():\n    return [each.read_text() for each in paths]",
    ],
)
def test_what_is_found(code: str) -> None:
    assert len(list(reads_in(ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "open(path, 'w')",
        "open(path, mode='ab')",
        "path.open('x', encoding='utf-8')",
        "os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)",
        "os.open(os.devnull, os.O_RDONLY)",
        "read_text(path)",
        "regular_files.read_bytes(path)",
        "open(f'/proc/{pid}/stat')",
        "Path('/proc/self/status').read_text()",
        "async def f():\n    await EventFolder.open(path)",
        "path.write_text('a')",
    ],
)
def test_what_is_not_found(code: str) -> None:
    assert list(reads_in(ast.parse(code))) == []
