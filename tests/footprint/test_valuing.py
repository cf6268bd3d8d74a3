"""Which factors value a row: gaps filled only when asked, recipes, the fab model, lines without a factor, scenarios."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import load_set, set_keys
from footprint.scenarios import Spread, scenarios, spread
from footprint.stages.production import die_yield, wafer_area_mm2
from footprint.system import System
from footprint.valuing import sets_that_value, valued_by
from tests.footprint.examples import PRESETS, reference

REL = 1e-9
PIRSON, ACT, DEFRA, DELTALCA = "pirson-bol-2021", "act", "defra-2025", "deltalca-2024"


def board(*parts: dict[str, Any], block: str = "processing") -> dict[str, Any]:
    return {"name": "a", "lifetime": "3 years", "blocks": {block: {"parts": list(parts)}}}


def die(part: str = "die-28nm", quantity: str = "10 mm2", **more: Any) -> dict[str, Any]:
    return {"part": part, "quantity": quantity, **more}


def line(quantity: str = "1 pcs", **more: Any) -> dict[str, Any]:
    return {"quantity": quantity, **more}


def close(value: Any) -> Any:
    return pytest.approx(value, rel=REL)


def assumed(result: footprint.Footprint) -> dict[str, Any]:
    return {a.field: a.value for a in result.assumed}


# Gaps: filled only when asked


def test_gap_is_an_error_that_names_the_set_that_has_it() -> None:
    with pytest.raises(InputError) as caught:
        footprint.assess(board(line(part="cell-aa-alkaline"), block="power_supply"))
    error = caught.value
    assert "pirson-bol-2021 has no factor for part cell-aa-alkaline in pcs" in str(error)
    assert "--fill-from defra-2025" in error.hint
    assert error.path[:4] == ("blocks", "power_supply", "parts", 0)


def test_node_that_act_does_not_have_is_an_error_there() -> None:
    """ACT has no node above 28 nm; microcontrollers are made in 90 nm."""
    with pytest.raises(InputError, match=r"act has no factor for part die-90nm.*--fill-from pirson-bol-2021"):
        footprint.assess(board(die("die-90nm")), factors=ACT)


def test_node_that_act_does_not_have_is_filled_when_asked() -> None:
    """10 mm2 x 0.0168 = 0.168 kg from the other set; the result says so wherever it is read."""
    result = footprint.assess(board(die("die-90nm")), factors=ACT, fill_from=PIRSON)
    (row,) = result.rows
    assert result.total_kg_co2e.typical == close(0.168)
    assert row.factor_set == PIRSON
    assert result.filled == (row,)
    (filled,) = result.coverage["filled"]
    assert filled == {"stage": "production", "block": "processing", "item": "die-90nm", "factor_set": PIRSON,
                      "kg_co2e": row.kg_co2e.typical}  # fmt: skip
    document = result.to_dict()
    assert document["factor_set"] == ACT
    assert document["fill_from"] == [PIRSON]
    assert document["factor_set_versions"] == {ACT: load_set(ACT).version, PIRSON: load_set(PIRSON).version}
    assert document["rows"][0]["factor_set"] == PIRSON
    assert document["coverage"]["filled"] == [filled]
    assert PIRSON in result.basis


def test_own_factor_goes_before_that_of_a_filling_set() -> None:
    """ABS is in both: 100 g x 0.003485 = 0.3485 kg by the first, 0.335428062 kg by the other."""
    data = board(line("100 g", part="abs"), block="casing")
    for first, other, kg in ((PIRSON, DEFRA, 0.3485), (DEFRA, PIRSON, 0.335428062)):
        result = footprint.assess(data, factors=first, fill_from=other)
        assert result.total_kg_co2e.typical == close(kg)
        assert [r.factor_set for r in result.rows] == [first]
        assert result.filled == ()
        assert result.coverage["filled"] == []


def test_sets_are_asked_in_their_order() -> None:
    """Aluminium: 10 g x 0.0151 = 0.151 kg in act, 10 g x 9.11590131 g/g = 0.0911590131 kg in defra-2025."""
    data = board(line("10 g", part="aluminium"), block="casing")
    assert footprint.assess(data, fill_from=(ACT, DEFRA)).total_kg_co2e.typical == close(0.151)
    assert footprint.assess(data, fill_from=(DEFRA, ACT)).total_kg_co2e.typical == close(0.0911590131)
    assert footprint.assess(data, fill_from=load_set(ACT)).total_kg_co2e.typical == close(0.151)


def test_nothing_is_filled_unless_asked() -> None:
    for key in set_keys():
        for preset in footprint.preset_names():
            try:
                result = footprint.assess(footprint.load_system(preset), factors=key)
            except InputError:
                continue
            assert {r.factor_set for r in result.rows} <= {key, None}
            assert result.filled == ()


def test_filling_changes_the_hash_of_the_inputs_and_not_the_total_of_a_whole_set() -> None:
    data = board(die("die-90nm"))
    alone, asked = footprint.assess(data), footprint.assess(data, fill_from=ACT)
    assert alone.total_kg_co2e == asked.total_kg_co2e
    assert alone.inputs_sha256 != asked.inputs_sha256


def test_level_is_filled_from_another_set() -> None:
    """Casing HSL-1 typical is a block value of the default set: 0.27 kg."""
    data = {"name": "a", "lifetime": "3 years", "blocks": {"memory": {"hsl": 0, "case": "best"},
                                                           "casing": {"hsl": 1, "case": "typical"}}}  # fmt: skip
    result = footprint.assess(data, factors=DELTALCA, fill_from=PIRSON)
    assert result.total_kg_co2e.typical == close(0.27)
    assert [r.block for r in result.filled] == ["casing"]
    with pytest.raises(InputError, match="deltalca-2024 has no value for Casing HSL-1 typical") as caught:
        footprint.assess(data, factors=DELTALCA)
    assert "pirson-bol-2021 and defra-2025 can value it: --fill-from pirson-bol-2021" in caught.value.hint


def test_unknown_set_to_fill_from() -> None:
    with pytest.raises(InputError, match='unknown factor set "defra"') as caught:
        footprint.assess(board(die()), fill_from="defra")
    assert DEFRA in caught.value.valid


# The fab model of act: E = A x (CI_fab x EPA + GPA + MPA) / Y

TAIWAN_2024 = 0.635651  # kg CO2e per kWh, life cycle


def by_formula(area_cm2: float, ci: float, epa: float, gpa: float, mpa: float, good: float) -> float:
    """The formula as it is published, beside the rows it is taken apart into."""
    return area_cm2 * (ci * epa + gpa + mpa) / good


def test_act_die_by_hand() -> None:
    """10 mm2 in 28 nm, made in Taiwan in 2024, yield 87.5 %.

    0.1 cm2 / 0.875 = 0.1142857143 cm2 of wafer; x 0.9 kWh = 0.1028571429 kWh x 0.635651 = 0.0653812457 kg;
    gases 0.1142857143 x 0.1375 = 0.0157142857 kg; materials 0.1142857143 x 0.5 = 0.0571428571 kg.
    Together 0.1382383886 kg, or 0.01382384 kg per mm2.
    """
    fab = {"country": "TWN", "year": 2024, "yield": "87.5 %"}
    result = footprint.assess(board(die(fab=fab)), factors=ACT)
    assert [r.kg_co2e.typical for r in result.rows] == [
        pytest.approx(kg, abs=5e-11) for kg in (0.0653812457, 0.0157142857, 0.0571428571)
    ]
    assert [r.factor_key for r in result.rows] == ["grid.TWN.2024", "fab-gas-28nm", "fab-materials"]
    assert result.total_kg_co2e.typical == close(by_formula(0.1, TAIWAN_2024, 0.9, 0.1375, 0.5, 0.875))
    assert result.total_kg_co2e.typical == pytest.approx(0.1382383886, abs=5e-11)
    assert not assumed(result)
    assert {"fab_nodes", "grid_intensity"} <= set(result.tables)


def test_act_formula_equals_the_calculated_columns_of_the_reference() -> None:
    """Per mm2, with 642, 481 and 12 g/kWh for the fab, 97, 95 and 99 % of the gases abated, yield 0.875."""
    checked = 0
    for row in reference("act_logic_nodes.csv"):
        epa, mpa, good = (float(row[c]) for c in ("EPA_kWh_per_cm2", "MPA_g_per_cm2", "default_yield"))
        for column, ci, gas in (
            ("CPA_kg_per_mm2_Taiwan642_GPA97_calc", 0.642, "GPA97_mean_g_per_cm2"),
            ("CPA_kg_per_mm2_World481_GPA97_calc", 0.481, "GPA97_mean_g_per_cm2"),
            ("CPA_kg_per_mm2_Taiwan642_GPA95_calc", 0.642, "GPA95_g_per_cm2"),
            ("CPA_kg_per_mm2_nuclear12_GPA99_calc", 0.012, "GPA99_g_per_cm2"),
        ):
            area = wafer_area_mm2(1.0, good) * 0.01  # cm2 of wafer for 1 mm2 of die
            kg = area * (ci * epa + float(row[gas]) / 1000 + mpa / 1000)
            assert kg == close(by_formula(0.01, ci, epa, float(row[gas]) / 1000, mpa / 1000, good))
            assert kg == pytest.approx(float(row[column]), abs=5.1e-6), f"{row['node']} {column}"
            checked += 1
    assert checked == 52


def test_every_act_node_equals_the_formula_with_the_grid_of_taiwan() -> None:
    """The reference takes 642 g/kWh for Taiwan; with 635.651 g a die is up to 0.7 % lower."""
    for row in reference("act_logic_nodes.csv"):
        if row["source"] != "facebookresearch/ACT":
            continue
        fab = {"country": "TWN", "year": 2024, "yield": "87.5 %"}
        found = footprint.assess(board(die(f"die-{row['node']}", "1 mm2", fab=fab)), factors=ACT).total_kg_co2e
        epa, gas, mpa = (float(row[c]) for c in ("EPA_kWh_per_cm2", "GPA97_mean_g_per_cm2", "MPA_g_per_cm2"))
        assert found.typical == close(by_formula(0.01, TAIWAN_2024, epa, gas / 1000, mpa / 1000, 0.875))
        printed = float(row["CPA_kg_per_mm2_Taiwan642_GPA97_calc"])
        assert 0.992 * printed < found.typical < printed
        low, high = (float(row[c]) / 1000 for c in ("GPA99_g_per_cm2", "GPA95_g_per_cm2"))
        assert found.low == pytest.approx(by_formula(0.01, TAIWAN_2024, epa, low, mpa / 1000, 0.875), rel=1e-3)
        assert found.high == pytest.approx(by_formula(0.01, TAIWAN_2024, epa, high, mpa / 1000, 0.875), rel=1e-3)


def test_die_yield_by_hand() -> None:
    """0.07 defects per cm2 on 10 mm2: (1 + 0.07 x 0.1 / 10)^-10 = 1.0007^-10 = 0.9930268747;
    1 per cm2 on 10 cm2: 2^-10 = 0.0009765625; nothing on nothing: 1."""
    assert die_yield(10, 0.07) == close(1.0007**-10)
    assert die_yield(10, 0.07) == pytest.approx(0.9930268747, abs=5e-11)
    assert die_yield(1000, 1.0) == close(0.0009765625)
    assert die_yield(0, 0.2) == 1.0


def test_yield_of_a_die_by_its_defect_density_by_hand() -> None:
    """Nothing said of the fab: Taiwan, and in 28 nm 0.07 defects per cm2, so 0.1 cm2 x 1.0007^10 of wafer;
    the yield of the model, 0.875, is the upper bound of the wafer."""
    result = footprint.assess(board(die()), factors=ACT)
    wafer_cm2 = 0.1 * 1.0007**10
    assert result.total_kg_co2e.typical == close(wafer_cm2 * (TAIWAN_2024 * 0.9 + 0.1375 + 0.5))
    gases = next(r for r in result.rows if r.factor_key == "fab-gas-28nm")
    assert gases.quantity == close(wafer_cm2)
    assert gases.quantity_bounds == close((wafer_cm2, 0.1 / 0.875))
    assert gases.kg_co2e.high == close(0.1 / 0.875 * 0.175)
    assert assumed(result) == {
        "blocks.processing.parts.0.fab.country": "TWN 2024", "blocks.processing.parts.0.fab.yield": "0.993",
    }  # fmt: skip


def test_large_die_of_many_defects_does_not_fall_below_its_own_typical_value() -> None:
    """800 mm2 in 7 nm, 0.2 per cm2: yield (1 + 0.2 x 8 / 10)^-10 = 1.16^-10 = 0.2267, below 0.875."""
    result = footprint.assess(board(die("die-7nm", "800 mm2")), factors=ACT)
    gases = next(r for r in result.rows if r.factor_key == "fab-gas-7nm")
    assert gases.quantity == close(8 * 1.16**10)
    assert gases.quantity_bounds == close((8 * 1.16**10, 8 * 1.16**10))


def test_node_without_a_defect_density_takes_the_yield_of_the_model() -> None:
    """20 nm: 0.1 cm2 / 0.875."""
    result = footprint.assess(board(die("die-20nm")), factors=ACT)
    assert result.rows[1].quantity == close(0.1 / 0.875)
    assert assumed(result)["blocks.processing.parts.0.fab.yield"] == "0.875"


def test_fab_in_another_country_changes_the_electricity_only() -> None:
    """France 2024, 0.044179 kg/kWh: 0.1028571429 kWh x 0.044179 = 0.0045441257 kg instead of 0.0653812457 kg."""
    taiwan, france = (
        footprint.assess(board(die(fab={"country": c, "year": 2024, "yield": "87.5 %"})), factors=ACT)
        for c in ("TWN", "FRA")
    )
    assert france.rows[0].kg_co2e.typical == pytest.approx(0.0045441257, abs=5e-11)
    assert [r.kg_co2e for r in france.rows[1:]] == [r.kg_co2e for r in taiwan.rows[1:]]


def test_bounds_of_a_die_area_go_through_the_fab_model() -> None:
    """8 to 14 mm2 at a yield of 87.5 %: 0.08 / 0.875 to 0.14 / 0.875 cm2 of wafer."""
    part = die(low="8 mm2", high="14 mm2", fab={"country": "TWN", "year": 2024, "yield": "87.5 %"})
    result = footprint.assess(board(part), factors=ACT)
    materials = result.rows[2]
    assert materials.quantity_bounds == close((0.08 / 0.875, 0.14 / 0.875))
    assert materials.kg_co2e == close((0.08 / 0.875 * 0.4995, 0.1 / 0.875 * 0.5, 0.14 / 0.875 * 0.5005))


def test_yield_of_a_fab_can_be_a_plain_share() -> None:
    """As every other share: duty: 0.02, efficiency: 0.8."""
    share, percent = (board(die(fab={"country": "TWN", "yield": y})) for y in (0.875, "87.5 %"))
    assert System.from_dict(share) == System.from_dict(percent)


def test_yield_of_a_fab_goes_to_a_file_and_back() -> None:
    system = System.from_dict(board(die(fab={"country": "TWN", "yield": "87.5 %"})))
    assert System.from_dict(system.to_file_dict()) == system


def test_fab_of_a_part_that_the_set_has_no_model_for_is_warned_of() -> None:
    result = footprint.assess(board(die("die-90nm", fab={"country": "TWN"})))
    assert result.total_kg_co2e.typical == close(0.168)
    (warning,) = result.warnings
    assert "die-90nm: pirson-bol-2021 has no model of the fab, so fab changes nothing" in warning


def test_traps_of_act_do_not_ship() -> None:
    """A board at 0.43 kg per m2 instead of 160, 0.15 kg per package, 0.3 kg for a capacitor: none has a factor."""
    keys = load_set(ACT).factors
    assert not [k for k in keys if any(word in k for word in ("pcb", "package", "capacitor", "inductor", "resistor"))]
    assert ACT not in sets_that_value("pcb-fr4-4-layers", "mm2")
    assert ACT not in sets_that_value("capacitor-0402", "pcs")
    with pytest.raises(InputError, match="act has no factor for part pcb-fr4-4-layers"):
        footprint.assess(board(line("8.1 cm2", part="pcb-fr4-4-layers"), block="pcb"), factors=ACT)
    fab = {"country": "TWN", "year": 2024, "yield": "87.5 %"}
    small = footprint.assess(board(die(quantity="1 mm2", fab=fab)), factors=ACT).total_kg_co2e
    assert small.high < 0.015, "a die of 1 mm2 brings no package of 0.15 kg"


# Recipes


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


# Bounds, lines and coverage


def test_bounds_of_a_quantity_by_hand() -> None:
    """10 mm2, between 8 and 14, in 90 nm at 0.01676 to 0.017: 0.13408, 0.168 and 0.238 kg."""
    (row,) = footprint.assess(board(die("die-90nm", low="8 mm2", high="0.14 cm2", status="estimated"))).rows
    assert row.kg_co2e == close((8 * 0.01676, 0.168, 14 * 0.017))
    assert row.quantity_bounds == close((8, 14))
    assert row.status == "estimated"


def test_part_without_a_factor_in_any_set_is_listed_and_not_in_the_total() -> None:
    result = footprint.assess(board(die("die-90nm"), line("2 pcs", part="crystal", name="X1"), block="others"))
    assert result.total_kg_co2e.typical == close(0.168)
    assert len(result.rows) == 1
    (left,) = result.unvalued
    assert (left.block, left.item, left.quantity, left.unit) == ("others", "X1", 2, "pcs")
    assert "no factor set has a factor" in left.why
    assert "Others: X1" in result.coverage["missing"]
    assert result.coverage["assessed"] == 1


def test_line_by_name_only_is_listed_with_its_reason() -> None:
    parts = [line(name="BSS138 level shifter"), line(name="bracket", source="drawing 7, material not stated")]
    result = footprint.assess(board(*parts, block="others"))
    assert [(u.item, u.why) for u in result.unvalued] == [
        ("BSS138 level shifter", "no part of the library was named"), ("bracket", "drawing 7, material not stated"),
    ]  # fmt: skip
    assert result.total_kg_co2e == (0, 0, 0)
    assert result.rows == ()


@pytest.mark.parametrize("part", [{}, {"part": "crystal"}, {"part": "die-90nm", "quantity": "1 mm2"}])
def test_declared_line_needs_no_factor_and_takes_none(part: dict[str, Any]) -> None:
    """0.5 kg declared for the line, between 0.3 and 0.9, whatever the part is."""
    declared = {"declared": "500 gCO2e", "declared_low": "0.3 kgCO2e", "declared_high": "0.9 kgCO2e", "source": "PCF"}
    result = footprint.assess(board({"name": "module", "quantity": "2 pcs", **part, **declared}))
    (row,) = result.rows
    assert row.kg_co2e == close((0.3, 0.5, 0.9))
    assert (row.item, row.status, row.source, row.factor_set) == ("module", "declared", "PCF", None)
    assert not result.unvalued
    assert not result.warnings


def test_declared_line_without_bounds_or_source_is_listed() -> None:
    result = footprint.assess(board(line(name="module", declared="0.5 kgCO2e")))
    assert assumed(result) == {"blocks.processing.parts.0.interval": "none"}
    (warning,) = result.warnings
    assert "module: declared value without a source" in warning
    assert result.total_kg_co2e == (0.5, 0.5, 0.5)


def test_share_of_mass_and_cost_by_hand() -> None:
    """30 of 40 g and 2 of 8 are assessed: 75 % of the mass, 25 % of the cost. A declared line is assessed."""
    parts = [
        die("die-90nm", mass="20 g", cost=1.5), line(name="module", declared="1 kgCO2e", mass="0.01 kg", cost=0.5),
        line(part="crystal", mass="4 g", cost=2.0), line(name="unknown", mass="6000 mg", cost=4.0),
    ]  # fmt: skip
    coverage = footprint.assess(board(*parts)).coverage
    assert coverage["mass_share"] == close(0.75)
    assert coverage["cost_share"] == close(0.25)


def test_share_is_null_unless_every_line_says_it() -> None:
    parts = [die("die-90nm", mass="20 g", cost=1.0), line(part="crystal", mass="5 g")]
    coverage = footprint.assess(board(*parts)).coverage
    assert coverage["mass_share"] == close(0.8)
    assert coverage["cost_share"] is None
    assert footprint.assess(board(die("die-90nm"))).coverage["mass_share"] is None


def test_share_of_lines_that_were_all_assessed_is_one() -> None:
    coverage = footprint.assess(board(die("die-90nm", mass="20 g"), die("die-130nm", mass="1 g"))).coverage
    assert coverage["mass_share"] == 1


def test_lines_of_a_block_left_out_do_not_count_in_the_share() -> None:
    data = board(die("die-90nm", mass="20 g"))
    data["blocks"]["casing"] = {"include": False, "why": "x", "parts": [line("9 g", name="box", mass="9 g")]}
    assert footprint.assess(data).coverage["mass_share"] == 1


# Messages


def test_unknown_part_names_the_nearest_and_the_way_out() -> None:
    with pytest.raises(InputError) as caught:
        footprint.assess(board(die("die-91nm")))
    assert caught.value.valid[0] == "die-90nm"
    assert "declared" in caught.value.hint
    assert 'unknown part "die-91nm"' in str(caught.value)


@pytest.mark.parametrize(
    ("part", "quantity", "said"),
    [
        ("die-90nm", "1 g", "die-90nm is counted in mm2, not in g"),
        ("crystal", "1 g", "crystal is counted in pcs, not in g"),
        ("li-ion-battery", "1 pcs", "li-ion-battery is counted in g or kWh, not in pcs"),
        ("dram-lpddr4", "5 mm2", "dram-lpddr4 is counted in GB, not in mm2"),
    ],
)
def test_unit_that_does_not_fit_the_part(part: str, quantity: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        footprint.assess(board(line(quantity, part=part)))
    assert caught.value.path == ("blocks", "processing", "parts", 0, "part")


@pytest.mark.parametrize("part", ["dram-57nm", "flash-45nm"])
def test_unit_of_a_part_that_only_another_set_counts_in(part: str) -> None:
    """act counts memory by capacity and has other parts for it: the default set has this one."""
    with pytest.raises(InputError, match="--fill-from pirson-bol-2021"):
        footprint.assess(board(line("5 mm2", part=part)), factors=ACT)


# Scenarios


MIXED: dict[str, Any] = {
    "name": "a",
    "lifetime": "3 years",
    "blocks": {
        "processing": {"parts": [die("die-90nm")]},  # 0.168 kg by the default set alone
        "casing": {"parts": [line("100 g", part="abs")]},  # 0.3485 kg, or 0.335428062 kg
        "transport": {"declared": "0.2 kgCO2e", "source": "x"},
    },
    "use": {"energy": {"amount": "1 kWh", "over": "3 years"}, "grid": {"country": "DEU", "year": 2024}},
}  # 0.34414 kg in use


def test_scenarios_have_every_set_first_the_default() -> None:
    found = scenarios(System.from_dict(MIXED)).found
    assert [s.key for s in found] == [PIRSON, ACT, DEFRA, DELTALCA, "truncation-x2"]
    assert scenarios(System.from_dict(MIXED), first=DEFRA).found[0].key == DEFRA


def test_own_share_by_hand() -> None:
    """All 0.5165 kg that need a factor set are the default's own: 1. Of 0.503428062 kg with defra-2025 its own
    are 0.335428062 kg: 0.66628796. The others have nothing of it. Grid and declared values are nobody's."""
    found = {s.key: s for s in scenarios(System.from_dict(MIXED)).found}
    assert found[PIRSON].own_share == 1
    assert found[DEFRA].own_share == close(0.335428062 / 0.503428062)
    assert found[ACT].own_share == 0
    assert found[DELTALCA].own_share == 0
    assert found[PIRSON].total_kg_co2e.typical == close(0.5165 + 0.2 + 0.34414)
    assert found[DEFRA].total_kg_co2e.typical == close(0.503428062 + 0.2 + 0.34414)


