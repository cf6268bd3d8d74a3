"""What one device has to do with: amounts per time, and the grid that energy is drawn from."""

from __future__ import annotations

import math

import pytest

from footprint import InputError
from footprint.factors import Interval
from footprint.net import Baseline, parse_baseline
from footprint.net.baseline import baseline_footprint
from tests.footprint.net.devices import assessed, device, effect


@pytest.mark.parametrize(
    ("text", "unit", "per_year"),
    [
        ("12000 kWh per year", "kWh", (12000, 12000, 12000)),
        ("12 000 kWh/year", "kWh", (12000, 12000, 12000)),
        ("10-14 MWh a year", "kWh", (10000, 12000, 14000)),
        ("10 MWh to 14 MWh per year", "kWh", (10000, 12000, 14000)),
        ("5 kWh per day", "kWh", (1825, 1825, 1825)),
        ("1-3 MWh per month", "kWh", (12000, 24000, 36000)),
        ("3.6 MJ per year", "kWh", (1, 1, 1)),
        ("1e-3 MWh per year", "kWh", (1, 1, 1)),
        ("1e3-3e3 kWh per year", "kWh", (1000, 2000, 3000)),
        ("20..40 kWh per year", "kWh", (20, 30, 40)),
        ("2 tCO2e per year", "kgCO2e", (2000, 2000, 2000)),
        ("1.5 to 2.5 t CO2e per device and year", "kgCO2e", (1500, 2000, 2500)),
    ],
)
def test_amounts_as_people_write_them(text: str, unit: str, per_year: tuple[float, float, float]) -> None:
    """A year has 365 days and 12 months; 1 kWh is 3.6 MJ."""
    found = parse_baseline(text)
    assert found.unit == unit
    assert found.per_year == pytest.approx(per_year, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12000 kWh", "not an amount per time"), ("12000", "not an amount per time"), ("", "not an amount per time"),
        ("per year", "not an amount per time"), ("abc per year", "not a number"), ("nan kWh per year", "not a number"),
        ("0 kWh per year", "not above 0"), ("-1 kWh per year", "not above 0"), ("1e30 kWh per year", "at most"),
        ("1e400 kWh per year", "not a finite number"), ("14-10 kWh per year", "upside down"),
        ("10 kWh-2 tCO2e per year", "different units"), ("5 kg per year", "does not fit"),
        ("1 kWh per eon", "unknown time"), ("1,5 MWh per year", "decimal comma"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_with_an_example(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        parse_baseline(text)
    assert raised.value.path == ("baseline",)
    assert raised.value.hint or raised.value.valid


def test_energy_is_drawn_from_the_grid_of_the_device_or_of_a_country() -> None:
    """100 kWh a year for 4 years at 0.25 kg/kWh: 100 kg; in Germany in 2020 at another one, of the table."""
    found, assumed = baseline_footprint(parse_baseline("100 kWh per year"), assessed())
    assert found.total_kg_co2e == pytest.approx((100, 100, 100), rel=1e-12)
    assert {"baseline.energy", "baseline.grid"} == {a.field for a in assumed}
    there, assumed = baseline_footprint(parse_baseline("100 kWh per year", "DEU", 2020), assessed())
    factor = there.factors["grid.DEU.2020"]
    assert there.total_kg_co2e.typical == pytest.approx(400 * factor.kg_co2e.typical, rel=1e-12)
    assert {a.field for a in assumed} == {"baseline.energy"}
    _, assumed = baseline_footprint(parse_baseline("100 kWh per year", "DEU"), assessed())
    assert "baseline.grid.year" in {a.field for a in assumed}, "no year is taken in silence"


def test_emissions_need_no_grid() -> None:
    """1 to 3 t a year for 4 years: 4 to 12 t, 8 t in the middle."""
    system = device(use={"declared": "1 kgCO2e", "source": "a test"})
    found, assumed = baseline_footprint(parse_baseline("1-3 tCO2e per year"), assessed(system))
    assert found.total_kg_co2e == pytest.approx((4000, 8000, 12000), rel=1e-12)
    assert [a.field for a in assumed] == ["baseline.typical"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("100 kWh per year",), "names no grid"),
        (("100 kWh per year", "XXX"), "unknown country"),
        (("100 kWh per year", "DEU", 1800), "no grid intensity"),
        (("2 tCO2e per year", "DEU"), "a country goes with a baseline in energy"),
        (("100 kWh per year", None, 2020), "a year goes with the country"),
    ],
)
def test_a_grid_that_is_not_known_is_an_error(given: tuple[str, str, int], said: str) -> None:
    system = device(use={"declared": "1 kgCO2e", "source": "a test"})
    with pytest.raises(InputError, match=said) as raised:
        baseline_footprint(parse_baseline(*given), assessed(system))
    assert raised.value.path[0] == "baseline"


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        (Baseline(Interval(0, 0, 0), "kWh"), "not above 0"),
        (Baseline(Interval(math.nan, 1, 2), "kWh"), "not above 0"),
        (Baseline(Interval(3, 2, 1), "kWh"), "not above 0"),
        (Baseline(Interval(1, 3, 2), "kgCO2e"), "not above 0"),
        (Baseline(Interval(1, 1, math.inf), "kWh"), "at most"),
        (Baseline(Interval(1, 1, 1), "km"), "unknown unit"),
        (Baseline(Interval(1, 1, 1), "kgCO2e", "DEU"), "country"),
        (Baseline(Interval(1, 1, 1), "kWh", None, 2020), "year"),
        (5, "not an amount per time"),
    ],
)
def test_a_baseline_made_by_hand_is_held_to_the_same_rules(baseline: Baseline, said: str) -> None:
    with pytest.raises(InputError, match=said):
        effect(baseline=baseline)


def test_a_baseline_made_by_hand_is_the_one_that_is_read() -> None:
    made = effect(baseline=Baseline(Interval(80, 100, 120), "kWh"))
    assert made.net_kg_co2e == effect(baseline="80-120 kWh per year").net_kg_co2e
