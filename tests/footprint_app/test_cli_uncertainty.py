"""The command line with draws: intervals, what is refused, and what a terminal gets of them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint import tables
from footprint.numbers import mass
from footprint_app.terminal_marks import bar_around, columns, cut_inside
from tests.footprint_app.commands import document, run
from tests.footprint_app.drawn_devices import device


def test_draws_give_p5_to_p95_around_the_same_typical(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One lognormal input: the total is it, so that P5, P50 and P95 are 0.5, 1 and 2 kg.

    The standard error of P5 of 10 000 draws is sqrt(0.05 x 0.95 / 10 000) / 0.103 = 0.021 standard deviations, each
    ln 2 / 1.645 = 0.42 in the logarithm: 0.9 %.
    """
    file = device(tmp_path, "one")
    plain, drawn = document(capsys, "assess", file), document(capsys, "assess", file, "--draws", "10000")
    assert drawn["interval"] == {"kind": "p5-p95", "draws": 10000, "seed": tables.uncertainty()["seed"]}
    total = drawn["total_kg_co2e"]
    assert total["typical"] == plain["total_kg_co2e"]["typical"] == 1.0
    assert total["low"] == pytest.approx(0.5, rel=0.04)
    assert drawn["uncertainty"]["p50_kg_co2e"] == pytest.approx(1.0, rel=0.02)
    assert total["high"] == pytest.approx(2.0, rel=0.04)
    histogram = drawn["uncertainty"]["histogram"]
    assert sum(histogram["counts"]) + histogram["below"] + histogram["above"] == 10000


@pytest.mark.parametrize("name", ["keyword-spotting", "elephant-collar", "pa1-person-detector"])
@pytest.mark.parametrize("per", ["device", "year"])
def test_percentiles_are_in_order_and_typical_is_that_without_draws(
    capsys: pytest.CaptureFixture[str], name: str, per: str
) -> None:
    plain = document(capsys, "assess", name, "--per", per)
    drawn = document(capsys, "assess", name, "--per", per, "--draws", "500")
    total = drawn["total_kg_co2e"]
    assert total["low"] <= drawn["uncertainty"]["p50_kg_co2e"] <= total["high"]
    for key in ("by_stage", "by_block"):
        assert {k: v["typical"] for k, v in drawn[key].items()} == {k: v["typical"] for k, v in plain[key].items()}
    assert total["typical"] == plain["total_kg_co2e"]["typical"]
    assert set(drawn) - set(plain) == {"uncertainty"}
    assert drawn["uncertainty"]["bounds_kg_co2e"] == plain["total_kg_co2e"]


