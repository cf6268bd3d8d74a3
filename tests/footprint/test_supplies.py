"""Worked examples of what supplies a device: mains, cells, harvest, how long cells last and what they can deliver."""

from __future__ import annotations

import pytest

from footprint.errors import InputError
from footprint.items import Unvalued
from footprint.stages.supply import battery_years, replacements
from tests.footprint.devices import DEFRA, GRID, ON_1_MW, assumed, close, row_of, used


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


def test_primary_cells_that_only_their_own_loss_empties_are_replaced() -> None:
    """Nothing drawn, 1 % a year lost, at best nothing: a lithium AA cell lasts 100 years, 150 years take two sets."""
    states = [{"name": "off", "power": "0 mW", "duty": 1}]
    result = used("150 years", states=states, supply={"kind": "primary", "cell": "cell-aa-lithium", "count": 1})
    assert [u.quantity for u in result.unvalued] == [1]


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


# What cannot be


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
