"""Factors: every row is complete, the unit factors reproduce the block values, and any edit shows."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

import footprint
from footprint import tables
from footprint.factors import (
    BLOCK_UNIT,
    FOLDER,
    READINGS,
    Factor,
    FactorSet,
    Interval,
    content_sha256,
    internal_unit,
    load_set,
    set_keys,
)
from footprint.items import Item
from footprint.tables import SpecRow, hsl_spec
from tests.footprint.examples import LEVELS, reference, small

SNAPSHOT = Path(__file__).parent / "snapshots" / "factors.txt"
UPDATE = "FOOTPRINT_UPDATE_SNAPSHOTS"
DEFAULT = load_set("pirson-bol-2021")


# The rows themselves


@pytest.mark.parametrize("factor_set", set_keys())
def test_every_factor_is_complete(factor_set: str) -> None:
    """A factor is a row of data: value, bounds, unit, year, region, source with locator, licence, status."""
    listed = load_set(factor_set).listed
    assert listed
    for factor in [*listed, *tables.named_grids().values()]:
        low, typical, high = factor.kg_co2e
        assert 0 <= low <= typical <= high, factor.key
        for field in ("source", "locator", "licence", "url", "region", "status", "reading"):
            assert getattr(factor, field).strip(), f"{factor.key} has no {field}"
        assert factor.url.startswith("https://"), factor.key
        assert 1990 <= factor.year <= 2100, factor.key
        assert factor.status in {"measured", "calculated", "estimated", "assumed", "declared"}, factor.key
        assert factor.reading in READINGS, factor.key
        assert factor.unit.startswith(BLOCK_UNIT), factor.key
        assert not factor.best_before or date.fromisoformat(factor.best_before), factor.key


def test_a_published_block_value_carries_its_unit_factor_or_reading_bounds() -> None:
    """Verbatim figures: half their last printed digit (0.005 of two decimals); digitised: 4 %; zeros: none."""
    for factor in DEFAULT.listed:
        low, typical, high = factor.kg_co2e
        if factor.per != "block" or factor.reading == "derived":
            continue
        half = 0.04 * typical if factor.reading == "digitised" else 0.005 if typical else 0.0
        assert (low, high) == pytest.approx((typical - half, typical + half), rel=1e-9, abs=1e-12), factor.key


def test_verbatim_wins_over_derived_over_digitised() -> None:
    """Sensing HSL-3 worst is 1.47 in the published table and 1.20 in the pre-proof figure: both are listed."""
    used = DEFAULT.factors["sensing.hsl-3.worst"]
    assert (used.kg_co2e.typical, used.reading) == (1.47, "verbatim")
    assert [(f.kg_co2e.typical, f.reading) for f in DEFAULT.superseded("sensing.hsl-3.worst")] == [(1.20, "digitised")]
    # Transport HSL-2: the derived 2.6 is used, the digitised 3.44 stays listed.
    assert DEFAULT.factors["transport.hsl-2.typical"].kg_co2e.typical == 2.6
    assert [f.kg_co2e.typical for f in DEFAULT.superseded("transport.hsl-2.typical")] == [3.44]


def test_reading_order_does_not_depend_on_row_order() -> None:
    backwards = FactorSet("x", "x", "1", reversed(DEFAULT.listed))
    assert backwards.factors == DEFAULT.factors


def test_no_two_rows_of_one_key_have_the_same_reading() -> None:
    seen = [(f.key, f.reading) for f in DEFAULT.listed]
    assert len(seen) == len(set(seen))


def test_block_values_rise_from_best_to_worst() -> None:
    for block, level in {(b, hsl) for b, hsl, _ in LEVELS}:
        found = [DEFAULT.factors.get(f"{block}.{level}.{case}") for case in ("best", "typical", "worst")]
        values = [f.kg_co2e.typical for f in found if f is not None]
        assert values == sorted(values), f"{block} {level}"


def test_blocks_of_the_set_exist() -> None:
    assert {block for block, _, _ in LEVELS} <= set(tables.BLOCKS)


def test_expired() -> None:
    factor = DEFAULT.factors["pcb.hsl-0.best"]
    assert factor.best_before == "2028-12-31"
    assert not factor.expired(date(2028, 12, 31))
    assert factor.expired(date(2029, 1, 1))


def test_internal_unit() -> None:
    """One mm2 is a hundredth of a cm2."""
    assert internal_unit("kgCO2e/cm2") == ("mm2", 0.01)
    assert internal_unit("kgCO2e") == ("block", 1.0)
    with pytest.raises(ValueError, match="parsec"):
        internal_unit("kgCO2e/parsec")


def test_unknown_factor_set() -> None:
    with pytest.raises(footprint.InputError, match=r'unknown factor set "pirson-bol".*pirson-bol-2021'):
        load_set("pirson-bol")


def test_content_hash_ignores_line_ends_and_sees_everything_else(tmp_path: Path) -> None:
    (tmp_path / "unix").mkdir()
    (tmp_path / "windows").mkdir()
    unix, windows = tmp_path / "unix" / "a.csv", tmp_path / "windows" / "a.csv"
    unix.write_bytes(b"key,value\na,1\n")
    windows.write_bytes(b"key,value\r\na,1\r\n")
    assert content_sha256([unix]) == content_sha256([windows])
    windows.write_bytes(b"key,value\r\na,2\r\n")
    assert content_sha256([unix]) != content_sha256([windows])


# The unit factors against the block values they were solved from


def spec_parts(block: str, hsl: int, case: str) -> list[dict[str, str]]:
    """The parts of a level as a person would write them, from hsl_spec.csv.

    As the unit factors define them: solder paste is counted in the board, aluminium and steel are one
    pair (the specification uses equal masses), and one transistor, diode, capacitor and coil are a set.
    """
    cells = {row.component: (row, row.quantity(case) or 0.0) for row in hsl_spec()[block, hsl]}
    if block == "transport":
        mass = cells["Total weight"][1]
        freight = {"truck-freight": cells["Truck distance"][1], "air-freight": cells["Plane distance"][1]}
        return [{"part": k, "quantity": f"{mass * km * 1e-6!r} tkm"} for k, km in freight.items()]
    found = []
    for row, quantity in cells.values():
        part = row.part
        if not part:  # counted elsewhere, like the printed antenna in the board
            twin = {"Steel": "Aluminium", "Diodes power": "Power transistor", "Radial capacitor": "Power transistor",
                    "Miniature coil": "Power transistor"}.get(row.component)  # fmt: skip
            assert twin is None or cells[twin][1] == quantity, "the specification has equal quantities"
            continue
        found.append({"part": part, "quantity": f"{quantity!r} {row.unit}"})
    return found


def from_parts(block: str, hsl: int, case: str) -> Interval:
    system = small(blocks={block: {"parts": spec_parts(block, hsl, case)}})
    return footprint.assess(system).total_kg_co2e


# Prakash et al. 2023, TinyMLSystems_Footprint_Data.png; processing HSL-1 best: ML Sensors commercial datasheet
# p. 54; memory HSL-1 best: 2.1 % of 2.34 kg in the PA1 datasheet; sensing HSL-1 worst: calculator, main.py.
REPRODUCED = """
user_interface 1 best 0.03
user_interface 1 typical 0.06
user_interface 1 worst 0.12
processing 0 best 0.08
processing 0 typical 0.17
processing 0 worst 0.29
processing 1 best 0.66
pcb 0 best 0.13
pcb 0 typical 0.16
pcb 0 worst 0.24
power_supply 2 best 0.25
power_supply 2 typical 1.36
power_supply 2 worst 2.71
casing 1 best 0.04
casing 1 typical 0.27
casing 1 worst 0.63
sensing 1 best 0.01
sensing 1 typical 0.02
sensing 1 worst 0.04
sensing 2 typical 0.03
sensing 3 typical 0.77
sensing 3 worst 1.47
transport 1 best 0.18
transport 1 typical 0.40
transport 1 worst 1.35
memory 1 best 0.05
"""


@pytest.mark.parametrize("line", REPRODUCED.strip().splitlines())
def test_parts_reproduce_the_published_block_value(line: str) -> None:
    """Specification x unit factors, to the two decimals that were printed."""
    block, hsl, case, printed = line.split()
    total = from_parts(block, int(hsl), case)
    assert f"{total.typical:.2f}" == printed
    # And the set's own value for that level is the printed one.
    assert DEFAULT.factors[f"{block}.hsl-{hsl}.{case}"].kg_co2e.typical == float(printed)


DERIVED = sorted(
    f.key for f in DEFAULT.listed if f.reading == "derived" and f.per == "block" and "HSL specification x" in f.locator
)


def test_there_are_derived_block_values() -> None:
    assert len(DERIVED) > 30


@pytest.mark.parametrize("key", DERIVED)
def test_derived_block_value_lies_inside_specification_times_unit_factors(key: str) -> None:
    """Its typical value lies inside, and its bounds are, low and high of the unit factors times the quantities."""
    block, level, case = key.split(".")
    listed = next(f for f in DEFAULT.listed if f.key == key and f.reading == "derived")
    total = from_parts(block, int(level.removeprefix("hsl-")), case)
    assert total.low * (1 - 1e-9) <= listed.kg_co2e.typical <= total.high * (1 + 1e-9)
    assert listed.kg_co2e.low == pytest.approx(total.low, rel=1e-9, abs=1e-12)
    assert listed.kg_co2e.high == pytest.approx(total.high, rel=1e-9, abs=1e-12)


def test_three_parts_by_hand() -> None:
    """10 mm2 of 90 nm die at 0.0168 kg/mm2, 8.1 cm2 of board at 0.0161 kg/cm2, 2 LEDs at 0.029 kg:
    0.168 + 0.13041 + 0.058 = 0.35641 kg; high 0.17 + 0.132273 + 0.0626 = 0.364873 kg."""
    parts = [("die-90nm", "10 mm^2"), ("pcb-fr4-4-layers", "8.1 cm²"), ("led", "2 pcs")]
    system = small(blocks={"my_board": {"parts": [{"part": p, "quantity": q} for p, q in parts]}})
    result = footprint.assess(system)
    assert result.total_kg_co2e.typical == pytest.approx(0.35641, rel=1e-9)
    assert result.total_kg_co2e.high == pytest.approx(0.364873, rel=1e-9)
    board = next(r for r in result.rows if r.factor_key == "pcb-fr4-4-layers")
    assert (board.quantity, board.unit) == (pytest.approx(8.1, rel=1e-12), "cm2")
    assert board.status == "calculated"


def test_status_and_source_of_a_part_reach_its_row() -> None:
    part = {"part": "die-90nm", "quantity": "10 mm2", "status": "measured", "source": "die photo"}
    (row,) = footprint.assess(small(blocks={"processing": {"parts": [part]}})).rows
    assert row.status == "measured"
    assert row.source.endswith("quantity: die photo")


# A set without block values takes the parts of the level


def only_units() -> FactorSet:
    return FactorSet("units-only", "Unit factors only", "1", [f for f in DEFAULT.listed if f.per != "block"])


def test_set_without_block_values_takes_the_parts_of_a_level() -> None:
    """Sensing HSL-3 typical: 3 x 0.011 + 30 x 0.02445 = 0.7665 kg, calculated from two parts."""
    result = footprint.assess(small(blocks={"sensing": {"hsl": 3, "case": "typical"}}), factors=only_units())
    assert result.total_kg_co2e.typical == pytest.approx(0.7665, rel=1e-9)
    assert [(r.factor_key, r.status) for r in result.rows] == [
        ("die-250nm", "calculated"),
        ("imager-130nm", "calculated"),
    ]


def test_set_without_block_values_takes_the_freight_of_a_level() -> None:
    """Transport HSL-1 typical, 100 g: 0.03 tkm x 0.37 + 0.6775 tkm x 0.577 = 0.4020175 kg."""
    result = footprint.assess(small(blocks={"transport": {"hsl": 1, "case": "typical"}}), factors=only_units())
    assert result.total_kg_co2e.typical == pytest.approx(0.4020175, rel=1e-9)
    assert result.by_stage.keys() == {"transport"}


@pytest.mark.parametrize(("block", "hsl", "case"), [("memory", 0, "worst"), ("sensing", 2, "best")])
def test_none_or_embedded_is_a_declared_zero_in_every_set(block: str, hsl: int, case: str) -> None:
    """A level whose specification holds nothing in that case: zero, not an error and not left out."""
    result = footprint.assess(small(blocks={block: {"hsl": hsl, "case": case}}), factors=only_units())
    assert result.by_block == {block: Interval(0, 0, 0)}
    assert result.rows[0].status == "declared"


def test_set_without_block_values_names_every_part_it_lacks() -> None:
    with pytest.raises(footprint.InputError, match="no factor for its parts: Speaker"):
        footprint.assess(small(blocks={"user_interface": {"hsl": 2}}), factors=only_units())


def test_level_that_holds_a_part_in_mg_cm_and_cm2_converts_to_the_factor_unit() -> None:
    """Cables of 2 cm at 1 kg/m are 0.02 kg; 10 cm2 of board at 0.0161 kg/cm2 are 0.161 kg, solder paste included."""
    row = DEFAULT.factors["led"]

    def factor(key: str, unit: str) -> Factor:
        per, scale = internal_unit(unit)
        return row._replace(key=key, unit=unit, per=per, scale=scale, kg_co2e=Interval(1, 1, 1))

    others = [factor(p, "kgCO2e/pcs") for p in ("capacitor-or-resistor", "diode", "transistor", "crystal")]
    extra = [factor("cable", "kgCO2e/m"), factor("steel", "kgCO2e/g"), *others]
    full = FactorSet("full", "Full", "1", [*only_units().listed, *extra])
    rows = footprint.assess(small(blocks={"others": {"hsl": 1}}), factors=full).rows
    assert next(r for r in rows if r.factor_key == "cable").kg_co2e.typical == pytest.approx(0.02, rel=1e-12)
    result = footprint.assess(small(blocks={"pcb": {"hsl": 0}}), factors=full)
    assert result.total_kg_co2e.typical == pytest.approx(0.161, rel=1e-9)


def test_inventory_has_no_carbon() -> None:
    items, notes = footprint.inventory(footprint.load_system("keyword-spotting"))
    assert len(items) == 14
    casing = next(i for i in items if i.block == "casing")
    assert casing[:6] == ("production", "casing", "HSL-1 typical", 1.0, "block", "casing.hsl-1.typical")
    assert isinstance(casing, Item)
    assert notes.missing == []
    assert [e.block for e in notes.excluded] == ["end_of_life"]


# Against the tables the data were taken from


def test_block_values_equal_the_reference_table() -> None:
    """Every cell of the reference ships, with its reading; and nothing ships that is not a cell or a spec zero."""
    words = {"read": "verbatim", "digitised": "digitised", "derived": "derived"}
    wanted = set()
    for row in reference("pirson_bol_block_footprints.csv"):
        if row["confidence"] == "MISSING" or not row["hsl"].startswith("HSL-") or "/" in row["hsl"]:
            continue  # the example profile and a value without a level are no block values
        block = row["functional_block"].lower().replace(" ", "_")
        for case in ("best", "typical", "worst"):
            if row[f"{case}_kgCO2e"]:
                reading = words[row["confidence"].split()[0]]
                key = f"{block}.{row['hsl'].lower()}.{case}"
                wanted.add((key, float(row[f"{case}_kgCO2e"]), reading))
    assert len(wanted) > 80
    shipped = {(f.key, f.kg_co2e.typical, f.reading) for f in DEFAULT.listed if f.per == "block"}
    zeros = {s for s in shipped if s[1] == 0 and ".hsl-0." in s[0]}
    assert wanted <= shipped
    assert shipped - zeros <= wanted


def test_unit_factors_lie_inside_the_reference_intervals() -> None:
    """Low and high of the shipped unit factors are those published; the typical value lies inside."""
    published = {}
    for row in reference("pirson_bol_unit_factors_backsolved.csv"):
        if row["low"]:
            published[row["how"], row["component"]] = (float(row["low"]), float(row["high"]))
    intervals = set(published.values())
    units = [f for f in DEFAULT.listed if f.per != "block" and f.source.startswith("Derived for this project: one")]
    assert len(units) == len(published)
    for factor in units:
        low, typical, high = factor.kg_co2e
        assert (low, high) in intervals, factor.key
        assert low <= typical <= high, factor.key


def test_specification_equals_the_reference_table() -> None:
    """Same components and quantities per block, level and case."""
    wanted: dict[tuple[str, int], list[tuple[float, float, float]]] = {}
    for row in reference("hsl_spec.csv"):
        cells = [row[c] for c in ("best", "typical", "worst")]
        if row["component"] and all(cells):
            key = (row["functional_block"].lower().replace(" ", "_"), int(row["hsl"]))
            wanted.setdefault(key, []).append(tuple(map(numeric, cells)))
    assert len(wanted) > 30
    for key, quantities in wanted.items():
        shipped = [tuple(row.quantity(c) for c in ("best", "typical", "worst")) for row in hsl_spec()[key]]
        missing = [q for q in quantities if any(q) and q not in shipped]
        assert not missing, f"{key}: {missing} not in {shipped}"


def numeric(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return 0.0


def test_specification_zero_is_not_an_empty_cell() -> None:
    row = SpecRow("x", "x", "pcs", "0", "", "2", "")
    assert [row.quantity(c) for c in ("best", "typical", "worst")] == [0.0, None, 2.0]


# The snapshot of everything that ships


def snapshot() -> str:
    """All factors, one line each, and a digest of the tables too large to list."""
    lines = ["# Every factor that ships, and digests of the other tables. Any edit of data must show here.",
             f"# Refresh: {UPDATE}=1 pytest tests/footprint/test_factors.py",
             "# key | value | low | high | unit | reading | status | year | source"]  # fmt: skip
    for name in set_keys():
        factor_set = load_set(name)
        lines += ["", f"## {name} {factor_set.version}, content sha256 {factor_set.content_sha256}"]
        lines += [_line(f) for f in factor_set.listed]
    lines += ["", "## grid_named", *(_line(f) for f in tables.named_grids().values()), "", "## tables"]
    for name in sorted(p.stem for p in tables.FOLDER.glob("*.csv")):
        rows = tables.read_csv(name)
        text = "\n".join("|".join(row.values()) for row in rows)
        lines.append(f"{name}: {len(rows)} rows, sha256 {hashlib.sha256(text.encode()).hexdigest()}")
    lines += [f"{p.name}: sha256 {content_sha256([p])}" for p in sorted(tables.FOLDER.glob("*.yaml"))]
    return "\n".join(lines) + "\n"


def _line(factor: Factor) -> str:
    low, typical, high = factor.kg_co2e
    cells = (factor.key, f"{typical:.12g}", f"{low:.12g}", f"{high:.12g}", factor.unit, factor.reading,
             factor.status, str(factor.year), factor.source)  # fmt: skip
    return " | ".join(cells)


def test_snapshot_of_all_factors() -> None:
    """Any edit of data shows in this file's diff. To accept one, run with FOOTPRINT_UPDATE_SNAPSHOTS=1 and
    name the devices that change, and by how much, in the changelog."""
    now = snapshot()
    if os.environ.get(UPDATE):
        SNAPSHOT.write_text(now, encoding="utf-8", newline="\n")
    kept = SNAPSHOT.read_text(encoding="utf-8")
    assert now.splitlines() == kept.splitlines(), f"data changed; to accept: {UPDATE}=1 pytest {Path(__file__).name}"


def test_every_data_file_is_named() -> None:
    """Each table has a version, licence, source and url; each set file is read."""
    files = {p.stem for kind in ("*.csv", "*.yaml") for p in tables.FOLDER.glob(kind)}
    assert files - {"tables", "vocabulary", "scenarios"} == set(tables.about())
    for name, about in tables.about().items():
        assert {"version", "licence", "source", "url", "summary"} <= about.keys(), name
    assert all((FOLDER / key / "set.yaml").is_file() for key in set_keys())
