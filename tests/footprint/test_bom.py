"""Bills of materials: what spreadsheets and KiCad write is read, mapped, and nothing is dropped in silence."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import tables
from footprint.bom import (
    Bom,
    Mapped,
    bom_from_bytes,
    coverage,
    load_rules,
    map_bom,
    read_bom,
    rules_from_text,
    to_system_dict,
    with_board,
)
from footprint.bom.cells import currency, decimal_mark, read_number, read_pieces
from footprint.bom.lines import MAX_BYTES, count_references
from footprint.bom.mapping import case_size
from footprint.bom.reading import headings
from footprint.errors import InputError
from footprint.system import System
from tests.footprint.examples import REFERENCE_DATA, error_of
from tests.footprint.test_rooms import loaded_after
from tests.needs import need

SAMPLE = """\
group,component,unit_cost_usd,quantity,manufacturer,ticked
Functional,RP2040 Microcontroller,1.00,1,Raspberry Pi,yes
Functional,QVGA Camera Module HM01B0,8.90,1,HiMax,yes
Functional,Flash Memory W25Q16JVSNIQ,0.36,1,Winbond,yes
Functional,12 MHz Crystal Oscillator,0.42,1,CTS,yes
Power,Voltage Regulator TLV70228 2.8V,0.69,1,Texas Instruments,no
Indication,LTST-C190KGKT LED,0.05,1,Lite-On,yes
Connectors,FFC connector FH26W-31S,1.28,1,Hirose,no
Passive,Resistors,0.01,10,,yes
Passive,Capacitors (low value),0.01,15,,yes
Passive,Ferrite bead 600 ohm,0.07,2,,yes
Passive,Printed circuit board,0.50,1,,yes
"""
"""A list in the shape of a published device's, with costs and a column that says nothing here."""

HEAD = "Reference,Quantity,Component,Package\n"


def read(text: str, encoding: str = "utf-8") -> Bom:
    return bom_from_bytes(text.encode(encoding), "list.csv")


def refusal(call: Callable[[], object]) -> InputError:
    error = error_of(call)
    assert error is not None
    return error


def by_name(mapped: list[Mapped]) -> dict[str, Mapped]:
    return {m.line.component: m for m in mapped}


def one(component: str, **fields: str) -> Mapped:
    """The mapping of a list with one line of one piece."""
    row = {"Component": component, "Quantity": "1", **fields}
    stream = io.StringIO()
    csv.writer(stream).writerows([row.keys(), row.values()])
    return map_bom(read(stream.getvalue()))[0]


# --- a whole list -----------------------------------------------------------------------------


def test_a_list_goes_through_to_a_system() -> None:
    bom = read(SAMPLE)
    assert (bom.kind, bom.currency, len(bom.lines)) == ("csv", "USD", 11)
    assert bom.columns == {
        "group": "group", "component": "component", "unit_cost_usd": "unit_cost", "quantity": "quantity",
        "manufacturer": "manufacturer", "ticked": "",
    }  # fmt: skip
    mapped = map_bom(bom, board_area_mm2=600, board_layers=2)
    found = {m.line.component.split()[0]: (m.part, m.block, m.quantity, m.unit) for m in mapped}
    assert found == {
        "RP2040": ("die-mcu", "processing", 10, "mm2"), "QVGA": ("imager-130nm", "sensing", 8, "mm2"),
        "Flash": ("flash-45nm", "memory", 0.8, "mm2"), "12": ("crystal", "others", 1, "pcs"),
        "Voltage": ("die-130nm", "power_supply", 2, "mm2"), "LTST-C190KGKT": ("led", "user_interface", 1, "pcs"),
        "FFC": ("connector", "others", 1, "pcs"), "Resistors": ("resistor", "others", 10, "pcs"),
        "Capacitors": ("capacitor", "others", 15, "pcs"), "Ferrite": ("inductor", "others", 2, "pcs"),
        "Printed": ("pcb-fr4-2-layers", "pcb", 600, "mm2"),
    }  # fmt: skip
    data = to_system_dict(mapped, "board", "3 years", source="list.csv")
    system = System.from_dict(data)
    assert System.from_dict(system.to_file_dict()) == system
    mcu = system.blocks["processing"].parts[0]
    assert (mcu.quantity_low, mcu.quantity, mcu.quantity_high, mcu.status) == (5, 10, 17, "estimated")
    assert mcu.cost == 1.0
    assert mcu.source is not None
    assert mcu.source.startswith("list.csv, line 2; ")
    assert [p.cost for p in system.blocks["others"].parts if p.part == "capacitor"] == [0.15]


