"""The command net: what it says, what it refuses, and the page it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

import footprint
from footprint.net import net_effect
from tests.datasheets.examples import read, text_of
from tests.footprint_app.commands import document, run

GIVEN = ("net", "keyword-spotting", "--case", "smart-hvac", "--baseline", "12000 kWh per year")


def test_the_document_is_that_of_the_library(capsys: pytest.CaptureFixture[str]) -> None:
    result = footprint.assess(footprint.load_system("keyword-spotting"), draws=10_000)
    wanted = net_effect(result, case="smart-hvac", baseline="12000 kWh per year", devices=1000, rebound="30 %")
    found = document(capsys, *GIVEN, "--devices", "1000", "--rebound", "30 %")
    assert found == wanted.to_dict()
    assert found["interval"] == {"kind": "p5-p95", "draws": 10_000, "seed": 1}


def test_the_net_effect_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """12 000 kWh x 3 years x 0.4010668505 kg/kWh x 30 % = 4331.52 kg saved, less 2.6608 kg."""
    found = document(capsys, *GIVEN, "--draws", "0")
    assert found["net_kg_co2e"]["typical"] == pytest.approx(2.660828804964 - 36_000 * 0.4010668505 * 0.3, rel=1e-9)
    assert found["probability_of_saving"] is None


def test_the_text_says_the_sign_in_words_and_fits_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *GIVEN, "--devices", "10000", "--rebound", "30 %")
    assert code == 0
    assert "10 000 devices avoid 30.3 kt CO2e net over 3 years" in out
    assert "A net effect below zero means that emissions are avoided." in " ".join(out.split())
    assert "Taken back, 30 %" in out
    for part in ("What is claimed", "Assumed", "Not assessed", "Sources", "inputs sha256"):
        assert part in out
    assert max(map(len, out.splitlines())) <= 80
    code, out, _ = run(capsys, *GIVEN, "--rebound", "120 %")
    assert "1 device adds" in out
    assert "never pays back" in out


def test_another_lifetime_and_country_act_on_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    """Saved per year: 3600 kWh at the grid of the country; over the lifetime six times that."""
    found = document(capsys, *GIVEN, "--lifetime", "6 years", "--country", "DEU", "--year", "2020", "--draws", "0")
    factor = footprint.tables.grid_factor("DEU", 2020, None).kg_co2e.typical
    assert found["saved_per_year_kg_co2e"]["typical"] == pytest.approx(3600 * factor, rel=1e-9)
    assert found["saved_kg_co2e"]["typical"] == pytest.approx(6 * 3600 * factor, rel=1e-9)


def test_an_own_claim_has_its_interval_and_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    own = ("net", "keyword-spotting", "--saving", "5-15 %", "--baseline", "2 tCO2e per year")
    found = document(capsys, *own, "--source", "a trial of 2025")
    assert found["case"]["share"] == {"low": 0.05, "typical": 0.1, "high": 0.15}
    assert found["case"]["source"] == "a trial of 2025"
    code, out, err = run(capsys, *own)
    assert (code, out) == (2, "")
    assert "a saving without a source" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--case", "smart-hvac"),
        ("--baseline", "12000 kWh per year"),
        ("--case", "smart-hvca", "--baseline", "12000 kWh per year"),
        ("--case", "plant-disease", "--baseline", "12000 kWh per year"),
        ("--case", "targeted-pesticide", "--baseline", "2 tCO2e per year"),
        ("--saving", "30 %", "--source", "s", "--baseline", "12000 kWh per year"),
        ("--saving", "20-140 %", "--source", "s", "--baseline", "12000 kWh per year"),
        ("--saving", "40-20 %", "--source", "s", "--baseline", "12000 kWh per year"),
        ("--case", "smart-hvac", "--baseline", "nan kWh per year"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--rebound", "-1 %"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--rebound", "abc"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--devices", "0"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--devices", "1e400"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--baseline-country", "XXX"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--baseline-year", "2020"),
        ("--case", "smart-hvac", "--baseline", "12000 kWh per year", "--draws", "0", "--seed", "1"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    page = tmp_path / "page.pdf"
    code, out, err = run(capsys, "net", "keyword-spotting", *arguments, "--pdf", str(page))
    assert (code, out) == (2, "")
    assert err.startswith("footprint: ")
    assert "Traceback" not in err
    assert not page.exists()


def test_the_report_has_a_page_of_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pages = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for page in pages:
        assert run(capsys, *GIVEN, "--devices", "10000", "--pdf", str(page))[0] == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
    data = pages[0].read_bytes()
    assert len(read(data).pages) == 3
    assert "43.3 kt CO₂e avoided" in text_of(data, 3)
    assert document(capsys, *GIVEN, "--devices", "10000")["inputs_sha256"] in text_of(data, 3)


def test_the_text_names_all_tables_of_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = (*GIVEN, "--baseline-country", "DEU", "--draws", "0")
    named = document(capsys, *arguments)["tables"]
    _, out, _ = run(capsys, *arguments)
    assert {"applications", "grid_intensity"} < set(named)
    for name, version in named.items():
        assert f"{name} ({version})" in " ".join(out.split())
    assert "save 20 to 40 % of the energy use" in " ".join(out.split())