def test_truncation_by_hand() -> None:
    """Twice production and transport, 2 x (0.5165 + 0.2) = 1.433 kg; use stays 0.34414 kg: 1.77714 kg."""
    found = scenarios(System.from_dict(MIXED)).found
    doubled = found[-1]
    assert (doubled.key, doubled.own_share, doubled.result) == ("truncation-x2", None, None)
    assert doubled.total_kg_co2e.typical == close(1.77714)
    assert doubled.by_block["use"] == found[0].by_block["use"]
    assert doubled.by_block["processing"] == close(tuple(2 * v for v in found[0].by_block["processing"]))
    assert PIRSON in doubled.title
    assert "Pirson" in doubled.source


def test_truncation_is_in_no_interval() -> None:
    found = scenarios(System.from_dict(MIXED)).found
    assert found[0].total_kg_co2e == footprint.assess(MIXED).total_kg_co2e
    assert found[0].total_kg_co2e.high < found[-1].total_kg_co2e.typical


def test_truncation_of_a_published_system_by_hand() -> None:
    """Keyword spotting: 2.660828804964 kg, of which 0.010828804964 in use and 0.1 training:
    2 x 2.55 + 0.110828804964 = 5.210828804964 kg."""
    found = scenarios(footprint.load_system("keyword-spotting")).found
    assert found[0].total_kg_co2e.typical == pytest.approx(2.660828804964, rel=1e-8)
    assert found[-1].total_kg_co2e.typical == pytest.approx(5.210828804964, rel=1e-8)


