"""Tables, the coverage of a bill of materials, acronyms and attachments."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from datasheets.content import attachments as attaching
from datasheets.content.blocks import Fact, Grid, Value
from datasheets.content.compose import compose
from tests.datasheets.content.printed import EXAMPLES, chapter, content_of, example, fact, grid, part, sheet_of, walk

Q = {"status": "measured", "evidence": "bench"}


def electrical(*values: dict[str, Any]) -> Grid:
    rows = [{"parameter": f"P{i}", "value": value} for i, value in enumerate(values)]
    return grid(content_of(hardware={"electrical": rows}), "hardware", "Parameter")


def test_ranges_get_a_column_each() -> None:
    """Least, typical and greatest, and the unit; each with its status."""
    table = electrical({"min": "3.0 V", "max": "3.6 V", **Q}, {"value": "40 mA", **Q, "note": "awake"})
    assert [c.title for c in table.columns] == ["Parameter", "Min", "Typ", "Max", "Unit"]
    assert [[v.text for v in row] for row in table.rows] == [["P0", "3.0", "", "3.6", "V"], ["P1", "", "40", "", "mA"]]
    assert [v.status for v in table.rows[0]] == ["", "measured", "", "measured", ""]
    assert table.rows[1][2].note == "awake"


def test_ranges_of_mixed_units_keep_them_beside() -> None:
    table = electrical({"min": "900 uA", "max": "1.2 mA", **Q})
    assert [c.title for c in table.columns] == ["Parameter", "Min", "Typ", "Max"]
    assert [v.text for v in table.rows[0]] == ["P0", "900 µA", "", "1.2 mA"]


def test_ranges_that_are_missing_are_marked() -> None:
    table = electrical({"min": "3.0 V", "max": "3.6 V", **Q}, {"status": "not assessed"})
    assert table.rows[1][2].mark == "not assessed"


def test_values_with_intervals_stay_together() -> None:
    table = electrical({"value": "40 mA", "low": "38 mA", "high": "42 mA", **Q}, {"min": "3 V", **Q})
    assert [c.title for c in table.columns] == ["Parameter", "Value"]
    assert [row[1].text for row in table.rows] == ["40 mA (38–42)", "at least 3 V"]


def test_columns_that_nobody_fills_are_left_out() -> None:
    table = electrical({"value": "1 V", **Q})
    assert [c.title for c in table.columns] == ["Parameter", "Value"]
    assert [c.align for c in table.columns] == ["left", "decimal"]


def test_one_level_is_said_once() -> None:
    """In the tables of the gesture band, and not in every row."""
    table = grid(example("gesture")[1], "performance", "Metric")
    assert "Intervals in brackets hold 95 %." in table.note
    assert table.rows[0][2].text == "94.2 % (91.7–95.9), 452 of 480"


def test_levels_that_differ_are_said_in_every_row() -> None:
    """An interval of 90 % is not taken for one of 95 % beside it, nor one without a level for either."""
    sure = [{"level": "95 %"}, {"level": "90 %"}, {}]
    rows = [
        {"metric": "accuracy", "value": {"value": "80 %", "low": "70 %", "high": "90 %", **Q, **one}} for one in sure
    ]
    table = grid(content_of(performance={"metrics": rows}), "performance", "Metric")
    assert "hold" not in table.note
    assert [row[1].text for row in table.rows] == [
        "80 % (95 % interval: 70–90)", "80 % (90 % interval: 70–90)", "80 % (70–90)",
    ]  # fmt: skip


def test_a_remark_of_every_row_is_said_once() -> None:
    table = grid(example("gesture")[1], "environment", "Block")
    assert "Bounds of the factors and quantities." in table.note
    assert {v.note for row in table.rows for v in row} == {""}
    two = electrical({"value": "1 V", **Q, "note": "a"}, {"value": "2 V", **Q, "note": "b"})
    assert [row[1].note for row in two.rows] == ["a", "b"]


def test_masses_of_a_column_share_their_unit() -> None:
    """60 g of the user interface stand in kg beside 0.4 kg; what is below a hundredth of a kg has its own."""
    rows = {row[0].text: row[1].text for row in grid(example("gesture")[1], "environment", "Block").rows}
    assert rows["User interface"].startswith("0.060 kg")
    assert rows["Use"].startswith("1.03 g")


# Coverage of the bill of materials


def coverage(*rows: dict[str, Any]) -> dict[str, Value]:
    lines = [{"component": "x", "quantity": {"value": 1, **Q}, **row} for row in rows]
    content = content_of(hardware={"bom": lines})
    return {f.title: f.value for f in walk(part(content, "hardware", "Bill of materials"), Fact)}


def test_coverage_of_pa1() -> None:
    """Cost: 14.51 USD in all, without 0.69 + 1.28 + 0.57 of the three parts that are left out: 11.97, 82 %."""
    content = example("pa1")[1]
    assert fact(content, "hardware", "Lines in the footprint").text == "10 of 13"
    assert fact(content, "hardware", "Share of the cost").text == "82 %"
    mass = fact(content, "hardware", "Share of the mass")
    assert (mass.mark, mass.status) == ("not assessed", "")


def test_coverage_by_mass_counts_pieces() -> None:
    """Three parts of 2 g inside and one of 4 g outside: 6 of 10 g."""
    found = coverage(
        {"in_footprint": "yes", "quantity": {"value": 3, **Q}, "mass": {"value": "2 g", **Q}},
        {"in_footprint": "no", "mass": {"value": "0.004 kg", **Q}},
    )
    assert (found["Share of the mass"].text, found["Share of the mass"].status) == ("60 %", "calculated")
    assert found["Share of the cost"].mark == "not assessed"


@pytest.mark.parametrize("cost", ["1.00 EUR", "1.00", "about 1 USD", "not disclosed"])
def test_costs_that_do_not_add_up_are_not_added(cost: str) -> None:
    """Another currency, none beside one, or no price."""
    found = coverage({"in_footprint": "yes", "unit_cost": "1.00 USD"}, {"in_footprint": "no", "unit_cost": cost})
    assert found["Share of the cost"].mark == "not assessed"


@pytest.mark.parametrize("costs", [("$1.50", "$0.50"), ("1.5 €", "0.5 €"), ("1.5", "0.5")])
def test_costs_with_one_currency(costs: tuple[str, str]) -> None:
    """1.5 of 2.0 is 75 %."""
    found = coverage(
        {"in_footprint": "yes", "unit_cost": costs[0]}, {"in_footprint": "no", "unit_cost": costs[1]}
    )  # fmt: skip
    assert found["Share of the cost"].text == "75 %"


def test_lines_that_do_not_say_are_counted() -> None:
    found = coverage({"in_footprint": "yes"}, {})
    assert found["Lines in the footprint"].text == "1 of 2"
    assert found["Lines in the footprint"].note == "1 of the lines do not say"
    assert found["Share of the cost"].mark == "not assessed"


def test_no_coverage_where_no_line_says() -> None:
    found = coverage({}, {})
    assert {v.mark for v in found.values()} == {"not assessed"}
    assert found["Lines in the footprint"].note == "no line says whether it is in the footprint"


# Acronyms


def acronyms(text: str, **more: Any) -> dict[str, Value]:
    content = content_of(overview={"description": text}, **more)
    found = grid(content, "glossary", "Acronym")
    return {row[0].text: row[1] for row in found.rows}


def test_acronyms_are_collected_with_their_meaning() -> None:
    found = acronyms("The MCU talks over I2C; RoHS applies, and CO2e is counted. XQZ too.")
    assert found["I2C"].text == "inter-integrated circuit, a serial bus"
    assert found["MCU"].text == "microcontroller unit"
    assert {"RoHS", "CO₂e"} <= set(found)
    assert found["XQZ"].mark == "not provided"
    assert list(found) == sorted(found, key=str.casefold)


def test_known_acronyms_are_found_in_compounds_and_not_in_addresses() -> None:
    """SPI/UART and an LED-ring are written so; a file or an address that holds the letters is none."""
    found = acronyms("SPI/UART, an LED-ring, (I2C), SHA-256; https://x.example/USB/ROC, RAM.txt, me@PCB.example")
    assert set(found) >= {"SPI", "UART", "LED", "I2C", "SHA-256"}
    assert not {"ROC", "RAM"} & set(found)


def test_the_sheet_explains_first() -> None:
    """Also what its text does not use."""
    rows = [{"acronym": "MCU", "meaning": "my control unit"}, {"acronym": "ZZZ", "meaning": "sleep"}]
    found = acronyms("The MCU.", glossary={"acronyms": rows})
    assert (found["MCU"].text, found["ZZZ"].text) == ("my control unit", "sleep")


@pytest.mark.parametrize(
    "text",
    [
        "STM32U575ZI-Q", "an RP2040", "0x2F and DEADBEEF42", "made by QWIIC, the Qwiic maker", "see MY.TXT and A/BCDE",
        "MS-COCO", "DEU", "a OUT b out", "ftp://ABCD", "me@XYZ", "MX_VALUE", "4 GB",
    ],
)  # fmt: skip
def test_what_is_no_acronym(text: str) -> None:
    """Part numbers, hex digits, names, files, addresses, countries, units."""
    unknown = {name for name, value in acronyms(text).items() if value.mark}
    assert unknown == set()


def test_glossary_terms_stand_after_the_acronyms() -> None:
    content = content_of(glossary={"terms": [{"term": "Arena", "meaning": "Memory of the tensors."}]})
    tables = list(walk(chapter(content, "glossary"), Grid))
    assert [t.columns[0].title for t in tables] == ["Acronym", "Term"]
    assert tables[1].rows[0][1].text == "Memory of the tensors."


# Attachments


def test_attachments_are_the_source_the_json_and_the_results() -> None:
    sheet, content = example("gesture")
    files = {a.name: a for a in content.attachments}
    assert list(files) == [
        "datasheet.yaml", "datasheet.json", "evaluation.json", "gesture-band.yaml", "system-footprint.json",
    ]  # fmt: skip
    folder = EXAMPLES / "gesture"
    for name in ("datasheet.yaml", "evaluation.json", "gesture-band.yaml"):
        assert files[name].content == (folder / name).read_bytes()
    document = json.loads(files["datasheet.json"].content)
    assert document["schema"] == "footprint.datasheet-document/1"
    result = json.loads(files["system-footprint.json"].content)
    assert result["inputs_sha256"] == sheet.get("environment.inputs_sha256")


def test_large_files_are_named_and_not_attached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "LARGEST", 40)
    (tmp_path / "bom.csv").write_text("component,quantity\n" + "LED,2\n" * 10, encoding="utf-8")
    content = content_of(tmp_path, artefacts={"bom": {"file": "bom.csv"}})
    assert [a.name for a in content.attachments] == ["sensor.yaml", "sensor.json"]
    (row,) = grid(content, "title_page", "File").rows
    assert row[4].text.startswith("no, ")
    assert len(row[2].text) == 64


def test_attachments_have_names_of_their_own(tmp_path: Path) -> None:
    """A bill of materials that is called like the datasheet, in a folder of its own."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/sensor.csv").write_text("component,quantity\nLED,2\n", encoding="utf-8")
    (tmp_path / "sensor.csv").write_text("component,quantity\nLED,3\n", encoding="utf-8")
    artefacts = {"bom": {"file": "parts/sensor.csv"}, "other": {"kind": "bom", "file": "sensor.csv"}}
    names = [a.name for a in content_of(tmp_path, artefacts=artefacts).attachments]
    assert names == ["sensor.yaml", "sensor.json", "sensor.csv", "sensor-2.csv"]


