"""The command line: what it prints, its JSON, its exit codes, and that bad input leaves nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import footprint
from tests.footprint_app.commands import USE, document, run


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"footprint {footprint.__version__}\n", "")


def test_presets_lists_each_with_its_total(capsys: pytest.CaptureFixture[str]) -> None:
    listed = {p["name"]: p for p in document(capsys, "presets")["presets"]}
    assert set(listed) == set(footprint.preset_names())
    assert listed["keyword-spotting"]["total_kg_co2e"]["typical"] == pytest.approx(2.65 + USE, rel=1e-9)
    text = run(capsys, "presets")[1]
    assert all(name in text for name in listed)


def test_assess_json_has_every_promised_key(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "assess", "keyword-spotting")
    promised = {
        "schema", "tool_version", "factor_set", "tables", "inputs_sha256", "system", "lifetime_years", "total_kg_co2e",
        "by_stage", "by_block", "rows", "assumed", "warnings", "coverage", "interval",
    }  # fmt: skip
    assert promised <= set(found)
    assert found["schema"] == "footprint.assess/1"
    assert found["interval"] == {"kind": "bounds", "draws": 0, "seed": None}
    assert set(found["rows"][0]) == {
        "stage", "block", "item", "quantity", "unit", "factor_key", "kg_co2e", "status", "source",
        "quantity_bounds", "factor_set", "distribution", "pedigree",
    }  # fmt: skip
    assert set(found["coverage"]) == {"rows", "assessed", "missing", "mass_share", "cost_share", "filled"}
    assert found["total_kg_co2e"]["typical"] == pytest.approx(2.65 + USE, rel=1e-9)


def test_assess_json_is_the_same_bytes_twice(capsys: pytest.CaptureFixture[str]) -> None:
    once = run(capsys, "assess", "keyword-spotting", "--json")
    assert once == run(capsys, "assess", "keyword-spotting", "--json")


def test_assess_text_fits_the_terminal_and_names_every_source(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "assess", "keyword-spotting")
    assert code == 0
    assert "2.66 kg CO2e (2.61-2.71) per device over 3 years" in out
    assert "Power supply and transport make 66 %." in out  # (1.36 + 0.40) / 2.6608 = 66.1 %
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "\033[" not in out, "no colour outside a terminal"
    assert "[1] S. Prakash" in out
    assert "below 1 %, as published" in out


def test_lifetime_scales_only_the_use_stage(capsys: pytest.CaptureFixture[str]) -> None:
    """27 Wh over 3 years is 45 Wh over 5: 0.045 kWh x 0.4010668505 = 0.01804800827 kg."""
    found = document(capsys, "assess", "keyword-spotting", "--lifetime", "5 years")
    assert found["by_stage"]["use"]["typical"] == pytest.approx(0.045 * 0.4010668505, rel=1e-9)
    assert found["by_stage"]["production"]["typical"] == pytest.approx(2.15, rel=1e-9)


def test_country_changes_the_use_stage_only_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """Germany 2024: 344.140 g/kWh (Ember via Our World in Data) x 0.027 kWh."""
    before = document(capsys, "assess", "keyword-spotting")
    found = document(capsys, "assess", "keyword-spotting", "--country", "DEU", "--year", "2024")
    assert found["by_block"]["use"]["typical"] == pytest.approx(0.027 * 0.34414, rel=1e-9)
    assert {k: v for k, v in found["by_block"].items() if k != "use"} == {
        k: v for k, v in before["by_block"].items() if k != "use"
    }
    assert any("CO2 only" in w and "life-cycle" in w for w in found["warnings"])
    assert found["assumed"] == []
    newest = document(capsys, "assess", "keyword-spotting", "--country", "DEU")
    assert [(a["field"], a["value"]) for a in newest["assumed"]] == [("use.grid.year", 2024)]


def test_units_share_the_training(capsys: pytest.CaptureFixture[str]) -> None:
    """0.10 kg shared by 1000 units is 0.0001 kg each."""
    found = document(capsys, "assess", "keyword-spotting", "--units", "1000")
    assert found["by_block"]["training"]["typical"] == pytest.approx(0.0001, rel=1e-9)


def test_per_year_and_per_inference(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Per year: 2.34 / 3. Per inference: ten an hour over 3 years of 8760 h are 262 800."""
    yearly = document(capsys, "assess", "pa1-person-detector", "--per", "year")
    assert yearly["total_kg_co2e"]["typical"] == pytest.approx(2.34 / 3, rel=1e-9)
    file = tmp_path / "mine.yaml"
    assert run(capsys, "new", str(file))[0] == 0
    whole = document(capsys, "assess", str(file))["total_kg_co2e"]["typical"]
    each = document(capsys, "assess", str(file), "--per", "inference")["total_kg_co2e"]["typical"]
    assert each == pytest.approx(whole / 262_800, rel=1e-9)
    code, _, err = run(capsys, "assess", "keyword-spotting", "--per", "inference")
    assert code == 2
    assert "inference rate" in err


