"""Numbers with units: what they are in base units, what is refused, and when two may be one value."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasheets.sheet.units import measure_of, parse_measure
from footprint.errors import InputError


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("40 mA", 0.04),
        ("-20 °C", 253.15),
        ("131 Kb", 131e3),  # bits: a capital K is still a thousand
        ("2.632 kB", 21056.0),  # 2632 bytes of 8 bits
        ("1 KiB", 8192.0),
        ("100 kb/s", 1e5),
        ("45 fps", 45.0),
        ("0.1 klux", 100.0),
        ("3 years", 3 * 8760 * 3600),
        ("6 months", 8760 * 3600 / 2),
        ("2.34 kgCO2e", 2340.0),
        ("1.09 in", 1.09 * 0.0254),
        ("0.5 mAh", 1.8),  # 0.5e-3 A x 3600 s
        ("2 per hour", 2 / 3600),
        ("3 m/s^2", 3.0),
        ("12 mm²", 12e-6),
        ("12mm2", 12e-6),
        ("63.2 %", 0.632),
        (".5", 0.5),
        (7, 7.0),
        ("1e-3 W", 1e-3),
    ],
)
def test_base(text: object, base: float) -> None:
    """Values worked out by hand from the definitions of the units; a year has 8760 h."""
    assert parse_measure(text).base == pytest.approx(base, rel=1e-12)


@pytest.mark.parametrize(
    ("given", "unit", "says"),
    [
        ("40", "mA", "needs a unit like mA"),
        ("40 mV", "mA", "needs a unit like mA"),
        ("5 kB", "1", "needs a plain number or %"),
        ("5 °", "1", "needs a plain number or %"),
        ("5 radian", "", "unknown unit"),
        ("4,5 V", "V", "decimal comma"),
        ("about 4 V", "V", "no number with a unit"),
        ("1 V + 2 V", "V", "unknown unit"),
        ("1 __import__", "", "unknown unit"),
        ("nan", "", "no number"),
        ("1e999 V", "V", "not a finite number"),
        (True, "", "no number"),
        (None, "", "no number"),
        ([1], "", "no number"),
        ("3 count", "", "unknown unit"),
    ],
)
def test_refused(given: object, unit: str, says: str) -> None:
    """Nothing but a number and a unit of the dimension that is wanted; pint's bytes and radians are no shares."""
    with pytest.raises(InputError, match=says):
        parse_measure(given, unit)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2.2 s", "2200 ms", True),
        ("2.2 s", "2240 ms", True),  # 2.2 stands for 2.15 to 2.25
        ("2.2 s", "2260 ms", False),
        ("40 mA", "40.4 mA", True),
        ("40.0 mA", "40.4 mA", False),  # half of the last digit of either is 0.05
        ("1 mW", "132 mW", False),
        ("10 mm", "27.7 mm", False),
        ("5 V", "5 A", False),
    ],
)
def test_close_to(one: str, other: str, same: bool) -> None:
    """Two values may be one if they differ by no more than half of the last digit of the coarser one."""
    assert parse_measure(one).close_to(parse_measure(other)) is same
    assert parse_measure(other).close_to(parse_measure(one)) is same


def test_written_and_exact() -> None:
    """A measure of an artefact is written with few digits and compared with all of them: 452 of 480."""
    share = measure_of(452 / 480 * 100, "%", 3)
    assert share.text == "94.2 %"
    assert share.base == pytest.approx(452 / 480, rel=1e-15)
    assert measure_of(2.237e-7, "kgCO2e", 3).text == "0.000000224 kgCO2e"
    assert measure_of(123456, "", 3).text == "123000"
    assert measure_of(39744, "", 15).text == "39744"
    assert measure_of(0.0, "kgCO2e", 3).text == "0 kgCO2e"


@given(st.floats(min_value=-1e14, max_value=1e14), st.sampled_from(["mA", "kB", "°C", "%", "kgCO2e", "klx", "Hz", ""]))
def test_text_is_read_back(value: float, unit: str) -> None:
    """The text of a measure is read back as the value that it was rounded to."""
    made = measure_of(value, unit, 4)
    read = parse_measure(made.text)
    assert read.dimension == made.dimension
    assert math.isclose(read.value, value, rel_tol=6e-4, abs_tol=1e-300)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("0.05 A", "mA", 50), ("298.15 K", "degC", 25), ("2632 B", "kB", 2.632), ("95 %", "", 0.95), ("1 h", "s", 3600)],
)
def test_a_number_in_another_unit(text: str, unit: str, value: float) -> None:
    """273.15 K are 0 °C."""
    assert parse_measure(text).value_in(unit) == pytest.approx(value, rel=1e-12)
