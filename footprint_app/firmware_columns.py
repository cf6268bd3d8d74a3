"""Which column of an unknown table holds what: drop-downs of its headings and of the units."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import streamlit as st

from firmware_profiles.readers import Head, fast_csv
from firmware_profiles.readers.columns import CLOCK, ROLES
from footprint.errors import InputError
from footprint_app import firmware_form
from footprint_app.firmware_form import Form

_TITLES = {
    "time": "Time", "current": "Current", "voltage": "Voltage", "power": "Power", "energy": "Energy, a running total",
}  # fmt: skip
_USUAL = {
    "time": ("s", "ms", "us", "ns", "min", "h", CLOCK), "current": ("A", "mA", "uA", "nA"), "voltage": ("V", "mV"),
    "power": ("W", "mW", "uW", "nW"), "energy": ("J", "mJ", "uJ", "Wh", "mWh"),
}  # fmt: skip
_SHOWN = 60


def chosen() -> dict[str, str]:
    """The mapping as `read_capture` takes it; empty where no column was chosen."""
    headings = {role: firmware_form.kept(f"column_{role}") for role in ROLES}
    return {role: f"{text} [{firmware_form.kept(f'unit_{role}')}]" for role, text in headings.items() if text}


def without_unit() -> list[str]:
    """Quantities whose column was chosen and whose unit was not: none is ever taken for granted."""
    return [role for role in chosen() if not firmware_form.kept(f"unit_{role}")]


def fields() -> list[str]:
    """The fields of the form."""
    return [f"{kind}_{role}" for role in ROLES for kind in ("column", "unit")]


def of(path: Path) -> dict[str, str]:
    """The headings of a table, by their number where one stands twice, each with its first value; one column where
    there is no table."""
    try:
        head = Head.of(path)
        form = fast_csv.layout(head)
        first = fast_csv.cells(head.lines[form.skip], form.delimiter) if len(head.lines) > form.skip else []
    except InputError:
        return {"#1": ""}
    names = form.names
    called = [name if names.count(name) == 1 and name else f"#{i}" for i, name in enumerate(names, 1)]
    return dict(zip_longest(called, first[: len(called)], fillvalue=""))


def draw(form: Form, headings: dict[str, str]) -> None:
    """A row for each quantity."""
    st.markdown("Which column holds what? Current, power or energy is needed; the rest where the file has it.")
    for role in ROLES:
        column, unit = st.columns([3, 2])
        with column:
            words = {"": "Not in the file", **{name: _heading(name, value) for name, value in headings.items()}}
            form.select(f"column_{role}", _TITLES[role], list(words), words.__getitem__, at_once=False)
        with unit:
            form.select(f"unit_{role}", f"Unit of {role}", ["", *_USUAL[role]], _unit, at_once=False)
        if role in without_unit():
            st.error(f"Choose the unit of {role}.")


def _heading(name: str, first: str) -> str:
    text = f"{name}, first value {first}" if first else name
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _unit(text: str) -> str:
    if not text:
        return "Choose"
    return "date and time of day" if text == CLOCK else text.replace("u", "µ")
