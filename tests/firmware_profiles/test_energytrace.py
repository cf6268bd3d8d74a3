"""TI EnergyTrace. Every capture here is synthetic, with columns as users' scripts show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_profiles.reading import read_capture
from footprint.errors import InputError

from .writers import column, energy_j

HEADER = '"Time (ns)","Current (nA)","Voltage (mV)","Energy (uJ)"\n'


def written(tmp_path: Path, rows: list[tuple[object, ...]], header: str = HEADER) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(header + "".join(",".join(f'"{c}"' for c in row) + "\n" for row in rows))
    return path


ROWS: list[tuple[object, ...]] = [(n * 1_000_000, 2_000_000, 3000, n * 6) for n in range(5)]


def test_power_is_current_times_voltage(tmp_path: Path) -> None:
    """2 mA at 3 V is 6 mW; five samples of 1 ms are 30 uJ. The file counts from its first to its last row: 24 uJ."""
    rows = [(t, i, v, e) for t, i, v, e in ROWS]
    capture = read_capture(written(tmp_path, rows))
    assert (capture.format, capture.instrument) == ("energytrace", "TI EnergyTrace")
    assert column(capture, "power_w") == pytest.approx([6e-3] * 5, rel=1e-9)
    assert energy_j(capture) == pytest.approx(30e-6, rel=1e-9)
    assert capture.published == {"energy_j": pytest.approx(24e-6, rel=1e-9)}
    assert capture.voltage_v == pytest.approx(3.0, rel=1e-9)


def test_its_own_energy_is_compared(tmp_path: Path) -> None:
    """The last sample stands for time after the last reading: of 200 rows that is 0.5 %. Twice the energy is more."""
    rows = [(n * 1_000_000, 2_000_000, 3000, n * 6) for n in range(200)]
    assert read_capture(written(tmp_path, rows)).warnings == ()
    double = [(t, i, v, 2 * e) for t, i, v, e in rows]
    assert "the file's own energy is 0.002388 J" in read_capture(written(tmp_path, double)).warnings[0]


def test_without_a_voltage_column(tmp_path: Path) -> None:
    path = written(tmp_path, [r[:2] for r in ROWS], '"Time (ns)","Current (nA)"\n')
    with pytest.raises(InputError, match="supply voltage is missing"):
        read_capture(path)
    assert energy_j(read_capture(path, voltage_v=3.0)) == pytest.approx(30e-6, rel=1e-9)


def test_energy_alone(tmp_path: Path) -> None:
    path = written(tmp_path, [(r[0], r[3]) for r in ROWS], '"Time (ns)","Energy (µJ)"\n')
    assert energy_j(read_capture(path)) == pytest.approx(24e-6, rel=1e-9)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((5_000_000, "high", 3000, 30), '"high" in column "Current \\(nA\\)"'),
        ((5_000_000, 2_000_000), "2 cells where the others have 4"),
        ((3_000_000, 2_000_000, 3000, 30), "time does not go on"),
    ],
)
def test_damaged(tmp_path: Path, row: tuple[object, ...], message: str) -> None:
    path = written(tmp_path, [*ROWS, row])
    with pytest.raises(InputError, match=message) as error:
        read_capture(path)
    assert (error.value.file, error.value.line) == (str(path), 7)


def test_a_heading_that_stands_twice(tmp_path: Path) -> None:
    path = written(tmp_path, [(0, 1, 2, 3000)] * 2, '"Time (ns)","Current (nA)","Current (nA)","Voltage (mV)"\n')
    with pytest.raises(InputError, match=r'heading "current \(na\)" stands over several columns'):
        read_capture(path)


def test_a_given_voltage_must_be_that_of_the_file(tmp_path: Path) -> None:
    assert read_capture(written(tmp_path, ROWS), voltage_v=3.0).samples == 5
    with pytest.raises(InputError, match="records its own voltage"):
        read_capture(written(tmp_path, ROWS), voltage_v=1.8)
