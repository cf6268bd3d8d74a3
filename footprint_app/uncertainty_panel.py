"""The panel of what is not known: the draws of the total, what drives them, and what stands beside the interval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import streamlit as st

from footprint.numbers import count, mass
from footprint.result import Footprint
from footprint.scenarios import scenarios, spread
from footprint.uncertainty import Drawn, Sensitivity, sensitivity
from footprint.variability import Variability, variability
from footprint_app import charts, panel, session, state, uncertainty_html
from footprint_app.fields import Fields


def draw(fields: Fields, result: Footprint) -> None:
    """The panel of a result, and of one that has nothing to draw."""
    if not isinstance(result, Drawn):
        _turn_on()
    elif result.total_kg_co2e.low == result.total_kg_co2e.high:
        _said(
            "Uncertainty: nothing here is uncertain",
            f"Every number is exact, so every draw gives {mass(result.total_kg_co2e.typical)}. Give low and high, or "
            "how a quantity is known, where you are not sure.",
        )
    else:
        st.html(uncertainty_html.histogram_html(result))
        st.html(uncertainty_html.tornado_html(result, _drivers(result)))
    st.html('<section class="fp-chart"><h2>Beside the interval, never in it</h2></section>')
    _cases(result)
    _spread(result, state.fills(fields))


@lru_cache(maxsize=16)
def _drivers(result: Drawn) -> Sensitivity:
    return sensitivity(result)


def _said(title: str, words: str) -> None:
    st.html(f'<section class="fp-chart"><h2>{title}</h2><p class="fp-said">{words}</p></section>')


def _turn_on() -> None:
    """What draws would say, and the button that turns them on."""
    _said(
        "Uncertainty: bounds only",
        "The interval holds the bounds of every factor at once and is no probability. Draws would say how likely a "
        "total is, which inputs drive it, and how sure a comparison is.",
    )
    st.button(f"Draw {count(int(state.DEFAULT_DRAWS))} times", key="turn_on_draws", on_click=session.put,
              kwargs={"draws": state.DEFAULT_DRAWS, "seed": state.DEFAULT_SEED})  # fmt: skip


@lru_cache(maxsize=16)
def _variability(result: Footprint) -> Variability:
    return variability(result.system, factors=result.factor_set, fill_from=result.fill_sets or None)


def _cases(result: Footprint) -> None:
    """The same device with its levels at their best and worst case."""
    found = _variability(result)
    if not found:
        st.html('<p class="fp-said">Variability: no block is given by a level, so there are no cases.</p>')
        return
    best, worst = mass(found.best_kg_co2e.typical), mass(found.worst_kg_co2e.typical)
    with panel.folded(None, "cases", f"Variability: {best} in the best case, {worst} in the worst", ()) as shown:
        if shown:
            st.html(uncertainty_html.variability_html(found))


def _spread(result: Footprint, fill: Sequence[str]) -> None:
    """The same device with every factor set; worked out only when it is opened."""
    with panel.folded(None, "spread", "Scenarios: spread between factor sets", ()) as shown:
        if shown:
            found = scenarios(result.system, result.factor_set.key, fill)
            st.html(charts.spread_html(found, spread(found)))
