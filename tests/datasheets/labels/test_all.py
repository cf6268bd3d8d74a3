"""All labels of a datasheet: every field reaches the words and the picture, is counted once, and stays the same."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]

import datasheets
from datasheets.labels.all import why_no_label
from datasheets.labels.label import MARKS, Label
from datasheets.labels.svg import label_svg
from datasheets.pdf import drawable
from tests.datasheets.examples import HOSTILE_NAME, LONG, squeezed
from tests.datasheets.labels.sheets import GESTURE, PA1, example, full_of, sheet, unmodified

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.sampled_from(["not disclosed", "not provided", "not applicable: why not", "a value", HOSTILE_NAME, LONG])


def drawn(text: str) -> str:
    """The texts of an SVG in their order, without white space."""
    return squeezed("".join(node.text or "" for node in etree.fromstring(text.encode()).iter(f"{SVG}text")))


def holds_everything(label: Label) -> None:
    """Titles and values of all fields stand in the text alternative and, in their order, in the picture."""
    seen, told = drawn(label_svg(label)), squeezed(label.alt)
    rows = [*label.header, *(row for group in label.groups for row in group.rows)]
    rows += [label.code.row] if label.code else []
    position = 0
    for row in rows[: len(label.header)] if label.bars else rows:
        mark = row.mark.capitalize() if row.mark in ("not disclosed", "not provided") else ""
        value = mark or drawable(row.words.replace(": ", " ", 1) if row.badge else row.words)
        want = squeezed(drawable(row.title)) + squeezed(value)
        assert want in seen[position:], (label.key, row)
        position = seen.index(want, position) + 1
    for row in rows:
        assert squeezed(f"{row.title}: {row.words}") in told, (label.key, row)
        assert squeezed(drawable(row.title)) in seen
        assert squeezed(drawable(row.text)) in seen
    for group in label.groups:
        assert squeezed(drawable(group.title)) in seen
        for title in group.open:
            assert squeezed(title) in seen
            assert squeezed(title) in told
    for bar in label.bars:
        assert squeezed(drawable(bar.title)) + squeezed(bar.text) in seen
        assert squeezed(bar.title + bar.text) in told
    for words in (label.title, label.basis, label.subject, label.figure, label.figure_note, label.beyond):
        assert squeezed(drawable(words)) in seen
        assert squeezed(words) in told


@pytest.mark.parametrize("path", [GESTURE, PA1])
def test_examples(path: str) -> None:
    labels = example(path)
    assert [key.partition("-")[0] for key in labels] == ["dataset", "iot", "iot", "environment"]
    for label in labels.values():
        holds_everything(label)


@pytest.mark.parametrize("text", [LONG, HOSTILE_NAME, "lorem ipsum " * 25])
def test_values_of_any_kind(text: str) -> None:
    for label in datasheets.labels_of(full_of(text)):
        holds_everything(label)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.sampled_from(["access", "oversight", "phone", "platforms", "privacy_policy", "linkage",
                                        "hardware_safety", "key_management", "contact"]), VALUES),
       st.dictionaries(st.sampled_from(["sensor", "purpose", "sold_to", "frequency"]), VALUES))  # fmt: skip
def test_every_field_is_counted_once(fields: dict[str, str], cells: dict[str, str]) -> None:
    """16 and 38 fields whatever they hold; the counts are those of the marks that the rows have."""
    sections = unmodified()
    sections["security_and_privacy"] |= fields
    sections["security_and_privacy"]["label"][0] |= cells
    made = sheet(**sections)
    first, second = (label for label in datasheets.labels_of(made) if label.key.startswith("iot"))
    assert (first.counts.fields, second.counts.fields) == (16, 38)
    for label in (first, second):
        assert label.code is not None
        marks = [r.mark for r in (*label.header, *(r for g in label.groups for r in g.rows), label.code.row)]
        assert [label.counts.of(mark) for mark in ("", *MARKS)] == [marks.count(mark) for mark in ("", *MARKS)]
        holds_everything(label)


def test_same_input_same_bytes() -> None:
    for path in (GESTURE, PA1):
        first, second = example(path), example(path)
        assert first == second
        for key, label in first.items():
            for one in (False, True):
                assert label_svg(label, one_colour=one) == label_svg(second[key], one_colour=one)


def test_reasons_where_there_is_none() -> None:
    assert set(why_no_label(sheet())) == {"dataset", "iot", "environment"}
    assert datasheets.labels_of(sheet()) == ()
    assert why_no_label(datasheets.load_datasheet(PA1)) == {}


def test_an_svg_names_itself_and_says_all() -> None:
    for label in example(PA1).values():
        root = etree.fromstring(datasheets.label_svg(label).encode())
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == label.title
        assert root.findtext(f"{SVG}desc") == label.alt
        assert {node.tag for node in root.iter()} <= {
            SVG + n for n in ("svg", "title", "desc", "g", "rect", "line", "text", "polyline", "path")
        }


def test_one_colour_is_black_alone() -> None:
    """No other paint, no opacity, no variable that a page could set; in colours there are some."""
    for label in (*example(GESTURE).values(), *datasheets.labels_of(full_of("a value"))):
        text = label_svg(label, one_colour=True)
        paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', text))
        assert paints == {"#000000", "none"}
        assert "var(" not in text
        assert "opacity" not in text
        assert drawn(text) == drawn(label_svg(label))
        assert "var(--fp-ink,#1a1a1a)" in label_svg(label)


def test_marks_differ_without_colour() -> None:
    """Not disclosed has a frame with a hatched end, not provided a dashed one; a value and a reason have none."""
    said = {"patches": "none", "privacy_policy": "none", "other_data": ["none"], "label_url": "https://a.example/b"}
    looks = []
    for value in ("a value", "not applicable: why", "not provided", "not disclosed"):
        made = sheet(security_and_privacy={**said, "access": value})
        (label,) = (one for one in datasheets.labels_of(made) if one.key == "iot-1")
        row = label_svg(label, one_colour=True).partition(">Access control<")[2].partition(">Data of sensors<")[0]
        row = row.rpartition("<line")[0]  # the rule of the next group
        looks.append((row.count("<rect"), row.count("stroke-dasharray"), row.count("<line") > 4))
    assert looks == [(0, 0, False), (0, 0, False), (0, 1, False), (1, 0, True)]