@pytest.mark.parametrize(
    "command",
    [["assess", "keyword-spotting"], ["sensitivity", "keyword-spotting"], ["compare", "keyword-spotting", "pixel-7"]],
    ids=lambda c: c[0],
)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_a_seed_fixes_every_byte_and_another_moves_them(
    capsys: pytest.CaptureFixture[str], command: list[str], form: list[str]
) -> None:
    once, twice, other = (run(capsys, *command, "--draws", "300", "--seed", s, *form) for s in ("7", "7", "8"))
    assert once[0] == 0
    assert once == twice
    assert once[1] != other[1]
    if form:
        assert json.loads(once[1])["inputs_sha256"] != json.loads(other[1])["inputs_sha256"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["assess", "keyword-spotting", "--draws", "5"], "draws 5 is not a whole number from 100 to 10000000"),
        (["assess", "keyword-spotting", "--draws", "-1"], "draws -1 is not"),
        (["assess", "keyword-spotting", "--draws", "1e12"], '--draws "1e12" is not a whole number'),
        (["assess", "keyword-spotting", "--draws", "1000000000000"], "from 100 to 10000000"),
        (["assess", "keyword-spotting", "--draws", "9" * 5000], "not a whole number"),
        (["assess", "keyword-spotting", "--draws", "abc"], '--draws "abc" is not a whole number'),
        (["assess", "keyword-spotting", "--draws", ""], "not a whole number"),
        (["assess", "keyword-spotting", "--seed", "3"], "a seed goes with draws"),
        (["assess", "keyword-spotting", "--draws", "0", "--seed", "0"], "a seed goes with draws"),
        (["assess", "keyword-spotting", "--draws", "300", "--seed", "-1"], "seed -1 is not a whole number from 0"),
        (["assess", "keyword-spotting", "--draws", "300", "--seed", "x"], '--seed "x" is not a whole number'),
        (["assess", "keyword-spotting", "--all-factor-sets", "--draws", "300"], "--draws does not go with"),
        (["assess", "keyword-spotting", "--all-factor-sets", "--seed", "0"], "--seed does not go with"),
        (["sensitivity", "keyword-spotting", "--samples", "1000"], "samples 1000 is not a power of two"),
        (["sensitivity", "keyword-spotting", "--samples", "many"], '--samples "many" is not a whole number'),
        (["sensitivity", "keyword-spotting", "--draws", "0"], "needs draws"),
        (["sensitivity", "keyword-spotting", "--draws", "5"], "draws 5 is not"),
        (["sensitivity", "keyword-spoting"], "keyword-spotting"),
        (["compare", "pixel-7", "nest-mini-2", "--draws", "0", "--seed", "1"], "a seed goes with draws"),
        (["compare", "pixel-7", "nest-mini-2", "--draws", "5"], "draws 5 is not"),
    ],
    ids=lambda v: " ".join(v)[-40:] if isinstance(v, list) else None,
)
def test_bad_numbers_are_one_message_and_exit_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert err.startswith("footprint: ")
    assert err.count("\n") == 1


def test_bad_draws_write_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    assert run(capsys, "assess", "keyword-spotting", "--draws", "5", "--csv", str(file))[0] == 2
    assert not file.exists()


