"""Blocks that may be added to a device: each counts in its stage and stands in the boundary."""

from __future__ import annotations

import pytest

import footprint
from tests.footprint.devices import DEFRA, close, device


@pytest.mark.parametrize(
    ("block", "stage"), [("packaging", "production"), ("installation", "transport"), ("gateway", "use")]
)
def test_added_block_counts_in_its_stage_and_stands_in_the_boundary(block: str, stage: str) -> None:
    """0.4 kg declared; without it the boundary says that it is not assessed."""
    result = footprint.assess(device(blocks={block: {"declared": "0.4 kgCO2e", "source": "x"}}))
    assert result.by_stage[stage].typical == close(0.4)
    assert next(b.word for b in result.boundary if b.stage == block) == "included"
    without = footprint.assess(device(blocks={"casing": {"hsl": 1, "case": "best"}}))
    assert next(b.word for b in without.boundary if b.stage == block) == "not assessed"


def test_packaging_by_parts_by_hand() -> None:
    """150 g of cardboard at 1.19972542 kg/kg: 0.179958813 kg."""
    block = {"parts": [{"part": "board", "quantity": "150 g"}]}
    result = footprint.assess(device(blocks={"packaging": block}), factors=DEFRA)
    assert result.by_stage["production"].typical == close(0.179958813)
