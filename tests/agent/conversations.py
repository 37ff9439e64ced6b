"""The conversations that every template is rendered with."""

from __future__ import annotations

from typing import Any

WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tells the weather.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where"},
                "days": {"type": "integer", "enum": [1, 2]},
            },
            "required": ["city"],
        },
    },
}

TOOL_CALL = {
    "id": "call00001",
    "type": "function",
    "function": {"name": "get_weather", "arguments": {"city": "Kyoto"}},
}


def user(content: Any) -> dict[str, Any]:
    """A message of the user's."""
    return {"role": "user", "content": content}


def assistant(content: Any, **more: Any) -> dict[str, Any]:
    """A message of the assistant's."""
    return {"role": "assistant", "content": content, **more}


def system(content: Any) -> dict[str, Any]:
    """A system message."""
    return {"role": "system", "content": content}


CONVERSATIONS: dict[str, dict[str, Any]] = {
    "single turn": {"messages": [user("What is the capital of France?")], "add_generation_prompt": True},
    "multi turn": {
        "messages": [user("Hello there"), assistant("General Kenobi"), user(" Bold one\n")],
        "add_generation_prompt": True,
    },
    "system": {"messages": [system("Answer briefly."), user("Who?"), assistant("Me.")]},
    "tools": {
        "messages": [
            user("Weather in Kyoto?"),
            assistant("", tool_calls=[TOOL_CALL]),
            {"role": "tool", "name": "get_weather", "tool_call_id": "call00001", "content": "Sunny, 21 C"},
            assistant("It is sunny."),
            user("Thanks"),
        ],
        "tools": [WEATHER_TOOL],
        "add_generation_prompt": True,
    },
    "tool call without content": {
        "messages": [user("Weather?"), assistant(None, tool_calls=[TOOL_CALL])],
        "tools": [WEATHER_TOOL],
    },
    "reasoning": {
        "messages": [
            user("Two and two?"),
            assistant("Four.", reasoning_content="I count fingers."),
            user("Sure?"),
            assistant("Yes.", reasoning_content="Still four."),
        ],
        "variables": {"enable_thinking": True},
    },
    "documents": {
        "messages": [user("What does the document say?")],
        "documents": [{"title": "One", "text": "It says nothing.", "contents": "It says nothing."}],
        "add_generation_prompt": True,
    },
    "multimodal": {
        "messages": [
            user([{"type": "image"}, {"type": "text", "text": "What is this?"}]),
            assistant([{"type": "text", "text": "A cat."}]),
        ]
    },
    "continue final message": {
        "messages": [user("Count."), assistant("One, two, ")],
        "continue_final_message": True,
    },
    "continue and prompt": {
        "messages": [user("Count."), assistant("One")],
        "continue_final_message": True,
        "add_generation_prompt": True,
    },
    "unusual text": {
        "messages": [
            user("日本語 👩‍👩‍👧 é\u0301 \x07 \u2028 <|im_end|> </s> \U000f0000"),
            assistant("😀"),
        ],
        "variables": {"enable_thinking": False},
    },
    "empty": {"messages": []},
    "unknown role": {"messages": [{"role": "narrator", "content": "Once upon a time"}]},
    "not a list": {"messages": "Hello"},
}