def test_the_source_has_a_name_whatever_the_file_was_called() -> None:
    """An upload may come without one; folders are not told."""
    for file, name in (("", "datasheet.yaml"), ("/home/me/x.yml", "x.yml"), ("my sheet", "my sheet.yaml")):
        assert compose(sheet_of(file=file), ()).attachments[0].name == name


def test_a_file_with_two_names_is_attached_once(tmp_path: Path) -> None:
    """In the order of the source file, and files of equal names from elsewhere stay apart."""
    (tmp_path / "sub").mkdir()
    for path in ("a.csv", "sub/a.csv"):
        (tmp_path / path).write_text("component,quantity\nLED,2\n", encoding="utf-8")
    files = {"one": "a.csv", "two": "sub/a.csv", "three": "a.csv"}
    content = content_of(tmp_path, artefacts={n: {"kind": "bom", "file": f} for n, f in files.items()})
    assert [a.name for a in content.attachments] == ["sensor.yaml", "sensor.json", "a.csv", "a-2.csv"]


def test_a_long_word_is_no_trouble_for_acronyms() -> None:
    """A hundred thousand letters take no longer than their length asks for; addresses hold no acronyms."""
    content = content_of(
        overview={"description": "x" * 100_000, "stakeholders": ["ABC", "see https://host/XYZ and a@QRS"]}
    )
    found = [row[0].text for row in grid(content, "glossary", "Acronym").rows]
    assert "ABC" in found
    assert not {"XYZ", "QRS"} & set(found)
