"""Summaries: energies that are known beforehand, and what must not depend on chunks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.capture import Window
from firmware_profiles.summary import ENVELOPE_BINS, summarise
from footprint.errors import InputError
from tests.firmware_profiles.synthetic import capture_of, pulses

powers = st.lists(st.floats(min_value=1e-7, max_value=1.0), min_size=1, max_size=300)


def test_five_pulses_by_hand() -> None:
    """5 s at 1 kHz and 2 V: 0.5 s of 20 mW and 4.5 s of 10 uW are 10.045 mJ, 5.0225 mC and 2.009 mW."""
    found = summarise(capture_of(pulses()))
    assert found.energy_j == pytest.approx(10.045e-3, rel=1e-9)
    assert found.charge_c == pytest.approx(5.0225e-3, rel=1e-9)
    assert found.average_power_w == pytest.approx(2.009e-3, rel=1e-9)
    assert (found.peak_power_w, found.least_power_w) == (20e-3, 10e-6)
    assert found.measured_s == pytest.approx(5, rel=1e-9)
    assert found.samples == 5000


def test_a_capture_without_current_has_no_charge() -> None:
    assert summarise(capture_of(pulses(), voltage_v=None)).charge_c is None


@given(powers, st.integers(min_value=1, max_value=320))
def test_chunks_change_nothing(values: list[float], chunk: int) -> None:
    whole, cut = summarise(capture_of(np.array(values))), summarise(capture_of(np.array(values), chunk=chunk))
    assert cut.energy_j == pytest.approx(whole.energy_j, rel=1e-12)
    assert cut.envelope == whole.envelope
    assert cut.peak_power_w == whole.peak_power_w


@given(powers, st.data())
def test_energy_adds_over_a_split(values: list[float], data: st.DataObject) -> None:
    at = data.draw(st.integers(min_value=0, max_value=len(values)))
    parts = [summarise(capture_of(np.array(p))).energy_j for p in (values[:at], values[at:]) if p]
    assert sum(parts) == pytest.approx(summarise(capture_of(np.array(values))).energy_j, rel=1e-12)


@given(st.floats(min_value=0.1, max_value=10))
def test_energy_scales_with_the_voltage(volt: float) -> None:
    """One current at another voltage: energy in proportion, charge as it was."""
    current = pulses() / 2.0
    found = summarise(capture_of(current * volt, voltage_v=volt))
    assert found.energy_j == pytest.approx(10.045e-3 * volt / 2, rel=1e-9)
    assert found.charge_c == pytest.approx(5.0225e-3, rel=1e-9)


def test_the_envelope_keeps_a_single_peak() -> None:
    """One sample of 1 W among 200 000 is drawn, in at most 2000 points."""
    power = np.full(200_000, 1e-3)
    power[123_456] = 1.0
    envelope = summarise(capture_of(power)).envelope
    assert 2 * len(envelope.time_s) <= 2000
    assert len(envelope.time_s) == ENVELOPE_BINS
    assert [t for t, high in zip(envelope.time_s, envelope.high_w, strict=True) if high == 1.0] == [
        pytest.approx(123.4, rel=1e-9)  # bins of 200 ms
    ]
    assert set(envelope.low_w) == {1e-3}


def test_a_window_by_hand() -> None:
    """Samples of 1 ms, 20 mW from 450 ms to 550 ms, else 10 uW.

    From 500.5 ms to 600.5 ms: half a sample and 49 whole ones at 20 mW are 0.99 mJ; 50 and a half at 10 uW 0.505 uJ.
    """
    found = summarise(capture_of(pulses()), window=Window(0.5005, 0.6005))
    assert found.measured_s == pytest.approx(0.1, rel=1e-9)
    assert found.energy_j == pytest.approx(0.99e-3 + 0.505e-6, rel=1e-9)
    assert found.charge_c == pytest.approx((0.99e-3 + 0.505e-6) / 2, rel=1e-9)
    assert found.samples == 101
    assert len(found.envelope.time_s) == 101, "each sample has its own point: detail, not a stretched picture"


@given(powers, st.data())
def test_energy_adds_over_windows(values: list[float], data: st.DataObject) -> None:
    capture = capture_of(np.array(values), chunk=data.draw(st.integers(min_value=1, max_value=320)))
    end = capture.duration_s
    at = data.draw(st.floats(min_value=0.01, max_value=0.99)) * end
    parts = [summarise(capture, window=w) for w in (Window(0.0, at), Window(at, end + 1))]
    assert sum(p.energy_j for p in parts) == pytest.approx(summarise(capture).energy_j, rel=1e-9)
    assert max(p.peak_power_w for p in parts) == max(values)


def test_a_window_of_a_gap_holds_nothing() -> None:
    with pytest.raises(InputError, match="no samples to add up from 9 s to 10 s"):
        summarise(capture_of(pulses()), window=Window(9, 10))


def test_nothing_to_add_up() -> None:
    with pytest.raises(InputError, match="no samples"):
        summarise(capture_of(np.zeros(0)))
