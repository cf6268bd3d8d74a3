"""Joulescope: .jls files written with pyjls itself, and synthetic CSV files in the forms that its tools write."""

from __future__ import annotations

import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_profiles.capture import CHUNK_SAMPLES, Gap
from firmware_profiles.events import find_events
from firmware_profiles.reading import read_capture
from firmware_profiles.summary import summarise
from footprint.errors import InputError
from tests.firmware_profiles.synthetic import pulses
from tests.needs import need

RATE = 10_000


def written(path: Path, signals: dict[str, tuple[str, Any]], *, rate: int = RATE, first: int = 0, **slow: int) -> Path:
    """A .jls with these signals (unit, samples); a signal in `slow` is sampled so many times more slowly."""
    need("pyjls", find_spec("pyjls"), "writes the .jls that is read back")
    from pyjls import DataType, SignalType, Writer

    with Writer(str(path)) as writer:
        writer.source_def(
            source_id=1, name="JS220-000123", vendor="Jetperch", model="JS220", version="1", serial_number="000123"
        )
        for n, (name, (unit, values)) in enumerate(signals.items(), 1):
            digital = np.asarray(values).dtype == np.uint8
            by = slow.get(name, 1)
            writer.signal_def(
                signal_id=n, source_id=1, signal_type=SignalType.FSR,
                data_type=DataType.U1 if digital else DataType.F32, sample_rate=rate // by, name=name, units=unit,
            )  # fmt: skip
            if digital:
                writer.fsr(n, first // by, np.packbits(values, bitorder="little"))
            else:
                writer.fsr_f32(n, first // by, np.asarray(values, dtype=np.float32))
    return path


def amps() -> np.ndarray:
    """Five pulses of 10 mA for 10 ms, one every 100 ms, on 5 uA."""
    return pulses(sleep_w=5e-6, active_w=10e-3)


def test_round_trip(tmp_path: Path) -> None:
    """0.05 s of 10 mA and 0.45 s of 5 uA at 2 V are 502.25 uC and 1.0045 mJ."""
    values = amps()
    path = written(tmp_path / "a.jls", {"current": ("A", values), "voltage": ("V", np.full(5000, 2.0))}, first=700)
    capture = read_capture(path)
    assert (capture.format, capture.sample_rate_hz, capture.samples) == ("joulescope", RATE, 5000)
    assert capture.voltage_v == pytest.approx(2.0, rel=1e-6)
    assert "JS220" in capture.instrument
    assert capture.gaps == ()
    assert capture.warnings == ()
    read = np.concatenate([c.current_a for c in capture.chunks() if c.current_a is not None])
    np.testing.assert_allclose(read, values, rtol=1e-6)
    found = summarise(capture)
    assert found.energy_j == pytest.approx(1.0045e-3, rel=1e-6)
    assert found.charge_c == pytest.approx(502.25e-6, rel=1e-6)
    assert find_events(capture).energy_j.median == pytest.approx(200e-6, rel=1e-6)


def test_longer_than_a_chunk_with_a_gap_over_its_edge(tmp_path: Path) -> None:
    """1000 samples without a value around the edge of the first chunk are one gap of 0.1 s, and are not filled."""
    values = np.full(CHUNK_SAMPLES + 5000, 1e-3)
    start = CHUNK_SAMPLES - 400
    values[start : start + 1000] = np.nan
    path = written(tmp_path / "a.jls", {"current": ("A", values), "voltage": ("V", np.full(len(values), 3.0))})
    capture = read_capture(path)
    assert capture.lost_samples == 1000
    assert len(capture.gaps) == 1
    assert capture.gaps[0] == pytest.approx(Gap(start / RATE, 0.1), rel=1e-9)
    found = summarise(capture)
    assert found.energy_j == pytest.approx(3e-3 * (len(values) - 1000) / RATE, rel=1e-6)
    assert found.average_power_w == pytest.approx(3e-3, rel=1e-6)
    assert "1000 of" in capture.warnings[0]


def test_skipped_samples_are_lost(tmp_path: Path) -> None:
    need("pyjls", find_spec("pyjls"), "writes the .jls that is read back")
    from pyjls import DataType, SignalType, Writer

    path = tmp_path / "a.jls"
    with Writer(str(path)) as writer:
        writer.source_def(source_id=1, name="JS220", vendor="", model="", version="", serial_number="")
        writer.signal_def(
            signal_id=1, source_id=1, signal_type=SignalType.FSR, data_type=DataType.F32, sample_rate=RATE,
            name="current", units="A",
        )  # fmt: skip
        writer.fsr_f32(1, 0, np.full(1000, 1e-3, dtype=np.float32))
        writer.fsr_f32(1, 1500, np.full(1000, 1e-3, dtype=np.float32))
    capture = read_capture(path, voltage_v=3.0)
    assert (capture.samples, capture.lost_samples, capture.gaps) == (2000, 500, (Gap(0.1, 0.05),))
    assert summarise(capture).energy_j == pytest.approx(3e-3 * 0.2, rel=1e-6)


def of_signals(path: Path, *signals: tuple[str, str, Any, int, int]) -> Path:
    """A .jls of signals (name, data type, samples, rate, source) of two instruments."""
    need("pyjls", find_spec("pyjls"), "writes the .jls that is read back")
    from pyjls import DataType, SignalType, Writer

    with Writer(str(path)) as writer:
        for source in (1, 2):
            writer.source_def(source_id=source, name=f"JS{source}", vendor="", model="", version="", serial_number="")
        for n, (name, kind, values, rate, source) in enumerate(signals, 1):
            writer.signal_def(
                signal_id=n, source_id=source, signal_type=SignalType.FSR, data_type=getattr(DataType, kind),
                sample_rate=rate, name=name, units="",
            )  # fmt: skip
            writer.fsr(n, 0, values)
    return path


def test_a_voltage_with_lost_samples_has_a_mean(tmp_path: Path) -> None:
    """2 V, without a value for a tenth of the 0.5 s: the mean is 2 V, and 1 mA makes 0.45 s x 2 mW = 0.9 mJ."""
    volt = np.full(5000, 2.0)
    volt[1000:1500] = np.nan
    path = written(tmp_path / "a.jls", {"current": ("A", np.full(5000, 1e-3)), "voltage": ("V", volt)})
    capture = read_capture(path, voltage_v=2.0)
    assert capture.voltage_v == pytest.approx(2.0, rel=1e-9)
    assert capture.lost_samples == 500
    assert summarise(capture).energy_j == pytest.approx(0.9e-3, rel=1e-6)


def test_a_power_without_its_current_is_lost(tmp_path: Path) -> None:
    """1 mA and 3 mW for 1 s, the current lost for the last half: 0.5 mC, never a sum that is not a number."""
    amp, watt = np.full(1000, 1e-3, np.float32), np.full(1000, 3e-3, np.float32)
    amp[500:] = np.nan
    path = of_signals(tmp_path / "a.jls", ("current", "F32", amp, 1000, 1), ("power", "F32", watt, 1000, 1))
    found = summarise(read_capture(path))
    assert found.charge_c == pytest.approx(0.5e-3, rel=1e-6)
    assert found.energy_j == pytest.approx(1.5e-3, rel=1e-6)


def test_a_voltage_that_is_sampled_faster(tmp_path: Path) -> None:
    """1 mA for 1 s; of ten samples of the voltage the first has 4 V and nine have 2 V: mean 2.2 V, so 2.2 mJ, not 4."""
    amp = np.full(1000, 1e-3, np.float32)
    volt = np.tile(np.array([4, 2, 2, 2, 2, 2, 2, 2, 2, 2], np.float32), 1000)
    path = of_signals(tmp_path / "a.jls", ("current", "F32", amp, 1000, 1), ("voltage", "F32", volt, 10_000, 1))
    capture = read_capture(path)
    assert (capture.sample_rate_hz, capture.samples) == (10_000, 10_000)
    assert summarise(capture).energy_j == pytest.approx(2.2e-3, rel=1e-6)


def test_current_and_voltage_of_two_instruments(tmp_path: Path) -> None:
    ones = np.ones(1000, np.float32)
    path = of_signals(tmp_path / "a.jls", ("current", "F32", ones, 1000, 1), ("voltage", "F32", ones, 1000, 2))
    with pytest.raises(InputError, match="current and voltage are of different instruments"):
        read_capture(path)


def test_signals_of_other_types_are_no_values(tmp_path: Path) -> None:
    """Counts of 16 bits are no watts, and a GPI that is not one bit is not unpacked as bits."""
    counts = np.full(1000, 7, np.int16)
    with pytest.raises(InputError, match="neither current nor power"):
        read_capture(of_signals(tmp_path / "a.jls", ("power", "I16", counts, 1000, 1)))
    ones = np.ones(1000, np.float32)
    path = of_signals(tmp_path / "b.jls", ("power", "F32", ones, 1000, 1), ("gpi[0]", "F32", ones, 1000, 1))
    assert next(read_capture(path).chunks()).bits is None


def test_digital_inputs_mark_events(tmp_path: Path) -> None:
    bits = np.zeros(5000, dtype=np.uint8)
    for n in range(5):
        bits[n * 1000 + 443 : n * 1000 + 563] = 1
    signals = {"current": ("A", amps()), "voltage": ("V", np.full(5000, 2.0)), "gpi[2]": ("", bits)}
    found = find_events(read_capture(written(tmp_path / "a.jls", signals)), channel=2)
    assert found.duration_s.median == pytest.approx(0.012, rel=1e-9)
    assert found.energy_j.median == pytest.approx(200e-6 + 10e-6 * 0.002, rel=1e-6)


def test_a_voltage_that_is_sampled_more_slowly(tmp_path: Path) -> None:
    """2 V for the first half and 4 V for the second, at a tenth of the rate: 1 mA makes 2 and 4 mW."""
    volt = np.repeat([2.0, 4.0], 250)
    signals = {"current": ("A", np.full(5000, 1e-3)), "voltage": ("V", volt)}
    found = summarise(read_capture(written(tmp_path / "a.jls", signals, voltage=10)))
    assert found.energy_j == pytest.approx(0.25 * 2e-3 + 0.25 * 4e-3, rel=1e-6)


def test_current_only_needs_a_voltage(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jls", {"current": ("A", amps())})
    with pytest.raises(InputError, match="voltage is missing"):
        read_capture(path)
    assert summarise(read_capture(path, voltage_v=2.0)).energy_j == pytest.approx(1.0045e-3, rel=1e-6)


def test_power_alone_is_enough(tmp_path: Path) -> None:
    capture = read_capture(written(tmp_path / "a.jls", {"power": ("W", amps() * 2)}))
    assert capture.voltage_v is None
    assert summarise(capture).energy_j == pytest.approx(1.0045e-3, rel=1e-6)


def test_a_given_voltage_must_be_the_files(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jls", {"current": ("A", amps()), "voltage": ("V", np.full(5000, 2.0))})
    with pytest.raises(InputError, match="records its own voltage"):
        read_capture(path, voltage_v=3.0)


def test_neither_current_nor_power(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jls", {"voltage": ("V", np.full(5000, 2.0))})
    with pytest.raises(InputError, match="neither current nor power") as error:
        read_capture(path)
    assert "voltage" in error.value.hint


@pytest.mark.parametrize("keep", [40, 3000, 20_000])
def test_a_file_that_was_not_closed_is_refused_and_left_alone(tmp_path: Path, keep: int) -> None:
    """pyjls rewrites such a file as it opens it; what a person has must stay as it is."""
    whole = written(tmp_path / "a.jls", {"current": ("A", amps())})
    path = tmp_path / "cut.jls"
    path.write_bytes(whole.read_bytes()[:keep])
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"cut off|cannot be"):
        read_capture(path, voltage_v=2.0)
    assert path.read_bytes() == before


def test_damaged_inside(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its first chunk overwritten; pyjls also writes to stderr, which is not what is looked at."""
    path = written(tmp_path / "a.jls", {"current": ("A", amps())})
    data = bytearray(path.read_bytes())
    data[40:400] = b"\xff" * 360
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_capture(path, voltage_v=2.0)
    capfd.readouterr()


def test_without_pyjls_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "a.jls", {"current": ("A", amps())})
    monkeypatch.setitem(sys.modules, "pyjls", None)
    with pytest.raises(InputError, match="pyjls, which is not installed") as error:
        read_capture(path, voltage_v=2.0)
    assert "tinyml-footprint[captures]" in error.value.hint


@pytest.mark.parametrize(("seconds", "said"), [(0.5, False), (0.51, True)])
def test_two_clocks_that_differ(tmp_path: Path, seconds: float, said: bool) -> None:
    """5000 samples at 10 kHz are 0.5 s; a computer that counted 0.51 s is told of, and the samples are used."""
    need("pyjls", find_spec("pyjls"), "writes the .jls that is read back")
    from pyjls import DataType, SignalType, Writer, time64

    path = tmp_path / "a.jls"
    with Writer(str(path)) as writer:
        writer.source_def(source_id=1, name="JS220", vendor="", model="", version="", serial_number="")
        writer.signal_def(
            signal_id=1, source_id=1, signal_type=SignalType.FSR, data_type=DataType.F32, sample_rate=RATE,
            name="current", units="A",
        )  # fmt: skip
        writer.fsr_f32(1, 0, np.full(5000, 1e-3, dtype=np.float32))
        writer.utc(1, 0, 0)
        writer.utc(1, 5000, int(seconds * time64.SECOND))
    capture = read_capture(path, voltage_v=3.0)
    assert any("computer's clock" in w for w in capture.warnings) is said
    assert capture.duration_s == pytest.approx(0.5, rel=1e-9)


def test_version_1(tmp_path: Path) -> None:
    path = tmp_path / "old.jls"
    path.write_bytes(b"\xd3tagfmt \r\n \n  \x1a\x1c" + bytes(100))
    with pytest.raises(InputError, match="version 1"):
        read_capture(path)


# ---- CSV


def test_ui_statistics(tmp_path: Path) -> None:
    """Three means over 0.5 s of 2, 4 and 6 mW: 6 mJ, and a warning that they are means."""
    path = tmp_path / "a.csv"
    rows = [(0.5 * n, 1e-3 * n, 2.0, 2e-3 * n, 0.0, 0.0) for n in (1, 2, 3)]
    path.write_text("#time,current,voltage,power,charge,energy\n" + "".join(",".join(map(str, r)) + "\n" for r in rows))
    capture = read_capture(path)
    assert capture.format == "joulescope-csv"
    assert capture.voltage_v == pytest.approx(2.0, rel=1e-9)
    assert summarise(capture).energy_j == pytest.approx(6e-3, rel=1e-9)
    assert "means over 0.5 s, not every sample" in capture.warnings[0]


def test_ui_statistics_with_times_of_day(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"20261121T16350{n}.500000Z,1e-3,2.0,2e-3,0,0" for n in range(4)]
    path.write_text("#time,current,voltage,power,charge,energy\n" + "\n".join(lines) + "\n")
    capture = read_capture(path)
    assert capture.sample_rate_hz == pytest.approx(1, rel=1e-6)
    assert summarise(capture).energy_j == pytest.approx(8e-3, rel=1e-6)
    path.write_text(path.read_text().replace("T163502", "T169902"))
    with pytest.raises(InputError, match="is no time") as error:
        read_capture(path)
    assert error.value.line == 4


@pytest.mark.parametrize("day", ["20260329", "20261025"])
def test_times_of_day_are_utc_also_where_clocks_change(
    tmp_path: Path, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five hours of 1 W, one row in ten minutes: 30 x 600 s = 18 kJ without a gap, on a computer in Berlin too."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        path = tmp_path / "a.csv"
        rows = [f"{day}T{n // 6:02}{n % 6}000.0Z,1,1,1,0,0\n" for n in range(30)]
        path.write_text("#time,current,voltage,power,charge,energy\n" + "".join(rows))
        capture = read_capture(path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (capture.gaps, capture.duration_s) == ((), 18_000)
    assert summarise(capture).energy_j == pytest.approx(18e3, rel=1e-9)


def test_a_row_with_fewer_cells_than_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("#time,current,voltage,power,charge,energy\n0,1\n1,1\n")
    with pytest.raises(InputError, match='2 cells under 6 headings: there is none under "voltage"'):
        read_capture(path)


def test_ui_statistics_without_times_need_the_rate(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("#current,voltage,power,charge,energy\n" + "1e-3,2.0,2e-3,0,0\n" * 4)
    with pytest.raises(InputError, match="sampling rate"):
        read_capture(path)
    assert summarise(read_capture(path, sample_rate_hz=2.0)).energy_j == pytest.approx(4e-3, rel=1e-9)


@pytest.mark.parametrize(("heading", "says"), [
    ("# time,JS220-000123.current,JS220-000123.voltage", "what the plot showed"),
    ("# timestamp,JS220-000123.current,JS220-000123.voltage", "pyjls csv writes 10 000 points"),
])  # fmt: skip
def test_down_sampled_exports(tmp_path: Path, heading: str, says: str) -> None:
    """1 mA at 2 V for 100 rows of 1 ms: 0.2 mJ, with a warning."""
    path = tmp_path / "a.csv"
    path.write_text(heading + "\n" + "".join(f"{n / 1000:.6f},+1.0e-03,+2.0e+00\n" for n in range(100)))
    capture = read_capture(path)
    assert summarise(capture).energy_j == pytest.approx(0.2e-3, rel=1e-6)
    assert any(says in w for w in capture.warnings)
    assert capture.instrument == "Joulescope JS220-000123"
    with pytest.raises(InputError, match="sampling rate has no use"):
        read_capture(path, sample_rate_hz=1000.0)


def test_pyjls_csv_of_a_real_jls(tmp_path: Path) -> None:
    """What pyjls itself exports is read, and its energy is that of the .jls within the rows that it leaves out."""
    from types import SimpleNamespace

    path = written(tmp_path / "a.jls", {"current": ("A", amps()), "voltage": ("V", np.full(5000, 2.0))})
    from pyjls.entry_points import csv as exporter

    exporter.on_cmd(SimpleNamespace(infile=str(path), outfile=str(tmp_path / "a.csv"), signals=None, count=500))
    capture = read_capture(tmp_path / "a.csv")
    assert capture.samples == 500
    assert summarise(capture).energy_j == pytest.approx(1.0045e-3, rel=0.02)
    assert "10 000 points" in capture.warnings[0]


def test_exports_of_two_instruments(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("# time,A.current,B.current\n0,1e-3,1e-3\n0.1,1e-3,1e-3\n")
    with pytest.raises(InputError, match="2 columns of current"):
        read_capture(path, voltage_v=3.0)


def test_a_current_and_a_voltage_of_two_instruments(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("# time,A.current,B.voltage\n0,1e-3,2\n0.1,1e-3,2\n")
    with pytest.raises(InputError, match="different instruments"):
        read_capture(path)


def test_v1_export_needs_the_rate(tmp_path: Path) -> None:
    """A and V without heading and times: 4 samples of 2 mW at 2 Hz are 4 mJ."""
    path = tmp_path / "a.csv"
    path.write_text("0.001,2.0\n0.0005,2.0\n0.0015,2.0\n0.001,2.0\n")
    with pytest.raises(InputError, match="sampling rate"):
        read_capture(path)
    capture = read_capture(path, sample_rate_hz=2.0)
    assert summarise(capture).energy_j == pytest.approx(4e-3, rel=1e-9)
    assert capture.voltage_v == pytest.approx(2.0, rel=1e-9)


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jls", {"power": ("W", amps())})
    shutil.copy(path, tmp_path / "power.csv")
    assert read_capture(tmp_path / "power.csv").format == "joulescope"
