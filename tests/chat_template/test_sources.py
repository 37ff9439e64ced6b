"""Which template a source means, and what the ladder says of the others."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote

import pytest

from transformers_workbench.chat_template.ladder import guesses_for, ladder
from transformers_workbench.chat_template.sources import resolve_document, resolve_folder
from transformers_workbench.documents import Buffer, nothing_open, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import DocumentSource, FolderSource
from transformers_workbench.wording import ENGLISH


def model_folder(folder: Path, **files: object) -> Path:
    """A model folder; a dict is written as JSON, ``__`` in a name is a dot, ``___`` a slash."""
    for name, content in files.items():
        path = folder / name.replace("___", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def folder_source(folder: Path, name: str | None = None) -> FolderSource:
    return FolderSource("folder", uri_of(folder), name)


def rungs(folder: Path, choice: object = None) -> list[tuple[str, str, str]]:
    resolved = resolve_folder(folder_source(folder), nothing_open)
    guesses = [] if resolved.templates else guesses_for(folder)
    found = ladder(resolved, guesses, choice, "transformers 9", ENGLISH)  # type: ignore[arg-type]
    return [(rung.label, rung.state, rung.detail) for rung in found]


def test_the_jinja_file_wins_over_the_configuration_and_shadows_it(tmp_path: Path) -> None:
    model_folder(tmp_path, chat_template__jinja="J", tokenizer_config__json={"chat_template": "C"})
    resolved = resolve_folder(folder_source(tmp_path), nothing_open)
    assert resolved.choose(None, None).text == "J"
    assert rungs(tmp_path) == [
        ("chat_template.jinja", "used", "wins: read first"),
        ("tokenizer_config.json", "shadowed", "shadowed by chat_template.jinja"),
    ]


def test_the_librarys_own_choice_decides(tmp_path: Path) -> None:
    model_folder(tmp_path, chat_template__jinja="J", tokenizer_config__json={"chat_template": "C"})
    assert rungs(tmp_path, "J")[0] == ("chat_template.jinja", "used", "chosen by transformers 9")
    assert rungs(tmp_path, "C")[0] == ("tokenizer_config.json", "used", "chosen by transformers 9")


def test_named_templates_of_both_shapes(tmp_path: Path) -> None:
    named = [{"name": "default", "template": "D"}, {"name": "tool_use", "template": "T"}]
    model_folder(tmp_path, tokenizer_config__json={"chat_template": named})
    resolved = resolve_folder(folder_source(tmp_path), nothing_open)
    assert resolved.choose(None, None).text == "D"
    assert resolved.choose(None, [{"type": "function"}]).text == "T"
    assert resolved.choose("tool_use", None).text == "T"
    model_folder(tmp_path, chat_template__jinja="J", additional_chat_templates___rag__jinja="R")
    resolved = resolve_folder(folder_source(tmp_path), nothing_open)
    assert [template.name for template in resolved.templates] == ["default", "rag"]
    with pytest.raises(WorkbenchError) as caught:
        resolved.choose("nope", None)
    assert caught.value.reason == "template-name"
    assert caught.value.values["names"] == "default, rag"


def test_an_unsaved_buffer_is_what_counts(tmp_path: Path) -> None:
    model_folder(tmp_path, chat_template__jinja="disk")
    uri = uri_of(tmp_path / "chat_template.jinja")
    resolved = resolve_folder(
        folder_source(tmp_path), lambda asked: Buffer("typed\r\n", 7) if asked == uri else None
    )
    assert resolved.choose(None, None).text == "typed\n"


def test_line_ends_and_byte_order_mark_are_what_the_library_reads(tmp_path: Path) -> None:
    file = tmp_path / "a.jinja"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb\rc")
    source = DocumentSource("document", uri_of(file))
    assert resolve_document(source, nothing_open).templates[0].text == "\ufeffa\nb\nc"
    assert file.open(encoding="utf-8").read() == "\ufeffa\nb\nc"
    typed = resolve_document(source, lambda uri: Buffer("a\r\nb", 1))
    assert typed.templates[0].text == "\ufeffa\nb"


def test_a_broken_winner_is_an_error_and_a_broken_loser_a_rung(tmp_path: Path) -> None:
    model_folder(tmp_path, chat_template__jinja="J", tokenizer_config__json="{")
    assert rungs(tmp_path)[1] == ("tokenizer_config.json", "shadowed", "cannot be read")
    (tmp_path / "chat_template.jinja").unlink()
    with pytest.raises(WorkbenchError) as caught:
        resolve_folder(folder_source(tmp_path), nothing_open)
    assert (caught.value.reason, caught.value.line, caught.value.column) == ("json-broken", 1, 1)


def test_a_processors_template_is_used_when_the_tokenizer_has_none(tmp_path: Path) -> None:
    model_folder(tmp_path, tokenizer_config__json={}, chat_template__json={"chat_template": "P"})
    assert rungs(tmp_path) == [("chat_template.json", "used", "read by AutoProcessor only")]


def test_without_a_template_the_readme_and_the_family_are_guesses(tmp_path: Path) -> None:
    readme = "# M\n```text\nUser: hi\nAssistant: hello\n```\n"
    model_folder(
        tmp_path, tokenizer_config__json={}, config__json={"model_type": "mistral"}, README__md=readme
    )
    assert rungs(tmp_path) == [
        ("User: … Assistant:", "guess", "a guess: the README shows this format"),
        ("[INST] … [/INST]", "guess", "a guess: usual for mistral models"),
    ]


def test_nothing_to_guess_from(tmp_path: Path) -> None:
    model_folder(tmp_path, tokenizer_config__json={}, config__json="[1")
    assert rungs(tmp_path) == []
    with pytest.raises(WorkbenchError) as caught:
        resolve_folder(folder_source(tmp_path), nothing_open).choose(None, None)
    assert caught.value.reason == "template-missing"


def test_an_embedded_template_opened_by_itself(tmp_path: Path) -> None:
    model_folder(tmp_path, tokenizer_config__json={"chat_template": "E"})
    address = json.dumps({"uri": uri_of(tmp_path / "tokenizer_config.json"), "pointer": "/chat_template"})
    source = DocumentSource("document", f"transformers-template:/x.jinja?{quote(address)}")
    resolved = resolve_document(source, nothing_open)
    assert (resolved.templates[0].text, resolved.folder) == ("E", tmp_path)
    gone = DocumentSource("document", source.uri.replace("chat_template%22%7D", "nope%22%7D"))
    with pytest.raises(WorkbenchError) as caught:
        resolve_document(gone, nothing_open)
    assert caught.value.reason == "embedded-missing"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"caf\xe9", "file-encoding"), (None, "file-missing")],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "a.jinja"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WorkbenchError) as caught:
        resolve_document(DocumentSource("document", uri_of(file)), nothing_open)
    assert caught.value.reason == reason


def test_a_file_beyond_all_measure_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.jinja"
    with file.open("wb") as sparse:
        sparse.truncate(2**40)
    with pytest.raises(WorkbenchError) as caught:
        resolve_document(DocumentSource("document", uri_of(file)), nothing_open)
    assert caught.value.reason == "file-too-large"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes to take away")
@pytest.mark.parametrize("what", ["file", "folder", "document in a folder"])
def test_what_there_is_no_permission_for(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    file = folder / "a.jinja"
    file.touch(mode=0)
    folder.chmod(0o755 if what == "file" else 0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # root reads everything: be nobody for a moment
    try:
        with pytest.raises(WorkbenchError) as caught:
            if what == "folder":
                resolve_folder(folder_source(folder), nothing_open)
            else:
                resolve_document(DocumentSource("document", uri_of(file)), nothing_open)
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
    assert caught.value.reason == "file-unreadable"


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").mkdir()
    with pytest.raises(WorkbenchError) as caught:
        resolve_document(DocumentSource("document", uri_of(tmp_path / "a.jinja")), nothing_open)
    assert caught.value.reason == "file-not-regular"


def test_whose_template_it_is_decides_what_python_must_be_told(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m", tokenizer_config__json={"chat_template": "C"})
    loose = model_folder(tmp_path / "loose", x__jinja="X")

    def is_own(path: Path) -> bool:
        resolved = resolve_document(DocumentSource("document", uri_of(path)), nothing_open)
        return resolved.is_own(resolved.templates[0])

    assert is_own(folder / "tokenizer_config.json")
    model_folder(folder, chat_template__jinja="J", other__jinja="O")
    assert is_own(folder / "chat_template.jinja")
    assert not is_own(folder / "tokenizer_config.json"), "shadowed"
    assert not is_own(folder / "other.jinja")
    assert not is_own(loose / "x.jinja")
