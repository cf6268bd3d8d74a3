"""The command that lists measured profiles."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from firmware_profiles.data_checks import CHECKS
from firmware_profiles.profile import NOT_VERIFIED, profiles
from footprint_app.terminal_marks import WIDTH
from tests.footprint_app.commands import document, run


def test_json_of_the_keyword_spotting_of_one_board(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "profiles", "--task", "kws", "--board", "L4R5")
    assert found["schema"] == "footprint.profiles/1"
    assert found["derived"] == NOT_VERIFIED
    assert found["checks"] == CHECKS
    listed = found["profiles"]
    assert [p["name"] for p in listed] == [p.name for p in profiles(task="kws", board="L4R5")]
    one = next(p for p in listed if p["name"] == "v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws")
    assert one["energy_uj"] == pytest.approx(3371.738, rel=1e-9)
    assert (one["supply_v"], one["clock_mhz"], one["top1_percent"]) == (1.8, 120.0, 90.2)
    assert one["commit"] == "c7761cf84076d601c4a0ed2ecc51e77d40696ed2"
    assert one["derived"]["nj_per_mac"] == pytest.approx(3371738 / 2656768, rel=1e-9)
    assert one["derived"]["note"] == NOT_VERIFIED


def test_all_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    listed = document(capsys, "profiles")["profiles"]
    assert len(listed) == 365
    assert sum(len(p["findings"]) for p in listed) == 29


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "profiles", "--task", "ic", "--board", "L4R5", "--round", "v1.1")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert max(map(len, lines)) <= WIDTH
    (marked,) = [x for x in lines if x.endswith(" *")]
    assert marked.split()[-6:] == ["214", "7", "020", "85.0", "%", "*"]
    said = " ".join(out.split())
    assert "11 profiles. ms and uJ are per inference" in said
    assert f"ms is 1000 / throughput: {NOT_VERIFIED}" in said
    assert "v1.1/STMicroelectronics/NUCLEO_L4R5ZI/ic: 34.97 mW x 214 ms = 7483 uJ, stated 7019 uJ" in said
    assert "Names and sources" not in said
    assert "Up to 8 profiles are listed with their names and sources, --json has all." in said


def test_sources_where_they_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "profiles", "--task", "kws", "--board", "L4R5", "--round", "v1.3")[1]
    assert "1 profile." in out
    assert "Look at" not in out
    joined = "".join(line.strip() for line in out.split("Names and sources")[1].splitlines())
    assert joined.startswith("v1.3/STMicroelectronics/NUCLEO_L4R5ZI-P/kws: MLPerf Tiny v1.3"), "what NAME takes"
    assert "mlcommons/tiny_results_v1.3@cd605ea" in joined
    assert "120 MHz, 3 V (results.json voltage)" in joined


def test_no_line_is_wider_than_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert max(map(len, run(capsys, "profiles")[1].splitlines())) <= WIDTH


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--task", "kwz"), 'no profile has task "kwz". Nearest valid: ad, ic, kws, vww, sww'),
        (("--board", "NUCLEO-L4R6"), "Nearest valid: NUCLEO-L4R5ZI"),
        (("--board", "raspberry", "--with-energy"), "none of these profiles has a measured energy"),
    ],
)
def test_what_no_profile_has(capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, "profiles", *options)
    assert (code, out) == (2, "")
    assert said in err


L4R5 = "v1.3/STMicroelectronics/NUCLEO_L4R5ZI-P/kws"


def test_a_power_state_of_one_profile(capsys: pytest.CaptureFixture[str]) -> None:
    """60 an hour of 1430.6681 uJ are 85.84 mJ an hour, 23.84 uW; at 32.8768 mW for 0.07253 % of the time."""
    out = run(capsys, "profiles", L4R5, "--inferences", "1 per minute")[1]
    lines = out.splitlines()
    (state,) = yaml.safe_load("\n".join(lines[lines.index("use:") :]))["use"]["states"]
    duty = float(state["duty"].removesuffix(" %")) / 100
    assert duty * float(state["power"].removesuffix(" mW")) == pytest.approx(60 * 1.4306681 / 3600, rel=1e-6)
    assert (state["name"], state["status"]) == ("kws inference", "measured")
    assert document(capsys, "profiles", L4R5)["states"] is None


def test_a_streaming_profile_is_all_of_the_use_stage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """11.4741 mW for all of 3 years of 8760 h are 0.30154 kWh, and nothing that was guessed before stays."""
    old, new = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    assert run(capsys, "new", old)[0] == 0
    options = ("profiles", "v1.3/STMicroelectronics/NUCLEO_U575ZI_Q/sww", "--into", old, "--output", new)
    code, out, err = run(capsys, *options, "--replace", "active")
    assert (code, out) == (2, "")
    assert "--replace does not go with a streaming profile" in err
    assert document(capsys, *options)["system_notes"] == ["Replaced: active, sleep."]
    (row,) = [r for r in document(capsys, "assess", new)["rows"] if r["stage"] == "use"]
    assert (row["status"], row["quantity"]) == ("measured", pytest.approx(11.4741e-6 * 3 * 8760, rel=1e-6))
    assert "sww inference: MLPerf Tiny v1.3 closed, STMicroelectronics, NUCLEO_U575ZI_Q, sww" in row["source"]


def test_from_a_profile_to_an_assessment(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """23.84 uW over 3 years of 8760 h, in the place of the active state; asleep nothing is drawn here."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(
        "name: x\nlifetime: 3 years\nuse:\n  states:\n    - {name: active, power: 9 W, duty: 2 %}\n"
        "    # none\n    - {name: sleep, power: 0 W, duty: 98 %, status: declared, source: switched off}\n"
    )
    options = ("--inferences", "60 per hour", "--into", str(old), "--replace", "active", "--output", str(new))
    assert document(capsys, "profiles", L4R5, *options)["system_file"] == str(new)
    assert "# none" in new.read_text(encoding="utf-8")
    (row,) = document(capsys, "assess", str(new))["rows"]
    assert row["quantity"] == pytest.approx(60 * 1.4306681e-3 / 3600 * 3 * 8.760, rel=1e-6)
    assert row["status"] == "declared", "the weakest of measured and declared"
    assert (
        "kws inference: MLPerf Tiny v1.3 closed, STMicroelectronics, NUCLEO_L4R5ZI-P, kws (mlcommons" in row["source"]
    )
    text = run(capsys, "assess", str(new))[1]
    assert "mlcommons/tiny_results_v1.3@cd605ea" in "".join(line.strip() for line in text.splitlines())


