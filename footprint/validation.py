"""What pydantic found wrong, as one clear message with the file's keys and the nearest valid values."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from footprint.door import file_keys, shape
from footprint.errors import InputError, nearest, shown


def input_error(model: type[BaseModel], error: ValidationError) -> InputError:
    """One finding of pydantic as a clear message: an unknown key before anything else."""
    found = error.errors(include_url=False)
    # A misspelt key is also a missing one; the spelling says more.
    first = next((f for f in found if f["type"] == "extra_forbidden"), found[0])
    raw = first.get("ctx", {}).get("error")
    path, owner = _walk(model, first["loc"])
    value = first.get("input")
    if isinstance(raw, InputError):
        raw.path = (*path, *raw.path) if raw.path[: len(path)] != path else raw.path
        mended = raw
    else:
        mended = _in_words(first, owner, path, value)
    if len(found) > 1:
        mended.hint = f"{mended.hint} ({len(found) - 1} more after this one.)".strip()
    return mended


def _walk(model: type[BaseModel], loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], type[BaseModel]]:
    """Pydantic's location with the file's keys, and the model that the last key belongs to."""
    path: list[str | int] = []
    owner: type[BaseModel] = model
    child: tuple[str, type[BaseModel]] | None = ("one", model)
    for step in loc:
        if child is not None and child[0] == "one":
            owner = child[1]
            path.append(shape(owner).keys.get(str(step), step))
            child = shape(owner).nested.get(str(step))
        else:
            path.append(step)
            child = ("one", child[1]) if child is not None else None
    return tuple(path), owner


_KINDS = {"bool": "true or false", "string": "text", "float": "a number", "int": "a whole number",
          "dict": "a map of keys", "tuple": "a list", "model": "a map of keys"}  # fmt: skip


def _in_words(found: Any, owner: type[BaseModel], path: tuple[str | int, ...], value: Any) -> InputError:
    kind, context = found["type"], found.get("ctx", {})
    key = str(path[-1]) if path else "the system"
    if kind == "extra_forbidden":
        return InputError(f"unknown key {shown(key)}", path=path, valid=nearest(key, file_keys(owner)))
    if kind == "missing":
        door = shape(owner).door(key)
        hint = f"Add {key}, like {key}: {door.example()}." if door else f"Add {key}."
        return InputError(f"{key} is missing", path=path[:-1], hint=hint)
    if kind == "literal_error":
        choices = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return InputError(f"{shown(value)} is not a valid {key}", path=path, valid=tuple(choices))
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        limit = next(iter(context.values()))
        word = kind.replace("_", " ").replace("equal", "or equal").replace("than or equal", "than or equal to")
        door = shape(owner).door(key)
        unit = f" {door.units[0]}" if door and door.units[0] != "1" and len(door.units) == 1 else ""
        hint = f"Write it like {key}: {door.example()}." if door and door.units == ("1",) else ""
        return InputError(f"{key} of {shown(value)}{unit} must be {word} {limit:g}{unit}", path=path, hint=hint)
    if kind == "finite_number":
        return InputError(f"{key} must be a finite number, not {shown(value)}", path=path)
    if kind == "string_pattern_mismatch":
        return InputError(
            f"{key} is blank or holds control characters", path=path, hint="Write plain text on one line."
        )
    if kind in {"string_too_long", "too_long", "string_too_short"}:
        limit = context.get("max_length", context.get("min_length"))
        return InputError(f"{key} must be {'at most' if 'long' in kind else 'at least'} {limit} long", path=path)
    if kind == "invalid_key" or path[-1:] == ("[key]",):
        return InputError(f"a key must be text, not {shown(value)}", path=path[:-1])
    wanted = _KINDS.get(kind.split("_")[0], found["msg"])
    given = "nothing" if value is None else shown(value)
    return InputError(f"{key} must be {wanted}, not {given}", path=path)
