"""Which factors value a row: gaps filled only when asked, bounds, lines without a factor, and the messages."""

from __future__ import annotations

from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import load_set, set_keys
from tests.footprint.devices import ACT, DEFRA, DELTALCA, PIRSON, assumed, board, close, die, line

# Gaps: filled only when asked


def test_gap_is_an_error_that_names_the_set_that_has_it() -> None:
    with pytest.raises(InputError) as caught:
        footprint.assess(board(line(part="cell-aa-alkaline"), block="power_supply"))
    error = caught.value
    assert "pirson-bol-2021 has no factor for part cell-aa-alkaline in pcs" in str(error)
    assert "--fill-from defra-2025" in error.hint
    assert error.path[:4] == ("blocks", "power_supply", "parts", 0)


def test_node_that_act_does_not_have_is_an_error_there() -> None:
    """ACT has no node above 28 nm; microcontrollers are made in 90 nm."""
    with pytest.raises(InputError, match=r"act has no factor for part die-90nm.*--fill-from pirson-bol-2021"):
        footprint.assess(board(die("die-90nm")), factors=ACT)


def test_node_that_act_does_not_have_is_filled_when_asked() -> None:
    """10 mm2 x 0.0168 = 0.168 kg from the other set; the result says so wherever it is read."""
    result = footprint.assess(board(die("die-90nm")), factors=ACT, fill_from=PIRSON)
    (row,) = result.rows
    assert result.total_kg_co2e.typical == close(0.168)
    assert row.factor_set == PIRSON
    assert result.filled == (row,)
    (filled,) = result.coverage["filled"]
    assert filled == {"stage": "production", "block": "processing", "item": "die-90nm", "factor_set": PIRSON,
                      "kg_co2e": row.kg_co2e.typical}  # fmt: skip
    document = result.to_dict()
    assert document["factor_set"] == ACT
    assert document["fill_from"] == [PIRSON]
    assert document["factor_set_versions"] == {ACT: load_set(ACT).version, PIRSON: load_set(PIRSON).version}
    assert document["rows"][0]["factor_set"] == PIRSON
    assert document["coverage"]["filled"] == [filled]
    assert PIRSON in result.basis


def test_own_factor_goes_before_that_of_a_filling_set() -> None:
    """ABS is in both: 100 g x 0.003485 = 0.3485 kg by the first, 0.335428062 kg by the other."""
    data = board(line("100 g", part="abs"), block="casing")
    for first, other, kg in ((PIRSON, DEFRA, 0.3485), (DEFRA, PIRSON, 0.335428062)):
        result = footprint.assess(data, factors=first, fill_from=other)
        assert result.total_kg_co2e.typical == close(kg)
        assert [r.factor_set for r in result.rows] == [first]
        assert result.filled == ()
        assert result.coverage["filled"] == []


def test_sets_are_asked_in_their_order() -> None:
    """Aluminium: 10 g x 0.0151 = 0.151 kg in act, 10 g x 9.11590131 g/g = 0.0911590131 kg in defra-2025."""
    data = board(line("10 g", part="aluminium"), block="casing")
    assert footprint.assess(data, fill_from=(ACT, DEFRA)).total_kg_co2e.typical == close(0.151)
    assert footprint.assess(data, fill_from=(DEFRA, ACT)).total_kg_co2e.typical == close(0.0911590131)
    assert footprint.assess(data, fill_from=load_set(ACT)).total_kg_co2e.typical == close(0.151)


def test_nothing_is_filled_unless_asked() -> None:
    for key in set_keys():
        for preset in footprint.preset_names():
            try:
                result = footprint.assess(footprint.load_system(preset), factors=key)
            except InputError:
                continue
            assert {r.factor_set for r in result.rows} <= {key, None}
            assert result.filled == ()


def test_filling_changes_the_hash_of_the_inputs_and_not_the_total_of_a_whole_set() -> None:
    data = board(die("die-90nm"))
    alone, asked = footprint.assess(data), footprint.assess(data, fill_from=ACT)
    assert alone.total_kg_co2e == asked.total_kg_co2e
    assert alone.inputs_sha256 != asked.inputs_sha256


def test_level_is_filled_from_another_set() -> None:
    """Casing HSL-1 typical is a block value of the default set: 0.27 kg."""
    data = {"name": "a", "lifetime": "3 years", "blocks": {"memory": {"hsl": 0, "case": "best"},
                                                           "casing": {"hsl": 1, "case": "typical"}}}  # fmt: skip
    result = footprint.assess(data, factors=DELTALCA, fill_from=PIRSON)
    assert result.total_kg_co2e.typical == close(0.27)
    assert [r.block for r in result.filled] == ["casing"]
    with pytest.raises(InputError, match="deltalca-2024 has no value for Casing HSL-1 typical") as caught:
        footprint.assess(data, factors=DELTALCA)
    assert "pirson-bol-2021 and defra-2025 can value it: --fill-from pirson-bol-2021" in caught.value.hint


def test_unknown_set_to_fill_from() -> None:
    with pytest.raises(InputError, match='unknown factor set "defra"') as caught:
        footprint.assess(board(die()), fill_from="defra")
    assert DEFRA in caught.value.valid


# Bounds, lines and coverage


def test_bounds_of_a_quantity_by_hand() -> None:
    """10 mm2, between 8 and 14, in 90 nm at 0.01676 to 0.017: 0.13408, 0.168 and 0.238 kg."""
    (row,) = footprint.assess(board(die("die-90nm", low="8 mm2", high="0.14 cm2", status="estimated"))).rows
    assert row.kg_co2e == close((8 * 0.01676, 0.168, 14 * 0.017))
    assert row.quantity_bounds == close((8, 14))
    assert row.status == "estimated"


