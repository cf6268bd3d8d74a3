"""The kinds of artefacts that a datasheet takes values from, by the name that it uses for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasheets.sheet.evaluation_places import EVALUATION
from datasheets.sheet.firmware_places import CAPTURE, MODEL, PROFILE
from datasheets.sheet.places import Kind
from datasheets.sheet.system_places import BOM, SYSTEM
from datasheets.sheet.units import parse_measure
from footprint.errors import InputError, shown

KINDS: dict[str, Kind] = {
    "model": MODEL, "evaluation": EVALUATION, "capture": CAPTURE, "profile": PROFILE, "system": SYSTEM, "bom": BOM,
}  # fmt: skip


def option_reader(kind: str, key: str) -> Callable[[Any], Any]:
    """What reads an option of a kind into base units."""
    unit = KINDS[kind].options[key]

    def read(given: Any) -> Any:
        if unit == "count":
            if type(given) is not int or given < 0:
                raise InputError(f"must be a whole number from 0 on, not {shown(given)}")
            return given
        if unit == "texts" and isinstance(given, list) and all(isinstance(one, str) for one in given):
            return tuple(given)
        if unit in ("text", "texts"):
            if not isinstance(given, str):
                raise InputError(f"must be text, not {shown(given)}")
            return given if unit == "text" else (given,)
        return parse_measure(given, unit).base

    return read
