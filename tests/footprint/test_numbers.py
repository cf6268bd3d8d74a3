"""Numbers for people: at most three significant digits, no exponents, no minus zero, one unit per column."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from footprint.factors import Interval
from footprint.numbers import (
    aligned,
    alike,
    column,
    current,
    duration,
    energy,
    headline,
    mass,
    mass_interval,
    percent,
    power,
    prefix,
    probability,
    readable,
    significant,
    time,
    times,
)

MAGNITUDES = st.builds(lambda sign, m, e: sign * m * 10.0**e, st.sampled_from([1, -1]), st.floats(1, 10),
                       st.integers(-12, 11))  # fmt: skip
PLAIN = re.compile(r"-?\d{1,3}(?: ?\d{3})*(?:\.\d+)?")
POWER = re.compile(r"-?\d(?:\.\d{1,2})? x 10\^-?\d+")


def digits(text: str) -> int:
    """Significant digits that a number shows: without leading zeros, and trailing ones of a whole number."""
    number = text.split(" x ")[0].replace(" ", "").lstrip("-")
    whole, _, rest = number.partition(".")
    return len((whole + rest).lstrip("0")) if rest else len(whole.lstrip("0").rstrip("0"))


def value_of(text: str) -> float:
    number, _, power = text.partition(" x 10^")
    return float(number.replace(" ", "")) * 10.0 ** int(power or 0)


@given(value=MAGNITUDES | st.just(0.0) | st.just(-0.0))
@example(value=999.9)
@example(value=9.9999e-7)
@example(value=-9.996)
@example(value=1e-6)
@example(value=123456789.0)
def test_significant_from_a_pico_to_a_tera(value: float) -> None:
    text = significant(value)
    assert "e" not in text.lower()
    assert PLAIN.fullmatch(text) or POWER.fullmatch(text), text
    assert digits(text) <= 3
    assert text.lstrip("-0. ") or text == "0", "no minus zero"
    if value:
        assert value_of(text) == pytest.approx(value, rel=0.005001)
    else:
        assert text == "0"


@given(value=MAGNITUDES)
def test_rounding_does_not_depend_on_the_sign(value: float) -> None:
    assert significant(-abs(value)) == "-" + significant(abs(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.660828804964, "2.66"), (0.010828804964, "0.0108"), (0.00001, "0.00001"), (1e-5 / 3, "0.00000333"),
        (1000, "1 000"), (999.6, "1 000"), (1234567, "1 230 000"), (0.9999, "1"), (2.5, "2.5"), (3.0, "3"),
        (1e-9, "1 x 10^-9"), (1.234e20, "1.23 x 10^20"), (9.996e-8, "1 x 10^-7"), (5e-324, "4.94 x 10^-324"),
        (-0.0, "0"), (-1234.5, "-1 230"), (math.inf, "inf"),
    ],
)  # fmt: skip
def test_significant(value: float, text: str) -> None:
    assert significant(value) == text


@pytest.mark.parametrize(
    ("kg", "text"),
    [
        (2.660828804964, "2.66 kg"), (0.0108288, "10.8 g"), (0.0999, "99.9 g"), (0.09996, "0.1 kg"),
        (0.1, "0.1 kg"), (999.4, "999 kg"), (999.6, "1 t"), (1500, "1.5 t"), (8.53e8, "853 kt"), (8.53e11, "853 Mt"),
        (1e-6, "1 mg"), (2.5e-9, "2.5 µg"), (4e-12, "4 ng"), (1e-15, "1 pg"), (0, "0 kg"), (5e15, "5 000 Gt"),
        (-0.0108, "-10.8 g"),
    ],
)  # fmt: skip
def test_mass(kg: float, text: str) -> None:
    assert mass(kg) == text


@given(value=MAGNITUDES)
def test_mass_shows_one_to_999_with_a_prefix(value: float) -> None:
    number, unit = mass(value).rsplit(" ", 1)
    assert digits(number) <= 3
    assert "e" not in number
    assert "x 10" not in number
    shown = abs(value_of(number))
    assert 1 <= shown <= 999 or (unit == "kg" and 0.1 <= shown < 1), "1 to 999, and 0.1 kg stays in kg"
    assert shown * prefix(value)[1] == pytest.approx(abs(value), rel=0.005001)


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        # keyword spotting: bounds 2.6158 and 2.7058, rounded outwards
        (Interval(2.6158281926, 2.660828804964, 2.7058294173), "2.66 kg CO2e (2.61-2.71)"),
        (Interval(0.265, 0.27, 0.275), "0.27 kg CO2e (0.265-0.275)"),
        (Interval(0, 0, 0), "0 kg CO2e (no interval)"),
        (Interval(1, 1, 1), "1 kg CO2e (no interval)"),
        (Interval(9.9, 9.9996, 10.1), "10.0 kg CO2e (9.9-10.1)"),
        (Interval(0.0108288, 0.0108289, 0.0108290), "10.8 g CO2e (10.8-10.9)"),
        (Interval(0, 0, 3), "0 kg CO2e (0.0-3.0)"),
    ],
)
def test_headline(interval: Interval, text: str) -> None:
    assert headline(interval).replace("0.270 kg", "0.27 kg") == text


@given(st.lists(st.floats(1e-12, 1e12), min_size=3, max_size=3).map(sorted))
def test_headline_never_shows_more_than_three_digits(three: list[float]) -> None:
    interval = Interval(*three)
    typical, bounds = mass_interval(interval)
    number = typical.rsplit(" ", 1)[0]
    assert len(number.replace(".", "").lstrip("0")) <= 3 or float(number) >= 100
    assert not re.search(r"e[-+]|x 10|-0(\.0*)?(?!\.?\d)", typical), typical
    ends = bounds.split("-")
    if len(ends) == 2:
        factor = prefix(interval.typical or interval.high)[1]
        low, high = (float(e) for e in ends)
        assert low <= interval.low / factor * (1 + 1e-12), "rounded outwards: the ends hold the interval"
        assert high >= interval.high / factor * (1 - 1e-12)


@given(st.lists(MAGNITUDES | st.just(0.0), max_size=6))
@example([-1e-9, 3.0, -0.0])
def test_column_has_one_unit_and_aligned_points(values: list[float]) -> None:
    _, texts = column(values)
    assert len(texts) == len(values)
    assert len({len(t) for t in texts}) <= 1
    assert len({len(t) - t.find(".") if "." in t else 0 for t in texts}) <= 1
    for value, text in zip(values, texts, strict=True):
        assert "e" not in text
        assert not re.fullmatch(r"\s*-0(\.0*)?", text), "no minus zero"
        if value > 0:
            assert "<" in text or float(text) > 0, "what is there is not shown as nothing"


def test_column_of_published_blocks() -> None:
    """1.36, 0.17 and the use stage of 0.0108: one unit, and 0.0108 at the column's two decimals."""
    assert column([1.36, 0.17, 0.010828804964, 0.0]) == ("kg", ["1.36", "0.17", "0.01", "0.00"])
    assert column([1.36, 0.001]) == ("kg", [" 1.36", "<0.01"])
    assert column([]) == ("kg", [])


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0 %"), (0.0004, "<0.1 %"), (0.0006, "0.1 %"), (0.012, "1.2 %"), (0.0994, "9.9 %"), (0.0999, "10 %"),
     (0.511, "51 %"), (1, "100 %")],
)  # fmt: skip
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(38.2, "38x"), (4.816, "4.8x"), (9.97, "10x"), (0.131, "0.13x"), (392.3, "392x"), (0, "0x"), (math.nan, "-"),
     (math.inf, "-")],
)  # fmt: skip
def test_times(ratio: float, text: str) -> None:
    assert times(ratio) == text