def test_coverage_by_lines_and_cost() -> None:
    """Worked: costs add up to 1 + 8.9 + 0.36 + 0.42 + 0.69 + 0.05 + 1.28 + 0.1 + 0.15 + 0.14 + 0.5 = 13.59."""
    bom = read(SAMPLE)
    found = coverage(map_bom(bom), bom)
    assert (found.lines, found.mapped, found.covered) == (11, 10, 10)
    assert found.lines_share == pytest.approx(10 / 11, rel=1e-12)
    assert found.cost_share == pytest.approx(13.09 / 13.59, rel=1e-12)
    assert (found.mass_share, found.lines_with_mass, found.lines_with_cost) == (None, 0, 11)
    assert [(u.name, u.line) for u in found.unmapped] == [("Printed circuit board", 12)]
    assert "area of the board" in found.unmapped[0].reason
    assert found.to_dict()["unmapped"][0]["line"] == 12


def test_coverage_asks_which_set_values_a_part() -> None:
    mapped = map_bom(read(SAMPLE), board_area_mm2=600)
    found = coverage(mapped, valued=lambda part, unit: None if part in ("crystal", "connector") else f"by {unit}")
    assert (found.mapped, found.covered) == (11, 9)
    assert found.sets == {"by mm2": 5, "by pcs": 4}
    assert [u.reason for u in found.unmapped] == ["no factor for crystal in pcs", "no factor for connector in pcs"]


def test_share_is_null_where_one_line_lacks_the_figure() -> None:
    text = "Component,Qty,Weight (mg)\nResistor 0603,10,2\nThing,1,\n"
    found = coverage(map_bom(read(text)))
    assert (found.mass_share, found.lines_with_mass) == (None, 1)
    found = coverage(map_bom(read(text.replace("Thing,1,", "Thing,1,60"))))
    assert (found.mass_share, found.lines_with_mass) == (0.25, 2)


def test_the_published_device_goes_through() -> None:
    path = REFERENCE_DATA / "pa1_bom.csv"
    need("pa1_bom.csv", path.is_file(), "a published list of parts goes through", installable=False)
    bom = read_bom(path)
    assert len(bom.lines) == 13
    assert sum(line.cost or 0 for line in bom.lines) == pytest.approx(14.51, rel=1e-9)
    mapped = map_bom(bom, board_area_mm2=600)
    assert [m.line.component for m in mapped if m.part is None] == []
    System.from_dict(to_system_dict(mapped, "device", "3 years"))


# --- CSV in all its forms ---------------------------------------------------------------------

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


