"""Reading bills of materials: CSV in all the forms that spreadsheets write, and what is no list."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.bom import Bom, bom_from_bytes, coverage, map_bom, read_bom, to_system_dict
from footprint.bom.cells import currency, decimal_mark, read_number, read_pieces
from footprint.bom.lines import MAX_BYTES, count_references
from footprint.bom.reading import headings
from footprint.system import System
from tests.footprint.bom_lists import read, refusal
from tests.footprint.examples import error_of

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
