"""Boards and lists of KiCad: the area in the outline, the layers, and the parts that are fitted."""

from __future__ import annotations

import math

import pytest

from footprint.bom import Bom, bom_from_bytes, map_bom, to_system_dict
from footprint.system import System
from tests.footprint.bom_lists import refusal

TWO_LAYERS = '(layers (0 "F.Cu" signal) (31 "B.Cu" signal) (44 "Edge.Cuts" user) (36 "B.SilkS" user "B.Silkscreen"))'
FOUR_LAYERS = TWO_LAYERS.replace("(31", '(1 "In1.Cu" power) (2 "In2.Cu" mixed) (31')


def line(x0: float, y0: float, x1: float, y1: float, layer: str = "Edge.Cuts", kind: str = "gr") -> str:
    return f'({kind}_line (start {x0} {y0}) (end {x1} {y1}) (stroke (width 0.1) (type solid)) (layer "{layer}"))'


def rectangle(x: float, y: float, w: float, h: float) -> str:
    corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    return "\n".join(line(*a, *b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))


def pcb(*items: str, layers: str = TWO_LAYERS) -> Bom:
    text = f'(kicad_pcb (version 20240108) (generator "pcbnew")\n{layers}\n' + "\n".join(items) + "\n)\n"
    return bom_from_bytes(text.encode(), "a.kicad_pcb")


def area(*items: str) -> float:
    board = pcb(*items).board
    assert board is not None
    assert board.area_mm2 is not None
    return board.area_mm2


def part(reference: str, value: str, package: str, attributes: str = "smd", more: str = "") -> str:
    return (
        f'(footprint "{package}" (layer "F.Cu") (uuid "a") (at 10 10 90) (attr {attributes})\n'
        f'  (property "Reference" "{reference}" (at 0 0 0) (effects (font (size 1 1))))\n'
        f'  (property "Value" "{value}" (at 0 0 0)) (pad "1" smd rect (at 0 0) (net 1 "GND")) {more})'
    )


def test_area_of_a_rectangle() -> None:
    """Worked: 45 x 18 mm = 810 mm2, the published size of a course board."""
    bom = pcb(rectangle(100, 50, 45, 18))
    assert bom.board == (810, 2)
    mapped = map_bom(bom)
    assert [(m.part, m.quantity, m.line.number) for m in mapped] == [("pcb-fr4-2-layers", 810, 0)]
    assert mapped[0].source == "board area: outline in a.kicad_pcb"
    system = System.from_dict(to_system_dict(mapped, "board", "3 years"))
    assert system.blocks["pcb"].parts[0].quantity == 810


def test_layers_are_counted_by_type() -> None:
    assert pcb(rectangle(0, 0, 1, 1), layers=FOUR_LAYERS).board == (1, 4)
    renamed = "(layers (0 Top signal) (31 Bottom signal) (44 Edge.Cuts user))"
    assert pcb(rectangle(0, 0, 1, 1), layers=renamed).board == (1, 2)
    bom = pcb(rectangle(0, 0, 1, 1), layers="")
    assert bom.board == (1, None)
    assert bom.notes == ("the board names no copper layers",)
    assert map_bom(bom)[0].status == "assumed"


def rounded(arcs: list[str]) -> list[str]:
    """A rectangle of 45 x 18 mm at 0 0 whose four corners of 3 mm are drawn by `arcs`."""
    return [line(3, 0, 42, 0), line(45, 3, 45, 15), line(42, 18, 3, 18), line(0, 15, 0, 3), *arcs]


ROUNDED = 45 * 18 - (4 - math.pi) * 3**2
"""Worked: each corner loses a square of 3 x 3 mm and keeps a quarter of a circle. [mm2]"""


