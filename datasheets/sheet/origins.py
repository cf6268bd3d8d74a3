"""Where typed text, lists and tables come from, and how they are known: a quantity says both by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from datasheets.sheet.template import template
from datasheets.sheet.values import STATUSES, Quantity
from footprint.errors import InputError, nearest, shown

KEY = "origins"
_KEYS = ("status", "evidence")


class Origin(NamedTuple):
    """How a value without a status of its own is known.

    Attributes
    ----------
    status : str
        As of a quantity, such as ``declared``.
    evidence : str
        File and place in it, or words.
    """

    status: str
    evidence: str


def read_origins(given: Any, sections: Mapping[str, Mapping[str, Any]]) -> dict[str, Origin]:
    """Place of a field, such as ``data_and_model.biases``, to its origin.

    Raises
    ------
    InputError
        A place that holds nothing or a quantity, an unknown status, or no evidence.
    """
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InputError(f"{KEY} must be a map of places, not {shown(given)}", path=(KEY,))
    held = [f"{s.key}.{f.key}" for s in template() for f in s.fields if f.key in sections.get(s.key, {})]
    found = {}
    for place, one in given.items():
        if place not in held:
            raise InputError(f"nothing is at {shown(place)}", path=(KEY, place), valid=nearest(place, held))
        part, _, key = place.partition(".")
        if isinstance(sections[part][key], Quantity):
            raise InputError(f"{place} is a quantity, which says by itself how it is known", path=(KEY, place))
        found[place] = _origin(one, place)
    return found


def _origin(given: Any, place: str) -> Origin:
    if not isinstance(given, dict):
        raise InputError(f"an origin has status and evidence, not {shown(given)}", path=(KEY, place))
    for key in given:
        if key not in _KEYS:
            raise InputError(f"unknown key {shown(key)}", path=(KEY, place, key), valid=_KEYS)
    status, evidence = given.get("status"), given.get("evidence")
    if status not in STATUSES:
        raise InputError(f"unknown status {shown(status)}", path=(KEY, place), valid=STATUSES)
    if not isinstance(evidence, str) or not evidence.strip():
        raise InputError(f"evidence must be text, not {shown(evidence)}", path=(KEY, place))
    return Origin(status, evidence.strip())
