"""Units at the door: each spelling against pint, text and back, and everything that is refused."""

from __future__ import annotations

import math
from functools import cache

import pint
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from footprint import quantities
from footprint.errors import InputError
from footprint.quantities import EXAMPLES, HOURS_PER_YEAR, PART_UNITS, UNITS, parse_quantity, write_quantity
from tests.footprint.examples import error_of, numbers

SPELLINGS = [(internal, spelling) for internal, spellings in UNITS.items() for spelling in spellings]


@cache
def registry() -> pint.UnitRegistry:
    """pint as it comes, not the engine's own registry."""
    return pint.UnitRegistry()


def in_pint(spelling: str) -> str:
    """A spelling as pint reads it: CO2e is the mass that is emitted, a piece a number, a share of 100."""
    named = {"%": "0.01", "t km": "tonne * km", "tkm": "tonne * km", "kgkm": "kg * km", "kg km": "kg * km"}
    if spelling in named:
        return named[spelling]
    if spelling in {"pcs", "pc", "piece", "pieces"}:
        return "1"
    for time in ("h", "day", "min", "s", "year"):
        if spelling in {f"/{time}", f"1/{time}"}:
            return f"1/{time}"
    if spelling.startswith("per "):
        return f"1/{spelling.removeprefix('per ')}"
    if spelling in {"mm2", "cm2", "m2", "um2"}:
        return f"{spelling[:-1]}**2"
    return {"t": "tonne", "tCO2e": "tonne"}.get(spelling, spelling.replace("CO2e", ""))


def in_si(text: str) -> pint.Quantity:
    """A quantity in SI units, with a year of 8760 h and a month of a twelfth of it, as the engine counts."""
    ureg = registry()
    for name, hours in [("years", 8760), ("months", 730), ("year", 8760), ("month", 730), ("yr", 8760)]:
        if text in {name, f"1/{name}"}:
            years = hours * ureg.hour
            return (1 / years if text.startswith("1/") else years).to_base_units()
    if text in {"y", "a"}:
        return in_si("year")
    if text == "d":
        return in_si("day")
    return ureg.Quantity(text).to_base_units() if not text[0].isdigit() else _product(text)


def _product(text: str) -> pint.Quantity:
    ureg = registry()
    if text.startswith("1/"):
        return (1 / ureg.Quantity(1, text.removeprefix("1/"))).to_base_units()
    return ureg.Quantity(float(text), "")


@pytest.mark.parametrize(("internal", "spelling"), SPELLINGS)
def test_table_agrees_with_pint(internal: str, spelling: str) -> None:
    """How many internal units one of a spelling is, for every row of the table."""
    if internal == "1/year":  # pint has no per cent per month
        by = (0.01 if "%" in spelling else 1) * (12 if "month" in spelling else 1)
        assert UNITS[internal][spelling] == pytest.approx(by, rel=1e-12)
        return
    base = {"1": "1", "per hour": "1/hour", "kgCO2e": "kg", "pcs": "1"}.get(internal) or in_pint(internal)
    wanted = (in_si(in_pint(spelling)) / in_si(base)).to("").magnitude
    assert UNITS[internal][spelling] == pytest.approx(wanted, rel=1e-12)
    assert parse_quantity(f"1 {spelling}", internal) == (UNITS[internal][spelling], internal)


def test_a_year_has_8760_hours() -> None:
    """365 days; pint's year has 8766 h."""
    assert HOURS_PER_YEAR == 8760
    assert registry().Quantity(1, "year").to("hour").magnitude == pytest.approx(8766)
    assert parse_quantity("8760 h", "years").value == pytest.approx(1, rel=1e-15)
    assert parse_quantity("365 days", "years").value == pytest.approx(1, rel=1e-15)
    assert parse_quantity("1 fortnight", "years").value == pytest.approx(14 / 365, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "internal", "value"),
    [
        ("10 mm^2", "mm2", 10), ("10 mm²", "mm2", 10), ("10mm2", "mm2", 10), ("8.1 cm^2", "mm2", 810),
        (" 3  years ", "years", 3), ("36 months", "years", 3), ("1e-3 W", "mW", 1), ("10 µW", "mW", 0.01),
        ("10 μW", "mW", 0.01), ("27 Wh", "kWh", 0.027), ("97.2 kJ", "kWh", 0.027), ("+5 g", "g", 5),
        ("0.31 kg CO2e", "kgCO2e", 0.31), ("0.31 kg CO2-eq", "kgCO2e", 0.31), ("0.31 kgCO₂e", "kgCO2e", 0.31),
        ("310 g CO2eq", "kgCO2e", 0.31), (".5 t", "g", 5e5), ("2 %", "1", 0.02), ("2%", "1", 0.02),
        ("10 per minute", "per hour", 600), ("10/min", "per hour", 600), ("1 Hz", "per hour", 3600),
        ("0.4 t km", "tkm", 0.4), ("800 kg km", "tkm", 0.8), ("2 in", "m", 0.0508), ("1 lb", "g", 453.59237),
        ("1 hp", "mW", 745699.8715822701), ("-3 g", "g", -3),
    ],
)  # fmt: skip
def test_spellings_people_use(text: str, internal: str, value: float) -> None:
    assert parse_quantity(text, internal) == (pytest.approx(value, rel=1e-12), internal)


