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


def test_noise_around_zero_is_one_level() -> None:
    """A sleep of 2 uA with noise of 5 uA, a third of its samples below zero: the five pulses, not the noise."""
    rng = np.random.default_rng(2)
    power = pulses(sleep_w=4e-6) + np.where(pulses() < 1e-3, rng.normal(0, 10e-6, 5000), 0.0)
    assert 0.2 < (power < 0).mean() < 0.4
    found = find_events(capture_of(power))
    assert len(found.events) == 5
    assert found.energy_j.median == pytest.approx(2e-3, rel=1e-9)
    # three times the median size of the readings below zero, some 4.6 uW, and 20 mW: their geometric mean
    assert found.threshold_w == pytest.approx((3 * np.median(-power[power < 0]) * 20e-3) ** 0.5, rel=0.05)


def test_what_an_instrument_cannot_resolve_is_one_level() -> None:
    """A PPK2 reads 0 below 0.2 uA, so half of a sleep of nothing is 0: it ends at twice that, 0.8 uW at 2 V."""
    rng = np.random.default_rng(3)
    noise = np.maximum(rng.normal(0, 0.2e-6, 5000), 0.0)
    found = find_events(capture_of(np.where(pulses() < 1e-3, noise, 20e-3), instrument="Nordic PPK2"))
    assert len(found.events) == 5
    assert found.threshold_w == pytest.approx((0.8e-6 * 20e-3) ** 0.5, rel=0.05)


def test_a_channel_that_never_changes() -> None:
    with pytest.raises(InputError, match="active all of the time by the digital channel 0"):
        find_events(capture_of(pulses(), bits=np.ones(5000, dtype=np.uint16)), channel=0)


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


@pytest.mark.parametrize(("gap_s", "complete"), [(1.449, False), (1.551, False), (1.445, True), (1.555, True)])
def test_a_gap_beside_an_event_cuts_it(gap_s: float, complete: bool) -> None:
    """The second event is from 1.45 to 1.55 s: a sample of 1 ms is missing right beside it, or 5 ms away."""
    found = find_events(capture_of(pulses(), gaps=(Gap(gap_s, 0.0),)), threshold_w=1e-3)
    assert [e.complete for e in found.events] == [True, complete, True, True, True]


def test_joined_events_keep_the_higher_peak() -> None:
    """30 mW, a dip of 2 ms, 20 mW: one event with a peak of 30 mW, also where a chunk ends in it."""
    power = pulses(count=1)
    power[450:499], power[499:501] = 30e-3, 10e-6
    for chunk in (470, 10_000):
        found = find_events(capture_of(power, chunk=chunk), threshold_w=1e-3, join_s=0.003)
        assert [e.peak_power_w for e in found.events] == [30e-3]


def test_the_ends_of_a_capture_are_no_dips() -> None:
    """2 ms of sleep before the first and after the last pulse are shorter than a dip may be, and stay sleep."""
    found = find_events(capture_of(pulses(count=2)[448:1552]), threshold_w=1e-3, join_s=0.003)
    assert [(e.start_s, e.complete) for e in found.events] == [
        (pytest.approx(0.002, rel=1e-9), True), (pytest.approx(1.002, rel=1e-9), True),
    ]  # fmt: skip


def test_a_threshold_is_what_an_event_draws_at_least() -> None:
    assert len(find_events(capture_of(pulses()), threshold_w=20e-3).events) == 5
    with pytest.raises(InputError, match="no event"):
        find_events(capture_of(pulses()), threshold_w=np.nextafter(20e-3, 1))


def test_a_threshold_in_the_noise_is_refused() -> None:
    """Every second sample is active: 200 002 changes, beyond the 200 000 of the table."""
    with pytest.raises(InputError, match="more than 200000 changes"):
        find_events(capture_of(np.tile([1e-6, 1e-3], 100_001)), threshold_w=1e-4)


@pytest.mark.parametrize(("length", "said"), [(1, True), (2, True), (3, False)])
def test_events_of_two_samples_may_be_noise(length: int, said: bool) -> None:
    found = find_events(capture_of(pulses(length=length)))
    assert any("no longer than 2 samples" in w for w in found.warnings) is said
    bits = (pulses(length=length) > 1e-3).astype(np.uint16)
    marked = find_events(capture_of(pulses(length=length), bits=bits), channel=0)
    assert marked.warnings == (), "a channel is no matter of noise"


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
    ({"channel": 1.0}, "no digital channel"), ({"threshold_w": "1 mW"}, "threshold must be"),
    ({"inferences_per_event": 2.5}, "an event holds 1 to"), ({"join_s": "1 s"}, "join_s"),
    ({"inferences_per_event": 0}, "an event holds 1 to"), ({"sleep_power_w": -1.0}, "sleep_power_w"),
    ({"join_s": float("inf")}, "join_s"), ({"threshold_w": 1.0}, "no event"),
    ({"threshold_w": 1e-9}, "active all of the time"),
])  # fmt: skip
def test_bad_options(options: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        find_events(capture_of(pulses()), **options)
