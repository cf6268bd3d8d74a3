"""The same task on the device and in the cloud, against sums done by hand."""

from __future__ import annotations

from math import fsum
from typing import Any

import pytest

import footprint
from footprint.baselines import CloudComparison, compare_cloud
from footprint.baselines.device import at_source, state_part
from footprint.baselines.familiar import familiar
from footprint.electricity import Use
from footprint.errors import InputError

SYSTEM: dict[str, Any] = {
    "name": "camera",
    "lifetime": "1 year",
    "blocks": {"casing": {"declared": "1 kgCO2e", "source": "own"}},
    "use": {
        "grid": {"intensity": "0.5 kgCO2e/kWh", "source": "own"},
        "states": [{"name": "sleep", "power": "1 mW", "duty": "100 %"}],
    },
}
GIVEN: dict[str, Any] = {
    "task": "image-classification", "inference_energy_j": 0.005, "inferences_per_hour": 60.0, "payload_bytes": 9216.0,
    "result_bytes": 20.0, "alert_share": 0.01, "radio": "nb-iot", "network": "mobile-2020-eu", "region": "us-central1",
    "pue": 1.2, "cloud_inference": "image-classification", "devices": 1000,
}  # fmt: skip
N = 60 * 8760
"""Inferences in the year."""


def system(**use: Any) -> dict[str, Any]:
    return {**SYSTEM, "use": {**SYSTEM["use"], **use}}


def compared(of: Any = None, **options: Any) -> CloudComparison:
    return compare_cloud(footprint.System.from_dict(of or SYSTEM), **{**GIVEN, **options})


def typical(found: CloudComparison, side: str, key: str) -> tuple[float | None, float]:
    part = getattr(found, side).part(key)
    return part.energy_kwh and part.energy_kwh.typical, part.kg_co2e.typical


def test_every_part_by_hand() -> None:
    """525 600 inferences at 0.5 kg/kWh on the device and in the network, 0.41272 kg/kWh in Iowa.

    Inference: 5 mJ each, 2628 J = 0.00073 kWh. Messages: 20 B x 1 % = 105 120 B at 46 uJ = 4.83552 J. Raw data:
    4 843 929 600 B. Network: 0.14 kWh/GB. Data centre: 0.007 Wh x 1.2 = 4.41504 kWh. The use stage holds 8.76 Wh.

    In kg: the device's use stage 0.00438 and network 7.358e-6 are 0.004387; in the cloud the rest of the use 0.004014,
    radio 0.030947, network 0.339075, data centre 1.822175 and server 0.812649 are 3.008861. The device saves 3.004474.
    """
    found = compared()
    rest = 0.00876 - 0.00073 - 4.83552 / 3.6e6
    expected = {
        ("on_device", "inference"): (0.00073, 0.000365),
        ("on_device", "radio"): (4.83552 / 3.6e6, 4.83552 / 7.2e6),
        ("on_device", "network"): (0.14 * 105_120e-9, 0.07 * 105_120e-9),
        ("on_device", "other"): (rest, rest / 2),
        ("cloud", "radio"): (4_843_929_600 * 46e-6 / 3.6e6, 4_843_929_600 * 46e-6 / 7.2e6),
        ("cloud", "network"): (0.14 * 4.8439296, 0.07 * 4.8439296),
        ("cloud", "data_centre"): (4.41504, 4.41504 * 0.41272),
        ("cloud", "other"): (rest, rest / 2),
    }
    for (side, key), wanted in expected.items():
        assert typical(found, side, key) == pytest.approx(wanted, rel=1e-12), (side, key)
    seconds = 25.2 / 226.5
    server = 876.5 * seconds / (4 * 8760 * 3600 * 0.5) * N
    assert typical(found, "cloud", "server_embodied") == (None, pytest.approx(server, rel=1e-12))
    assert found.embodied_kg_co2e == (1.0, 1.0, 1.0)
    device = 0.00438 + 0.07 * 105_120e-9
    cloud = rest / 2 + 4_843_929_600 * 46e-6 / 7.2e6 + 0.07 * 4.8439296 + 4.41504 * 0.41272 + server
    assert found.on_device.total_kg_co2e.typical == pytest.approx(device, rel=1e-12)
    assert found.cloud.total_kg_co2e.typical == pytest.approx(cloud, rel=1e-12)
    assert found.saved_kg_co2e.typical == pytest.approx(cloud - device, rel=1e-12)
    assert found.saved_kg_co2e.typical == pytest.approx(3.004474, rel=1e-6)
    assert found.better == "on_device"


