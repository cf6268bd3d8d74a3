"""The command capture: what it prints of a capture, and what it refuses. Captures are synthetic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import footprint
from footprint.system import System
from tests.firmware_profiles.synthetic import trace
from tests.firmware_profiles.writers import ppk2_csv
from tests.footprint_app.commands import document, run

RATE = 1000
KEYS = (
    "format", "instrument", "sample_rate_hz", "voltage_v", "duration_s", "samples", "lost_samples", "average_power_mw",
    "energy_j", "energy_per_inference_uj", "events", "states", "warnings",
)  # fmt: skip


@pytest.fixture
def pulses(tmp_path: Path) -> str:
    """5 s at 1 kHz: every second 100 ms of 10 mA from 0.45 s on, 20 uA between, without a voltage."""
    current = np.full(5000, 20.0)
    for second in range(5):
        current[second * 1000 + 450 : second * 1000 + 550] = 10_000.0
    return str(ppk2_csv(tmp_path / "pulses.csv", current, rate_hz=RATE))


def test_energy_events_and_states_by_hand(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    """At 2 V: 20 mW for 0.5 s and 40 uW for 4.5 s make 10.18 mJ in 5 s, 2.036 mW; an event holds 2 mJ."""
    found = document(capsys, "capture", pulses, "--voltage", "2", "--threshold", "1 mW")
    assert set(KEYS) <= found.keys()
    assert found["energy_j"] == pytest.approx(0.01018, rel=1e-9)
    assert found["average_power_mw"] == pytest.approx(2.036, rel=1e-9)
    assert found["events"]["count"] == 5
    assert found["events"]["energy_j"]["median"] == pytest.approx(0.002, rel=1e-9)
    active, sleep = found["states"]
    assert (active["name"], sleep["name"]) == ("active", "sleep")
    assert active["duty"] == pytest.approx(0.1, rel=1e-9)
    assert found["state_average_power_mw"]["typical"] == pytest.approx(2.036, rel=1e-6)


def test_states_go_into_an_assessment_and_are_measured(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    """What the command prints is a use stage: 2.036 mW over a year are 0.01784 kWh."""
    text = run(capsys, "capture", pulses, "--voltage", "2 V", "--threshold", "1 mW")[1]
    lines = text.splitlines()
    start = lines.index("use:")
    use: dict[str, Any] = yaml.safe_load("\n".join(lines[start : lines.index("", start)]))["use"]
    use["grid"] = {"country": "DEU", "year": 2024}
    result = footprint.assess(System.from_dict({"name": "x", "lifetime": "1 year", "use": use}))
    (row,) = result.rows
    assert row.status == "measured"
    assert "pulses.csv" in row.source
    assert row.quantity == pytest.approx(2.036e-6 * 8760, rel=1e-6)


def test_inference_rate_and_cell(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    """One event a minute: 2 mJ / 60 s and 40 uW for the rest, 73.3 uW."""
    found = document(
        capsys, "capture", pulses, "--voltage", "2", "--threshold", "1 mW", "--inferences", "1 per minute",
        "--cell", "cell-aa-alkaline", "--count", "2",
    )  # fmt: skip
    assert found["state_average_power_mw"]["typical"] == pytest.approx(2 / 60 + 0.04 * (1 - 0.1 / 60), rel=1e-4)
    life = found["battery_life_years"]
    assert life["low"] < life["typical"] < life["high"]


def test_a_threshold_is_found_and_said(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    found = document(capsys, "capture", pulses, "--voltage", "2")
    assert found["events"]["count"] == 5
    assert "found from the samples" in found["events"]["how"]


def test_a_capture_without_events_is_still_summed_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A constant 1 mA at 3 V for 1 s: 3 mJ, and the reason why there are no events."""
    file = ppk2_csv(tmp_path / "flat.csv", np.full(1000, 1000.0), rate_hz=RATE)
    found = document(capsys, "capture", str(file), "--voltage", "3")
    assert found["energy_j"] == pytest.approx(0.003, rel=1e-9)
    assert found["events"] is None
    assert found["states"] is None
    assert any(w.startswith("no events:") for w in found["warnings"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "voltage"),
        (("--voltage", "0"), "voltage"),
        (("--voltage", "three"), "--voltage"),
        (("--voltage", "2", "--threshold", "1 kg"), "--threshold"),
        (("--voltage", "2", "--column", "tme=t [ms]"), "names no quantity"),
        (("--voltage", "2", "--count", "2"), "--count goes with --cell"),
        (("--voltage", "2", "--inferences", "1000 per second"), "duty cycle over 1"),
        (("--voltage", "2", "--threshold", "9 W"), "no event"),
        (("--voltage", "2", "--channel", "3"), "channel"),
        (("--voltage", "2", "--cell", "cell-aaa"), "unknown cell"),
    ],
)
def test_bad_options_are_one_message(
    capsys: pytest.CaptureFixture[str], pulses: str, options: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "capture", pulses, *options)
    assert code == 2
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_everything_fits_80_columns(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    text = run(capsys, "capture", pulses, "--voltage", "2", "--inferences", "1 per minute")[1]
    assert [line for line in text.splitlines() if len(line) > 80 and "source:" not in line and pulses not in line] == []


def test_a_published_trace_gives_its_published_energy(capsys: pytest.CaptureFixture[str]) -> None:
    """MLPerf Tiny v1.0, NUCLEO-L4R5ZI, keyword spotting: median 3371.738 uJ per inference, within 0.1 %."""
    found = document(capsys, "capture", str(trace("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws")))
    assert found["energy_per_inference_uj"]["median"] == pytest.approx(3371.738, rel=1e-3)
    assert found["energy_per_inference_uj"].keys() == {"median", "min", "max"}
