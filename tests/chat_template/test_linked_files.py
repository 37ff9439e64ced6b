"""How far links among the files of a model folder are followed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from transformers_workbench.chat_template.sources import resolve_document, resolve_folder
from transformers_workbench.documents import nothing_open, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import DocumentSource, FolderSource

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")

SECRET = "what nobody was to see"
HASH = "0123456789abcdef" * 4
FILES = ("chat_template.jinja", "additional_chat_templates/rag.jinja", "tokenizer_config.json")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def link(path: Path, target: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(os.path.relpath(target, path.parent))
    return path


def texts(folder: Path, *workspaces: Path) -> list[str]:
    """Of the templates that are found in a model folder."""
    source = FolderSource("folder", uri_of(folder))
    return [template.text for template in resolve_folder(source, nothing_open, None, workspaces).templates]


def content(name: str) -> str:
    return json.dumps({"chat_template": SECRET}) if name.endswith(".json") else SECRET


@pytest.mark.parametrize("name", FILES)
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, name: str) -> None:
    outside = write(tmp_path / "outside", content(name))
    link(tmp_path / "workspace" / "model" / name, outside)
    for workspaces in ((), (tmp_path / "workspace",), (tmp_path / "elsewhere",)):
        with pytest.raises(WorkbenchError) as raised:
            texts(tmp_path / "workspace" / "model", *workspaces)
        assert raised.value.reason == "file-outside"
        assert str(raised.value.values["path"]).endswith(name)


def test_a_folder_of_templates_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "rag.jinja", SECRET)
    link(tmp_path / "model" / "additional_chat_templates", tmp_path / "outside")
    with pytest.raises(WorkbenchError) as raised:
        texts(tmp_path / "model")
    assert raised.value.reason == "file-outside"


@pytest.mark.parametrize("name", FILES)
def test_a_link_within_the_workspace_is_followed_where_that_is_open(tmp_path: Path, name: str) -> None:
    shared = write(tmp_path / "shared" / "file", content(name))
    link(tmp_path / "models" / "a" / name, shared)
    assert texts(tmp_path / "models" / "a", tmp_path) == [SECRET]
    with pytest.raises(WorkbenchError):
        texts(tmp_path / "models" / "a")


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_user_names_may_lead_anywhere(tmp_path: Path, name: str) -> None:
    named = link(tmp_path / "model" / name, write(tmp_path / "outside", content(name)))
    resolved = resolve_document(DocumentSource("document", uri_of(named)), nothing_open)
    assert [template.text for template in resolved.templates] == [SECRET]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("blob", [f"models--x--y/blobs/{HASH}", f"blobs/{HASH[:2]}/{HASH}"])
def test_a_snapshot_in_a_cache_is_read(tmp_path: Path, name: str, blob: str) -> None:
    write(tmp_path / "hub" / blob, content(name))
    snapshot = tmp_path / "hub" / "models--x--y" / "snapshots" / ("f" * 40)
    link(snapshot / name, tmp_path / "hub" / blob)
    link(tmp_path / "local" / name, tmp_path / "hub" / blob)
    assert texts(snapshot) == [SECRET]
    assert texts(tmp_path / "local") == [SECRET], "a local folder of huggingface_hub 0.22 and before"


@pytest.mark.parametrize(
    "target", ["id_rsa", f"blobs/{HASH}", f"models--x--y/{HASH}", f"blobs/00/{HASH}", "models--x--y/blobs/id"]
)
def test_what_only_looks_like_a_cache_is_not_read(tmp_path: Path, target: str) -> None:
    outside = write(tmp_path / "home" / target, SECRET)
    snapshot = tmp_path / "hub" / "models--x--y" / "snapshots" / ("f" * 40)
    link(snapshot / "chat_template.jinja", outside)
    with pytest.raises(WorkbenchError) as raised:
        texts(snapshot)
    assert raised.value.reason == "file-outside"


def test_a_cache_whose_blobs_are_a_link_shows_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "secrets" / "token", SECRET)
    repository = tmp_path / "hub" / "models--x--y"
    link(repository / "blobs", tmp_path / "secrets")
    link(repository / "snapshots" / "f" / "chat_template.jinja", repository / "blobs" / "token")
    with pytest.raises(WorkbenchError) as raised:
        texts(repository / "snapshots" / "f")
    assert raised.value.reason == "file-outside"


def test_a_model_folder_that_is_a_link_itself_is_read(tmp_path: Path) -> None:
    write(tmp_path / "disk" / "template", SECRET)
    link(tmp_path / "disk" / "chat_template.jinja", tmp_path / "disk" / "template")
    link(tmp_path / "workspace" / "model", tmp_path / "disk")
    assert texts(tmp_path / "workspace" / "model", tmp_path / "workspace") == [SECRET]