def test_area_with_corners_rounded_by_arcs_through_three_points() -> None:
    s = 3 - 3 / math.sqrt(2)
    corners = [
        ((0, 3), (s, s), (3, 0)), ((42, 0), (45 - s, s), (45, 3)), ((45, 15), (45 - s, 18 - s), (42, 18)),
        ((0, 15), (s, 18 - s), (3, 18)),  # against the direction of the others
    ]  # fmt: skip
    arcs = [
        f'(gr_arc (start {a[0]} {a[1]}) (mid {m[0]:.6f} {m[1]:.6f}) (end {b[0]} {b[1]}) (layer "Edge.Cuts"))'
        for a, m, b in corners
    ]
    assert area(*rounded(arcs)) == pytest.approx(ROUNDED, rel=1e-6)


def test_area_with_corners_rounded_by_arcs_of_version_5() -> None:
    """There an arc is its centre, its first point and an angle that turns clockwise on the screen."""
    arcs = [
        f"(gr_arc (start {cx} {cy}) (end {x} {y}) (angle 90) (layer Edge.Cuts) (width 0.1))"
        for cx, cy, x, y in ((3, 3, 0, 3), (42, 3, 42, 0), (42, 15, 45, 15))
    ]
    arcs.append("(gr_arc (start 3 15) (end 0 15) (angle -90) (layer Edge.Cuts) (width 0.1))")
    assert area(*rounded(arcs)) == pytest.approx(ROUNDED, rel=1e-9)


def test_cut_outs_are_taken_off_and_islands_in_them_count() -> None:
    """Worked: 810 less a circle of 2 mm radius, less a slot of 10 x 5 mm, and 2 x 1 mm left standing in the slot."""
    hole = '(gr_circle (center 10 9) (end 12 9) (layer "Edge.Cuts"))'
    slot = '(gr_rect (start 20 5) (end 30 10) (layer "Edge.Cuts"))'
    island = '(gr_poly (pts (xy 22 7) (xy 24 7) (xy 24 8) (xy 22 8)) (layer "Edge.Cuts"))'
    outline = rectangle(0, 0, 45, 18)
    assert area(outline, hole) == pytest.approx(810 - 4 * math.pi, rel=1e-8)
    assert area(outline, hole, slot, island) == pytest.approx(810 - 4 * math.pi - 50 + 2, rel=1e-8)


def test_a_cut_out_of_a_turned_footprint() -> None:
    """A slot of 4 x 2 mm in a footprint at 20 9, turned by 90 degrees, drawn by lines and by a rectangle."""
    lines = " ".join(line(*a, kind="fp") for a in ((-2, -1, 2, -1), (2, -1, 2, 1), (2, 1, -2, 1), (-2, 1, -2, -1)))
    place = '(footprint "slot" (at 20 9 90) (attr board_only exclude_from_bom)'
    assert area(rectangle(0, 0, 45, 18), f"{place} {lines})") == pytest.approx(802, rel=1e-9)
    box = '(fp_rect (start -2 -1) (end 2 1) (layer "Edge.Cuts"))'
    assert area(rectangle(0, 0, 45, 18), f"{place} {box})") == pytest.approx(802, rel=1e-9)


def test_an_outline_that_goes_from_the_board_into_a_footprint() -> None:
    """A connector turned by 90 degrees brings the edge it stands on: the pieces meet only if turned the right way."""
    open_side = [line(0, 0, 45, 0), line(45, 0, 45, 18), line(45, 18, 0, 18)]
    # In the footprint the edge runs along x; on the board along y, from 0 18 to 0 0.
    edge = line(-9, 0, 9, 0, kind="fp")
    assert area(*open_side, f'(footprint "edge" (at 0 9 90) {edge})') == pytest.approx(810, rel=1e-9)
    corner = line(0, 0, 3, 4, kind="fp")  # at 90 degrees it ends at 4 -3
    shape = [line(4, -3, 4, 0), line(4, 0, 0, 0)]
    assert area(*shape, f'(footprint "edge" (at 0 0 90) {corner})') == pytest.approx(6, rel=1e-9)


