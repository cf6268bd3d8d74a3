"""Worked examples of every stage but production, solved by hand; each result is that of the arithmetic beside it.

A year of service is 8760 h, so 1 mW over a year is 8.76 Wh. Where nothing else matters the grid is
0.5 kg CO2e per kWh, which makes 1 mW over three years 26.28 Wh and 0.01314 kg.
"""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.items import Unvalued
from footprint.stages.grid import path_share, table_mean
from footprint.stages.supply import at_supply_mw, battery_years, replacements
from footprint.stages.training import hardware_kwh, per_device_kwh, trainings
from footprint.stages.transport import freight_tkm
from footprint.stages.use import energy_kwh, mean_power_mw, scaled_energy_kwh
from footprint.system import System

REL = 1e-9
GRID = {"intensity": "0.5 kgCO2e/kWh", "source": "a round number"}
ON_1_MW = [{"name": "on", "power": "1 mW", "duty": 1}]
DEFRA = "defra-2025"


def device(lifetime: str = "3 years", **sections: Any) -> dict[str, Any]:
    return {"name": "a", "lifetime": lifetime, **sections}


def used(lifetime: str = "3 years", *, fill_from: str | None = None, **use: Any) -> footprint.Footprint:
    """A device of which only the use stage is described."""
    return footprint.assess(device(lifetime, use=use), fill_from=fill_from)


def close(value: float) -> Any:
    return pytest.approx(value, rel=REL)


def row_of(result: footprint.Footprint, item: str) -> footprint.Row:
    (found,) = [r for r in result.rows if item in r.item]
    return found


def assumed(result: footprint.Footprint) -> dict[str, Any]:
    return {a.field: a.value for a in result.assumed}


# Use: power states and regulators


def test_use_behind_an_ldo_by_hand() -> None:
    """Awake 2 % of the time at 10 mA, asleep at 0.01 mA, 1.8 V from a cell of 3.7 V through an LDO.

    Mean current 0.02 x 10 + 0.98 x 0.01 = 0.2098 mA; the LDO passes it on, so the cell gives
    0.2098 mA x 3.7 V = 0.77626 mW. Over 26 280 h that is 20.4001128 Wh, at 0.5 kg/kWh 0.0102000564 kg.
    """
    result = used(
        states=[
            {"name": "awake", "current": "10 mA", "duty": "2 %"},
            {"name": "asleep", "current": "10 uA", "duty": "98 %"},
        ],
        regulator={"kind": "ldo", "supply_voltage": "3.7 V", "load_voltage": "1.8 V"},
        grid=GRID,
    )
    (row,) = result.rows
    assert row.quantity == close(0.0204001128)
    assert row.kg_co2e == close((0.0102000564,) * 3)
    assert "use.states" not in assumed(result), "the duties add up to the whole time"


def test_ldo_energy_goes_with_the_supply_voltage() -> None:
    """The same load from 5 V instead of 2.5 V: twice the energy. Its own 0.5 mW does not change."""

    def kg(volt: float, own: str) -> float:
        regulator = {"kind": "ldo", "supply_voltage": f"{volt} V", "load_voltage": "1.8 V", "quiescent": own}
        return used(states=ON_1_MW, regulator=regulator, grid=GRID).total_kg_co2e.typical

    assert kg(5, "0 mW") == close(2 * kg(2.5, "0 mW"))
    assert kg(5, "500 uW") - kg(5, "0 mW") == close(0.5 * 0.01314)
    assert kg(2.5, "500 uW") - kg(2.5, "0 mW") == close(0.5 * 0.01314)


def test_ldo_at_equal_voltages_costs_nothing() -> None:
    regulator = {"kind": "ldo", "supply_voltage": "3.3 V", "load_voltage": "3.3 V"}
    assert used(states=ON_1_MW, regulator=regulator, grid=GRID).total_kg_co2e.typical == close(0.01314)


def test_use_behind_a_switching_regulator_by_hand() -> None:
    """20 mA at 3.3 V for 5 % of the time, efficiency 88 %, 0.05 mW for the regulator itself.

    0.05 x 66 mW = 3.3 mW; / 0.88 = 3.75 mW; + 0.05 = 3.8 mW. Over 26 280 h: 99.864 Wh, 0.049932 kg.
    """
    result = used(
        states=[{"name": "on", "current": "20 mA", "duty": 0.05}], voltage="3.3 V",
        regulator={"kind": "switching", "efficiency": "88 %", "quiescent": "50 uW"}, grid=GRID,
    )  # fmt: skip
    assert result.rows[0].quantity == close(0.099864)
    assert result.total_kg_co2e.typical == close(0.049932)