@given(
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(ENCODINGS),
    comma=st.booleans(),
    order=st.permutations(["Component", "Qty", "Unit price", "Gehäuse", "Note"]),
    end=st.sampled_from(["\n", "\r\n"]),
    rows=st.lists(
        st.tuples(
            st.text("abcµöé 12;,|\"'\n", min_size=1, max_size=12).filter(lambda t: t.strip(" '\"\n;,|") != ""),
            st.integers(1, 5000),
            st.integers(0, 500_000),
        ),
        min_size=1,
        max_size=5,
    ),
)
def test_round_trip(
    delimiter: str, encoding: str, comma: bool, order: list[str], end: str, rows: list[tuple[str, int, int]]
) -> None:
    """Any delimiter, encoding, decimal mark and column order gives the same lines."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, order, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    for name, quantity, cents in rows:
        price = f"{cents / 100:.2f}"
        writer.writerow({
            "Component": f"x{name}", "Qty": quantity, "Unit price": price.replace(".", ",") if comma else price,
            "Gehäuse": "R_0603_1608Metric", "Note": "",
        })  # fmt: skip
    bom = bom_from_bytes(stream.getvalue().encode(encoding), "list.csv")
    assert [(i.component, i.quantity, i.unit_cost, i.package) for i in bom.lines] == [
        (" ".join(f"x{name}".split()), quantity, cents / 100, "R_0603_1608Metric") for name, quantity, cents in rows
    ]
    assert bom.columns["Note"] == ""


@pytest.mark.parametrize(
    "heads",
    [
        "Reference,Value,Footprint,Datasheet,Qty",
        "Refs;Value;Footprint;Qty;DNP",
        "Ref,Qnty,Value,Cmp name,Footprint,Description,Vendor",
        "Id;Designator;Package;Quantity;Designation;Supplier and ref",
        "Comment,Designator,Footprint,LCSC Part #",
        "Bauteil;Menge;Einzelpreis (€)",
        "Désignation du composant\tQuantité\tPrix unitaire",
        "Componente;Cantidad;Precio unitario",
        "Item,Part Number,Qty Per Board,UnitPrice",
        "位号,型号,封装,数量",
    ],
)
def test_common_headings(heads: str) -> None:
    delimiter = next(d for d in ";\t," if d in heads)
    cells = ["7" if any(w in h.lower() for w in ("q", "menge", "cant", "数")) else "R1" for h in heads.split(delimiter)]
    bom = read(f"{heads}\n{delimiter.join(cells)}\n")
    assert bom.lines[0].quantity == (1 if "LCSC" in heads else 7)


def test_no_heading_is_read_as_two_fields() -> None:
    fields = {field for field, _ in headings().values()}
    assert {"component", "reference", "quantity", "mass", "dnp", "fitted", "group"} <= fields


def test_a_total_behind_a_position_is_a_total() -> None:
    bom = read("Pos;Bezeichnung;Menge;Einzelpreis (EUR)\n1;LED;2;0,10\n2;Summe;;0,20\n")
    assert [line.component for line in bom.lines] == ["LED"]
    assert [(s.number, s.why) for s in bom.skipped] == [(3, "a total")]


def test_title_lines_totals_and_repeated_headings_are_listed() -> None:
    text = (
        "Bill of materials;;\nDate:;2024-01-05;\n;;\nComponent;Qty;Price\nResistor;10;0,01\n"
        "Subtotal passives;;0,1\nComponent;Qty;Price\nSummit sensor;1;2,5\n;;\nTotal:;11;2,60\n;;2,60\n"
    )
    bom = read(text)
    assert [(i.number, i.component, i.unit_cost) for i in bom.lines] == [
        (5, "Resistor", 0.01), (8, "Summit sensor", 2.5),
    ]  # fmt: skip
    assert [(s.number, s.why) for s in bom.skipped] == [
        (1, "above the headings"), (2, "above the headings"), (6, "a total"), (7, "the headings again"),
        (10, "a total"), (11, "no component"),
    ]  # fmt: skip


def test_a_merged_group_goes_on_and_nothing_else_does() -> None:
    text = "Group,Component,Qty,Manufacturer\nPassive,Resistor,1,Yageo\n,Capacitor,2,\nPower,,,\n,Regulator,1,\n"
    bom = read(text)
    assert [(i.group, i.manufacturer) for i in bom.lines] == [("Passive", "Yageo"), ("Passive", ""), ("Power", "")]
    assert [(s.number, s.why) for s in bom.skipped] == [(4, "a title of a group")]


def test_line_numbers_hold_below_a_cell_with_line_breaks() -> None:
    bom = read('Component,Qty\n"Resistor\n0603",1\nCapacitor,2\n')
    assert [(i.number, i.component) for i in bom.lines] == [(2, "Resistor 0603"), (4, "Capacitor")]


@pytest.mark.parametrize("cell", ["=B2*2", " =SUM(B2:B9)", '="10"'])
def test_a_formula_for_a_number_is_an_error(cell: str) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([["Component", "Qty"], ["Resistor", "1"], ["Capacitor", cell]])
    error = refusal(lambda: read(stream.getvalue()))
    assert (error.file, error.line) == ("list.csv", 3)
    assert "a formula" in str(error)
    assert '"Qty"' in str(error)


def test_a_formula_for_a_text_is_text() -> None:
    bom = read('Component,Qty,Package\n=A1&B1,1,"=""0603"""\n')
    assert (bom.lines[0].component, bom.lines[0].package) == ("=A1&B1", "0603")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("", "it has no quantity"), ("some", '"some" is not a number'), ("-3", '"-3" is negative'),
        ("as needed", "is not a number"), ("1.2.3", "is not a number"), ("1e12", "more than 1e+09 pieces"),
        ("5 m", "is not a number"), ("١٢", "is not a number"),
    ],
)  # fmt: skip
def test_a_line_without_a_quantity_stays_with_its_reason(cell: str, why: str) -> None:
    bom = read(f"Component,Qty,Price\nResistor,{cell},1\nCapacitor,2,1\n")
    mapped = map_bom(bom)
    assert mapped[0].part is None
    assert why in mapped[0].reason
    found = coverage(mapped, bom)
    assert (found.lines, found.covered, found.cost_share, found.lines_with_cost) == (2, 1, None, 1)
    assert found.unmapped[0].name == "Resistor"
    parts = to_system_dict(mapped, "a", "1 year")["blocks"]["others"]["parts"]
    assert parts[0]["quantity"] == "1 pcs"
    assert "part" not in parts[0]
    System.from_dict(to_system_dict(mapped, "a", "1 year"))


def test_parts_that_are_not_fitted_are_left_out_and_listed() -> None:
    text = (
        "Ref,Value,Qty,DNP,Fitted\nR1,10k,1,,\nR2,10k,1,DNP,\nR3,10k,1,1,\nR4,DNP,1,,\nR5,1k,1,0,yes\nR6,1k,1,,No\n"
        "R7,1k,1,perhaps,\nR8,1k,0,,\n"
    )
    bom = read(text)
    assert [i.reference for i in bom.lines] == ["R1", "R5", "R7"]
    assert '"perhaps" does not say' in bom.lines[2].problem
    assert [(s.number, s.why) for s in bom.skipped] == [
        (3, "not fitted"), (4, "not fitted"), (5, "not fitted"), (7, "not fitted"), (9, "quantity 0"),
    ]  # fmt: skip


