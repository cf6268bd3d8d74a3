"""From places of a datasheet to rows of a label, and the tables that labels are described by. No layout."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from datasheets.content.words import mark_of, quantity_text, typeset
from datasheets.data_files import data_file
from datasheets.labels.label import Row, RowMark
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import NOT_APPLICABLE, Quantity

_TYPED: dict[str, RowMark] = {"not disclosed": "not disclosed", "not provided": "not provided"}
"""Words that stand for a value even where a person typed them with a capital letter or a full stop."""
_RANK: dict[RowMark, int] = {"not disclosed": 0, "not applicable": 1, "not provided": 2, "": 3}
"""Which of several marks says most."""


def table(name: str) -> Any:
    """One of the tables of labels, from ``data``."""
    return data_file(f"{name}.yaml")


def row_of(title: str, value: Any) -> Row:
    """A row for a value as a datasheet holds it."""
    mark = mark_of(value)
    if mark == "not applicable":
        return Row(title, value[len(NOT_APPLICABLE) :].strip(), mark)
    if mark == "not assessed":
        return Row(title, "", "not provided")
    if mark:
        return Row(title, "", mark)
    text = words(value)
    typed = _TYPED.get(text.strip(" .").lower())
    return Row(title, "", typed) if typed else Row(title, text)


def first(rows: Iterable[Row]) -> Row:
    """The first row that has a value, else the one whose mark says most."""
    every = list(rows)
    return next((row for row in every if not row.mark), None) or min(every, key=lambda row: _RANK[row.mark])


def at(sheet: Datasheet, title: str, *places: str) -> Row:
    """A row for the first of some places that holds a value; taken words are typeset."""
    return first(_placed(sheet, title, place) for place in places)


def _placed(sheet: Datasheet, title: str, place: str) -> Row:
    section, _, key = place.partition(".")
    row = row_of(title, sheet.get(place))
    return Row(title, typeset(row.text), row.mark) if (section, key) in sheet.taken else row


def words(value: Any) -> str:
    """A value on one line; of a list the items after each other."""
    if isinstance(value, Quantity):
        return quantity_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(" ".join(str(one).split()) for one in value)
    return " ".join(str(value).split())
