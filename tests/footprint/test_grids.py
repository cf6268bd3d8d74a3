"""Worked examples of the grid: paths over the years, transmission loss, contracts."""

from __future__ import annotations

import pytest

from footprint.errors import InputError
from footprint.stages.grid import path_share, table_mean
from tests.footprint.devices import GRID, ON_1_MW, REL, close, used

LINEAR = {"kind": "linear", "in_service": 2026, "to": "0.1 kgCO2e/kWh", "by": 2034, "source": "a plan"}


def test_linear_path_by_hand() -> None:
    """Germany, 0.34414 kg/kWh in 2024, falls to 0.1 in 2034; 1 mW from the start of 2026 for 5 years.

    The share of the start left is 8/10 in 2026 and 3/10 in 2031, on average 0.55:
    0.55 x 0.34414 + 0.45 x 0.1 = 0.234277 kg/kWh; times 43.8 Wh: 0.0102613326 kg.
    """
    result = used("5 years", states=ON_1_MW, grid={"country": "DEU", "year": 2024, "path": LINEAR})
    (factor,) = result.factors.values()
    assert factor.kg_co2e.typical == close(0.234277)
    assert result.total_kg_co2e.typical == close(0.0102613326)
    assert "a plan" in result.rows[0].source
    half_digit = 0.55 * 0.0000005
    assert factor.kg_co2e.high - factor.kg_co2e.typical == pytest.approx(half_digit, rel=1e-6)


@pytest.mark.parametrize(
    ("start", "years", "share"),
    [
        (2020, 4, 1.0),  # before the fall
        (2022, 4, 0.95),  # 2 years at 1, then 1 to 0.8 over two years: (2 + 1.8) / 4
        (2024, 10, 0.5),  # the whole fall
        (2026, 5, 0.55),  # 0.8 to 0.3
        (2032, 4, 0.05),  # 0.2 to 0 over two years, then two years at 0: 0.2 / 4
        (2034, 3, 0.0),  # after it
        (2020, 20, 0.45),  # 4 years at 1, the fall worth 5, 6 years at 0: 9 / 20
        (2026, 0.5, 0.775),  # half a year: 0.8 to 0.75
    ],
)
def test_share_of_the_start_left_on_a_linear_path(start: float, years: float, share: float) -> None:
    assert path_share(start, years, 2024, 2034) == pytest.approx(share, rel=REL, abs=1e-15)


def test_linear_path_that_is_over_is_its_end() -> None:
    """In service from 2040: 0.1 kg/kWh throughout, 26.28 Wh, 0.002628 kg."""
    path = {**LINEAR, "in_service": 2040}
    result = used(states=ON_1_MW, grid={"country": "DEU", "year": 2024, "path": path})
    assert result.total_kg_co2e == close((0.002628,) * 3)


TABLE = [{"year": y, "intensity": f"{g} gCO2e/kWh"} for y, g in ((2026, 400), (2027, 300), (2028, 200))]


def test_table_path_with_a_part_of_a_year_by_hand() -> None:
    """2.5 years from the start of 2026: (0.4 + 0.3 + 0.5 x 0.2) / 2.5 = 0.32 kg/kWh; 21.9 Wh, 0.007008 kg."""
    path = {"kind": "table", "in_service": 2026, "years": TABLE, "source": "a study"}
    result = used("2.5 years", states=ON_1_MW, grid={"path": path})
    (factor,) = result.factors.values()
    assert factor.kg_co2e.typical == close(0.32)
    assert result.total_kg_co2e.typical == close(0.007008)


def test_table_mean_by_hand() -> None:
    """A whole year is its own; 18 months are (0.4 + 0.5 x 0.3) / 1.5 = 0.3667; years outside service do not count."""
    listed = {2025: 9.0, 2026: 0.4, 2027: 0.3, 2029: 9.0}
    assert table_mean(2026, 1.0, listed) == close(0.4)
    assert table_mean(2026, 2.0, listed) == close(0.35)
    assert table_mean(2026, 1.5, listed) == close(0.55 / 1.5)


