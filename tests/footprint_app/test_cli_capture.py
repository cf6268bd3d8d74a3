"""The command capture: what it prints of a capture, and what it refuses. Captures are synthetic."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from pypdf import PdfReader

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


def test_one_event_and_small_figures_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """0.5 uA for 0.1 s between 50 nA: 500 nA, not 0.0005 mA; a range that is a point is written once."""
    file = tmp_path / "a.csv"
    rows = "".join(f"{n},{500 if 400 <= n < 500 else 50}\n" for n in range(1000))
    file.write_text("t [ms],I [nA]\n" + rows, encoding="utf-8")
    columns = ("--column", "time=t [ms]", "--column", "current=I [nA]")
    text = run(capsys, "capture", str(file), "--voltage", "2", *columns)[1]
    assert "instrument not said (columns), 1 000 Hz, 2 V" in text
    assert "  1 event, 1 complete, by threshold" in text
    assert "  duration       100 ms\n" in text
    assert "  active current 500 nA\n" in text
    assert "  average of the states  190 nW\n" in text


def test_progress_leaves_nothing_on_the_terminal(
    capsys: pytest.CaptureFixture[str], pulses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    code, out, err = run(capsys, "capture", pulses, "--voltage", "2")
    assert (code, out.splitlines()[0]) == (0, pulses)
    assert "reading 100 %" in err
    assert err.rpartition("\r")[2] == ""
    assert "\n" not in err
    assert run(capsys, "capture", pulses, "--voltage", "2", "--json")[2] == ""


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


def test_the_active_current_of_a_device(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    """10 mA at 2 V are 20 mW. The U385 draws 5.09 to 5.9 mW, so 2.54 to 2.95 mA at 2 V behind its regulator; the U575
    22.7 to 27.2 mW, 11.4 to 13.6 mA, and 10 mA are within 20 % of 11.4 mA."""
    text = " ".join(run(capsys, "capture", pulses, "--voltage", "2", "--device", "stm32u575")[1].split())
    assert "active current 10 mA; published for STM32U575ZI-Q at 160 MHz, 1.8 V: 11.4 mA to 13.6 mA" in text
    assert document(capsys, "capture", pulses, "--voltage", "2")["events"]["active_current_ma"] == pytest.approx(10)
    code, out, err = run(capsys, "capture", pulses, "--voltage", "2", "--device", "stm32u385")
    assert (code, out) == (2, "")
    assert "an active current of 10 mA is outside the published range of STM32U385RG" in err
    assert "2.54 to 2.95 mA, by more than 20 %" in err


def test_a_stated_energy_per_inference(capsys: pytest.CaptureFixture[str], pulses: str) -> None:
    """An event holds 2 mJ; with 10 inferences 200 uJ each. 205 uJ are within 5 %, 2 mJ and 220 uJ are not."""
    options = ("capture", pulses, "--voltage", "2", "--inferences-per-event", "10", "--energy-per-inference")
    assert run(capsys, *options, "205 uJ")[0] == 0
    for stated, shown in (("2 mJ", "2 000"), ("220 uJ", "220")):
        code, out, err = run(capsys, *options, stated)
        assert (code, out) == (2, "")
        assert f"20 mW for 10 ms make 200 uJ, not the stated {shown} uJ per inference" in err


def test_the_peak_against_the_cells(capsys: pytest.CaptureFixture[str], tmp_path: Path, pulses: str) -> None:
    """Two alkaline AA cells deliver 2 x 500 mA x 1.5 V = 1.5 W; nothing is known of a coin cell."""
    current = np.full(2000, 20.0)
    current[950:1050] = 600_000.0
    file = str(ppk2_csv(tmp_path / "radio.csv", current, rate_hz=RATE))
    options = ("--voltage", "3", "--inferences", "1 per hour", "--cell")
    code, out, err = run(capsys, "capture", file, *options, "cell-aa-alkaline", "--count", "2")
    assert (code, out) == (2, "")
    assert "a peak of 1.8 W is more than the 1.5 W that 2 x cell-aa-alkaline deliver" in err
    assert run(capsys, "capture", file, *options, "cell-aa-alkaline", "--count", "3")[0] == 0
    said = document(capsys, "capture", pulses, *options, "cell-cr2032")["warnings"]
    assert "Peak not checked: there is no figure of what cell-cr2032 delivers at most." in said


def test_the_road_from_a_capture_to_an_assessment(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, pulses: str
) -> None:
    """2.036 mW over the 3 years of the starting file, and status and source in the text, JSON, CSV and PDF."""
    old, new, pdf, csv = (str(tmp_path / name) for name in ("old.yaml", "new.yaml", "a.pdf", "a.csv"))
    assert run(capsys, "new", old)[0] == 0
    options = ("--voltage", "2", "--threshold", "1 mW")
    made = document(capsys, "capture", pulses, *options, "--into", old, "--output", new)
    assert made["system_file"] == new
    assert made["system_notes"] == ["Replaced: active, sleep."]
    assert made["sha256"] == hashlib.sha256(Path(pulses).read_bytes()).hexdigest()
    assert f"# measured: pulses.csv, sha256 {made['sha256']}" in Path(new).read_text(encoding="utf-8")
    source = f"capture pulses.csv, Nordic PPK2, 2 V, sha256 {made['sha256'][:16]}"
    text = run(capsys, "assess", new, "--pdf", pdf, "--csv", csv)[1]
    assert re.search(r"^Use +.* measured \[", text, re.M)
    assert source in " ".join(text.split())
    (row,) = [r for r in document(capsys, "assess", new)["rows"] if r["stage"] == "use"]
    assert (row["status"], row["quantity"]) == ("measured", pytest.approx(2.036e-6 * 3 * 8760, rel=1e-6))
    assert f"active, sleep: {source}" in row["source"]
    (line,) = [x for x in Path(csv).read_text(encoding="utf-8").splitlines() if ",use,use," in x]
    assert "measured" in line
    assert source in line
    pages = " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    assert re.search(r"Use [^U]*measured", pages)
    assert "pulses.csv, Nordic PPK2" in pages


def test_the_file_that_is_written_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path, pulses: str) -> None:
    new = str(tmp_path / "new.yaml")
    options = ("capture", pulses, "--voltage", "2", "--inferences", "1 per minute", "--into", "keyword-spotting")
    text = run(capsys, *options, "--output", new)[1]
    assert text.endswith(f"Wrote {new}. Then: footprint assess {new}\n")
    assert "Left out of the use stage with what they were about: energy." in text
    assert "use:" not in text
    assert "  inferences: 1 per minute\n" in Path(new).read_text(encoding="utf-8")
    code, out, err = run(capsys, *options, "--output", new)
    assert (code, out) == (2, "")
    assert "the file is there already" in err


def test_nothing_is_written_without_states(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = str(ppk2_csv(tmp_path / "flat.csv", np.full(1000, 1000.0), rate_hz=RATE))
    new = tmp_path / "new.yaml"
    code, out, err = run(capsys, "capture", file, "--voltage", "3", "--into", "keyword-spotting", "--output", str(new))
    assert (code, out) == (2, "")
    assert "no two levels of power stand apart" in err
    assert "Give --threshold" in err
    assert not new.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Give it as --voltage 3.0"),
        (("--voltage", "2", "--device", "l4r5"), 'unknown device "l4r5"'),
        (("--voltage", "2", "--device", "esp32-s3"), "no active current of ESP32-S3 is published"),
        (("--voltage", "2", "--energy-per-inference", "200 uJ"), "Give --inferences-per-event"),
        (("--voltage", "2", "--energy-per-inference", "0 uJ", "--inferences-per-event", "1"), "must be over 0"),
        (("--voltage", "2", "--energy-per-inference", "2 mW"), "--energy-per-inference: unit"),
        (("--voltage", "2", "--threshold", "0 mW"), "the threshold must be a power over 0"),
        (("--voltage", "2", "--count", "0", "--cell", "cell-cr2032"), "at least one cell and at most 10000, not 0"),
        (("--voltage", "2", "--count", "9" * 400, "--cell", "cell-cr2032"), "at least one cell and at most 10000"),
        (("--voltage", "2", "--inferences-per-event", "9" * 400), "an event holds 1 to 1000000000 inferences"),
        (("--voltage", "2", "--sleep", "1 W"), "a sleep power of 1 W is not below the 20 mW of the events"),
        (("--voltage", "2", "--device", ""), "Nearest valid: stm32l4r5, stm32h7a3"),
        (("--voltage", "2", "--cell", ""), "unknown cell"),
        (("--voltage", "2", "--into", "", "--output", "y.yaml"), 'unknown preset ""'),
        (("--voltage", "2", "--into", "keyword-spotting", "--output", "no/y.yaml"), "cannot write the file"),
        (("--voltage", "2", "--into", "keyword-spotting"), "--into and --output go together"),
        (("--voltage", "2", "--into", "x", "--output", "y.yaml"), 'unknown preset "x"'),
        (("--voltage", "nan"), "--voltage"),
        (("--voltage", "1_0"), "--voltage"),
        (("--voltage", "2", "--rate", "1e3"), "Leave"),
        (("--voltage", "2", "--skip-start", "-1 s"), "--skip-start must be 0 s or more"),
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


@pytest.mark.parametrize(
    ("device", "fits"), [("stm32l4r5", True), ("stm32u575", False), ("stm32u385", False), ("ra6m4", True)]
)
def test_a_published_trace_is_of_its_device(capsys: pytest.CaptureFixture[str], device: str, fits: bool) -> None:
    """44.9 mW at 1.8 V are 24.9 mA: an STM32L4R5, or by the current an RA6M4, whose 71 to 75 mW at 3 V it is near."""
    folder = str(trace("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws"))
    code, _, err = run(capsys, "capture", folder, "--device", device, "--energy-per-inference", "3370 uJ")
    assert (code == 0) is fits
    assert ("an active current of 24.9 mA" in err) is not fits
