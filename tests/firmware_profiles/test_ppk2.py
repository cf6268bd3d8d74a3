"""Nordic PPK2, CSV and .ppk2. Every capture here is synthetic."""

from __future__ import annotations

import struct
import zipfile
import zlib
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_profiles.capture import Gap
from firmware_profiles.readers import fast_csv, ppk2
from firmware_profiles.reading import read_capture
from footprint.errors import InputError

from .writers import column, energy_j, ppk2_csv, ppk2_session

CURRENTS = [7.0, 1000.0, 250.5, 0.125]
SYMBOLS = ["11111111", "10000000", "0X-00001", "--------"]
BITS = [0xFF, 0x01, 0x82, 0x00]
"""Channel 0 is the first symbol and the lowest bit; X counts as high, - as low."""


@pytest.mark.parametrize("parts", [p for p in product((True, False), repeat=4) if p[1]])
def test_every_choice_of_columns_gives_the_same_samples(tmp_path: Path, parts: tuple[bool, bool, bool, bool]) -> None:
    """Four samples of 10 us at 3 V: 3 V x (7 + 1000 + 250.5 + 0.125) uA x 10 us = 3.77287 5e-8 J."""
    path = ppk2_csv(tmp_path / "a.txt", CURRENTS, pins=SYMBOLS, parts=parts)
    capture = read_capture(path, voltage_v=3.0, sample_rate_hz=None if parts[0] else 100_000)
    assert capture.format == "ppk2-csv"
    assert capture.instrument == "Nordic PPK2"
    assert capture.sample_rate_hz == pytest.approx(100_000, rel=1e-6)
    assert capture.duration_s == pytest.approx(4e-5, rel=1e-9)
    assert (capture.samples, capture.lost_samples, capture.gaps) == (4, 0, ())
    assert energy_j(capture) == pytest.approx(3.772875e-8, rel=1e-9)
    assert column(capture, "current_a") == pytest.approx(np.array(CURRENTS) / 1e6, rel=1e-12)
    if parts[2] or parts[3]:
        assert column(capture, "bits").tolist() == BITS
    else:
        assert next(capture.chunks()).bits is None
    assert any("cannot be seen" in w for w in capture.warnings) is not parts[0]


def test_without_digital_data_the_app_writes_too_few_cells(tmp_path: Path) -> None:
    path = ppk2_csv(tmp_path / "a.csv", CURRENTS)
    assert path.read_text().splitlines()[1] == "0,7.000,,"
    capture = read_capture(path, voltage_v=3.0)
    assert capture.samples == 4
    assert next(capture.chunks()).bits is None


def test_the_older_bits_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Timestamp(ms),Current(uA),Bits\n0,7.0,10000000\n0.01,8.0,11000000\n")
    assert column(read_capture(path, voltage_v=3.0), "bits").tolist() == [1, 3]
    path.write_text("Timestamp(ms),Current(uA),Bits\n0,7.0,128\n0.01,8.0,3\n")
    capture = read_capture(path, voltage_v=3.0)
    assert next(capture.chunks()).bits is None
    assert any("Bits is not read" in w for w in capture.warnings)


def test_data_loss_is_a_gap_on_the_real_time_base(tmp_path: Path) -> None:
    """Samples 3, 4 and 5 of ten are NaN and skipped by the app: 30 us from 30 us on are a gap, seven samples count."""
    values = [100.0] * 10
    values[3:6] = [np.nan] * 3
    capture = read_capture(ppk2_csv(tmp_path / "a.csv", values), voltage_v=2.0)
    assert (capture.samples, capture.lost_samples) == (7, 3)
    assert capture.lost_share == pytest.approx(0.3)
    assert len(capture.gaps) == 1
    assert capture.gaps[0] == pytest.approx(Gap(3e-5, 3e-5), rel=1e-9)
    assert capture.duration_s == pytest.approx(1e-4, rel=1e-9)
    assert energy_j(capture) == pytest.approx(7 * 100e-6 * 2.0 * 1e-5, rel=1e-9)
    assert column(capture, "time_s")[3] == pytest.approx(6e-5, rel=1e-9)
    assert any("3 of 10 samples are missing" in w for w in capture.warnings)


