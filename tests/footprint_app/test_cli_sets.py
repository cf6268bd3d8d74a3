"""The command line on factor sets, parts, bills of materials and trainings."""

from __future__ import annotations

from pathlib import Path

import pytest

import footprint
from tests.footprint_app.commands import USE, document, run

BOARD = """name: board
lifetime: 3 years
blocks:
  processing: {parts: [{part: die-90nm, quantity: 10 mm^2}]}
  others: {parts: [{part: resistor-0402, quantity: 100 pcs}, {part: connector, quantity: 2 pcs}]}
"""

LIST = (
    "Reference,Value,Footprint,Qty,Unit price\nR1,10k,R_0402_1005Metric,100,0.01\nU1,RP2040,QFN-56,1,1\n"
    "J1,Header,PinHeader_1x04,2,0.5\nX9,mystery,,1,1\n"
)


def board(tmp_path: Path, text: str = BOARD) -> str:
    file = tmp_path / "board.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_gap_is_filled_only_when_asked_and_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """10 mm2 x 0.0168 + 100 x 0.00004 = 0.172 kg; the connector has no factor in any set."""
    file = board(tmp_path)
    code, out, err = run(capsys, "assess", file)
    assert (code, out) == (2, "")
    assert "no factor for part resistor-0402" in err
    assert "line 5" in err
    assert "--fill-from deltalca-2024" in err
    found = document(capsys, "assess", file, "--fill-from", "deltalca-2024")
    assert found["total_kg_co2e"]["typical"] == pytest.approx(0.172, rel=1e-9)
    assert found["fill_from"] == ["deltalca-2024"]
    assert found["factor_set_versions"].keys() == {"pirson-bol-2021", "deltalca-2024"}
    assert [(f["item"], f["factor_set"]) for f in found["coverage"]["filled"]] == [("resistor-0402", "deltalca-2024")]
    assert "Others: connector" in found["coverage"]["missing"]
    text = run(capsys, "assess", file, "--fill-from", "deltalca-2024")[1]
    assert "Filled from other factor sets" in text
    assert "Without a factor, not in the total" in text


def test_act_has_no_node_above_28_nm(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = board(tmp_path)
    code, _, err = run(capsys, "assess", file, "--factors", "act")
    assert code == 2
    assert "act has no factor for part die-90nm" in err
    filled = document(capsys, "assess", file, "--factors", "act", "--fill-from", "pirson-bol-2021",
                      "--fill-from", "deltalca-2024")  # fmt: skip
    assert {f["factor_set"] for f in filled["coverage"]["filled"]} == {"pirson-bol-2021", "deltalca-2024"}


def test_all_factor_sets_are_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    """Li-ion of 50 g: 1.36 kg with its electronics, or 50 g x 6.308 + 0.092 = 0.4074 kg with DEFRA's factor."""
    found = document(capsys, "assess", "keyword-spotting", "--all-factor-sets")["systems"][0]
    by_key = {s["key"]: s for s in found["scenarios"]}
    assert by_key["pirson-bol-2021"]["own_share"] == 1
    assert by_key["defra-2025"]["by_block"]["power_supply"]["typical"] == pytest.approx(0.4074, rel=1e-9)
    assert by_key["truncation-x2"]["total_kg_co2e"]["typical"] == pytest.approx(2 * (2.15 + 0.40) + 0.1 + USE, rel=1e-9)
    widest = found["spread"][0]
    assert (widest["block"], widest["least_set"], widest["most_set"]) == ("power_supply", "defra-2025",
                                                                          "pirson-bol-2021")  # fmt: skip
    text = run(capsys, "assess", "keyword-spotting", "--all-factor-sets")[1]
    assert "Truncation x2" in text
    assert max(map(len, text.splitlines())) <= 80
    code, _, err = run(capsys, "assess", "keyword-spotting", "--all-factor-sets", "--csv", "x.csv")
    assert code == 2
    assert "does not go with" in err


