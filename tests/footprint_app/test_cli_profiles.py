"""The command that lists measured profiles."""

from __future__ import annotations

import pytest

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
    assert "Sources" not in said


def test_sources_where_they_are_few(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "profiles", "--task", "kws", "--board", "L4R5", "--round", "v1.3")[1]
    assert "1 profile." in out
    assert "Look at" not in out
    joined = "".join(line.strip() for line in out.split("Sources")[1].splitlines())
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