def test_the_text_has_percentiles_a_histogram_and_what_the_interval_is(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = document(capsys, "assess", "keyword-spotting", "--draws", "1000")
    text = run(capsys, "assess", "keyword-spotting", "--draws", "1000")[1]
    low, high = (drawn["total_kg_co2e"][end] for end in ("low", "high"))
    middle = drawn["uncertainty"]["p50_kg_co2e"]
    assert f"P5 {mass(low)}   P50 {mass(middle)}   P95 {mass(high)} CO2e" in text
    assert ", P5 to P95) per device over 3 years" in text.splitlines()[1]
    section = text.split("\nUncertainty\n")[1].split("\nLeft out\n")[0]
    edges = drawn["uncertainty"]["histogram"]["edges_kg_co2e"]
    (ends,) = [line.split("  ") for line in section.splitlines() if line.count(" kg") == 2 and "P5" not in line]
    assert [end.strip() for end in ends if end] == [mass(edges[0]), mass(edges[-1])]
    assert "█" in section
    assert "10 of 1 000 draws lie beyond these ends." in section  # 0.5 % of them on each side
    assert drawn["uncertainty"]["why"] in " ".join(section.split())
    assert "Interval: P5 to P95 of 1 000 draws (seed 1)" in " ".join(text.split())
    assert "add --draws" not in text


def test_without_draws_the_text_says_how_to_get_them(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "assess", "keyword-spotting")[1]
    assert "Interval: bounds of factors and quantities, not a probability." in text
    assert f"add --draws {tables.uncertainty()['draws']};" in text
    assert "Uncertainty" not in text


def test_per_year_divides_the_draws_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Over 4 years, a quarter in each: P5, P50, P95 and the edges of the histogram."""
    file = device(tmp_path, "long", lifetime="4 years")
    whole, yearly = (document(capsys, "assess", file, "--draws", "500", "--per", p) for p in ("device", "year"))
    for path in (("total_kg_co2e", "low"), ("total_kg_co2e", "high"), ("uncertainty", "p50_kg_co2e")):
        assert yearly[path[0]][path[1]] == pytest.approx(whole[path[0]][path[1]] / 4, rel=1e-12)
    edges = [d["uncertainty"]["histogram"]["edges_kg_co2e"] for d in (whole, yearly)]
    assert edges[1] == pytest.approx([e / 4 for e in edges[0]], rel=1e-12)
    text = run(capsys, "assess", file, "--draws", "500", "--per", "year")[1]
    assert f"P50 is {mass(whole['uncertainty']['p50_kg_co2e'] / 4)}" in " ".join(text.split())


def test_a_system_without_uncertainty_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "exact.yaml"
    file.write_text(
        "name: exact\nlifetime: 1 year\nblocks: {casing: {declared: 1 kgCO2e, low: 1 kgCO2e, high: 1 kgCO2e, "
        "source: s}}\n", encoding="utf-8",
    )  # fmt: skip
    assert "Every draw gives the same value." in run(capsys, "assess", str(file), "--draws", "200")[1]
    text = run(capsys, "sensitivity", str(file), "--draws", "200")[1]
    assert "What drives it\n  Nothing here is uncertain.\n" in text
    assert "1 kg CO2e (no interval) per device over 1 year" in text


def test_csv_and_pdf_take_the_draws(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows, report, plain = tmp_path / "rows.csv", tmp_path / "report.pdf", tmp_path / "plain.pdf"
    command = ("assess", "keyword-spotting", "--draws", "500", "--csv", str(rows), "--pdf", str(report))
    drawn = document(capsys, *command)
    assert run(capsys, "assess", "keyword-spotting", "--pdf", str(plain))[0] == 0
    found = list(csv.DictReader(io.StringIO(rows.read_text(encoding="utf-8"))))
    assert {r["interval"] for r in found} == {"p5-p95"}
    assert [float(r["low_kg_co2e"]) for r in found] == [r["kg_co2e"]["low"] for r in drawn["rows"]]
    assert {r["inputs_sha256"] for r in found} == {drawn["inputs_sha256"]}
    from pypdf import PdfReader

    texts = [" ".join("".join(p.extract_text() for p in PdfReader(file).pages).split()) for file in (report, plain)]
    assert "500 draws" in texts[0]
    assert "500 draws" not in texts[1]


@pytest.mark.parametrize("text", ["1_000", " 1000", "+1000", "\u0661\u0660\u0660\u0660", "1000.0", "1000\n"])
def test_whole_numbers_are_plain_digits(capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, out, err = run(capsys, "assess", "keyword-spotting", "--draws", text)
    assert (code, out) == (2, "")
    assert "is not a whole number" in err
    code, out, err = run(capsys, "assess", "keyword-spotting", "--units", text)
    assert (code, out) == (2, "")
    assert "argument --units: " in err


@pytest.mark.parametrize("per", ["device", "year"])
@pytest.mark.parametrize("draws", ["0", "200"])
def test_every_output_of_one_result_has_the_same_hash(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, per: str, draws: str
) -> None:
    rows, report = tmp_path / "rows.csv", tmp_path / "report.pdf"
    command = ("assess", "keyword-spotting", "--per", per, "--draws", draws)
    found = document(capsys, *command)["inputs_sha256"]
    text = run(capsys, *command, "--csv", str(rows), "--pdf", str(report))[1]
    assert f"inputs sha256 {found}\n" in text
    assert {r["inputs_sha256"] for r in csv.DictReader(io.StringIO(rows.read_text(encoding="utf-8")))} == {found}
    from pypdf import PdfReader

    reader = PdfReader(report)
    assert found in "".join(reader.pages[0].extract_text().split())
    assert reader.metadata is not None
    assert found in reader.metadata["/Keywords"]


def test_several_systems_per_year_have_another_hash_than_per_device(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("assess", "keyword-spotting", "image-classification")
    whole, yearly = document(capsys, *command), document(capsys, *command, "--per", "year")
    assert whole["inputs_sha256"] != yearly["inputs_sha256"]


def long_names(tmp_path: Path) -> str:
    file = tmp_path / "long.yaml"
    name = "A very long name of a device that nobody would print on a label " * 3
    lines = "".join(f'  part_{i}: {{declared: {i} kgCO2e, low: {i / 2} kgCO2e, high: {2 * i} kgCO2e, source: "s{i}"}}\n'
                    for i in range(1, 20))  # fmt: skip
    file.write_text(f'name: "{name}"\nlifetime: 3 years\nblocks:\n{lines}', encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["keyword-spotting", "elephant-collar", "leak-detector", "long"])
def test_everything_fits_80_columns(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    system = long_names(tmp_path) if name == "long" else name
    for command in (["assess", system], ["sensitivity", system], ["compare", system, "pixel-7", "esp-eye"]):
        code, out, err = run(capsys, *command, "--draws", "200")
        assert (code, err) == (0, "")
        wide = [line for line in out.splitlines() if len(line) > 80]
        assert not wide, f"{command[0]}: {wide}"


def test_more_drivers_than_fit_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """19 inputs, 12 of them shown."""
    assert "\nand 7 more\n" in run(capsys, "sensitivity", long_names(tmp_path), "--draws", "200")[1]


@pytest.mark.parametrize("command", [["assess", "keyword-spotting"], ["sensitivity", "keyword-spotting"]])
def test_a_terminal_without_block_characters_gets_ascii(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "footprint_app", *command, "--draws", "200"], capture_output=True, check=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )  # fmt: skip
    text = done.stdout.decode("ascii")
    assert "####" in text
    assert "\\u" not in text, "nothing had to be escaped"


@pytest.mark.parametrize("no_colour", [True, False])
def test_no_color_is_respected_on_a_terminal(no_colour: bool) -> None:
    ours, theirs = pytest.importorskip("pty").openpty()
    env = {"PATH": "", "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **({"NO_COLOR": "1"} if no_colour else {})}
    command = [sys.executable, "-m", "footprint_app", "assess", "keyword-spotting", "--draws", "200"]
    with subprocess.Popen(command, stdout=theirs, env=env) as process:
        os.close(theirs)
        out = b""
        try:
            while chunk := os.read(ours, 4096):
                out += chunk
        except OSError:  # how a terminal ends on Linux
            pass
    os.close(ours)
    assert process.returncode == 0
    assert b"Uncertainty" in out
    assert (b"\033[" in out) is not no_colour


def test_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns of 0, 1, 2 and 4 on two lines are 0, 4, 8 and 16 eighths high; bars are exact to half a column."""

    def on(encoding: str) -> None:
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))

    on("utf-8")
    assert columns([0, 1, 2, 4], 2) == ["   █", " ▄██"]
    assert bar_around(1.0, 0.5, 4) == "████│██  "
    assert bar_around(0.125, 0.625, 4) == "   ▐│██▌ "
    assert bar_around(-0.25, 0.625, 4) == "    │ █▌ "
    assert bar_around(0.625, -0.25, 4) == " ▐█ │    "
    on("ascii")
    assert columns([0, 1, 2, 4], 2) == ["   #", "  ##"]
    assert bar_around(1.0, 0.5, 4) == "####|##  "
    assert bar_around(-0.25, 0.75, 4) == "    | ## "
    assert cut_inside("Casing: Housing of POM, counted as ABS, quantity", 30) == "Casing: Housing o..., quantity"


def test_json_is_one_document_with_finite_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    def numbers(found: Any) -> list[float]:
        if isinstance(found, dict):
            return [n for v in found.values() for n in numbers(v)]
        if isinstance(found, list):
            return [n for v in found for n in numbers(v)]
        return [found] if isinstance(found, float) else []

    for name in footprint.preset_names():
        found = document(capsys, "assess", name, "--draws", "100")
        assert all(abs(n) < float("inf") for n in numbers(found))
