"""Rows that one click adds to a table of the datasheet: what a scheme requires, what is asked about data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from datasheets.labels.reading import table
from datasheets.schemes.answers import makers_rows, said_by_sheet
from datasheets.schemes.table import applies, schemes
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import NOT_PROVIDED
from footprint_app.datasheet_form import key
from footprint_app.datasheet_state import Place, Work

Row = dict[str, Any]

_BOTH = "both"
_USES = {"evaluation": "the evaluation data", "training": "the training data", _BOTH: "both"}


def draw(work: Work, path: Place, rows: list[Any]) -> None:
    """The menu of such a table; nothing where all that it could add is there, and for other tables."""
    sheet = work.read().sheet
    if path not in _TABLES or sheet is None:
        return
    title, help, offered = _TABLES[path]
    offers = {name: made for name, made in offered(sheet, rows).items() if made}
    if offers:
        name = key(path, "fill")
        st.menu_button(title, list(offers), key=name, help=help, on_click=_add, args=(work, path, rows, offers, name))


def _requirements(sheet: Datasheet, rows: list[Any]) -> dict[str, list[Row]]:
    """Scheme to a row for everything it asks that neither a row nor a field of the datasheet answers."""
    found = {}
    for one in schemes():
        known = makers_rows(one, sheet)
        there = {row.get("requirement") for row in rows if isinstance(row, dict) and row.get("scheme") == one.key}
        open_ = [
            asked for asked in one.requirements
            if asked.id not in known and asked.id not in there
            and ((said := said_by_sheet(asked, sheet)) is None or said.answer == "not stated")
        ] if applies(one, sheet)[0] is not False else []  # fmt: skip
        found[one.key] = [{"scheme": one.key, "requirement": r.id, "answer": NOT_PROVIDED} for r in open_]
    return found


def _questions(_: Datasheet, rows: list[Any]) -> dict[str, list[Row]]:
    """Data set to a row for every question about it that is not there."""
    there = {(row.get("of"), row.get("question")) for row in rows if isinstance(row, dict)}
    asked = [one["key"] for one in table("dataset_questions")["questions"]]
    return {
        words: [{"of": of, "question": q} for q in asked if (of, q) not in there and (_BOTH, q) not in there]
        for of, words in _USES.items()
    }


_TABLES: Mapping[Place, tuple[str, str, Callable[[Datasheet, list[Any]], dict[str, list[Row]]]]] = {
    ("data_and_model", "data_answers"): (
        "Add the questions about", "A row for each question that is not there yet, still without an answer.", _questions
    ),
    ("security_and_privacy", "requirements"): (
        "Add the requirements of",
        "A row for each requirement that is not there yet, still without an answer, but for those that other fields of "
        "the datasheet answer.", _requirements,
    ),
}  # fmt: skip


def _add(work: Work, path: Place, rows: list[Any], offers: dict[str, list[Row]], name: str) -> None:
    """Add the rows that were chosen below those that are there, as one step, and turn to the first of them."""
    chosen = st.session_state[name]
    if chosen in offers and work.put(path, [*rows, *offers[chosen]]):
        st.session_state[key(path, "row")] = len(rows)
        st.session_state[key(path, "rows")] = True


def asked(path: Place, row: Any) -> str:
    """What a row of such a table asks, in words; empty for others and for what is not known."""
    if path != ("security_and_privacy", "requirements") or not isinstance(row, dict):
        return ""
    one = next((s for s in schemes() if s.key == row.get("scheme")), None)
    return next((r.asks for r in one.requirements if r.id == row.get("requirement")), "") if one else ""
