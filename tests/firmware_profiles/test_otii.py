"""Qoitech Otii. Every capture here is synthetic, with headings as users' scripts show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_profiles.reading import read_capture
from footprint.errors import InputError

from .writers import energy_j

FULL = (
    '"Timestamp (S)","Arc Main Current (A)","Arc Main Voltage (V)","Arc Main Energy (J)"\n'
    "1.00000,0.010,3.0,0.0\n1.00025,0.020,3.1,0.0\n1.00050,0.030,2.9,0.0\n"
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(text)
    return path


def test_current_and_voltage(tmp_path: Path) -> None:
    """4 kHz, so 0.25 ms each: (10 x 3.0 + 20 x 3.1 + 30 x 2.9) mW x 0.25 ms = 179 mW x 0.25 ms = 44.75 uJ."""
    capture = read_capture(written(tmp_path, FULL))
    assert (capture.format, capture.instrument, capture.samples) == ("otii", "Qoitech Otii Arc", 3)
    assert capture.sample_rate_hz == pytest.approx(4000, rel=1e-5)
    assert capture.voltage_v == pytest.approx(3.0, rel=1e-9)
    assert energy_j(capture) == pytest.approx(44.75e-6, rel=1e-6)


def test_any_name_of_the_device_and_wall_clock(tmp_path: Path) -> None:
    text = (
        '"Wall-clock time (UTC)","Ace Main Current (mA)"\n'
        "2026-01-01 10:00:00.000,10\n2026-01-01 10:00:00.001,20\n2026-01-01 10:00:00.002,30\n"
    )
    capture = read_capture(written(tmp_path, text), voltage_v=3.0)
    assert energy_j(capture) == pytest.approx(180e-6, rel=1e-4)
    assert capture.instrument == "Qoitech Otii Ace"


def test_energy_only(tmp_path: Path) -> None:
    text = "Timestamp (S),File Main Energy (J)\n0,0\n0.1,0.001\n0.2,0.004\n"
    path = written(tmp_path, text)
    assert energy_j(read_capture(path)) == pytest.approx(0.004, rel=1e-9)
    assert read_capture(path).instrument == "Qoitech Otii"
    with pytest.raises(InputError, match="has no use here"):
        read_capture(path, voltage_v=3.0)


def test_voltage_rules(tmp_path: Path) -> None:
    assert read_capture(written(tmp_path, FULL), voltage_v=3.0).voltage_v == pytest.approx(3.0)
    with pytest.raises(InputError, match=r"records its own voltage, 3 V: 3\.3 V was given"):
        read_capture(written(tmp_path, FULL), voltage_v=3.3)
    with pytest.raises(InputError, match="supply voltage is missing"):
        read_capture(written(tmp_path, "Timestamp (S),Arc Main Current (A)\n0,1e-3\n1,1e-3\n"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Timestamp (S),Arc Main Current (A),Ace Main Current (A)\n0,1,1\n", "several devices"),
        ("Timestamp (S),Timestamp (S),Arc Main Power (W)\n0,0,1\n1,5,1\n", "stands over several columns"),
        ("Timestamp (S),Arc Main Current (V)\n0,1\n", "unknown unit in the heading"),
        ("Arc Main Current (A),Arc Main Voltage (V)\n1,1\n", "no column of times"),
        (FULL + "1.00075,oops,3.0,0.0\n", '"oops" in column "Arc Main Current'),
        (FULL + "1.00075,0.01", "2 cells where the others have 4"),
        (FULL + "1.00040,0.01,3.0,0.0\n", "time does not go on: 1.0004 s after 1.0005 s"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=message) as error:
        read_capture(path)
    assert error.value.file == str(path)
    assert error.value.line == (5 if text.startswith(FULL) else None)
