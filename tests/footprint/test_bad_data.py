"""Bad data: dicts as a program or the app gives them, and fuzz; out comes a system or an InputError."""

from __future__ import annotations

import copy
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint
from footprint.errors import InputError
from footprint.presets import system_from_bytes, system_from_text
from footprint.system import System
from footprint.yaml_file import parse_yaml
from tests.footprint.examples import ALL_SETS, PRESETS, ROOT, error_of, full_systems, small

# Dicts, as a program or the app gives them


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "a map of keys"), ([], "a map of keys"), ("x", "a map of keys"), (3, "a map of keys"), ({}, "missing"),
        ({**small(), 1: 2}, "a key must be text"), (small(blocks={1: {"hsl": 1}}), "a key must be text"),
        ({**small(), "\ud800": 1}, "must be text"), (small(name="\ud800"), "name must be text"),
        (small(name=b"a"), "name must be text"),
        (small(lifetime=10**5000), "has no unit"), (small(lifetime=math.nan), "has no unit"),
        (small(units_produced=10**400), "less than or equal to"), (small(units_produced=True), "whole number"),
        (small(units_produced=-1), "greater than"), (small(blocks=[]), "blocks must be a map"),
        (small(blocks={"casing": 3}), "casing must be a map"), (small(use=[]), "use must be a map"),
        (small(blocks={"pcb": {"parts": 3}}), "parts must be a list"),
        (small(blocks={"pcb": {"parts": [3]}}), "must be a map"),
        (small(blocks={"pcb": {"parts": "led"}}), "parts must be a list"),
        (small(use={"states": {"name": "a"}}), "states must be a list"),
        (small(schema=1), "unknown schema"), (small(schema=["footprint.system/1"]), "unknown schema"),
    ],
)  # fmt: skip
def test_wrong_shapes(data: Any, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        System.from_dict(data)
    assert str(caught.value).isprintable()


def test_deeply_nested_dict() -> None:
    deep: Any = []
    for _ in range(10_000):
        deep = [deep]
    for data in (deep, small(name=deep), small(lifetime=deep), small(blocks={"pcb": deep}), small(schema=deep)):
        with pytest.raises(InputError):
            System.from_dict(data)


# Fuzz: whatever comes in, out comes a system or an InputError

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.binary(max_size=4)
    | st.sampled_from([10**400, -1, "3 years", "-3 mW", "1e999 g", "NO", "9**9**9 mm", "\ud800", "1,5 kWh", "<b>"])
)  # fmt: skip
WORDS = st.sampled_from(
    ["name", "lifetime", "lifetime_years", "blocks", "use", "training", "end_of_life", "casing", "pcb", "hsl", "case",
     "parts", "part", "quantity", "unit", "declared", "low", "high", "include", "why", "grid", "country", "year",
     "factor", "states", "power", "duty", "energy", "amount", "over", "schema", "units_produced", "transport",
     "current", "voltage", "regulator", "supply", "kind", "cell", "count", "efficiency", "legs", "mode", "distance",
     "mass", "disposal", "material", "route", "cut_off", "hardware", "time", "pue", "device", "path", "years", "by",
     "to", "intensity", "source", "basis", "fab", "yield", "cost", "well_to_tank", "replacement", "in_service"]
)  # fmt: skip
KEYS = WORDS | st.text(max_size=6)
ANY = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)


def survives(data: Any, **options: Any) -> None:
    """Reading and assessing gives a result with finite numbers, or an InputError with a printable message."""
    results: list[footprint.Footprint] = []
    error = error_of(lambda: results.append(footprint.assess(System.from_dict(data), **options)))
    assert error is None or (str(error) and str(error).isprintable())
    for result in results:
        low, typical, high = result.total_kg_co2e
        assert 0 <= low <= typical <= high < math.inf


@given(ANY)
def test_any_data(data: Any) -> None:
    survives(data)


@given(st.dictionaries(WORDS, ANY, max_size=6))
def test_any_data_with_the_right_keys(data: Any) -> None:
    survives({"name": "a", "lifetime": "3 years", **data})


PLAIN = {p: parse_yaml((ROOT / "presets" / f"{p}.yaml").read_text(encoding="utf-8"), p)[0] for p in PRESETS}


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in nested dicts and lists."""
    found = [path] if path else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found += places(value, (*path, key))
    return found


@given(st.data(), st.sampled_from(PRESETS), SCALARS | ANY)
def test_preset_with_any_value_replaced(data: st.DataObject, preset: str, value: Any) -> None:
    mutated = copy.deepcopy(PLAIN[preset])
    *parents, last = data.draw(st.sampled_from(places(mutated)))
    inner = mutated
    for key in parents:
        inner = inner[key]
    inner[last] = value
    survives(mutated)


@given(st.data(), st.sampled_from(PRESETS), KEYS)
def test_preset_with_any_key_renamed(data: st.DataObject, preset: str, name: str) -> None:
    mutated = copy.deepcopy(PLAIN[preset])
    *parents, last = data.draw(st.sampled_from(places(mutated)))
    inner = mutated
    for key in parents:
        inner = inner[key]
    inner[name] = inner.pop(last)
    survives(mutated)


@settings(max_examples=60)
@given(st.data(), full_systems(), SCALARS | ANY, KEYS)
def test_full_system_with_any_value_or_key_replaced(
    data: st.DataObject, whole: dict[str, Any], value: Any, name: str
) -> None:
    """Every new key: the value of one, and the name of one, is something else."""
    for rename in (False, True):
        mutated = copy.deepcopy(whole)
        *parents, last = data.draw(st.sampled_from(places(mutated)))
        inner = mutated
        for key in parents:
            inner = inner[key]
        if rename and isinstance(inner, dict):
            inner[name] = inner.pop(last)
        else:
            inner[last] = value
        survives(mutated, fill_from=ALL_SETS)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    error = error_of(lambda: system_from_text(text, "device.yaml"))
    assert error is None or error.file == "device.yaml"


TEXT = (ROOT / "presets" / "pa1-person-detector.yaml").read_text(encoding="utf-8")


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text("{}[]:,-&*!'\"#%\n\t 0aé\x00\ud800", max_size=4))
def test_preset_text_with_any_damage(start: int, length: int, put: str) -> None:
    error = error_of(
        lambda: footprint.assess(system_from_text(TEXT[:start] + put + TEXT[start + length :], "device.yaml"))
    )
    assert error is None or error.file == "device.yaml"


@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    error = error_of(lambda: system_from_bytes(raw, "device.yaml"))
    assert error is None or error.file == "device.yaml"
