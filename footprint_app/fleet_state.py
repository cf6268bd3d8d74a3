"""What the page Fleet is asked for: the keys of the roll-up and the year of the grid, with undo and reset."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

from footprint.errors import InputError, nearest, shown
from footprint.fleet.known import known_places
from footprint.fleet.result import KEYS
from footprint_app import session, state
from footprint_app.fields import FieldError, at, whole_number

BY, GRID_YEAR = "by", "grid_year"
"""The keys of the page in its link, and its widgets."""
TOTAL = "none"
"""Rolled up by no key, as the command line calls it."""
_CHOICES, _HISTORY = "fleet_choices", "fleet_history"


class Choices(NamedTuple):
    """As the person or a link gave them, right or wrong."""

    by: str = "country"
    grid_year: str = ""

    def keys(self) -> tuple[str, ...]:
        """What the fleet is rolled up by.

        Raises
        ------
        FieldError
            An unknown key, as a link may bring.
        """
        keys = () if self.by == TOTAL else tuple(dict.fromkeys(self.by.split(",")))
        for key in keys:
            if key not in KEYS:
                raise at(BY, InputError(f"a fleet cannot be rolled up by {shown(key)}", valid=nearest(key, KEYS)))
        return keys

    def year(self) -> int | None:
        """The year of the grid, or None for each lot's own.

        Raises
        ------
        FieldError
            It is no whole number, or no country has data for it.
        """
        if not self.grid_year.strip():
            return None
        year = whole_number(GRID_YEAR, self.grid_year, "2024")
        try:
            known_places(year)
        except InputError as error:
            raise at(GRID_YEAR, error) from None
        return year


class _Step(NamedTuple):
    """The choices before a change, and how many steps of the calculator's fields could then be undone."""

    before: Choices
    depth: int


def arrive() -> Choices:
    """The choices of this session; on the first run those of the link."""
    if _CHOICES not in st.session_state:
        query = st.query_params.to_dict()
        given = {key: query[key] for key in (BY, GRID_YEAR) if key in query}
        st.session_state.update({_CHOICES: Choices(**given), _HISTORY: []})
    return current()


def current() -> Choices:
    """The choices as they are now."""
    found: Choices = st.session_state[_CHOICES]
    return found


def link(choices: Choices) -> dict[str, str]:
    """What the link holds of them."""
    return {BY: choices.by, **({GRID_YEAR: choices.grid_year} if choices.grid_year else {})}


def put(choices: Choices) -> None:
    """Make these the choices, as one step."""
    history: list[_Step] = st.session_state[_HISTORY]
    history.append(_Step(current(), len(st.session_state["history"])))
    del history[: -session.UNDO_STEPS]
    st.session_state[_CHOICES] = choices


def changed(key: str) -> None:
    """Take over what a widget now says."""
    value = st.session_state[f"w_fleet_{key}"]
    text = (",".join(value) or TOTAL) if isinstance(value, list) else value or ""
    put(current()._replace(**{key: text}))


def can_undo() -> bool:
    """Whether there is a step to undo, of the page's own or of what it shares with the calculator."""
    return bool(st.session_state[_HISTORY]) or session.can_undo()


def undo() -> None:
    """Take the last step back, whichever of the two it was."""
    history: list[_Step] = st.session_state[_HISTORY]
    if history and history[-1].depth >= len(st.session_state["history"]):
        st.session_state[_CHOICES] = history.pop().before
    else:
        session.undo()


def problem(error: InputError) -> FieldError:
    """An error of the library, tied to the field that it is about; a file is called as it was uploaded."""
    if isinstance(error, FieldError):
        return error
    if error.fill_from:  # a system that the chosen sets cannot value
        return state.tied(at("", error), session.current())
    tied = at(next((str(step) for step in error.path if step in (BY, GRID_YEAR)), ""), error)
    tied.file = Path(error.file).name if error.file else None
    return tied
