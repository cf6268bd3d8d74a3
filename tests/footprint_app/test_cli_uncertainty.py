"""The command line with draws: intervals, what drives them, how sure a comparison is, and what it refuses."""

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
from footprint.explained import explain
from footprint.factors import Interval
from footprint.numbers import count, mass, percent
from footprint_app import terminal_sensitivity
from footprint_app.terminal_marks import bar_around, columns, cut_inside
from tests.footprint_app.commands import document, run

DEVICE = """
name: {name}
lifetime: {lifetime}
blocks:
  casing: {{declared: {kg} kgCO2e, low: {low} kgCO2e, high: {high} kgCO2e, source: {source}}}
"""


def device(
    tmp_path: Path, name: str, kg: float = 1.0, *, lifetime: str = "1 year", source: str = "supplier", more: str = ""
) -> str:
    """A casing of half to twice its value, which is a lognormal with these as its P5 and P95, and more blocks."""
    file = tmp_path / f"{name}.yaml"
    text = DEVICE.format(name=name, lifetime=lifetime, kg=kg, low=kg / 2, high=kg * 2, source=source)
    file.write_text(text + more, encoding="utf-8")
    return str(file)


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


def test_sensitivity_of_two_inputs_is_that_of_their_variances(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """3 kg and 1 kg, each from half to twice: with one sigma in the logarithm the variances are as 9 to 1.

    The total at the ends of the larger one is 1.5 + 1 and 6 + 1 kg, of the smaller one 3 + 0.5 and 3 + 2.
    """
    more = "  others: {declared: 1 kgCO2e, low: 0.5 kgCO2e, high: 2 kgCO2e, source: other}\n"
    file = device(tmp_path, "two", 3.0, more=more)
    found = document(capsys, "sensitivity", file)
    first, second = found["drivers"]
    assert first["title"].startswith("Casing")
    assert [first["kg_co2e"][e] for e in ("low", "typical", "high")] == pytest.approx([2.5, 4.0, 7.0], rel=1e-9)
    assert [second["kg_co2e"][e] for e in ("low", "typical", "high")] == pytest.approx([3.5, 4.0, 5.0], rel=1e-9)
    assert first["swing_kg_co2e"] == pytest.approx(4.5, rel=1e-9)
    for order in ("first_order", "total_order"):
        assert abs(first[order]["value"] - 0.9) < 3 * first[order]["error"] < 0.15
        assert abs(second[order]["value"] - 0.1) < 3 * second[order]["error"] < 0.15
    assert found["explained"] == pytest.approx(1.0, rel=0.05)
    text = run(capsys, "sensitivity", file)[1]
    shares = [percent(d["total_order"]["value"]) for d in (first, second)]
    assert f"Casing: declared makes {shares[0]} of the variance and Others: declared {shares[1]}." in text
    (line,) = [x for x in text.splitlines() if x.startswith("Casing: declared  ")]
    assert line.split()[2] == "2.50"
    assert "7.00" in line
    assert line.index("█") < line.index("│") < line.rindex("█")


def test_sensitivity_has_every_key_and_prints_its_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "sensitivity", "keyword-spotting")
    rules = tables.uncertainty()
    assert list(found) == [
        "schema", "tool_version", "factor_set", "tables", "inputs_sha256", "indicator", "system", "lifetime_years",
        "total_kg_co2e", "interval", "uncertainty", "status_shares", "drivers", "samples", "left_typical", "explained",
        "variability", "scenarios", "left_out", "hotspots", "advice_draws", "advice", "not_tried", "warnings",
    ]  # fmt: skip
    assert found["schema"] == "footprint.sensitivity/1"
    assert found["interval"] == {"kind": "p5-p95", "draws": rules["draws"], "seed": rules["seed"]}
    assert found["samples"] == rules["samples"]
    assert {"uncertainty", "pedigree", "alternatives"} <= set(found["tables"])
    assert found["variability"]["best_kg_co2e"]["typical"] < found["variability"]["worst_kg_co2e"]["typical"]
    assert {s["key"] for s in found["scenarios"]} >= {"act", "defra-2025", "truncation-x2"}
    assert all(a["kg_co2e"]["typical"] < 0 for a in found["advice"])
    assert [h["share"] for h in found["hotspots"]] == sorted((h["share"] for h in found["hotspots"]), reverse=True)
    text = " ".join(run(capsys, "sensitivity", "keyword-spotting")[1].split())
    assert "P5 to P95 of 10 000 draws (seed 1)" in text
    assert f"{count(rules['samples'])} samples" in text
    assert f"inputs sha256 {found['inputs_sha256']}" in text


