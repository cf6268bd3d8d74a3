"""EnergyRunner: the published medians of three supplied traces, and damaged copies of small ones made here."""

from __future__ import annotations

import contextlib
import json
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_profiles.capture import Window
from firmware_profiles.events import find_events
from firmware_profiles.reading import read_capture
from firmware_profiles.states import power_states
from firmware_profiles.summary import summarise
from footprint.errors import InputError
from tests.firmware_profiles.synthetic import trace

RESULTS = """00105.681 ulp-ml: Energy data for window 2 at time 0.10 for 0.20 sec.:
00105.784 ulp-ml: Median energy cost is 600.000 uJ/inf.
00105.786 ulp-ml:   # Inferences :            2
00105.786 ulp-ml:   # Inferences :            2
00105.787 ulp-ml: Median throughput is       10.000 inf./sec.
00105.787 ulp-ml: Top-1: 90.2%
"""
LOG = """00105.529 emon: m-voltage-mv[3000]
00105.600 emon: m-voltage-mv[1800]
00105.700 emon: m-regfile-fn[trace1-energy.bin]-type[emon]-name[lpm01a]
"""


def old(folder: Path, *, stamps: Any = (0.01, 0.1, 0.3, 0.4, 0.6), results: str = RESULTS, prefix: str = "") -> Path:
    """One second of 6 uJ per ms with 2 uJ outside the two windows of 0.2 s: 1.2 mJ each, 600 uJ an inference."""
    energy = np.full(1000, 2.0, dtype="<f4")
    energy[100:300] = energy[400:600] = 6.0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "trace1-energy.bin").write_bytes(b"\xf1" + struct.pack("<f", 1000.0) + energy.tobytes())
    (folder / "trace1-timestamps.json").write_text(json.dumps(stamps))
    (folder / f"{prefix}results.txt").write_text(results)
    (folder / f"{prefix}log.txt").write_text(LOG)
    return folder


def trial(**more: Any) -> dict[str, Any]:
    """Half a second of 5 uJ per ms, 10 inferences in 0.2 s: 1 mJ, 100 uJ each."""
    return {
        "file": "a.bin",
        "infer": {"results": [0.0], "total_inferences": 1, "iterations": 10, "warmups": 1},
        "power": {"samples": [5e-6] * 500, "timestamps": [["00", 100], ["01", 300]], "voltage": 1.8, **more},
    }


def new(folder: Path, *trials: Any) -> Path:
    (folder / "results.json").write_text(json.dumps(trials))
    return folder


@pytest.mark.parametrize(("name", "published"), [
    ("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws", 3371.738),
    ("mlperf_tiny_v1.0_gap9_650_240_kws", 18.561),
    ("mlperf_tiny_v1.3_stm_nucleo_u385rg_kws", 245.3412),
])  # fmt: skip
def test_published_median(name: str, published: float) -> None:
    """Within 0.1 % of the median that the runner published for the same files."""
    capture = read_capture(trace(name))
    found = find_events(capture).energy_per_inference_uj
    assert found is not None
    assert found.n == 5
    assert found.median == pytest.approx(published, rel=1e-3)
    assert capture.published is not None
    assert capture.published["median_uj_per_inference"] == published
    assert capture.published["supply_voltage_v"] == 1.8
    assert find_events(capture).findings == ()
    assert capture.warnings == () or "one after the other" in capture.warnings[0]


def test_a_trace_by_its_own_path() -> None:
    folder = trace("mlperf_tiny_v1.0_gap9_650_240_kws")
    one, other = read_capture(folder), read_capture(folder / "trace1-energy.bin")
    assert (one.windows, one.inferences_per_window, one.samples) == (other.windows, 20000, 84992)
    assert one.instrument == "ST X-NUCLEO-LPM01A"


@pytest.mark.parametrize("prefix", ["", "energy_"])
def test_the_old_folder_by_hand(tmp_path: Path, prefix: str) -> None:
    """0.4 s of 6 mW and 0.6 s of 2 mW are 3.6 mJ."""
    capture = read_capture(old(tmp_path / "enegy", prefix=prefix))
    assert capture.format == "energyrunner"
    assert (capture.sample_rate_hz, capture.voltage_v, capture.duration_s) == (1000.0, None, 1.0)
    assert capture.windows == (Window(0.1, 0.3), Window(0.4, 0.6))
    assert capture.published == {
        "median_uj_per_inference": 600.0, "median_inferences_per_second": 10.0, "top_1_percent": 90.2,
        "supply_voltage_v": 1.8,
    }  # fmt: skip
    assert summarise(capture).energy_j == pytest.approx(3.6e-3, rel=1e-6)
    found = find_events(capture)
    assert found.energy_per_inference_uj is not None
    assert found.energy_per_inference_uj.median == pytest.approx(600, rel=1e-6)
    assert found.charge_c is None


