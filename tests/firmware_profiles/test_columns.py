"""Tables by an explicit column mapping. Every capture here is synthetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_profiles.readers import fast_csv
from firmware_profiles.reading import read_capture
from footprint.errors import InputError

from .writers import column, energy_j

TIMED = {"time": "t [ms]", "current": "I [mA]"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(text, newline="")
    return path


@pytest.mark.parametrize(
    ("text", "columns", "voltage_v"),
    [
        ("t,I\n0,1\n1,2\n2,3\n", TIMED, 2.0),
        ("t;I\n0,0;1,0\n1,0;2,0\n2,0;3,0\n", TIMED, 2.0),
        ("t;I\n0;1\n1,0;2\n2,0;3,0\n", TIMED, 2.0),
        (
            "d;I\n2026-01-01 00:00:00.000;1,0\n2026-01-01 00:00:00.001;2,0\n2026-01-01 00:00:00.002;3,0\n",
            {"time": "d [clock]", "current": "I [mA]"},
            2.0,
        ),
        ("t\tI\tx\n0\t1\ta\n1\t2\tb\n2\t3\tc\n", TIMED, 2.0),
        ('"t","I"\r\n"0","1"\r\n"1","2"\r\n"2","3"\r\n', TIMED, 2.0),
        ("\ufefft,I\n\n0,1\n1,2\n\n2,3", TIMED, 2.0),
        ("0,1\n1,2\n2,3\n", {"time": "#1 [ms]", "current": "#2 [mA]"}, 2.0),
        ("t,I,U\n0,1,2\n1,2,2\n2,3,2\n", {**TIMED, "voltage": "U [V]"}, None),
        ("t [ms],I [mA]\n0,1\n1,2\n2,3\n", TIMED, 2.0),
        ("t,P\n0,2000\n1,4000\n2,6000\n", {"time": "t [ms]", "power": "P [uW]"}, None),
        ("s,E\n0,10\n0.001,12\n0.002,16\n0.003,22\n", {"time": "s [s]", "energy": "E [uJ]"}, None),
        (
            "d,I\n2026-01-01T00:00:00.000,1\n2026-01-01T00:00:00.001,2\n2026-01-01T00:00:00.002,3\n",
            {"time": "d [clock]", "current": "I [mA]"},
            2.0,
        ),
    ],
)
def test_the_same_capture_in_thirteen_ways(
    tmp_path: Path, text: str, columns: dict[str, str], voltage_v: float | None
) -> None:
    """1, 2 and 3 mA for 1 ms each at 2 V: 2 V x 6 mA x 1 ms = 12 uJ."""
    capture = read_capture(written(tmp_path, text), columns=columns, voltage_v=voltage_v)
    assert (capture.format, capture.samples, capture.lost_samples) == ("columns", 3, 0)
    assert column(capture, "power_w") == pytest.approx([2e-3, 4e-3, 6e-3], rel=1e-9)
    assert energy_j(capture) == pytest.approx(12e-6, rel=1e-9)
    assert capture.duration_s == pytest.approx(3e-3, rel=1e-9)
    assert capture.voltage_v == (None if {"power", "energy"} & set(columns) else pytest.approx(2.0))


def test_a_power_that_overflows_is_left_out(tmp_path: Path) -> None:
    """3 mA at 2 V for 1 ms are 6 uJ each; the middle one, with a voltage of 1e999 V, is a gap: 12 uJ."""
    path = written(tmp_path, "t,I,U\n0,3,2\n1,3,1e999\n2,3,2\n")
    capture = read_capture(path, columns={**TIMED, "voltage": "U [V]"})
    assert (capture.samples, capture.lost_samples) == (2, 1)
    assert energy_j(capture) == pytest.approx(12e-6, rel=1e-9)


def test_samples_are_held_on_their_own_times(tmp_path: Path) -> None:
    """Each power counts until the next reading, the last one for the median step, (1.3 + 2) / 2 = 1.65 s."""
    text = "t,P\n0,1\n1,2\n3,3\n4.3,4\n9,5\n"
    capture = read_capture(written(tmp_path, text), columns={"time": "t [s]", "power": "P [mW]"})
    assert energy_j(capture) == pytest.approx((1 + 4 + 3 * 1.3 + 4 * 4.7 + 5 * 1.65) * 1e-3, rel=1e-6)
    assert capture.gaps == ()
    assert any("held until the next" in w for w in capture.warnings)


def test_a_running_energy_has_no_gaps(tmp_path: Path) -> None:
    """9 uJ over the six seconds in which readings are missing are 1.5 uW, and none of them is lost."""
    text = "t,E\n0,0\n1,1\n2,2\n3,3\n9,12\n10,13\n"
    capture = read_capture(written(tmp_path, text), columns={"time": "t [s]", "energy": "E [uJ]"})
    assert energy_j(capture) == pytest.approx(13e-6, rel=1e-12)
    assert column(capture, "power_w")[3] == pytest.approx(1.5e-6, rel=1e-12)
    assert capture.duration_s == pytest.approx(10, rel=1e-12)


def test_without_times_the_rate_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "I\n1\n2\n3\n")
    with pytest.raises(InputError, match="nothing else tells the sampling rate"):
        read_capture(path, columns={"current": "I [mA]"}, voltage_v=2.0)
    capture = read_capture(path, columns={"current": "I [mA]"}, voltage_v=2.0, sample_rate_hz=1000)
    assert energy_j(capture) == pytest.approx(12e-6, rel=1e-9)


@pytest.mark.parametrize(
    ("columns", "message", "valid"),
    [
        ({"tiem": "t [ms]"}, 'no quantity "tiem"', "time"),
        ({"time": "t"}, "time: .* is not a heading and its unit", ""),
        ({"time": "t [mss]", "current": "I [mA]"}, '"mss" is no unit of time', "ms"),
        ({"time": "t [ms]", "current": "I [mV]"}, '"mV" is no unit of current', "mA"),
        ({"time": "T [ms]", "current": "I [mA]"}, 'no column "T"', "t"),
        ({"time": "t [ms]", "current": "#9 [mA]"}, 'no column "#9"', "I"),
        ({"time": "t [ms]", "current": "x [mA]"}, 'heading "x" stands over several columns', ""),
        ({"time": "t [ms]"}, "no column of current, power or energy", ""),
    ],
)
def test_a_mapping_that_does_not_fit(tmp_path: Path, columns: dict[str, str], message: str, valid: str) -> None:
    path = written(tmp_path, "t,I,x,x\n0,1,1,1\n1,2,1,1\n")
    with pytest.raises(InputError, match=message) as error:
        read_capture(path, columns=columns, voltage_v=2.0)
    assert not valid or valid in error.value.valid


@pytest.mark.parametrize(
    ("text", "columns", "voltage_v", "message", "line"),
    [
        ("t,I\n0,1\n1,two\n", TIMED, 2.0, '"two" in column "I" is no number', 3),
        ("t,I\n0,1\n1,2\n\n2,1_0\n", TIMED, 2.0, '"1_0" in column "I"', 5),
        ("t,I\n0,1\n1\n", TIMED, 2.0, "1 cells where the others have 2", 3),
        ("t,I\n0,1\n2,1\n1,1\n", TIMED, 2.0, "time does not go on: 0.001 s after 0.002 s", 4),
        ("t,I\n", TIMED, 2.0, "no samples", None),
        ("t,I\n0,nan\n1,nan\n", TIMED, 2.0, "none of the samples has a value", None),
        ("t,I\n0,1\n1,1\n", TIMED, None, "supply voltage is missing", None),
        ("t,I,U\n0,1,2\n1,1,2\n", {**TIMED, "voltage": "U [V]"}, 3.0, "records its own voltage, 2 V: 3 V", None),
        ("t,P\n0,1\n1,1\n", {"time": "t [s]", "power": "P [W]"}, 3.0, "a voltage of 3 V has no use", None),
        ("t,E\n0,1\n1,2\n2,1\n", {"time": "t [s]", "energy": "E [J]"}, None, "falls from 2 J to 1 J", 4),
        ("t,E\n0,1\n1,nan\n", {"time": "t [s]", "energy": "E [J]"}, None, "energy has no value", 3),
        ("t,E\n0,1\n1,inf\n", {"time": "t [s]", "energy": "E [J]"}, None, "energy has no value", 3),
        ("t,x,I\n0,1\n1,1\n", TIMED, 2.0, '2 cells under 3 headings: there is none under "I"', 2),
        ("t,I\n0,1\n1,1\ninf,1\n", TIMED, 2.0, "a sample has no time", 4),
        ("t;I\n0;12,5\n1;1.234\n", TIMED, 2.0, '"1.234" in column "I" is no number', 3),
        ("t,I\n0,\uff11\n1,1\n", TIMED, 2.0, "in column .I. is no number", 2),
        ("t,I\n0,1\n1\r2,1\n", TIMED, 2.0, "bytes that are no text", 3),
        ("t,I\r0,1\r1,1\r", TIMED, 2.0, "a carriage return only", None),
        ("t,E\n0,1\n", {"time": "t [s]", "energy": "E [J]"}, None, "one reading", None),
        ("d,I\nsoon,1\n", {"time": "d [clock]", "current": "I [mA]"}, 2.0, '"soon" in column "d" is no date', 2),
    ],
)
def test_damaged_tables(
    tmp_path: Path, text: str, columns: dict[str, str], voltage_v: float | None, message: str, line: int | None
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError, match=message) as error:
        read_capture(path, columns=columns, voltage_v=voltage_v)
    assert (error.value.file, error.value.line) == (str(path), line)


@pytest.mark.parametrize("row", ["1,nan,2", "1,2,nan", "1,nan,nan", "1,inf,2", "1,-inf,2"])
def test_a_sample_without_current_or_power_is_a_gap(tmp_path: Path, row: str) -> None:
    """The second of three samples, 1 ms each, is left out: 2 mW + 2 mW for 1 ms each are 4 uJ."""
    columns = {**TIMED, "power": "P [mW]"}
    capture = read_capture(written(tmp_path, f"t,I,P\n0,1,2\n{row}\n2,1,2\n"), columns=columns)
    assert (capture.samples, capture.lost_samples) == (2, 1)
    assert np.array(capture.gaps) == pytest.approx(np.array([[1e-3, 1e-3]]), rel=1e-9)
    assert energy_j(capture) == pytest.approx(4e-6, rel=1e-9)


@pytest.mark.parametrize("end", ["\n2,1\n", "\n", ""])
def test_a_line_that_never_ends(tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block of 8 bytes ends within line 3; 16 more are read to end it, and the last line of a file needs no end."""
    monkeypatch.setattr(fast_csv, "BLOCK_BYTES", 8)
    monkeypatch.setattr(fast_csv, "LONGEST_LINE", 16)
    path = written(tmp_path, f"t,I\n0,1\n1,2.{'0' * 30}{end}")
    with pytest.raises(InputError, match="a line is too long") as error:
        read_capture(path, columns=TIMED, voltage_v=2.0)
    assert (error.value.file, error.value.line) == (str(path), 3)
    path = written(tmp_path, f"t,I\n0,1\n1,2.{'0' * 12}{end}")
    powers = column(read_capture(path, columns=TIMED, voltage_v=2.0), "power_w")
    assert powers[:2] == pytest.approx([2e-3, 4e-3], rel=1e-9)


