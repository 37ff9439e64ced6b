"""Which caches there are and why: whatever the environment says, the library's own answer is the measure."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from agent_process import INTERPRETER

SERVER = Path(__file__).parents[2] / "server"

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from transformers_agent.cache.where import where
found = where({"roots": sys.argv[2:]})
try:
    from huggingface_hub import constants
    library = {
        name: str(getattr(constants, name, None))
        for name in (
            "HF_HUB_CACHE", "HF_XET_CACHE", "HF_ASSETS_CACHE", "HF_HUB_OFFLINE", "HF_HUB_DISABLE_SYMLINKS"
        )
    }
    from transformers.utils import hub
    library["TRANSFORMERS_CACHE"] = getattr(hub, "TRANSFORMERS_CACHE", None)
except ImportError:
    library = {}
print(json.dumps({"found": found, "library": library}))
"""

VARIABLES = (
    "HF_HUB_CACHE HUGGINGFACE_HUB_CACHE HF_HOME XDG_CACHE_HOME TRANSFORMERS_CACHE PYTORCH_TRANSFORMERS_CACHE"
    " PYTORCH_PRETRAINED_BERT_CACHE HF_HUB_OFFLINE TRANSFORMERS_OFFLINE HF_XET_CACHE HF_ASSETS_CACHE"
    " HF_DATASETS_CACHE HUGGINGFACE_ASSETS_CACHE HUGGINGFACE_CO_STAGING HF_HUB_DISABLE_SYMLINKS"
)