def test_a_part_takes_the_unit_that_fits() -> None:
    found = [parse_quantity(t, *PART_UNITS).unit for t in ("1 cm2", "1 kg", "1 pcs", "1 cm", "1 tkm", "1 inch")]
    assert found == ["mm2", "g", "pcs", "m", "tkm", "m"]


@pytest.mark.parametrize("internal", UNITS)
def test_examples_are_read(internal: str) -> None:
    assert parse_quantity(EXAMPLES[internal], internal).value > 0


@pytest.mark.parametrize("internal", [u for u in UNITS if u != "1"])
@given(value=st.floats(allow_nan=False, allow_infinity=False))
@example(value=5e-324)
@example(value=1.7976931348623157e308)
@example(value=-0.0)
@example(value=0.1 + 0.2)
def test_parse_write_parse_is_identity(internal: str, value: float) -> None:
    """Every float comes back the same to the last bit."""
    read, unit = parse_quantity(write_quantity(value, internal), internal)
    assert unit == internal
    assert math.copysign(1, read) == math.copysign(1, value)
    assert read == value
    assert write_quantity(read, internal) == write_quantity(value, internal)


@given(value=numbers(1e-9, 1e9), pair=st.sampled_from(SPELLINGS))
def test_unit_invariance(value: float, pair: tuple[str, str]) -> None:
    """The same amount in any spelling is the same number: mW and W, Wh and J, g and kg, mm2 and cm2."""
    internal, spelling = pair
    in_spelling = value / UNITS[internal][spelling]
    assert parse_quantity(f"{in_spelling!r} {spelling}", internal).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "internal", "said"),
    [
        ("10", "mm2", "no unit"), ("3 ", "years", "no unit"), ("", "g", "not a number with a unit"),
        ("mm2", "mm2", "not a number with a unit"), ("nan g", "g", "not a number"), ("inf g", "g", "not a number"),
        ("1e999 g", "g", "not a finite number"), ("1e308 kg", "g", "not a finite number"),
        ("1,5 years", "years", "decimal comma"), ("0,31 kgCO2e", "kgCO2e", "decimal comma"),
        ("1_000 g", "g", "does not fit"), ("0x10 g", "g", "does not fit"), ("١ g", "g", "not a number"),
        ("1 ton", "g", "does not fit"), ("1 tons", "g", "does not fit"), ("1 kton", "g", "does not fit"),
        ("1 oz", "g", "does not fit"), ("3 kg", "mm2", "does not fit"), ("3 kg", "kgCO2e", "does not fit"),
        ("25 degC", "g", "does not fit"), ("3 foo", "g", "does not fit"), ("3 m", "mm2", "does not fit"),
        ("1 rad", "1", "does not fit"), ("3 rpm", "per hour", "does not fit"), ("9**9**9 mm", "m", "does not fit"),
        ("1 mm**2", "mm2", "does not fit"), ("1 mm*mm", "mm2", "does not fit"), ("1 2 g", "g", "does not fit"),
        ("1 __import__('os')", "g", "does not fit"), ("1 " + "a" * 100_000, "g", "does not fit"),
        ("9" * 100_000, "g", "no unit"), ("1 g\x00", "g", "does not fit"),
    ],
)  # fmt: skip
def test_refused(text: str, internal: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        parse_quantity(text, internal)
    assert len(str(caught.value)) < 400, "a message is short, whatever was written"


def test_refusal_names_units_that_fit() -> None:
    with pytest.raises(InputError) as caught:
        parse_quantity("3 yaers", "years")
    assert {"years", "months"} <= set(caught.value.valid)


@given(text=st.text(max_size=60), internal=st.sampled_from(list(UNITS)))
def test_any_text_is_a_quantity_or_an_input_error(text: str, internal: str) -> None:
    try:
        value, unit = parse_quantity(text, internal)
    except InputError:
        return
    assert math.isfinite(value)
    assert unit == internal


@given(number=numbers(-1e6, 1e6), unit=st.text(st.sampled_from("abdeghkmnoprstuwyzCJW^23/%µ *"), max_size=8))
def test_any_unit_is_a_quantity_or_an_input_error(number: float, unit: str) -> None:
    found: list[float] = []
    error = error_of(lambda: found.append(parse_quantity(f"{number!r} {unit}", "g", "m", "mm2").value))
    assert error is not None or math.isfinite(found[0])


def test_a_spelling_of_the_table_never_asks_pint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing pint costs half a second: a part counted in g or pieces is not to pay for mm2 coming first."""
    monkeypatch.setattr(quantities, "_pint_factor", lambda unit, internal: pytest.fail(f"pint was asked for {unit}"))
    for internal in PART_UNITS:
        for spelling in UNITS[internal]:
            assert parse_quantity(f"2 {spelling}", *PART_UNITS).unit == internal
