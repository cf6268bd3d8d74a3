"""The command sensitivity: what drives an interval, what stands beside it, and what helps."""

from __future__ import annotations

from pathlib import Path

import pytest

import footprint
from footprint import tables
from footprint.explained import explain
from footprint.factors import Interval
from footprint.numbers import count, percent
from footprint_app import terminal_sensitivity
from tests.footprint_app.commands import document, run
from tests.footprint_app.drawn_devices import device


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