def test_spread_names_least_and_most_and_the_widest_comes_first() -> None:
    """Per block: ABS 0.0130719 kg apart; the pair of metals 0.0925 kg, by defra-2025 0.1197980262 kg and by
    act 10 g x 0.0151 + 10 g x 0.00189 = 0.1699 kg. What only one set values does not differ, and does not show."""
    packaging = {"parts": [line("10 g", part="aluminium-steel-pair")]}
    data = {**MIXED, "blocks": {**MIXED["blocks"], "packaging": packaging}}
    found = spread(scenarios(System.from_dict(data)))
    assert [s.block for s in found] == ["packaging", "casing"]
    first, second = found
    assert isinstance(first, Spread)
    assert first == ("packaging", close(0.0925), PIRSON, close(0.1699), ACT)
    assert second == ("casing", close(0.335428062), DEFRA, close(0.3485), PIRSON)
    assert first.ratio == close(0.1699 / 0.0925)
    widths = [s.most_kg_co2e - s.least_kg_co2e for s in found]
    assert widths == sorted(widths, reverse=True)


def test_spread_of_nothing_has_no_ratio() -> None:
    assert Spread("casing", 0.0, "a", 1.0, "b").ratio is None


def test_scenarios_of_a_system_that_no_set_can_value_are_an_error() -> None:
    with pytest.raises(InputError, match='unknown part "die-91nm"'):
        scenarios(System.from_dict(board(die("die-91nm"))))


def test_scenario_document() -> None:
    for scenario in scenarios(System.from_dict(MIXED)).found:
        document = scenario.to_dict()
        assert document["total_kg_co2e"]["typical"] == scenario.total_kg_co2e.typical
        assert set(document["by_block"]) == {"processing", "casing", "transport", "use"}
        if scenario.result is None:
            assert document["fill_from"] is None
        else:
            assert sorted([scenario.key, *document["fill_from"]]) == sorted(set_keys())


@pytest.mark.parametrize("preset", PRESETS)
def test_published_systems_are_all_the_own_of_the_default_set(preset: str) -> None:
    first = scenarios(footprint.load_system(preset)).found[0]
    assert first.own_share == 1
    assert first.result is not None
    assert first.result.filled == ()
