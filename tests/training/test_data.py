"""A look at a data file: its rows are counted, its columns understood, and what is wrong with it is named."""

from __future__ import annotations

import codecs
import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_looks import look_at, rules, severities, written
from transformers_agent.faults import Fault

GOOD = [{"text": f"Sentence {number}", "label": number % 2} for number in range(20)]


def test_rows_columns_classes_and_lengths_are_told(tmp_path: Path) -> None:
    found = look_at(written(tmp_path / "train.jsonl", GOOD))
    assert found["rows"] == 20
    assert found["columns"] == [
        {"name": "text", "kind": "text", "distinct": 20, "examples": [row["text"] for row in GOOD[:3]]},
        {"name": "label", "kind": "integer", "distinct": 2, "examples": ["0", "1"]},
    ]
    assert (found["text_column"], found["label_column"]) == ("text", "label")
    assert found["classes"] == [{"label": "0", "rows": 10}, {"label": "1", "rows": 10}]
    assert not found["unbalanced"]
    assert found["lengths"] == {"median": 10, "p95": 11, "max": 11}
    assert not found["in_tokens"] and not found["sampled"]
    assert found["findings"] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.json", json.dumps(GOOD)),
        ("list.json", json.dumps(GOOD, indent=2)),
        ("data.json", json.dumps({"version": 1, "data": GOOD})),
        ("data.json", json.dumps({"data": GOOD}, indent=2)),
        ("lines.json", "".join(json.dumps(row) + "\n" for row in GOOD)),
        ("lines.ndjson", "\n\n".join(json.dumps(row) for row in GOOD)),
        ("table.csv", "text,label\r\n" + "".join(f"{row['text']},{row['label']}\r\n" for row in GOOD)),
        ("table.tsv", "text\tlabel\n" + "".join(f"{row['text']}\t{row['label']}\n" for row in GOOD)),
    ],
)
def test_every_format_says_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    found = look_at(path)
    assert (found["rows"], found["text_column"], found["label_column"]) == (20, "text", "label")
    assert [column["kind"] for column in found["columns"]] == ["text", "integer"]
    assert [each["rows"] for each in found["classes"]] == [10, 10]
    assert found["findings"] == []


def test_a_column_that_is_named_wins_over_the_guess(tmp_path: Path) -> None:
    rows = [{"text": "a", "body": f"text {i}", "label": 0, "topic": "xy"[i % 2]} for i in range(10)]
    found = look_at(written(tmp_path / "x.jsonl", rows), text_column="body", label_column="topic")
    assert (found["text_column"], found["label_column"]) == ("body", "topic")
    assert [each["label"] for each in found["classes"]] == ["x", "y"]
    missing = look_at(tmp_path / "x.jsonl", text_column="nothing")
    assert severities(missing)["no-such-column"] == "error"


def test_columns_without_usual_names_are_found_by_what_they_hold(tmp_path: Path) -> None:
    rows = [{"id": i, "was_man_sagte": f"ein Satz, der lang ist {i}", "art": "ab"[i % 2]} for i in range(30)]
    found = look_at(written(tmp_path / "x.jsonl", rows))
    assert (found["text_column"], found["label_column"]) == ("was_man_sagte", "art")


def test_damaged_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [json.dumps(row) for row in GOOD]
    lines[2] = lines[2][:-3]
    lines[5] = "[" * 100_000
    lines[7] = "17"
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = look_at(tmp_path / "x.jsonl")
    assert found["rows"] == 17
    assert rules(found) == {"damaged-line": [3], "nested-too-deep": [6], "no-object": [8]}
    assert set(severities(found).values()) == {"error"}


def test_a_list_that_breaks_off_has_the_rows_before_that(tmp_path: Path) -> None:
    text = json.dumps(GOOD, indent=1)
    (tmp_path / "x.json").write_text(text[: text.index("Sentence 7")], encoding="utf-8")
    found = look_at(tmp_path / "x.json")
    assert found["rows"] == 7
    [finding] = [each for each in found["findings"] if each["rule"] == "json-broken"]
    assert finding["values"]["line"] == text[: text.index("Sentence 7")].count("\n") + 1


@pytest.mark.parametrize(
    ("start", "encoding", "rule"),
    [
        (codecs.BOM_UTF8, "utf-8", "byte-order-mark"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "other-encoding"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "other-encoding"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "other-encoding"),
    ],
)
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, start: bytes, encoding: str, rule: str) -> None:
    text = "text,label\n" + "".join(f"文章{i},{'良悪'[i % 2]}\n" for i in range(10))
    (tmp_path / "x.csv").write_bytes(start + text.encode(encoding))
    found = look_at(tmp_path / "x.csv")
    assert [column["name"] for column in found["columns"]] == ["text", "label"]
    assert found["columns"][0]["examples"][0] == "文章0"
    assert found["rows"] == 10
    assert rule in rules(found)


def test_bytes_that_are_no_utf_8_are_errors_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes("text,label\ngut,1\nschön,0\ngut,1\n".encode("latin-1"))
    found = look_at(tmp_path / "x.csv")
    assert found["rows"] == 3
    assert rules(found)["not-utf-8"] == [3]


def test_tables_that_do_not_fit_their_header_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("text,label,text\na,1,b\na,1\nyes, but,0,b,c\n", encoding="utf-8")
    found = look_at(tmp_path / "x.csv")
    assert found["rows"] == 3
    assert rules(found)["too-few-fields"] == [2]
    assert rules(found)["too-many-fields"] == [3]
    assert "same-name" in rules(found)
    (tmp_path / "y.csv").write_text("text;label\na;1\nb;0\n", encoding="utf-8")
    assert "other-delimiter" in rules(look_at(tmp_path / "y.csv"))


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv"])
def test_an_empty_file_is_an_error_and_so_is_one_without_rows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    assert rules(look_at(path)).keys() == {"empty-file"}
    path.write_text("text,label\n" if name.endswith("csv") else "[]" if name == "x.json" else "\n\n")
    assert rules(look_at(path)).keys() == {"no-rows"}


