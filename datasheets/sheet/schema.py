"""The JSON Schema of the source file of a datasheet, made from the template; it ships beside it.

It says what keys and kinds of values there are. What a schema cannot say (units, dates, the places of artefacts, what
goes together) is checked when the file is read.
"""

from __future__ import annotations

import json
from typing import Any

from datasheets.data_files import FOLDER
from datasheets.sheet.kinds import KINDS
from datasheets.sheet.sheet import SCHEMA
from datasheets.sheet.template import Field, Section, template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, NOT_PROVIDED, STATUSES

SHIPPED = FOLDER / "datasheet.schema.json"

_TEXT = {"type": ["string", "integer"], "minLength": 1}
_NUMBER = {"type": ["string", "number"]}
_WORDS = {"type": "string", "minLength": 1}


def datasheet_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a source file; `data/datasheet.schema.json` is a copy of it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Datasheet of an ML sensor",
        "type": "object",
        "additionalProperties": False,
        "required": ["schema", "language"],
        "properties": {
            "schema": {"const": SCHEMA},
            "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
            "artefacts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/artefact"}},
            "claims": {"type": "array", "items": {"$ref": "#/$defs/claim"}},
            "origins": {"type": "object", "additionalProperties": {"$ref": "#/$defs/origin"}},
            **{part.key: _section(part) for part in template()},
        },
        "$defs": _definitions(),
    }


def schema_text() -> str:
    """The text of the copy that ships."""
    return json.dumps(datasheet_schema(), indent=1, ensure_ascii=False) + "\n"


def _definitions() -> dict[str, Any]:
    return {
        "from": _map({"from": _WORDS}, ["from"], description="The place of an artefact that the value is taken from."),
        "absent": {
            "description": "Words where a value would stand.",
            "anyOf": [
                {"enum": [None, NOT_PROVIDED, NOT_DISCLOSED]},
                {"type": "string", "pattern": f"^{NOT_APPLICABLE}\\s*\\S"},
            ],
        },
        "quantity": _map(
            {
                **dict.fromkeys(("value", "min", "typical", "max", "low", "high", "level"), _NUMBER),
                **{key: {"type": "integer", "minimum": 0} for key in ("count", "n")},
                "status": {"enum": list(STATUSES)}, "evidence": {"type": "string"}, "note": {"type": "string"},
            },
            ["status"], description="Numbers with a unit as text, like 40 mA.",
        ),
        "claim": _map({"text": _WORDS, "number": _WORDS, "evidence": _WORDS}, ["text"]),
        "origin": _map(
            {"status": {"enum": list(STATUSES)}, "evidence": _WORDS}, ["status", "evidence"],
            description="How a field without a status of its own is known, by its place such as overview.summary.",
        ),
        "artefact": _map(
            {
                "file": _WORDS,
                "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "kind": {"enum": list(KINDS)},
                **{key: _option(unit) for kind in KINDS.values() for key, unit in kind.options.items()},
            },
            ["file"],
        ),
    }  # fmt: skip


def _option(unit: str) -> dict[str, Any]:
    if unit == "count":
        return {"type": "integer", "minimum": 0}
    if unit == "texts":
        return {"type": ["string", "array"], "items": {"type": "string"}}
    return {"type": "string"} if unit == "text" else _NUMBER


def _map(properties: dict[str, Any], required: list[str], **more: Any) -> dict[str, Any]:
    found = {**more, "type": "object", "additionalProperties": False, "properties": properties}
    return {**found, "required": required} if required else found


def _section(part: Section) -> dict[str, Any]:
    return _map({f.key: _field(f) for f in part.fields}, [], description=part.title)


def _field(field: Field) -> dict[str, Any]:
    description = f"{field.title} ({field.need})"
    if field.when:
        description += f": {field.when}"
    if field.unit:
        description += f" [{field.unit}]"
    return {"description": description, "anyOf": [_kind(field), {"$ref": "#/$defs/from"}, {"$ref": "#/$defs/absent"}]}


def _kind(field: Field) -> dict[str, Any]:
    if field.kind == "quantity":
        return {"$ref": "#/$defs/quantity"}
    if field.kind == "table":
        needed = [c.key for c in field.columns if c.need == "required"]
        return {"type": "array", "items": _map({c.key: _field(c) for c in field.columns}, needed)}
    if field.kind == "list":
        return {"type": "array", "items": _WORDS}
    if field.kind == "image":
        return _map({"file": _WORDS, "alt": _WORDS}, ["file"])
    if field.kind == "choice":
        return {"enum": list(field.choices)}
    if field.kind == "date":
        return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    return _TEXT