def test_switching_regulator_does_not_ask_the_voltage() -> None:
    """1 mW / 0.8 = 1.25 mW: 0.016425 kg."""
    result = used(states=ON_1_MW, regulator={"kind": "switching", "efficiency": 0.8}, grid=GRID)
    assert result.total_kg_co2e.typical == close(0.016425)


def test_current_times_voltage_is_power() -> None:
    """4 mA at 2.5 V is 10 mW: 0.1314 kg; a state given by power may stand beside one given by current."""
    states = [{"name": "a", "current": "4 mA", "duty": 0.5}, {"name": "b", "power": "10 mW", "duty": 0.5}]
    result = used(states=states, voltage="2.5 V", grid=GRID)
    assert result.total_kg_co2e.typical == close(0.1314)


def test_rest_of_the_time_is_off_and_listed() -> None:
    """1 mW for a quarter of the time: 0.003285 kg, and 75 % of the time counts as off."""
    result = used(states=[{"name": "on", "power": "1 mW", "duty": 0.25}], grid=GRID)
    assert result.total_kg_co2e.typical == close(0.003285)
    assert assumed(result)["use.states"] == "0 mW"


def test_functions_of_the_use_stage_by_hand() -> None:
    """0.1 x 20 + 0.9 x 0.5 = 2.45 mW; 1 mW over 2 years is 17.52 Wh; 5 Wh in 2 years are 15 Wh in 6."""
    assert mean_power_mw([(0.1, 20.0), (0.9, 0.5)]) == close(2.45)
    assert at_supply_mw(2.45, None) == 2.45
    assert energy_kwh(1.0, 2.0) == close(0.01752)
    assert scaled_energy_kwh(0.005, 2.0, 6.0) == close(0.015)


# Use: supplies


def test_mains_with_standby_by_hand() -> None:
    """1 W through an adapter of 80 % that draws 75 mW of its own: 1250 + 75 = 1325 mW.

    Over 26 280 h: 34.821 kWh, 17.4105 kg.
    """
    supply = {"kind": "mains", "efficiency": "80 %", "standby": "75 mW"}
    result = used(states=[{"name": "on", "power": "1 W", "duty": 1}], supply=supply, grid=GRID)
    assert result.rows[0].quantity == close(34.821)
    assert result.total_kg_co2e.typical == close(17.4105)
    assert result.battery_life is None
    assert not assumed(result)


def test_mains_without_standby_lists_it_as_assumed() -> None:
    """1 mW / 0.5 = 2 mW: 0.02628 kg; the standby loss was not given."""
    result = used(states=ON_1_MW, supply={"kind": "mains", "efficiency": 0.5}, grid=GRID)
    assert result.total_kg_co2e.typical == close(0.02628)
    assert assumed(result) == {"use.supply.standby": "0 mW"}


def test_adapter_of_a_device_that_is_off_still_draws() -> None:
    """Standby 100 mW for 3 years: 2.628 kWh, 1.314 kg."""
    supply = {"kind": "mains", "efficiency": 0.5, "standby": "0.1 W"}
    result = used(states=[{"name": "off", "power": "0 mW", "duty": 1}], supply=supply, grid=GRID)
    assert result.total_kg_co2e.typical == close(1.314)


def test_no_supply_is_listed_as_such() -> None:
    assert assumed(used(states=ON_1_MW, grid=GRID)) == {"use.supply": "none"}


RECHARGEABLE = {
    "kind": "rechargeable", "charge_efficiency": "85 %", "energy": "7.2 Wh", "usable": "90 %",
    "self_discharge": "2 % per month",
}  # fmt: skip


def test_rechargeable_by_hand() -> None:
    """1 mW from 7.2 Wh of which 90 % are usable, 2 % a month lost, charged with 85 %.

    A set holds 6.48 Wh and loses 0.24 x 6.48 = 1.5552 Wh a year. In 3 years 26.28 + 4.6656 = 30.9456 Wh
    leave it, so 36.40658823529412 Wh come from the socket: 0.01820329411764706 kg.
    One charge lasts 6.48 / (8.76 + 1.5552) = 0.6281991624 years, or 7.5 months.
    """
    result = used(states=ON_1_MW, supply=RECHARGEABLE, grid=GRID)
    assert result.rows[0].quantity == close(0.03640658823529412)
    assert result.total_kg_co2e.typical == close(0.01820329411764706)
    life = result.battery_life
    assert life is not None
    assert life.years == close((6.48 / 10.3152,) * 3)
    assert life.years.typical == pytest.approx(0.6281991624, abs=1e-10)
    assert (life.energy_kwh.typical, life.power_mw, life.replacements) == (close(0.00648), 1.0, 0)
    assert assumed(result) == {"use.supply.replaced_every": "never", "use.supply.max_power": "not checked"}


