"""Events: pulses that are known beforehand, told in every way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.capture import Gap, Window
from firmware_profiles.events import find_events
from firmware_profiles.states import average_power_w
from firmware_profiles.summary import summarise
from footprint.errors import InputError
from tests.firmware_profiles.synthetic import capture_of, pulses


def test_pulses_by_hand() -> None:
    """0.1 s of 20 mW at 2 V: 2 mJ, 1 mC; between them 10 uW."""
    found = find_events(capture_of(pulses()), threshold_w=1e-3)
    assert found.baseline == "included"
    assert len(found.events) == len(found.complete) == 5
    assert found.energy_j == pytest.approx((2e-3, 2e-3, 2e-3, 5), rel=1e-9)
    assert found.duration_s.median == pytest.approx(0.1, rel=1e-9)
    assert found.charge_c is not None
    assert found.charge_c.median == pytest.approx(1e-3, rel=1e-9)
    assert found.peak_power_w.median == 20e-3
    assert [e.start_s for e in found.events] == pytest.approx([0.45, 1.45, 2.45, 3.45, 4.45], rel=1e-9)
    assert found.sleep is not None
    assert found.sleep.power_w == pytest.approx(10e-6, rel=1e-9)


def test_the_baseline_can_be_subtracted_and_is_said() -> None:
    """2 mJ less 10 uW for 0.1 s are 1.999 mJ; 1 mC less 5 uA for 0.1 s are 0.9995 mC."""
    found = find_events(capture_of(pulses()), threshold_w=1e-3, baseline="subtracted")
    assert found.energy_j.median == pytest.approx(1.999e-3, rel=1e-9)
    assert found.charge_c is not None
    assert found.charge_c.median == pytest.approx(0.9995e-3, rel=1e-9)
    assert found.complete[0].gross_energy_j == pytest.approx(2e-3, rel=1e-9)
    assert found.to_dict()["baseline"] == "subtracted"


@given(st.integers(min_value=1, max_value=5100))
def test_chunks_change_nothing(chunk: int) -> None:
    whole, cut = (find_events(capture_of(pulses(), chunk=c), threshold_w=1e-3) for c in (10_000, chunk))
    assert len(cut.events) == len(whole.events)
    assert cut.energy_j == pytest.approx(whole.energy_j, rel=1e-12)
    assert cut.sleep is not None
    assert whole.sleep is not None
    assert cut.sleep.power_w == pytest.approx(whole.sleep.power_w, rel=1e-12)


@given(
    st.lists(st.floats(min_value=1e-6, max_value=1.0), min_size=30, max_size=300),
    st.floats(min_value=0.01, max_value=0.5),
)
def test_events_and_sleep_add_up_to_the_capture(values: list[float], threshold: float) -> None:
    """Whatever the threshold, the states of the capture's own duty cycle give back its mean power."""
    power = np.array([1e-6, *values, 1e-6, 1.0, 1e-6])  # at least one whole event and some sleep
    capture = capture_of(power)
    found = find_events(capture, threshold_w=threshold)
    mean = average_power_w(found)
    assert mean.typical == pytest.approx(summarise(capture).average_power_w, rel=1e-9)
    assert mean.low <= mean.typical * (1 + 1e-12)
    assert mean.typical <= mean.high * (1 + 1e-12)


def test_a_threshold_is_found_between_the_levels() -> None:
    """Levels of 10 uW and 20 mW: their geometric mean is 447 uW, and how it was found is said."""
    found = find_events(capture_of(pulses()))
    assert found.threshold_w == pytest.approx(447e-6, rel=0.03)  # bins of 2.3 %
    assert "found from the samples" in found.how
    assert found.energy_j.median == pytest.approx(2e-3, rel=1e-9)


def test_a_threshold_is_found_in_noise() -> None:
    rng = np.random.default_rng(1)
    power = pulses() * rng.lognormal(0, 0.3, 5000)
    found = find_events(capture_of(power))
    assert len(found.events) == 5
    assert found.energy_j.median == pytest.approx(2e-3 * np.exp(0.045), rel=0.1)  # mean of the noise is exp(s^2 / 2)


def test_levels_that_do_not_stand_apart() -> None:
    with pytest.raises(InputError, match="no two levels"):
        find_events(capture_of(pulses(sleep_w=10e-3)))


