"""Systems for tests: a small valid one, and hypothesis strategies for many."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from footprint.errors import InputError
from footprint.factors import DEFAULT, load_set
from footprint.tables import BLOCKS, countries, named_grids
from tests.needs import need

ROOT = Path(__file__).parents[2]
REFERENCE_DATA = ROOT.parent / "shared" / "reference" / "data"
"""The tables that the shipped data were taken from; not part of the project, so tests skip without it."""

PRESETS = (
    "keyword-spotting-best", "keyword-spotting", "anomaly-detection", "image-classification",
    "image-classification-worst", "calculator-vision", "calculator-anomaly", "pa1-person-detector",
)  # fmt: skip

FACTORS = load_set(DEFAULT).factors
LEVELS = sorted(tuple(k.split(".")) for k, f in FACTORS.items() if f.per == "block")
"""Block, level and case of every block value that the default set has."""
PARTS = sorted((k, f.per) for k, f in FACTORS.items() if f.per != "block")
FILE_UNIT = {"mm2": "mm2", "g": "g", "pcs": "pcs", "m": "m", "tkm": "tkm"}


def small(**more: Any) -> dict[str, Any]:
    """One block, three years: the smallest system, with more keys or other values."""
    return {"name": "a", "lifetime": "3 years", "blocks": {"casing": {"hsl": 1, "case": "typical"}}, **more}


def reference(name: str) -> list[dict[str, str]]:
    """The rows of a table that the shipped data were taken from; skips where it is not beside the project."""
    path = REFERENCE_DATA / name
    why = "compares the shipped data with the tables they were taken from"
    need(f"../shared/reference/data/{name}", path.is_file(), why, installable=False)
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def error_of(call: Callable[[], object]) -> InputError | None:
    """The InputError of a call, or None where it succeeds; any other exception goes through."""
    try:
        call()
    except InputError as error:
        return error
    return None


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False, allow_infinity=False, allow_subnormal=False)


@st.composite
def declared(draw: st.DrawFn) -> dict[str, Any]:
    low, value, high = sorted(draw(st.tuples(*[numbers(0, 100)] * 3)))
    found: dict[str, Any] = {"declared": f"{value!r} kgCO2e", "source": "test"}
    if draw(st.booleans()):
        found |= {"low": f"{low!r} kgCO2e", "high": f"{high!r} kgCO2e"}
    return found


@st.composite
def part(draw: st.DrawFn) -> dict[str, Any]:
    key, unit = draw(st.sampled_from(PARTS))
    return {"part": key, "quantity": f"{draw(numbers(0, 1e4))!r} {FILE_UNIT[unit]}"}


@st.composite
def block(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A block with any mix of level, parts and declared value that says something, or left out."""
    if draw(st.integers(0, 9)) == 0:
        return {"include": False, "why": "test"}
    found: dict[str, Any] = {}
    levels = [(int(hsl.removeprefix("hsl-")), case) for b, hsl, case in LEVELS if b == name]
    if levels and draw(st.booleans()):
        found["hsl"], found["case"] = draw(st.sampled_from(levels))
    if draw(st.booleans()):
        found["parts"] = draw(st.lists(part(), min_size=1, max_size=3))
    if draw(st.booleans()) or not found:
        found |= draw(declared())
    return found


@st.composite
def grid(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"factor": draw(st.sampled_from(sorted(named_grids())))}
    country = draw(st.sampled_from(sorted(countries())))
    years = sorted(countries()[country].intensity)
    year = draw(st.none() | st.sampled_from(years))
    return {"country": country} if year is None else {"country": country, "year": year}


@st.composite
def use(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["states", "energy", "declared", "out"]))
    if kind == "out":
        return {"include": False, "why": "test"}
    if kind == "declared":
        return draw(declared())
    found: dict[str, Any] = {}
    if draw(st.booleans()):
        found["grid"] = draw(grid())
    if kind == "energy":
        found["energy"] = {
            "amount": f"{draw(numbers(0, 1e3))!r} Wh",
            "over": f"{draw(numbers(0.01, 50))!r} years",
        }
        return found
    shares = draw(st.lists(numbers(0, 1), min_size=1, max_size=4))
    whole = max(sum(shares), 1.0)
    found["states"] = [
        {"name": f"state {i}", "power": f"{draw(numbers(0, 1e4))!r} mW", "duty": share / whole}
        for i, share in enumerate(shares)
    ]
    return found


@st.composite
def training(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return draw(declared())
    found: dict[str, Any] = {"energy": f"{draw(numbers(0, 1e3))!r} kWh"}
    if draw(st.booleans()):
        found["grid"] = draw(grid())
    return found


UNSEEN = "\u200b\u200e\u200f\u2060\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=40).filter(
    lambda t: t.strip() and not any(c in t for c in UNSEEN)
)


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    """A valid system as a dict with the keys of the system file."""
    names = draw(st.lists(st.sampled_from([*BLOCKS, "my_antenna", "holder_2"]), min_size=1, max_size=6, unique=True))
    found: dict[str, Any] = {
        "name": draw(TEXTS),
        "lifetime": f"{draw(numbers(0.01, 100))!r} years",
        "blocks": {name: draw(block(name)) for name in names},
        "use": draw(use()),
    }
    if draw(st.booleans()):
        found["training"] = draw(training())
    if draw(st.booleans()):
        found["units_produced"] = draw(st.integers(1, 10**6))
    if draw(st.booleans()):
        found["end_of_life"] = draw(st.just({"include": False, "why": "test"}) | declared())
    included = [*found["blocks"].values(), found["use"], *([found["training"]] if "training" in found else [])]
    if all(s.get("include") is False for s in included):
        found["training"] = {"declared": "0.1 kgCO2e", "source": "test"}
    return found
