"""What feeds the device in a comparison with the cloud, and options that cannot be used."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest

from footprint.errors import InputError
from tests.footprint.baselines.test_compare import SYSTEM, compared, system, typical

USES: dict[str, Any] = {
    "declared": {"declared": "0.02 kgCO2e", "source": "own"},
    "excluded": {"include": False, "why": "not known"},
    "energy": {"grid": {"country": "DEU", "year": 2023}, "energy": {"amount": "9 Wh", "over": "1 year"}},
    "losses": {**SYSTEM["use"], "grid": {**SYSTEM["use"]["grid"], "transmission_loss": "5 %"}},
    "light": {"states": SYSTEM["use"]["states"], "supply": {"kind": "solar", "harvest": "5 mW"}},
}


@pytest.mark.parametrize(
    ("use", "kwh", "kg"),
    [("declared", None, 0.02), ("excluded", 0.00073 + 4.83552 / 3.6e6, None), ("energy", 0.009, None),
     ("losses", 8.76e-3 / 0.95, 4.38e-3 / 0.95), ("light", 8.76e-3, 0.0)],
)  # fmt: skip
def test_the_devices_own_electricity_counts_once(use: str, kwh: float | None, kg: float | None) -> None:
    """What the use stage states, whatever feeds it: 1 mW for a year is 8.76 Wh; without it what the task takes."""
    found = compared({**SYSTEM, "use": USES[use]})
    own = [p for p in found.on_device.parts if p.key != "network"]
    if kwh is not None:
        assert fsum(p.energy_kwh.typical for p in own if p.energy_kwh) == pytest.approx(kwh, rel=1e-9)
    if kg is not None:
        assert fsum(p.kg_co2e.typical for p in own) == pytest.approx(kg, rel=1e-9)


def test_a_contract_of_the_device_does_not_feed_the_network() -> None:
    """A market-based 0 kg/kWh is the device's alone: the network takes the world's grid."""
    grid = {"intensity": "0 kgCO2e/kWh", "source": "contract"}
    for basis, stated in (("market", False), ("location", True)):
        found = compared(system(grid={**grid, "basis": basis}))
        assert (found.cloud.part("network").kg_co2e.typical == 0.0) is stated
        assert found.on_device.part("inference").kg_co2e.typical == 0.0
    (option,) = [c for c in compared(system(grid={**grid, "basis": "market"})).options if c.option == "network_grid"]
    assert option.value.startswith("WORLD")


def test_only_tables_that_were_used_are_listed() -> None:
    """An own intensity and a cloud region take nothing from the grid table of countries."""
    assert "grid_intensity" not in compared().to_dict()["tables"]
    assert "grid_intensity" in compared(region=None).to_dict()["tables"]


@pytest.mark.parametrize("use", [system(states=[{"name": "off", "power": "0 mW", "duty": "100 %"}])["use"],
                                 {"declared": "0.0001 kgCO2e", "source": "own"}])  # fmt: skip
def test_a_use_stage_of_nearly_nothing_is_also_warned_of(use: dict[str, Any]) -> None:
    """0.73 Wh of inferences is more than nothing, and its 0.35 g more than 0.1 g."""
    assert any("more than the whole use stage" in w for w in compared({**SYSTEM, "use": use}).warnings)


def test_a_joule_at_the_load_is_more_at_the_power_plant() -> None:
    """5 % lost on the way: 0.73 Wh of inferences are 0.73 / 0.95."""
    assert typical(compared({**SYSTEM, "use": USES["losses"]}), "on_device", "inference")[0] == pytest.approx(
        0.00073 / 0.95, rel=1e-12
    )


def test_light_that_does_not_feed_the_radio_is_warned_of() -> None:
    """Of 5 mW 1 mW is used; 9216 B a minute at 3.98 mJ a byte are 611 mW over LoRa, and 0.03 mW over Bluetooth."""
    for radio, short in (("lora-sf12", True), ("ble-nrf52840", False)):
        found = compared({**SYSTEM, "use": USES["light"]}, radio=radio)
        assert any("more than the harvest" in w for w in found.warnings) is short


BAD: list[tuple[str, Any, str]] = [
    ("radio", "lte-m", 'unknown radio "lte-m"'), ("radio", "zigbee", "not offered"), ("radio", 3, "no key of a table"),
    ("radio", "", 'unknown radio ""'), ("task", "abc", "unknown task"), ("network", "abc", "unknown network"),
    ("region", "eu-west-1", "unknown cloud region"), ("cloud_inference", "abc", "unknown cloud inference"),
    ("attached", "yes", "unknown way to be attached"), ("attached", "both", "exclude each other"),
    ("cloud_country", "DEU", "exclude each other"), ("provider", "aws", "is of google"),
    ("inferences_per_hour", 0.0, "the inference rate"), ("inferences_per_hour", 5e-324, "the inference rate"),
    ("inferences_per_hour", 1e300, "the inference rate"), ("payload_bytes", -1.0, "the payload"),
    ("payload_bytes", float("nan"), "the payload"), ("payload_bytes", float("inf"), "the payload"),
    ("payload_bytes", "abc", "the payload"), ("payload_bytes", True, "the payload"),
    ("result_bytes", 1e13, "the result"), ("alert_share", 1.01, "the alert share"),
    ("inference_energy_j", -1e-9, "the energy per inference"), ("inference_energy_j", 10**400, "the energy"),
    ("provider", "google", "exclude each other"),
    ("pue", 0.99, "the PUE"), ("pue", 11.0, "the PUE"), ("devices", 0, "the number of devices"),
    ("devices", 1.5, "not a whole number"), ("inference_energy_status", "sure", "unknown status"),
]  # fmt: skip


@pytest.mark.parametrize(("option", "value", "words"), BAD)
def test_bad_options_are_named(option: str, value: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        compared(**{option: value})
    assert words in str(caught.value)


def test_an_unknown_radio_lists_those_with_data() -> None:
    with pytest.raises(InputError) as caught:
        compared(radio="lte-m")
    assert {"nb-iot", "ble-nrf52840", "lora-sf12"} <= set(caught.value.valid)
    assert len(caught.value.valid) == 9
