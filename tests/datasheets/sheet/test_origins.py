"""Origins: where typed text is from stands beside it in everything that is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import datasheets
from datasheets.content.blocks import Facts, Prose
from datasheets.renderers.document import datasheet_document
from datasheets.sheet.origins import Origin
from datasheets.sheet.sheet import Datasheet, datasheet_from_text
from footprint.errors import InputError

TEXT = """\
schema: footprint.datasheet/1
language: en
title_page: {name: Band}
data_and_model:
  biases: Nobody above 60 was asked, and nobody below 18, because the study was made among the staff of one office only.
  training_licence: CC-BY-4.0
  classes: [wave, knock]
  weights: {value: 3 kB, status: declared, evidence: card.md}
origins:
  data_and_model.biases: {status: declared, evidence: "croissant.json, rai:dataBiases"}
  data_and_model.training_licence: {status: declared, evidence: "croissant.json, license"}
  data_and_model.classes: {status: declared, evidence: card.md}
"""


def read(text: str) -> Datasheet:
    return datasheet_from_text(text, "sheet.yaml", Path(__file__).parent)


def test_origins_are_read() -> None:
    assert read(TEXT).origins["data_and_model.biases"] == Origin("declared", "croissant.json, rai:dataBiases")


def test_a_short_text_has_status_and_evidence_beside_it() -> None:
    content = datasheets.compose(read(TEXT), [])
    chapter = next(c for c in content.chapters if c.key == "data_and_model")
    facts = [f for part in chapter.parts for b in part.blocks if isinstance(b, Facts) for f in b.facts]
    licence = next(f.value for f in facts if f.value.text == "CC-BY-4.0")
    assert licence.status == "declared"
    assert next(e for e in content.evidence if e.number == licence.evidence).text == "croissant.json, license"


def test_long_texts_and_lists_end_with_where_they_are_from() -> None:
    content = datasheets.compose(read(TEXT), [])
    chapter = next(c for c in content.chapters if c.key == "data_and_model")
    said = [p for part in chapter.parts for b in part.blocks if isinstance(b, Prose) for p in b.paragraphs]
    assert any(p.startswith("Declared: from croissant.json, rai:dataBiases, evidence ") for p in said)
    assert any(p.startswith("Declared: from card.md, evidence ") for p in said)


def test_the_json_document_lists_origins() -> None:
    found = datasheet_document(read(TEXT), [])["origins"]
    assert found["data_and_model.training_licence"] == {"status": "declared", "evidence": "croissant.json, license"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("data_and_model.bias: {status: declared, evidence: x}", "nothing is at"),
        ("data_and_model.task: {status: declared, evidence: x}", "nothing is at"),
        ("data_and_model.weights: {status: declared, evidence: x}", "is a quantity"),
        ("data_and_model.biases: {status: known, evidence: x}", "unknown status"),
        ("data_and_model.biases: {status: declared}", "evidence must be text"),
        ("data_and_model.biases: {status: declared, evidence: x, note: y}", "unknown key"),
        ("data_and_model.biases: croissant.json", "an origin has status and evidence"),
    ],
)
def test_bad_origins_name_their_line(line: str, words: str) -> None:
    text = TEXT[: TEXT.index("origins:")] + f"origins:\n  {line}\n"
    with pytest.raises(InputError, match=words) as caught:
        read(text)
    assert caught.value.line == text.count("\n")


def test_origins_must_be_a_map() -> None:
    with pytest.raises(InputError, match="origins must be a map"):
        read("schema: footprint.datasheet/1\nlanguage: en\norigins: [a]\n")