def test_times_that_go_back_between_two_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two lines of four bytes a block: line 6 begins the third."""
    monkeypatch.setattr(fast_csv, "BLOCK_BYTES", 6)
    path = written(tmp_path, "t,I\n0,1\n1,1\n2,1\n3,1\n3,1\n4,1\n")
    with pytest.raises(InputError, match=r"time does not go on: 0\.003 s after 0\.003 s") as error:
        read_capture(path, columns=TIMED, voltage_v=2.0)
    assert (error.value.file, error.value.line) == (str(path), 6)


def test_binary_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\0\1\2")
    with pytest.raises(InputError, match="for a text file"):
        read_capture(path, columns=TIMED)


def test_a_voltage_without_an_end_does_not_enter_the_mean(tmp_path: Path) -> None:
    """Three of 2 V and one damaged to 2e999: the mean is 2 V."""
    path = written(tmp_path, "t,I,U\n0,1,2\n1,1,2e999\n2,1,2\n3,1,2\n")
    assert read_capture(path, columns={**TIMED, "voltage": "U [V]"}).voltage_v == pytest.approx(2.0, rel=1e-9)


NUMBERS = st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 6)), min_size=2, max_size=50)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NUMBERS, st.sampled_from([",", ";", "\t"]), st.integers(90, 200))
def test_pyarrow_and_python_read_the_same(tmp_path: Path, values: list[float], delimiter: str, block: int) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"n{delimiter}v\n" + "".join(f"{n}{delimiter}{v!r}\n" for n, v in enumerate(values)))
    form = fast_csv.Layout(("n", "v"), 2, 1, delimiter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_csv, "BLOCK_BYTES", block)
        fast = np.concatenate([r.numbers[1] for r in fast_csv.rows(path, form, (0, 1))])
        patch.setitem(__import__("sys").modules, "pyarrow", None)
        plain = np.concatenate([r.numbers[1] for r in fast_csv.rows(path, form, (0, 1))])
    assert fast.tolist() == plain.tolist() == values


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 1e3), min_size=6, max_size=40), st.integers(2, 4))
def test_energy_adds_over_a_split(tmp_path: Path, values: list[float], at: int) -> None:
    def read(rows: list[tuple[int, float]]) -> float:
        text = "t,I\n" + "".join(f"{n},{v!r}\n" for n, v in rows)
        return energy_j(read_capture(written(tmp_path, text), columns=TIMED, voltage_v=3.0))

    rows = list(enumerate(values))
    assert read(rows[:at]) + read(rows[at:]) == pytest.approx(read(rows), rel=1e-9, abs=1e-15)