def test_parts_say_which_sets_know_them(capsys: pytest.CaptureFixture[str]) -> None:
    listed = {p["key"]: p for p in document(capsys, "parts")["parts"]}
    assert listed["die-28nm"]["factor_sets"] == {"mm2": ["act"]}
    assert listed["connector"]["factor_sets"] == {"pcs": []}
    assert listed["li-ion-battery"]["factor_sets"]["kWh"] == ["pirson-bol-2021", "act", "defra-2025"]
    assert "no factor: can be declared" in run(capsys, "parts", "connector")[1]
    assert {p["block"] for p in document(capsys, "parts", "memory")["parts"]} == {"memory"}
    assert run(capsys, "parts", "die-29nm")[0] == 2


def test_a_factor_is_shown_in_every_set(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "factors", "steel")
    assert found["factor_set"] == "act"
    assert [o["factor_set"] for o in found["other_sets"]] == ["defra-2025"]
    code, _, err = run(capsys, "factors", "connector")
    assert code == 2
    assert "a part without a factor" in err


def test_bom_reports_what_is_covered_and_writes_a_system(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Four lines: a resistor and a chip are covered with two sets; 100 x 0.01 + 1 x 1 of 4 in cost is 50 %."""
    file, out = tmp_path / "list.csv", tmp_path / "list.yaml"
    file.write_text(LIST, encoding="utf-8")
    sets = ("--fill-from", "deltalca-2024")
    found = document(capsys, "bom", str(file), *sets, "--out", str(out), "--lifetime", "3 years")
    coverage = found["coverage"]
    assert (coverage["lines"], coverage["covered"]) == (4, 2)
    assert coverage["cost_share"] == pytest.approx(0.5, rel=1e-9)
    assert coverage["mass_share"] is None
    assert {u["name"] for u in coverage["unmapped"]} == {"Header PinHeader_1x04", "mystery"}
    made = document(capsys, "assess", str(out), *sets)
    assert made["by_stage"]["production"] == pytest.approx(found["production_kg_co2e"], rel=1e-9)
    assert made["coverage"]["cost_share"] == pytest.approx(0.5, rel=1e-9)
    text = run(capsys, "bom", str(file), *sets)[1]
    assert "2 of 4 lines covered" in text
    assert "mystery" in text
    before = out.read_text(encoding="utf-8")
    assert run(capsys, "bom", str(file), "--out", str(out), "--lifetime", "3 years")[0] == 2
    assert out.read_text(encoding="utf-8") == before, "nothing is written over"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "x.yaml"], "--out and --lifetime go together"),
        (["--out", "x.csv", "--lifetime", "3 years"], "does not end in .yaml"),
        (["--board-area", "8 g"], "does not fit here"),
        (["--board-area", "0 cm^2"], "a board of 0 mm2"),
        (["--factors", "nope"], "unknown factor set"),
        (["--rules", "none.yaml"], "no such file"),
    ],
)
def test_bom_refuses(capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], said: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    code, out, err = run(capsys, "bom", str(file), *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_training_from_a_codecarbon_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """0.5 kWh x France's grid of 2024, shared by 10 units."""
    file = tmp_path / "emissions.csv"
    file.write_text("timestamp,run_id,duration,emissions,energy_consumed,country_iso_code\n"
                    "2024-03-01T00:00:00,a,60,0.1,0.5,FRA\n", encoding="utf-8")  # fmt: skip
    found = document(capsys, "assess", "keyword-spotting", "--training", str(file), "--units", "10")
    grid = footprint.tables.grid_factor("FRA", 2024, None).kg_co2e.typical
    assert found["by_stage"]["training"]["typical"] == pytest.approx(0.05 * grid, rel=1e-9)
    assert run(capsys, "assess", "keyword-spotting", "--training", str(file), "--csv", str(file))[0] == 2
    assert file.read_text(encoding="utf-8").startswith("timestamp")