def test_what_is_twice_or_empty_or_without_label_is_named(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [*GOOD, GOOD[3], {"text": "  ", "label": 1}, {"text": "x", "label": None}]
    found = look_at(written(tmp_path / "x.jsonl", rows))
    assert rules(found) == {"duplicate-rows": [21], "empty-text": [22], "no-label": [23]}


@pytest.mark.parametrize(
    ("rows", "unbalanced", "severity"),
    [
        ([("a", 60), ("b", 40)], False, None),
        ([("a", 61), ("b", 39)], True, "info"),
        ([("a", 81), ("b", 19)], True, "warning"),
        ([("a", 30), ("b", 30), ("c", 10)], True, "info"),
    ],
)
def test_classes_are_unbalanced_when_the_largest_has_more_than_half_as_much_again(
    tmp_path: Path, rows: list[tuple[str, int]], unbalanced: bool, severity: str | None
) -> None:
    texts = [{"text": f"{label} {i}", "label": label} for label, count in rows for i in range(count)]
    found = look_at(written(tmp_path / "x.jsonl", texts))
    assert found["unbalanced"] is unbalanced
    assert severities(found).get("unbalanced") == severity


def test_labels_that_no_model_can_learn_are_named(tmp_path: Path) -> None:
    def with_labels(*labels: Any) -> dict[str, Any]:
        rows = [{"text": f"text {index}", "label": label} for index, label in enumerate(labels)]
        return look_at(written(tmp_path / "x.jsonl", rows))

    assert severities(with_labels(1, 1, 1, 1))["one-class"] == "error"
    assert severities(with_labels("a", "a", "b", "b", "c"))["small-class"] == "warning"
    assert severities(with_labels(1, 2, 1, 2))["label-numbers"] == "warning"
    assert severities(with_labels(1, "1", 1, "1"))["mixed-kinds"] == "error"
    assert with_labels(True, False, True, False)["classes"] == [
        {"label": "False", "rows": 2},
        {"label": "True", "rows": 2},
    ]
    assert with_labels(*(number / 7 for number in range(50)))["classes"] == []  # Of a regression.


def test_rows_of_conversations_that_teach_nothing_are_named(tmp_path: Path) -> None:
    asked = {"role": "user", "content": "?"}
    said = {"role": "assistant", "content": "!"}
    called = {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f"}}]}
    rows = [
        {"messages": [asked, said]},
        {"messages": [asked]},
        {"messages": [asked, {"role": "assistant", "content": " "}]},
        {"messages": []},
        {"messages": [asked, called]},
    ]
    found = look_at(written(tmp_path / "x.jsonl", rows))
    assert found["columns"][0]["kind"] == "messages"
    assert found["text_column"] == "messages"
    assert found["unlearnable_rows"] == 3
    assert rules(found)["no-answer"] == [2, 3, 4]


def test_conversations_of_sharegpt_and_pairs_are_understood(tmp_path: Path) -> None:
    rows = [
        {"conversations": [{"from": "human", "value": "?"}, {"from": "gpt", "value": "!" * (i % 2)}]}
        for i in range(4)
    ]
    found = look_at(written(tmp_path / "x.jsonl", rows))
    assert (found["text_column"], found["unlearnable_rows"]) == ("conversations", 2)
    pairs = [{"prompt": f"{i}?", "completion": f"{i}!" * (i % 2)} for i in range(4)]
    found = look_at(written(tmp_path / "y.jsonl", pairs))
    assert (found["text_column"], found["label_column"]) == ("prompt", "completion")
    assert (found["classes"], found["unlearnable_rows"]) == ([], 2)


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_text("x")
    with pytest.raises(Fault, match="data-format"):
        look_at(tmp_path / "x.docx")
    with pytest.raises(Fault, match="file-missing"):
        look_at(tmp_path / "missing.csv")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=30), st.sampled_from(["csv", "tsv"]))
def test_rows_of_a_table_are_counted_whatever_is_quoted_in_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], ending: str
) -> None:
    path = tmp_path_factory.mktemp("data") / f"x.{ending}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t" if ending == "tsv" else ",", quoting=csv.QUOTE_ALL)
        writer.writerows([("text", "label"), *rows])
    assert look_at(path)["rows"] == len(rows)
    assert look_at(path, seconds=1e-9)["rows"] == len(rows)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.dictionaries(CELLS, st.one_of(CELLS, st.none(), st.integers(), st.lists(CELLS))), max_size=30)
)
def test_rows_of_json_are_counted_in_each_of_its_forms(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("data")
    path = written(folder / "x.jsonl", rows)
    assert look_at(path)["rows"] == len(rows)
    (folder / "x.json").write_text(json.dumps(rows), encoding="utf-8")
    assert look_at(folder / "x.json")["rows"] == len(rows)


def test_when_time_is_over_rows_are_still_counted(tmp_path: Path) -> None:
    rows = [{"text": f"Sentence {number}", "label": number % 2} for number in range(5000)]
    found = look_at(written(tmp_path / "x.jsonl", rows), seconds=1e-6)
    assert (found["rows"], found["sampled"]) == (5000, True)
    assert rules(found).keys() == {"sampled"}
