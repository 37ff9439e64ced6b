"""The one line of a script that says the value of an argument, and what the script is once it is changed."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transformers_workbench.health.python_text import python_text
from transformers_workbench.health.script_place import Option, Place, find_place
from transformers_workbench.positions import split_lines
from transformers_workbench.protocol import ScriptChoices
from transformers_workbench.training.script_make import make_script
from transformers_workbench.wording import ENGLISH

IMPORTS = "from transformers import TrainingArguments\n"
CALL = 'args = TrainingArguments("out", learning_rate=2e-4)\n'


def applied(text: str, place: Place) -> str:
    """The script as an editor leaves it: it counts UTF-16 code units."""
    lines = split_lines(text) or [""]
    line = lines[place.line].encode("utf-16-le")
    start, end = place.character * 2, place.end_character * 2
    assert line[start:end].decode("utf-16-le") == place.text
    new = line[:start] + place.new_text.encode("utf-16-le") + line[end:]
    lines[place.line] = new.decode("utf-16-le")
    return "".join(lines)


def changed(text: str, argument: str = "learning_rate", suggested: object = 2e-5, **known: Any) -> str | None:
    """The script after the change; ``None``: there is no place."""
    place = find_place(text, argument, suggested, **known)
    assert not isinstance(place, Option)
    return None if place is None else applied(text, place)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2e-5, "2e-5"),
        (2.5e-05, "2.5e-5"),
        (0.0002, "2e-4"),
        (0.002, "2e-3"),
        (-1e-7, "-1e-7"),
        (0.01, "0.01"),
        (1.0, "1.0"),
        (0.0, "0.0"),
        (1e300, "1e300"),
        (60, "60"),
        (True, "True"),
        ('a"b', "'a\"b'"),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_values_are_written_as_people_write_them(value: object, text: str) -> None:
    assert python_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_changes_when_it_is_written(value: float) -> None:
    assert ast.literal_eval(python_text(value)) == value


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (CALL, "2e-4", "2e-5"),
        ("LEARNING_RATE = 2e-4\nTrainingArguments(learning_rate=LEARNING_RATE)", "2e-4", "2e-5"),
        ("LR: float = 2e-4\nBEST = LR\nt.SFTConfig(learning_rate=BEST, bf16=True)", "2e-4", "2e-5"),
        (
            "o = {'output_dir': 'out', 'learning_rate': 2e-4}\nSeq2SeqTrainingArguments(**o)",
            "2e-4",
            "2e-5",
        ),
        ("o = dict(learning_rate=0.0002)\nTrainingArguments('out', **o)", "0.0002", "2e-5"),
        ("C = {'lr': 2e-4}\nTrainingArguments(learning_rate=C['lr'])", "2e-4", "2e-5"),
        ("class CFG:\n    lr = 2e-4\nTrainingArguments(learning_rate=CFG.lr)", "2e-4", "2e-5"),
        (
            "p.add_argument('--lr', '-l', type=float, default=2e-4)\na = p.parse_args()\n"
            "TrainingArguments(learning_rate=a.lr)",
            "2e-4",
            "2e-5",
        ),
        (
            "p.add_argument('--lr', default='2e-4')\nTrainingArguments(learning_rate=float(a.lr))",
            "'2e-4'",
            "'2e-5'",
        ),
        ("p.add_argument('--learning-rate', default=2e-4)\nTrainingArguments(**vars(a))", "2e-4", "2e-5"),
        (
            "@dataclass\nclass Mine:\n    rate: float = field(default=2e-4, metadata={'help': ''})\n"
            "(mine,) = HfArgumentParser(Mine).parse_args_into_dataclasses()\n"
            "TrainingArguments(learning_rate=mine.rate)",
            "2e-4",
            "2e-5",
        ),
        (
            "@dataclass\nclass Mine(TrainingArguments):\n    learning_rate: float = 2e-4\n"
            "(args,) = HfArgumentParser(Mine).parse_args_into_dataclasses()",
            "2e-4",
            "2e-5",
        ),
        ("args = TrainingArguments('out')\nargs.learning_rate = 2e-4", "2e-4", "2e-5"),
        ("from transformers import TrainingArguments as TA\nTA(learning_rate=2e-4)", "2e-4", "2e-5"),
        (
            "@dataclass\nclass Mine(TrainingArguments):\n    learning_rate: float = 2e-4\nMine('out')",
            "2e-4",
            "2e-5",
        ),
        ("class Mine(TrainingArguments):\n    learning_rate = 1\nMine(learning_rate=2e-4)", "2e-4", "2e-5"),
    ],
)
def test_only_the_value_is_replaced_wherever_it_is_said(text: str, old: str, new: str) -> None:
    assert changed(text) == text.replace(old, new)


@pytest.mark.parametrize(
    "text",
    [
        "scale = 2\nTrainingArguments(learning_rate=2e-4 * scale)",
        "lr = 2e-4\nlr = lr / 2\nTrainingArguments(learning_rate=lr)",
        "for lr in (1e-4, 2e-4):\n    TrainingArguments(learning_rate=lr)",
        "def go(lr):\n    TrainingArguments(learning_rate=lr)\nlr = 2e-4\ngo(1e-3)",
        "import yaml\nTrainingArguments(**yaml.safe_load(open('a')))",
        "o = {'learning_rate': 2e-4}\no['learning_rate'] = 1e-3\nTrainingArguments(**o)",
        "o = {'learning_rate': 2e-4}\no.update(more)\nTrainingArguments(**o)",
        "class C:\n    lr = 2e-4\nC.lr = 1e-3\nTrainingArguments(learning_rate=C.lr)",
        "TrainingArguments(learning_rate=2e-4)\nTrainingArguments(learning_rate=3e-4)",
        "TrainingArguments(learning_rate=os.environ['LR'])",
        "TrainingArguments(learning_rate=2e-5)",
        "TrainingArguments(*given)",
        "optimizer = AdamW(model.parameters(), lr=2e-4)",
        "",
    ],
)
def test_what_is_reckoned_or_said_twice_is_left_alone(text: str) -> None:
    assert changed(text) is None


def test_a_value_of_the_command_line_is_no_line_of_the_script() -> None:
    text = "p.add_argument('--lr', default=2e-4)\nTrainingArguments(learning_rate=a.lr)"
    assert find_place(text, "learning_rate", 2e-5, ["--lr", "2e-4"]) == Option("--lr")
    assert isinstance(find_place(text, "learning_rate", 2e-5, ["--other=1"]), Place)
    parsed = "model, args = HfArgumentParser((Model, TrainingArguments)).parse_args_into_dataclasses()"
    assert find_place(parsed, "learning_rate", 2e-5, ["--learning_rate=1"]) == Option("--learning_rate")
    assert find_place(parsed, "warmup_steps", 60) == Option("--warmup_steps")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("TrainingArguments()", "TrainingArguments(warmup_steps=60)"),
        ("TrainingArguments('out')", "TrainingArguments('out', warmup_steps=60)"),
        ("TrainingArguments(('out'),)", "TrainingArguments(('out'), warmup_steps=60)"),
        (
            "TrainingArguments(\n    'out',\n    fp16=True,  # fast\n)",
            "TrainingArguments(\n    'out',\n    fp16=True,  # fast\n    warmup_steps=60,\n)",
        ),
        (
            "TrainingArguments(\r\n\t'out',\r\n\tfp16=True\r\n)",
            "TrainingArguments(\r\n\t'out',\r\n\tfp16=True,\r\n\twarmup_steps=60\r\n)",
        ),
        (
            "TrainingArguments(\n    'out',\n    fp16=True  # fast\n)",
            "TrainingArguments(\n    'out',\n    warmup_steps=60,\n    fp16=True  # fast\n)",
        ),
        (
            "TrainingArguments('out',\n                  fp16=True)",
            "TrainingArguments('out',\n                  fp16=True,\n                  warmup_steps=60)",
        ),
        (
            "TrainingArguments(\n    'out', fp16=True,  # fast\n)",
            "TrainingArguments(\n    'out', fp16=True, warmup_steps=60,  # fast\n)",
        ),
        (
            "TrainingArguments(\n    optim_args=dict(\n        a=1,\n    ),\n)",
            "TrainingArguments(\n    optim_args=dict(\n        a=1,\n    ),\n    warmup_steps=60,\n)",
        ),
        (
            "o = {'fp16': True}\nTrainingArguments(**o)",
            "o = {'fp16': True}\nTrainingArguments(**o, warmup_steps=60)",
        ),
    ],
)
def test_what_the_call_does_not_say_is_added_in_its_style(call: str, expected: str) -> None:
    text = f"{IMPORTS}a = 1\n{call}  # end\n"
    assert changed(text, "warmup_steps", 60.0) == f"{IMPORTS}a = 1\n{expected}  # end\n"


def test_a_script_that_says_another_value_than_the_run_had_was_changed_since() -> None:
    assert changed(CALL, ran_with=2e-4) == CALL.replace("2e-4", "2e-5")
    assert changed(CALL, ran_with=3e-4) is None
    # A log has the highest rate that a row was written at: the argument is near it, and beyond.
    assert changed(CALL, logged=1.98e-4) == CALL.replace("2e-4", "2e-5")
    assert changed(CALL.replace("2e-4", "1e-6"), logged=1.98e-4) is None


def test_the_library_takes_what_the_script_says_afterwards() -> None:
    half = "TrainingArguments('out', fp16=True, seed=1)"
    assert changed(half, "bf16", True) == half.replace("fp16", "bf16")
    assert changed(half, "fp16", False) == half.replace("True", "False")
    assert changed("TrainingArguments('out', fp16=HALF)", "bf16", True) is None
    assert changed("TrainingArguments(eval_strategy='epoch')", "load_best_model_at_end", True) is None
    both = "TrainingArguments(eval_strategy='epoch', save_strategy='epoch'{})"
    more = ", load_best_model_at_end=True"
    assert changed(both.format(""), "load_best_model_at_end", True) == both.format(more)


def test_a_script_that_we_wrote_has_the_constant_at_its_top(tmp_path: Any) -> None:
    choices = ScriptChoices("org/model", "SEQ_CLS", "LORA", str(tmp_path / "rows.jsonl"))
    made = make_script(choices, tmp_path, {"missing": [], "names": None}, [], {}, ENGLISH)
    new = changed(made.text, "learning_rate", 1.5e-6)
    assert new is not None
    [line] = set(new.splitlines()) - set(made.text.splitlines())
    assert line == "LEARNING_RATE = 1.5e-6"


def test_wide_letters_tabs_and_other_line_ends_do_not_move_the_place() -> None:
    for before in ("😀富\t", "\x0c", "a\u2028b", "\x85"):
        text = f"s = '{before}'; TrainingArguments(learning_rate=2e-4)  # {before}"
        assert changed(f"x = 1\r\n{text}\rpass") == f"x = 1\r\n{text.replace('2e-4', '2e-5')}\rpass"
    assert changed(CALL.replace("2e-4)", "2e-4)\nx = = 1")) == CALL.replace("2e-4)", "2e-5)\nx = = 1")
    place = find_place("\ufeff" + CALL, "learning_rate", 2e-5)
    assert place == find_place(CALL, "learning_rate", 2e-5)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "x = " + "-" * 100_000 + "1\n" + CALL,
        CALL + "#" * 2**18,
        "TrainingArguments(learning_rate=2e-4",
        "TrainingArguments(\n    learning_rate=2e-4,\n    warmup = = 3,\n)",
        "\x00" + CALL,
        "TrainingArguments(learning_rate='\ud800')",
        "a = b\nb = a\nTrainingArguments(learning_rate=a)",
        "a = a\nTrainingArguments(**a)",
        "p.add_argument()\np.add_argument('')\nTrainingArguments(learning_rate=p.lr)",
    ],
    ids=range(10),
)
def test_what_cannot_be_read_has_no_place(text: str) -> None:
    assert changed(text) is None


@given(
    st.text()
    | st.lists(
        st.sampled_from([*"()[]{},.=:#'\n\r\t ", "TrainingArguments", "**a", "learning_rate", "2e-4"])
    ).map("".join)
)
def test_no_text_breaks_it(text: str) -> None:
    place = find_place(text, "learning_rate", 2e-5, ["--x", text])
    if isinstance(place, Place):
        applied(text.removeprefix("\ufeff"), place)


WORDS = st.sampled_from(
    ["seed=1", "output_dir='😀'", "report_to=['a', 'b']", "optim_args=dict(\n a=1)", "bf16=(True)"]
)


@st.composite
def scripts(draw: st.DrawFn) -> tuple[str, bool]:
    """A script with one call, laid out in one of many ways; whether it says the rate."""
    says = draw(st.booleans())
    words = draw(st.lists(WORDS, unique=True, max_size=4)) + (["learning_rate=2e-4"] if says else [])
    words = draw(st.permutations(words))
    if draw(st.booleans()):
        words = ["'out'", *(word for word in words if not word.startswith("output_dir"))]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    gap = draw(st.sampled_from([" ", "", f"{end}    ", f"  # remark, 富{end}\t", f" \\{end}  "]))
    first, last = (
        draw(st.sampled_from(["", " ", f"{end}    "])),
        draw(st.sampled_from(["", " ", f"  # z){end}", end])),
    )
    comma = draw(st.sampled_from(["", ",", " ,"])) if words else ""
    name = draw(st.sampled_from(["", "args = "]))
    call = f"{name}TrainingArguments({first}{f',{gap}'.join(words)}{comma}{last})"
    before = draw(st.sampled_from(["", f"'''富{end}'''{end}", f"x = 1{end}"]))
    return f"{before}{call}; y = '😀'{end}", says


@settings(max_examples=400)
@given(scripts())
@example(("TrainingArguments(\n    'out'  # z)\n); y = '😀'\n", False))
def test_the_changed_script_says_the_new_value_and_else_the_same(made: tuple[str, bool]) -> None:
    text, says = made
    new = changed(text)
    assert new is not None
    before, after = said(text), said(new)
    assert before.pop("learning_rate", None) == ("2e-4" if says else None)
    assert ast.literal_eval(after.pop("learning_rate")) == 2e-5
    assert before == after
    assert rest_of(text) == rest_of(new)
    assert remarks(text) == remarks(new)


def call_of(text: str) -> ast.Call:
    """The one call of the arguments."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return next(call for call in calls if ast.unparse(call.func) == "TrainingArguments")


def said(text: str) -> dict[str, str]:
    """What it says, argument by argument."""
    call = call_of(text)
    by_place = {str(place): ast.unparse(node) for place, node in enumerate(call.args)}
    values = {word.arg or "**": ast.get_source_segment(text, word.value) or "" for word in call.keywords}
    return by_place | values


def rest_of(text: str) -> str:
    """All but the call's own keywords."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "TrainingArguments":
            node.keywords = []
    return ast.dump(tree)


def remarks(text: str) -> list[str]:
    """What is said to people only."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]