def test_a_streaming_profile_needs_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    name = next(p.name for p in profiles(task="sww", with_energy=True))
    assert document(capsys, "profiles", name)["states"][0]["duty"] == 1.0
    assert "it streams" not in run(capsys, "profiles", name)[1]
    code, _, err = run(capsys, "profiles", name, "--inferences", "1 per hour")
    assert code == 2
    assert "streams: its power holds for all the time" in err


def test_a_profile_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """10 mW and 100 uJ, 3600 an hour: 1 % of the time."""
    file = tmp_path / "own.yaml"
    file.write_text(
        "schema: footprint.profile/1\nname: door sensor\ntask: door\nboard: rev B\nenergy_uj: 100.0\npower_mw: 10.0\n"
        "latency_ms: 20.0\nsource: capture of 3 March\n"
    )
    found = document(capsys, "profiles", str(file), "--inferences", "1 per second")
    assert found["states"][0]["duty"] == pytest.approx(0.01, rel=1e-12)
    assert found["states"][0]["source"] == "capture of 3 March"
    assert [f["check"] for f in found["profiles"][0]["findings"]] == ["energy"], "10 mW x 20 ms are 200 uJ"
    out = run(capsys, "profiles", str(file))[1]
    assert "MLCommons" not in out
    assert "door sensor: 10 mW x 20 ms = 200 uJ, stated 100 uJ (+100 %)" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("v1.3/STMicroelectronics/NUCLEO_L4R5ZI/kwz",), "Nearest valid: v1."),
        (("own.yaml", "--board", ""), "--board does not go with the name of a profile"),
        ((L4R5, "--task", "kws"), "--task does not go with the name of a profile"),
        ((L4R5, "--inferences", "100 per second"), "at most"),
        ((L4R5, "--inferences", "-1 per hour"), "--inferences, a number above 0"),
        ((L4R5, "--inferences", "often"), "--inferences: "),
        ((L4R5, "--into", "keyword-spotting", "--output", "a.yaml"), "--into needs --inferences"),
        ((L4R5, "--inferences", "1 per hour", "--into", "keyword-spotting", "--output", "a.yaml"), "gives energy"),
        (("--inferences", "1 per hour"), "--inferences goes with the name of one profile"),
        (("no-such.yaml",), "no such file"),
    ],
)
def test_bad_names_and_options(capsys: pytest.CaptureFixture[str], options: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, "profiles", *options)
    assert (code, out) == (2, "")
    assert said in err