def test_apple_double_files_are_passed_over(tmp_path: Path) -> None:
    old(tmp_path / "energy")
    (tmp_path / "energy" / "._trace1-energy.bin").write_bytes(b"\0")
    assert read_capture(tmp_path).samples == 1000


def test_a_missing_results_file_is_said(tmp_path: Path) -> None:
    old(tmp_path)
    (tmp_path / "results.txt").unlink()
    (tmp_path / "trace1-timestamps.json").unlink()
    capture = read_capture(tmp_path)
    assert capture.inferences_per_window is None
    assert [w.split(" ", 1)[0] for w in capture.warnings] == ["trace1-timestamps.json", "No"]


def test_a_trace_that_ends_before_the_last_timestamp(tmp_path: Path) -> None:
    capture = read_capture(old(tmp_path, stamps=[0.01, 0.1, 0.3, 0.9, 1.2]))
    assert "ends at 1 s, before the last timestamp at 1.2 s" in capture.warnings[0]
    assert [e.complete for e in find_events(capture).events] == [True, False]


def test_two_runs_in_one_folder(tmp_path: Path) -> None:
    old(tmp_path / "kws")
    old(tmp_path / "vww")
    with pytest.raises(InputError, match="2 EnergyRunner captures") as error:
        read_capture(tmp_path)
    assert error.value.valid == ("kws/trace1-energy.bin", "vww/trace1-energy.bin")


def test_the_new_results_by_hand(tmp_path: Path) -> None:
    """Two trials of 0.5 s; the second has 5 uJ more per sample: 100 and 200 uJ per inference, median 150."""
    capture = read_capture(new(tmp_path, trial(), trial(samples=[10e-6] * 500)))
    assert capture.format == "energyrunner-json"
    assert capture.windows == (Window(0.1, 0.3), Window(0.6, 0.8))
    assert capture.published == {"supply_voltage_v": 1.8}
    found = find_events(capture).energy_per_inference_uj
    assert found == pytest.approx((150, 100, 200, 2), rel=1e-9)
    assert "one after the other" in capture.warnings[0]
    assert summarise(capture).energy_j == pytest.approx(7.5e-3, rel=1e-9)


def test_results_of_another_run_give_no_states(tmp_path: Path) -> None:
    """The samples make 600 uJ where the file states 300; and at 30 a second they would make 6 mW x 33 ms = 200 uJ."""
    text = RESULTS.replace("600.000", "300.000").replace("10.000 inf", "30.000 inf")
    found = find_events(read_capture(old(tmp_path, results=text)), sleep_power_w=1e-6)
    assert [f.check for f in found.findings] == ["published energy", "power x latency"]
    assert any("600 uJ per inference, the file states 300 uJ" in w for w in found.warnings)
    with pytest.raises(InputError, match="the file states 300 uJ"):
        power_states(found, inferences_per_hour=60)


def test_pauses_of_the_bench_are_never_sleep(tmp_path: Path) -> None:
    """Between the runs the board waits on its serial line: also where a threshold tells the events."""
    found = find_events(read_capture(old(tmp_path)), threshold_w=4e-3)
    assert len(found.events) == 2
    assert found.sleep is None
    with pytest.raises(InputError, match="no sleep"):
        power_states(found, inferences_per_hour=60)


@pytest.mark.parametrize("give", [1.8, 3.3])
def test_a_voltage_has_no_use_here_unless_it_is_the_same(tmp_path: Path, give: float) -> None:
    new(tmp_path, trial())
    if give == 1.8:
        assert read_capture(tmp_path, voltage_v=give).voltage_v is None
    else:
        with pytest.raises(InputError, match=r"3.3 V"):
            read_capture(tmp_path, voltage_v=give)


def test_a_trace_of_any_name(tmp_path: Path) -> None:
    """The content tells what it is: 3.6 mJ, and without its name no timestamps are looked for."""
    path = (old(tmp_path) / "trace1-energy.bin").rename(tmp_path / "upload")
    capture = read_capture(path)
    assert (capture.windows, capture.warnings[0].split(":")[0]) == (
        (),
        "A trace of another name than trace1-energy.bin",
    )
    assert summarise(capture).energy_j == pytest.approx(3.6e-3, rel=1e-6)


def test_which_of_two_results_is_its_own_is_not_guessed(tmp_path: Path) -> None:
    """The accuracy run had 1 inference, the energy run 2: with one of 1 each would seem to take 1200 uJ."""
    old(tmp_path, prefix="energy_")
    (tmp_path / "accuracy_results.txt").write_text("Inferences : 1\n")
    capture = read_capture(tmp_path)
    assert capture.inferences_per_window is None
    assert '2 files could be its results.txt ("accuracy_results.txt", "energy_results.txt")' in capture.warnings[0]
    (tmp_path / "energy_results.txt").rename(tmp_path / "results.txt")
    assert read_capture(tmp_path).inferences_per_window == 2


