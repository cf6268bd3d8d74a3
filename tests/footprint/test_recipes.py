"""Recipes: a part that a set has no factor for becomes the parts that it has."""

from __future__ import annotations

import footprint
from footprint.factors import load_set
from footprint.valuing import sets_that_value, valued_by
from tests.footprint.devices import ACT, DEFRA, DELTALCA, PIRSON, assumed, board, close, line


def test_aa_cell_becomes_its_mass_by_hand() -> None:
    """23 g x 4.63347826 g/g = 0.10656999998 kg a cell; 22.5 to 23.5 g."""
    data = board(line("1 pcs", part="cell-aa-alkaline"), block="power_supply")
    result = footprint.assess(data, factors=DEFRA)
    (row,) = result.rows
    assert row.item == "cell-aa-alkaline, as alkaline-battery"
    assert row.factor_key == "alkaline-battery"
    assert (row.quantity, row.unit) == (close(0.023), "kg")
    assert row.kg_co2e == close((0.0225 * 4.633478255, 0.10656999998, 0.0235 * 4.633478265))
    assert "Energizer E91" in row.source
    assert "recipes" in result.tables


def test_memory_by_capacity_becomes_its_die_by_hand() -> None:
    """512 MB of DRAM: 0.512 GB x 61.5 mm2 = 31.488 mm2 x 0.0214 = 0.6738432 kg; up to 64 mm2 a GB at 0.024."""
    result = footprint.assess(board(line("512 MB", part="dram-57nm"), block="memory"))
    assert result.rows[0].quantity == close(31.488)
    assert result.total_kg_co2e == close((31.488 * 0.0183, 0.6738432, 0.512 * 64 * 0.024))


def test_battery_by_energy_and_by_mass_by_hand() -> None:
    """7.2 Wh in pirson-bol-2021, per g: 36 g x 0.0253 = 0.9108 kg. 36 g in act, per kWh: 0.0072 x 87 = 0.6264 kg."""
    by_energy = board(line("7.2 Wh", part="li-ion-battery"), block="power_supply")
    by_mass = board(line("36 g", part="li-ion-battery"), block="power_supply")
    assert footprint.assess(by_energy).total_kg_co2e.typical == close(0.9108)
    assert footprint.assess(by_mass, factors=ACT).total_kg_co2e.typical == close(0.6264)
    for data, factors in ((by_energy, PIRSON), (by_mass, ACT)):
        assert "recipes.li-ion-battery" in assumed(footprint.assess(data, factors=factors))
    for data, factors, kg in ((by_mass, PIRSON, 0.9108), (by_energy, ACT, 0.6264)):
        result = footprint.assess(data, factors=factors)
        assert result.total_kg_co2e.typical == close(kg)
        assert not assumed(result), "in the unit of the set nothing is assumed"


def test_alternative_of_a_recipe_by_what_a_set_has() -> None:
    """An 18650 cell is 47 g x 0.0253 = 1.1891 kg where batteries are per g, 0.012 kWh x 87 = 1.044 kg where per kWh."""
    data = board(line("1 pcs", part="cell-18650"), block="power_supply")
    assert footprint.assess(data).total_kg_co2e.typical == close(1.1891)
    assert footprint.assess(data, factors=ACT).total_kg_co2e.typical == close(1.044)


def test_pair_of_metals_becomes_both_by_hand() -> None:
    """10 g of each: 10 x 9.11590131 g + 10 x 2.86390131 g = 0.1197980262 kg; as a pair 10 x 9.25 g = 0.0925 kg."""
    data = board(line("10 g", part="aluminium-steel-pair"), block="casing")
    result = footprint.assess(data, factors=DEFRA)
    assert [r.factor_key for r in result.rows] == ["aluminium", "steel"]
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.0911590131), close(0.0286390131)]
    assert result.total_kg_co2e.typical == close(0.1197980262)
    assert footprint.assess(data).total_kg_co2e.typical == close(0.0925)


def test_own_factor_goes_before_a_recipe() -> None:
    (row,) = footprint.assess(board(line("0.2 g", part="electret-microphone"), block="sensing")).rows
    assert row.quantity_bounds is None
    assert row.kg_co2e.typical == close(0.04)


def test_bounds_of_a_quantity_and_of_a_recipe_multiply() -> None:
    """1 to 3 microphones of 0.05 to 0.2 g at 0.175 to 0.225 kg/g: 0.00875 to 0.135 kg around 2 x 0.1 x 0.2 = 0.04."""
    part = line("2 pcs", low="1 pcs", high="3 pcs", part="electret-microphone")
    result = footprint.assess(board(part, block="sensing"))
    assert result.total_kg_co2e == close((0.00875, 0.04, 0.135))


def test_who_can_value_what() -> None:
    assert sets_that_value("die-90nm", "mm2") == (PIRSON,)
    assert sets_that_value("die-28nm", "mm2") == (ACT,)
    assert sets_that_value("abs", "g") == (PIRSON, DEFRA)
    assert sets_that_value("resistor-0402", "pcs") == (DELTALCA,)
    assert sets_that_value("crystal", "pcs") == ()
    first = valued_by("abs", "g", (load_set(ACT), load_set(DEFRA), load_set(PIRSON)))
    assert first is load_set(DEFRA)
