"""What a fleet shows, in words: names of groups, shares, and the finding. All views take them from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from footprint import tables
from footprint.factors import Interval
from footprint.fleet.result import Fleet
from footprint.numbers import count, percent
from footprint.presets import load_system, preset_names

EVERYTHING = "The whole fleet"
OWN_USE = "the use of its preset"
"""The profile of a lot that names none."""
ALONE = 0.6
"""A group with this share of the total is named alone, like a block of a device. [1]"""


def group_title(key: Mapping[str, str | int]) -> str:
    """A group in words.

    >>> group_title({"country": "DEU", "year": 2024, "stage": "use"})
    'Germany, 2024, Use'
    """
    return ", ".join(value_title(name, value) for name, value in key.items()) or EVERYTHING


def short_title(
    key: Mapping[str, str | int], room: float, width: Callable[[str], float], cut: Callable[[str, float], str]
) -> str:
    """A group in words that fit a room as far as they can: the longest values are cut, so that groups stay apart.

    >>> short_title({"preset": "a-long-name", "year": 2024}, 12, len, lambda text, room: text[: int(room)])
    'a-long, 2024'
    """
    parts = [value_title(name, value) for name, value in key.items()]
    for number in sorted(range(len(parts)), key=lambda n: -width(parts[n])):
        over = width(", ".join(parts)) - room
        if over > 0:
            parts[number] = cut(parts[number], max(width(parts[number]) - over, room / 4))
    return ", ".join(parts) or EVERYTHING


def value_title(name: str, value: str | int) -> str:
    """One value of a key in words: the country's name, the preset's, the stage's."""
    text = str(value)
    if name == "country":
        known = tables.countries().get(text)
        return known.name if known else text
    if name == "stage":
        return tables.STAGES[text].title if text in tables.STAGES else text
    if name == "preset":
        return load_system(text).name if text in preset_names() else text
    return text or OWN_USE


def share(part: Interval, fleet: Fleet) -> float:
    """Share of the fleet's total, by typical values; 0 where there is none. [1]"""
    whole = fleet.total_kg_co2e.typical
    return part.typical / whole if whole else 0.0


def main_finding(fleet: Fleet) -> str:
    """What the total mostly is, in a sentence: ``Germany and France make 66 %.``; without groups, of which stage."""
    if not fleet.by and fleet.total_kg_co2e.typical > 0:
        stage, kg = max(fleet.by_stage.items(), key=lambda one: one[1].typical)
        return f"{value_title('stage', stage)} makes {percent(share(kg, fleet))}."
    largest = [one for one in fleet.largest(2) if one.kg_co2e.typical > 0]
    if not largest:
        return "No accepted row has a footprint."
    first = group_title(largest[0].key)
    if len(fleet.groups) == 1:
        return f"{first}: one group makes all of it."
    shares = [share(one.kg_co2e, fleet) for one in largest]
    if shares[0] >= ALONE or len(largest) == 1:
        return f"{first} makes {percent(shares[0])}."
    between = " and " if "," not in first else "; "
    return f"{first}{between}{group_title(largest[1].key)} make {percent(sum(shares))}."


def interval_name(fleet: Fleet) -> str:
    """What the intervals are, in a word or two: ``bounds`` or ``P5 to P95``."""
    return "bounds" if fleet.interval["kind"] == "bounds" else "P5 to P95"


def interval_words(fleet: Fleet) -> str:
    """What the intervals are and are not, in a sentence."""
    shared = "Errors of factors are shared by all devices, so that a large fleet is no surer than one device."
    if fleet.interval["kind"] == "bounds":
        return f"Interval: bounds of factors and quantities, not a probability. {shared}"
    draws, seed = fleet.interval["draws"], fleet.interval["seed"]
    return f"Interval: P5 to P95 of {count(draws)} joint draws (seed {seed}). {shared}"


def rows_words(fleet: Fleet) -> str:
    """Rows that count and rows that do not, in a sentence."""
    said = f"{count(fleet.accepted_rows)} of {count(fleet.input_rows)} rows accepted"
    return f"{said}, {count(fleet.rejected_rows)} rejected" if fleet.rejected_rows else f"{said}, none rejected"