@pytest.mark.parametrize("side", ["on_device", "cloud"])
@pytest.mark.parametrize("preset", ["keyword-spotting", "leak-detector", "on-farm-sensor-station", "calculator-vision"])
def test_parts_add_up_over_the_lifetime_and_per_inference(preset: str, side: str) -> None:
    found = compare_cloud(footprint.load_system(preset)).to_dict()
    for numbers in (found[side], found[side]["per_inference"]):
        for parts, total in (("energy_kwh", "total_energy_kwh"), ("kg_co2e", "total_kg_co2e")):
            for end in ("low", "typical", "high"):
                summed = fsum(p[end] for p in numbers[parts].values() if p is not None)
                assert numbers[total][end] == pytest.approx(summed, rel=1e-12, abs=0.0)
    times = found["inferences"]
    whole, each = found[side]["total_kg_co2e"]["typical"], found[side]["per_inference"]["total_kg_co2e"]["typical"]
    assert each * times == pytest.approx(whole, rel=1e-12)


def test_sensing_and_the_rest_are_the_same_in_both_and_nothing_counts_twice() -> None:
    """States of 1 mW inference, 0.3 mW camera and 0.2 mW radio, on average, of 2 mW: the rest is 0.5 mW."""
    states = [
        {"name": "inference", "power": "10 mW", "duty": "10 %"}, {"name": "camera", "power": "3 mW", "duty": "10 %"},
        {"name": "radio", "power": "2 mW", "duty": "10 %"}, {"name": "sleep", "power": "0.7143 mW", "duty": "70 %"},
    ]  # fmt: skip
    found = compared(system(states=states), inference_energy_j=None)
    year = 8.76e-3  # kWh of 1 mW
    assert typical(found, "on_device", "inference")[0] == pytest.approx(year, rel=1e-12)
    assert found.chosen.inference_j.typical == pytest.approx(1e-3 * 3600 / 60, rel=1e-12)
    assert typical(found, "on_device", "sensing")[0] == pytest.approx(0.3 * year, rel=1e-12)
    assert typical(found, "on_device", "other")[0] == pytest.approx(0.7 * 0.7143 * year, rel=1e-9)
    for key in ("sensing", "other"):
        assert found.on_device.part(key) == found.cloud.part(key)


@pytest.mark.parametrize("radio", ["ble-nrf52840", "lora-sf12"])
def test_what_the_device_takes_is_its_use_stage_and_the_network(radio: str) -> None:
    """8.76 Wh in the year, whichever radio says so: messages come out of the use stage and not on top of it."""
    found = compared(radio=radio)
    own = fsum(p.energy_kwh.typical for p in found.on_device.parts if p.key != "network" and p.energy_kwh)
    assert own == pytest.approx(8.76e-3, rel=1e-12)


def test_a_power_state_of_the_radio_is_what_the_devices_messages_take() -> None:
    """A radio of 0.2 mW on average is 1.752 Wh in the year; a radio that is given takes its place, which is said."""
    states = [{"name": "radio", "power": "2 mW", "duty": "10 %"}, {"name": "sleep", "power": "1 mW", "duty": "90 %"}]
    left = dict.fromkeys(("radio", "result_bytes", "alert_share"))
    found = compared(system(states=states), **left)
    assert typical(found, "on_device", "radio") == pytest.approx((1.752e-3, 0.876e-3), rel=1e-12)
    part = found.on_device.part("radio")
    assert (part.status, part.source) == ("calculated", "power state named for the radio")
    assert typical(found, "on_device", "other")[0] == pytest.approx(0.9 * 8.76e-3 - 0.00073, rel=1e-12)
    sent = 154e-9 * 271 / 244 * 9216 * N / 3.6e6
    assert typical(found, "cloud", "radio")[0] == pytest.approx(sent, rel=1e-12)
    gap = found.cloud.total_kg_co2e.typical - found.on_device.total_kg_co2e.typical
    assert found.difference_kg_co2e.typical == pytest.approx(gap, rel=1e-9)
    assert not any("left out" in w for w in found.warnings)
    instead = compared(system(states=states))
    assert typical(instead, "on_device", "radio")[0] == pytest.approx(4.83552 / 3.6e6, rel=1e-12)
    assert typical(instead, "on_device", "other") == typical(found, "on_device", "other")
    assert any("named for the radio is left out" in w for w in instead.warnings)


