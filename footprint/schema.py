"""The JSON Schema of the system file, made from the models and their doors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from footprint.door import Door, shape
from footprint.system import SCHEMA, System
from footprint.tables import BLOCKS

_QUANTITY = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?(\s*[^\s0-9]|\s+1/).*$"


def system_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a system file.

    Quantities are text with a unit, as a file writes them. What a schema cannot say (which keys
    exclude each other, which factors exist) is checked when the file is read.
    """
    schema = System.model_json_schema(mode="validation")
    definitions: dict[str, Any] = schema.get("$defs", {})
    for model in _models(System):
        body = schema if model is System else definitions[model.__name__]
        _to_file(body, model)
    properties = {"schema": {"const": SCHEMA, "description": "Schema of this file."}, **schema.pop("properties")}
    properties["blocks"]["propertyNames"] = {
        "anyOf": [{"enum": list(BLOCKS)}, {"pattern": "^[a-z][a-z0-9_]{0,39}$"}],
        "description": "A functional block, or a further block given as parts or declared.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        **schema,
        "properties": properties,
    }


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and every model nested in it, each once."""
    found = [model]
    for one in found:
        found += [child for _, child in shape(one).nested.values() if child not in found]
    return found


def _to_file(body: dict[str, Any], model: type[BaseModel]) -> None:
    """Turn the internal properties of one model into those of the file."""
    doors, _, keys = shape(model)[:3]
    by_name: dict[str, Door] = dict(doors.values())
    properties = {}
    for name, prop in body["properties"].items():
        if name not in keys:
            continue
        door = by_name.get(name)
        prop.pop("title", None)
        properties[keys[name]] = prop if door is None else _text(prop, door)
    body["properties"] = properties
    if "required" in body:
        body["required"] = [keys[name] for name in body["required"] if name in keys]


def _text(prop: dict[str, Any], door: Door) -> dict[str, Any]:
    """A quantity as a file writes it."""
    text = {"type": "string", "pattern": _QUANTITY, "examples": [door.example()]}
    out = {"description": prop.get("description", "")}
    if door.plain:
        return {**out, "anyOf": [text, {"type": "number", "minimum": 0, "maximum": 1}]}
    return {**out, **text}
