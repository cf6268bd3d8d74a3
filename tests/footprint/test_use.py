"""Worked examples of the use stage: power states, duties and regulators, solved by hand."""

from __future__ import annotations

from typing import Any

import pytest

from footprint.errors import InputError
from footprint.stages.supply import at_supply_mw
from footprint.stages.use import energy_kwh, mean_power_mw, scaled_energy_kwh
from tests.footprint.devices import GRID, ON_1_MW, assumed, close, used


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


def test_sleep_by_power_beside_active_by_current_is_compared_as_power() -> None:
    """Active draws 4 mA x 3.3 V = 13.2 mW, asleep 5 mW: nothing to warn of."""
    states = [{"name": "active", "current": "4 mA", "duty": 0.5}, {"name": "sleep", "power": "5 mW", "duty": 0.5}]
    assert used(states=states, voltage="3.3 V", grid=GRID).warnings == ()


@pytest.mark.parametrize("duties", [(0.6, 0.5), (1, 1e-6), ("60 %", "41 %")])
def test_duty_above_one_is_an_error(duties: tuple[Any, Any]) -> None:
    with pytest.raises(InputError, match="the duty cycles add up to"):
        used(states=[{"name": str(i), "power": "1 mW", "duty": d} for i, d in enumerate(duties)])


def test_duties_that_add_up_to_one_but_for_rounding_are_taken() -> None:
    """0.1 ten times is 0.9999999999999999: nothing is left to be off."""
    result = used(states=[{"name": str(i), "power": "1 mW", "duty": 0.1} for i in range(10)], grid=GRID)
    assert result.total_kg_co2e.typical == close(0.01314)
    assert "use.states" not in assumed(result)
