"""Data that is made to do harm, or was written by accident, costs bounded memory and time."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data_looks import written
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lanes import Lanes
from transformers_workbench.protocol import DataLook
from transformers_workbench.training.data_look import look_at_data
from transformers_workbench.wording import ENGLISH, wording_for

ENOUGH = 400 * 2**20
"""Bytes. A look at anything in these tests gets no more."""


@pytest.fixture
async def lanes(training_python: Path) -> AsyncIterator[Lanes]:
    lanes = Lanes(str(training_python), lambda facts: None)
    yield lanes
    await lanes.close()


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transformers_workbench.training.data_look.MEMORY", ENOUGH)


def rules(found: DataLook) -> dict[str, list[int]]:
    return {finding.rule: finding.rows for finding in found.findings}


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
async def test_a_line_of_a_gigabyte_is_left_out(lanes: Lanes, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    first, last = ("text", "ok") if name == "x.csv" else ('{"text": "a"}', '{"text": "b"}')
    with path.open("wb") as file:
        file.write(f"{first}\n".encode())
        file.truncate(2**30)
        file.seek(2**30)
        file.write(f"\n{last}\n".encode())
    found = await look_at_data(lanes, path, ENGLISH)
    assert found.rows == (1 if name == "x.csv" else 2)
    assert rules(found)["line-too-long"] == [2]


async def test_an_element_of_a_list_that_never_ends_is_given_up(lanes: Lanes, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"text": "a"}, {"text": "' + "x" * (48 * 2**20), encoding="utf-8")
    found = await look_at_data(lanes, path, ENGLISH)
    assert found.rows == 1
    assert rules(found)["json-broken"] == [2]


async def test_a_quote_that_is_never_closed_costs_the_rows_behind_it_and_no_more(
    lanes: Lanes, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_text('text\ngood\n"open' + ("\n" + "line" * 20) * 300_000, encoding="utf-8")
    found = await look_at_data(lanes, path, ENGLISH)
    assert found.rows > 0
    assert "damaged-line" in rules(found)


@pytest.mark.parametrize("text", ["[" * 10**6, '{"text": ' + '{"a":' * 10**5, "[" + '{"a":' * 10**5])
async def test_nesting_without_end_is_a_finding(lanes: Lanes, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    found = await look_at_data(lanes, path, ENGLISH)
    assert found.rows == 0
    assert {finding.severity for finding in found.findings} == {"error"}


async def test_nul_characters_are_told_and_survived(lanes: Lanes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"text,label\n" + b"\0\0\0,1\n" * 5 + b"good,0\n")
    found = await look_at_data(lanes, path, ENGLISH)
    assert found.rows == 6
    assert rules(found)["nul-bytes"] == [2, 3, 4, 5, 6]


async def test_of_a_million_columns_some_are_looked_at(lanes: Lanes, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    names = ",".join(f"c{number}" for number in range(10**6))
    path.write_text("\n".join([names, *["1," * (10**6 - 1) + "1"] * 5]), encoding="utf-8")
    found = await look_at_data(lanes, path, ENGLISH)
    assert (found.rows, len(found.columns)) == (5, 1000)
    assert "many-columns" in rules(found)


async def test_every_row_may_have_columns_of_its_own(lanes: Lanes, tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", ({f"c{number}": "x"} for number in range(20_000)))
    found = await look_at_data(lanes, path, ENGLISH)
    assert (found.rows, len(found.columns)) == (20_000, 1000)


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", b"text,label\n"])
async def test_a_parquet_file_that_is_none_is_refused_in_words(
    lanes: Lanes, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(content)
    with pytest.raises(WorkbenchError) as raised:
        await look_at_data(lanes, path, ENGLISH)
    assert raised.value.reason == "data-unreadable"


async def test_too_much_memory_is_refused_in_words(
    lanes: Lanes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transformers_workbench.training.data_look.MEMORY", 24 * 2**20)
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"data": [{"text": f"{number}" * 50} for number in range(200_000)]}))
    with pytest.raises(WorkbenchError) as raised:
        await look_at_data(lanes, path, ENGLISH)
    assert raised.value.reason == "data-memory"
    assert raised.value.values["mebibytes"] == 24


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.tsv"])
async def test_a_hole_as_large_as_a_disk_is_refused_in_words(lanes: Lanes, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.write(b'{"text": "a"}\n{')
        file.truncate(2**36)
    with pytest.raises(WorkbenchError) as raised:
        await asyncio.wait_for(look_at_data(lanes, path, ENGLISH), 40.0)
    assert raised.value.reason == "data-endless"
    assert raised.value.values["path"] == name


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
async def test_a_pipe_is_no_data(lanes: Lanes, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.csv")
    with pytest.raises(WorkbenchError) as raised:
        await look_at_data(lanes, tmp_path / "x.csv", ENGLISH)
    assert (raised.value.reason, raised.value.values["kind"]) == ("file-not-regular", "pipe")


async def test_findings_are_told_in_the_users_language(lanes: Lanes, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"")
    [finding] = (await look_at_data(lanes, path, wording_for("ja"))).findings
    assert finding.message == "ファイルが空です。"
