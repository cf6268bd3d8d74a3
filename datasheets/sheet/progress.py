"""How much of a datasheet is filled: required fields that say something, by section. A count, not a grade."""

from __future__ import annotations

from typing import NamedTuple

from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import template
from datasheets.sheet.values import is_missing


class Progress(NamedTuple):
    """Required fields of a section.

    Attributes
    ----------
    answered : int
        Those that hold something; that it is not applicable or not disclosed is an answer, an empty list is none.
    required : int
    """

    answered: int
    required: int


def progress(sheet: Datasheet) -> dict[str, Progress]:
    """Section key to what is answered of what is required; sections that require nothing are left out."""
    found = {}
    for section in template():
        wanted = [f"{section.key}.{f.key}" for f in section.fields if f.need == "required"]
        if wanted:
            given = [sheet.get(place) for place in wanted]
            found[section.key] = Progress(sum(not is_missing(v) and v != [] for v in given), len(wanted))
    return found
