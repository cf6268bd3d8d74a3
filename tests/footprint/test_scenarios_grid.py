"""Scenarios of the grid: where electricity is cleanest and dirtiest, and a path that is not taken."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint import tables
from footprint.scenarios import Scenario, scenarios
from footprint.system import System
from tests.footprint.devices import GRID, ON_1_MW, PIRSON, close, device

KEYS = {"cleanest-grid", "dirtiest-grid", "grid-as-it-is"}


def grids(use: dict[str, Any], lifetime: str = "3 years") -> dict[str, Scenario]:
    system = System.from_dict(device(lifetime, blocks={"pcb": {"hsl": 0, "case": "typical"}}, use=use))
    return {s.key: s for s in scenarios(system).named if s.key in KEYS}


def drawing(grid: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"energy": {"amount": "1 kWh", "over": "3 years"}, "grid": grid, **more}


def test_cleanest_and_dirtiest_of_the_same_year() -> None:
    """1 kWh, PCB 0.16 kg: the least and the most g/kWh among the countries of 2024, the world and the EU aside."""
    listed = [
        float(r["g_co2e_per_kwh"]) for r in tables.read_csv("grid_intensity")
        if r["year"] == "2024" and r["country"] not in {"WORLD", "EU27"} and float(r["g_co2e_per_kwh"]) > 0
    ]  # fmt: skip
    found = grids(drawing({"country": "DEU", "year": 2024}))
    assert set(found) == {"cleanest-grid", "dirtiest-grid"}
    assert found["cleanest-grid"].total_kg_co2e.typical == close(0.16 + min(listed) / 1000)
    assert found["dirtiest-grid"].total_kg_co2e.typical == close(0.16 + max(listed) / 1000)
    assert found["dirtiest-grid"].by_block["use"].typical == close(max(listed) / 1000)
    assert found["cleanest-grid"].by_block["pcb"] == close((0.155, 0.16, 0.165))
    for one in found.values():
        assert one.result is None
        assert one.own_share is None
        assert PIRSON in one.title
        assert f"of {len(listed)} countries in 2024" in one.source
        assert "Ember" in one.source


def test_the_year_is_that_of_the_system() -> None:
    assert "in 2010" in grids(drawing({"country": "DEU", "year": 2010}))["cleanest-grid"].source
    assert "in 2019" in grids(drawing({"factor": "us-epa-2019-generated"}))["cleanest-grid"].source
    newest = max(y for c in tables.countries().values() for y in c.intensity)
    assert f"in {newest}" in grids(drawing(GRID))["dirtiest-grid"].source, "an own intensity has no year"


def test_loss_of_the_lines_stays() -> None:
    """A tenth lost on the way to the socket is lost anywhere: / 0.9."""
    whole, lossy = (
        grids(drawing({"country": "DEU", "year": 2024, **more}))["dirtiest-grid"].by_block["use"].typical
        for more in ({}, {"transmission_loss": "10 %"})
    )
    assert lossy == close(whole / 0.9)


def test_a_linear_path_has_the_grid_that_stays() -> None:
    """Germany 2024, 344.14 g/kWh, to 0 in 2044, in service for the three years from 2024: its mean share is
    1 - 1.5/20 = 0.925. Staying as it is, 0.34414 kg."""
    path = {"kind": "linear", "in_service": 2024, "to": "0 kgCO2e/kWh", "by": 2044, "source": "x"}
    use = drawing({"country": "DEU", "year": 2024, "path": path})
    system = System.from_dict(device(use=use))
    assert footprint.assess(system).total_kg_co2e.typical == close(0.34414 * 0.925)
    found = grids(use)
    assert set(found) == KEYS
    assert found["grid-as-it-is"].by_block["use"].typical == close(0.34414)


@pytest.mark.parametrize(
    "use",
    [
        {"declared": "1 kgCO2e", "source": "x"},
        {"states": ON_1_MW, "supply": {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}},
        {"states": ON_1_MW, "supply": {"kind": "solar", "harvest": "20 mW"}},
        {"states": [{"name": "off", "power": "0 mW", "duty": 1}], "grid": {"country": "DEU", "year": 2024}},
        {"include": False, "why": "x"},
    ],
    ids=["declared", "cells", "solar", "nothing drawn", "left out"],
)
def test_no_scenario_where_nothing_is_drawn_from_a_grid(use: dict[str, Any]) -> None:
    assert grids(use) == {}


def test_no_scenario_without_a_use_stage() -> None:
    system = System.from_dict(device(blocks={"pcb": {"hsl": 0, "case": "typical"}}))
    assert [s.key for s in scenarios(system).named] == ["truncation-x2"]


def test_the_grid_is_in_no_interval() -> None:
    system = footprint.load_system("keyword-spotting")
    found = scenarios(system)
    assert found.found[0].total_kg_co2e == footprint.assess(system).total_kg_co2e
    named = {s.key: s.total_kg_co2e.typical for s in found.named}
    assert named["cleanest-grid"] < found.found[0].total_kg_co2e.typical < named["dirtiest-grid"]