def test_a_folder_by_the_name_of_a_text_is_passed_over(tmp_path: Path) -> None:
    old(tmp_path)
    (tmp_path / "results.txt").unlink()
    (tmp_path / "results.txt").mkdir()
    assert read_capture(tmp_path).inferences_per_window is None


@pytest.mark.parametrize("text", [
    "AUC: 0.9.9", "AUC: ...", f"Inferences : {'9' * 5000}", f"Median energy cost is {'9' * 400} uJ/inf.",
    "Top-1: 9.0.2%",
])  # fmt: skip
def test_numbers_that_are_none_are_not_published(tmp_path: Path, text: str) -> None:
    capture = read_capture(old(tmp_path, results=text))
    assert (capture.published, capture.inferences_per_window) == ({"supply_voltage_v": 1.8}, None)


def test_a_number_at_the_end_of_a_sentence(tmp_path: Path) -> None:
    assert (read_capture(old(tmp_path, results="AUC: 0.99.\n")).published or {})["auc"] == 0.99


def test_a_trace_that_is_gone_when_it_is_read(tmp_path: Path) -> None:
    capture = read_capture(old(tmp_path))
    (tmp_path / "trace1-energy.bin").unlink()
    with pytest.raises(InputError, match="cannot read the trace"):
        summarise(capture)


def cut(folder: Path) -> None:
    file = folder / "trace1-energy.bin"
    file.write_bytes(file.read_bytes()[:-3])


def poison(folder: Path) -> None:
    file = folder / "trace1-energy.bin"
    file.write_bytes(file.read_bytes()[:-4] + struct.pack("<f", float("nan")))


@pytest.mark.parametrize(("damage", "says"), [
    (cut, "ends inside a sample"), (poison, "no energy"),
    (lambda f: (f / "trace1-timestamps.json").write_text("[0.01, 0.1"), "no valid JSON"),
    (lambda f: (f / "trace1-timestamps.json").write_text("[0.01, 0.1]"), "handshake and pairs"),
    (lambda f: (f / "trace1-timestamps.json").write_text('["a", 1, 2]'), "handshake and pairs"),
    (lambda f: (f / "trace1-timestamps.json").write_text(f"[0, 1{'0' * 400}, 2]"), "handshake and pairs"),
    (lambda f: (f / "trace1-timestamps.json").write_text("[0.01, 0.3, 0.1]"), "do not go on"),
    (lambda f: (f / "trace1-energy.bin").write_bytes(b""), "0xF1"),
])  # fmt: skip
def test_damaged_old_folders(tmp_path: Path, damage: Callable[[Path], Any], says: str) -> None:
    damage(old(tmp_path))
    with pytest.raises(InputError, match=says):
        summarise(read_capture(tmp_path))


@pytest.mark.parametrize("bad", [
    [{**trial(), "infer": {}}], [trial(timestamps=[["00", 100]])], [trial(timestamps=[["00", 300], ["01", 100]])],
    [trial(timestamps=[["00", 100], ["01", 501]])], [trial(samples=[])], [trial(samples=[[1.0]])],
    [trial(samples=["x"])], [trial(samples=[float("nan")] * 500)], [trial(voltage="high")], [trial(), None],
    [trial(voltage=float("nan"))], [trial(voltage=-1.8)], [trial(timestamps=[["00", 100.7], ["01", 300]])],
    [trial(timestamps=["a1", "b3"])], [{**trial(), "infer": {"iterations": 10.9}}],
    [{**trial(), "infer": {"iterations": True}}], [{**trial(), "infer": {"iterations": 10**400}}],
])  # fmt: skip
def test_damaged_new_results(tmp_path: Path, bad: list[Any]) -> None:
    with pytest.raises(InputError, match="trial"):
        read_capture(new(tmp_path, *bad))


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_cut_off_new_results(tmp_path: Path, keep: float) -> None:
    text = json.dumps([trial()])
    (tmp_path / "results.json").write_text(text[: int(len(text) * keep)])
    with pytest.raises(InputError):
        read_capture(tmp_path)


@settings(max_examples=150)
@given(st.data())
def test_overwritten_results_give_a_capture_or_an_input_error(data: st.DataObject) -> None:
    """A few letters of a small results.json replaced by any others."""
    text = list(json.dumps([trial(samples=[5e-6] * 20, timestamps=[["00", 1], ["01", 9]])]))
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from('0e-9"{}[],:.x\x00\u00e9n '))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "results.json").write_text("".join(text), encoding="utf-8")
        with contextlib.suppress(InputError):
            assert summarise(read_capture(folder)).samples > 0
