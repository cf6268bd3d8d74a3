"""A table of a datasheet in the form: all rows as text, and the one that is chosen as widgets."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from datasheets.content.places import place_words
from datasheets.content.words import typeset
from datasheets.sheet.plain import value_words
from datasheets.sheet.template import Field
from datasheets.sheet.values import NOT_PROVIDED
from footprint_app import datasheet_rows
from footprint_app.datasheet_form import Form, artefact_words, key, label, missing_row
from footprint_app.datasheet_state import Place, Work
from footprint_app.pages import plain, settle

_SHOWN, _MOST, _WIDE = 6, 200, 4
_LONGEST = 60


def draw(form: Form, path: Place, field: Field, given: Any) -> None:
    """The table, the row that is edited, and the buttons for rows."""
    rows: list[Any] = given if isinstance(given, list) else []
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=key(path, "head")):
        st.markdown(label(field) + form.origin(path))
        st.button("Add a row", key=key(path, "add"), on_click=_add, args=(form.work, path, field, len(rows)),
                  icon=":material/add:", help=f"To {plain(field.title)}")  # fmt: skip
        if path[0] != "claims":
            form.instead(path, field, "value", given)
    datasheet_rows.draw(form.work, path, rows)
    if not rows:
        return
    st.html(_html(field, rows))
    if any(p[: len(path)] == path and len(p) > len(path) for p in form.work.drafts):
        st.session_state[key(path, "rows")] = True
    with st.expander(f"Edit a row of {plain(field.title)}", key=key(path, "rows"), on_change="rerun") as fold:
        if fold.open:
            _row(form, path, field, rows)


def _row(form: Form, path: Place, field: Field, rows: list[Any]) -> None:
    name = key(path, "row")
    settle(name, range(len(rows)), len(rows) - 1)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox(
            f"Row of {field.title}", range(len(rows)), key=name,
            format_func=lambda i: f"{i + 1}: {_first(field, rows[i])}",
        )  # fmt: skip
        st.button("Remove the row", key=key(path, "remove"), on_click=_remove, args=(form.work, path, field, chosen))
    asked = datasheet_rows.asked(path, rows[chosen])
    if asked:
        st.markdown(f"It asks: {plain(asked)}.")
    for column in field.columns:
        form.field((*path, chosen, column.key), column)
    if len(rows) > 1:
        with st.container(horizontal=True, gap="small"):
            st.button("Previous row", key=key(path, "before"), on_click=_turn, args=(path, chosen - 1),
                      disabled=chosen == 0)  # fmt: skip
            st.button("Next row", key=key(path, "after"), on_click=_turn, args=(path, chosen + 1),
                      disabled=chosen == len(rows) - 1)  # fmt: skip


def _turn(path: Place, row: int) -> None:
    st.session_state[key(path, "row")] = row


def _add(work: Work, path: Place, field: Field, count: int) -> None:
    """A further row, as yet without answers, and the one that is edited."""
    row = missing_row(field.columns)
    done = work.put((*path, count), row) if count else work.put(path, [row])
    if done:
        st.session_state[key(path, "row")] = count
        st.session_state[key(path, "rows")] = True


def _remove(work: Work, path: Place, field: Field, row: int) -> None:
    """A table without one of its rows; drafts below it are about rows that have moved."""
    work.forget_drafts(path)
    given = work.read().data
    for step in path:
        given = given[step]
    if len(given) > 1:
        work.put((*path, row), None)
    else:
        work.answer(path, field, None, {})


def _first(field: Field, row: Any) -> str:
    """What a row is called: its first cells."""
    said = [cell(row.get(c.key)) for c in field.columns[:3] if isinstance(row, dict) and row.get(c.key)]
    return ", ".join(said)[:_LONGEST] or "empty"


def cell(given: Any) -> str:
    """A cell as it stands in the source, in one line."""
    if isinstance(given, dict):
        if "from" in given:
            return f"from {artefact_words(str(given['from']))}"
        number = given.get("value", given.get("typical"))
        ends = " to ".join(str(given[k]) for k in ("min", "max") if k in given)
        text = str(number) if number is not None else ends
        return ", ".join(filter(None, (text, str(given.get("file", "")), str(given.get("status", "")))))
    return place_words(" ".join(str(given).split())) if given is not None else ""


def _html(field: Field, rows: list[Any]) -> str:
    """The rows as a table of the columns that are in use; what is long is folded."""
    used = {k for row in rows if isinstance(row, dict) for k, v in row.items() if v not in (None, "", NOT_PROVIDED)}
    columns = [c for c in field.columns if c.need == "required" or c.key in used]
    columns = columns if len(columns) <= _WIDE else [c for c in columns if c.need == "required"][:_WIDE]
    head = "".join(f'<th scope="col" class="fp-left">{escape(c.title)}</th>' for c in columns)
    made = [f"<tr>{''.join(f'<td class=fp-left>{_short(row, c)}</td>' for c in columns)}</tr>" for row in rows[:_MOST]]
    more = f"<p>and {len(rows) - _MOST} more rows</p>" if len(rows) > _MOST else ""
    table = f'<table class="fp-table"><thead><tr>{head}</tr></thead><tbody>{"".join(made)}</tbody></table>{more}'
    if len(rows) > _SHOWN:
        table = f"<details><summary>{len(rows)} rows</summary>{table}</details>"
    return f'<section class="fp-chart">{table}</section>'


def _short(row: Any, column: Field) -> str:
    text = cell(row.get(column.key)) if isinstance(row, dict) else str(row)
    return escape(typeset(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."))


def values_html(field: Field, rows: list[dict[str, Any]]) -> str:
    """The rows of a table that an artefact gives."""
    said = [{c: value_words(v) for c, v in row.items()} for row in rows]
    return _html(field, said)
