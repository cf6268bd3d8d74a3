"""Exports: CSV that a spreadsheet does not run, YAML that reads back, a file written whole or not at all."""

from __future__ import annotations

import csv
import io
import math
import os
from pathlib import Path

import pytest

import footprint
from footprint.errors import InputError
from footprint.export import CSV_COLUMNS, bibtex, sentence, to_csv, to_yaml, write_file, write_files
from footprint.presets import load_system, system_from_text
from footprint.result import Per
from footprint.system import System
from tests.footprint.examples import small


def test_csv_has_a_line_per_row_and_adds_up() -> None:
    result = footprint.assess(load_system("keyword-spotting"))
    rows = list(csv.DictReader(io.StringIO(to_csv([result]))))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == len(result.rows)
    assert sum(float(r["kg_co2e"]) for r in rows) == pytest.approx(2.660828804964, rel=1e-9)
    assert all(r["source"] and r["inputs_sha256"] == result.inputs_sha256 for r in rows)
    per_year = list(csv.DictReader(io.StringIO(to_csv([result], per="year"))))
    assert sum(float(r["kg_co2e"]) for r in per_year) == pytest.approx(2.660828804964 / 3, rel=1e-9)


@pytest.mark.parametrize(("per", "divisor"), [("device", 1), ("year", 3), ("inference", 3 * 8760 * 60)])
def test_csv_says_what_low_and_high_are(per: Per, divisor: int) -> None:
    """One inference a minute over 3 years of 8760 h; a lognormal of 0.5 to 2 kg has these as its P5 and P95."""
    block = {"declared": "1 kgCO2e", "low": "0.5 kgCO2e", "high": "2 kgCO2e", "source": "supplier"}
    use = {"declared": "0 kgCO2e", "source": "s", "inferences": "60 per hour"}
    system = small(lifetime="3 years", blocks={"pcb": block}, use=use)
    drawn, plain = (footprint.assess(system, draws=draws) for draws in (10000, 0))
    for result, kind in ((drawn, "p5-p95"), (plain, "bounds")):
        found = {r["block"]: r for r in csv.DictReader(io.StringIO(to_csv([result], per)))}
        assert {r["interval"] for r in found.values()} == {kind}
        ends = [float(found["pcb"][f"{end}kg_co2e"]) * divisor for end in ("low_", "", "high_")]
        assert ends == pytest.approx([0.5, 1.0, 2.0], rel=0.04 if kind == "p5-p95" else 1e-9)
        assert ends[1] == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_csv_holds_no_formula(name: str) -> None:
    block = {"declared": "1 kgCO2e", "source": name}
    rows = list(csv.DictReader(io.StringIO(to_csv([footprint.assess(small(name=name, blocks={"pcb": block}))]))))
    assert rows[0]["system"] == f"'{name}"
    assert rows[0]["source"] == f"'{name}"


@pytest.mark.parametrize(
    "name",
    ["NO", "true", "1e3", "010", "12:30", "~", "- a", "a: b", "# x", "🌱", "  x  ", "'", '"', "*a", "!t", "é" * 200],
)
def test_yaml_keeps_names_that_look_like_something_else(name: str) -> None:
    system = System.from_dict(small(name=name, description=f"{name}\nsecond line"))
    assert system_from_text(to_yaml(system), "a.yaml") == system


def test_sentence_says_total_lifetime_boundary_and_hash() -> None:
    result = footprint.assess(load_system("keyword-spotting"))
    text = sentence(result)
    assert "2.66 kg CO2e (2.61-2.71) per device over 3 years (GWP100;" in text
    assert "covering production, transport, use and training, excluding end of life;" in text
    assert result.inputs_sha256[:12] in text


def test_sentence_says_what_the_interval_is() -> None:
    system = load_system("keyword-spotting")
    assert "; interval: bounds of factors and quantities, not a probability;" in sentence(footprint.assess(system))
    drawn = footprint.assess(system, draws=2000, seed=9)
    low, _, high = drawn.total_kg_co2e
    text = sentence(drawn)
    assert "; interval: P5 to P95 of 2 000 draws (seed 9); typical is the deterministic value;" in text
    assert f"2.66 kg CO2e ({math.floor(low * 100) / 100:.2f}-{math.ceil(high * 100) / 100:.2f}) per device" in text


def test_bibtex_is_balanced_and_names_the_two_papers() -> None:
    text = bibtex()
    assert text.count("{") == text.count("}")
    assert "10.1016/j.jclepro.2021.128966" in text
    assert "10.1145/3608473" in text
    assert footprint.__version__ in text


def test_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    write_file(file, "é\n")
    assert file.read_bytes() == "é\n".encode()
    write_file(file, b"other")
    assert file.read_bytes() == b"other"
    with pytest.raises(InputError, match="there already"):
        write_file(file, "x", keep=True)
    with pytest.raises(InputError, match="a folder where a file is to be written"):
        write_file(tmp_path, "x")
    with pytest.raises(InputError, match="cannot write the file"):
        write_file(tmp_path / "none" / "a.csv", "x")
    assert file.read_bytes() == b"other"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"], "no temporary file is left"


def test_a_device_is_never_replaced_and_a_link_is_followed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a plain file"):
        write_file(os.devnull, "x")
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    write_file(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.json"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="its links lead nowhere"):
        write_file(loop, "a")
    assert [p.name for p in tmp_path.iterdir()] == ["loop.json"]


def test_a_stop_leaves_no_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Path, mode: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "chmod", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a.json", "a")
    assert list(tmp_path.iterdir()) == []


def test_of_several_files_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    """A folder in the place of the last one is found before the first one is written."""
    for bad in (tmp_path, tmp_path / "none" / "a.csv", os.devnull):
        with pytest.raises(InputError):
            write_files({str(tmp_path / "a.csv"): "x", str(bad): "y"})
        assert list(tmp_path.iterdir()) == []
    write_files({str(tmp_path / "a.csv"): "x", str(tmp_path / "b.csv"): b"y"})
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.csv": "x", "b.csv": "y"}
