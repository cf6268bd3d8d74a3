"""What helps most: changes of the device that lower its footprint, each with a button that makes it."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from footprint.advice import Advice, Advised, NotTried, advice
from footprint.errors import InputError
from footprint.numbers import change_interval, count, percent, probability
from footprint.result import Footprint
from footprint.uncertainty import Drawn
from footprint_app import panel, session
from footprint_app.applying import applied

FIRST = 4
"""So many changes are shown at once; the others are folded."""


def draw(result: Footprint) -> None:
    """The fold with the changes: open on a wide screen, and worked out only where it is open."""
    if not panel.on_phone():
        st.session_state.setdefault("fold_advice", True)
    with panel.folded(None, "advice", "What helps most", ()) as shown:
        if shown:
            _listed(result)


@lru_cache(maxsize=16)
def _advised(result: Footprint) -> Advised:
    """The advice on a result, by its own factor sets and draws; by the usual draws where it has none."""
    fill = [one.key for one in result.fill_sets]
    draws, seed = (result.draws, result.seed) if isinstance(result, Drawn) else (None, None)
    return advice(result.system, factors=result.factor_set.key, fill_from=fill or None, draws=draws, seed=seed)


def _listed(result: Footprint) -> None:
    advised = _advised(result)
    if not advised.found:
        st.html('<p class="fp-said">None of the changes that are known here lowers this footprint.</p>')
    else:
        interval = advised.result.interval
        st.html(
            '<p class="fp-said">Each change counted alone, so they do not add up. In brackets: P5 to P95 of the '
            f"difference in {count(interval['draws'])} draws (seed {interval['seed']}).</p>"
        )
    for one in advised.found[:FIRST]:
        _change(one)
    rest = advised.found[FIRST:]
    if rest:
        words = "1 further change" if len(rest) == 1 else f"{len(rest)} further changes"
        with panel.folded(None, "advice_more", words, ()) as shown:
            for one in rest if shown else ():
                _change(one)
    if advised.not_tried:
        said = [f"{n.block_title}, {n.title[0].lower()}{n.title[1:]}: {_reason(n)}" for n in advised.not_tried]
        items = "".join(f"<li>{escape(line)}</li>" for line in said)
        st.html(
            '<details class="fp-row fp-plain fp-said"><summary><span class="fp-name">Could not be tried: '
            f'{len(advised.not_tried)}</span></summary><ul class="fp-list">{items}</ul></details>'
        )


def _reason(one: NotTried) -> str:
    """Why it could not be tried, with the page's own way out instead of the option of the command line."""
    if one.fill_from:
        return f'{one.why} {" or ".join(one.fill_from)} can value it: choose it under "Factor sets, Fill gaps from".'
    return f"{one.why} {one.hint}".strip()


def _change(one: Advice) -> None:
    """A change, what it does and when it holds, and the button that makes it."""
    by, ends = change_interval(one.kg_co2e)
    lowers = "lower in all draws" if one.lowers == 1 else f"lower with a probability of {probability(one.lowers)}"
    notes = "".join(f"<p>New: {escape(note)}</p>" for note in one.new_notes)
    source = f"<p>{escape(one.block_title)}. {escape(one.source)}.</p>{notes}"
    with st.container(key=f"advice_{one.block}_{one.key}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="fp-advice"><b>{escape(one.title)}</b>'
            f"<p><b>{escape(by)}</b> ({escape(ends)}), {escape(percent(abs(one.share)))} less, {escape(lowers)}</p>"
            f"<p>{escape(one.condition[0].upper() + one.condition[1:])}.</p>"
            f'<details class="fp-row fp-plain"><summary><span class="fp-name">Where from</span></summary>'
            f'<div class="fp-source">{source}</div></details></div>'
        )
        st.button("Apply", key=f"apply_{one.block}_{one.key}", on_click=_apply, args=(one.changes,), help=one.title)


def _apply(changes: dict[str, Any]) -> None:
    """Make a change, as one step that can be undone."""
    try:
        session.remember(applied(session.current(), changes))
    except InputError as error:
        session.notes().append(f"The change was not made: {error} Your entries are unchanged.")
