"""The command scale: JSON, text of 80 columns, files, and bad input."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from footprint.scaling import scale
from footprint_app.terminal_scale import scale_text
from tests.footprint_app.commands import document, run

MIX = ("keyword-spotting=70%", "image-classification=30 %")


def test_the_issue_by_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    """250 bn of 2.660828805 kg: 665.2 Mt, 221.7 Mt a year; the named default is listed as assumed."""
    found = document(capsys, "scale", "keyword-spotting")
    assert found["devices"] == 250_000_000_000
    assert found["total_kg_co2e"]["typical"] == pytest.approx(250e9 * 2.660828805, rel=1e-9)
    assert found["per_year_kg_co2e"]["typical"] == pytest.approx(250e9 * 2.660828805 / 3, rel=1e-9)
    assert {m["billion"]: m["year"] for m in found["milestones"]}[250] == {
        "linear": 2144, "exponential": 2043, "logistic": 2050,
    }  # fmt: skip
    assert found["interval"] == {"kind": "p5-p95", "draws": 10000, "seed": 1}
    assert next(a for a in found["assumed"] if a["field"] == "devices")["value"] == "250 billion"


def test_options_reach_the_result(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """1000 devices of 6 years and half the training each, in a mix, with a ceiling and an own series."""
    file = tmp_path / "own.csv"
    file.write_text("year,billion\n2024,1\n2034,101\n", encoding="utf-8")
    found = document(
        capsys, "scale", *MIX, "--devices", "1000", "--growth", str(file), "--ceiling", "400 billion", "--lifetime",
        "6 years", "--units", "2", "--draws", "0",
    )  # fmt: skip
    assert found["devices"] == 1000
    assert [(m["share"], m["lifetime_years"]) for m in found["mix"]] == [(0.7, 6.0), (0.3, 6.0)]
    assert found["by_stage"]["training"]["typical"] == pytest.approx(50, rel=1e-9)
    assert found["milestones"][1]["year"]["own"] == 2029  # 1 + 10 a year is 50 after 4.9 years
    assert found["growth"]["models"]["logistic"]["parameters"]["ceiling_billion"] == 400
    assert found["milestones"][-1]["year"]["own"] is None
    assert found["interval"]["kind"] == "bounds"


@pytest.mark.parametrize("arguments", [("keyword-spotting",), (*MIX, "--devices", "7", "--draws", "0")])
def test_text_fits_80_columns_and_has_every_number(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "scale", *arguments)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    for words in (
        "By stage", "Flows", "IoT connections", "microcontrollers in service", "2144", "2531", "Assumed", "Sources",
        "not verified", "estimated", "inputs sha256",
    ):  # fmt: skip
        assert words.casefold() in out.casefold()


def test_text_counts_connections_apart_from_microcontrollers() -> None:
    text = " ".join(scale_text(scale("keyword-spotting")).split())
    assert "Years: of IoT connections, about 15 billion in 2023" in text
    assert "250 billion microcontrollers in service (IC Insights 2020) are another count" in text
    assert "if every connection were such a device" in text


def test_a_small_number_is_set_beside_something_familiar() -> None:
    assert "As much as the" in scale_text(scale("keyword-spotting", 1000))
    assert "As much as the" not in scale_text(scale("keyword-spotting", "1 trillion"))


def test_files_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pdf, table = str(tmp_path / "a.pdf"), str(tmp_path / "a.csv")
    code, out, err = run(capsys, "scale", "keyword-spotting", "--devices", "1000", "--pdf", pdf, "--csv", table)
    assert (code, err) == (0, "")
    assert f"Wrote {table}" in out
    assert Path(pdf).read_bytes().startswith(b"%PDF")
    with Path(table).open(encoding="utf-8") as stream:
        total = next(r for r in csv.DictReader(stream) if r["what"] == "total")
    assert float(total["kg_co2e"]) == pytest.approx(2660.828805, rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("keyword-spotting", "--devices", "nan"), '"nan" is not a number of devices'),
        (("keyword-spotting", "--devices", "1e400"), "is not a number of devices"),
        (("keyword-spotting", "--devices=-1"), "from 1 to 10 trillion"),
        (("keyword-spotting", "--devices", "0"), "from 1 to 10 trillion"),
        (("keyword-spotting", "--devices", ""), "is not a number of devices"),
        (("keyword-spotting", "--devices", "abc"), "is not a number of devices"),
        (("keyword-spotting", "--ceiling", "20 billion"), "not above the series"),
        (("keyword-spotting", "--growth", "none.csv"), "no such file"),
        (("keyword-spotting", "--growth", "none\0.csv"), "NUL"),
        (("keyword-spotting=60%", "image-classification=30%"), "add up to 90 %"),
        (("keyword-spotting", "image-classification"), "has no share"),
        (("keyword-spoting",), "keyword-spotting"),
        (("keyword-spotting", "--draws", "5"), "draws"),
        (("keyword-spotting", "--draws", "0", "--seed", "1"), "a seed goes with draws"),
        (("keyword-spotting", "--factors", "none"), "unknown factor set"),
    ],
)
def test_bad_input_is_said_and_nothing_is_written(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    files = [str(tmp_path / name) for name in ("a.pdf", "a.csv")]
    code, out, err = run(capsys, "scale", *arguments, "--pdf", files[0], "--csv", files[1])
    assert (code, out) == (2, "")
    assert err.startswith("footprint: ")
    assert said in err
    assert not list(tmp_path.iterdir())


def test_results_are_not_written_over_what_they_come_from(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("year,billion\n2024,1\n2034,101\n", encoding="utf-8")
    before = file.read_bytes()
    for more in (("--csv", str(file)), ("--csv", str(tmp_path / "x"), "--pdf", str(tmp_path / "x")),
                 ("--pdf", str(tmp_path / "a.yaml"))):  # fmt: skip
        assert run(capsys, "scale", "keyword-spotting", "--growth", str(file), *more)[0] == 2
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["own.csv"]


def test_no_stage_lies_outside_of_the_interval_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Use is 2.71 Mt (2.45-2.99): a column that rounds it to 3 would put it outside."""
    _, out, _ = run(capsys, "scale", "keyword-spotting")
    assert "222 Mt CO2e (195-262, P5 to P95) a year, to keep as many in service" in out
    assert "Keeping 250 billion devices in service takes 83.3 billion new ones a year." in out
    stages = re.findall(r"^  (?:Production|Transport|Use|Training) +([\d.]+) .*\(([\d.]+)-([\d.]+)\)$", out, re.M)
    assert len(stages) == 4
    for typical, low, high in stages:
        assert float(low) <= float(typical) <= float(high)


def test_flows_of_very_different_models_have_units_of_their_own(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A million devices that use 3.61 g a year, 0.0108288 / 3 kg, are 3.61 t; 682 billion that are made are 693 Mt."""
    file = tmp_path / "own.csv"
    file.write_text("year,billion\n2025,1\n2026,2\n2030,0.001\n", encoding="utf-8")
    _, out, _ = run(capsys, "scale", "keyword-spotting", "--draws", "0", "--growth", str(file))
    assert re.search(r"^  Own series +2030 .* 3\.61 t$", out, re.M)
    assert re.search(r"^ +2050 .* 693 Mt$", out, re.M)
    assert "x 10^" not in out
