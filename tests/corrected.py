"""The figure that never stands without its correction: 626,155 lb or 284 t for an architecture search."""

from __future__ import annotations

import re
from typing import Any

FIGURE = re.compile(r"626[,. \u00a0]?155|\b284(?:\.0\d*)? ?t\b|\b284[,. ]?019")
CORRECTION = "18.7x to 88x"
NEAR = 160
"""Characters around the figure in which the correction stands."""


def uncorrected(text: str) -> list[str]:
    """The places of a text where the figure stands without its correction."""
    flat = " ".join(text.split())
    places = [flat[max(0, m.start() - NEAR) : m.end() + NEAR] for m in FIGURE.finditer(flat)]
    return [place for place in places if CORRECTION not in place]


def uncorrected_values(data: Any) -> list[Any]:
    """The texts and numbers of a JSON document where it does: a number is corrected by the texts beside it."""
    if isinstance(data, dict):
        texts = " ".join(v for v in data.values() if isinstance(v, str))
        bare = [v for v in data.values() if isinstance(v, (int, float)) and FIGURE.search(str(v))]
        found: list[Any] = bare if CORRECTION not in texts else []
        return [*found, *(x for v in data.values() for x in uncorrected_values(v))]
    if isinstance(data, list):
        return [x for v in data for x in uncorrected_values(v)]
    return uncorrected(data) if isinstance(data, str) else []