def test_an_unquoted_delimiter_in_a_cell_is_noticed() -> None:
    """A decimal comma in a comma-separated file shifts the cells to its right."""
    bom = read("Component,Price,Qty\nResistor,0,36,10\nCapacitor,0.1,2\n")
    assert bom.lines[0].quantity is None
    assert "4 cells below 3 headings" in bom.lines[0].problem


def test_references_are_the_quantity_where_none_is_given() -> None:
    bom = read('Reference,Value,Footprint\n"R1,R2 R3",10k,R_0402_1005Metric\nC1-C4,1u,C_0603_1608Metric\n')
    assert bom.kind == "kicad-bom"
    assert [i.quantity for i in bom.lines] == [3, 4]
    assert [m.part for m in map_bom(bom)] == ["resistor-0402", "capacitor-0603"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("R1", 1), ("R1,R2", 2), ("R1, R2;R3\nR4", 4), ("R1-R4", 4), ("R1 - R4, C1", 5), ("R1-4", 4), ("R4-R1", 1),
        ("R1-C4", 1), ("U$1", 1), ("IC1A", 1), ("", 0), (" , ", 0), ("R1..R3", 3), ("TP_1", 1),
    ],
)  # fmt: skip
def test_references_are_counted(text: str, count: int) -> None:
    assert count_references(text) == count


def test_a_quantity_that_disagrees_with_the_references_is_noted() -> None:
    assert read('Reference,Qty,Value\n"R1,R2",20,10k\n').notes == ("line 2: quantity 20, but 2 references",)


def test_a_column_that_counts_the_lines_is_no_component() -> None:
    bom = read("Item,Part,Qty\n1,Resistor,3\n2,Capacitor,4\n")
    assert [i.component for i in bom.lines] == ["Resistor", "Capacitor"]
    assert bom.columns["Item"] == ""


def test_costs_and_masses_of_the_whole_line() -> None:
    bom = read("Component;Menge;Gesamtpreis;Gewicht\nResistor;4;1,00 €;2,5 mg\nScrew;2;3 €;1 g\n")
    assert [(i.unit_cost, i.cost, i.mass_g, i.mass) for i in bom.lines] == [(0.25, 1, 0.0025, 0.01), (1.5, 3, 1, 2)]
    assert bom.currency == "EUR"


def test_costs_in_two_currencies_have_no_share() -> None:
    bom = read("Component,Qty,Price\nResistor,1,$1\nCapacitor,1,€2\n")
    assert [i.cost for i in bom.lines] == [None, None]
    assert bom.notes == ("costs in EUR, USD: their shares are not worked out",)


