"""Reading a datasheet for a format of others while keeping count of what has been said in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from datasheets.content.words import mark_of
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.values import Quantity

PARTS = ("min", "max", "low", "high", "level", "count", "n", "status", "evidence", "note")
"""What a quantity holds beside its value."""
_SLOTS = {"min": "minimum", "max": "maximum"}


class Saying:
    """A datasheet whose values count as said once they were asked for here.

    Whatever an exporter writes it asks for by these methods, so that what it leaves out can be listed.

    Attributes
    ----------
    sheet : Datasheet
    """

    def __init__(self, sheet: Datasheet) -> None:
        self.sheet = sheet
        self._said: set[str] = set()
        self._left: dict[str, tuple[str, ...]] = {}

    def text(self, place: str) -> str | None:
        """A text, a date or a choice at a place such as ``title_page.name``; None where words stand for it."""
        value = self._value(place)
        if value is None or isinstance(value, (list, Quantity)):
            return None
        self._said.add(place)
        return value.isoformat() if isinstance(value, date) else str(value)

    def items(self, place: str) -> list[str]:
        """The items of a list."""
        value = self._value(place)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return []
        self._said.add(place)
        return list(value)

    def quantity(self, place: str, said: tuple[str, ...] = PARTS) -> Quantity | None:
        """A quantity that has a number; `said` are those of its parts that are written beside the value."""
        value = self._value(place)
        if not isinstance(value, Quantity):
            return None
        self._say(place, value, said)
        return value

    def rows(self, place: str, *columns: str, said: tuple[str, ...] = PARTS) -> list[dict[str, Any]]:
        """The rows of a table with these columns only; cells for which words stand are left out.

        Of quantities in cells, `said` are the parts that are written beside the value.
        """
        value = self._value(place)
        if not isinstance(value, list):
            return []
        found = []
        for index, row in enumerate(value):
            cells = {c: row[c] for c in columns if c in row and not mark_of(row[c])}
            for column, cell in cells.items():
                self._say(f"{place}.{index + 1}.{column}", cell, said)
            found.append(cells)
        return found

    def take_back(self, place: str) -> None:
        """Count a place, or a cell such as ``performance.metrics.1.value``, as not said after all."""
        self._said.discard(place)

    def unsaid(self) -> tuple[str, ...]:
        """Places that hold something nobody asked for; cells of one column together, as ``table.column``.

        A part of a quantity, such as its evidence, follows its place: ``hardware.mass.evidence``.
        """
        found: dict[str, None] = {}
        for entry in self.sheet.entries():
            if mark_of(entry.value):
                continue
            place = entry.place
            if entry.field.kind == "table" and isinstance(entry.value, list):
                if not self._any_said(entry.path):
                    found[place] = None
                continue
            column = place if len(entry.path) == 2 else f"{place_of(entry.path[:2])}.{entry.path[-1]}"
            if place in self._said:
                found |= dict.fromkeys(f"{column}.{part}" for part in self._left.get(place, ()))
            elif place_of(entry.path[:2]) not in found:
                found[column] = None
        return tuple(found)

    def _say(self, place: str, value: Any, said: tuple[str, ...]) -> None:
        self._said.add(place)
        if isinstance(value, Quantity):
            held = (part for part in PARTS if getattr(value, _SLOTS.get(part, part)) not in (None, ""))
            self._left[place] = tuple(part for part in held if part not in said)

    def _any_said(self, path: Place) -> bool:
        start = f"{place_of(path)}."
        return any(one.startswith(start) for one in self._said)

    def _value(self, place: str) -> Any:
        value = self.sheet.get(place)
        return None if mark_of(value) else value
