"""Power states from the page Firmware into the calculator, as one step that can be undone."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from footprint.errors import InputError
from footprint_app import electric, firmware_words, pages, session
from footprint_app.fields import STATES, Fields


def send(fields: Fields, states: list[dict[str, Any]], rate: str, *, beside: bool = False) -> None:
    """Make states those of the calculator's use stage, or put them beside its own, and go there."""
    try:
        new = electric.with_states(fields, states, rate, beside=beside)
    except InputError as error:
        st.error(firmware_words.said(error))
        return
    session.remember(new)
    pages.go("calculator")


def button(fields: Fields, key: str, states: list[dict[str, Any]], rate: str) -> None:
    """The one way of a whole use stage: its states take the place of those that there are."""
    meaning = "Puts the states into the use stage of the device in the calculator, as one step that can be undone."
    if st.button("Send to Calculator", key=key, type="primary", help=meaning):
        send(fields, states, rate)


def buttons(fields: Fields, key: str, states: list[dict[str, Any]], rate: str, *, primary: bool = False) -> None:
    """Both ways of a single state: in the place of the power states that there are, or beside them."""
    beside = fields["use"] == STATES
    kind: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    with st.container(horizontal=True, gap="small"):
        if st.button("Send to Calculator", key=key, type=kind, help="In the place of the use stage there, as one step "
                     "that can be undone."):  # fmt: skip
            send(fields, states, rate)
        if beside and st.button("Add to the states there", key=f"{key}_beside", help="Beside the power states of the "
                                "device in the calculator."):  # fmt: skip
            send(fields, states, rate, beside=True)