def test_rechargeable_that_is_replaced_by_hand() -> None:
    """A new set every year over 3 years: two after the first. 2 x 40 g of Li-ion at 0.0253 kg/g are 2.024 kg.

    They are needed in service, so they count in the use stage, beside the electricity.
    """
    replacement = {"part": "li-ion-battery", "quantity": "40 g"}
    supply = {**RECHARGEABLE, "replaced_every": "1 year", "replacement": replacement}
    result = used(states=ON_1_MW, supply=supply, grid=GRID)
    row = row_of(result, "2 replacements")
    assert (row.stage, row.block, row.unit, row.quantity) == ("use", "use", "g", 80)
    assert row.kg_co2e == close((2 * 40 * 0.0245, 2.024, 2 * 40 * 0.0255))
    assert result.by_block.keys() == {"use"}
    assert result.by_stage["use"].typical == close(2.024 + 0.01820329411764706)
    assert result.battery_life is not None
    assert result.battery_life.replacements == 2


@pytest.mark.parametrize(("every", "sets"), [("1.5 years", 1), ("3 years", 0), ("4 years", 0), ("11 months", 3)])
def test_replacements_of_a_rechargeable_set(every: str, sets: int) -> None:
    """Over 3 years: after 1.5 one; after 3 none, the device goes too; after 11, 22 and 33 of 36 months three."""
    supply = {**RECHARGEABLE, "replaced_every": every, "replacement": {"name": "set", "quantity": "1 pcs",
              "declared": "0.4 kgCO2e", "source": "x"}}  # fmt: skip
    result = used(states=ON_1_MW, supply=supply, grid=GRID)
    bare = used(states=ON_1_MW, supply=RECHARGEABLE, grid=GRID)
    assert result.by_block["use"].typical == close(0.4 * sets + bare.by_block["use"].typical)


def test_replaced_set_of_which_nothing_is_known_is_listed_and_not_zero_in_silence() -> None:
    result = used(states=ON_1_MW, supply={**RECHARGEABLE, "replaced_every": "1 year"}, grid=GRID)
    (left,) = result.unvalued
    assert isinstance(left, Unvalued)
    assert (left.block, left.item, left.quantity, left.unit) == ("use", "replaced cells", 2, "sets")
    assert "Use: replaced cells" in result.coverage["missing"]


def test_cell_of_the_table_by_hand() -> None:
    """One 18650: 12 Wh, 24 % a year lost. 26.28 + 3 x 2.88 = 34.92 Wh, charged with 90 %: 38.8 Wh, 0.0194 kg."""
    supply = {"kind": "rechargeable", "charge_efficiency": 0.9, "cell": "cell-18650", "count": 1}
    result = used(states=ON_1_MW, supply=supply, grid=GRID)
    assert result.rows[0].quantity == close(0.0388)
    assert result.total_kg_co2e.typical == close(0.0194)
    assert "use.supply.cell-18650" in assumed(result)
    assert "cells" in result.tables


def test_primary_cells_by_hand() -> None:
    """Two alkaline AA cells feed 0.5 mW for 5 years.

    A set holds 6 Wh; in a year 0.5 x 8.76 = 4.38 Wh are drawn and 0.025 x 6 = 0.15 Wh lost, so it lasts
    6 / 4.53 = 1.324503 years and 5 years take 4 sets: 3 after the first. 3 x 2 cells x 23 g = 138 g at
    4.63347826 kg/kg are 0.63941999988 kg.
    Low and high: 3.6 Wh / (4.38 + 0.108) = 0.802139 years, 6 further sets of 2 x 23.5 g, 282 g;
    7.2 Wh / (4.38 + 0.144) = 1.591512 years, 3 further sets of 2 x 22.5 g, 135 g.
    """
    states = [{"name": "on", "power": "0.5 mW", "duty": 1}]
    supply = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}
    result = used("5 years", states=states, supply=supply, fill_from=DEFRA)
    life = result.battery_life
    assert life is not None
    assert life.years == close((3.6 / 4.488, 6 / 4.53, 7.2 / 4.524))
    assert life.replacements == 3
    row = row_of(result, "3 replacements")
    assert (row.stage, row.block, row.factor_set) == ("use", "use", DEFRA)
    assert row.quantity == close(0.138)
    assert row.quantity_bounds == close((0.135, 0.282))
    assert row.kg_co2e == close((0.135 * 4.633478255, 0.63941999988, 0.282 * 4.633478265))
    drawn = row_of(result, "energy of the cells")
    assert drawn.quantity == close(0.0219)
    assert drawn.kg_co2e == (0, 0, 0), "no grid feeds it"
    assert result.total_kg_co2e.typical == close(0.63941999988)


