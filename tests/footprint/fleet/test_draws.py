"""Joint draws of a fleet: errors of factors are shared, so a fleet is no more certain than one of its devices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import footprint
from footprint.fleet import assess_fleet, draws
from footprint.uncertainty import Drawn
from footprint.uncertainty.drawing import percentiles
from tests.footprint.fleet.lots import write_csv

SEED, DRAWS = 11, 4000


def drawn(preset: str, country: str, year: int) -> Drawn:
    system = footprint.load_system(preset).with_(country=country, year=year)
    found = footprint.assess(system, draws=DRAWS, seed=SEED)
    assert isinstance(found, Drawn)
    return found


@pytest.mark.parametrize("preset", ["keyword-spotting", "leak-detector", "calculator-vision"])
@pytest.mark.parametrize("devices", [1, 250_000_000_000])
def test_a_fleet_of_one_preset_is_as_uncertain_as_one_device(tmp_path: Path, preset: str, devices: int) -> None:
    one = drawn(preset, "DEU", 2020)
    path = write_csv(tmp_path / "a.csv", [(preset, "DEU", 2020, devices)])
    found = assess_fleet(path, draws=DRAWS, seed=SEED, by=("stage",))
    assert tuple(found.total_kg_co2e) == pytest.approx(tuple(one.total_kg_co2e.scaled(devices)), rel=1e-9)
    for stage, kg in one.by_stage.items():
        assert tuple(found.by_stage[stage]) == pytest.approx(tuple(kg.scaled(devices)), rel=1e-9)
    assert [tuple(g.kg_co2e) for g in found.groups] == [tuple(kg) for kg in found.by_stage.values()]
    assert found.interval == {"kind": "p5-p95", "draws": DRAWS, "seed": SEED}


def test_a_fleet_is_the_joint_draw_of_its_devices(tmp_path: Path) -> None:
    """Two presets and three grids: the sum of the draws of one device of each, times its number."""
    lots = [("keyword-spotting", "DEU", 2020, 30), ("image-classification", "DEU", 2020, 70),
            ("image-classification", "FRA", 2015, 500), ("keyword-spotting", "IND", 2020, 1)]  # fmt: skip
    found = assess_fleet(write_csv(tmp_path / "a.csv", lots), draws=DRAWS, seed=SEED, by=("country",))
    each = {lot: lot[3] * drawn(*lot[:3]).draws_kg_co2e for lot in lots}
    low, _, high = percentiles(np.sum(list(each.values()), axis=0))
    assert (found.total_kg_co2e.low, found.total_kg_co2e.high) == pytest.approx((low, high), rel=1e-9)
    for group in found.groups:
        mine = [kg for lot, kg in each.items() if lot[1] == group.key["country"]]
        low, _, high = percentiles(np.sum(mine, axis=0))
        assert (group.kg_co2e.low, group.kg_co2e.high) == pytest.approx((low, high), rel=1e-9)
    bounds = assess_fleet(tmp_path / "a.csv")
    assert found.total_kg_co2e.typical == bounds.total_kg_co2e.typical


def test_drawn_in_small_parts_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lots = [(p, c, y, 10 + y) for p in ("keyword-spotting", "leak-detector") for c in ("DEU", "FRA", "USA")
            for y in (2019, 2020, 2021)]  # fmt: skip
    path = write_csv(tmp_path / "a.csv", lots)
    wanted = assess_fleet(path, draws=DRAWS, seed=SEED, by=("year", "preset"))
    monkeypatch.setattr(draws, "_AT_ONCE", 2 * DRAWS)
    found = assess_fleet(path, draws=DRAWS, seed=SEED, by=("year", "preset"))
    for one, other in zip(found.groups, wanted.groups, strict=True):
        assert tuple(one.kg_co2e) == pytest.approx(tuple(other.kg_co2e), rel=1e-9)


def test_what_is_exactly_known_has_no_interval(tmp_path: Path) -> None:
    system = footprint.System.from_dict({
        "name": "known", "lifetime": "1 year", "blocks": {"casing": {"declared": "0.1 kgCO2e", "source": "test"}},
    })  # fmt: skip
    path = write_csv(tmp_path / "a.csv", [("known", "DEU", 2020, 3)])
    found = assess_fleet(path, systems={"known": system}, draws=1000)
    assert found.total_kg_co2e.low == found.total_kg_co2e.typical == found.total_kg_co2e.high
    assert found.total_kg_co2e.typical == pytest.approx(0.3, rel=1e-12)


def test_the_rules_of_draws_are_named_among_the_tables(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("keyword-spotting", "DEU", 2020, 3)])
    one = drawn("keyword-spotting", "DEU", 2020)
    found = assess_fleet(path, draws=DRAWS, seed=SEED).provenance
    assert set(found["tables"]) == set(one.tables) == {"grid_intensity", "pedigree", "uncertainty"}
    assert set(assess_fleet(path).provenance["tables"]) == {"grid_intensity"}


def test_one_lot_or_two_and_the_same_seed_give_the_same_bytes(tmp_path: Path) -> None:
    whole = write_csv(tmp_path / "a.csv", [("keyword-spotting", "DEU", 2020, 10**12 + 7)])
    split = write_csv(tmp_path / "b.csv", [("keyword-spotting", "DEU", 2020, n) for n in (10**12, 7)])
    each = [assess_fleet(path, draws=1000, seed=SEED, by=("stage",)) for path in (whole, split, split)]
    assert each[0].groups == each[1].groups
    assert each[1].to_dict() == each[2].to_dict()
    assert assess_fleet(split, draws=1000, seed=SEED + 1).total_kg_co2e != each[1].total_kg_co2e