def test_circles_curves_and_small_gaps() -> None:
    assert area('(gr_circle (center 0 0) (end 3 4) (layer "Edge.Cuts"))') == pytest.approx(25 * math.pi, rel=1e-9)
    whole = "(gr_arc (start 0 0) (end 5 0) (angle 360) (layer Edge.Cuts))"
    assert area(whole) == pytest.approx(25 * math.pi, rel=1e-9)
    # Worked: y = 9 t (1 - t) and dx = 18 t (1 - t) dt, so the area is 162 / 30 = 5.4 mm2.
    curve = '(gr_curve (pts (xy 0 0) (xy 0 3) (xy 3 3) (xy 3 0)) (layer "Edge.Cuts"))'
    assert area(curve, line(3, 0, 0, 0)) == pytest.approx(5.4, rel=1e-3)
    gaps = [line(0, 0, 10, 0), line(10.01, 0, 10, 10), line(10, 10.01, 0, 10), line(0, 10, 0, 0.01)]
    assert area(*gaps) == pytest.approx(100, rel=3e-3)
    assert area(rectangle(0, 0, 10, 10), rectangle(0, 0, 10, 10)) == 100  # drawn twice


def test_two_boards_in_one_file_add_up() -> None:
    bom = pcb(rectangle(0, 0, 10, 10), rectangle(20, 0, 5, 5))
    assert bom.board == (125, 2)
    assert "2 separate outlines" in bom.notes[0]


def test_a_board_without_an_outline_has_no_area() -> None:
    bom = pcb(part("R1", "10k", "R_0402_1005Metric"), line(0, 0, 1, 1, layer="F.SilkS"))
    assert bom.board == (None, 2)
    assert "no outline" in bom.notes[0]
    assert [m.part for m in map_bom(bom)] == ["resistor-0402"]


@pytest.mark.parametrize(
    ("items", "line_number", "fragment"),
    [
        ([line(0, 0, 10, 0), line(10, 0, 10, 10), line(10, 10, 0, 9)], 3, "not closed"),
        ([rectangle(0, 0, 10, 10), line(0, 0, 10, 10)], 7, "more than two pieces"),
        (['(gr_line (start 0) (end 1 1) (layer "Edge.Cuts"))'], 3, "no readable start"),
        (['(gr_line (start 0 0) (end 1 nan) (layer "Edge.Cuts"))'], 3, "no readable end"),
        (['(gr_poly (pts (xy 1 1)) (layer "Edge.Cuts"))'], 3, "too few corners"),
        (['(gr_curve (pts (xy 1 1)) (layer "Edge.Cuts"))'], 3, "without 4 points"),
        (['(gr_rect (start 0 0) (end 1) (layer "Edge.Cuts"))'], 3, "no readable end"),
        (['(gr_arc (start 0 0) (end 1 1) (angle x) (layer "Edge.Cuts"))'], 3, "without an angle"),
        ([")"], 4, "closing bracket"),
        (['(footprint "a'], 3, "a quotation mark"),
        (["(gr_line"], 1, "cut off"),
        (["(footprint a " + "(fp_line " * 200], 3, "nested more than"),
    ],
)  # fmt: skip
def test_malformed_boards_name_the_line(items: list[str], line_number: int, fragment: str) -> None:
    error = refusal(lambda: pcb(*items))
    assert fragment in str(error)
    assert (error.file, error.line) == ("a.kicad_pcb", line_number)


def test_the_outline_is_left_alone_where_the_area_is_given() -> None:
    text = f"(kicad_pcb {TWO_LAYERS} {line(0, 0, 10, 0)} {part('R1', '1k', 'R_0402_1005Metric')})"
    assert "not closed" in str(refusal(lambda: bom_from_bytes(text.encode(), "a.kicad_pcb")))
    bom = bom_from_bytes(text.encode(), "a.kicad_pcb", outline=False)
    assert bom.board == (None, 2)
    assert [m.quantity for m in map_bom(bom, board_area_mm2=300)] == [1, 300]


