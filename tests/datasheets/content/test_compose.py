"""What is printed of a datasheet: the order of the template, every required field, evidence, and nothing invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from datasheets.content.blocks import Fact, Figure, Grid, Prose, Value
from datasheets.content.compose import compose
from datasheets.lints.rules import lint
from datasheets.sheet.progress import progress
from datasheets.sheet.sheet import load_datasheet
from datasheets.sheet.template import section, template
from datasheets.sheet.values import Quantity, is_missing
from footprint.errors import InputError
from tests.datasheets.content.printed import (
    EXAMPLES,
    chapter,
    content_of,
    example,
    fact,
    grid,
    part,
    sheet_of,
    titles,
    walk,
)  # fmt: skip
from tests.datasheets.examples import HOSTILE_NAME, LONG

both = pytest.mark.parametrize("name", ["gesture", "pa1"])
Q = {"status": "measured", "evidence": "bench"}


@both
def test_sections_stand_in_the_order_of_the_template(name: str) -> None:
    """Sections 1 to 10, then what the rules found, then the evidence."""
    content = example(name)[1]
    assert [c.number for c in content.chapters] == [*(str(n) for n in range(1, 11)), "", ""]
    assert [c.key for c in content.chapters[:10]] == [s.key for s in template()][1:]
    assert [c.key for c in content.chapters[10:]] == ["findings", "evidence"]
    assert content.chapters[-1].title == "Evidence"


@both
def test_every_required_field_stands_in_its_section_in_order(name: str) -> None:
    """Whether it is filled or not; a field that stands alone under its heading may have the heading as its title."""
    sheet, content = example(name)
    for part_ in template():
        if part_.key == "glossary":
            continue
        printed = titles(content, part_.key)
        given = sheet.sections.get(part_.key, {})
        wanted = [f.title for f in part_.fields if f.need == "required" or f.key in given]
        left = iter(printed)
        missing = [title for title in wanted if title not in left]
        assert missing == [], part_.key


@both
def test_missing_required_fields_are_marked(name: str) -> None:
    """As many facts say "not provided" as required fields are unanswered, or more: optional ones may say so too."""
    sheet, content = example(name)
    for part_ in template():
        where = content.cover if part_.key == "title_page" else chapter(content, part_.key)
        marked = {f.title for f in walk(where, Fact) if f.value.mark == "not provided"}
        missing = [f for f in part_.fields if f.need == "required" and is_missing(sheet.get(f"{part_.key}.{f.key}"))]
        assert {f.title for f in missing} <= marked, part_.key


@both
def test_every_number_says_how_it_is_known(name: str) -> None:
    """Every quantity of the sheet is printed with its status and, where it names one, its evidence."""
    sheet, content = example(name)
    known = {"measured", "calculated", "estimated", "assumed", "declared"}
    blocks = [b for c in content.chapters for p in c.parts for b in p.blocks if not isinstance(b, Figure)]
    printed = [v for v in walk(tuple(blocks), Value) if v.status]
    assert {v.status for v in printed} <= known
    quantities = [e.value for e in sheet.entries() if isinstance(e.value, Quantity) and e.value.measures]
    assert len(printed) >= len(quantities) > 30
    assert all(v.evidence for v in printed if v.status != "calculated")
    assert {v.evidence for v in walk(content.chapters, Value)} - {0} <= {e.number for e in content.evidence}


@both
def test_evidence_is_numbered_by_first_use_and_stands_once(name: str) -> None:
    content = example(name)[1]
    used = list(dict.fromkeys(v.evidence for v in walk((content.cover, content.chapters), Value) if v.evidence))
    assert used == sorted(used)
    assert [e.number for e in content.evidence] == list(range(1, len(content.evidence) + 1))
    assert len({(e.text, e.sha256) for e in content.evidence}) == len(content.evidence)
    rows = grid(content, "evidence", "Number").rows
    assert [(row[0].text, row[1].text, row[2].text) for row in rows] == [
        (str(e.number), e.text, e.sha256) for e in content.evidence
    ]


def test_artefacts_are_evidence_with_their_hash() -> None:
    """The gesture band: what was taken from a file names the file, and a typed file name is that file."""
    sheet, content = example("gesture")
    hashes = {a.file: a.found_sha256 for a in sheet.artefacts.named.values()}
    by_number = {e.number: e for e in content.evidence}
    macs = fact(content, "data_and_model", "Multiply-accumulates of one inference")
    assert (macs.text, macs.status) == ("39 744", "calculated")
    assert by_number[macs.evidence].sha256 == hashes["gesture_int8.tflite"]
    latency = fact(content, "performance", "Latency, median")
    assert by_number[latency.evidence].sha256 == hashes["gesture-band.yaml"]
    coverage = fact(content, "environment", "Coverage")
    assert by_number[coverage.evidence].sha256 == hashes["gesture-band.yaml"]
    assert fact(content, "system", "Frame or sampling rate").evidence in by_number
    trained = next(e for e in content.evidence if e.text == "train.py")
    assert len(trained.sha256) == 64


def test_evidence_says_what_a_file_says_of_itself_and_its_name_once(tmp_path: Path) -> None:
    """An evaluation names its model and data; a bill of materials has nothing to add to its name."""
    listed = [e.text for e in example("gesture")[1].evidence]
    said = "gesture_int8.tflite (sha256 1aad09b4717e42d7) on test.npz (ddc005c0482668ed)"
    assert listed[1] == f"evaluation.json, evaluation of the model: {said}"
    (tmp_path / "bom.csv").write_text("component,quantity\nLED,2\n", encoding="utf-8")
    content = content_of(tmp_path, artefacts={"bom": {"file": "bom.csv"}}, hardware={"bom": {"from": "bom.rows"}})
    assert [e.text for e in content.evidence] == ["bom.csv, bill of materials"]


def test_texts_that_were_taken_say_where_from() -> None:
    content = example("gesture")[1]
    boundary = next(p for p in walk(chapter(content, "environment"), Prose) if p.title == "System boundary")
    number = fact(content, "environment", "Coverage").evidence
    assert boundary.paragraphs[-1] == f"Taken from gesture-band.yaml, evidence {number}."


def test_groups_of_the_template_are_headings() -> None:
    content = example("pa1")[1]
    assert [p.title for p in chapter(content, "overview").parts] == [
        "", "Compliance and certifications", "Interface summary", "Operating envelope", "Safety, misuse and harm",
    ]  # fmt: skip
    envelope = part(content, "overview", "Operating envelope").blocks[0]
    assert isinstance(envelope, Grid)
    assert envelope.title == ""


def test_claims_name_their_number() -> None:
    content = compose(
        sheet_of(
            performance={"power_active": {"value": "20 mW", **Q}, "power_peak": "not provided"},
            claims=[
                {"text": "Low power", "number": "performance.power_active"},
                {"text": "Never above 1 W", "number": "performance.power_peak", "evidence": "report 12"},
            ],
        ),
        (),
    )
    first, second = part(content, "title_page", "Claims").blocks[0].rows  # type: ignore[union-attr]
    assert (first[1].text, first[1].status) == ("Power, active: 20 mW", "measured")
    assert first[2].mark == "not provided"
    assert (second[1].text, second[1].mark) == ("Power, peak: not provided", "not provided")
    assert content.evidence[second[2].evidence - 1].text == "report 12"


def test_files_say_whether_they_are_those_that_were_stated(tmp_path: Path) -> None:
    """A hash of zeros is none of these files; the model is not attached, and its file is still named."""
    for name in ("datasheet.yaml", "gesture_int8.tflite", "evaluation.json", "gesture-band.yaml", "flow.svg"):
        (tmp_path / name).write_bytes((EXAMPLES / "gesture" / name).read_bytes())
    text = (tmp_path / "datasheet.yaml").read_text(encoding="utf-8")
    (tmp_path / "datasheet.yaml").write_text(text.replace("125cafe10790bc0b", "0" * 16), encoding="utf-8")
    content = compose(load_datasheet(tmp_path / "datasheet.yaml"), ())
    rows = {row[0].text: row for row in grid(content, "title_page", "File").rows}
    assert rows["gesture_int8.tflite"][3].text == "yes"
    assert rows["evaluation.json"][3].text.startswith("no: 00000000000000008e76")
    assert rows["gesture_int8.tflite"][4].text == "no, a model file"
    assert rows["evaluation.json"][4].text == "yes"


def test_a_file_without_a_stated_hash_says_so(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_text("component,quantity\nLED,2\n", encoding="utf-8")
    content = content_of(tmp_path, artefacts={"bom": {"file": "bom.csv"}}, hardware={"bom": {"from": "bom.rows"}})
    (row,) = grid(content, "title_page", "File").rows
    assert row[3].text == "no hash was stated"
    assert len(row[2].text) == 64


@both
def test_answered_fields_are_counted_and_not_graded(name: str) -> None:
    sheet, content = example(name)
    rows = [row[1].text for row in grid(content, "title_page", "Section").rows]
    assert rows == [f"{p.answered} of {p.required}" for p in progress(sheet).values()]


def test_status_words_are_those_of_the_documentation() -> None:
    """What they mean is said once, on the title page, in the words of the nomenclature."""
    content = example("pa1")[1]
    printed = {row[0].text: row[1].text for row in grid(content, "title_page", "Status").rows}
    page = (EXAMPLES.parent / "nomenclature.md").read_text(encoding="utf-8").partition("## Status of a number")[2]
    rows = [line.split("|") for line in page.partition("## Intervals")[0].splitlines() if line.startswith("| ")]
    assert printed == {row[1].strip(): row[2].strip() for row in rows[1:]}


def test_only_language_given() -> None:
    """The least a file can hold: required fields and security facts stand, marked, and no number is there."""
    content = content_of()
    assert content.title == "not provided"
    assert (content.version, content.date, content.authors, content.evidence) == ("", "", "", ())
    required = sum(f.need == "required" for s in template() for f in s.fields)
    marks = [f.value.mark for f in walk((content.cover, content.chapters), Fact)]
    facts = sum(f.group == "Security facts" for f in section("security_and_privacy").fields)
    borrowed = 3  # update mechanism, debug ports and radio, which stand in their own sections too
    assert marks == ["not provided"] * (required + facts + borrowed)
    assert not [v for v in walk(content, Value) if v.status]
    empty = chapter(content, "user_study").parts[0].blocks[0]
    assert isinstance(empty, Prose)


def test_optional_fields_that_are_missing_are_left_out() -> None:
    content = content_of(hardware={"size": "10 x 10 x 2 mm"})
    assert fact(content, "hardware", "Size").text == "10 x 10 x 2 mm"
    assert "Mass" not in titles(content, "hardware")
    assert "Pins" not in titles(content, "hardware")


def test_marks_and_reasons() -> None:
    content = content_of(
        security_and_privacy={"ports": "not disclosed", "access": "not applicable: no account", "logging": None},
        performance={"power_peak": {"status": "not assessed", "note": "no instrument"}, "failure_modes": []},
    )
    found = {t: fact(content, "security_and_privacy", t) for t in ("Ports and protocols", "Logging")}
    assert found["Ports and protocols"].mark == "not disclosed"
    assert found["Logging"].mark == "not provided"
    access = fact(content, "security_and_privacy", "Authentication and access")
    assert (access.text, access.mark) == ("not applicable: no account", "not applicable")
    peak = fact(content, "performance", "Power, peak")
    assert (peak.text, peak.mark, peak.note, peak.status) == ("not assessed", "not assessed", "no instrument", "")
    assert fact(content, "performance", "Failure modes").mark == "not provided"


def test_addresses_lead_to_what_they_say() -> None:
    content = content_of(title_page={"contact": "me@example.org", "repository": "https://example.org/a"})
    assert fact(content, "title_page", "Contact e-mail").link == "mailto:me@example.org"
    assert fact(content, "title_page", "Repository").link == "https://example.org/a"
    assert fact(content, "title_page", "Sensor name").link == ""


def test_dates_and_metadata() -> None:
    content = content_of(
        title_page={
            "name": "Knock", "type": "Microphone", "version": "1.0.0", "release_date": "2026-03-01",
            "authors": [{"name": "A. Nother", "affiliation": "Works"}, {"name": "שלום", "affiliation": "x"}],
        },
        overview={"input_modality": ["Sound"]},
    )  # fmt: skip
    assert (content.title, content.subtitle, content.version) == ("Knock", "Microphone", "1.0.0")
    assert content.date == date(2026, 3, 1).isoformat()
    assert content.authors == "A. Nother, שלום"
    assert "Sound" in content.keywords
    both = {"release_date": "2026-03-01", "last_updated": "2026-04-02"}
    assert content_of(title_page=both).date == "2026-04-02"  # what is printed is the newest


def test_prose_of_a_few_words_is_a_fact_and_longer_ones_are_texts() -> None:
    content = content_of(overview={"description": "Short.", "validity": "One.\n\nTwo.", "oversight": "w " * 80})
    assert fact(content, "overview", "Description").text == "Short."
    proses = {p.title: p.paragraphs for p in walk(chapter(content, "overview"), Prose)}
    assert proses["Conditions in which outputs are valid"] == ("One.", "Two.")
    assert proses["Human oversight"] == (" ".join(["w"] * 80),)


def test_figures_stand_where_their_numbers_stand() -> None:
    """The gesture band: its diagram, the charts of its evaluation and slices, its footprint and the label of that."""
    content = example("gesture")[1]
    assert [f.title for f in walk(chapter(content, "system"), Figure)] == ["Block or flow diagram"]
    metrics = [p.title for p in chapter(content, "performance").parts if any(isinstance(b, Figure) for b in p.blocks)]
    assert metrics == ["Core metrics", "Conditions and groups"]
    assert len(list(walk(chapter(content, "environment"), Figure))) == 3
    for figure in walk(content.chapters, Figure):
        assert figure.alt
        assert (figure.draw is None) == bool(figure.missing)


def test_a_picture_that_is_not_there_says_so() -> None:
    content = content_of(system={"diagram": {"file": "gone.svg", "alt": "A box."}})
    (figure,) = walk(chapter(content, "system"), Figure)
    assert figure.draw is None
    assert "gone.svg" in figure.missing
    assert figure.alt == "A box."


def test_an_artefact_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "evaluation.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError):
        content_of(tmp_path, artefacts={"evaluation": {"file": "evaluation.json"}})


def test_the_same_file_gives_the_same_content() -> None:
    sheet = load_datasheet(EXAMPLES / "gesture/datasheet.yaml")
    one, two = (compose(sheet, lint(sheet)) for _ in range(2))
    assert [a.content for a in one.attachments] == [a.content for a in two.attachments]
    assert one.evidence == two.evidence
    assert [replace(v) for v in walk(one, Value)] == list(walk(two, Value))


def test_long_tables_stand_in_the_order_of_the_file() -> None:
    """Five hundred registers and forty slices, in the order of the file."""
    registers = [
        {"address": f"0x{i:03x}", "name": f"R{i}", "access": "read", "stores": "no", "description": f"Number {i}"}
        for i in range(500)
    ]
    slices = [
        {"variable": "site", "group": f"site {i}", "metric": "accuracy", "value": {"value": f"{50 + i} %", **Q}}
        for i in range(40)
    ]
    content = content_of(hardware={"registers": registers}, performance={"slices": slices})
    assert [row[0].text for row in grid(content, "hardware", "Address").rows] == [r["address"] for r in registers]
    assert [row[1].text for row in grid(content, "performance", "By").rows] == [s["group"] for s in slices]


def test_template_groups_cover_the_published_subsections() -> None:
    assert {f.group for f in section("performance").fields} == {
        "Evaluation setup", "Core metrics", "Conditions and groups", "Failures and fallback",
        "Monitoring and diagnostics",
    }  # fmt: skip
    assert json.dumps([f.group for f in section("title_page").fields[:8]]).count('""') == 8


@pytest.mark.parametrize("text", [HOSTILE_NAME, LONG, "a | b `c` <d> & [e](javascript:f) \u202e"])
def test_hostile_words_stay_words(text: str) -> None:
    """In every kind of field they are printed as they are, and the page is made."""
    content = content_of(
        title_page={"name": text, "type": text, "intended_use": text, "out_of_scope": [text]},
        overview={"description": text, "compliance": [{"scheme": text, "status": "planned"}]},
        performance={"power_idle": {"value": "1 mW", "status": "measured", "evidence": text, "note": text}},
        claims=[{"text": text, "evidence": text}],
    )
    shown = " ".join(text.split())
    assert content.title == content.subtitle == shown
    assert fact(content, "performance", "Power, idle").note == shown
    assert [e.text for e in content.evidence] == [shown]
    assert grid(content, "title_page", "Claim").rows[0][0].text == shown


def test_nothing_tells_where_the_file_lay() -> None:
    """Neither what is printed nor what is attached names a folder of the machine."""
    content = example("gesture")[1]
    home = str(EXAMPLES.parent.parent)
    assert not [a.name for a in content.attachments if home.encode() in a.content]
    assert not [text for text in walk((content.cover, content.chapters, content.evidence), str) if home in text]
