"""Worked examples of the end of life: by mass and route, cut off, given in one way."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from tests.footprint.devices import DEFRA, close, device


def ended(**end: Any) -> footprint.Footprint:
    return footprint.assess(device(end_of_life=end), factors=DEFRA)


def test_end_of_life_by_mass_and_route_by_hand() -> None:
    """80 g of electronics recycled at 0.00468568 kg/kg, 50 g of plastic landfilled at 0.00898311 kg/kg,
    20 g of cardboard landfilled at 1.1644894 kg/kg: 0.0003748544 + 0.0004491555 + 0.023289788 kg."""
    result = ended(disposal=[
        {"material": "electronics", "route": "recycling", "mass": "80 g"},
        {"material": "plastic", "route": "landfill", "mass": "50 g"},
        {"material": "board", "route": "landfill", "mass": "0.02 kg"},
    ])  # fmt: skip
    assert [r.kg_co2e.typical for r in result.rows] == [close(0.0003748544), close(0.0004491555), close(0.023289788)]
    assert result.by_stage["end_of_life"].typical == close(0.0241137979)
    assert result.missing.count("end_of_life") == 0


def test_end_of_life_needs_a_set_that_has_it() -> None:
    end = {"disposal": [{"material": "electronics", "route": "recycling", "mass": "80 g"}]}
    with pytest.raises(InputError, match=r"no factor for part waste-electronics-recycling.*--fill-from defra-2025"):
        footprint.assess(device(end_of_life=end))


def test_cut_off_is_outside_the_boundary_with_its_reason() -> None:
    """Nothing counts, and it says whose it is: not the same as zero, and not forgotten."""
    data = device(blocks={"casing": {"hsl": 1, "case": "typical"}}, end_of_life={"cut_off": "the recycler bears it"})
    result = footprint.assess(data)
    assert result.total_kg_co2e.typical == close(0.27)
    assert "end_of_life" not in result.by_stage
    assert "end_of_life" not in result.missing
    (left,) = result.excluded
    assert left == ("end_of_life", "cut-off: the recycler bears it")
    (line,) = [b for b in result.boundary if b.stage == "end_of_life"]
    assert (line.included, line.why) == (False, "cut-off: the recycler bears it")


@pytest.mark.parametrize("more", [{"declared": "1 kgCO2e", "source": "x"}, {"cut_off": "x"}])
def test_end_of_life_is_given_in_one_way(more: dict[str, Any]) -> None:
    disposal = [{"material": "plastic", "route": "landfill", "mass": "1 g"}]
    with pytest.raises(InputError, match="in more than one way"):
        ended(disposal=disposal, **more)
