"""Every field of the template through the texts of its widgets: what is typed stands in the source and reads back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

from datasheets.sheet.files import Image
from datasheets.sheet.plain import value_words
from datasheets.sheet.template import Field, template
from datasheets.sheet.values import Quantity
from footprint_app import datasheet_files
from footprint_app.datasheet_state import Work
from footprint_app.datasheet_values import REASON, TEXT, given_of, mode_of, raw_of, typed_again

EMPTY = "schema: footprint.datasheet/1\nlanguage: en\n"
TYPED = {
    "text": "Ä band, 1.10: “small” #1", "prose": "One.\n\nTwo: 3 %.", "list": "first\nsecond: 2", "date": "2026-03-31",
    "url": "https://example.org/a?b=c#d", "email": "a@example.org",
}  # fmt: skip
FIELDS = [(s.key, f) for s in template() for f in s.fields]


def empty() -> Work:
    files = datasheet_files.new_folder()
    (files.path / "flow.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return Work(files, EMPTY, EMPTY, "")


def typed(field: Field) -> dict[str, str]:
    """What a person types into the widgets of a field."""
    if field.kind == "quantity":
        unit = "" if field.unit in ("", "1") else f" {field.unit}"
        return {
            "value": f"0.50{unit}", "min": f"0.4{unit}", "max": f"1{unit}", "low": f"0.45{unit}", "high": f"0.6{unit}",
            "level": "95 %", "count": "12", "n": "24", "status": "measured", "evidence": "power.csv", "note": "a: b",
        }  # fmt: skip
    if field.kind == "image":
        return {"file": "flow.svg", "alt": "Boxes in a row"}
    return {TEXT: field.choices[-1] if field.kind == "choice" else TYPED[field.kind]}


def check(field: Field, value: Any, raw: dict[str, str]) -> None:
    """The value of the sheet is what was typed."""
    if field.kind == "quantity":
        assert isinstance(value, Quantity)
        ends = {k: getattr(value, k) for k in ("value", "minimum", "maximum", "low", "high")}
        assert [m.text for m in ends.values()] == [raw[k] for k in ("value", "min", "max", "low", "high")]
        assert value.level == pytest.approx(0.95, rel=1e-12)
        assert (value.count, value.n) == (12, 24)
        assert (value.status, value.evidence, value.note) == ("measured", "power.csv", "a: b")
    elif field.kind == "image":
        assert isinstance(value, Image)
        assert (value.file, value.alt, value.path is not None) == ("flow.svg", "Boxes in a row", True)
    elif field.kind == "list":
        assert value == raw[TEXT].splitlines()
    elif field.kind == "date":
        assert value == date.fromisoformat(raw[TEXT])
    else:
        assert value == raw[TEXT]


@pytest.mark.parametrize(("section", "field"), FIELDS, ids=lambda x: x if isinstance(x, str) else x.key)
def test_what_is_typed_reads_back(section: str, field: Field) -> None:
    work = empty()
    if field.kind == "table":
        raws = {c.key: typed(c) for c in field.columns}
        row = {c.key: given_of(c, raws[c.key], None) for c in field.columns}
        assert work.put((section, field.key), [row]), work.drafts
        cells = work.read().sheet.sections[section][field.key][0]  # type: ignore[union-attr]
        for column in field.columns:
            check(column, cells[column.key], raws[column.key])
        return
    raw = typed(field)
    assert work.answer((section, field.key), field, given_of(field, raw, None), raw), work.drafts
    check(field, work.read().sheet.sections[section][field.key], raw)  # type: ignore[union-attr]
    assert raw_of(field, work.read().data[section][field.key]) == raw, "and the widgets show it"


def test_what_was_not_touched_stays_as_it_was_written() -> None:
    field = Field("x", "X", "optional", "quantity")
    old = {"typical": 40, "count": 4, "n": 8, "status": "measured"}
    raw = raw_of(field, old)
    assert raw == {"value": "40", "count": "4", "n": "8", "status": "measured"}
    assert given_of(field, {**raw, "note": "n"}, old) == {**old, "note": "n"}
    assert given_of(field, {**raw, "value": "41 "}, old) == {**old, "typical": "41"}
    assert list(given_of(field, {"value": "41", "note": "n", "status": "measured", "n": "8"}, old)) == [
        "typical", "n", "status", "note",
    ], "in the order in which it was written"  # fmt: skip
    assert given_of(field, {}, old) is None


def test_an_answer_that_is_no_value_shows_none() -> None:
    field = Field("x", "X", "optional", "quantity")
    answers: dict[str, Any] = {
        "not disclosed": "not disclosed", "not applicable: it has none": "not applicable", "not provided": "value",
    }  # fmt: skip
    assert {given: mode_of(given) for given in answers} == answers
    assert mode_of({"from": "model.macs"}) == "from"
    assert raw_of(field, "not applicable: it has none") == {REASON: "it has none"}
    assert raw_of(field, "not provided") == raw_of(field, {"from": "model.macs"}) == {}


def test_a_taken_value_is_typed_with_its_evidence() -> None:
    """The gesture example takes its multiply-accumulates, 39744, from the model."""
    from footprint_app.datasheet_start import example

    work = example()
    before = work.read().sheet.sections["data_and_model"]["macs"]  # type: ignore[union-attr]
    work.type_instead(("data_and_model", "macs"))
    given = work.read().data["data_and_model"]["macs"]
    assert given == {"value": "39744", "status": "calculated", "evidence": "gesture_int8.tflite"}
    after = work.read().sheet.sections["data_and_model"]["macs"]  # type: ignore[union-attr]
    assert typed_again(after) == typed_again(before)
    assert value_words(after) == "39744, calculated"


@pytest.mark.parametrize(
    "place", [("performance", "metrics"), ("environment", "by_block"), ("environment", "footprint")]
)
def test_taken_tables_and_intervals_are_typed_again(place: tuple[str, str]) -> None:
    from footprint_app.datasheet_start import example

    work = example()
    before = typed_again(work.read().sheet.sections[place[0]][place[1]])  # type: ignore[union-attr]
    work.type_instead(place)
    assert not work.drafts
    assert typed_again(work.read().sheet.sections[place[0]][place[1]]) == before  # type: ignore[union-attr]


def test_the_example_of_a_published_datasheet_is_shown_whole() -> None:
    """Every field of it survives its widgets: what they show makes the same value again."""
    source = (Path(__file__).parents[2] / "docs" / "examples" / "pa1" / "datasheet.yaml").read_text(encoding="utf-8")
    work = empty()
    work.text = source
    data = work.read().data
    for section, field in FIELDS:
        given = data.get(section, {}).get(field.key)
        if given is None or (isinstance(given, list) and field.kind == "table") or given == "not provided":
            continue
        raw = raw_of(field, given)
        if given != "not disclosed":
            assert given_of(field, raw, given) == given, (section, field.key)
