"""The fab model of act: E = A x (CI_fab x EPA + GPA + MPA) / Y, by hand and against its reference."""

from __future__ import annotations

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import load_set
from footprint.stages.production import die_yield, wafer_area_mm2
from footprint.system import System
from footprint.valuing import sets_that_value
from tests.footprint.devices import ACT, assumed, board, close, die, line
from tests.footprint.examples import reference

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
