"""Widgets over the fields: each shows its field, writes it back when changed, and carries its message.

So a bad value from a link stays visible, and undo is putting older fields back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import streamlit as st

from footprint_app import rows, session
from footprint_app.fields import FieldError, Fields, cell, field_of, label, section_of
from footprint_app.firmware_upload import is_large
from footprint_app.pages import plain
from footprint_app.settings import UPLOAD_MB


class Panel:
    """Widgets over the fields; the one bad field, if any, gets its message beside it."""

    def __init__(self, fields: Fields, error: FieldError | None) -> None:
        self.fields = fields
        self.error = error

    def select(self, key: str, options: list[str], say: Callable[[str], str], meaning: str | None = None) -> str:
        """A choice; a value that is no option stays visible and is marked."""
        value = self.fields[key]
        self._select(f"w_{key}", self.title(key), value, options, say, meaning, self.changed, (key,))
        self.complain(key)
        return value

    def text(
        self, key: str, meaning: str, example: str, change: Callable[..., None] | None = None,
        arguments: tuple[object, ...] = (),
    ) -> None:  # fmt: skip
        """A line of text, e.g. a number with its unit."""
        title, change = self.title(key), change or self.changed
        self._text(f"w_{key}", title, self.fields[key], meaning, example, change, arguments or (key,))
        self.complain(key)

    def title(self, key: str) -> str:
        """What the control of a field is called."""
        return label(key)

    def changed(self, key: str) -> None:
        """Take over what a widget of a field now says."""
        session.changed(key)

    def check(self, key: str, meaning: str) -> None:
        """A switch that is on or off."""
        st.session_state[f"w_{key}"] = self.fields[key] == "yes"
        st.checkbox(label(key), key=f"w_{key}", help=meaning, on_change=session.changed, args=(key,))
        self.complain(key)

    def cell_select(
        self, field: str, row: int, key: str, title: str, value: str, options: list[str], say: Callable[[str], str]
    ) -> None:
        """A choice in one cell of a list."""
        self._select(
            f"w_{cell(field, row, key)}", title, value, options, say, None, session.cell_changed, (field, row, key)
        )

    def cell_text(self, field: str, row: int, key: str, title: str, value: str, example: str) -> None:
        """A line of text in one cell of a list."""
        self._text(
            f"w_{cell(field, row, key)}", title, value, None, example, session.cell_changed, (field, row, key)
        )  # fmt: skip

    @staticmethod
    def _select(
        key: str, title: str, value: str, options: list[str], say: Callable[[str], str], meaning: str | None,
        change: Callable[..., None], arguments: tuple[object, ...],
    ) -> None:  # fmt: skip
        known = set(options)
        if value not in known:
            options = [*options, value]
        st.session_state[key] = value
        st.selectbox(
            title, options, key=key, help=meaning, on_change=change, args=arguments,
            format_func=lambda o: say(o) if o in known else f"{o} (not valid)",
        )  # fmt: skip

    @staticmethod
    def _text(
        key: str, title: str, value: str, meaning: str | None, example: str, change: Callable[..., None],
        arguments: tuple[object, ...],
    ) -> None:  # fmt: skip
        st.session_state[key] = value
        st.text_input(
            title, key=key, help=meaning, placeholder=example, on_change=change, args=arguments, max_chars=300
        )

    def complain(self, key: str) -> None:
        """The message of the bad field, in words, beside it."""
        if self.error is not None and self.error.field == key:
            st.error(str(self.error))

    def complain_row(self, field: str, row: int) -> bool:
        """The message of a row of a list, below it; says whether there is one."""
        bad = self.error is not None and f"{self.error.field}.".startswith(f"{field}.{row}.")
        if bad:
            st.error(str(self.error))
        return bad

    def has_error_in(self, fields: Collection[str]) -> bool:
        """Whether the bad field is one of these, or belongs to one of these sections."""
        if self.error is None:
            return False
        bad = self.error.field
        return not {bad, field_of(bad), section_of(bad)}.isdisjoint(fields)

    @contextmanager
    def listed(self, field: str, add: str, most: int = rows.MAX_ROWS) -> Iterator[list[rows.Row]]:
        """The rows of a list, then the button for one more; a text that is no list can be mended as text."""
        try:
            found = rows.read(field, self.fields[field])
        except FieldError:
            self.text(field, "As JSON, a list of maps.", "[]")
            yield []
            return
        yield found
        self.complain(field)
        st.button(
            add, key=f"add_{field}", on_click=session.add_row, args=(field,), disabled=len(found) >= most,
            icon=":material/add:",
        )  # fmt: skip


def remove_button(field: str, row: int, title: str) -> None:
    """The button that takes one row out of a list."""
    st.button("Remove", key=f"drop_{field}.{row}", on_click=session.drop_row, args=(field, row), help=title)


def on_phone() -> bool:
    """Whether the browser says that it is a phone's."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


@contextmanager
def group(panel: Panel, key: str, title: str, summary: str, fields: Collection[str]) -> Iterator[bool]:
    """Controls under a heading; on a phone folded to one line."""
    if on_phone():
        with folded(panel, key, f"{title}: {summary}", fields) as shown:
            yield shown
    else:
        st.subheader(title, anchor=False)
        yield True


@contextmanager
def folded(panel: Panel | None, key: str, title: str, fields: Collection[str]) -> Iterator[bool]:
    """A fold that opens by itself on a bad field; says whether to draw what it holds.

    What is folded is not drawn at all: the page is there sooner.
    """
    key = f"fold_{key}"
    if panel is not None and panel.has_error_in(fields):
        st.session_state[key] = True
    fold = st.expander(title, key=key, on_change="rerun")
    with fold:
        yield bool(fold.open)


def uploader(words: str, types: list[str], key: str, most_mb: int = UPLOAD_MB, instead: str = "") -> Any:
    """A place for a file of at most `most_mb`, with its label as text above it; None where there is none, or a larger.

    What is refused in the browser gets its reason beside it, and `instead`: what to do.

    Streamlit's own label makes the place a named region that it marks as presentation: a conflict for screen readers.
    """
    st.markdown(words)
    file = st.file_uploader(
        " ", type=types, max_upload_size=most_mb, key=key, label_visibility="collapsed"
    )  # fmt: skip
    # A file that the browser refuses never gets here: the style sheet shows this sentence beside the browser's reason.
    st.html(f'<p class="fp-refused">Nothing was opened, and nothing has changed. {escape(instead)}</p>')
    # The server has one limit for all pages: what a browser lets through all the same is refused here.
    if file is not None and most_mb == UPLOAD_MB and is_large(file):
        st.error(f"{plain(file.name)} is larger than {most_mb} MB, so it was not opened. Nothing has changed.")
        return None
    return file
