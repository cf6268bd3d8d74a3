"""One datasheet as it is printed value by value: its words, how each number is known, and by what."""

from __future__ import annotations

from datetime import date
from typing import Any

from datasheets.content.blocks import Value
from datasheets.content.sources import Sources
from datasheets.content.words import mark_of, quantity_text, typeset
from datasheets.sheet.origins import Origin
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.template import Field
from datasheets.sheet.values import NOT_PROVIDED, Quantity


class Reading:
    """A datasheet and the evidence that was named so far.

    Attributes
    ----------
    sheet : Datasheet
    sources : Sources
    """

    def __init__(self, sheet: Datasheet) -> None:
        self.sheet = sheet
        self.sources = Sources(sheet.artefacts)

    def value(self, field: Field, value: Any, path: Place, **how: Any) -> Value:
        """What stands in a cell for a value of a field; `how` goes to `words.quantity_text`."""
        mark = mark_of(value)
        if isinstance(value, Quantity):
            return self._quantity(value, **how)
        if mark:
            return Value(str(value) if isinstance(value, str) else NOT_PROVIDED, mark=mark)
        origin = self._origin(path)
        if origin is not None and len(path) == 2:
            text, known = _words(value), self.sources.words(origin.evidence)
            return Value(text, origin.status, known, link=_link(field, text))
        taken = self.taken(path)
        whole = taken or self.taken(path[:2])
        text = _words(value)
        return Value(typeset(text) if whole else text, evidence=self.sources.place(taken), link=_link(field, text))

    def _quantity(self, quantity: Quantity, **how: Any) -> Value:
        evidence = self.sources.quantity(quantity)
        if not quantity.measures:
            return Value("not assessed", evidence=evidence, note=quantity.note, mark="not assessed")
        return Value(quantity_text(quantity, **how), quantity.status, evidence, typeset(quantity.note))

    def taken(self, path: Place) -> str:
        """The place of an artefact that a field or a cell was taken from by itself; empty where it was typed."""
        return self.sheet.taken.get(path, "")

    def where_from(self, path: Place) -> str:
        """A sentence on where a whole field was taken from; empty where it was typed."""
        place, origin = self.taken(path), self._origin(path)
        if origin is not None:
            number = self.sources.words(origin.evidence)
            return f"{origin.status.capitalize()}: from {origin.evidence}, evidence {number}."
        if not place:
            return ""
        artefact = self.sheet.artefacts.named[place.partition(".")[0]]
        return f"Taken from {artefact.file}, evidence {self.sources.artefact(artefact)}."

    def _origin(self, path: Place) -> Origin | None:
        return self.sheet.origins.get(place_of(path))


def _words(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _link(field: Field, text: str) -> str:
    return {"url": text, "email": f"mailto:{text}"}.get(field.kind, "")
