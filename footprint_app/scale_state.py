"""What the page Scale is asked for: how many devices, of which mix, by which growth, with what claim."""

from __future__ import annotations

import re
from functools import lru_cache

import streamlit as st

from footprint import tables
from footprint.errors import InputError, nearest, shown
from footprint.numbers import many
from footprint.presets import preset_names
from footprint.result import Footprint
from footprint.scaling.counts import parse_count
from footprint.scaling.growth import Own, models
from footprint.scaling.mixes import parse_systems
from footprint.scaling.series import growth_from_bytes
from footprint.scaling.totals import Scaled, scale
from footprint_app import net_panel, state
from footprint_app.fields import NOT_THE_SYSTEM, FieldError, Fields, at
from footprint_app.page_fields import PageFields

DEVICES, MIX, CEILING, MODEL = "devices", "mix", "ceiling", "growth"
"""The fields of the page."""
OWN_DEVICE = "device"
"""How a mix names the device of the Calculator."""
_FILE = "scale_file"

OWN = PageFields(
    "scale",
    {DEVICES: many(tables.growth()["devices"]["number"]), MIX: "", CEILING: "", MODEL: "exponential",
     **net_panel.OPENS},
    {DEVICES: "Number of devices", MIX: "Mix of systems", CEILING: "Ceiling of logistic growth",
     MODEL: "Growth of the flows", **net_panel.TITLES},
)  # fmt: skip


def keep_file(name: str, raw: bytes) -> None:
    """Take an uploaded growth series."""
    st.session_state[_FILE] = (name, raw)


def drop_file() -> None:
    """Go on without it."""
    st.session_state.pop(_FILE, None)


def own_series() -> tuple[Own | None, str]:
    """The uploaded growth series, or why it was not read."""
    if _FILE not in st.session_state:
        return None, ""
    name, raw = st.session_state[_FILE]
    try:
        return growth_from_bytes(raw, name), ""
    except InputError as error:
        return None, str(error)


def scaled(fields: Fields, choices: Fields, own: Own | None) -> Scaled:
    """The devices, scaled.

    Raises
    ------
    FieldError
        The first bad field, of the page or of the device.
    """
    try:
        devices = None if choices[DEVICES] == OWN.opens[DEVICES] else parse_count(choices[DEVICES])
    except InputError as error:
        raise at(DEVICES, error) from None
    ceiling = choices[CEILING].strip() or None
    try:
        models(None if ceiling is None else parse_count(ceiling) / 1e9, own)
    except InputError as error:
        raise at(CEILING, error) from None
    return _scaled(_members(fields, choices), devices, ceiling, own)


def _members(fields: Fields, choices: Fields) -> tuple[tuple[str, float, Footprint], ...]:
    if not choices[MIX].strip():
        result = state.assessed(fields)
        return ((result.system.name, 1.0, result),)
    try:
        mix = parse_systems(re.sub(r"\s+(?=[%=])|(?<==)\s+", "", choices[MIX]).replace(",", " ").split())
        known = [OWN_DEVICE, *preset_names()]
        for name, _ in mix:
            if name not in known:
                raise InputError(f"unknown system {shown(name)} in the mix", valid=nearest(name, known))
    except InputError as error:
        raise at(MIX, error) from None
    shared = {key: fields[key] for key in NOT_THE_SYSTEM}
    return tuple(
        (name, share, state.assessed(fields if name == OWN_DEVICE else {**state.initial(name), **shared}))
        for name, share in mix
    )


@lru_cache(maxsize=16)
def _scaled(
    members: tuple[tuple[str, float, Footprint], ...], devices: int | None, ceiling: str | None, own: Own | None
) -> Scaled:
    return scale(members, devices, growth=own, ceiling=ceiling)


def problem(error: InputError, fields: Fields) -> FieldError:
    """An error, tied to the field that it is about."""
    return error if isinstance(error, FieldError) else state.tied(error, fields)
