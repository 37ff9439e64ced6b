"""``chat_template.annotate``: whose text is what in a rendered prompt."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

from transformers_agent.chat_template import library, marks
from transformers_agent.chat_template.check import tracks_generation
from transformers_agent.chat_template.failures import explain_template
from transformers_agent.chat_template.generation import GenerationRecorder
from transformers_agent.chat_template.prompt import Prompt
from transformers_agent.chat_template.spans import spans_of
from transformers_agent.chat_template.trail import Trail
from transformers_agent.faults import Fault
from transformers_agent.task import Params
from transformers_agent.texts import words_of


class Annotation:
    """Renders the prompt that ``params`` describe again, with marks; ``params["text"]`` is what is shown."""

    interruptible = True

    def __init__(self, params: Params) -> None:
        self._library = library.load()
        self._prompt = Prompt(self._library, params)
        self._text = params.get("text")
        self._trail = Trail()

    def run(self) -> dict[str, Any]:
        """``{spans, generation}``, each ``None`` when it cannot be told exactly."""
        self._library.follow_with(self._trail)
        text = self._prompt.render() if self._text is None else self._text
        return {"spans": self._spans(text), "generation": self._generation(text)}

    def explain(self, error: BaseException, *, thorough: bool) -> Fault:
        """Says what failed in terms of the template."""
        return explain_template(self._library, self._prompt.source(), error, self._trail, thorough)

    def settle(self, fault: Fault) -> Any:
        """A fault is no annotation."""
        raise fault

    def _spans(self, text: str) -> list[dict[str, Any]] | None:
        sentinel = next((character for character in marks.SENTINELS if character not in text), None)
        if sentinel is None:
            return None
        self._library.substitute = functools.partial(_MarkedTemplate, self._library, sentinel)
        try:
            marked = self._prompt.render()
        except Exception as error:
            print(f"no boundaries: {words_of(error)}", file=sys.stderr)
            return None
        finally:
            self._library.substitute = None
        stripped, stretches = marks.read_marks(marked, sentinel)
        if stripped != text:
            return None
        messages = self._prompt.messages()
        spans = spans_of(text, stretches, messages, self._prompt_start(text, stretches))
        if text and messages and not any(span.part == "message" for span in spans):
            return None  # The template has its own way through the messages: nothing is known.
        return [span.to_json(messages) for span in spans]

    def _prompt_start(self, text: str, stretches: list[tuple[int, int, int]]) -> int:
        """Where the generation prompt begins; the end of the text when there is none."""
        if not self._prompt.adds_generation_prompt:
            return len(text)
        try:
            without = self._prompt.render(add_generation_prompt=False)
        except Exception:
            return len(text)
        if text.startswith(without):
            return len(without)
        # Without a prompt the template writes something else, an end of text for one.
        start, _, about = stretches[-1]
        return start if about == marks.PROMPT else len(text)

    def _generation(self, text: str) -> list[list[int]] | None:
        source = self._prompt.source()
        if source is None or not tracks_generation(self._library.compile(source).environment.parse(source)):
            return None
        recorder = GenerationRecorder(self._library, self._prompt.stand_in)
        try:
            self._prompt.apply(recorder, tokenize=True, return_dict=True, return_assistant_tokens_mask=True)
        except Exception as error:  # The library has no mask for a continued message.
            print(f"no generation mask: {words_of(error)}", file=sys.stderr)
            return None
        return [list(stretch) for stretch in recorder.stretches] if recorder.text == text else None


class _MarkedTemplate:
    """A compiled template that the library renders, and that marks what it renders."""

    def __init__(self, used_library: library.Library, sentinel: str, source: str) -> None:
        self.environment = used_library.compiler(source).environment
        self._sentinel = sentinel
        self._template = _compile(used_library.compiler, source)

    def render(self, **context: Any) -> str:
        """As a compiled template does; the library hands it the messages as ``messages``."""
        made = marks.Marks(context.get("messages"), self._sentinel)
        environment = self._template.environment
        setattr(environment, marks.TURN, made.turn)
        setattr(environment, marks.LOOP_END, made.loop_end)
        setattr(environment, marks.PROMPT_BEGIN, made.prompt_begin)
        text: str = self._template.render(**context)
        return text


@functools.lru_cache(maxsize=8)
def _compile(compiler: Callable[[str], Any], source: str) -> Any:
    """The marked template; kept because the same one is asked for at every change of the conversation."""
    return marks.compile_marked(compiler(source).environment, source)
