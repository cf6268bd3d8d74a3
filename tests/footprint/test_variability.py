"""Variability: the cases of levels beside the interval, assessed and not added up by hand."""

from __future__ import annotations

import pytest

import footprint
from footprint.presets import preset_names
from footprint.variability import CASES, variability
from tests.footprint.devices import DEFRA, PIRSON, board, close, device, die

USE = 0.010828804964


def test_published_cases_of_keyword_spotting() -> None:
    """Prakash et al. 2023: every block at its best case is the published low-cost system, 0.89 kg; all worst by the
    columns of the table: 0.29 + 0.04 + 0.12 + 2.71 + 0.24 + 0.63 + 0.14 + 1.35 = 5.52, with 0.10 of training and use
    5.6308 kg."""
    found = variability(footprint.load_system("keyword-spotting"))
    best = footprint.assess(footprint.load_system("keyword-spotting-best"))
    assert found.best_kg_co2e == best.total_kg_co2e
    assert found.typical_kg_co2e.typical == pytest.approx(2.65 + USE, rel=1e-8)
    assert found.worst_kg_co2e.typical == pytest.approx(5.52 + 0.10 + USE, rel=1e-8)
    first = found.by_block[0]
    assert (first.block, first.hsl, first.case) == ("power_supply", 2, "typical")
    assert first.best_kg_co2e == close((0.245, 0.25, 0.255))
    assert first.worst_kg_co2e == close((2.705, 2.71, 2.715))
    assert found.left_out == ()


def test_cases_are_the_same_whichever_the_system_has() -> None:
    """The published typical and worst systems with a camera differ in nothing but their cases."""
    typical, worst = (variability(footprint.load_system(f"image-classification{n}")) for n in ("", "-worst"))
    assert (typical.best_kg_co2e, typical.worst_kg_co2e) == (worst.best_kg_co2e, worst.worst_kg_co2e)
    assert typical.worst_kg_co2e == footprint.assess(footprint.load_system("image-classification-worst")).total_kg_co2e
    assert {b.case for b in worst.by_block} == {"worst"}


def test_widest_first_and_blocks_that_do_not_vary_are_left_out() -> None:
    found = variability(footprint.load_system("keyword-spotting"))
    widths = []
    for one in found.by_block:
        assert one.best_kg_co2e is not None
        assert one.worst_kg_co2e is not None
        widths.append(one.worst_kg_co2e.typical - one.best_kg_co2e.typical)
    assert widths == sorted(widths, reverse=True)
    assert "memory" not in {b.block for b in found.by_block}, "HSL-0 is in the processor in every case"


def test_a_case_without_a_value_is_left_out_with_the_reason() -> None:
    """Mains supply is published once, 0.52 kg, case not stated: the block stays as it is in the other totals."""
    data = device(blocks={"power_supply": {"hsl": 0, "case": "typical"}, "pcb": {"hsl": 0, "case": "typical"}})
    found = variability(data)
    assert [(x.block, x.case) for x in found.left_out] == [("power_supply", "best"), ("power_supply", "worst")]
    assert f"{PIRSON} has no value for Power supply HSL-0 best" in found.left_out[0].why
    assert found.best_kg_co2e.typical == close(0.52 + 0.13)
    assert found.worst_kg_co2e.typical == close(0.52 + 0.24)
    assert [b.block for b in found.by_block] == ["pcb"]


def test_parts_and_declared_values_beside_a_level_stay() -> None:
    """PCB HSL-0 with 10 mm2 of die at 0.0168 and 0.5 kg declared beside it: 0.13, 0.16 or 0.24 kg and 0.668 kg."""
    block = {"hsl": 0, "parts": [die("die-90nm")], "declared": "0.5 kgCO2e", "source": "x"}
    found = variability(device(blocks={"pcb": block}))
    (one,) = found.by_block
    assert one.case == "typical"
    values = (one.best_kg_co2e, one.typical_kg_co2e, one.worst_kg_co2e)
    assert [kg.typical for kg in values if kg] == close([0.13 + 0.668, 0.16 + 0.668, 0.24 + 0.668])


def test_no_level_is_false() -> None:
    found = variability(board(die("die-90nm")))
    assert not found
    assert found.best_kg_co2e == found.worst_kg_co2e == footprint.assess(board(die("die-90nm"))).total_kg_co2e
    assert found.to_dict()["by_block"] == []


def test_sets_that_fill_gaps_are_asked() -> None:
    """Cells of HSL-1: two AAA cells of 11.5 g x 4.63347826 kg/kg typical, two AA cells of 23 g worst."""
    found = variability(device(blocks={"power_supply": {"hsl": 1}}), fill_from=DEFRA)
    (one,) = found.by_block
    assert one.best_kg_co2e is None
    assert [x.case for x in found.left_out] == ["best"]
    assert one.typical_kg_co2e is not None
    assert one.typical_kg_co2e.typical == close(2 * 0.0115 * 4.63347826)
    assert one.worst_kg_co2e is not None
    assert one.worst_kg_co2e.typical == close(2 * 0.023 * 4.63347826)


@pytest.mark.parametrize("name", preset_names())
def test_a_case_is_in_no_interval_and_each_total_is_an_assessment(name: str) -> None:
    system = footprint.load_system(name)
    found = variability(system)
    as_it_is = footprint.assess(system)
    assert footprint.assess(system).total_kg_co2e == as_it_is.total_kg_co2e
    left = {(x.block, x.case) for x in found.left_out}
    for case in CASES:
        blocks = {
            n: {**system.to_file_dict()["blocks"][n], "case": case} for n, b in system.blocks.items()
            if b.hsl is not None and b.include and (n, case) not in left
        }  # fmt: skip
        total = footprint.assess(system.with_(blocks=blocks)).total_kg_co2e
        assert getattr(found, f"{case}_kg_co2e") == total
    assert found.best_kg_co2e.typical <= found.typical_kg_co2e.typical <= found.worst_kg_co2e.typical
    document = found.to_dict()
    assert set(document) == {"best_kg_co2e", "typical_kg_co2e", "worst_kg_co2e", "by_block", "left_out"}
    assert bool(found) == bool(document["by_block"])
