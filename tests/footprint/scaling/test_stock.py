"""Flows of a stock: mass balance, constant stocks, cohorts by hand, and what a year of them emits."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.scaling import scale
from footprint.scaling.stock import flows
from footprint.scaling.yearly import yearly

LIFETIMES = st.floats(0.05, 40, allow_nan=False)
STOCKS = st.lists(st.floats(1, 1e12), min_size=2, max_size=25)


@given(STOCKS, LIFETIMES)
def test_mass_balance(sizes: list[float], lifetime: float) -> None:
    """What was there, and what is made, is what is there, and what has retired; nothing is made or retired twice."""
    stock = {2000 + i: size for i, size in enumerate(sizes)}
    largest = max(sizes) * max(1.0, 1 / lifetime)
    for flow in flows(stock, lifetime):
        balance = stock[flow.year - 1] + flow.produced - flow.retired - flow.stock
        assert abs(balance) <= 1e-9 * largest
        assert flow.produced >= -1e-9 * largest
        assert flow.retired >= -1e-9 * largest
        assert flow.retired <= stock[flow.year - 1] + flow.produced + 1e-9 * largest


@given(st.floats(1, 1e12), LIFETIMES, st.integers(2, 60))
def test_a_constant_stock_replaces_itself_once_a_lifetime(size: float, lifetime: float, years: int) -> None:
    for flow in flows(dict.fromkeys(range(2000, 2000 + years), size), lifetime):
        assert flow.produced == pytest.approx(size / lifetime, rel=1e-9)
        assert flow.retired == pytest.approx(size / lifetime, rel=1e-9)
        assert flow.replacing == pytest.approx(size / lifetime, rel=1e-9)


def test_what_is_made_for_growth_retires_a_lifetime_later() -> None:
    """40 devices of 4 years, 10 of each age; 8 more in 2021 are replaced in 2025, on top of the 10."""
    found = flows({2020: 40.0, **dict.fromkeys(range(2021, 2028), 48.0)}, 4)
    assert [f.produced for f in found] == pytest.approx([18, 10, 10, 10, 18, 10, 10], rel=1e-12)
    assert [f.retired for f in found] == pytest.approx([10, 10, 10, 10, 18, 10, 10], rel=1e-12)


def test_a_part_of_a_year_retires_a_year_later() -> None:
    """50 devices of 2.5 years are 20 a year; 10 more in 2021: half of the 30 made then retire in 2023, half in 2024.

    2023: 0.5 x 30 + 0.5 x 20 = 25 retire; 2024: 0.5 x 20 + 0.5 x 30 = 25; 2025: (25 + 20) / 2 = 22.5.
    """
    found = flows({2020: 50.0, **dict.fromkeys(range(2021, 2026), 60.0)}, 2.5)
    assert [f.produced for f in found] == pytest.approx([30, 20, 25, 25, 22.5], rel=1e-12)


def test_devices_of_less_than_a_year() -> None:
    """Two devices a year keep one of half a year in service: a stock of 10 that grows to 12 takes 24; 22 retire."""
    (found,) = flows({2020: 10.0, 2021: 12.0}, 0.5)
    assert (found.produced, found.retired) == pytest.approx((24.0, 22.0), rel=1e-12)


def test_a_stock_that_shrinks_faster_than_it_ages_loses_its_oldest() -> None:
    """30 of 3 years, 10 of each age, shrink to 4: ten retire by age, sixteen early, the oldest first.

    Four are left, all of the youngest age, so that none retires in the next year, and four in the one after it.
    """
    found = flows({2020: 30.0, 2021: 4.0, 2022: 4.0, 2023: 4.0}, 3)
    assert [f.produced for f in found] == pytest.approx([0, 0, 4], rel=1e-12)
    assert [f.retired for f in found] == pytest.approx([26, 0, 4], rel=1e-12)


@pytest.mark.parametrize("lifetime", ["0.4 years", "3 years", "7.3 years"])
def test_a_year_of_a_constant_stock_is_its_total_over_the_lifetime(lifetime: str) -> None:
    """N x total / lifetime in every year, with every stage in it."""
    from footprint import load_system

    system = load_system("keyword-spotting").with_(
        lifetime=lifetime,
        end_of_life={"declared": "0.2 kgCO2e", "low": "0.1 kgCO2e", "high": "0.3 kgCO2e", "source": "a"},
    )  # fmt: skip
    found = scale(system, 1000, draws=500)
    for year in yearly(dict.fromkeys(range(2020, 2035), 1000.0), found.members, found.sums):
        for end in range(3):
            assert year.kg_co2e[end] == pytest.approx(found.per_year_kg_co2e[end], rel=1e-9)
        assert fsum(year.by_stage.values()) == pytest.approx(found.per_year_kg_co2e.typical, rel=1e-9)


def test_a_year_by_hand() -> None:
    """Keyword spotting of 3 years: 2.65 kg to make, 27 Wh x 0.4010668505 kg/kWh to use. 30 devices, then 33.

    10 retire and 13 are made: 13 x 2.65 + 33 x use / 3.
    """
    found = scale("keyword-spotting", 30)
    (year,) = yearly({2020: 30.0, 2021: 33.0}, found.members, found.sums)
    assert year.kg_co2e.typical == pytest.approx(13 * 2.65 + 33 * 0.027 * 0.4010668505 / 3, rel=1e-9)
    assert (year.produced_devices, year.replacing_devices) == pytest.approx((13, 10), rel=1e-12)
    assert year.by_stage["production"] + year.by_stage["transport"] + year.by_stage["training"] == pytest.approx(
        13 * 2.65, rel=1e-9
    )


def test_flows_of_a_mix_are_those_of_its_systems_by_their_own_lifetimes() -> None:
    from footprint import load_system

    long = load_system("image-classification").with_(lifetime="6 years")
    mix = scale([("a", 0.25, load_system("keyword-spotting")), ("b", 0.75, long)], 100)
    alone = [scale(system, 100) for system in ("keyword-spotting", long)]
    stock = {2020: 100.0, 2021: 130.0, 2022: 150.0, 2023: 155.0}
    years = yearly(stock, mix.members, mix.sums)
    parts = [
        yearly({y: n * share for y, n in stock.items()}, one.members, one.sums)
        for one, share in zip(alone, (0.25, 0.75), strict=True)
    ]
    for year, *both in zip(years, *parts, strict=True):
        assert year.kg_co2e.typical == pytest.approx(fsum(p.kg_co2e.typical for p in both), rel=1e-9)
        assert year.produced_devices == pytest.approx(fsum(p.produced_devices for p in both), rel=1e-9)
