"""The familiar comparisons: each value from its source, and only counts that a person can picture."""

from __future__ import annotations

import pytest

import footprint
from footprint.baselines.familiar import LEAST, MOST, familiar
from footprint.tables import read_csv

KG_PER_LB = 0.45359237


def test_familiar_comparisons_of_keyword_spotting() -> None:
    """2.6608 kg at 0.0124 kg per smartphone charge: 214.6 charges."""
    total = footprint.assess(footprint.load_system("keyword-spotting")).total_kg_co2e.typical
    found = {one.phrase: one for one in familiar(total)}
    charges = found["smartphone charges"]
    assert charges.amount == pytest.approx(2.660828804964 / 0.0124, rel=1e-8)
    assert charges.text == "210 smartphone charges"
    assert "flights Paris to London" not in found, "0.05 flights is nothing one can picture"


@pytest.mark.parametrize(
    ("key", "lb"),
    [("flights-ny-sf-2019", 1984), ("human-years", 11_023), ("american-years", 36_156), ("car-lifetimes", 126_000)],
)
def test_the_comparisons_of_strubell_et_al(key: str, lb: float) -> None:
    """Table 1 in pounds, each 0.45359237 kg; the table is in kg with one decimal."""
    row = next(r for r in read_csv("familiar") if r["key"] == key)
    assert float(row["kg_co2e_per_unit"]) == pytest.approx(lb * KG_PER_LB, abs=0.05)
    assert f"{lb:,}".replace(",", " ") in row["source"] or str(lb) in row["source"]


def test_the_flight_of_patterson_et_al() -> None:
    """Table 1: 1.2 t for one passenger, so 2.4 t are two of them."""
    found = {one.phrase: one for one in familiar(2400)}
    assert found["return flights San Francisco to New York, one passenger"].amount == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize("kg", [1e-9, 0.001, 1, 1e3, 1e6, 1e9, 1e15])
def test_only_counts_that_can_be_pictured(kg: float) -> None:
    assert all(LEAST <= one.amount <= MOST for one in familiar(kg))


@pytest.mark.parametrize("kg", [0.0, -1.0])
def test_nothing_is_as_much_as_nothing(kg: float) -> None:
    assert familiar(kg) == ()


def test_every_comparison_has_a_source_and_no_tree_is_among_them() -> None:
    """What a tree takes up is not agreed on by those who quote it."""
    for row in read_csv("familiar"):
        assert row["source"]
        assert row["licence"]
        assert row["status"] == "declared"
        assert "tree" not in row["phrase"]
