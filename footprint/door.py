"""The door between a file and the models: keys and texts with units outside, floats inside.

A field says how a file spells it by a `Door` in its annotation; everything here follows from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from footprint.errors import InputError, nearest, shown
from footprint.quantities import EXAMPLES, parse_quantity, write_quantity


@dataclass(frozen=True)
class Door:
    """How a file spells a field: its key there, and the internal units its text may come in."""

    key: str
    units: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether a plain number will do: a share."""
        return self.units == ("1",)

    def example(self, value: Any = None) -> str:
        """The value with a fitting unit, or a whole example."""
        text = EXAMPLES[self.units[0]]
        plain = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15
        return f"{value} {text.split(' ', 1)[1]}" if plain else text


class Shape(NamedTuple):
    """What the door needs to know of one model."""

    doors: dict[str, tuple[str, Door]]  # file key -> (internal key, door)
    nested: dict[str, tuple[str, type[BaseModel]]]  # key -> ("one" | "list" | "dict", model)
    keys: dict[str, str]  # internal or file key -> file key

    def door(self, file_key: str) -> Door | None:
        """The door behind a key of the file, if it has one."""
        return self.doors[file_key][1] if file_key in self.doors else None


_SHAPES: dict[type[BaseModel], Shape] = {}


def shape(model: type[BaseModel]) -> Shape:
    """What the door needs to know of a model, worked out once."""
    if model not in _SHAPES:
        doors: dict[str, tuple[str, Door]] = {}
        nested: dict[str, tuple[str, type[BaseModel]]] = {}
        keys: dict[str, str] = {}
        for name, field in model.model_fields.items():
            if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("internal"):
                continue
            door = next((m for m in field.metadata if isinstance(m, Door)), None)
            keys[name] = name
            if door is not None:
                doors[door.key] = (name, door)
                keys[name] = keys[door.key] = door.key
            child = _child(field.annotation)
            if child is not None:
                nested[name] = child
        _SHAPES[model] = Shape(doors, nested, keys)
    return _SHAPES[model]


def _child(annotation: Any) -> tuple[str, type[BaseModel]] | None:
    """The model nested in an annotation, and whether one, a list or a dict of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "one", annotation
    origin = get_origin(annotation)
    kind = "list" if origin is tuple else "dict" if origin is dict else "one"
    for argument in get_args(annotation):
        found = _child(argument)
        if found is not None:
            return kind, found[1]
    return None


def file_keys(model: type[BaseModel]) -> list[str]:
    """The keys that a file may give for a model."""
    return list(dict.fromkeys(shape(model).keys.values()))


def through_door(
    model: type[BaseModel], data: Mapping[str, Any], path: tuple[str | int, ...], *, file: bool = False
) -> dict[str, Any]:
    """File keys and unit texts to internal keys and floats, all the way down.

    A dict may give internal keys as well; a file may not, as its numbers must carry their units.
    """
    doors, nested, keys = shape(model)
    internal: dict[str, Any] = {}
    for key, value in data.items():
        if file and keys.get(key) != key:
            raise InputError(f"unknown key {shown(key)}", path=(*path, key), valid=nearest(key, file_keys(model)))
        if key in doors:
            name, door = doors[key]
            if name in internal:
                raise InputError(f"{key} and {name} are given both", path=(*path, key))
            if isinstance(value, str):
                try:
                    value, unit = parse_quantity(value, *door.units)
                except InputError as error:
                    error.path = (*path, key)
                    raise
                if len(door.units) > 1:
                    if "unit" in data:
                        raise InputError(f"{key} and unit both give a unit", path=(*path, key), hint="Drop unit.")
                    if internal.setdefault("unit", unit) != unit:
                        raise InputError(
                            f"{key} is in {unit}, not in {internal['unit']} as the rest", path=(*path, key)
                        )
            elif value is not None and not door.plain and (name != key or (len(door.units) > 1 and "unit" not in data)):
                hint = f"Write it with its unit, like {key}: {door.example(value)}."
                raise InputError(f"{key}: {shown(value)} has no unit", path=(*path, key), hint=hint)
            internal[name] = value
        elif key in nested and value is not None:
            kind, child = nested[key]
            if kind == "list":
                if isinstance(value, (list, tuple)):
                    value = tuple(
                        through_door(child, v, (*path, key, i), file=file) if _is_map(v) else v
                        for i, v in enumerate(value)
                    )
            elif _is_map(value):
                if kind == "one":
                    value = through_door(child, value, (*path, key), file=file)
                else:
                    value = {
                        k: through_door(child, v, (*path, key, k), file=file) if _is_map(v) else v
                        for k, v in value.items()
                    }
            internal[key] = value
        elif key in internal:
            raise InputError(f"{keys.get(key, key)} and {key} are given both", path=(*path, key))
        else:
            internal[key] = value
    return internal


def _is_map(value: Any) -> bool:
    """Whether a value is a map; a dict is known at once."""
    return type(value) is dict or isinstance(value, Mapping)


def out_of_door(model: type[BaseModel], data: Mapping[str, Any]) -> dict[str, Any]:
    """Internal keys and floats to the file's keys and texts."""
    doors, nested, keys = shape(model)
    units = {name: door.units for name, door in doors.values()}
    out: dict[str, Any] = {}
    for name, value in data.items():
        if name in nested:
            kind, child = nested[name]
            if kind == "one":
                value = out_of_door(child, value)
            elif kind == "list":
                value = [out_of_door(child, v) for v in value]
            else:
                value = {k: out_of_door(child, v) for k, v in value.items()}
        elif name in units and units[name] != ("1",) and (keys[name] != name or len(units[name]) > 1):
            value = write_quantity(value, data.get("unit", units[name][0]) if len(units[name]) > 1 else units[name][0])
        elif name not in keys:
            continue
        out[keys[name]] = value
    return out
