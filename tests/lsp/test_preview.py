"""The live preview over the wire: a keystroke, the prompt, its tokens, its problems."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from chatml import CHATML, PROMPT
from language_client import LanguageClient, RequestFailed, language_server, render_params

RENDER = "transformers/chatTemplate/render"
TOKENIZE = "transformers/chatTemplate/tokenize"
INSPECT = "transformers/chatTemplate/inspect"


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server() as client:
        yield client


def utf16_slice(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le")


async def test_a_keystroke_changes_the_prompt(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "chatml.jinja").as_uri()
    client.open(uri, CHATML)
    rendered = await client.request(RENDER, render_params(uri, version=1))
    assert rendered["text"] == PROMPT
    version = client.change(uri, (4, 16), (4, 25), "model")
    rendered = await client.request(RENDER, render_params(uri, version=version))
    assert rendered["text"] == PROMPT[: -len("assistant\n")] + "model\n"
    assert not (tmp_path / "chatml.jinja").exists()


async def test_spans_say_whose_text_it_is(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "chatml.jinja").as_uri()
    client.open(uri, CHATML)
    rendered = await client.request(RENDER, render_params(uri))
    result = await client.request(TOKENIZE, {"panel": "p", "sequence": rendered["sequence"]})
    assert result["state"] == "unavailable"
    assert "no tokenizer" in result["message"]
    spans = [
        (span["part"], span.get("message"), utf16_slice(PROMPT, span["start"], span["end"]))
        for span in result["spans"]
    ]
    assert spans == [
        ("message", 0, "<|im_start|>user\nHi<|im_end|>\n"),
        ("message", 1, "<|im_start|>assistant\nHello!<|im_end|>\n"),
        ("message", 2, "<|im_start|>user\n富士山 😀<|im_end|>\n"),
        ("prompt", None, "<|im_start|>assistant\n"),
    ]


async def test_tokens_of_a_model_folder_are_its_tokenizers(
    client: LanguageClient, chat_model: Path, expected_ids: list[int]
) -> None:
    params = render_params("")
    params["source"] = {"kind": "folder", "uri": chat_model.as_uri()}
    await client.request(INSPECT, {"source": params["source"]})
    state = await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    assert state["state"]["state"] == "ready"
    rendered = await client.request(RENDER, params)
    assert rendered["provisional"] is False
    result = await client.request(TOKENIZE, {"panel": "p", "sequence": rendered["sequence"]})
    assert result["state"] == "exact"
    assert result["ids"] == expected_ids
    text = rendered["text"]
    special = [utf16_slice(text, result["starts"][i], result["ends"][i]) for i in result["special"]]
    assert special == ["<|im_start|>", "<|im_end|>"] * 3 + ["<|im_start|>"]
    assert sum(span["tokens"] for span in result["spans"]) == len(result["ids"])


async def test_the_first_text_is_provisional_until_the_tokenizer_has_loaded(
    client: LanguageClient, chat_model: Path
) -> None:
    (chat_model / "chat_template.jinja").write_text(
        "{{ eos_token }}{{ messages | length }}", encoding="utf-8"
    )
    params = render_params("")
    params["source"] = {"kind": "folder", "uri": chat_model.as_uri()}
    first = await client.request(RENDER, params)
    assert (first["text"], first["provisional"]) == ("<|im_end|>3", True)
    await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    exact = await client.request(RENDER, params)
    assert (exact["text"], exact["provisional"]) == ("<|im_end|>3", False)


async def test_the_ladder_is_confirmed_by_the_library(client: LanguageClient, chat_model: Path) -> None:
    source = {"kind": "folder", "uri": chat_model.as_uri()}
    configuration = chat_model / "tokenizer_config.json"
    content = json.loads(configuration.read_text())
    configuration.write_text(json.dumps({**content, "chat_template": "{{ 'shadowed' }}"}))
    await client.request(INSPECT, {"source": source})
    await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    inspection = await client.request(INSPECT, {"source": source})
    assert [(rung["label"], rung["state"]) for rung in inspection["ladder"]] == [
        ("chat_template.jinja", "used"),
        ("tokenizer_config.json", "shadowed"),
    ]
    assert inspection["ladder"][0]["detail"] == f"chosen by {inspection['library']}"


async def test_a_syntax_error_is_a_diagnostic_at_its_place(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "chatml.jinja").as_uri()
    client.open(uri, CHATML)
    version = client.change(uri, (1, 0), (1, 0), "😀 {% endfr %}")
    failed = await client.request(RENDER, render_params(uri, version=version))
    problem = failed["problem"]
    assert (failed["kind"], problem["reason"]) == ("failed", "template-syntax")
    place = [problem[key] for key in ("line", "character", "endLine", "endCharacter")]
    assert place == [1, 6, 1, 11]
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert diagnostic["range"] == {
        "start": {"line": 1, "character": 6},
        "end": {"line": 1, "character": 11},
    }
    client.change(uri, (1, 0), (1, 14), "")
    await client.until(
        lambda method, params: method == "textDocument/publishDiagnostics" and not params["diagnostics"]
    )


async def test_a_problem_met_by_a_preview_goes_when_the_preview_closes(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "raises.jinja").as_uri()
    client.open(uri, "{{ 'a' }}\n  {{ raise_exception('no system prompt') }}")
    failed = await client.request(RENDER, render_params(uri))
    assert failed["problem"]["reason"] == "template-raised"
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert diagnostic["range"]["start"] == {"line": 1, "character": 5}
    assert "no system prompt" in diagnostic["message"]
    client.notify("transformers/chatTemplate/closed", {"panel": "p"})
    await client.until(
        lambda method, params: method == "textDocument/publishDiagnostics" and not params["diagnostics"]
    )


async def test_an_error_in_json_is_placed_in_the_json(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "tokenizer_config.json").as_uri()
    client.open(uri, '{\n  "chat_template": "a\\n\\u3042{{ x | nofilter }}"\n}', "json")
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert diagnostic["code"] == "template-syntax"
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    line = '  "chat_template": "a\\n\\u3042{{ x | nofilter }}"'
    assert start["line"] == end["line"] == 1
    assert line[start["character"] : end["character"]] == "nofilter"


async def test_broken_json_is_a_diagnostic(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "tokenizer_config.json").as_uri()
    client.open(uri, '{"a": 1,\n "b"', "json")
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert diagnostic["code"] == "json-broken"
    assert diagnostic["range"]["start"] == {"line": 1, "character": 4}


async def test_superseded_keystrokes_are_cancelled_not_queued(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "slow.jinja").as_uri()
    # The first rendering is still under way when the last key arrives, however fast the machine is.
    slow = "{% for a in range(2000) %}{% for b in range(1500) %}{% set c = a + b %}{% endfor %}{% endfor %}"
    client.open(uri, slow + CHATML)
    settings = {"renderDeadlineSeconds": 60, "memoryLimitMebibytes": 1024}
    client.notify("transformers/settings", settings)
    await client.until(lambda method, params: params.get("health") == "ok")
    answers = [client.start(RENDER, render_params(uri, version=1))[1]]
    for number in range(40):
        version = client.change(uri, (0, 0), (0, 0), f"{{# {number} #}}")
        answers.append(client.start(RENDER, render_params(uri, version=version))[1])
    told: list[Any] = await asyncio.gather(*answers, return_exceptions=True)
    first, between, last = told[0], told[1:-1], told[-1]
    assert last["text"] == PROMPT
    assert isinstance(first, dict) or (isinstance(first, RequestFailed) and first.code == -32800)
    assert [error.code for error in between] == [-32800] * len(between)


async def test_variables_become_controls(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "v.jinja").as_uri()
    client.open(uri, CHATML + "{% if enable_thinking is defined and enable_thinking is true %}T{% endif %}")
    inspection = await client.request(INSPECT, {"source": {"kind": "document", "uri": uri}})
    assert [(v["name"], v["shape"]) for v in inspection["variables"]] == [("enable_thinking", "boolean")]


@pytest.mark.parametrize(
    ("messages", "reason"),
    [(None, "conversation-invalid"), ("hi", "conversation-invalid"), ([1], "conversation-invalid")],
)
async def test_messages_that_are_none(
    client: LanguageClient, tmp_path: Path, messages: Any, reason: str
) -> None:
    uri = (tmp_path / "chatml.jinja").as_uri()
    client.open(uri, CHATML)
    failed = await client.request(RENDER, render_params(uri, messages=messages))
    assert failed["problem"]["reason"] == reason
    assert (await client.request(RENDER, render_params(uri)))["text"] == PROMPT


async def test_params_of_a_wrong_shape_are_answered(client: LanguageClient) -> None:
    shapes: list[Any] = [None, {}, [], {"source": {"kind": "nothing"}}, {"panel": 3, "source": 4}]
    for params in shapes:
        with pytest.raises(RequestFailed) as caught:
            await client.request(RENDER, params)
        assert caught.value.code == -32602


async def test_keys_of_tool_schemas_are_the_users_own(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "tools.jinja").as_uri()
    client.open(uri, "{{ tools | tojson }}")
    tools = [{"class": {"add_generation_prompt": 1, "from": "x", "_y": None, "camelCase": []}}]
    rendered = await client.request(RENDER, render_params(uri, tools=tools))
    assert json.loads(rendered["text"]) == tools


@pytest.mark.parametrize(
    "quoted",
    [
        {"jsonrpc": "2.0", "id": 1, "method": "transformers/chatTemplate/render", "params": {}},
        {"jsonrpc": "2.0", "method": "textDocument/didClose", "params": {"textDocument": {"uri": "x"}}},
        {"method": "transformers/settings"},
    ],
)
async def test_a_conversation_may_quote_json_rpc(
    client: LanguageClient, tmp_path: Path, quoted: dict[str, Any]
) -> None:
    uri = (tmp_path / "tools.jinja").as_uri()
    client.open(uri, "{{ messages[0].tool_calls[0] | tojson }}")
    messages = [{"role": "assistant", "tool_calls": [quoted]}]
    rendered = await client.request(RENDER, render_params(uri, messages=messages))
    assert json.loads(rendered["text"]) == quoted


async def test_japanese(tmp_path: Path) -> None:
    async with language_server(locale="ja") as client:
        uri = (tmp_path / "a.jinja").as_uri()
        client.open(uri, "{% if %}")
        failed = await client.request(RENDER, render_params(uri))
        assert failed["problem"]["message"].startswith("テンプレートに構文エラーがあります")
        presets = await client.request("transformers/chatTemplate/presets")
        assert presets["presets"][0]["title"] == "単一ターン"


async def test_without_an_interpreter_it_says_so(tmp_path: Path) -> None:
    async with language_server(interpreter=None) as client:
        status = await client.until(lambda method, _: method == "transformers/status")
        assert status["health"] == "error"
        uri = (tmp_path / "a.jinja").as_uri()
        client.open(uri, CHATML)
        failed = await client.request(RENDER, render_params(uri))
        assert (failed["problem"]["reason"], failed["problem"]["action"]) == (
            "interpreter-missing",
            "interpreter",
        )


async def test_an_interpreter_that_is_none(tmp_path: Path) -> None:
    async with language_server(interpreter=str(tmp_path / "python")) as client:
        status = await client.until(lambda method, params: params.get("health") == "error")
        assert "did not start" in status["message"]


async def test_a_missing_library_is_named_with_what_installs_it(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "venv", "--without-pip", str(bare))
    assert await process.wait() == 0
    python = bare / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    async with language_server(interpreter=str(python)) as client:
        status = await client.until(lambda method, params: params.get("health") == "error")
        assert "transformers is missing" in status["message"]
        missing = [p["name"] for p in status["packages"] if p.get("version") is None and p["neededFor"]]
        assert "transformers" in missing
        uri = (tmp_path / "a.jinja").as_uri()
        client.open(uri, CHATML)
        failed = await client.request(RENDER, render_params(uri))
        assert failed["problem"]["action"] == "install"
        assert "transformers" in failed["problem"]["install"]


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "does not load"), ("[" * 10_000, "does not load"), (None, "no tokenizer")],
)
async def test_without_a_usable_tokenizer_the_text_is_there_and_says_why_tokens_are_not(
    client: LanguageClient, chat_model: Path, content: str | None, said: str
) -> None:
    for file in chat_model.glob("token*.json"):
        file.unlink()
    if content is not None:
        (chat_model / "tokenizer.json").write_text(content, encoding="utf-8")
    params = render_params("")
    params["source"] = {"kind": "folder", "uri": chat_model.as_uri()}
    rendered = await client.request(RENDER, params)
    assert rendered["text"] == PROMPT
    await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    result = await client.request(TOKENIZE, {"panel": "p", "sequence": rendered["sequence"]})
    assert result["state"] == "unavailable"
    assert said in result["message"]
    assert result["spans"]


async def test_a_file_deleted_while_it_is_previewed(client: LanguageClient, tmp_path: Path) -> None:
    file = tmp_path / "chatml.jinja"
    file.write_text(CHATML, encoding="utf-8")
    assert (await client.request(RENDER, render_params(file.as_uri())))["text"] == PROMPT
    file.unlink()
    failed = await client.request(RENDER, render_params(file.as_uri()))
    assert failed["problem"]["reason"] == "file-missing"
    assert failed["problem"]["advice"]


async def test_half_a_character_in_a_message(client: LanguageClient, chat_model: Path) -> None:
    params = render_params("", messages=[{"role": "user", "content": "\ud83d"}])
    params["source"] = {"kind": "folder", "uri": chat_model.as_uri()}
    await client.request(INSPECT, {"source": params["source"]})
    await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    rendered = await client.request(RENDER, params)
    assert "\ud83d" in rendered["text"]
    result = await client.request(TOKENIZE, {"panel": "p", "sequence": rendered["sequence"]})
    assert "cannot encode" in result["message"]


@pytest.mark.parametrize("name", ["with space.jinja", "富士.jinja", "a@(b)+c.jinja", "percent%41.jinja"])
async def test_a_document_is_the_same_however_its_uri_is_encoded(
    client: LanguageClient, tmp_path: Path, name: str
) -> None:
    uri = tmp_path.as_uri() + "/" + quote(name, safe="")
    client.open(uri, CHATML)
    assert (await client.request(RENDER, render_params(uri, version=1)))["text"] == PROMPT
    version = client.change(uri, (0, 0), (0, 0), "{% nope %}")
    failed = await client.request(RENDER, render_params(uri, version=version))
    assert failed["problem"]["reason"] == "template-syntax"


async def test_an_embedded_template_is_previewed_from_its_own_buffer(
    client: LanguageClient, chat_model: Path
) -> None:
    configuration = chat_model / "tokenizer_config.json"
    content = json.loads(configuration.read_text())
    configuration.write_text(json.dumps({**content, "chat_template": "saved"}))
    address = quote(json.dumps({"uri": configuration.as_uri(), "pointer": "/chat_template"}), safe="")
    uri = f"transformers-template:/tiny-chat.jinja?{address}"
    assert (await client.request(RENDER, render_params(uri)))["text"] == "saved"
    client.open(uri, "typed")
    assert (await client.request(RENDER, render_params(uri, version=1)))["text"] == "typed"
    version = client.change(uri, (0, 0), (0, 0), "{{ a b }}")
    failed = await client.request(RENDER, render_params(uri, version=version))
    assert (failed["problem"]["uri"], failed["problem"]["character"]) == (uri, 5)