def test_primary_cells_that_outlast_the_device_are_not_replaced() -> None:
    """0.01 mW from 6 Wh: (0.0876 + 0.15) Wh a year, 25 years; even the worst set lasts more than 18."""
    states = [{"name": "on", "power": "10 uW", "duty": 1}]
    supply = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}
    result = used("10 years", states=states, supply=supply)
    assert result.battery_life is not None
    assert result.battery_life.years == close((3.6 / 0.1956, 6 / 0.2376, 7.2 / 0.2316))
    assert result.battery_life.replacements == 0
    assert result.total_kg_co2e == (0, 0, 0)
    assert result.by_block.keys() == {"use"}


def test_replaced_primary_cells_need_a_factor_and_say_where_one_is() -> None:
    supply = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 1}
    with pytest.raises(InputError, match=r"no factor for part cell-aa-alkaline.*--fill-from defra-2025"):
        used(states=ON_1_MW, supply=supply)


def test_replaced_cells_that_no_set_knows_are_listed() -> None:
    """A CR2032 has a factor in no set: its replacements are named, and are not in the total."""
    states = [{"name": "on", "power": "0.1 mW", "duty": 1}]
    result = used(states=states, supply={"kind": "primary", "cell": "cell-cr2032", "count": 1})
    (left,) = result.unvalued
    assert left.block == "use"
    assert "cell-cr2032" in left.item
    assert left.quantity == result.battery_life.replacements > 0  # type: ignore[union-attr]


def test_self_discharge_alone_empties_primary_cells() -> None:
    """10 Wh that lose 20 % a year, nothing drawn: 5 years; with 1 mW 10 / (8.76 + 2) = 0.929368 years."""
    assert battery_years(0.010, 0.0, 0.2) == close(5)
    assert battery_years(0.010, 1.0, 0.2) == close(10 / 10.76)
    assert battery_years(0.010, 0.0, 0.0) == float("inf")


@pytest.mark.parametrize(
    ("lifetime", "battery", "sets"), [(3, 1.0, 2), (3, 0.9, 3), (3, 3.0, 0), (3, 2.999, 1), (0.5, 9, 0), (0.3, 0.1, 2)]
)
def test_replacements_by_hand(lifetime: float, battery: float, sets: int) -> None:
    """ceil(lifetime / battery life) - 1: the first set is in the device; 0.3 / 0.1 is three sets, not four."""
    assert replacements(lifetime, battery) == sets


def test_solar_by_hand() -> None:
    """1 mW out of a harvest of 1.5 mW: 26.28 Wh from light, no grid, zero kg; the solar cell is a part."""
    result = used(states=ON_1_MW, supply={"kind": "solar", "harvest": "1.5 mW"})
    (row,) = result.rows
    assert row.quantity == close(0.02628)
    assert row.kg_co2e == (0, 0, 0)
    assert result.battery_life is None


def test_solar_with_a_cell_says_how_long_it_lasts_in_the_dark() -> None:
    """1 mW from 24 mWh without loss: 24 hours."""
    supply = {"kind": "solar", "harvest": "2 mW", "energy": "24 mWh", "usable": 1.0, "self_discharge": "0 % per year"}
    life = used(states=ON_1_MW, supply=supply).battery_life
    assert life is not None
    assert life.years.typical * 8760 == close(24)


@pytest.mark.parametrize("harvest", ["0.9 mW", "0 mW", "999 uW"])
def test_harvest_below_the_load_is_an_error(harvest: str) -> None:
    with pytest.raises(InputError, match=r"take 1 mW, more than the harvest of .*W") as caught:
        used(states=ON_1_MW, supply={"kind": "solar", "harvest": harvest})
    assert caught.value.path == ("use", "supply", "harvest")


def test_harvest_equal_to_the_load_is_enough() -> None:
    assert used(states=ON_1_MW, supply={"kind": "solar", "harvest": "1 mW"}).total_kg_co2e.typical == 0


# Use: what cannot be