def test_sensitivity_says_what_stands_beside_the_interval_and_what_helps(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, "sensitivity", "keyword-spotting", "--draws", "500")
    text = run(capsys, "sensitivity", "keyword-spotting", "--draws", "500")[1]
    beside = text.split("\nBeside the interval\n")[1].split("\n\n")[0]
    best, worst = (found["variability"][f"{case}_kg_co2e"]["typical"] for case in ("best", "worst"))
    assert f"Variability: {best:.3f} kg in the best case" in beside
    assert f"{worst:.2f} kg" in beside
    (doubled,) = [s for s in found["scenarios"] if s["key"] == "truncation-x2"]
    assert any(
        "Truncation x2" in line and f"{doubled['total_kg_co2e']['typical']:.2f} kg" in line
        for line in beside.splitlines()
    )
    helps = text.split("\nWhat helps most\n")[1].split("\n\n")[0]
    titles = [a["title"] for a in found["advice"]]
    flat = " ".join(helps.split())
    assert all(t in flat for t in titles[:8])
    assert not any(t in flat for t in titles[8:])
    assert f"and {len(titles) - 8} more" in flat
    assert found["advice"][0]["condition"] in flat
    assert all(" ".join(n["why"].split()) in " ".join(text.split()) for n in found["not_tried"])


def test_sensitivity_says_what_is_in_no_number_of_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A connector has no factor in any set, and only two blocks are described."""
    file = device(tmp_path, "one", more="  others: {parts: [{part: connector, quantity: 2 pcs}]}\n")
    text = run(capsys, "sensitivity", file, "--draws", "200")[1]
    (said,) = [part for part in text.split("\n\n") if part.startswith("Not in the total")]
    assert "Others: connector" in " ".join(said.split())
    assert "Memory" in said
    assert "Casing" not in said


def test_sensitivity_takes_the_options_of_assess(capsys: pytest.CaptureFixture[str]) -> None:
    """27 Wh over 3 years are 90 Wh over 10, by the grid of Poland in 2023."""
    grid = tables.grid_factor("POL", 2023, None).kg_co2e.typical
    options = ("--lifetime", "10 years", "--country", "POL", "--year", "2023", "--units", "10", "--draws", "300")
    found = document(capsys, "sensitivity", "keyword-spotting", *options, "--fill-from", "defra-2025")
    assert found["total_kg_co2e"]["typical"] == pytest.approx(2.55 + 0.1 / 10 + 0.09 * grid, rel=1e-9)
    assert found["lifetime_years"] == 10
    assert found["fill_from"] == ["defra-2025"]


def test_common_draws_tell_apart_what_overlaps(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same casing, in one device with 0.1 kg more: above in every draw, and by just that."""
    more = "  others: {declared: 0.1 kgCO2e, low: 0.1 kgCO2e, high: 0.1 kgCO2e, source: s}\n"
    one, other = device(tmp_path, "one"), device(tmp_path, "other", more=more)
    found = document(capsys, "compare", one, other, "--draws", "1000")
    assert found["probability_below"] == [[None, 1.0], [0.0, None]]
    assert found["differences"][0] is None
    difference = found["differences"][1]
    assert [difference["kg_co2e"][e] for e in ("low", "typical", "high")] == pytest.approx([0.1] * 3, rel=1e-6)
    assert (difference["below"], difference["above"]) == (0.0, 1.0)
    a, b = (item["total_kg_co2e"] for item in found["items"])
    assert b["low"] < a["high"], "the intervals overlap"
    assert "one is below other in all 1 000 draws." in run(capsys, "compare", one, other, "--draws", "1000")[1]


