"""The presets as buttons, each with its footprint: the first control of a page about one device."""

from __future__ import annotations

import streamlit as st

import footprint
from footprint.errors import InputError
from footprint.numbers import mass
from footprint_app import session, state
from footprint_app.fields import Fields


@st.cache_data
def _preset_labels(factors: str, fill: tuple[str, ...]) -> dict[str, str]:
    """Each preset's name with its footprint by the chosen sets, where they can value it."""
    labels = {}
    for name in footprint.preset_names():
        system = footprint.load_system(name)
        try:
            result = footprint.assess(system, factors=factors, fill_from=fill or None)
        except InputError:
            labels[name] = system.name
        else:
            labels[name] = f"{system.name} · **{mass(result.total_kg_co2e.typical)}**"
    return labels


def draw(fields: Fields) -> None:
    """The buttons; the preset that the device started from is marked."""
    labels = _preset_labels(fields["factors"], tuple(state.fills(fields)))
    with st.container(horizontal=True, key="presets", gap="small"):
        for name, label in labels.items():
            chosen = fields["base"] == name
            st.button(
                label, key=f"preset_{name}", on_click=session.choose_preset, args=(name,),
                icon=":material/check:" if chosen else None,
            )  # fmt: skip