def test_state_above_what_the_cells_deliver_is_an_error() -> None:
    """One AA cell: 500 mA at 1.5 V is 750 mW; the state asks 800 mW for a thousandth of the time."""
    states = [{"name": "sleep", "power": "1 uW", "duty": 0.999}, {"name": "radio", "power": "800 mW", "duty": 0.001}]
    supply = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 1}
    with pytest.raises(InputError, match="state radio draws 800 mW, more than the 750 mW") as caught:
        used(states=states, supply=supply, fill_from=DEFRA)
    assert caught.value.path == ("use", "states", 1)
    assert used(states=states, supply={**supply, "count": 2}, fill_from=DEFRA).total_kg_co2e.typical > 0
    assert used(states=states, supply={**supply, "max_power": "1 W"}, fill_from=DEFRA).total_kg_co2e.typical > 0


def test_regulator_counts_in_what_the_cells_must_deliver() -> None:
    """700 mW at the load are 875 mW at the cell behind 80 %; max_power 800 mW is less."""
    states = [{"name": "radio", "power": "700 mW", "duty": 0.001}]
    supply = {"kind": "primary", "energy": "10 Wh", "max_power": "800 mW"}
    assert used(states=states, supply=supply).battery_life is not None
    with pytest.raises(InputError, match="state radio draws 875 mW, more than the 800 mW"):
        used(states=states, supply=supply, regulator={"kind": "switching", "efficiency": 0.8})


def test_cells_empty_within_a_day_are_an_error() -> None:
    """3 Wh at 500 mW: 6 hours. At 100 mW, 30 hours, it is allowed."""
    supply = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 1}
    with pytest.raises(InputError, match="the cells would be empty after 6 hours") as caught:
        used(states=[{"name": "on", "power": "500 mW", "duty": 1}], supply=supply, fill_from=DEFRA)
    assert caught.value.path == ("use", "supply")
    result = used(states=[{"name": "on", "power": "100 mW", "duty": 1}], supply=supply, fill_from=DEFRA)
    assert result.battery_life is not None
    assert result.battery_life.years.typical * 365 == pytest.approx(1.25, rel=1e-3)


@pytest.mark.parametrize("duties", [(0.6, 0.5), (1, 1e-6), ("60 %", "41 %")])
def test_duty_above_one_is_an_error(duties: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="the duty cycles add up to"):
        used(states=[{"name": str(i), "power": "1 mW", "duty": d} for i, d in enumerate(duties)])


def test_duties_that_add_up_to_one_but_for_rounding_are_taken() -> None:
    """0.1 ten times is 0.9999999999999999: nothing is left to be off."""
    result = used(states=[{"name": str(i), "power": "1 mW", "duty": 0.1} for i in range(10)], grid=GRID)
    assert result.total_kg_co2e.typical == close(0.01314)
    assert "use.states" not in assumed(result)


# Use: grids


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


# Transport


def carried(
    *legs: tuple[str, float, float], factors: str = DEFRA, fill_from: str | None = None, **switches: bool
) -> footprint.Footprint:
    """Legs by mode, distance [km] and mass [g]."""
    listed = [{"mode": mode, "distance": f"{km} km", "mass": f"{g} g"} for mode, km, g in legs]
    return footprint.assess(
        device(blocks={"transport": {"legs": listed, **switches}}), factors=factors, fill_from=fill_from
    )


def test_freight_by_hand() -> None:
    """120 g over 8000 km: 0.00012 t x 8000 km = 0.96 tkm."""
    assert freight_tkm(120, 8000) == close(0.96)


def test_legs_by_hand() -> None:
    """120 g, 8000 km by long-haul flight and 300 km by truck.

    0.96 tkm x 0.5313 = 0.510048 kg; 0.036 tkm x 0.10163 = 0.00365868 kg; together 0.51370668 kg.
    """
    result = carried(("air", 8000, 120), ("truck", 300, 120))
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.510048), close(0.00365868)]
    assert result.total_kg_co2e.typical == close(0.51370668)
    assert result.by_stage.keys() == {"transport"}
    assert assumed(result) == {"blocks.transport.well_to_tank": False, "blocks.transport.radiative_forcing": False}


def test_well_to_tank_by_hand() -> None:
    """Making the fuel is a row of its own: 0.96 x 0.13516 = 0.1297536 kg, 0.036 x 0.02359 = 0.00084924 kg."""
    without = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=False, radiative_forcing=False)
    result = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=True, radiative_forcing=False)
    made = [r.kg_co2e.typical for r in result.rows if "fuel production" in r.item]
    assert made == [close(0.1297536), close(0.00084924)]
    assert result.total_kg_co2e.typical == close(0.51370668 + 0.13060284)
    assert without.total_kg_co2e.typical == close(0.51370668)
    assert not assumed(result)


