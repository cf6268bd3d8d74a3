"""The fields of the page Firmware: texts that are kept while one looks at another page, read into numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from footprint.errors import InputError, shown
from footprint.quantities import parse_quantity

_KEPT = "firmware_fields"


def kept(key: str) -> str:
    """What a field holds."""
    fields: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    return fields.get(key, "")


def keep(**fields: str) -> None:
    """Put texts into fields."""
    st.session_state.setdefault(_KEPT, {}).update(fields)


def all_kept() -> dict[str, str]:
    """Every field, to put them back later."""
    return dict(st.session_state.get(_KEPT, {}))


def forget(*but: str) -> None:
    """Empty all fields but some."""
    fields = all_kept()
    st.session_state[_KEPT] = {key: fields[key] for key in but if key in fields}


def widget(key: str) -> str:
    """The key of a field's widget."""
    return f"fw_{key}"


def take(*keys: str) -> None:
    """Take over what the widgets of fields say."""
    for key in keys:
        value = st.session_state.get(widget(key))
        keep(**{key: ("yes" if value else "no") if isinstance(value, bool) else str(value or "").strip()})


def _taking(key: str, at_once: bool) -> dict[str, Any]:
    """What a widget does when it is changed; in a form of Streamlit nothing, as its button takes all fields."""
    return {"on_change": take, "args": (key,)} if at_once else {}


class Form:
    """Fields one after the other; `bad` where one of them cannot be read, which has its message beside it."""

    def __init__(self) -> None:
        self.bad = False

    def text(
        self, key: str, title: str, example: str, meaning: str | None = None, *, at_once: bool = True, most: int = 300
    ) -> str:  # fmt: skip
        """A line of text."""
        st.session_state[widget(key)] = kept(key)
        done = _taking(key, at_once)
        st.text_input(title, key=widget(key), placeholder=example, help=meaning, max_chars=most, **done)
        return kept(key)

    def select(
        self, key: str, title: str, options: list[str], say: Callable[[str], str], meaning: str | None = None,
        *, at_once: bool = True,
    ) -> str:  # fmt: skip
        """A choice; the first option where nothing is chosen, or what is no option any more."""
        chosen = kept(key) if kept(key) in options else options[0]
        st.session_state[widget(key)] = chosen
        st.selectbox(title, options, key=widget(key), format_func=say, help=meaning, **_taking(key, at_once))
        return chosen

    def switch(self, key: str, title: str, first: bool, meaning: str | None = None) -> bool:
        """A switch; `first` is how it stands until it is touched."""
        on = kept(key) == "yes" if kept(key) else first
        st.session_state[widget(key)] = on
        st.toggle(title, key=widget(key), on_change=take, args=(key,), help=meaning)
        return on

    def quantity(
        self, key: str, title: str, unit: str, example: str, meaning: str | None = None, *, bare: bool = False,
        at_once: bool = True,
    ) -> float | None:  # fmt: skip
        """A number in `unit`; None where nothing is given. `bare` takes a number without a unit too."""
        text = self.text(key, title, example, meaning, at_once=at_once)
        if not text:
            return None
        try:
            return number(text, unit, bare=bare)
        except InputError as error:
            self.bad = True
            st.error(str(error))
            return None

    def count(self, key: str, title: str, example: str, meaning: str | None = None) -> int | None:
        """A whole number, at least 1; None where nothing is given."""
        text = self.text(key, title, example, meaning)
        if not text:
            return None
        if text.isascii() and text.isdecimal() and int(text[:12]) > 0:
            return int(text[:12])
        self.bad = True
        st.error(f"{title} is a whole number of at least 1, like {example}.")
        return None


def number(text: str, unit: str, *, bare: bool = True) -> float:
    """A number from its text, with a unit or, where that is allowed, without one; an empty unit takes none.

    Raises
    ------
    InputError
        It is no number, or of another unit.
    """
    if bare:
        try:
            return float(text)
        except ValueError:
            if not unit:
                raise InputError(f"{shown(text)} is not a number", hint="Write digits only.") from None
    return parse_quantity(text, unit).value