def test_an_unreadable_cost_is_noted() -> None:
    bom = read("Component,Qty,Price\nResistor,1,cheap\nCapacitor,1,2\nLED,1,n/a\n")
    assert [i.cost for i in bom.lines] == [None, 2, None]
    assert bom.notes == ('line 2: cost "cheap" is not a number',)


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("10", ".", 10), ("10.0", ".", 10), ("0,36", ".", 0.36), ("0.36", ",", 0.36), ("1.234,50", ".", 1234.5),
        ("1,234.50", ",", 1234.5), ("1,234", ".", 1234), ("1,234", ",", 1.234), ("1.234", ",", 1234),
        ("1.234", ".", 1.234), ("1 234,5", "", 1234.5), ("1\u202f234", "", 1234), ("1'234.5", "", 1234.5),
        ("1’234", "", 1234), ("\u22125", "", -5), ("1.234.567", "", 1234567), ("0,123", "", 0.123), (",5", "", 0.5),
        ("1E+03", "", 1000), ("2.", "", 2), ("+3", "", 3), ("12345.678", "", 12345.678), ("1,234,567.8", "", 1234567.8),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, mark: str, value: float) -> None:
    assert read_number(text, mark) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["", "a", "1.2.3", "1,2,3", "1.234,567,8", "12,34.5", "1 2", "--1", "1e999", "inf", "nan", "1_000", "0x10",
             "9" * 60, "1.234.56", "²"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_number(text, ".")


def test_a_number_that_could_be_two_says_so() -> None:
    with pytest.raises(ValueError, match=r"may mean 1234 or 1\.234"):
        read_number("1,234", "")
    bom = read("Component\tQty\nResistor\t1,234\n")
    assert bom.lines[0].problem == 'quantity "1,234" may mean 1234 or 1.234'


def test_decimal_mark_follows_the_cells_then_the_delimiter() -> None:
    assert decimal_mark(["1.234", "0,36"], ",") == ","
    assert decimal_mark(["1,234", "$0.36"], ";") == "."
    assert decimal_mark(["1,234"], ",") == "."
    assert decimal_mark(["1,234"], ";") == ","
    assert decimal_mark(["0.5", "0,5"], ";") == ""
    assert decimal_mark([], "\t") == ""


@pytest.mark.parametrize("text", ["2", "2 pcs", "2x", "x2", "2 Stk.", "2 Stück", "2,0", "2 ea", " 2 "])
def test_pieces(text: str) -> None:
    assert read_pieces(text, ".") == 2


@pytest.mark.parametrize(
    ("text", "plain", "code"),
    [("$1.5", "1.5", "USD"), ("1,50 €", "1,50", "EUR"), ("US$ 2", "2", "USD"), ("CHF 1'000", "1'000", "CHF"),
     ("3", "3", ""), ("1 bag", "1 bag", "")],
)  # fmt: skip
def test_currencies(text: str, plain: str, code: str) -> None:
    assert currency(text) == (plain, code)


BAD: dict[str, tuple[bytes, int | None, list[str]]] = {
    # what: (content, line, fragments of the message)
    "xlsx": (b"PK\x03\x04rest", None, ["a spreadsheet (xlsx", "CSV UTF-8"]),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", None, ["an old Excel file", "CSV UTF-8"]),
    "pdf": (b"%PDF-1.7", None, ["a PDF"]),
    "web page": (b"<html><table></table></html>", None, ["a web page"]),
    "schematic": (b'(kicad_sch (version 20231120))', None, ["a KiCad schematic", "CSV"]),
    "NUL bytes": (b"Component,Qty\nR\0esistor,1\n", 2, ["a NUL byte"]),
    "UTF-16 without its mark": ("Component,Qty\nR,1\n".encode("utf-16-le"), 1, ["a NUL byte", "UTF-16"]),
    "half a character of UTF-16": (b"\xff\xfeC", None, ["not valid UTF-16"]),
    "no encoding": (b"Component,Qty\nR\x81,1\n", 2, ["neither UTF-8 nor Windows-1252", "0x81"]),
    "empty": (b"", None, ["the file is empty"]),
    "blank": (b"\n \n", None, ["the file is empty"]),
    "no headings": (b"apples,pears\n1,2\n", 1, ["no heading row", "apples,pears"]),
    "no quantity": (b"Component,Price\nResistor,1\n", 1, ["no quantity column", "Component, Price"]),
    "no parts": (b"Component,Qty\n,\n", 1, ["no parts below"]),
    "open quotation mark": (b'Component,Qty\nR,1\n"Capacitor,2\nLED,3\n', 3, ["not valid CSV", "quotation mark"]),
    "too large": (b"Component,Qty\n" + b"R,1\n" * (MAX_BYTES // 4), None, ["larger than 8 MB"]),
    "too many lines": (b"Component,Qty\n" + b"R,1\n" * 100_001, 100_002, ["more than 100000 lines"]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_list_says_what_to_do(what: str) -> None:
    raw, line, fragments = BAD[what]
    error = refusal(lambda: bom_from_bytes(raw, "list.csv"))
    assert (error.file, error.line) == ("list.csv", line)
    for fragment in fragments:
        assert fragment in str(error)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no such file" in str(refusal(lambda: read_bom(tmp_path / "none.csv")))
    assert "a folder" in str(refusal(lambda: read_bom(tmp_path)))
    assert "NUL" in str(refusal(lambda: read_bom("a\0b")))


@given(st.binary(max_size=200))
def test_any_bytes_give_a_list_or_an_input_error(raw: bytes) -> None:
    for head in (b"", b"Component,Qty\n", b"(kicad_pcb ", b"<?xml version='1.0'?><export>"):
        error_of(lambda head=head: map_bom(bom_from_bytes(head + raw, "list")))  # type: ignore[misc]


@given(st.lists(st.lists(st.text(max_size=15), max_size=5), max_size=8))
def test_any_cells_give_a_valid_system(rows: list[list[str]]) -> None:
    """Names with control characters or marks of direction still make a file that is read back."""
    stream = io.StringIO()
    csv.writer(stream).writerows([["Component", "Qty", "Description", "Price"], ["R", "1"], *rows])
    found: list[Bom] = []
    error = error_of(lambda: found.append(read(stream.getvalue().encode("utf-8", "replace").decode())))
    if error is None:
        System.from_dict(to_system_dict(map_bom(found[0]), "a", "1 year"))


# --- mapping ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "part"),
    [
        ("nRF52840-QIAA", "die-mcu"), ("STM32F411CEU6", "die-mcu"), ("ESP32-WROOM-32E module", "die-mcu"),
        ("ATmega328P-AU", "die-mcu"), ("Apollo3 Blue", "die-mcu"), ("W25Q128JVSIQ", "flash-45nm"),
        ("OV2640 camera", "imager-130nm"), ("OV7670", "imager-130nm"), ("LSM9DS1 IMU", "die-250nm"),
        ("BME280", "die-250nm"), ("HTS221TR", "die-250nm"), ("APDS-9960", "die-250nm"), ("ATECC608A", "die-130nm"),
        ("SX1276 LoRa transceiver", "die-90nm"), ("LED driver IS31FL3731", "die-130nm"), ("White LED 0603", "led"),
        ("LDO regulator AP2112K", "die-130nm"), ("Push button", "button"), ("Tactile switch", "button"),
        ("MEMS microphone MP34DT05", "mems-microphone"), ("Electret microphone capsule", "electret-microphone"),
        ("CR2032 coin cell", "cell-cr2032"), ("CR2032 battery holder", "connector"),
        ("USB-C connector", "usb-connector"),
        ("USB connector micro B", "usb-connector"), ("Pin header 2x5", "connector"), ("Ferrite bead", "inductor"),
        ("Tantalum capacitor 10u", "tantalum-capacitor"), ("Elko 100u", "electrolytic-capacitor"),
        ("Schottky diode", "diode"), ("N-channel MOSFET BSS138", "transistor"), ("Widerstand 10k", "resistor"),
        ("Kondensator 100n 0402", "capacitor-0402"), ("32.768 kHz crystal", "crystal"), ("Piezo buzzer", "buzzer"),
        ("Speaker 8 ohm", "speaker"), ("Vibration motor", "vibration-motor"),
        ("Chip antenna 2.4 GHz", "antenna-ceramic"),
        ("AA alkaline cell", "cell-aa-alkaline"), ("18650 Li-ion cell", "cell-18650"),
        ("Camera FFC connector", "connector"),
        ("LiPo battery 500 mAh", "li-ion-battery"), ("Cable 10 cm", "cable"), ("microSD card 8 GB", "nand-tlc-1z"),
        ("Relay 5V", "relay"), ("Battery charger MCP73831", "die-130nm"), ("Button cell CR2032", "cell-cr2032"),
        ("PSRAM 8MB APS6404L", "dram-57nm"), ("LED resistor", "resistor"),
    ],
)  # fmt: skip
def test_parts_by_what_they_are_called(component: str, part: str) -> None:
    mapped = one(component)
    assert mapped.part == part, mapped
    assert mapped.unit in tables.parts()[part].units


@pytest.mark.parametrize(
    ("component", "fragment"),
    [
        ("Frobnicator", "no rule fits"), ("Arduino Nano 33 BLE Sense", "a whole board"), ("OLED display", "area"),
        ("Solar panel", "area"), ("ABS enclosure", "counted by mass"), ("LiPo battery", "mass"),
        ("Battery pack", "chemistry"),
        ("USB cable", "length"), ("PCB", "area of the board"),
    ],
)  # fmt: skip
def test_what_is_not_assessed_says_why(component: str, fragment: str) -> None:
    mapped = one(component)
    assert mapped.part is None
    assert mapped.quantity is None
    assert fragment in mapped.reason


@pytest.mark.parametrize(
    ("reference", "value", "package", "part"),
    [
        ("R1", "10k", "Resistor_SMD:R_0402_1005Metric", "resistor-0402"), ("R1", "10k", "R0805", "resistor-0805"),
        ("R1", "10k", "Resistor_SMD:R_2512_6332Metric", "resistor"), ("C3", "1u", "Capacitor_SMD:C_0201_0603Metric",
         "capacitor-0201"), ("C3", "10u", "Capacitor_Tantalum_SMD:CP_EIA-3216-18_Kemet-A", "tantalum-capacitor"),
        ("C3", "100u", "Capacitor_SMD:CP_Elec_6.3x7.7", "electrolytic-capacitor"),
        ("L2", "2u2", "0603", "inductor-0603"),
        ("L2", "2u2", "1608 metric", "inductor-0603"), ("FB1", "600R", "L_0402_1005Metric", "inductor-0402"),
        ("D1", "LED", "LED_SMD:LED_0603_1608Metric", "led"), ("D2", "BAT54", "SOT-23", "diode"),
        ("Q1", "2N7002", "SOT-23", "transistor"), ("Y1", "12MHz", "Crystal_SMD_3225", "crystal"),
        ("J1", "USB_C_Receptacle", "USB_C_HRO", "usb-connector"), ("J2", "Conn_01x06", "PinHeader_1x06", "connector"),
        ("SW1", "RESET", "SW_SPST", "button"), ("U7", "XYZ123", "QFN-16", "die-130nm"),
        ("U1", "RP2040", "QFN-56", "die-mcu"), ("U2", "100nF decoupled LDO", "SOT-23-5", "die-130nm"),
        ("J5", "ESP32 programming", "PinHeader_1x06", "connector"), ("MK1", "SPH0645", "LGA", "mems-microphone"),
    ],
)  # fmt: skip
def test_parts_by_their_reference(reference: str, value: str, package: str, part: str) -> None:
    bom = read(f"Reference,Value,Footprint,Qty\n{reference},{value},{package},1\n")
    mapped = map_bom(bom)[0]
    assert mapped.part == part, mapped


def test_a_resistor_without_a_case_size_is_assumed() -> None:
    assert (one("Resistor").status, one("Resistor 0402").status) == ("assumed", "calculated")
    assert "case size" in one("Resistor").source
    assert "2512 is not in the library" in one("Resistor 2512").source


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("R_0402_1005Metric", "0402"), ("0603", "0603"), ("C0805", "0805"), ("R_0201_0603Metric", "0201"),
        ("0603 metric", "0201"), ("2012M", "0805"), ("SOT-23", ""), ("10603", ""), ("R_01005_0402Metric", "01005"),
        ("", ""), ("3.0402", ""),
    ],
)  # fmt: skip
def test_case_sizes(text: str, size: str) -> None:
    assert case_size(text) == size


def test_capacity_and_mass_make_the_quantity() -> None:
    """Worked: 2 x 500 mAh x 3.7 V = 3.7 Wh."""
    battery = one("LiPo battery 500 mAh", Quantity="2")
    assert (battery.quantity, battery.unit) == (0.0037, "kWh")
    assert (battery.low, battery.high) == (0.0036, 0.00385)
    casing = one("ABS enclosure", Quantity="2", Weight="25 g")
    assert (casing.part, casing.quantity, casing.unit, casing.mass_g) == ("abs", 50, "g", 50)
    cable = one("Cable 10 cm", Quantity="3")
    assert (cable.quantity, cable.unit) == (pytest.approx(0.3, rel=1e-12), "m")


def test_test_points_are_no_parts() -> None:
    bom = read("Reference,Value,Qty\nTP1,TestPoint,1\nH1,MountingHole,4\nR1,10k,1\n")
    mapped = map_bom(bom)
    found = coverage(mapped, bom)
    assert (found.lines, found.covered) == (1, 1)
    assert [s.number for s in found.skipped] == [2, 3]
    blocks = to_system_dict(mapped, "a", "1 year")["blocks"]
    assert [len(b["parts"]) for b in blocks.values()] == [1]


def test_the_board_takes_its_area_once() -> None:
    mapped = map_bom(read("Component,Qty,Price\nPCB main,2,1\nPCB aux,1,1\n"), board_area_mm2=100, board_layers=2)
    assert (mapped[0].part, mapped[0].quantity, mapped[0].cost) == ("pcb-fr4-2-layers", 200, 2)
    assert "a further board" in mapped[1].reason


@pytest.mark.parametrize(
    ("layers", "part", "status"),
    [(1, "pcb-fr4-2-layers", "estimated"), (2, "pcb-fr4-2-layers", "calculated"), (3, "pcb-fr4-4-layers", "estimated"),
     (8, "pcb-fr4-8-layers", "calculated"), (10, None, "not assessed"), (None, "pcb-fr4", "assumed")],
)  # fmt: skip
def test_layers_of_the_board(layers: int | None, part: str | None, status: str) -> None:
    board = with_board([], 810, layers)[0]
    assert (board.part, board.status) == (part, status)
    assert bool(board.reason) == (part is None)


@pytest.mark.parametrize(("area", "layers"), [(0, 2), (-1, 2), (math.inf, 2), (math.nan, 2), (10, 0), (None, -2)])
def test_a_board_that_cannot_be(area: float | None, layers: int) -> None:
    assert "a board of" in str(refusal(lambda: with_board([], area, layers)))


# --- rules ------------------------------------------------------------------------------------

RULE = "rules:\n- name: mine\n  match: {any: frob}\n  part: die-90nm\n  quantity: 4 mm2\n"


def test_own_rules_come_first(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(f"{RULE}  low: 3 mm2\n  high: 6 mm2\n  status: measured\n  block: connectivity\n", encoding="utf-8")
    mapped = map_bom(read("Component,Qty\nfrob RP2040,3\nRP2040,1\n"), load_rules(file))
    assert (mapped[0].part, mapped[0].block, mapped[0].why) == ("die-90nm", "connectivity", "mine")
    assert (mapped[0].low, mapped[0].quantity, mapped[0].high, mapped[0].status) == (9, 12, 18, "measured")
    assert mapped[1].part == "die-mcu"


BAD_RULES = {
    "unknown part": (RULE.replace("die-90nm", "die-91nm"), 4, ['unknown part "die-91nm"', "die-90nm"]),
    "unknown block": (f"{RULE}  block: procesing\n", 6, ['unknown block "procesing"', "processing"]),
    "unknown key": (f"{RULE}  hihg: 5 mm2\n", 6, ['unknown key "hihg"', "high"]),
    "unknown field": (RULE.replace("any:", "anny:"), 3, ['unknown field "anny"', "any"]),
    "no pattern": (RULE.replace("frob", "'('"), 3, ["is not a regular expression"]),
    "a number for a pattern": (RULE.replace("frob", "12"), 3, ["a pattern is a text"]),
    "wrong unit": (RULE.replace("4 mm2", "4 g"), 5, ['unit "g"']),
    "no unit": (RULE.replace("4 mm2", "4"), 5, ["4 has no unit"]),
    "negative": (RULE.replace("4 mm2", "-4 mm2"), 5, ["is negative"]),
    "no quantity": (RULE.replace("  quantity: 4 mm2\n", ""), 2, ["give the quantity of one piece"]),
    "half an interval": (f"{RULE}  low: 3 mm2\n", 2, ["low and high together"]),
    "interval that misses": (f"{RULE}  low: 5 mm2\n  high: 6 mm2\n", 2, ["lies outside"]),
    "unknown status": (f"{RULE}  status: sure\n", 6, ['unknown status "sure"', "measured"]),
    "no match": ("rules:\n- {part: led}\n", 2, ["fits every line"]),
    "two outcomes": ("rules:\n- {match: {any: a}, part: led, no_part: b}\n", 2, ["exactly one of"]),
    "no outcome": ("rules:\n- {match: {any: a}}\n", 2, ["exactly one of"]),
    "not a list": ("rules: {a: b}\n", 1, ["a list called rules"]),
    "a text for a rule": ("rules: [a]\n", 1, ["a rule is a map"]),
    "another schema": ("schema: a/1\nrules: []\n", 1, ["unknown schema"]),
    "by mass where it has none": ("rules:\n- {match: {any: a}, part: led, quantity: mass}\n", 2, ["not in g"]),
    "times without a group": ("rules:\n- {match: {any: a}, part: led, times: a}\n", 2, ["one group"]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_RULES)
def test_bad_rules_name_their_line(what: str) -> None:
    text, line, fragments = BAD_RULES[what]
    error = refusal(lambda: rules_from_text(text, "mine.yaml"))
    assert error.file == "mine.yaml"
    for fragment in fragments:
        assert fragment in str(error)
    assert error.line == line


def test_every_shipped_rule_can_be_used() -> None:
    rules = load_rules()
    assert len({r.name for r in rules}) == len(rules)
    for rule in rules:
        estimated = rule.part is None or rule.unit != "mm2" or rule.counted_by != "pieces"
        assert estimated or (rule.status == "estimated" and rule.low is not None), rule.name
        assert rule.source or rule.status == "calculated", rule.name


# --- KiCad ------------------------------------------------------------------------------------

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


# --- size and room ---------------------------------------------------------------------------


def test_fifty_thousand_lines_go_through() -> None:
    rows = "".join(f"X{i},{i % 7 + 1},thing {i % 5000},\n" for i in range(50_000))
    bom = read(f"{HEAD}{rows}")
    found = coverage(map_bom(bom), bom)
    assert (found.lines, found.covered) == (50_000, 0)


def test_the_room_needs_nothing_heavy() -> None:
    loaded = loaded_after("import footprint.bom; footprint.bom.load_rules()")
    assert not loaded & {"numpy", "pandas", "pint", "pydantic", "streamlit", "reportlab"}


def test_names_are_public() -> None:
    import footprint.bom

    for name in footprint.bom.__all__:
        thing: Any = getattr(footprint.bom, name)
        assert thing.__doc__


def test_patterns_ignore_case_and_keep_their_syntax() -> None:
    r"""Capitals that are syntax, such as \W and (?P<...>), stay what they are."""
    text = r"rules: [{match: {any: '^(?P<A>FROB)\W[A-C]\b'}, part: led}]"
    rules = rules_from_text(text, "mine.yaml")
    found = map_bom(read("Component,Qty\nFrob-b,1\nfrobxb,1\nfrob b,1\n"), rules)
    assert [m.part for m in found] == ["led", None, "led"]


def test_a_rule_by_reference_tells_like_lines_apart() -> None:
    rules = rules_from_text("rules: [{match: {reference: '^R2$'}, part: led}]", "mine.yaml")
    found = map_bom(read("Reference,Value,Qty\nR1,10k,1\nR2,10k,1\n"), rules)
    assert [m.part for m in found] == [None, "led"]