def test_independent_equals_are_a_coin_toss_and_years_matter(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Two independent inputs of one distribution: 0.5, within 4 standard errors of sqrt(0.25 / 10 000) = 0.005.

    Per year the second, with twice the lifetime, has half: ln 2 = 1.645 sigma, and the difference of two has
    sqrt(2) sigma, so that it is below with the probability of 1.645 / sqrt(2) = 1.163 standard deviations, 0.8776.
    """
    one, other = device(tmp_path, "one"), device(tmp_path, "other", lifetime="2 years", source="another")
    found = document(capsys, "compare", one, other)
    assert found["interval"] == {"kind": "p5-p95", "draws": 10000, "seed": 1}
    assert found["probability_below"][1][0] == pytest.approx(0.5, abs=0.02)
    assert found["probability_below_per_year"][1][0] == pytest.approx(0.8776, abs=0.0132)
    assert found["probability_below_per_year"][0][1] == pytest.approx(
        1 - found["probability_below_per_year"][1][0], rel=1e-9
    )
    assert found["differences_per_year"][1]["kg_co2e"]["typical"] == pytest.approx(-0.5, rel=1e-9)
    text = " ".join(run(capsys, "compare", one, other)[1].split())
    assert "Per year, other: -0.5" in text
    assert "other is below one with a probability of 88 %." in text or "probability of 87 %." in text


def test_a_product_takes_part_with_the_rounding_of_its_figure(capsys: pytest.CaptureFixture[str]) -> None:
    """Apple's 34 kg is 33.5 to 34.5 as printed."""
    found = document(capsys, "compare", "keyword-spotting", "apple-watch-series-7")
    watch = found["items"][1]["total_kg_co2e"]
    assert [watch[e] for e in ("low", "typical", "high")] == pytest.approx([33.5, 34.0, 34.5], rel=2e-3)
    assert found["probability_below"] == [[None, 1.0], [0.0, None]]
    text = " ".join(run(capsys, "compare", "keyword-spotting", "apple-watch-series-7")[1].split())
    assert "The interval of a reference product is only the rounding of its maker's figure." in text
    assert "P5 to P95 of 10 000 draws (seed 1)" in text


def test_compare_without_draws_has_bounds_and_no_probability(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("compare", "keyword-spotting", "image-classification", "pixel-7", "--draws", "0")
    found = document(capsys, *command)
    assert found["interval"] == {"kind": "bounds", "draws": 0, "seed": None}
    for key in ("probability_below", "probability_below_per_year"):
        assert found[key] == [[None] * 3] * 3
    for key in ("differences", "differences_per_year"):
        assert found[key] == [None] * 3
    plain = document(capsys, "assess", "keyword-spotting")
    assert found["items"][0]["total_kg_co2e"] == plain["total_kg_co2e"]
    assert "uncertainty" not in found["tables"]
    text = run(capsys, *command)[1]
    assert "bounds of factors and quantities, not a probability" in text
    assert "draws" not in text


def test_two_files_of_one_name_are_told_apart_and_one_item_twice_is_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = device(tmp_path / "a", "one"), device(tmp_path / "b", "one")
    text = run(capsys, "compare", one, other, "--draws", "200")[1]
    (said,) = [part for part in text.split("\n\n") if part.startswith("Against")]
    assert "are equal in every draw." in " ".join(said.split())
    text = run(capsys, "compare", "keyword-spotting", "keyword-spotting", "pixel-7", "--draws", "200")[1]
    assert "\nAgainst Keyword spotting\n  Keyword spotting: the same system.\n  Pixel 7: +67" in text
    assert "equal" not in text
    assert text.count("Not in Keyword spotting") == 1
    assert "Pixel 7: the same reference product." in run(capsys, "compare", "pixel-7", "pixel-7", "--draws", "200")[1]


def cells(line: str) -> list[str]:
    """The cells of a line of a table, two spaces apart or more."""
    return [cell for cell in line.replace("  ", "\0").split("\0") if cell.strip()]


@pytest.mark.parametrize(
    ("kg", "lifetimes"),
    [((10.3, 0.3438), (4, 1)), ((0.00123, 98_700.0), (3, 100)), ((3e-9, 4e8), (10, 1)), ((123456.0, 5e-4), (1, 7))],
)
def test_columns_of_a_comparison_never_touch(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kg: tuple[float, float], lifetimes: tuple[int, int]
) -> None:
    """Each line has a name, total, interval, years, total per year and ratio: six cells, and a dot where it fits."""
    files = [
        device(tmp_path, f"{name} of a long name", value, lifetime=f"{years} years")
        for name, value, years in zip(("one", "other"), kg, lifetimes, strict=True)
    ]
    for order in (files, files[::-1]):
        for draws in ("0", "200"):
            lines = run(capsys, "compare", *order, "--draws", draws)[1].splitlines()
            head, rows = cells(lines[0]), [cells(line) for line in lines[1:3]]
            assert len(head) in (5, 6), lines[0]
            assert [len(row) for row in rows] == [len(head) + 1] * 2, lines[:3]
            assert rows[0][5].strip() == "1x"
            assert all(len(line) <= 80 for line in lines)
            assert len({line.rindex(row[5]) + len(row[5]) for line, row in zip(lines[1:3], rows, strict=True)}) == 1


def test_both_halves_of_a_comparison_mirror_each_other(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is below in one direction is above in the other; with what is equal they add up to 1."""
    files = [device(tmp_path, name, kg, source=name) for name, kg in (("a", 1.0), ("b", 1.2), ("c", 0.9))]
    found = document(capsys, "compare", *files, "--draws", "500")["probability_below"]
    for i in range(3):
        assert found[i][i] is None
        for j in range(i):
            assert 0 < found[i][j] < 1
            assert found[i][j] + found[j][i] == pytest.approx(1, rel=1e-9)
    assert found[0][1] > 0.5 > found[0][2]


HEAVY = """
name: heavy
lifetime: 1 year
blocks:
  pcb: {declared: 1 kgCO2e, low: 0.01 kgCO2e, high: 60 kgCO2e, source: x}
  casing: {declared: 0.1 kgCO2e, low: 0.001 kgCO2e, high: 20 kgCO2e, source: y}
"""


def test_shares_that_the_samples_do_not_tell_are_not_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """P95 of 60 times the median is a lognormal of sigma ln 60 / 1.645 = 2.5: exp(6.2) times its variance is tail."""
    file = tmp_path / "heavy.yaml"
    file.write_text(HEAVY, encoding="utf-8")
    found = document(capsys, "sensitivity", str(file), "--draws", "500")
    assert found["explained"] is None
    assert [(d["first_order"], d["total_order"]) for d in found["drivers"]] == [(None, None)] * 2
    swings = [d["swing_kg_co2e"] for d in found["drivers"]]
    assert swings == sorted(swings, reverse=True)
    text = run(capsys, "sensitivity", str(file), "--draws", "500")[1]
    (line,) = [x for x in text.splitlines() if x.startswith("PCB: declared  ")]
    assert line.split()[-2:] == ["-", "-"]
    flat = " ".join(text.split())
    assert "PCB: declared moves the total most; shares of the variance cannot be told from 4 096 samples." in flat
    assert (
        "No shares of the variance: the tails are too heavy for 4 096 samples; footprint sensitivity takes up to "
        "65 536 with --samples." in flat
    )
    assert "add up to" not in flat
    assert "Shares of the variance: 4 096 samples" not in flat


def test_a_driver_that_only_raises_the_total_has_its_bar_off_the_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Uniform from 1 to 9 kg about 1 kg: P5 is 1.4 kg, 0.4 of the 7.6 kg above typical, P95 8.6 kg."""
    file = tmp_path / "one.yaml"
    file.write_text(
        "name: one\nlifetime: 1 year\nblocks: {casing: {declared: 1 kgCO2e, low: 1 kgCO2e, high: 9 kgCO2e, "
        "distribution: uniform, source: s}}\n", encoding="utf-8",
    )  # fmt: skip
    text = run(capsys, "sensitivity", str(file), "--draws", "500")[1]
    (line,) = [x for x in text.splitlines() if x.startswith("Casing: declared  ")]
    assert "1.40        │ ██████ 8.60" in line  # 0.4 / 7.6 x 14 half columns: the first half is left out
    flat = " ".join(text.split())
    assert "the deterministic 1 kg lies below P5" in flat
    assert all(len(x) <= 80 for x in text.splitlines())


def test_a_block_of_nothing_is_no_hotspot(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    zero = "  sensing: {declared: 0 kgCO2e, low: 0 kgCO2e, high: 0.2 kgCO2e, source: s}\n"
    text = run(capsys, "sensitivity", device(tmp_path, "one", more=zero), "--draws", "200")[1]
    (said,) = [part for part in text.split("\n\n") if part.startswith("Hotspots")]
    assert "Casing" in said
    assert "Sensing" not in said


def test_advice_is_never_rounded_to_certainty_and_its_columns_hold_any_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = footprint.assess(footprint.load_system("keyword-spotting"), draws=500)
    found = explain(result)
    first = found.advised.found[0]
    wide = first._replace(kg_co2e=Interval(-1e9, -2e-4, -1e-4), lowers=0.9999)
    advised = found.advised._replace(found=(wide, *found.advised.found[1:]))
    text = terminal_sensitivity.sensitivity_text(found._replace(advised=advised), "0" * 64)
    assert "lower in >99.9 % of the draws" in text
    assert "lower in 100 %" not in text
    assert all(len(line) <= 80 for line in text.splitlines())
    assert all(a.title in " ".join(text.split()) for a in found.advised.found[:8])


def test_titles_keep_their_capitals_inside_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "named.yaml"
    file.write_text(
        "name: named\nlifetime: 1 year\nblocks:\n  processing: {parts: [{part: die-90nm, name: STM32L4 QFN-48, "
        "quantity: 10 mm^2, low: 5 mm^2, high: 20 mm^2}]}\n  casing: {parts: [{part: abs, quantity: 20 g, low: 10 g, "
        "high: 40 g}]}\n", encoding="utf-8",
    )  # fmt: skip
    text = " ".join(run(capsys, "sensitivity", str(file), "--draws", "200")[1].split())
    assert (
        "of the variance and Casing: abs, quantity " in text or "of the variance and Processing: STM32L4 QFN-48" in text
    )
    assert "Casing: Recycled rigid plastic: pirson-bol-2021 has no factor" in text


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
