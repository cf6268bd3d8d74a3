"""What stands below the charts of a result: what has no value, what was filled, assumed and left out, and the basis."""

from __future__ import annotations

from html import escape

import streamlit as st

from footprint import tables
from footprint.findings import battery_sentence, interval_words
from footprint.numbers import CO2E_TYPESET, mass, significant
from footprint.result import INDICATOR, Footprint
from footprint_app.pages import listed

_MOST = 60
"""More lines than this are counted, not listed; the files have them all."""


def battery(result: Footprint) -> None:
    """How long a set of cells lasts, where the result says so."""
    if result.battery_life is not None:
        said = escape(battery_sentence(result).replace(" uW", " µW"))
        st.html(f'<p class="fp-battery">{said}</p>')


def _short(items: list[str]) -> list[str]:
    more = len(items) - _MOST
    return [*items[:_MOST], f"and {more} more, in the CSV and JSON"] if more > 0 else items


def notes(result: Footprint) -> None:
    """What to look at, what has no factor, what was filled and assumed, and what the result covers."""
    parts = []
    if result.warnings:
        parts.append(listed("Look at", _short(list(result.warnings))))
    if result.unvalued:
        lines = [f"{tables.title(u.block)}: {u.item}, {significant(u.quantity)} {u.unit} ({u.why})"
                 for u in result.unvalued]  # fmt: skip
        parts.append(listed("Without a factor, so not in the total", _short(lines)))
    if result.filled:
        lines = [f"{tables.title(r.block)}: {r.item}, {mass(r.kg_co2e.typical)}, from {r.factor_set}"
                 for r in result.filled]  # fmt: skip
        parts.append(listed("Filled from other factor sets", _short(lines)))
    assumed = [a.text for a in result.assumed]
    parts.append(listed("Assumed", _short(assumed) or ["Nothing: every value was given."]))
    if result.missing:
        parts.append(listed("Not described, so not assessed", [", ".join(map(tables.title, result.missing))]))
    parts.append(listed("What this covers", _covers(result)))
    st.html(f'<section class="fp-chart">{"".join(parts)}</section>')


def _covers(result: Footprint) -> list[str]:
    return [
        *(f"{b.title}: {'included' if b.included else 'not included'} ({b.why})" for b in result.boundary),
        f"Not covered: {result.not_covered}.",
        f"{INDICATOR.replace('CO2e', CO2E_TYPESET)}; one device over its lifetime.",
        f"{interval_words(result)}.",
        f"{result.basis}.",
        f"Inputs sha256 {result.inputs_sha256}",
    ]