def test_radiative_forcing_by_hand() -> None:
    """0.96 tkm x 0.89939 = 0.8634144 kg; the truck stays at 0.00365868 kg, it does not fly."""
    result = carried(("air", 8000, 120), ("truck", 300, 120), well_to_tank=False, radiative_forcing=True)
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.8634144), close(0.00365868)]
    assert [r.factor_key for r in result.rows] == ["air-freight-rf", "truck-freight"]


def test_both_switches_by_hand() -> None:
    """0.8634144 + 0.1297536 = 0.993168 kg: fuel production counts once, without forcing."""
    result = carried(("air", 8000, 120), well_to_tank=True, radiative_forcing=True)
    assert result.total_kg_co2e.typical == close(0.993168)


def test_other_modes_by_hand() -> None:
    """2 kg, 20 000 km by ship: 40 tkm x 0.01612 = 0.6448 kg; 500 km by rail: 1 tkm x 0.02779;
    50 km by van: 0.1 tkm x 0.63823 = 0.063823 kg."""
    result = carried(("ship", 20_000, 2000), ("rail", 500, 2000), ("van", 50, 2000))
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.6448), close(0.02779), close(0.063823)]


@pytest.mark.parametrize("mode", ["van", "rail"])
def test_mode_without_a_well_to_tank_factor_is_never_zero(mode: str) -> None:
    """The data have none for vans and trains: it is refused, and what is refused is named."""
    with pytest.raises(InputError, match=f"fuel production of {mode}") as caught:
        carried((mode, 100, 1000), well_to_tank=True)
    assert caught.value.path == ("blocks", "transport", "legs", 0, "mode")


def test_forcing_that_the_set_has_no_data_for_names_the_set_that_has() -> None:
    with pytest.raises(InputError, match=r"pirson-bol-2021 has no factor.*--fill-from defra-2025"):
        carried(("air", 8000, 120), factors="pirson-bol-2021", radiative_forcing=True)


@pytest.mark.parametrize("fill_from", [None, "defra-2025"])
def test_fuel_production_of_another_set_is_never_added(fill_from: str | None) -> None:
    """The back-solved freight factors may hold it already: adding DEFRA's could count it twice."""
    with pytest.raises(InputError, match=r"may count twice.*Use defra-2025 as the factor set"):
        carried(("air", 8000, 120), factors="pirson-bol-2021", fill_from=fill_from, well_to_tank=True)


def test_fuel_production_goes_with_the_flight_that_its_set_values() -> None:
    """With forcing the flight is DEFRA's, so its fuel production fits: 0.96 x (0.89939 + 0.13516) = 0.993168 kg."""
    result = carried(
        ("air", 8000, 120), factors="pirson-bol-2021", fill_from="defra-2025", well_to_tank=True, radiative_forcing=True
    )
    assert result.total_kg_co2e.typical == close(0.993168)


def test_leg_with_the_default_set_by_hand() -> None:
    """0.96 tkm x 0.577 = 0.55392 kg by air."""
    assert carried(("air", 8000, 120), factors="pirson-bol-2021").total_kg_co2e.typical == close(0.55392)


def test_legs_stand_beside_a_declared_value() -> None:
    """0.55392 kg by air and 0.1 kg declared for the last mile."""
    leg = {"mode": "air", "distance": "8000 km", "mass": "120 g"}
    block = {"legs": [leg], "declared": "0.1 kgCO2e", "source": "carrier"}
    assert footprint.assess(device(blocks={"transport": block})).total_kg_co2e.typical == close(0.65392)


# End of life


def ended(**end: Any) -> footprint.Footprint:
    return footprint.assess(device(end_of_life=end), factors=DEFRA)


def test_end_of_life_by_mass_and_route_by_hand() -> None:
    """80 g of electronics recycled at 0.00468568 kg/kg, 50 g of plastic landfilled at 0.00898311 kg/kg,
    20 g of cardboard landfilled at 1.1644894 kg/kg: 0.0003748544 + 0.0004491555 + 0.023289788 kg."""
    result = ended(disposal=[
        {"material": "electronics", "route": "recycling", "mass": "80 g"},
        {"material": "plastic", "route": "landfill", "mass": "50 g"},
        {"material": "board", "route": "landfill", "mass": "0.02 kg"},
    ])  # fmt: skip
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.0003748544), close(0.0004491555), close(0.023289788)]
    assert result.by_stage["end_of_life"].typical == close(0.0241137979)
    assert result.missing.count("end_of_life") == 0