@pytest.mark.parametrize(("lifetime", "start", "missing"), [("3.1 years", 2026, 2029), ("1 year", 2025, 2025)])
def test_table_path_without_a_year_in_service_is_an_error(lifetime: str, start: int, missing: int) -> None:
    path = {"kind": "table", "in_service": start, "years": TABLE, "source": "a study"}
    with pytest.raises(InputError, match=f"no intensity for {missing}") as caught:
        used(lifetime, states=ON_1_MW, grid={"path": path})
    assert caught.value.path == ("use", "grid", "path", "years")


def test_table_path_needs_no_table() -> None:
    """A path by year has its own figures and needs no table; an intensity beside them would be of no use."""
    path = {"kind": "table", "in_service": 2026, "years": TABLE, "source": "a study"}
    assert used("1 year", states=ON_1_MW, grid={"path": path}).tables == {}
    with pytest.raises(InputError, match="a table path has every intensity itself"):
        used("1 year", states=ON_1_MW, grid={"factor": "us-epa-2019-generated", "path": path})


def test_constant_grid_does_not_change_over_the_lifetime() -> None:
    one = used("1 year", states=ON_1_MW, grid={"country": "DEU", "year": 2024}).total_kg_co2e.typical
    ten = used("10 years", states=ON_1_MW, grid={"country": "DEU", "year": 2024}).total_kg_co2e.typical
    assert (one, ten) == (close(0.00876 * 0.34414), close(0.0876 * 0.34414))


def test_transmission_loss_against_the_published_delivered_intensity() -> None:
    """US EPA 2019: 884.2 lb/MWh generated, 953.7 lb/MWh delivered, at a loss of 7.3 %.

    884.2 / (1 - 0.073) = 953.8296 lb/MWh, 0.014 % above the printed figure, whose loss is rounded.
    """
    energy = {"amount": "1 kWh", "over": "3 years"}
    generated = {"factor": "us-epa-2019-generated"}
    lossless = used(energy=energy, grid=generated).total_kg_co2e.typical
    delivered = used(energy=energy, grid={**generated, "transmission_loss": "7.3 %"})
    assert delivered.rows[0].quantity == close(1 / 0.927)
    assert lossless == close(0.4010668505)
    assert delivered.total_kg_co2e.typical == close(0.4010668505 / 0.927)
    in_pounds = delivered.total_kg_co2e.typical * 2204.62
    assert in_pounds == pytest.approx(953.7, rel=2e-4)
    printed = used(energy=energy, grid={"factor": "us-epa-2019-delivered"}).total_kg_co2e
    assert printed.low < delivered.total_kg_co2e.typical < printed.high


def test_own_intensity_of_a_contract() -> None:
    """A supplier states 0.02 kg/kWh, between 0.01 and 0.04: 26.28 Wh are 0.0005256 kg, 0.0002628 to 0.0010512."""
    grid = {"intensity": "20 gCO2e/kWh", "low": "10 gCO2e/kWh", "high": "40 gCO2e/kWh", "basis": "market",
            "source": "supplier, 2025"}  # fmt: skip
    result = used(states=ON_1_MW, grid=grid)
    assert result.total_kg_co2e == close((0.0002628, 0.0005256, 0.0010512))
    (factor,) = result.factors.values()
    assert factor.technology == "market-based"
    assert result.rows[0].source == "supplier, 2025"


@pytest.mark.parametrize(("basis", "said"), [("location", "location-based"), (None, "basis not stated")])
def test_basis_of_an_own_intensity_is_said(basis: str | None, said: str) -> None:
    grid = GRID | ({"basis": basis} if basis else {})
    (factor,) = used(states=ON_1_MW, grid=grid).factors.values()
    assert factor.technology == said


def test_market_basis_of_a_country_is_an_error() -> None:
    with pytest.raises(InputError, match="no market-based factors ship"):
        used(states=ON_1_MW, grid={"country": "DEU", "basis": "market"})