def test_several_systems_in_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "assess", "keyword-spotting", "image-classification")
    assert [r["system"]["name"] for r in found["results"]] == ["Keyword spotting", "Image classification"]


def test_a_result_loads_back_as_a_system(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = document(capsys, "assess", "image-classification-worst")
    saved = tmp_path / "result.json"
    saved.write_text(json.dumps(first), encoding="utf-8")
    assert document(capsys, "assess", str(saved)) == first


def test_csv_has_a_source_on_every_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    assert run(capsys, "assess", "keyword-spotting", "--csv", str(file))[0] == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert all(row["source"] for row in rows)
    assert sum(float(row["kg_co2e"]) for row in rows) == pytest.approx(2.65 + USE, rel=1e-9)


def test_csv_does_not_carry_formulas(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    system = tmp_path / "s.yaml"
    system.write_text(
        'name: "=1+1"\nlifetime: 1 year\nblocks:\n  others: {declared: 1 kgCO2e, source: "@SUM(A1)"}\n',
        encoding="utf-8",
    )
    out = tmp_path / "out.csv"
    assert run(capsys, "assess", str(system), "--csv", str(out))[0] == 0
    row = next(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert row["system"] == "'=1+1"
    assert row["source"] == "'@SUM(A1)"


def test_pdf_is_written_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "out.pdf"
    code, out, err = run(capsys, "assess", "keyword-spotting", "--pdf", str(file))
    assert (code, err) == (0, "")
    assert f"Wrote {file}" in out
    assert file.read_bytes().startswith(b"%PDF-")
    assert [p.name for p in tmp_path.iterdir()] == ["out.pdf"], "no temporary file is left"


def test_bad_input_writes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    out.write_text("mine", encoding="utf-8")
    code, said, err = run(capsys, "assess", "keyword-spotting", "--country", "NO", "--pdf", str(out))
    assert (code, said) == (2, "")
    assert err.startswith('footprint: unknown country "NO"')
    assert "NOR (Norway)" in err
    assert out.read_text(encoding="utf-8") == "mine"


def test_the_output_must_not_be_an_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    run(capsys, "new", str(file))
    before = file.read_bytes()
    assert run(capsys, "assess", str(file), "--csv", str(file))[0] == 2
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["assess", "keyword-spoting"], "keyword-spotting"),
        (["assess", "./nowhere.yaml"], "no such file"),
        (["assess", "keyword-spotting", "--lifetime", "5"], "has no unit"),
        (["assess", "keyword-spotting", "--lifetime", "-5 years"], "greater than 0"),
        (["assess", "keyword-spotting", "--country", "DEU", "--year", "2031"], "newest is 2024"),
        (["assess", "keyword-spotting", "--year", "2020"], "country"),
        (["assess", "keyword-spotting", "--units", "0"], "greater than or equal to 1"),
        (["assess", "keyword-spotting", "--factors", "pirson"], "pirson-bol-2021"),
        (["assess", "keyword-spotting", "--as-of", "tomorrow"], "not a date"),
        (["assess", "keyword-spotting", "image-classification", "--pdf", "x.pdf"], "one system"),
        (["assess", "keyword-spotting", "--csv", "nowhere/at/all.csv"], "cannot write"),
        (["compare", "keyword-spotting"], "at least two"),
        (["compare", "keyword-spotting", "aple-watch-series-7"], "apple-watch-series-7"),
        (["factors", "die-80nm"], "die-90nm"),
        (["factors", "grid.DEU.1850"], "newest is 2024"),
        (["factors", "casing"], "casing.hsl-1.typical"),
        (["factors", f"grid.DEU.{'9' * 5000}"], "not a year"),
        (["compare", "pixel-7", "nest-mini-2", "--factors", "bogus"], "pirson-bol-2021"),
        (["new", "x.yaml", "--preset", "../presets/keyword-spotting"], "unknown preset"),
        (["new", "system.txt"], ".yaml"),
        (["app", "--port", "99999"], "65535"),
        (["nonsense"], "invalid choice"),
        (["assess"], "SYSTEM"),
        (["assess", "keyword-spotting", "--nonsense"], "unrecognized"),
        ([], "required"),
    ],
)
def test_bad_input_is_one_message_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_a_bad_file_is_named_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("name: x\nlifetime: 3 years\nblocks:\n  casing: {hsl: 7}\n", encoding="utf-8")
    code, _, err = run(capsys, "assess", str(file))
    assert code == 2
    assert f"{file}, line 4, blocks.casing.hsl" in err
    assert "Nearest valid: 0, 1, 2, 3" in err