def test_end_of_life_needs_a_set_that_has_it() -> None:
    end = {"disposal": [{"material": "electronics", "route": "recycling", "mass": "80 g"}]}
    with pytest.raises(InputError, match=r"no factor for part waste-electronics-recycling.*--fill-from defra-2025"):
        footprint.assess(device(end_of_life=end))


def test_cut_off_is_outside_the_boundary_with_its_reason() -> None:
    """Nothing counts, and it says whose it is: not the same as zero, and not forgotten."""
    data = device(blocks={"casing": {"hsl": 1, "case": "typical"}}, end_of_life={"cut_off": "the recycler bears it"})
    result = footprint.assess(data)
    assert result.total_kg_co2e.typical == close(0.27)
    assert "end_of_life" not in result.by_stage
    assert "end_of_life" not in result.missing
    (left,) = result.excluded
    assert left == ("end_of_life", "cut-off: the recycler bears it")
    (line,) = [b for b in result.boundary if b.stage == "end_of_life"]
    assert (line.included, line.why) == (False, "cut-off: the recycler bears it")


@pytest.mark.parametrize("more", [{"declared": "1 kgCO2e", "source": "x"}, {"cut_off": "x"}])
def test_end_of_life_is_given_in_one_way(more: dict[str, Any]) -> None:
    disposal = [{"material": "plastic", "route": "landfill", "mass": "1 g"}]
    with pytest.raises(InputError, match="in more than one way"):
        ended(disposal=disposal, **more)


# Training


def trained(units: int | None = None, lifetime: str = "3 years", **training: Any) -> footprint.Footprint:
    data = device(lifetime, training={"grid": GRID, **training})
    return footprint.assess(data if units is None else {**data, "units_produced": units})


def test_training_from_measured_energy_by_hand() -> None:
    """1.7 kWh at 0.5 kg/kWh: 0.85 kg, charged to one device if the number of units is not given."""
    result = trained(energy="1.7 kWh")
    assert result.total_kg_co2e.typical == close(0.85)
    assert assumed(result) == {"units_produced": 1}


def test_training_from_hardware_by_hand() -> None:
    """4 devices of 300 W for 36 h in a data centre of PUE 1.2: 4 x 0.3 x 36 x 1.2 = 51.84 kWh, 25.92 kg."""
    assert hardware_kwh(300, 4, 36, 1.2) == close(51.84)
    result = trained(1, hardware={"power": "300 W", "count": 4, "time": "1.5 days", "pue": 1.2})
    (row,) = result.rows
    assert (row.stage, row.block, row.unit) == ("training", "training", "kWh")
    assert row.quantity == close(51.84)
    assert result.total_kg_co2e.typical == close(25.92)
    assert not assumed(result)


def test_training_on_a_device_of_the_table_by_hand() -> None:
    """One NVIDIA T4 of 70 W for 10 h, PUE not given: 0.07 x 10 x 1.56 = 1.092 kWh, 0.546 kg."""
    result = trained(1, hardware={"device": "nvidia-t4", "time": "10 h"})
    assert result.total_kg_co2e.typical == close(0.546)
    assert assumed(result) == {
        "training.hardware.power": "70 W", "training.hardware.count": 1, "training.hardware.pue": 1.56,
    }  # fmt: skip
    assert "training_hardware" in result.tables


def test_training_shared_by_units_by_hand() -> None:
    """51.84 kWh over 1000 devices: 0.05184 kWh, 0.02592 kg each."""
    assert per_device_kwh(51.84, 1000) == close(0.05184)
    result = trained(1000, hardware={"power": "300 W", "count": 4, "time": "36 h", "pue": 1.2})
    assert result.rows[0].quantity == close(0.05184)
    assert result.total_kg_co2e.typical == close(0.02592)
    assert "shared by 1000 units" in result.rows[0].item


@pytest.mark.parametrize(
    ("lifetime", "every", "count"),
    [(3, None, 1), (3, 1, 3), (3, 0.5, 6), (3, 2, 2), (3, 3, 1), (3, 4, 1), (1, 1 / 12, 12), (0.3, 0.1, 3)],
)
def test_number_of_trainings_by_hand(lifetime: float, every: float | None, count: int) -> None:
    """One before service and one after each full period that ends inside it: 3 years, every year, is 3, not 4."""
    assert trainings(lifetime, every) == count