def test_a_digital_channel_tells_events() -> None:
    """Channel 3 is high for 200 ms around each pulse of 100 ms: 2 mJ and 1 uJ of sleep."""
    bits = np.zeros(5000, dtype=np.uint16)
    for n in range(5):
        bits[n * 1000 + 400 : n * 1000 + 600] = 0b1001
    found = find_events(capture_of(pulses(), bits=bits), channel=3)
    assert found.energy_j.median == pytest.approx(2.001e-3, rel=1e-9)
    assert found.how == "digital channel 3"
    with pytest.raises(InputError, match="no event"):
        find_events(capture_of(pulses(), bits=bits), channel=1)


def test_windows_cut_samples_by_their_share() -> None:
    """From 0.4505 to 0.5005 s of 20 mW: 50 ms, 1 mJ; with 10 inferences 100 uJ each."""
    windows = (Window(0.4505, 0.5005), Window(1.4505, 1.5005))
    for chunk in (7, 451, 10_000):
        found = find_events(capture_of(pulses(), windows=windows, inferences=10, chunk=chunk))
        assert found.energy_j.median == pytest.approx(1e-3, rel=1e-9)
        assert found.energy_per_inference_uj is not None
        assert found.energy_per_inference_uj.median == pytest.approx(100, rel=1e-9)
        assert found.sleep is None


def test_cut_events_count_in_no_median() -> None:
    """The first pulse starts before the capture does; it is listed, and its 0.5 mJ are in no median."""
    power = pulses()[525:]
    found = find_events(capture_of(power), threshold_w=1e-3)
    assert [e.complete for e in found.events] == [False, True, True, True, True]
    assert found.energy_j.min == pytest.approx(2e-3, rel=1e-9)
    assert any("1 of 5 events are cut" in w for w in found.warnings)


def test_an_event_with_a_gap_is_not_complete() -> None:
    found = find_events(capture_of(pulses(), gaps=(Gap(1.5, 0.0),)), threshold_w=1e-3)
    assert [e.complete for e in found.events] == [True, False, True, True, True]


def test_a_short_dip_does_not_widen_the_sleep_level() -> None:
    """A dip of 10 ms at 500 uW inside each pulse counts in the mean of the sleep, not in its bounds' stretches."""
    power = pulses()
    for n in range(2):
        power[n * 1000 + 490 : n * 1000 + 500] = 500e-6
    found = find_events(capture_of(power), threshold_w=1e-3).sleep
    assert found is not None
    mean = (4500 * 10e-6 + 20 * 500e-6) / 4520
    assert found.power_w == pytest.approx(mean, rel=1e-9)
    assert found.low_w == pytest.approx(10e-6, rel=1e-9)
    assert found.high_w == pytest.approx(mean, rel=1e-9)


def test_dips_are_joined_and_glitches_dropped() -> None:
    """Two halves of 50 ms with a dip of 2 ms are one event of 102 ms; a spike of 1 ms is sleep."""
    power = pulses(length=50)
    for n in range(5):
        power[n * 1000 + 502 : n * 1000 + 552] = 20e-3
        power[n * 1000 + 900] = 20e-3
    raw = find_events(capture_of(power), threshold_w=1e-3)
    assert len(raw.events) == 15
    found = find_events(capture_of(power), threshold_w=1e-3, join_s=0.003, shortest_s=0.002)
    assert len(found.events) == 5
    assert found.duration_s.median == pytest.approx(0.102, rel=1e-9)
    assert found.energy_j.median == pytest.approx(2e-3 + 2e-3 * 10e-6, rel=1e-9)


@pytest.mark.parametrize(("options", "says"), [
    ({"threshold_w": 0.0}, "threshold must be"), ({"threshold_w": float("nan")}, "threshold must be"),
    ({"threshold_w": 1e-3, "channel": 1}, "either by a threshold"), ({"channel": 16}, "no digital channel"),
    ({"channel": 1}, "has no digital channels"), ({"baseline": "net"}, "unknown baseline"),
    ({"inferences_per_event": 0}, "an event holds 1 to"), ({"sleep_power_w": -1.0}, "sleep_power_w"),
    ({"join_s": float("inf")}, "join_s"), ({"threshold_w": 1.0}, "no event"),
    ({"threshold_w": 1e-9}, "no event is complete"),
])  # fmt: skip
def test_bad_options(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        find_events(capture_of(pulses()), **options)