def test_a_name_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(
        'name: "a\\e[31mred"\nlifetime: 3 years\nblocks: {casing: {hsl: 1, case: best}}\n', encoding="utf-8"
    )
    code, out, err = run(capsys, "assess", str(file))
    assert code == 2
    assert "\033" not in out + err


def test_new_never_overwrites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert run(capsys, "new", str(file))[0] == 0
    assert "footprint assess" in run(capsys, "new", str(tmp_path / "other.yaml"), "--preset", "keyword-spotting")[1]
    before = file.read_bytes()
    code, _, err = run(capsys, "new", str(file))
    assert code == 2
    assert "there already" in err
    assert file.read_bytes() == before


def test_new_from_a_preset_gives_the_same_number(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    run(capsys, "new", str(file), "--preset", "image-classification")
    found = document(capsys, "assess", str(file))
    assert found["total_kg_co2e"]["typical"] == pytest.approx(3.40 + USE, rel=1e-9)


def test_factor_shows_source_and_overruled_readings(capsys: pytest.CaptureFixture[str]) -> None:
    """Transport HSL-2 typical: 2.60 derived, 3.44 read off Fig. 1(c) and overruled."""
    found = document(capsys, "factors", "transport.hsl-2.typical")
    assert found["factor"]["kg_co2e"]["typical"] == 2.6
    assert [f["kg_co2e"]["typical"] for f in found["superseded"]] == [3.44]
    text = run(capsys, "factors", "transport.hsl-2.typical")[1]
    assert "doi 10.1016/j.jclepro.2021.128966" in text
    assert "not used  3.44" in text


def test_factors_know_the_grid(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "factors", "DEU")["factor"]["key"] == "grid.DEU.2024"
    assert document(capsys, "factors", "grid.DEU.2020")["factor"]["year"] == 2020
    assert document(capsys, "factors", "us-epa-2019-generated")["factor"]["kg_co2e"]["typical"] == 0.4010668505
    listed = document(capsys, "factors")
    assert listed["factor_sets"][0]["key"] == "pirson-bol-2021"
    assert "die-90nm" in run(capsys, "factors")[1]


def test_schema_is_json_schema_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    schema = document(capsys, "schema")
    assert schema["properties"]["lifetime"]["type"] == "string"
    assert "lifetime_years" not in schema["properties"]
    assert {"name", "lifetime"} <= set(schema["required"])
    assert json.loads(run(capsys, "schema")[1]) == schema


def test_compare_gives_the_published_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    """34 / 7.06 = 4.82, 34 / 3.41 = 9.97, 34 / 0.891 = 38.17 and 349 / 34 = 10.26: 5x, 10x, 38x and 10x."""
    names = ["image-classification-worst", "image-classification", "keyword-spotting-best", "apple-watch-series-7"]
    found = document(capsys, "compare", *names, "macbook-pro-16")
    watch = found["ratios"][3]
    assert [round(r) for r in watch[:3]] == [5, 10, 38]
    assert round(found["ratios"][4][3]) == 10
    assert found["items"][3]["kind"] == "reference product"
    text = run(capsys, "compare", "keyword-spotting-best", "apple-watch-series-7")[1]
    assert "38x" in text
    assert "log axis" in text


def test_compare_is_per_year_where_lifetimes_differ(capsys: pytest.CaptureFixture[str]) -> None:
    """Nest Protect: 15 kg over 10 years is 1.5 kg a year, the preset 2.34 / 3 = 0.78."""
    found = document(capsys, "compare", "pa1-person-detector", "nest-protect-battery")
    assert found["items"][1]["per_year_kg_co2e"]["typical"] == pytest.approx(1.5, rel=1e-9)
    assert found["ratios_per_year"][1][0] == pytest.approx(1.5 / 0.78, rel=1e-9)
    assert "Lifetimes differ" in run(capsys, "compare", "pa1-person-detector", "nest-protect-battery")[1]


def test_as_of_warns_of_stale_factors(capsys: pytest.CaptureFixture[str]) -> None:
    late = document(capsys, "assess", "keyword-spotting", "--as-of", "2040-01-01")
    assert any("to be checked by" in w for w in late["warnings"])
    early = document(capsys, "assess", "keyword-spotting", "--as-of", "2026-11-20")
    assert not any("to be checked by" in w for w in early["warnings"])


@pytest.mark.parametrize(
    "arguments",
    [
        ["presets"], ["factors"], ["factors", "DEU"], ["schema"], ["assess", "keyword-spotting"],
        ["assess", "keyword-spotting", "image-classification"], ["compare", "keyword-spotting", "pixel-7"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_document_says_what_it_is_and_rests_on(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    found = document(capsys, *arguments)
    assert found["schema"].startswith("footprint.")
    assert found["tool_version"] == footprint.__version__
    if arguments[0] in {"presets", "assess", "compare"}:
        assert found["factor_set"] == "pirson-bol-2021"
        assert found["tables"]["grid_named"]
        assert len(found["inputs_sha256"]) == 64


def test_nothing_is_named_that_was_not_used(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Products alone need no factor set; a declared value alone needs no table."""
    assert "factor_set" not in document(capsys, "compare", "pixel-7", "nest-mini-2")
    file = tmp_path / "s.yaml"
    file.write_text("name: x\nlifetime: 1 year\nblocks: {a_b: {declared: 1 kgCO2e, source: s}}\n", encoding="utf-8")
    assert "Factor set pirson-bol-2021 (2026-11-21).\n" in run(capsys, "assess", str(file))[1]


def test_what_is_left_out_is_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(
        "name: x\nlifetime: 1 year\nblocks:\n  casing: {hsl: 1, source: teardown}\n"
        "  memory: {include: false, why: inside the MCU}\n", encoding="utf-8",
    )  # fmt: skip
    text = run(capsys, "assess", str(file))[1]
    assert "Left out\n  Memory: inside the MCU" in text
    assert "level: teardown" in text, "a source that was given is shown"
    compared = run(capsys, "compare", str(file), "pixel-7")[1]
    assert "Not in x: Processing" in compared


def test_per_is_in_the_csv_and_in_the_hash(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = []
    for per in ("device", "year"):
        out = tmp_path / f"{per}.csv"
        assert run(capsys, "assess", "keyword-spotting", "--per", per, "--csv", str(out))[0] == 0
        found.append(next(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")))))
    assert [row["per"] for row in found] == ["device", "year"]
    assert found[0]["inputs_sha256"] != found[1]["inputs_sha256"]


def test_a_result_is_not_written_over_a_system_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    run(capsys, "new", str(other))
    before = other.read_bytes()
    assert run(capsys, "assess", "keyword-spotting", "--csv", str(other))[0] == 2
    assert other.read_bytes() == before


def test_ascii_terminal_and_closed_pipe(tmp_path: Path) -> None:
    """A terminal without block characters gets # bars; a reader that goes away is no error."""
    command = [sys.executable, "-m", "footprint_app", "assess", "keyword-spotting"]
    plain = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""}, check=True)
    assert b"####" in plain.stdout
    piped = subprocess.run(
        f'"{sys.executable}" -m footprint_app factors | head -1', shell=True, capture_output=True, check=True
    )
    assert piped.stderr == b""