def test_an_energy_of_a_state_is_assumed_where_the_rate_is() -> None:
    """The state's energy over the lifetime is known; how many inferences share it is not."""
    states = [{"name": "inference", "power": "1 mW", "duty": "100 %"}]
    known, assumed = (compared(system(states=states), inference_energy_j=None, inferences_per_hour=rate)
                      for rate in (60.0, None))  # fmt: skip
    of = {found: next(c for c in found.options if c.option == "inference_energy") for found in (known, assumed)}
    assert (of[known].status, of[assumed].status) == ("calculated", "assumed")


def test_replaced_cells_that_are_counted_in_kwh_are_not_the_devices_electricity() -> None:
    """1 mW charged at 90 % is 29.2 Wh in 3 years, on the grid; the two replaced sets of 10 Wh stand beside it."""
    supply = {"kind": "rechargeable", "energy": "10 Wh", "usable": "100 %", "charge_efficiency": 0.9,
              "self_discharge": "0 %/year", "replaced_every": "1 year",
              "replacement": {"part": "li-ion-battery", "quantity": "0.01 kWh"}}  # fmt: skip
    of = {**system(supply=supply), "lifetime": "3 years"}
    found = compare_cloud(footprint.assess(footprint.System.from_dict(of), factors="act"), **GIVEN)
    own = fsum(p.energy_kwh.typical for p in found.on_device.parts if p.key != "network" and p.energy_kwh)
    assert own == pytest.approx(0.02628 / 0.9, rel=1e-9)
    each = typical(found, "on_device", "inference")
    assert each[1] == pytest.approx(0.5 * 3 * 0.00073 / 0.9, rel=1e-9)


def test_more_than_the_use_stage_holds_leaves_no_rest_and_says_so() -> None:
    """60 inferences an hour of 1 J are 16.7 mW, and the use stage holds 1 mW."""
    found = compared(inference_energy_j=1.0)
    assert found.on_device.part("other").kg_co2e == (0.0, 0.0, 0.0)
    assert any("more than the whole use stage" in w for w in found.warnings)
    assert not any("more than the whole use stage" in w for w in compared().warnings)


def test_losses_of_the_supply_count_for_a_joule_at_the_load() -> None:
    """80 % behind 90 %: 1 / 0.72; what regulator and adapter draw at rest is no part of the slope."""
    use = Use.model_validate({
        "states": ({"name": "a", "power_mw": 1.0, "duty": 1.0},),
        "regulator": {"kind": "switching", "efficiency": 0.8, "quiescent_mw": 5.0},
        "supply": {"kind": "mains", "efficiency": 0.9, "standby_mw": 20.0},
    })  # fmt: skip
    assert at_source(use) == pytest.approx(1 / 0.72, rel=1e-12)


def test_cells_emit_what_making_them_does() -> None:
    """A set of two AA cells of 3.0 Wh: its factor over 6 Wh. An inference more costs that share of a set."""
    use = {"states": SYSTEM["use"]["states"], "supply": {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}}
    of = {**SYSTEM, "use": use}
    found = compare_cloud(footprint.assess(footprint.System.from_dict(of), factors="defra-2025"), **GIVEN)
    cells = {"name": "c", "lifetime": "1 year", "blocks": {
        "power_supply": {"parts": [{"part": "cell-aa-alkaline", "quantity": "2 pcs"}]}}}  # fmt: skip
    kg = footprint.assess(cells, factors="defra-2025").total_kg_co2e.typical
    assert kg > 0
    assert typical(found, "on_device", "inference") == pytest.approx((0.00073, 0.00073 * kg / 0.006), rel=1e-9)


