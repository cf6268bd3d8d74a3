"""Advice: every alternative applies somewhere, is assessed and not written by hand, and keeps what it promises."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

import footprint
from footprint import tables
from footprint.advice import Advice, Advised, advice, hotspots
from footprint.errors import InputError
from footprint.presets import preset_names
from footprint.system import System
from footprint.tables import Alternative
from footprint.variability import variability
from tests.footprint.devices import ACT, DEFRA, DELTALCA, GRID, ON_1_MW, PIRSON, board, close, device, line
from tests.footprint.examples import full_systems

ALL = (DEFRA, ACT, DELTALCA)
FEW = 200
"""Draws where only the deterministic values are looked at."""
LITTLE = [{"name": "on", "power": "0.1 mW", "duty": 1}]


def one(found: Advised, key: str) -> Advice:
    (same,) = [a for a in found.found if a.key == key]
    return same


def why(found: Advised, key: str) -> str:
    (same,) = [n for n in found.not_tried if n.key == key]
    return f"{same.why} {same.hint}"


def keys(found: Advised) -> set[str]:
    return {a.key for a in found.found}


def level(block: str, hsl: int, case: str = "typical", **more: Any) -> dict[str, Any]:
    return device(blocks={block: {"hsl": hsl, "case": case}}, **more)


# The data


def example(row: Alternative) -> list[dict[str, Any]]:
    """Systems that a row may apply to: the block at each level, with each part, or with each mode."""
    if row.units is not None:
        return [device(training={"declared": "1 kgCO2e", "source": "x"})]
    more: dict[str, Any] = {"use": {"states": LITTLE}} if row.needs_states else {}
    found = [level(row.block, hsl, "worst", **more) for hsl in row.levels]
    if row.key == "mains":  # cells are the less, unless they are changed often
        cells = {"kind": "primary", "cell": "cell-aa-alkaline", "count": 2}
        more = {"use": {"states": [{"name": "on", "power": "10 mW", "duty": 1}], "supply": cells}}
        found[0]["use"] = more["use"]
    for part, instead in (row.swap or {}).items():
        unit = next(u for u in tables.parts()[part].units if row.quantity or u in tables.parts()[instead].units)
        found.append({**board(line(f"100 {unit}", part=part), block=row.block), **more})
    for mode in row.modes or {}:
        leg = {"mode": mode, "distance": "1000 km", "mass": "1 kg"}
        found.append(device(blocks={"transport": {"legs": [leg]}}))
    return found


@pytest.mark.parametrize("row", tables.alternatives(), ids=lambda r: f"{r.block}-{r.key}")
def test_every_alternative_helps_somewhere(row: Alternative) -> None:
    """At every level, and for every part and mode that a row names, by the sets that ship."""
    for data in example(row):
        found = advice(data, fill_from=ALL, draws=FEW)
        assert (row.block, row.key) in {(a.block, a.key) for a in found.found}, (data, found.not_tried)


def test_alternatives_are_whole() -> None:
    known = set()
    for row in tables.alternatives():
        assert (row.block, row.key) not in known
        known.add((row.block, row.key))
        assert row.block in tables.ALL_BLOCKS
        assert all((row.condition, row.source, row.title))
        assert row.condition[0].islower()
        assert not row.condition.endswith(".")
        assert row.give or row.smaller or row.swap or row.modes or row.units, "it changes something"
        for part in (*row.smaller, *row.along, *(row.swap or {}), *(row.swap or {}).values()):
            assert part in tables.parts(), part
        for mode in (*(row.modes or {}), *(row.modes or {}).values()):
            assert mode in tables.freight_modes(), mode
        for name in row.called or {}:
            assert name in {*(row.swap or row.modes or {}), *row.along}, name
        for hsl in row.levels:
            assert (row.block, hsl) in tables.hsl_spec()


def test_every_level_has_words() -> None:
    """Each level that the specification defines, and no other."""
    defined = {(b, hsl) for (b, hsl), rows in tables.hsl_spec().items() if any(r.quantity("typical") is not None
               for r in rows)}  # fmt: skip
    assert {(b, hsl) for b, words in tables.level_titles().items() for hsl in words} == defined


def test_no_alternative_takes_a_function_away() -> None:
    """None leads to no sensor, actuator, interface or casing: HSL-0 of these blocks means none."""
    for row in tables.alternatives():
        if (row.give or {}).get("hsl") == 0:
            words = tables.level_titles()[row.block][0]
            assert not words.startswith("no "), row.key


# Keyword spotting, by hand


def test_mains_instead_of_li_ion() -> None:
    """Published block values: 1.36 kg (Prakash et al. 2023, power supply, Li-ion) and 0.52 kg (calculator, Dec 2022,
    mains powered): 0.52 - 1.36 = -0.84 kg of 2.660828804964 kg, 31.6 %."""
    found = advice(footprint.load_system("keyword-spotting"))
    mains = one(found, "mains")
    assert mains.title == "Mains supply instead of Li-ion battery"
    assert mains.kg_co2e.typical == pytest.approx(-0.84, rel=1e-9)
    assert mains.kg_co2e.low < -0.84 < mains.kg_co2e.high < 0
    assert mains.lowers > 0.99
    assert mains.share == pytest.approx(-0.84 / 2.660828804964, rel=1e-8)
    assert mains.changes == {"blocks": {"power_supply": {"hsl": 0, "case": "typical"}}}
    assert mains.total_kg_co2e.typical == pytest.approx(1.820828804964, rel=1e-8)
    assert mains.new_notes == ()
    assert "near a socket" in mains.condition
    assert (found.result.draws, found.result.seed) == (10_000, 1)


def test_smaller_cell_keeps_its_electronics() -> None:
    """HSL-2 best has no electronics at all (0.25 kg); a smaller cell does: 10 g x 0.0253 + 0.092 = 0.345 kg
    against the published 1.36 kg, -1.015 kg."""
    cell = one(advice(footprint.load_system("keyword-spotting"), draws=FEW), "smaller-cell")
    assert cell.title == "Smaller cell: Li-ion battery 10 instead of 50 g"
    assert cell.kg_co2e.typical == close(0.253 + 0.092 - 1.36)
    assert cell.kg_co2e.low < cell.kg_co2e.typical < cell.kg_co2e.high


def test_a_camera_keeps_the_other_sensors() -> None:
    """8 mm2 x 0.02445 + 3 mm2 x 0.011 = 0.2286 kg instead of 0.77 kg."""
    imager = one(advice(level("sensing", 3), draws=FEW), "smaller-imager")
    assert imager.kg_co2e.typical == close(8 * 0.02445 + 3 * 0.011 - 0.77)
    assert [p["part"] for p in imager.changes["blocks"]["sensing"]["parts"]] == ["die-250nm", "imager-130nm"]


def test_hotspots_are_the_blocks_with_their_best_advice() -> None:
    found = advice(footprint.load_system("keyword-spotting"), draws=FEW)
    spots = hotspots(found)
    assert [s.contribution.key for s in spots][:2] == ["power_supply", "transport"]
    shares = [s.contribution.share for s in spots]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == pytest.approx(1.36 / 2.660828804964, rel=1e-8)
    for spot in spots:
        of_block = [a.kg_co2e.typical for a in found.found if a.block == spot.contribution.key]
        assert spot.best is None if not of_block else spot.best and spot.best.kg_co2e.typical == min(of_block)
    assert spots[0].best is not None
    assert spots[-1].contribution.key == "use"
    assert spots[-1].best is None


# For every preset


@pytest.fixture(scope="module", params=preset_names())
def advised(request: pytest.FixtureRequest) -> tuple[System, Advised]:
    system = footprint.load_system(request.param)
    return system, advice(system, fill_from=ALL, draws=FEW)


def test_ranking(advised: tuple[System, Advised]) -> None:
    saved = [a.kg_co2e.typical for a in advised[1].found]
    assert saved == sorted(saved)
    assert all(kg < 0 for kg in saved)


def test_changes_give_the_promised_total(advised: tuple[System, Advised]) -> None:
    system, found = advised
    now = footprint.assess(system, fill_from=ALL)
    for one_found in found.found:
        changed = footprint.assess(system.with_(**one_found.changes), fill_from=ALL)
        typical = changed.total_kg_co2e.typical
        assert typical == one_found.total_kg_co2e.typical
        assert typical - now.total_kg_co2e.typical == pytest.approx(one_found.kg_co2e.typical, rel=1e-12)
        assert changed.total_kg_co2e.typical == pytest.approx((1 + one_found.share) * now.total_kg_co2e.typical)
        assert len(changed.unvalued) <= len(now.unvalued)
        assert set(changed.missing) <= set(now.missing)
        assert set(changed.by_block) == set(now.by_block)


def test_what_was_done_is_not_offered_again(advised: tuple[System, Advised]) -> None:
    system, found = advised
    for one_found in found.found:
        again = advice(system.with_(**one_found.changes), fill_from=ALL, draws=FEW)
        assert (one_found.block, one_found.key) not in {(a.block, a.key) for a in again.found}


def test_only_blocks_inside_the_boundary(advised: tuple[System, Advised]) -> None:
    system, found = advised
    outside = {name for name, block in system.blocks.items() if not block.include}
    assert not outside & {a.block for a in found.found}
    assert not outside & {n.block for n in found.not_tried}


def test_document(advised: tuple[System, Advised]) -> None:
    found = advised[1]
    document = found.to_dict()
    assert document["schema"] == "footprint.advice/1"
    assert [a["key"] for a in document["found"]] == [a.key for a in found.found]
    assert all(a["kg_co2e"]["typical"] < 0 for a in document["found"])


# For any system


@settings(max_examples=40)
@given(full_systems())
def test_any_system_that_can_be_assessed_can_be_advised(data: dict[str, Any]) -> None:
    """Every alternative that applies is either assessed, with what it promises, or named with a reason."""
    try:
        now = footprint.assess(data, fill_from=ALL, draws=FEW)
        assert now.total_kg_co2e.low >= 0
    except InputError:  # cannot be assessed, or has bounds too wide to draw
        return
    system = System.from_dict(data)
    found = advice(system, fill_from=ALL, draws=FEW)
    for one_found in found.found:
        changed = footprint.assess(system.with_(**one_found.changes), fill_from=ALL)
        assert changed.total_kg_co2e.typical == one_found.total_kg_co2e.typical < now.total_kg_co2e.typical
        assert one_found.kg_co2e.low <= one_found.kg_co2e.high
        assert 0 <= one_found.lowers <= 1
        assert len(changed.unvalued) <= len(now.unvalued)
    assert all(n.why for n in found.not_tried)
    cases = variability(system, fill_from=ALL)
    assert cases.best_kg_co2e.low >= 0


# Parts


def test_a_board_of_fewer_layers_has_the_same_area() -> None:
    """10 cm2 x (0.0161 - 0.0318) = -0.157 kg. Its area is not known, and is the same on both sides: it lowers in
    every draw that the factors differ in, however far low and high of the area are apart."""
    part = line("10 cm2", part="pcb-fr4-8-layers", low="1 cm2", high="100 cm2", name="Main board")
    found = one(advice(board(part, block="pcb")), "four-layers")
    assert found.title == "Board of 4 layers instead of one of 8 layers"
    assert found.kg_co2e.typical == close(10 * (0.0161 - 0.0318))
    (changed,) = found.changes["blocks"]["pcb"]["parts"]
    assert changed["part"] == "pcb-fr4-4-layers"
    assert changed["name"] == "Main board: Board of 4 layers"
    assert found.lowers > 0.99
    assert found.kg_co2e.high < 0


def test_recycled_metal_by_hand() -> None:
    """100 g x (0.9950779 - 9.11590131) kg/kg = -0.812082341 kg with defra-2025; ABS of another line stays."""
    data = board(line("100 g", part="aluminium"), line("10 g", part="abs"), block="casing")
    found = advice(data, factors=DEFRA, draws=FEW)
    metal = one(found, "recycled-material")
    assert metal.title == "Recycled material instead of aluminium"
    assert metal.kg_co2e.typical == close(0.1 * (0.9950779 - 9.11590131))
    assert [p["part"] for p in metal.changes["blocks"]["casing"]["parts"]] == ["aluminium-recycled", "abs"]
    assert metal.new_notes == ()


def test_a_declared_line_is_left_alone() -> None:
    data = board(line("100 g", part="aluminium", declared="2 kgCO2e", source="x"), block="casing")
    assert keys(advice(data, factors=DEFRA, draws=FEW)) == set()


def test_batteries_as_parts_become_one_mains_supply() -> None:
    """50 g x 0.0253 + 0.092 = 1.357 kg become 0.52 kg; the holder without a factor stays listed."""
    parts = [line("50 g", part="li-ion-battery"), line(part="battery-electronics"), line(name="Holder")]
    found = one(advice(board(*parts, block="power_supply"), draws=FEW), "mains")
    assert found.title == "Mains supply instead of Li-ion battery and its electronics"
    assert found.kg_co2e.typical == close(0.52 - 1.357)
    assert [p.get("part", p.get("name")) for p in found.changes["blocks"]["power_supply"]["parts"]] == [
        "mains-supply", "Holder",
    ]  # fmt: skip


def test_flight_by_ship_by_hand() -> None:
    """1 kg x 1000 km = 1 tkm by air, 0.5313 kg; 2.9 tkm by ship x 0.01612 = 0.046748 kg."""
    leg = {"mode": "air", "distance": "1000 km", "mass": "1 kg"}
    data = device(blocks={"transport": {"legs": [leg], "well_to_tank": False, "radiative_forcing": False}})
    found = one(advice(data, factors=DEFRA, draws=FEW), "by-ship")
    assert found.title == "By ship instead of air"
    assert found.kg_co2e.typical == close(2.9 * 0.01612 - 0.5313)
    assert found.kg_co2e.low < found.kg_co2e.high < 0


def test_a_level_of_transport_is_taken_apart_into_its_legs() -> None:
    """HSL-1 typical is 100 g over 300 km by truck, 0.37 kg/tkm, and 6775 km by air: with 2.9 x 6775 km by ship,
    0.03 x 0.37 + 0.1 x 19.6475 x 0.01612 = 0.04277177 kg instead of 0.40 kg. The sets differ, which is said."""
    found = one(advice(level("transport", 1), fill_from=DEFRA, draws=FEW), "by-ship")
    assert found.kg_co2e.typical == close(0.03 * 0.37 + 0.1 * 19.6475 * 0.01612 - 0.40)
    assert "defra-2025 values it and another set what it replaces" in found.new_notes[-1]


# What is not offered


def test_what_no_chosen_set_values_is_named() -> None:
    found = advice(level("transport", 1), draws=FEW)
    assert why(found, "by-ship").startswith(f"{PIRSON} has no factor for part ship-freight")
    assert "--fill-from defra-2025" in why(found, "by-ship")
    assert [n.fill_from for n in found.not_tried if n.key == "by-ship"] == [("defra-2025",)]


def test_what_does_not_apply_is_not_named() -> None:
    found = advice(board(line("10 cm2", part="pcb-fr4-2-layers"), block="pcb"), draws=FEW)
    assert (found.found, found.not_tried) == ((), ())


def test_what_would_leave_the_total_unvalued_is_no_saving() -> None:
    """No row of the table does it with the sets that ship; the check itself, by two systems of which one has less."""
    from footprint.advice import _keeps

    with_factor = footprint.assess(board(line("10 cm2", part="pcb-fr4"), block="pcb"))
    without = footprint.assess(board(line("1 pcs", part="usb-connector"), block="pcb"))
    with pytest.raises(InputError, match="usb-connector would not be in the total"):
        _keeps(with_factor, without)
    _keeps(without, without)
    described = footprint.assess(level("casing", 1))
    with pytest.raises(InputError, match="Casing would not be described"):
        _keeps(described, footprint.assess(level("pcb", 1)))


def test_lower_only_by_another_set_is_no_saving() -> None:
    """Recycled plastic of defra-2025 (1.916 kg/kg) is lower than the ABS of the default set (3.485) and than its own
    (3.354). In a set where it is 3.4 kg/kg it is lower than the former only, and not offered."""
    from footprint.factors import FactorSet, load_set

    defra = load_set(DEFRA)
    factors = [
        f._replace(kg_co2e=f.kg_co2e._replace(low=3.4, typical=3.4, high=3.4))
        if f.key == "plastic-rigid-recycled" else f for f in defra.listed
    ]  # fmt: skip
    worse = FactorSet("worse", "Worse", "1", factors, pedigree=defra.pedigree)
    data = board(line("100 g", part="abs"), block="casing")
    assert "recycled-plastic" in keys(advice(data, fill_from=DEFRA, draws=FEW))
    found = advice(data, fill_from=worse, draws=FEW)
    assert "recycled-plastic" not in keys(found)
    assert why(found, "recycled-plastic").startswith("it is lower only because worse values it")


# What feeds the device


def fed(supply: dict[str, Any] | None, **use: Any) -> dict[str, Any]:
    data = level("power_supply", 2)
    data["use"] = {"states": ON_1_MW, "grid": GRID, **use}
    if supply is not None:
        data["use"]["supply"] = supply
    return data


RECHARGED = {"kind": "rechargeable", "charge_efficiency": "80 %", "energy": "7.2 Wh"}


def test_mains_takes_its_adapter_along() -> None:
    """1 mW / 0.736 + 100 mW over three years is 2.66370652 kWh: x 0.5 = 1.3319 kg more than it saves, 0.84 kg.
    Not offered; where nobody said what feeds the device it is, with the condition."""
    assert "mains" not in keys(advice(fed(RECHARGED), draws=FEW))
    low_carbon = {"intensity": "0.01 kgCO2e/kWh", "source": "a round number"}
    found = one(advice(fed(RECHARGED, grid=low_carbon), draws=FEW), "mains")
    assert found.changes["use"]["supply"] == {"kind": "mains", "efficiency": "73.6 %", "standby": "100 mW"}
    drawn_now, drawn_then = 1 / 0.8, 1 / 0.736 + 100
    kwh = (drawn_then - drawn_now) * 3 * 8760 * 1e-6
    assert found.kg_co2e.typical == close(0.52 - 1.36 + kwh * 0.01)
    alone = one(advice(fed(None), draws=FEW), "mains")
    assert "use" not in alone.changes
    assert "use.supply" in alone.condition


def test_primary_cells_count_those_replaced_and_leave_the_grid() -> None:
    """0.3 mW take 2.628 Wh a year; two AA cells hold 6 Wh and lose 2.5 % a year: 6 / (2.628 + 0.15) = 2.16 years, two
    sets in three years, each 2 x 23 g x 4.63347826 kg/kg. Instead of 2.71 kg and 7.884 Wh from the grid."""
    data = fed(None, states=[{"name": "on", "power": "0.3 mW", "duty": 1}])
    data["blocks"]["power_supply"]["case"] = "worst"
    found = one(advice(data, fill_from=DEFRA, draws=FEW), "aa-cells")
    assert found.changes["use"]["supply"]["kind"] == "primary"
    assert "grid" not in found.changes["use"]
    assert found.kg_co2e.typical == close(2 * 2 * 0.023 * 4.63347826 - 2.71 - 7.884e-3 * 0.5)
    assert any("cell-aa-alkaline" in note for note in found.new_notes)


def test_primary_cells_that_are_changed_often_are_lower_by_another_set_only() -> None:
    """1 mW takes five sets, 1.066 kg: less than the 1.36 kg of one set, more than the 0.407 kg of defra-2025, which
    values the cells."""
    assert "only because defra-2025 values it" in why(advice(fed(None), fill_from=DEFRA, draws=FEW), "aa-cells")


def test_primary_cells_without_power_states_are_not_counted() -> None:
    found = advice(footprint.load_system("keyword-spotting"), fill_from=DEFRA, draws=FEW)
    assert "no power states" in why(found, "aa-cells")


def test_cells_that_the_use_stage_states_are_not_contradicted() -> None:
    assert "use.supply states the cells" in why(advice(fed(RECHARGED), draws=FEW), "smaller-cell")


def test_an_ldo_belongs_to_its_supply() -> None:
    ldo = {"kind": "ldo", "supply_voltage": "3.7 V", "load_voltage": "3.3 V"}
    assert "LDO" in why(advice(fed(RECHARGED, regulator=ldo), draws=FEW), "mains")


# Training and draws


def test_training_shared_by_hand() -> None:
    """1 kg borne by one device, or a thousandth of it; with a number of units given it stands."""
    data = level("pcb", 0, training={"declared": "1 kgCO2e", "source": "x"})
    found = one(advice(data, draws=FEW), "shared-training")
    assert found.changes == {"units_produced": 1000}
    assert found.kg_co2e.typical == close(0.001 - 1)
    assert "shared-training" not in keys(advice({**data, "units_produced": 2}, draws=FEW))


def test_the_same_draws_give_the_same_advice() -> None:
    system = footprint.load_system("image-classification")
    first, again, other = (advice(system, draws=1000, seed=seed) for seed in (7, 7, 8))
    assert first.found == again.found
    assert first.found[0].kg_co2e.typical == other.found[0].kg_co2e.typical
    assert first.found[0].kg_co2e.low != other.found[0].kg_co2e.low


def test_bad_input_is_an_error() -> None:
    with pytest.raises(InputError, match="unknown factor set"):
        advice(level("pcb", 0), factors="none")
    with pytest.raises(InputError, match="draws 0"):
        advice(level("pcb", 0), draws=0)


def test_cases_of_one_level_move_together() -> None:
    """A smaller die rests on the same factor: 0.08 - 0.17 kg, less in every draw."""
    found = one(advice(level("processing", 0)), "smaller-die")
    assert found.kg_co2e.typical == close(-0.09)
    assert found.lowers == 1
    assert found.title == "Smaller die: MCU 5 instead of 10 mm2"
