"""Which reader a capture goes to, and the options that hold for all of them."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.readers import Head
from firmware_profiles.reading import read_capture, readers
from footprint.errors import InputError

from .writers import column, energy_j, ppk2_csv, ppk2_session

HEADS = {
    "ppk2": "Timestamp(ms),Current(uA)\n0,1\n",
    "otii": '"Timestamp (S)","Arc Main Current (A)","Arc Main Voltage (V)"\n0,1,2\n',
    "energytrace": '"Time (ns)","Current (nA)","Voltage (mV)","Energy (uJ)"\n0,1,2,3\n',
    "lpm01a": "ack output energy\n6409-07\n",
    "joulescope": "#time,current,voltage,power,charge,energy\n0,1,2,3,4,5\n",
}


@pytest.mark.parametrize("name", HEADS)
def test_one_reader_each_whatever_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "capture.xyz"
    path.write_text(HEADS[name])
    found = [r.__name__.rsplit(".")[-1] for r in readers() if r.recognises(Head.of(path))]
    assert found == [name]


def test_what_it_looks_like(tmp_path: Path) -> None:
    text = tmp_path / "a.ppk2"
    text.write_text("alpha,beta\n1,2\n")
    with pytest.raises(
        InputError, match=r'no known capture: it looks like text that starts with "alpha,beta"'
    ) as error:
        read_capture(text)
    assert "columns={" in error.value.hint
    assert any("PPK2" in v for v in error.value.valid)
    binary = tmp_path / "b"
    binary.write_bytes(bytes(range(8)) * 8)
    with pytest.raises(InputError, match="binary file that starts with 00 01 02"):
        read_capture(binary)
    with zipfile.ZipFile(tmp_path / "c", "w") as archive:
        archive.writestr("x.csv", "1")
    with pytest.raises(InputError, match=r"zip archive of x\.csv"):
        read_capture(tmp_path / "c")
    (tmp_path / "e").write_bytes(b"")
    with pytest.raises(InputError, match="an empty file"):
        read_capture(tmp_path / "e")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="an empty folder"):
        read_capture(tmp_path / "folder")
    (tmp_path / "folder" / "notes.txt").write_text("x")
    with pytest.raises(InputError, match=r"a folder of notes\.txt"):
        read_capture(tmp_path / "folder")
    with pytest.raises(InputError, match="cannot read the capture"):
        read_capture(tmp_path / "nowhere")
    with pytest.raises(InputError, match="NUL"):
        read_capture("a\0b")


def test_a_folder_of_too_many_files_is_not_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four files three would be looked at, in any order: a second run could be the fourth."""
    monkeypatch.setattr("firmware_profiles.readers.MOST_NAMES", 3)
    for n in range(4):
        (tmp_path / str(n)).write_text("x")
    with pytest.raises(InputError, match="more than 3 files in the folder"):
        read_capture(tmp_path)


