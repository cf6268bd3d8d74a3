"""Exact decimals, and JSON with and without them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasheets.exchange.exact import converted, in_unit, measure_text, number_of, plain
from datasheets.exchange.json_text import read_json, to_json
from datasheets.exchange.limits import limits
from datasheets.sheet.units import measure_of, parse_measure
from footprint.errors import InputError


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("0.10 kgCO2e", "tCO2e", "0.0001"),  # 1 t = 1000 kg
        ("1.5 kgCO2e", "tCO2e", "0.0015"),
        ("7 gCO2e", "kgCO2e", "0.007"),
        ("0.3 MWh", "kWh", "300"),
        ("3.6 MJ", "kWh", "1"),  # 1 kWh = 3.6 MJ
        ("0.0146 mJ", "MJ", "0.0000000000146"),
        ("12 g", "kg", "0.012"),
        ("5 %", "%", "5"),
        ("5 %", "1", "0.05"),
        ("123456789.123456789123456789 gCO2e", "tCO2e", "123.456789123456789123456789"),
    ],
)
def test_conversions_are_exact(typed: str, unit: str, number: str) -> None:
    assert in_unit(parse_measure(typed), unit) == Decimal(number)


def test_a_conversion_without_an_end_has_34_digits() -> None:
    """1 J = 1/3600000 kWh = 2.777...e-7."""
    found = converted(Decimal(1), "J", "kWh")
    assert str(found) == "2.777777777777777777777777777777778E-7"


def test_digits_stay_as_they_were_typed_and_computed_ones_have_no_dust() -> None:
    assert measure_text(parse_measure("0.10 kgCO2e")) == "0.10 kgCO2e"
    assert number_of(measure_of(0.1 + 0.2, "kgCO2e", 2)) == Decimal("0.3")
    assert number_of(measure_of(1.441026353491634, "kgCO2e", 3)) == Decimal("1.44102635349163")


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e40"), max_value=Decimal("1e40")))
def test_a_decimal_in_json_comes_back(number: Decimal) -> None:
    assert Decimal(str(read_json(f"[{plain(number)}]", "a.json")[0])) == number


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20)
    | st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abé\"\\/", max_size=4), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(_PLAIN)
def test_what_is_written_is_json(data: object) -> None:
    assert json.loads(to_json(data)) == data


@pytest.mark.parametrize("depth", [limits()["depth"], limits()["depth"] + 1])
def test_depth_is_limited(depth: int) -> None:
    text = "[" * depth + "]" * depth
    if depth <= limits()["depth"]:
        assert read_json(text, "a.json") is not None
    else:
        with pytest.raises(InputError, match="nested more than"):
            read_json(text, "a.json")


def test_brackets_in_a_text_are_no_depth() -> None:
    assert read_json(json.dumps(["[" * 100 + '"{']), "a.json") == ["[" * 100 + '"{']