def test_part_without_a_factor_in_any_set_is_listed_and_not_in_the_total() -> None:
    result = footprint.assess(board(die("die-90nm"), line("2 pcs", part="crystal", name="X1"), block="others"))
    assert result.total_kg_co2e.typical == close(0.168)
    assert len(result.rows) == 1
    (left,) = result.unvalued
    assert (left.block, left.item, left.quantity, left.unit) == ("others", "X1", 2, "pcs")
    assert "no factor set has a factor" in left.why
    assert "Others: X1" in result.coverage["missing"]
    assert result.coverage["assessed"] == 1


def test_line_by_name_only_is_listed_with_its_reason() -> None:
    parts = [line(name="BSS138 level shifter"), line(name="bracket", source="drawing 7, material not stated")]
    result = footprint.assess(board(*parts, block="others"))
    assert [(u.item, u.why) for u in result.unvalued] == [
        ("BSS138 level shifter", "no part of the library was named"), ("bracket", "drawing 7, material not stated"),
    ]  # fmt: skip
    assert result.total_kg_co2e == (0, 0, 0)
    assert result.rows == ()


@pytest.mark.parametrize("part", [{}, {"part": "crystal"}, {"part": "die-90nm", "quantity": "1 mm2"}])
def test_declared_line_needs_no_factor_and_takes_none(part: dict[str, Any]) -> None:
    """0.5 kg declared for the line, between 0.3 and 0.9, whatever the part is."""
    declared = {"declared": "500 gCO2e", "declared_low": "0.3 kgCO2e", "declared_high": "0.9 kgCO2e", "source": "PCF"}
    result = footprint.assess(board({"name": "module", "quantity": "2 pcs", **part, **declared}))
    (row,) = result.rows
    assert row.kg_co2e == close((0.3, 0.5, 0.9))
    assert (row.item, row.status, row.source, row.factor_set) == ("module", "declared", "PCF", None)
    assert not result.unvalued
    assert not result.warnings


def test_declared_line_without_bounds_or_source_is_listed() -> None:
    result = footprint.assess(board(line(name="module", declared="0.5 kgCO2e")))
    assert assumed(result) == {"blocks.processing.parts.0.interval": "none"}
    (warning,) = result.warnings
    assert "module: declared value without a source" in warning
    assert result.total_kg_co2e == (0.5, 0.5, 0.5)


def test_share_of_mass_and_cost_by_hand() -> None:
    """30 of 40 g and 2 of 8 are assessed: 75 % of the mass, 25 % of the cost. A declared line is assessed."""
    parts = [
        die("die-90nm", mass="20 g", cost=1.5), line(name="module", declared="1 kgCO2e", mass="0.01 kg", cost=0.5),
        line(part="crystal", mass="4 g", cost=2.0), line(name="unknown", mass="6000 mg", cost=4.0),
    ]  # fmt: skip
    coverage = footprint.assess(board(*parts)).coverage
    assert coverage["mass_share"] == close(0.75)
    assert coverage["cost_share"] == close(0.25)


def test_share_is_null_unless_every_line_says_it() -> None:
    parts = [die("die-90nm", mass="20 g", cost=1.0), line(part="crystal", mass="5 g")]
    coverage = footprint.assess(board(*parts)).coverage
    assert coverage["mass_share"] == close(0.8)
    assert coverage["cost_share"] is None
    assert footprint.assess(board(die("die-90nm"))).coverage["mass_share"] is None


def test_share_of_lines_that_were_all_assessed_is_one() -> None:
    coverage = footprint.assess(board(die("die-90nm", mass="20 g"), die("die-130nm", mass="1 g"))).coverage
    assert coverage["mass_share"] == 1


def test_lines_of_a_block_left_out_do_not_count_in_the_share() -> None:
    data = board(die("die-90nm", mass="20 g"))
    data["blocks"]["casing"] = {"include": False, "why": "x", "parts": [line("9 g", name="box", mass="9 g")]}
    assert footprint.assess(data).coverage["mass_share"] == 1


# Messages


def test_unknown_part_names_the_nearest_and_the_way_out() -> None:
    with pytest.raises(InputError) as caught:
        footprint.assess(board(die("die-91nm")))
    assert caught.value.valid[0] == "die-90nm"
    assert "declared" in caught.value.hint
    assert 'unknown part "die-91nm"' in str(caught.value)


@pytest.mark.parametrize(
    ("part", "quantity", "said"),
    [
        ("die-90nm", "1 g", "die-90nm is counted in mm2, not in g"),
        ("crystal", "1 g", "crystal is counted in pcs, not in g"),
        ("li-ion-battery", "1 pcs", "li-ion-battery is counted in g or kWh, not in pcs"),
        ("dram-lpddr4", "5 mm2", "dram-lpddr4 is counted in GB, not in mm2"),
    ],
)
def test_unit_that_does_not_fit_the_part(part: str, quantity: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        footprint.assess(board(line(quantity, part=part)))
    assert caught.value.path == ("blocks", "processing", "parts", 0, "part")


@pytest.mark.parametrize("part", ["dram-57nm", "flash-45nm"])
def test_unit_of_a_part_that_only_another_set_counts_in(part: str) -> None:
    """act counts memory by capacity and has other parts for it: the default set has this one."""
    with pytest.raises(InputError, match="--fill-from pirson-bol-2021"):
        footprint.assess(board(line("5 mm2", part=part)), factors=ACT)
