"""Links: the whole state of the calculator as the query of an address, with the version of its data."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import NamedTuple
from urllib.parse import urlencode

from footprint.errors import InputError, shown
from footprint_app.fields import (
    CUSTOM,
    CUT_OFF,
    ENERGY,
    FIELDS,
    HARDWARE,
    HARDWARE_FIELDS,
    LEG_SWITCHES,
    LEGS,
    LISTS,
    MAX_STATES,
    NO_DRAWS,
    REGULATOR,
    REGULATOR_KINDS,
    SECTIONS,
    STATE_KEYS,
    STATES,
    SUPPLY,
    SUPPLY_KINDS,
    USE_FIELDS,
    Fields,
)
from footprint_app.state import FIRST_PRESET, OWN, data_version, initial

LINK_LIMIT = 2000
"""Characters of query that mail programs and chats pass on whole."""
_PACKED = "~"
"""Marks a list that is packed, as it is shorter so."""


def _hidden(fields: Fields) -> set[str]:
    """The fields of controls that are not on the page."""
    out = set()
    for section in SECTIONS:
        if fields[section] != CUSTOM:
            out |= {f"{section}_value", f"{section}_source"}
    out |= {field for field, (section, choice) in LISTS.items() if fields[section] != choice}
    if fields["transport"] != LEGS:
        out |= LEG_SWITCHES.keys()
    if fields["end_of_life"] != CUT_OFF:
        out.add("end_of_life_why")
    count = int(fields["states"]) if fields["states"].isdecimal() else 0
    out |= {f"state{i}_{key}" for i in range(count + 1, MAX_STATES + 1) for key in STATE_KEYS}
    out |= REGULATOR.keys() - set(REGULATOR_KINDS.get(fields["regulator"], ()))
    out |= SUPPLY.keys() - set(SUPPLY_KINDS.get(fields["supply"], ()))
    if fields["use"] != STATES:
        out |= set(USE_FIELDS)
    training = fields["training"]
    if training != ENERGY:
        out.add("training_energy")
    if training != HARDWARE:
        out |= HARDWARE_FIELDS.keys()
    if training not in (ENERGY, HARDWARE):
        out |= {"training_every", "training_country"}
    if fields["draws"] == NO_DRAWS:
        out.add("seed")
    return out


def to_query(fields: Fields) -> dict[str, str]:
    """Everything a link needs to show the same number: all fields, defaults too, and the data version.

    A list that stands as in the preset or file is left to it.
    """
    hidden = _hidden(fields)
    try:
        first = initial(fields["base"], fields["file"])
    except InputError:
        first = {}
    # A field that was emptied is named too, as the preset would fill it again.
    query = {key: value for key, value in fields.items() if (value or first.get(key)) and key not in hidden}
    for key in LISTS:
        if query.get(key) and query[key] == first.get(key):
            del query[key]
        elif query.get(key):
            packed = _PACKED + _pack(query[key])
            query[key] = min(query[key], packed, key=lambda text: link_length({"": text}))
    if query.get("file"):
        query["file"] = _pack(query["file"])
    return {**query, "data": data_version(fields)}


def link_length(query: dict[str, str]) -> int:
    """Characters of the query as a browser writes it."""
    return len(urlencode(query))


class Arrived(NamedTuple):
    """What a link brought: the fields as it gave them, and what to tell the person."""

    fields: Fields
    notes: tuple[str, ...]


def from_query(query: dict[str, str]) -> Arrived:
    """Fields from a link. Bad values stay as they are and are reported by `build`, never replaced."""
    if not query:
        return Arrived(initial(), ())
    notes = []
    base, file = query.get("base", FIRST_PRESET), ""
    try:
        if base == OWN:
            file = _unpacked(query.get("file", ""))
        fields = initial(base, file)
    except InputError as error:
        notes.append(f"The link's system could not be read: {error}")
        return Arrived({**initial(), "base": base}, tuple(notes))
    for key, value in query.items():
        if key in LISTS and value.startswith(_PACKED):
            try:
                fields[key] = _unpacked(value.removeprefix(_PACKED))
            except InputError as error:
                notes.append(f"A list of the link could not be read: {error}")
                fields[key] = value
        elif key in FIELDS and key != "file":
            fields[key] = value
        elif key not in {"data", "file"}:
            notes.append(f"The link has a part that is not known here and was ignored: {shown(key)}.")
    now = data_version(fields)
    if query.get("data", now) != now:
        notes.append(
            f"The link was made with data {shown(query['data'])}; this app has {now}, so the number may differ."
        )
    return Arrived(fields, tuple(notes))


def _pack(text: str) -> str:
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _unpacked(text: str) -> str:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(packed, 200_000)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise InputError("the link is cut off or too large")
        return raw.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("the link is damaged") from None
