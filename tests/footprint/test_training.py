"""Worked examples of training: from energy or hardware, shared by the units, repeated over the lifetime."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.stages.training import hardware_kwh, per_device_kwh, trainings
from footprint.system import System
from tests.footprint.devices import GRID, ON_1_MW, assumed, close, device


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