@pytest.mark.parametrize("empty", ["NaN", "nan", ""])
def test_a_row_without_a_current_is_a_gap(tmp_path: Path, empty: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Timestamp(ms),Current(uA)\n0,5.0\n0.01,{empty}\n0.02,5.0\n0.03,5.0\n")
    capture = read_capture(path, voltage_v=3.0)
    assert (capture.samples, capture.lost_samples) == (3, 1)
    assert capture.gaps[0] == pytest.approx(Gap(1e-5, 1e-5), rel=1e-9)


def test_impossible_currents_are_left_out_and_counted(tmp_path: Path) -> None:
    """9,892,526 and 10,391,629 uA are values that de-synchronised streams gave; a PPK2 ends at 1 A."""
    values = [100.0, 9_892_526.0, 10_391_629.0, 100.0, 1_000_000.0, -2_000_000.0]
    capture = read_capture(ppk2_csv(tmp_path / "a.csv", values), voltage_v=1.0)
    assert (capture.samples, capture.lost_samples) == (3, 3)
    assert [(g.start_s, g.length_s) for g in capture.gaps] == [
        pytest.approx((1e-5, 2e-5), rel=1e-6),
        pytest.approx((5e-5, 1e-5), rel=1e-6),
    ]
    assert energy_j(capture) == pytest.approx((100 + 100 + 1e6) * 1e-6 * 1e-5, rel=1e-9)
    assert "3 samples hold what Nordic PPK2 cannot have read (up to 10.3916 A" in capture.warnings[0]


def test_round_trip_of_a_session(tmp_path: Path) -> None:
    capture = read_capture(ppk2_session(tmp_path / "a.bin", CURRENTS, pins=SYMBOLS), voltage_v=3.0)
    assert (capture.format, capture.sample_rate_hz, capture.samples) == ("ppk2", 100_000, 4)
    assert column(capture, "current_a") == pytest.approx(np.float32(CURRENTS).astype(float) / 1e6, rel=1e-12)
    assert column(capture, "bits").tolist() == BITS
    assert column(capture, "time_s") == pytest.approx([0, 1e-5, 2e-5, 3e-5], rel=1e-12)


def test_bytes_of_a_frame(tmp_path: Path) -> None:
    """Little-endian 1.0 is 00 00 80 3F. Big-endian 0x5556 is seven times 01, then 10: channel 0 high, the rest low."""
    path = ppk2_session(tmp_path / "a", [0.0], pins=["0" * 8])
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("session.raw", bytes.fromhex("0000803f5556" + "0000803f5555"))
    capture = read_capture(path, voltage_v=1.0)
    assert column(capture, "current_a").tolist() == [1e-6, 1e-6]
    assert column(capture, "bits").tolist() == [1, 0]


def test_a_session_without_pins_has_no_bits(tmp_path: Path) -> None:
    """0xAAAA in every frame is what a PPK1 writes; 0x5555 in every frame is eight low channels."""
    assert next(read_capture(ppk2_session(tmp_path / "a", CURRENTS), voltage_v=3.0).chunks()).bits is None
    low = read_capture(ppk2_session(tmp_path / "b", CURRENTS, pins=["0" * 8] * 4), voltage_v=3.0)
    assert column(low, "bits").tolist() == [0, 0, 0, 0]


def test_nan_frames_of_a_session_are_gaps(tmp_path: Path) -> None:
    capture = read_capture(ppk2_session(tmp_path / "a", [10.0, np.nan, np.nan, 10.0], rate_hz=1000), voltage_v=3.0)
    assert (capture.samples, capture.lost_samples) == (2, 2)
    assert capture.gaps == (pytest.approx(Gap(1e-3, 2e-3), rel=1e-9),)
    assert capture.duration_s == pytest.approx(4e-3)


BAD_CSV = {
    "a word": ("0.01,spam,00000000", "spam", 3),
    "a cut-off line": ("0.01,7.0", "2 cells where the others have 3", 3),
    "time back": ("-1,7.0,00000000", "time does not go on: -0.001 s after 0 s", 3),
    "time again": ("0,7.0,00000000", "time does not go on", 3),
    "no time": (",7.0,00000000", "a sample has no time", 3),
    "a wrong symbol": ("0.01,7.0,0000z000", "0000z000", 3),
    "too few symbols": ("0.01,7.0,0000", "0000", 3),
    "bytes": ("\0\0\0", "no text", 3),
}


@pytest.mark.parametrize("arrow", [True, False])
@pytest.mark.parametrize("what", BAD_CSV)
def test_damaged_csv(tmp_path: Path, what: str, arrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bad line comes after 64 KiB of good ones too, so that the head of the file does not give it away."""
    if not arrow:
        monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    bad, message, line = BAD_CSV[what]
    path = tmp_path / "a.csv"
    path.write_text(f"Timestamp(ms),Current(uA),D0-D7\n0,7.0,00000000\n{bad}\n0.02,7.0,00000000\n")
    if what != "bytes":  # bytes that are no text in the head of a file: it is not recognised at all
        with pytest.raises(InputError, match=message) as error:
            read_capture(path, voltage_v=3.0)
        assert error.value.line == line
        assert error.value.file == str(path)
    good = "".join(f"{n / 100},7.0,00000000\n" for n in range(5000))
    path.write_text(f"Timestamp(ms),Current(uA),D0-D7\n{good}{bad}\n60,7.0,00000000\n")
    with pytest.raises(InputError) as error:
        read_capture(path, voltage_v=3.0)
    assert error.value.line == 5002


def test_damaged_sessions(tmp_path: Path) -> None:
    whole = ppk2_session(tmp_path / "whole", np.random.default_rng(1).uniform(0, 9, 3000).tolist()).read_bytes()
    files = {
        "cut off": (ppk2_session(tmp_path / "a", CURRENTS, cut=2), "not a whole number of samples"),
        "no samples": (ppk2_session(tmp_path / "b", CURRENTS, leave_out="session.raw"), "lacks session.raw"),
        "no metadata": (ppk2_session(tmp_path / "c", CURRENTS, leave_out="metadata.json"), "lacks metadata.json"),
        "version": (ppk2_session(tmp_path / "d", CURRENTS, version=3), "formatVersion 3"),
        "rate": (ppk2_session(tmp_path / "e", CURRENTS, rate_hz=0), "samplesPerSecond"),
        "rate of 400 digits": (ppk2_session(tmp_path / "h", CURRENTS, rate_hz=10**400), "samplesPerSecond"),
        "rate text": (ppk2_session(tmp_path / "f", CURRENTS, rate_hz="fast"), "samplesPerSecond"),
        "empty": (ppk2_session(tmp_path / "g", []), "no samples"),
    }
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    files["half"] = (tmp_path / "half", "cut off or damaged")
    middle = whole.index(b"session.raw") + 300
    (tmp_path / "flipped").write_bytes(whole[:middle] + bytes(40) + whole[middle + 40 :])
    files["flipped"] = (tmp_path / "flipped", "damaged or cut off")
    for name, (path, message) in files.items():
        with pytest.raises(InputError, match=message) as error:
            read_capture(path, voltage_v=3.0)
        assert error.value.file, name
        assert error.value.file.startswith(str(path)), name


def test_what_is_refused_with_a_reason(tmp_path: Path) -> None:
    bson = struct.pack("<I", 22) + b"\x10version\x00" + struct.pack("<I", 1) + b"\0" * 9
    squeeze = zlib.compressobj(wbits=-15)
    old = tmp_path / "old.ppk"
    old.write_bytes(squeeze.compress(bson + bytes(range(256)) * 8) + squeeze.flush())
    with pytest.raises(InputError, match="first format"):
        read_capture(old, voltage_v=3.0)
    log = tmp_path / "log.csv"
    log.write_text("ts,avg1000\n01-02-2026 10:00:00.123,15.2\n")
    with pytest.raises(InputError, match="time at which it was written"):
        read_capture(log, voltage_v=3.0)
    no_current = ppk2_csv(tmp_path / "n.csv", CURRENTS, pins=SYMBOLS, parts=(True, False, True, False))
    with pytest.raises(InputError, match="no column Current"):
        read_capture(no_current, voltage_v=3.0)


def test_nothing_is_guessed(tmp_path: Path) -> None:
    path = ppk2_csv(tmp_path / "a.csv", CURRENTS)
    with pytest.raises(InputError, match="supply voltage is missing") as error:
        read_capture(path)
    assert "voltage_v=3.0" in error.value.hint
    untimed = ppk2_csv(tmp_path / "b.csv", CURRENTS, parts=(False, True, False, False))
    with pytest.raises(InputError, match="nothing else tells the sampling rate"):
        read_capture(untimed, voltage_v=3.0)
    with pytest.raises(InputError, match="has its own times"):
        read_capture(path, voltage_v=3.0, sample_rate_hz=100_000)
    session = ppk2_session(tmp_path / "c", CURRENTS)
    with pytest.raises(InputError, match="says 100000 samples per second"):
        read_capture(session, voltage_v=3.0, sample_rate_hz=1000)
    alone = ppk2_csv(tmp_path / "d.csv", [7.0])
    with pytest.raises(InputError, match="no sampling rate can be told"):
        read_capture(alone, voltage_v=3.0)


SAMPLES = st.lists(
    st.one_of(st.floats(0, 900_000).map(lambda x: round(x, 3)), st.just(float("nan"))), min_size=4, max_size=60
).filter(lambda x: sum(np.isfinite(x)) >= 2 and np.isfinite(x[:2]).all())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAMPLES, st.floats(0.8, 5.0), st.floats(1.1, 3.0))
def test_energy_scales_with_voltage_and_adds_over_a_split(
    tmp_path: Path, values: list[float], voltage_v: float, times: float
) -> None:
    path = ppk2_session(tmp_path / "whole", values, rate_hz=1000)
    whole = energy_j(read_capture(path, voltage_v=voltage_v))
    assert energy_j(read_capture(path, voltage_v=voltage_v * times)) == pytest.approx(whole * times, rel=1e-9)
    assert whole == pytest.approx(float(np.nansum(np.float32(values))) * 1e-6 * voltage_v * 1e-3, rel=1e-6, abs=1e-18)
    half = len(values) // 2
    parts = [p for p in (values[:half], values[half:]) if np.isfinite(p).any()]
    split = sum(
        energy_j(read_capture(ppk2_session(tmp_path / "part", p, rate_hz=1000), voltage_v=voltage_v)) for p in parts
    )
    assert split == pytest.approx(whole, rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("arrow", [True, False])
@pytest.mark.parametrize("block", [90, 173, 1 << 22])
def test_chunk_size_changes_nothing(tmp_path: Path, block: int, arrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text blocks of a line or two, chunks of seven samples, with and without pyarrow: the same arrays."""
    values = np.round(np.random.default_rng(5).uniform(1, 20_000, 400), 3)
    values[[50, 51, 52, 200, 399]] = np.nan
    values[300] = 2e6
    symbols = [format(n % 256, "08b") for n in range(400)]
    path = ppk2_csv(tmp_path / "a.csv", values.tolist(), pins=symbols)
    reference = read_capture(path, voltage_v=3.0)
    monkeypatch.setattr(fast_csv, "BLOCK_BYTES", block)
    monkeypatch.setattr("firmware_profiles.readers.assemble.CHUNK_SAMPLES", 7)
    if not arrow:
        monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    capture = read_capture(path, voltage_v=3.0)
    for field in ("samples", "lost_samples", "warnings", "duration_s"):
        assert getattr(capture, field) == getattr(reference, field), field
    assert np.array(capture.gaps) == pytest.approx(np.array(reference.gaps), rel=1e-6)
    assert max(len(c.time_s) for c in capture.chunks()) <= 7
    for name in ("time_s", "current_a", "power_w", "bits"):
        assert np.array_equal(column(capture, name), column(reference, name)), name
    assert energy_j(capture) == pytest.approx(energy_j(reference), rel=1e-9)


def test_a_heading_that_stands_twice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Timestamp(ms),Current(uA),Current(uA)\n0,1,2\n1,1,2\n")
    with pytest.raises(InputError, match=r'heading "Current\(uA\)" stands over several columns'):
        read_capture(path, voltage_v=3.0)


def test_a_row_with_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Timestamp(ms),Current(uA),D0-D7\n0\n1,1,00000000\n")
    with pytest.raises(InputError, match="1 cells under 3 headings"):
        read_capture(path, voltage_v=3.0)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """1.8 MB of zeros pack to some 2 kB, a thousandth; random numbers pack to more than half, and are read."""
    monkeypatch.setattr(ppk2, "BOMB_BYTES", 1 << 20)
    with pytest.raises(InputError, match="1800000 bytes are packed into"):
        read_capture(ppk2_session(tmp_path / "bomb", [0.0] * 300_000), voltage_v=3.0)
    noise = np.random.default_rng(1).uniform(1, 2, 200_000)
    assert read_capture(ppk2_session(tmp_path / "real", noise.tolist()), voltage_v=3.0).samples == 200_000


def test_chunks_start_anew_each_time(tmp_path: Path) -> None:
    capture = read_capture(ppk2_csv(tmp_path / "a.csv", CURRENTS), voltage_v=3.0)
    seen: list[float] = []
    first = [c.power_w.tolist() for c in capture.chunks(seen.append)]
    (tmp_path / "a.csv").unlink()
    assert first == [c.power_w.tolist() for c in capture.chunks()]
    assert seen[-1] == 1.0
