"""The command `fleet`: its text, JSON, files and exit codes."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from footprint_app.cli import main
from footprint_app.terminal_marks import WIDTH
from tests.footprint.examples import ROOT
from tests.needs import need

EXAMPLES = ROOT / "docs" / "examples"
GOOD, BAD = str(EXAMPLES / "fleet.csv"), str(EXAMPLES / "fleet-bad-rows.csv")


@pytest.fixture(autouse=True)
def _engine() -> None:
    need("DuckDB and Ibis", find_spec("ibis") and find_spec("duckdb"), "fleets run on them")


def test_the_text_says_what_was_rejected_first_and_fits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", GOOD, BAD, "--by", "country,year,preset,stage"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("11 of 373 rows were rejected")
    assert "  --rejects FILE writes these rows with their reasons." in lines
    assert any(line.startswith("  and ") and "more, in --json" in line for line in lines)
    assert max(map(len, lines)) <= WIDTH


def test_json_has_the_keys_that_were_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", GOOD, "--by", "country,stage", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "footprint.fleet/1"
    assert {
        "groups", "accepted_rows", "rejected_rows", "devices", "total_kg_co2e", "engine", "by_stage", "interval",
        "reasons", "assumed", "warnings", "tool_version", "factor_set", "tables", "inputs_sha256",
    } <= set(found)  # fmt: skip
    assert (found["engine"], found["accepted_rows"], found["rejected_rows"]) == ("duckdb", 360, 0)
    assert {"country", "stage", "devices", "kg_co2e"} == set(found["groups"][0])
    assert sum(g["kg_co2e"]["typical"] for g in found["groups"]) == pytest.approx(found["total_kg_co2e"]["typical"])


def test_strict_is_a_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", GOOD, "--strict"]) == 0
    capsys.readouterr()
    assert main(["fleet", BAD, "--strict", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["rejected_rows"] == 11
    assert said.err == "footprint: 11 of 13 rows were rejected: in no total. --strict takes none.\n"


def test_files_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rejects, groups = tmp_path / "r.csv", tmp_path / "g.csv"
    assert main(["fleet", BAD, "--rejects", str(rejects), "--csv", str(groups), "--by", "preset"]) == 0
    out = capsys.readouterr().out
    assert f"Wrote {rejects}\nWrote {groups}" in out
    assert len(rejects.read_text().splitlines()) == 12
    assert groups.read_text().splitlines()[0] == "preset,devices,low_kg_co2e,kg_co2e,high_kg_co2e,interval"
    assert groups.read_text().splitlines()[1].startswith("anomaly-detection,250,")


def test_a_system_file_is_called_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lots = tmp_path / "lots.csv"
    lots.write_text("system,country,year,count,profile\nsmallest,DEU,2022,3,\nsmallest,DEU,2022,1,eco\n")
    profiles = tmp_path / "p.yaml"
    profiles.write_text("eco:\n  states: [{name: on, power: 1 mW, duty: 1 %}]\n")
    system = str(EXAMPLES / "smallest.yaml")
    given = ["fleet", str(lots), "--system", system, "--profiles", str(profiles), "--by", "profile", "--json"]
    assert main(given) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(g["profile"], g["devices"]) for g in found["groups"]] == [("", 3), ("eco", 1)]
    assert main([*given, "--system", system]) == 2
    assert "two systems are called smallest" in capsys.readouterr().err


@pytest.mark.parametrize("options", [
    ["--by", "land"], ["--by", ""], ["--engine", "dask"], ["--grid-year", "x"], ["--grid-year", "2090"],
    ["--draws", "-1"], ["--seed", "3"], ["--rejects", GOOD], ["--rejects", "a.txt"], ["--csv", "no/such/folder.csv"],
    ["--system", "keyword-spotting"], ["--profiles", "none.yaml"], ["--factors", "none"],
])  # fmt: skip
def test_bad_options(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(GOOD).read_bytes()
    assert main(["fleet", GOOD, *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("footprint: ")
    assert Path(GOOD).read_bytes() == before


@pytest.mark.parametrize("option", ["--rejects", "--csv", "--pdf"])
def test_no_result_is_written_over_a_file_that_a_folder_or_a_pattern_means(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    lots = tmp_path / "lots.csv"
    lots.write_bytes(Path(BAD).read_bytes())
    for inventory in (str(tmp_path), str(tmp_path / "*.csv")):
        assert main(["fleet", inventory, option, str(lots)]) == 2
        assert "would overwrite" in capsys.readouterr().err
    assert lots.read_bytes() == Path(BAD).read_bytes()


def test_groups_stay_apart_where_their_names_are_cut(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fleet", GOOD, "--by", "preset,profile,year"]) == 0
    lines = capsys.readouterr().out.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("By preset")) + 1
    names = [line.partition("  ")[0] for line in (text.strip() for text in lines[first : first + 15])]
    assert len(set(names)) == 15
    assert all(name[-4:] in map(str, range(2020, 2025)) for name in names)


def test_the_sample_of_the_app_is_the_example() -> None:
    assert (ROOT / "footprint_app" / "example_fleet.csv").read_bytes() == Path(GOOD).read_bytes()