def test_footprints_are_grouped_and_those_left_out_are_listed() -> None:
    bom = pcb(
        rectangle(0, 0, 10, 10),
        part("R1", "10k", "Resistor_SMD:R_0402_1005Metric"),
        part("R2", "10k", "Resistor_SMD:R_0402_1005Metric"),
        part("R3", "1k", "Resistor_SMD:R_0402_1005Metric"),
        part("R4", "1k", "Resistor_SMD:R_0402_1005Metric", "smd dnp"),
        part("H1", "MountingHole", "MountingHole:M3", "exclude_from_pos_files exclude_from_bom"),
        part("G1", "Logo", "logo", "board_only"),
        part("U1", "RP2040", "QFN-56", more='(property "MPN" "SC0914(13)") (property "Manufacturer" "Raspberry Pi")'),
        "(module LEDs:LED_0603 (layer F.Cu) (at 5 5) (fp_text reference D1 (at 0 0)) (fp_text value GREEN (at 0 1)))",
        "(module Logo (layer F.Cu) (at 5 5) (attr virtual) (fp_text reference G2 (at 0 0)))",
    )
    assert bom.kind == "kicad-pcb"
    assert [(i.reference, i.quantity) for i in bom.lines] == [("R1,R2", 2), ("R3", 1), ("U1", 1), ("D1", 1)]
    assert (bom.lines[2].mpn, bom.lines[2].manufacturer) == ("SC0914(13)", "Raspberry Pi")
    assert [s.why for s in bom.skipped] == [
        "not fitted", "excluded from the bill of materials", "on the board only",
        "excluded from the bill of materials",
    ]  # fmt: skip
    assert [m.part for m in map_bom(bom)] == ["resistor-0402", "resistor-0402", "die-mcu", "led", "pcb-fr4-2-layers"]
    assert bom.lines[0].number == 7


XML = """<?xml version="1.0" encoding="utf-8"?>
<export version="E">
  <components>
    <comp ref="R1"><value>10k</value><footprint>Resistor_SMD:R_0603_1608Metric</footprint>
      <libsource lib="Device" part="R" description="Resistor"/></comp>
    <comp ref="R2"><value>10k</value><footprint>Resistor_SMD:R_0603_1608Metric</footprint>
      <libsource lib="Device" part="R" description="Resistor"/></comp>
    <comp ref="R9"><value>0</value><property name="dnp"/></comp>
    <comp ref="H1"><value>Hole</value><property name="exclude_from_bom"/></comp>
    <comp ref="U1"><value>nRF52840</value><fields><field name="MPN">nRF52840-QIAA</field></fields></comp>
  </components>
</export>
"""


def test_the_xml_list_of_kicad() -> None:
    bom = bom_from_bytes(XML.encode(), "a.xml")
    assert bom.kind == "kicad-bom"
    assert [(i.number, i.reference, i.quantity) for i in bom.lines] == [(4, "R1,R2", 2), (10, "U1", 1)]
    assert bom.lines[1].mpn == "nRF52840-QIAA"
    assert [(s.number, s.why) for s in bom.skipped] == [
        (8, "not fitted"), (9, "excluded from the bill of materials"),
    ]  # fmt: skip
    assert [m.part for m in map_bom(bom)] == ["resistor-0603", "die-mcu"]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        (XML.replace("<export", '<!DOCTYPE a [<!ENTITY b "c">]><export', 1), "a document type"),
        (XML.replace("</export>", ""), "not valid XML"),
        ("<?xml version='1.0'?><Workbook/>", "<Workbook>"),
        ("<?xml version='1.0'?><export/>", "no components"),
        ("<?xml version='1.0' encoding='klingon'?><export/>", "not valid XML"),
        ("<export>" + "<a>" * 500, "nested more than"),
    ],
)
def test_xml_that_is_refused(text: str, fragment: str) -> None:
    error = refusal(lambda: bom_from_bytes(text.encode(), "a.xml"))
    assert fragment in str(error)
    assert error.file == "a.xml"
