"""The command compare with draws: probabilities, differences, and columns that hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.footprint_app.commands import document, run
from tests.footprint_app.drawn_devices import device


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
