"""Reference tables: grid intensity with its gaps, named grids, products, vocabulary."""

from __future__ import annotations

import pytest

from footprint import tables
from footprint.errors import InputError
from footprint.tables import countries, grid_factor, named_grids
from tests.footprint.examples import reference


def test_grid_of_a_country_and_year() -> None:
    """Germany 2024 in the table: g/kWh become kg/kWh, bounds are half the last of three printed decimals."""
    grams = next(
        float(r["g_co2e_per_kwh"])
        for r in tables.read_csv("grid_intensity")
        if (r["country"], r["year"]) == ("DEU", "2024")
    )
    factor = grid_factor("DEU", 2024, None)
    assert factor.key == "grid.DEU.2024"
    assert factor.kg_co2e == pytest.approx(((grams - 0.0005) / 1e3, grams / 1e3, (grams + 0.0005) / 1e3), rel=1e-12)
    assert factor.year == 2024


def test_country_without_a_year_takes_its_newest() -> None:
    for code, country in countries().items():
        assert grid_factor(code, None, None).year == max(country.intensity)


def test_zero_in_the_grid_table_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with a zero for 2002: that year is unknown, not carbon-free."""
    rows = [
        {"country": "XYZ", "name": "X", "year": y, "g_co2e_per_kwh": g} for y, g in (("2001", "9"), ("2002", "0.0"))
    ]
    monkeypatch.setattr(tables, "read_csv", lambda name: rows)
    assert countries.__wrapped__()["XYZ"].intensity == {2001: 9.0}


def test_no_zero_ships() -> None:
    assert min(float(r["g_co2e_per_kwh"]) for r in tables.read_csv("grid_intensity")) > 0


def test_named_grids_and_their_basis() -> None:
    """953.7 lb CO2/MWh delivered is 0.4326 kg/kWh; the page prints 4.33e-4 t/kWh."""
    delivered = named_grids()["us-epa-2019-delivered"]
    assert delivered.kg_co2e.typical == pytest.approx(953.7 / 2204.62, rel=2e-3)
    assert all("CO2 only" in f.technology for f in named_grids().values())


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("NO", "NOR (Norway)"),
        ("GER", "DEU (Germany)"),
        ("Germany", "DEU (Germany)"),
        ("deu", "DEU (Germany)"),
        ("UK", "GBR (United Kingdom)"),
        ("US", "USA (United States)"),
        ("CH", "CHE (Switzerland)"),
        ("EU", "EU27 (European Union (27))"),
        ("Swedn", "SWE (Sweden)"),
    ],
)
def test_nearest_country(written: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        grid_factor(written, None, None)
    assert hint in caught.value.valid
    assert "ISO 3166" in str(caught.value)


def test_vocabulary_holds_together() -> None:
    """Every block counts in a stage that exists; the blocks are those of the published method."""
    assert {b.stage for b in tables.ALL_BLOCKS.values()} == set(tables.STAGES)
    assert set(tables.BLOCKS) == {
        "processing", "memory", "connectivity", "sensing", "actuators", "user_interface", "power_supply", "pcb",
        "casing", "security", "others", "transport",
    }  # fmt: skip
    assert list(tables.STAGES) == ["production", "transport", "use", "end_of_life", "training"]
    assert len({s.colour for s in tables.STAGES.values()}) == len(tables.STAGES)


def test_title_of_a_further_block() -> None:
    assert tables.title("user_interface") == "User interface"
    assert tables.title("my_antenna") == "My antenna"


def test_specification_holds_every_block_and_level() -> None:
    levels = {(block, hsl) for block, hsl in tables.hsl_spec()}
    assert {b for b, _ in levels} == set(tables.BLOCKS)
    assert {(b, h) for b in tables.BLOCKS for h in (0, 1)} <= levels


def test_reference_products_are_complete() -> None:
    for row in tables.read_csv("reference_products"):
        assert float(row["low"]) <= float(row["kg_co2e"]) <= float(row["high"])
        assert float(row["lifetime_years"]) > 0
        assert row["source"]
        shares = [row[f"{stage}_share"] for stage in ("production", "transport", "use", "end_of_life")]
        assert sum(float(s) for s in shares if s) <= 1.011, row["key"]  # printed whole per cents


# Against the tables the data were taken from


def test_grid_rows_equal_the_reference_table() -> None:
    """Every shipped row is a row of the reference, by code and year, or by name for aggregates without a code."""
    by_code, by_name = {}, {}
    for row in reference("grid_intensity_owid_ember_2000_2024.csv"):
        value = float(row["gCO2e_per_kWh_lifecycle"])
        by_name[row["name"], row["year"]] = value
        if row["iso3"]:
            by_code[row["iso3"], row["year"]] = value
    shipped = tables.read_csv("grid_intensity")
    for row in shipped:
        value = float(row["g_co2e_per_kwh"])
        found = by_code.get((row["country"], row["year"]), by_name.get((row["name"], row["year"])))
        assert found == value, row
    assert {c for c, _ in by_code if len(c) == 3} <= {r["country"] for r in shipped}


def test_products_equal_the_reference_table() -> None:
    wanted = {(float(r["kgCO2e"]), float(r["lifetime_years"])) for r in reference("reference_products.csv")}
    shipped = {(float(r["kg_co2e"]), float(r["lifetime_years"])) for r in tables.read_csv("reference_products")}
    assert shipped == wanted