def ask(
    home: Path, *roots: Path | str, options: tuple[str, ...] = (), **variables: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``where`` answers in a process with these variables, and what the library says there."""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES.split()}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "OTHER": str(home / "other"), **variables}
    command = [INTERPRETER, *options, "-c", ASK, str(SERVER), *map(str, roots)]
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    return answer["found"], answer["library"]


def facts(found: dict[str, Any], key: str) -> list[dict[str, str]]:
    return [fact["values"] for fact in found["facts"] if fact["key"] == key]


def repository(root: Path) -> Path:
    (root / "models--org--name/snapshots").mkdir(parents=True)
    return root


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({}, "default"),
        ({"XDG_CACHE_HOME": "/data/cache"}, "XDG_CACHE_HOME"),
        ({"HF_HOME": "/data/hf"}, "HF_HOME"),
        ({"HF_HOME": "~/hf"}, "HF_HOME"),
        ({"HF_HOME": "$OTHER/hf/"}, "HF_HOME"),
        ({"HUGGINGFACE_HUB_CACHE": "/data/old"}, "HUGGINGFACE_HUB_CACHE"),
        ({"HF_HUB_CACHE": "/data/hub"}, "HF_HUB_CACHE"),
        ({"HF_HUB_CACHE": "~/名前 with space"}, "HF_HUB_CACHE"),
        ({"HF_HUB_CACHE": "relative/hub"}, "HF_HUB_CACHE"),
        ({"HF_HUB_CACHE": "/a", "HUGGINGFACE_HUB_CACHE": "/b", "HF_HOME": "/c"}, "HF_HUB_CACHE"),
        ({"HUGGINGFACE_HUB_CACHE": "/b", "HF_HOME": "/c"}, "HUGGINGFACE_HUB_CACHE"),
        ({"HF_HOME": "/c", "XDG_CACHE_HOME": "/d"}, "HF_HOME"),
        ({"TRANSFORMERS_CACHE": "/data/transformers"}, "default"),
    ],
)
def test_the_active_cache_is_the_library_s_and_its_reason_the_variable_that_decided(
    tmp_path: Path, variables: dict[str, str], reason: str
) -> None:
    found, library = ask(tmp_path, options=(), **variables)
    [active] = [root for root in found["roots"] if root["active"]]
    assert found["roots"][0] is active
    assert active["configured"] == library["HF_HUB_CACHE"]
    assert active["path"] == os.path.realpath(tmp_path / library["HF_HUB_CACHE"])
    assert active["reason_key"] == reason
    expected = {"variable": reason, "value": variables[reason]} if reason in variables else {}
    assert active["reason_values"] == expected
    assert [fact["path"] for fact in facts(found, "xet")] == [os.path.realpath(library["HF_XET_CACHE"])]
    assert [fact["path"] for fact in facts(found, "assets")] == [os.path.realpath(library["HF_ASSETS_CACHE"])]


def test_what_no_variable_explains_is_the_library_s_own_decision(tmp_path: Path) -> None:
    patched = tmp_path / "patched"
    patched.mkdir()
    # A distribution may ship a library with a default of its own.
    (patched / "sitecustomize.py").write_text(
        "import huggingface_hub.constants as c; c.HF_HUB_CACHE = '/elsewhere'"
    )
    found, _ = ask(tmp_path, PYTHONPATH=str(patched), HF_HOME="/data/hf")
    assert found["roots"][0]["configured"] == "/elsewhere"
    assert (found["roots"][0]["reason_key"], found["roots"][0]["reason_values"]) == ("library", {})
    assert facts(found, "overruled") == [{"variable": "HF_HOME", "value": "/data/hf", "by": ""}]


def test_without_the_library_nothing_is_active_and_added_roots_are_still_told(tmp_path: Path) -> None:
    added = repository(tmp_path / "added")
    found, _ = ask(tmp_path, added, options=("-S",))
    assert found["library"] is None
    assert [fact["key"] for fact in found["facts"]] == ["not-installed"]
    [root] = found["roots"]
    assert (root["path"], root["active"], root["reason_key"], root["state"]) == (
        str(added),
        False,
        "setting",
        "ok",
    )


def test_a_cache_of_transformers_alone_is_a_root_where_the_installed_version_has_it(tmp_path: Path) -> None:
    found, library = ask(tmp_path, TRANSFORMERS_CACHE="/data/transformers", PYTORCH_TRANSFORMERS_CACHE="/x")
    reasons = {root["configured"]: root["reason_key"] for root in found["roots"] if not root["active"]}
    ignored = {values["variable"] for values in facts(found, "ignored")}
    if library["TRANSFORMERS_CACHE"] is None:
        assert (reasons, ignored) == ({}, {"TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE"})
    else:
        assert reasons == {library["TRANSFORMERS_CACHE"]: "TRANSFORMERS_CACHE"}
        assert ignored == set()


def test_a_variable_that_does_not_decide_is_told(tmp_path: Path) -> None:
    found, _ = ask(tmp_path, HF_HUB_CACHE="/a", HF_HOME="/c", XDG_CACHE_HOME="/d")
    assert facts(found, "overruled") == [{"variable": "HF_HOME", "value": "/c", "by": "HF_HUB_CACHE"}]


def test_a_relative_cache_is_told_to_depend_on_the_folder(tmp_path: Path) -> None:
    found, _ = ask(tmp_path, HF_HUB_CACHE="hub")
    assert facts(found, "relative") == [{"configured": "hub"}]


@pytest.mark.parametrize("value", ["1", "true", "YES", "0", ""])
def test_offline_is_told_as_the_library_understands_it(tmp_path: Path, value: str) -> None:
    found, library = ask(tmp_path, HF_HUB_OFFLINE=value)
    expected = [{"variable": "HF_HUB_OFFLINE", "value": value}] if library["HF_HUB_OFFLINE"] == "True" else []
    assert facts(found, "offline") == expected


def test_links_that_are_switched_off_are_told(tmp_path: Path) -> None:
    found, library = ask(tmp_path, HF_HUB_DISABLE_SYMLINKS="1", HF_HUB_DISABLE_XET="1")
    keys = {fact["key"] for fact in found["facts"]}
    assert "no-xet" in keys
    # Older versions do not know the other one.
    assert ("no-symlinks" in keys) == (library["HF_HUB_DISABLE_SYMLINKS"] == "True")


def test_the_other_folders_follow_their_variables(tmp_path: Path) -> None:
    found, _ = ask(tmp_path, HF_HOME="/data/hf", HF_DATASETS_CACHE="/big/datasets")
    assert facts(found, "datasets") == [
        {"path": os.path.realpath("/big/datasets"), "variable": "HF_DATASETS_CACHE"}
    ]
    found, _ = ask(tmp_path, HF_HOME="/data/hf")
    assert facts(found, "datasets") == [{"path": os.path.realpath("/data/hf/datasets")}]


def test_each_state_has_a_root_that_is_in_it(tmp_path: Path) -> None:
    roots = tmp_path / "roots"
    roots.mkdir()
    repository(roots / "ok")
    (roots / "empty").mkdir()
    (roots / "leftovers/.locks").mkdir(parents=True)
    (roots / "tagged").mkdir()
    (roots / "tagged/CACHEDIR.TAG").write_text("# created by huggingface_hub.")
    (roots / "tagged/note.txt").write_text("mine")
    (roots / "other tag").mkdir()
    (roots / "other tag/CACHEDIR.TAG").write_text("# created by uv.")
    (roots / "project/src").mkdir(parents=True)
    (roots / "file").write_text("")
    repository(roots / "home/hub")
    (roots / "home/token").write_text("")
    (roots / "dangling").symlink_to(roots / "nowhere")
    names = [
        "ok",
        "empty",
        "leftovers",
        "tagged",
        "other tag",
        "project",
        "file",
        "home",
        "missing",
        "dangling",
    ]
    found, _ = ask(tmp_path, *[roots / name for name in names])
    states = {
        Path(root["configured"]).name: (root["state"], root["message_key"])
        for root in found["roots"]
        if not root["active"]
    }
    assert states == {
        "ok": ("ok", ""),
        "empty": ("empty", "no-repositories"),
        "leftovers": ("empty", "no-repositories"),
        "tagged": ("empty", "no-repositories"),
        "other tag": ("foreign", "not-a-cache"),
        "project": ("foreign", "not-a-cache"),
        "file": ("foreign", "not-a-folder"),
        "home": ("foreign", "cache-inside"),
        "missing": ("missing", "missing"),
        "dangling": ("missing", "broken-link"),
    }
    [home] = [root for root in found["roots"] if root["message_key"] == "cache-inside"]
    assert home["message_values"] == {"inside": str(roots / "home/hub")}


def test_a_loop_of_links_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    found, _ = ask(tmp_path, tmp_path / "loop")
    assert found["roots"][1]["state"] == "unreadable"
    assert found["roots"][1]["message_values"]["error"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to root")
def test_a_denied_folder_is_unreadable(tmp_path: Path) -> None:
    denied = repository(tmp_path / "denied")
    denied.chmod(0)
    found, _ = ask(tmp_path, denied)
    denied.chmod(0o700)
    assert found["roots"][1]["state"] == "unreadable"


def test_the_same_folder_is_one_root_whatever_it_is_called(tmp_path: Path) -> None:
    hub = repository(tmp_path / "hub")
    (tmp_path / "link").symlink_to(hub)
    found, _ = ask(tmp_path, tmp_path / "link", "~/hub", hub, HF_HUB_CACHE=str(hub))
    assert [(root["path"], root["active"]) for root in found["roots"]] == [(str(hub), True)]
