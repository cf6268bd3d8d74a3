"""Keys of a JSON text: none may stand twice, where Python's reader keeps the last one without a word."""

from __future__ import annotations

from typing import Any

from footprint.errors import InputError, shown


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its pairs, for ``json.loads(text, object_pairs_hook=unique)``.

    Raises
    ------
    InputError
        A key that stands twice.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise InputError(f"duplicate key {shown(key)}")
        found[key] = value
    return found
