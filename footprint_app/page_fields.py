"""A page's own fields: texts beside the device, with how they open, their part of the link, and their controls.

A field is called the same in the link, in an error and, after `w_`, as a widget, and is kept as it was typed or as a
link said it, right or wrong. What is changed is a step of the session's one history, so Undo takes the steps of a page
and of the device back in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from footprint_app import session
from footprint_app.fields import FieldError, Fields
from footprint_app.pages import plain
from footprint_app.panel import Panel


class PageFields:
    """The fields of one page.

    Parameters
    ----------
    name : str
        The page.
    opens : mapping of str to str
        Each field with its text when the page opens; empty for the named default of a table, or for none.
    titles : mapping of str to str
        What the controls are called.
    """

    def __init__(self, name: str, opens: Mapping[str, str], titles: Mapping[str, str]) -> None:
        self.key = f"{name}_fields"
        self.opens = dict(opens)
        self.titles = titles

    def arrive(self) -> Fields:
        """The texts of this session; on the first run of the page those of the link."""
        if self.key not in st.session_state:
            query = st.query_params.to_dict()
            st.session_state[self.key] = {key: query.get(key, text) for key, text in self.opens.items()}
        return self.current()

    def current(self) -> Fields:
        """The texts as they are now."""
        texts: Fields = st.session_state[self.key]
        return texts

    def link(self) -> dict[str, str]:
        """The page's part of the link: what is given, how the page opens too, and what was emptied."""
        return {key: text for key, text in self.current().items() if text or self.opens[key]}

    def put(self, **changes: str) -> None:
        """Change some fields, as one step."""
        session.remember({**self.current(), **changes}, self.key)

    def reset(self) -> None:
        """Every field as the page opens, as one step."""
        self.put(**self.opens)

    def buttons(self, meaning: str) -> None:
        """Undo, of this page or of the device, and Reset."""
        st.button(
            "Undo", on_click=session.undo, args=(self.key,), disabled=not session.can_undo(self.key), key="undo"
        )  # fmt: skip
        st.button("Reset", on_click=self.reset, disabled=self.current() == self.opens, key="reset", help=meaning)

    def said(self, error: FieldError) -> str:
        """An error of this page or of the device, with the name of its control in front."""
        title = self.titles.get(error.field) or (error.label if error.field else "")
        return f"{title}: {error}" if title else str(error)


class Form(Panel):
    """Widgets over a page's own fields; the one bad field, if any, gets its message beside it."""

    def __init__(self, own: PageFields, error: FieldError | None) -> None:
        super().__init__(own.current(), error)
        self.own = own

    def title(self, key: str) -> str:
        """What the control of a field is called."""
        return self.own.titles[key]

    def changed(self, key: str) -> None:
        """Take over what a widget of a field now says."""
        self.own.put(**{key: st.session_state[f"w_{key}"] or ""})

    def several_changed(self, key: str, nothing: str) -> None:
        """Take over what a choice of several now says; `nothing` stands for none of them."""
        self.own.put(**{key: ",".join(st.session_state[f"w_{key}"]) or nothing})

    def complain(self, key: str) -> None:
        """The message of the bad field, in words, beside it."""
        if self.error is not None and self.error.field == key:
            st.error(plain(str(self.error)))

    def choice(
        self, key: str, options: Mapping[str, str], meaning: str | None = None, nothing: Callable[[], str] | None = None
    ) -> None:  # fmt: skip
        """A choice among titles by their keys; with `nothing`, the words for none of them stand first."""
        first = [""] if nothing is not None else []
        self.select(key, [*first, *options], lambda o: options[o] if o or nothing is None else nothing(), meaning)

    def choices(
        self, key: str, options: Sequence[str], say: Callable[[str], str], empty: str, meaning: str, nothing: str
    ) -> None:
        """A choice of several, kept with commas between them; what a link says that is no option is left out."""
        st.session_state[f"w_{key}"] = [one for one in self.fields[key].split(",") if one in options]
        st.multiselect(
            self.title(key), options, key=f"w_{key}", format_func=say, on_change=self.several_changed,
            args=(key, nothing), placeholder=empty, help=meaning,
        )  # fmt: skip
        self.complain(key)