def test_retraining_by_hand() -> None:
    """2 kWh before service and every 6 months of 3 years: 6 trainings, 12 kWh, 6 kg; over 100 units 0.06 kg."""
    result = trained(100, energy="2 kWh", retrained_every="6 months")
    assert result.rows[0].quantity == close(0.12)
    assert result.total_kg_co2e.typical == close(0.06)
    assert "6 trainings" in result.rows[0].item


def test_declared_training_is_shared_and_repeated_by_hand() -> None:
    """0.1 kg declared for one training, every year of 3, over 10 units: 0.03 kg; 0.05 and 0.2 become 0.015 and 0.06."""
    training = {"declared": "0.1 kgCO2e", "low": "0.05 kgCO2e", "high": "0.2 kgCO2e", "source": "x",
                "retrained_every": "1 year"}  # fmt: skip
    result = footprint.assess(device(training=training, units_produced=10))
    assert result.total_kg_co2e == close((0.015, 0.03, 0.06))


def test_transmission_loss_of_a_training_by_hand() -> None:
    """1.8 kWh at the socket, 10 % lost on the way: 2 kWh, 1 kg."""
    result = trained(1, energy="1.8 kWh", grid={**GRID, "transmission_loss": 0.1})
    assert result.total_kg_co2e.typical == close(1)


def test_training_does_not_change_with_the_grid_of_the_use_stage() -> None:
    """1 kWh in France, 0.044179 kg; 26.28 Wh in Germany, 0.02628 x 0.34414 kg."""
    data = device(
        units_produced=1, training={"energy": "1 kWh", "grid": {"country": "FRA", "year": 2024}},
        use={"states": ON_1_MW, "grid": {"country": "DEU", "year": 2024}},
    )  # fmt: skip
    by_stage = footprint.assess(data).by_stage
    assert by_stage["training"].typical == close(0.044179)
    assert by_stage["use"].typical == close(0.02628 * 0.34414)
    changed = footprint.assess(System.from_dict(data).with_(country="POL")).by_stage
    assert changed["training"] == by_stage["training"]


# Blocks that may be added


@pytest.mark.parametrize(
    ("block", "stage"), [("packaging", "production"), ("installation", "transport"), ("gateway", "use")]
)
def test_added_block_counts_in_its_stage_and_stands_in_the_boundary(block: str, stage: str) -> None:
    """0.4 kg declared; without it the boundary says that it is not assessed."""
    result = footprint.assess(device(blocks={block: {"declared": "0.4 kgCO2e", "source": "x"}}))
    assert result.by_stage[stage].typical == close(0.4)
    assert next(b.word for b in result.boundary if b.stage == block) == "included"
    without = footprint.assess(device(blocks={"casing": {"hsl": 1, "case": "best"}}))
    assert next(b.word for b in without.boundary if b.stage == block) == "not assessed"


def test_packaging_by_parts_by_hand() -> None:
    """150 g of cardboard at 1.19972542 kg/kg: 0.179958813 kg."""
    block = {"parts": [{"part": "board", "quantity": "150 g"}]}
    result = footprint.assess(device(blocks={"packaging": block}), factors=DEFRA)
    assert result.by_stage["production"].typical == close(0.179958813)


# Known to fail: bugs that wait for their mending


def test_bug_primary_cells_that_only_their_own_loss_empties_are_replaced() -> None:
    """Nothing drawn, 1 % a year lost, at best nothing: a lithium AA cell lasts 100 years, 150 years take two sets."""
    states = [{"name": "off", "power": "0 mW", "duty": 1}]
    result = used("150 years", states=states, supply={"kind": "primary", "cell": "cell-aa-lithium", "count": 1})
    assert [u.quantity for u in result.unvalued] == [1]


def test_bug_sleep_by_power_beside_active_by_current_is_compared_as_power() -> None:
    """Active draws 4 mA x 3.3 V = 13.2 mW, asleep 5 mW: nothing to warn of."""
    states = [{"name": "active", "current": "4 mA", "duty": 0.5}, {"name": "sleep", "power": "5 mW", "duty": 0.5}]
    assert used(states=states, voltage="3.3 V", grid=GRID).warnings == ()


def test_table_path_needs_no_table() -> None:
    """A path by year has its own figures and needs no table; an intensity beside them would be of no use."""
    path = {"kind": "table", "in_service": 2026, "years": TABLE, "source": "a study"}
    assert used("1 year", states=ON_1_MW, grid={"path": path}).tables == {}
    with pytest.raises(InputError, match="a table path has every intensity itself"):
        used("1 year", states=ON_1_MW, grid={"factor": "us-epa-2019-generated", "path": path})
