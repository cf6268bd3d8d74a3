"""What the page Cloud is asked for: the texts of its options, and the comparison that they and the device make."""

from __future__ import annotations

from typing import Any

import streamlit as st

from footprint.baselines.compare import CloudComparison, compare_cloud
from footprint.errors import InputError, nearest, shown
from footprint.result import Footprint
from footprint_app import cloud_options, state
from footprint_app.cloud_options import FIELDS
from footprint_app.fields import Fields, at
from footprint_app.page_fields import PageFields


def name(option: str) -> str:
    """What the page calls the field of an option."""
    return f"cloud_{option}"


OWN = PageFields(
    "cloud", dict.fromkeys(map(name, FIELDS), ""), {name(option): field.title for option, field in FIELDS.items()}
)


@st.cache_data
def profiles() -> dict[str, str]:
    """The measured profiles that ship with an energy per inference, by name, as a person calls them."""
    from firmware_profiles.profile import all_profiles

    known = [p for p in all_profiles() if p.energy_uj is not None]
    return {p.name: f"{p.name}: {p.energy_uj:.4g} µJ" for p in known}


def compared(fields: Fields, texts: Fields) -> CloudComparison:
    """The device and the cloud, by the options that are given.

    Raises
    ------
    FieldError
        The bad field, of the page or of the device; of options that exclude each other, the first.
    """
    result = state.assessed(fields)
    given = {option: text for option in FIELDS if (text := texts[name(option)].strip())}
    profile = given.get("profile")
    if profile and profile not in profiles():  # a link opens no file of the machine that the app runs on
        unknown = InputError(f"No measured profile is called {shown(profile)}", valid=nearest(profile, profiles()))
        raise at(name("profile"), unknown)
    try:
        return _made(result, given)
    except InputError as error:
        alone = (option for option in given if _fails(result, {option: given[option]}))
        without = (one for one in given if not _fails(result, {k: t for k, t in given.items() if k != one}))
        bad = next(alone, None) or next(without, None)
        tied = at(name(bad) if bad else "", error)
        tied.message = f"{tied.message[0].upper()}{tied.message[1:]}"
        raise tied from None


def _made(result: Footprint, given: dict[str, str]) -> CloudComparison:
    options = cloud_options.read(given, lambda option: FIELDS[option].title)
    return _cached(result.inputs_sha256, repr(sorted(options.items())), result, options)


def _fails(result: Footprint, given: dict[str, str]) -> bool:
    try:
        _made(result, given)
    except InputError:
        return True
    return False


@st.cache_resource(max_entries=16, show_spinner=False)
def _cached(sha256: str, key: str, _result: Any, _options: dict[str, Any]) -> CloudComparison:
    return compare_cloud(_result, **_options)
