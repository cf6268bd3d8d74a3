"""ST LPM01A text logs. Every capture here is synthetic; the notation is that of the board's help text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firmware_profiles.reading import read_capture
from footprint.errors import InputError

from .writers import column, energy_j

SETTINGS = "PowerShield > ack volt 1800m\nack output {output}\nack format ascii_dec\nack freq 1k\nack start\n"
SAMPLES = "TimeStamp: 000s 000ms, buff 00%\n6409-07\n6409-07\n1000-06\n0000+00\n"
END = "end\nAcquisition completed\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "log.txt"
    path.write_text(text, newline="")
    return path


def test_currents(tmp_path: Path) -> None:
    """6409-07 is 640.9 uA (the help text's own example). At 1.8 V and 1 kHz: (2 x 640.9 + 1000) uA x 1.8 V x 1 ms."""
    text = (SETTINGS.format(output="current") + SAMPLES + END).replace("\n", "\r\n")
    capture = read_capture(written(tmp_path, text))
    assert (capture.format, capture.sample_rate_hz, capture.voltage_v) == ("lpm01a", 1000, 1.8)
    assert column(capture, "current_a") == pytest.approx([640.9e-6, 640.9e-6, 1e-3, 0], rel=1e-12)
    assert energy_j(capture) == pytest.approx(2281.8e-6 * 1.8 * 1e-3, rel=1e-9)


def test_energies(tmp_path: Path) -> None:
    """The same numbers as J per sample; the voltage of the log is not multiplied in."""
    capture = read_capture(written(tmp_path, SETTINGS.format(output="energy") + SAMPLES))
    assert energy_j(capture) == pytest.approx(2281.8e-6, rel=1e-9)
    assert next(capture.chunks()).current_a is None


def test_what_the_log_does_not_say_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, SAMPLES)
    with pytest.raises(InputError, match="currents or energies"):
        read_capture(path)
    with pytest.raises(InputError, match="one column of samples"):
        read_capture(path, columns={"power": "#1 [W]"})
    current = {"current": "#1 [A]"}
    with pytest.raises(InputError, match="sampling rate"):
        read_capture(path, columns=current)
    with pytest.raises(InputError, match="supply voltage is missing"):
        read_capture(path, columns=current, sample_rate_hz=1000)
    capture = read_capture(path, columns=current, sample_rate_hz=1000, voltage_v=1.8)
    assert energy_j(capture) == pytest.approx(2281.8e-6 * 1.8 * 1e-3, rel=1e-9)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"voltage_v": 3.3}, "records its own voltage, 1.8 V"),
        ({"sample_rate_hz": 100.0}, "the log says freq 1k"),
        ({"columns": {"energy": "#1 [J]"}}, "the log says output current"),
    ],
)
def test_what_contradicts_the_log(tmp_path: Path, options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_capture(written(tmp_path, SETTINGS.format(output="current") + SAMPLES), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(("volt", "volts"), [("3300m", 3.3), ("3.3", 3.3), ("1800m", 1.8)])
def test_supply_in_each_notation(tmp_path: Path, volt: str, volts: float) -> None:
    """1 mA for 1 ms: 3.3 or 1.8 uJ, never the 3 uJ of a number that is cut at its point."""
    text = f"ack volt {volt}\nack output current\nack freq 1k\n1000-06\n"
    assert energy_j(read_capture(written(tmp_path, text))) == pytest.approx(volts * 1e-6, rel=1e-9)


@pytest.mark.parametrize(("setting", "says"), [
    ("volt 3300", 'volt has the value "3300": the board takes 1.8 to 3.3 V'), ("volt 0m", "volt has the value"),
    ("volt energy", "volt has the value"), ("freq 0", "freq has the value"), ("freq 999k", "takes 1 to 100000 Hz"),
    ("volt 3300-03", "supply voltage is missing"),
])  # fmt: skip
def test_settings_that_the_board_cannot_have(tmp_path: Path, setting: str, says: str) -> None:
    settings = "output current\n" + ("" if setting.startswith("freq") else "freq 1k\n")
    with pytest.raises(InputError, match=says):
        read_capture(written(tmp_path, f"{settings}{setting}\n1000-06\n"))


def test_a_setting_that_the_board_refused_does_not_hold(tmp_path: Path) -> None:
    """Two samples of 1 mA at 1.8 V and 1 kHz: 3.6 uJ in 2 ms. At the refused 500 kHz it would be a five-hundredth."""
    head = "ack volt 1800m\nack output current\nfreq 1k\nack freq 1k\n{}error freq 500k\nError detail: range\n"
    for sent in ("", "freq 500k\n"):
        capture = read_capture(written(tmp_path, head.format(sent) + "1000-06\n1000-06\n"))
        assert capture.sample_rate_hz == 1000
        assert energy_j(capture) == pytest.approx(3.6e-6, rel=1e-9)
    alone = "ack volt 1800m\nack output current\nfreq 500k\nerror freq 500k\n1000-06\n"
    with pytest.raises(InputError, match="does not say its sampling rate"):
        read_capture(written(tmp_path, alone))


def test_samples_that_lost_digits(tmp_path: Path) -> None:
    """A line of two samples counts twice; half a sample is one that was lost."""
    text = SETTINGS.format(output="current") + "1000-061000-06\n1000-\n1000-06\n"
    capture = read_capture(written(tmp_path, text))
    assert (capture.samples, capture.lost_samples) == (3, 1)
    assert capture.gaps[0] == pytest.approx((0.002, 0.001), rel=1e-9)


def test_time_stamps_are_compared(tmp_path: Path) -> None:
    """100 samples at 1 kHz are 0.1 s; stamps 0.2 s apart say that half of them are lost."""
    body = "TimeStamp: 000s 000ms, buff 00%\n" + "1000-06\n" * 100 + "TimeStamp: 000s {}ms, buff 00%\n"
    settings = SETTINGS.format(output="current")
    assert read_capture(written(tmp_path, settings + body.format("100"))).warnings == ()
    assert "span 0.2 s" in read_capture(written(tmp_path, settings + body.format("200"))).warnings[0]


def test_several_acquisitions_in_one_log_are_said(tmp_path: Path) -> None:
    """Two of 0.1 s, each with stamps from 0 on: together 0.2 s, and the time between them is not known."""
    body = "TimeStamp: 000s 000ms\n" + "1000-06\n" * 100 + "TimeStamp: 000s 100ms\nend\n"
    capture = read_capture(written(tmp_path, SETTINGS.format(output="current") + body + body))
    assert capture.duration_s == pytest.approx(0.2, rel=1e-9)
    assert "several acquisitions" in capture.warnings[0]


def test_impossible_currents(tmp_path: Path) -> None:
    """The board ends at 200 mA; 9999-03 would be 10 A."""
    capture = read_capture(written(tmp_path, SETTINGS.format(output="current") + "1000-06\n9999-03\n1000-06\n"))
    assert (capture.samples, capture.lost_samples) == (2, 1)


@pytest.mark.parametrize(
    ("more", "message"),
    [("6409-07;3\nrubbish;;\n", "neither a sample nor a message"), ("ack freq 10k\n", "changes from 1k to 10k")],
)
def test_damaged(tmp_path: Path, more: str, message: str) -> None:
    path = written(tmp_path, SETTINGS.format(output="current") + SAMPLES + more)
    with pytest.raises(InputError, match=message) as error:
        read_capture(path)
    assert error.value.file == str(path)
    assert error.value.line == 10 + more.count("\n")


def test_binary_tail(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    good = SETTINGS.format(output="current") + "1000-06\n" * 10_000
    path.write_bytes(good.encode() + np.arange(64, dtype=np.uint8).tobytes() + b"\n")
    with pytest.raises(InputError, match="neither a sample nor a message"):
        read_capture(path)