def test_a_pipe_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    """Each look would take its first 64 KiB away; and opening one that nobody writes to would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="a pipe or a device"):
        read_capture(tmp_path / "pipe", columns={"time": "#1 [s]", "current": "#2 [A]"}, voltage_v=3.0)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"voltage_v": 0.0}, "the voltage must be a number over 0"),
        ({"voltage_v": float("nan")}, "the voltage must be a number over 0"),
        ({"voltage_v": True}, "the voltage must be a number over 0"),
        ({"voltage_v": 3300.0}, "over 100 V"),
        ({"voltage_v": 10**400}, "the voltage must be a number over 0"),
        ({"voltage_v": 3.0, "sample_rate_hz": -1.0}, "the sampling rate must be"),
        ({"voltage_v": 3.0, "skip_start_s": -1.0}, "skip_start_s must be"),
        ({"voltage_v": 3.0, "clock_ppm": 2e5}, "clock_ppm must be"),
        ({"voltage_v": 3.0, "skip_start_s": 9.0}, "nothing is left after 9 s"),
    ],
)
def test_options_out_of_range(tmp_path: Path, options: dict[str, float], message: str) -> None:
    path = ppk2_csv(tmp_path / "a.csv", [1.0, 2.0, 3.0])
    with pytest.raises(InputError, match=message):
        read_capture(path, **options)  # type: ignore[arg-type]


def test_skip_start(tmp_path: Path) -> None:
    """Ten samples of 1 ms, the sixth lost. Without the first 3 ms: six samples, one gap, and the times as they were."""
    values = [200_000.0, 1.0, 1.0, 10.0, 10.0, np.nan, 10.0, 10.0, 10.0, 10.0]
    path = ppk2_session(tmp_path / "a", values, rate_hz=1000)
    capture = read_capture(path, voltage_v=2.0, skip_start_s=0.003)
    assert (capture.samples, capture.lost_samples) == (6, 1)
    assert capture.duration_s == pytest.approx(0.007, rel=1e-9)
    assert column(capture, "time_s")[0] == pytest.approx(0.003, rel=1e-12)
    assert energy_j(capture) == pytest.approx(6 * 10e-6 * 2.0 * 1e-3, rel=1e-6)
    late = read_capture(path, voltage_v=2.0, skip_start_s=0.0061)
    assert (late.samples, late.lost_samples, late.gaps) == (3, 0, ())


def test_a_lost_start_is_skipped_too(tmp_path: Path) -> None:
    """An impossible first sample of 1 ms, then nine: without the first 0.5 ms nine are left, and none of them is lost.

    The warning about the impossible one stays, and is said to be of the whole file.
    """
    path = ppk2_session(tmp_path / "a", [9e6] + [10.0] * 9, rate_hz=1000)
    capture = read_capture(path, voltage_v=1.0, skip_start_s=0.0005)
    assert (capture.samples, capture.lost_samples) == (9, 0)
    assert energy_j(capture) == pytest.approx(9 * 10e-6 * 1e-3, rel=1e-6)
    assert capture.warnings[-1] == "The first 0.0005 s are left out; the warnings are of the whole file."


def test_clock(tmp_path: Path) -> None:
    """A clock 2000 ppm slow, as one PPK2 was found: a second of it is 1 / 0.998 s, and energies grow by as much."""
    values = [10.0, np.nan, 10.0, 10.0]
    path = ppk2_session(tmp_path / "a", values, rate_hz=1000)
    plain, slow = (read_capture(path, voltage_v=3.0, clock_ppm=ppm) for ppm in (0.0, -2000.0))
    assert slow.duration_s == pytest.approx(plain.duration_s / 0.998, rel=1e-12)
    assert slow.sample_rate_hz == pytest.approx(998.0, rel=1e-12)
    assert slow.gaps[0].start_s == pytest.approx(plain.gaps[0].start_s / 0.998, rel=1e-12)
    assert energy_j(slow) == pytest.approx(energy_j(plain) / 0.998, rel=1e-12)
    assert np.array_equal(column(slow, "power_w"), column(plain, "power_w"))


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    seen: list[float] = []
    read_capture(ppk2_csv(tmp_path / "a.csv", [1.0] * 50), voltage_v=3.0, progress=seen.append)
    assert seen[-1] == 1.0
    assert seen == sorted(seen)


def test_no_name_is_not_the_current_folder() -> None:
    with pytest.raises(InputError, match="no file is named"):
        read_capture("")


@pytest.mark.parametrize(
    ("text", "voltage_v", "asks"),
    [
        (HEADS["ppk2"], None, ("voltage_v",)),
        ("Current(uA)\n1\n2\n", 3.0, ("sample_rate_hz",)),
        ("alpha,beta\n1,2\n", None, ("columns",)),
        ("6409-07\n6409-07\n", None, ("columns",)),
        (HEADS["lpm01a"], None, ("sample_rate_hz",)),
        ("", None, ()),
    ],
    ids=["voltage", "rate", "columns", "kind", "log", "nothing"],
)
def test_an_error_says_what_would_help(
    tmp_path: Path, text: str, voltage_v: float | None, asks: tuple[str, ...]
) -> None:  # fmt: skip
    path = tmp_path / "capture.txt"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_capture(path, voltage_v=voltage_v)
    assert error.value.asks == asks
