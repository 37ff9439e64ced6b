"""Prints the contract of ``transformers_workbench.protocol`` as one JSON Schema with its methods.

Half of ``npm run protocol``; the other half turns it into TypeScript.
"""

from __future__ import annotations

import ast
import inspect
import json
import types
import typing
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from transformers_workbench import protocol


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


def schema_of(annotation: Any) -> dict[str, Any]:
    """The JSON Schema of one annotation; a class of the contract becomes a reference."""
    if annotation is Any:
        return {}
    if annotation is type(None):
        return {"type": "null"}
    if attrs.has(annotation):
        return {"$ref": f"#/definitions/{annotation.__name__}"}
    plain = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if annotation in plain:
        return {"type": plain[annotation]}
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is list:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(arguments[1])}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(argument) for argument in arguments]}
    raise TypeError(f"the contract cannot hold {annotation!r}")


def attribute_docstrings(cls: type) -> dict[str, str]:
    """The string below each attribute, which Python itself throws away."""
    (tree,) = ast.parse(inspect.getsource(cls)).body
    assert isinstance(tree, ast.ClassDef)
    found: dict[str, str] = {}
    for statement, following in zip(tree.body, tree.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
        ):
            found[statement.target.id] = inspect.cleandoc(str(following.value.value))
    return found


def definition(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    docstrings = attribute_docstrings(cls)
    fields: dict[str, Any] = {}
    required: list[str] = []
    for field in attrs.fields(cls):
        schema = schema_of(hints[field.name])
        if field.name in docstrings:
            schema = {"allOf": [schema]} if "$ref" in schema else schema
            schema["description"] = docstrings[field.name]
        fields[camel(field.name)] = schema
        if hints[field.name] is Any and field.default is not attrs.NOTHING:
            # An untyped optional property would be read as an object with any properties.
            schema["tsType"] = "unknown"
        if field.default is attrs.NOTHING:
            required.append(camel(field.name))
    return {
        "type": "object",
        "description": inspect.cleandoc(cls.__doc__ or ""),
        "properties": fields,
        "required": required,
        "additionalProperties": False,
    }


def main() -> None:
    classes = [
        value
        for value in vars(protocol).values()
        if inspect.isclass(value) and attrs.has(value) and value is not protocol.Method
    ]
    definitions: dict[str, Any] = {cls.__name__: definition(cls) for cls in classes}
    unions = {name: value for name, value in vars(protocol).items() if isinstance(value, types.UnionType)}
    definitions |= {name: schema_of(union) for name, union in unions.items()}
    named = {union: name for name, union in unions.items()}

    def type_name(value: Any) -> str | None:
        return None if value is None else named.get(value) or value.__name__

    print(
        json.dumps(
            {
                "definitions": definitions,
                "methods": {
                    constant: {
                        "name": method.name,
                        "params": type_name(method.params),
                        "result": type_name(method.result),
                        "direction": method.direction,
                    }
                    for constant, method in protocol.methods().items()
                },
                "names": {
                    name: value
                    for name, value in vars(protocol).items()
                    if name.isupper() and isinstance(value, str)
                },
            }
        )
    )


if __name__ == "__main__":
    main()