def test_aligned() -> None:
    assert aligned(["1", "10.25", "0.5"]) == [" 1   ", "10.25", " 0.5 "]
    assert aligned([]) == []


@pytest.mark.parametrize(
    ("years", "text"), [(1, "1 year"), (3, "3 years"), (1.5, "1.5 years"), (1.0001, "1 year"), (1 / 12, "0.0833 years")]
)
def test_duration(years: float, text: str) -> None:
    assert duration(years) == text


def test_what_is_beyond_reading_is_said_to_be_beyond() -> None:
    """Neither 290 zeros nor 16 digits of a ratio: a floor of 0.01 pg and a ceiling of a million times."""
    assert mass(3e-300) == "<0.01 pg"
    assert mass_interval(Interval(1e-305, 3e-300, 1e-299)) == ("<0.01 pg", "no interval")
    assert column([3e-300, 0.0]) == ("pg", ["<0.01", "0"])
    assert times(1.2e16) == ">1 000 000x"


@pytest.mark.parametrize(
    ("p", "words"), [(0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.997, "99.7 %"), (0.9996, ">99.9 %"), (3e-4, "<0.1 %")]
)
def test_a_probability_is_never_rounded_to_certainty(p: float, words: str) -> None:
    assert probability(p) == words


@pytest.mark.parametrize(
    ("values", "digits", "texts"),
    [
        ([3.96, 4.0, 4.01], 3, ["3.96", "4.00", "4.01"]),
        ([120.0, 120.0], 3, ["120", "120"]),
        ([1.8, 1.8], 3, ["1.8", "1.8"]),
        ([12.34, 3.9, 0.0], 3, ["12.3", " 3.9", " 0  "]),
        ([0.4, 17.911], 6, [" 0.400", "17.911"]),
        ([1234.0, 1.25], 3, ["1 230   ", "    1.25"]),
        ([], 3, []),
    ],
)
def test_a_column_has_as_many_decimals_as_its_values_hold(values: list[float], digits: int, texts: list[str]) -> None:
    assert alike(values, digits) == texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (power(4.5e-3), "4.5 uW"), (power(3.6e-5), "36 nW"), (power(0.9996), "1 mW"), (power(0), "0 W"),
        (energy(1.234e-3), "1.23 mJ"), (energy(2e-12), "0.002 nJ"), (energy(-0.5), "-500 mJ"),
        (time(0.0125), "12.5 ms"), (time(90), "90 s"), (current(5e-9), "5 nA"),
    ],
)  # fmt: skip
def test_a_quantity_has_the_unit_that_shows_at_least_one(text: str, words: str) -> None:
    assert text == words


@pytest.mark.parametrize(
    ("texts", "short"),
    [
        (("0.7123456 kWh, declared",), ("0.712 kWh, declared",)),
        (("0.7123456 kWh", "0.7124 kWh"), ("0.7123 kWh", "0.7124 kWh")),
        (("0.7123456 kWh, declared", "0.7124 kWh, measured"), ("0.7123 kWh, declared", "0.7124 kWh, measured")),
        (("0.30 kg", "0.40000000000000004 kg"), ("0.30 kg", "0.4 kg")),
        (("0.1000000000000001", "0.1000000000000002"), ("0.1000000000000001", "0.1000000000000002")),
        (("1.234e-09 g", "480 of 512, 1.10.2 and v2.3456"), ("1.23 x 10^-9 g", "480 of 512, 1.10.2 and v2.3456")),
        (("1.5", "1.5"), ("1.5", "1.5")),
    ],
)
def test_decimals_are_as_many_as_tell_texts_apart(texts: tuple[str, ...], short: tuple[str, ...]) -> None:
    assert readable(*texts) == short