def test_cells_without_a_factor_are_not_assessed_and_not_called_zero() -> None:
    """The leak detector's cells have no factor in the default set: its own parts have energy and no carbon."""
    found = compare_cloud(footprint.load_system("leak-detector"))
    own = [p for p in found.on_device.parts if p.key != "network"]
    assert {p.status for p in own} == {"not assessed"}
    assert typical(found, "on_device", "inference")[0] > 0  # type: ignore[operator]
    assert found.on_device.part("network").status != "not assessed"
    assert any("emits nothing here" in w for w in found.warnings)
    assert "not assessed" in found.finding
    assert "both ends" not in found.finding
    assert {p.better for p in found.break_even if p.quantity == "kg_co2e"} == {"not assessed"}
    assert found.familiar == ()


@pytest.mark.parametrize("option", ["inferences_per_hour", "payload_bytes"])
def test_linear_in_rate_and_payload(option: str) -> None:
    """Twice the rate, or payload, is twice what is sent; the data centre follows the rate alone."""
    one, two = compared(), compared(**{option: GIVEN[option] * 2})
    for key in ("radio", "network"):
        assert typical(two, "cloud", key)[1] == pytest.approx(2 * typical(one, "cloud", key)[1], rel=1e-12)
    factor = 2 if option == "inferences_per_hour" else 1
    for key in ("data_centre", "server_embodied"):
        assert typical(two, "cloud", key)[1] == pytest.approx(factor * typical(one, "cloud", key)[1], rel=1e-12)


def test_nothing_sent_takes_no_radio_and_no_network() -> None:
    found = compared(payload_bytes=0, result_bytes=0)
    for side in ("on_device", "cloud"):
        for key in ("radio", "network"):
            assert typical(found, side, key) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("option", "less", "more", "side"),
    [("payload_bytes", 1000.0, 2000.0, "cloud"), ("pue", 1.1, 1.6, "cloud"), ("result_bytes", 10.0, 30.0, "on_device"),
     ("alert_share", 0.0, 0.5, "on_device"), ("inference_energy_j", 0.02, 0.2, "on_device")],
)  # fmt: skip
def test_more_of_anything_is_not_less_carbon(option: str, less: float, more: float, side: str) -> None:
    low, high = (getattr(compared(**{option: x}), side).total_kg_co2e for x in (less, more))
    assert all(a <= b for a, b in zip(low, high, strict=True))
    if option != "inference_energy_j":  # which takes from the rest of the use stage what it adds
        assert low.typical < high.typical


def test_an_attached_subscription_counts_by_time_in_both_or_in_one() -> None:
    """10.512 kWh in the year, and 12.24 uJ for each byte; who says nothing needs none."""
    both = compared(network=None, attached="both")
    assert typical(both, "cloud", "network")[0] == pytest.approx(10.512 + 12.24e-6 * 4_843_929_600 / 3.6e6, rel=1e-12)
    assert typical(both, "on_device", "network")[0] == pytest.approx(10.512 + 12.24e-6 * 105_120 / 3.6e6, rel=1e-12)
    assert typical(compared(network=None, attached="both", alert_share=0), "on_device", "network")[0] == 0.0
    cloud = compared(attached="cloud")
    assert typical(cloud, "on_device", "network")[0] == pytest.approx(0.14 * 105_120e-9, rel=1e-12)
    assert typical(cloud, "cloud", "network") == typical(both, "cloud", "network")


def test_a_figure_that_holds_the_overhead_takes_no_pue() -> None:
    found = compared(cloud_inference="gemini-median-prompt", pue=None)
    assert typical(found, "cloud", "data_centre")[0] == pytest.approx(0.24e-3 * N, rel=1e-12)
    for option in ({}, {"pue": None, "provider": "google"}):
        with pytest.raises(InputError, match="holds the overhead"):
            compared(cloud_inference="gemini-median-prompt", **option)


def test_what_is_not_given_is_assumed_and_what_is_given_is_not() -> None:
    """A region brings its provider, so no assumption is left about the place of the cloud."""
    options = {c.option: c for c in compare_cloud(footprint.load_system("keyword-spotting")).options}
    assert not any(c.given for c in options.values())
    assumed = {a.field for a in compare_cloud(footprint.load_system("keyword-spotting"))._notes.assumed}
    assert assumed == {f"cloud.{option}" for option in options}
    assert {c.option for c in compared().options if not c.given} == {"network_grid"}


