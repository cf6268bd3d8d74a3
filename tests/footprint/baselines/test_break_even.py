"""Break-even points: substituted back into the comparison both options are equal, and each says who is better where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint.baselines import CloudComparison, Point
from footprint.baselines.break_even import sentences
from tests.footprint.baselines.test_compare import GIVEN, N, compared, system

OPTION = {
    "inferences_per_hour": "inferences_per_hour",
    "payload_bytes": "payload_bytes",
    "inference_energy_j": "inference_energy_j",
}


def gap(found: CloudComparison, quantity: str) -> float:
    """Cloud less device without the parts that both share."""
    of = found.difference_kg_co2e if quantity == "kg_co2e" else found.difference_kwh
    return of.typical


def size(found: CloudComparison, quantity: str) -> float:
    """The larger option without the parts that both share, to measure a difference by."""
    sides = []
    for side in (found.on_device, found.cloud):
        own = [p for p in side.parts if p.key not in ("sensing", "other")]
        sides.append(sum(getattr(p, quantity).typical for p in own if getattr(p, quantity) is not None))
    return max(sides)


def check(options: dict[str, Any], point: Point) -> None:
    """Equal at the point; above it the better one is better, and below it the other."""
    option = OPTION[point.unknown]
    assert point.value is not None
    at = compared(**{**options, option: point.value})
    assert abs(gap(at, point.quantity)) <= 1e-9 * size(at, point.quantity)
    above, below = (gap(compared(**{**options, option: point.value * by}), point.quantity) for by in (1.5, 0.5))
    assert (above > 0, below < 0) == ((True, True) if point.better == "on_device" else (False, False))


def points(**options: Any) -> dict[tuple[str, str], Point]:
    return {(p.unknown, p.quantity): p for p in compared(**options).break_even}


def test_payload_by_hand() -> None:
    """Energy: 20 B x 1 % and 30 J on the device against 0.007 Wh x 1.2 = 30.24 J: nothing may be sent at 30 J.

    At 40 J there are 9.76 J to spare, and 0.2 B of messages; a byte takes 46 uJ and 0.14 kWh/GB = 504 uJ.
    """
    assert points(inference_energy_j=30.0)["payload_bytes", "energy_kwh"].value is None
    found = points(inference_energy_j=40.0)["payload_bytes", "energy_kwh"]
    assert found.value == pytest.approx(9.76 / 550e-6 + 0.2, rel=1e-9)
    check({"inference_energy_j": 40.0}, found)


def test_inference_energy_by_hand() -> None:
    """9216 B at 550 uJ are 5.0688 J, with 30.24 J in the data centre, less 0.2 B: 35.30869 J."""
    found = points()["inference_energy_j", "energy_kwh"]
    assert found.value == pytest.approx(9216 * 550e-6 + 30.24 - 0.2 * 550e-6, rel=1e-9)
    assert found.better == "cloud"
    check({}, found)


def test_rate_by_hand() -> None:
    """An inference of 100 J against a subscription: 10.512 kWh a year over what each inference saves in the cloud."""
    options = {"inference_energy_j": 100.0, "attached": "cloud"}
    found = points(**options)["inferences_per_hour", "energy_kwh"]
    each = 100 + 0.2 * 550e-6 - 9216 * (46e-6 + 12.24e-6) - 30.24  # J that the device takes more
    assert found.value == pytest.approx(10.512 * 3.6e6 / each / 8760, rel=1e-9)
    assert found.better == "cloud"
    check(options, found)


def test_without_a_fixed_cost_no_rate_is_the_break_even() -> None:
    for energy, better in ((0.005, "on_device"), (1000.0, "cloud")):
        found = points(inference_energy_j=energy)["inferences_per_hour", "kg_co2e"]
        assert (found.value, found.better) == (None, better)
        assert "every inference rate" in found.sentence


def test_where_there_is_none_the_better_one_is_better_everywhere() -> None:
    """A payload of nothing still takes the data centre; however many bytes, the device is better."""
    assert points()["payload_bytes", "kg_co2e"].value is None
    for payload in (0.0, 1.0, 1e9):
        assert gap(compared(payload_bytes=payload), "kg_co2e") > 0


@settings(max_examples=60, deadline=None)
@given(
    energy=st.floats(1e-6, 1e3), payload=st.floats(0, 1e6), rate=st.floats(1e-2, 1e5), share=st.floats(0, 1),
    radio=st.sampled_from(["nb-iot", "lora-sf12", "ble-nrf52840"]), attached=st.sampled_from([None, "cloud"]),
    inference=st.sampled_from(["resnet-18", "image-classification"]),
)  # fmt: skip
def test_every_point_is_a_root(
    energy: float, payload: float, rate: float, share: float, radio: str, attached: str | None, inference: str
) -> None:
    """Substituted back: equal within rounding; a point outside what an option may be is not substituted."""
    options = {
        "inference_energy_j": energy, "payload_bytes": payload, "inferences_per_hour": rate, "alert_share": share,
        "radio": radio, "attached": attached, "cloud_inference": inference,
    }  # fmt: skip
    limits = {"inferences_per_hour": (1e-5, 1e8), "payload_bytes": (1e-6, 1e11), "inference_energy_j": (1e-9, 1e8)}
    for point in compared(**options).break_even:
        low, high = limits[point.unknown]
        if point.value is None or not low < point.value < high:
            continue
        option = OPTION[point.unknown]
        at = compared(**{**options, option: point.value})
        assert abs(gap(at, point.quantity)) <= 1e-8 * size(at, point.quantity)


def test_subscriptions_of_both_cancel() -> None:
    """1.2 W in either option is no cost of the cloud alone; a device that says nothing needs none."""
    both = points(network=None, attached="both", inference_energy_j=100.0)
    assert both["inferences_per_hour", "energy_kwh"].value is None
    silent = points(network=None, attached="both", inference_energy_j=100.0, alert_share=0.0)
    assert silent["inferences_per_hour", "energy_kwh"].value is not None


def test_each_thing_is_said_once() -> None:
    """Where one option is better in carbon and in energy, one sentence says both; two values take two."""
    said = sentences(compared().break_even)
    assert said[0] == "At every inference rate the device emits less and takes less energy."
    assert len(said) == len(set(said)) == 4
    assert all("18" in s or "J for an inference" in s for s in said[2:])


def test_points_with_a_power_state_of_the_radio_are_roots_too() -> None:
    """A radio of 100 mW is 6 J for each of 60 inferences an hour; with 5 mJ, less 1.296 J in the data centre.

    What is left, and the network of 0.2 B at 504 uJ, pays for bytes of 0.154 uJ x 271 / 244 and 504 uJ.
    """
    of = system(states=[{"name": "radio", "power": "100 mW", "duty": "100 %"}])
    options = {"radio": None, "result_bytes": None, "alert_share": None, "cloud_inference": "resnet-18"}
    found = {(p.unknown, p.quantity): p for p in compared(of, **options).break_even}
    point = found["payload_bytes", "energy_kwh"]
    byte = 0.154e-6 * 271 / 244 + 504e-6
    assert point.value == pytest.approx((6.005 - 0.0003 * 3600 * 1.2 + 0.2 * 504e-6) / byte, rel=1e-9)
    at = compared(of, **{**options, "payload_bytes": point.value})
    assert abs(gap(at, "energy_kwh")) <= 1e-9 * size(at, "energy_kwh")


def test_points_do_not_depend_on_the_lifetime() -> None:
    """Twice the lifetime is twice of everything."""
    of = {**compared().result.system.to_file_dict(), "lifetime": "2 years"}
    one, two = compared(attached="cloud"), compared(of, attached="cloud")
    for a, b in zip(one.break_even, two.break_even, strict=True):
        assert (a.value is None) == (b.value is None)
        assert a.value is None or a.value == pytest.approx(b.value, rel=1e-9)
    assert two.on_device.inferences == 2 * N
    assert GIVEN["inferences_per_hour"] == 60.0