def test_draws_of_the_footprint_leave_the_bounds_of_the_comparison() -> None:
    of = footprint.load_system("keyword-spotting")
    drawn, bounds = footprint.assess(of, draws=100, seed=1), footprint.assess(of)
    assert compare_cloud(drawn).to_dict() == compare_cloud(bounds).to_dict()


def test_the_difference_moves_shared_factors_together() -> None:
    """With the same radio in both, the energy of a byte cancels but for the bytes that are more."""
    found = compared(payload_bytes=0.2)  # 20 B x 1 %: the same bytes in both
    gap = found.difference_kg_co2e
    centre, server = (found.cloud.part(k).kg_co2e for k in ("data_centre", "server_embodied"))
    own = found.on_device.part("inference").kg_co2e
    assert gap.low == pytest.approx(centre.low + server.low - own.high, rel=1e-9)
    assert gap.high == pytest.approx(centre.high + server.high - own.low, rel=1e-9)
    assert gap.typical == pytest.approx(
        found.cloud.total_kg_co2e.typical - found.on_device.total_kg_co2e.typical, rel=1e-9
    )


def test_scenarios_change_one_option_and_no_interval() -> None:
    """Iowa and a PUE are given, so only the network and the inference are left to change."""
    found = compared()
    assert {b.option for b in found.beside} == {"network", "cloud_inference"}
    by_key = {b.key: b for b in found.beside}
    again = compared(cloud_inference="resnet-18")
    assert by_key["resnet-18"].cloud_kg_co2e == again.cloud.total_kg_co2e.typical


@pytest.mark.parametrize(
    ("name", "part"),
    [("inference", "inference"), ("kws inference", "inference"), ("measuring and inference, 5 s", "inference"),
     ("LoRa message, 2 s (time estimated)", "radio"), ("Camera on", "sensing"), ("active", None), ("sleep", None),
     ("blender", None)],
)  # fmt: skip
def test_a_state_is_named_for_a_part_by_whole_words(name: str, part: str | None) -> None:
    assert state_part(name) == part


@pytest.mark.parametrize("name", footprint.preset_names())
def test_every_preset_is_compared(name: str) -> None:
    found = compare_cloud(footprint.load_system(name))
    for side in (found.on_device, found.cloud):
        kg = side.total_kg_co2e
        assert 0 <= kg.low <= kg.typical <= kg.high
        assert all(p.kg_co2e.low <= p.kg_co2e.typical <= p.kg_co2e.high for p in side.parts)


def test_a_region_brings_the_overhead_of_its_provider() -> None:
    """us-central1 is of Google: a PUE of 1.1."""
    assert compared(pue=None).chosen.pue.value.typical == 1.1


def test_what_the_cloud_saves_is_positive_and_its_ends_are_turned_round() -> None:
    found = compared(inference_energy_j=1000.0)
    gap, saved = found.difference_kg_co2e, found.saved_kg_co2e
    assert found.better == "cloud"
    assert saved == (-gap.high, -gap.typical, -gap.low)
    assert saved.typical > 0
    assert found.finding.startswith("Over the lifetime the cloud emits")


def test_familiar_comparisons_are_of_the_whole_fleet() -> None:
    """A thousand devices that save 3.004474 kg each: 3004.474 kg."""
    assert [f.amount for f in compared().familiar] == pytest.approx([f.amount for f in familiar(3004.474)], rel=1e-6)
    assert compared().familiar


def test_scenarios_do_not_mix_figures_with_and_without_the_overhead() -> None:
    """Beside a figure that holds it stand others that do, and no provider."""
    found = compared(cloud_inference="gemini-median-prompt", pue=None)
    assert {b.key for b in found.beside if b.option != "network"} == {"chatgpt-average-query", "gpt-4o-300-tokens"}


def test_power_of_the_radio_for_each_kind_of_message() -> None:
    """NB-IoT, 46 uJ/B: 9216 B/s 423.936 mW, 9216 B a minute 7.0656 mW, and 0.2 B a minute 0.153 uW."""
    flow = compared().streaming
    found = [x.typical for x in (flow.everything_mw, flow.each_inference_mw, flow.events_mw)]
    assert found == pytest.approx([423.936, 7.0656, 46e-3 * 0.2 / 60], rel=1e-12)
