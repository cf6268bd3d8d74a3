"""What a file says put into a source file: open fields are filled, the others stay, and so does every comment."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from datasheets.exchange.formats import Imported
from datasheets.exchange.merge import Kept, Merged, agrees, merge
from datasheets.sheet.new import new_text
from datasheets.sheet.origins import Origin
from datasheets.sheet.template import template
from datasheets.sheet.values import read_quantity
from footprint.errors import InputError
from footprint.yaml_file import parse_yaml
from tests.datasheets.changes.sheets_of import GESTURE, HEAD, PA1, load_once, sheet, text_of

SOURCE = (
    HEAD
    + """\
# head
title_page:
  name: A            # the name
  licence: not provided   # to do
performance:
  # the metrics
  metrics:
  - {metric: accuracy, of: int8, value: {value: 90 %, status: measured, evidence: a.json}}  # ours
  - metric: recall
    of: a
    value: not provided
  power_idle: {value: 40 mW, status: measured}
# the end
"""
)
WHERE = "card.md, model-index[0]"


def declared(value: str, **more: str) -> dict[str, str]:
    return {"value": value, "status": "declared", "evidence": WHERE, **more}


def merged(
    text: str, fields: dict[str, Any], origins: dict[str, str] | None = None, left: tuple[str, ...] = ()
) -> Merged:
    if origins is None:
        origins = {place: WHERE for place, one in fields.items() if not (isinstance(one, dict) and "status" in one)}
    return merge(Imported("card.md", fields, origins, left), text, "datasheet.yaml", GESTURE.parent, load_once)


def test_open_fields_are_filled_with_their_origin() -> None:
    found = merged(
        SOURCE, {"title_page.licence": "MIT", "title_page.sku": "X-1", "performance.memory_ram": declared("4 kB")}
    )
    assert found.filled == ("title_page.sku", "title_page.licence", "performance.memory_ram")
    assert (found.kept, found.left, found.comments) == ((), (), True)
    made = sheet(found.text)
    assert (made.get("title_page.licence"), made.get("title_page.sku")) == ("MIT", "X-1")
    assert made.origins == dict.fromkeys(("title_page.licence", "title_page.sku"), Origin("declared", WHERE))
    memory = made.quantity("performance.memory_ram")
    assert memory is not None
    assert (memory.status, memory.evidence) == ("declared", WHERE)


def test_comments_and_order_stay() -> None:
    """Without the lines that came, the file is the one of before, but for the value that was filled."""
    found = merged(SOURCE, {"title_page.licence": "MIT", "performance.power_peak": declared("90 mW")})
    before, after = SOURCE.splitlines(), found.text.splitlines()
    assert [line for line in after if line in before] == [line for line in before if "licence" not in line]
    assert "  licence: MIT   # to do" in after


def test_what_the_sheet_says_stays() -> None:
    found = merged(SOURCE, {"title_page.name": "B", "performance.power_idle": declared("50 mW")}, left=("tags",))
    assert found.text == SOURCE
    assert found.filled == ()
    assert found.kept == (
        Kept("title_page.name", "A", "B"),
        Kept("performance.power_idle", "40 mW, measured", "50 mW, declared"),
    )
    assert found.other_name == "B"
    assert found.left == ("tags",)


def test_the_same_in_another_unit_is_no_contradiction() -> None:
    """40 mW are 0.04 W; the status of the sheet, which knows more, stays."""
    found = merged(SOURCE, {"performance.power_idle": declared("0.04 W"), "title_page.name": " A "})
    assert (found.text, found.filled, found.kept) == (SOURCE, (), ())


def test_words_for_nothing_are_something_that_was_said() -> None:
    text = SOURCE.replace("not provided   #", '"not disclosed"  #')
    found = merged(text, {"title_page.licence": "MIT"})
    assert (found.text, found.kept) == (text, (Kept("title_page.licence", "not disclosed", "MIT"),))


ROW = {"metric": "accuracy", "of": "int8", "value": declared("90 %")}


def test_rows_are_appended_where_they_are_not_there() -> None:
    """The first is there, with more; the second gets its value; the third is new; the fourth says otherwise."""
    rows = [ROW, {"metric": "recall", "of": "a", "value": declared("0.5")}, {"metric": "F1", "value": declared("0.7")}]
    found = merged(SOURCE, {"performance.metrics": rows})
    assert found.filled == ("performance.metrics.2.value", "performance.metrics.3")
    assert found.kept == ()
    assert found.comments
    values = [row["value"].value.text for row in sheet(found.text).rows("performance.metrics")]
    assert values == ["90 %", "0.5", "0.7"]
    assert sheet(found.text).origins == {}  # the other rows are not from there
    found = merged(SOURCE, {"performance.metrics": [{**ROW, "value": declared("80 %")}]})
    assert found.kept == (Kept("performance.metrics.1.value", "90 %, measured", "80 %, declared"),)


def test_a_cell_is_filled_once() -> None:
    """Two imported rows of one name: the first fills the cell, the second says otherwise."""
    rows = [{"metric": "recall", "of": "a", "value": declared(one)} for one in ("0.5", "0.6")]
    found = merged(SOURCE, {"performance.metrics": rows})
    assert found.filled == ("performance.metrics.2.value",)
    assert found.kept == (Kept("performance.metrics.2.value", "0.5, declared", "0.6, declared"),)


def test_a_row_at_another_threshold_is_another_row() -> None:
    found = merged(SOURCE, {"performance.metrics": [{**ROW, "value": declared("80 %"), "threshold": declared("0.3")}]})
    assert found.filled == ("performance.metrics.3",)


DATA = "data_and_model: {datasets: [%s]}\n"
GEESE = {"of": "evaluation", "name": "Geese", "version": "2", "url": "https://a.example/x"}


@pytest.mark.parametrize(
    ("rows", "imported", "filled"),
    [
        ("{of: evaluation, name: geese}", [GEESE], ("1.version", "1.url")),
        ("{of: evaluation, name: Geese, licence: MIT}", [GEESE], ("1.version", "1.url")),
        ("{of: evaluation, name: Geese, version: '1'}", [GEESE], ("2",)),
        ("{of: evaluation, name: Geese, url: 'https://a.example/y'}", [GEESE], ("2",)),
        ("{of: evaluation, name: Geese}", [GEESE, {**GEESE, "version": "1"}], ("2", "3")),
        ("{of: evaluation, name: Geese, version: '1'}, {of: evaluation, name: Geese}", [GEESE], ("3",)),
    ],
)
def test_the_only_row_of_a_name_gets_what_tells_it_apart(
    rows: str, imported: list[dict[str, str]], filled: tuple[str, ...]
) -> None:
    """Where one of its cells says otherwise, or there are several on either side, it may be another row."""
    found = merged(HEAD + DATA % rows, {"data_and_model.datasets": imported})
    assert found.filled == tuple(f"data_and_model.datasets.{one}" for one in filled)
    assert [(k.here, k.there) for k in found.kept] == ([("geese", "Geese")] if "geese" in rows else [])


def test_rows_from_a_second_file_have_its_origin_too() -> None:
    """What was imported from one file, and then from another, is declared by both; a second time nothing is added."""
    first = merged(SOURCE, {"data_and_model.datasets": [{"of": "training", "name": "Ducks"}]})
    again = Imported("cr.json", {"data_and_model.datasets": [GEESE]}, {"data_and_model.datasets": "cr.json, url"}, ())
    text = first.text
    for _ in range(2):
        text = merge(again, text, "datasheet.yaml", GESTURE.parent, load_once).text
        assert sheet(text).origins["data_and_model.datasets"] == Origin("declared", f"{WHERE}; cr.json, url")
    measured = first.text.replace('status: declared, evidence: "card.md', 'status: measured, evidence: "card.md')
    assert measured != first.text
    text = merge(again, measured, "datasheet.yaml", GESTURE.parent, load_once).text
    assert sheet(text).origins["data_and_model.datasets"] == Origin("measured", WHERE)


def test_an_empty_table_is_filled_whole_and_has_an_origin() -> None:
    text = SOURCE.replace("  power_idle", "  slices: []   # none yet\n  power_idle")
    rows = [{"variable": "light", "group": "dark", "metric": "accuracy", "value": declared("0.5")}]
    found = merged(text, {"performance.slices": rows})
    assert found.filled == ("performance.slices",)
    assert sheet(found.text).origins["performance.slices"].evidence == WHERE
    assert "# none yet" in found.text


def test_what_is_said_of_both_data_sets_is_said_of_each() -> None:
    text = HEAD + "data_and_model: {data_answers: [{of: both, question: biases, text: Some}]}\n"
    same = [{"of": "evaluation", "question": "biases", "text": "Some"}]
    assert merged(text, {"data_and_model.data_answers": same}).text == text
    other = [{"of": "evaluation", "question": "biases", "text": "Others"}]
    assert merged(text, {"data_and_model.data_answers": other}).kept == (
        Kept("data_and_model.data_answers.1.text", "Some", "Others"),
    )


def test_a_table_of_an_artefact_takes_no_rows() -> None:
    """It is the file's; what the import says and it does not is kept apart."""
    text = text_of(GESTURE)
    found = merged(text, {"performance.metrics": [{"metric": "mAP", "value": declared("0.5")}]})
    assert found.text == text
    (kept,) = found.kept
    assert (kept.place, kept.here) == ("performance.metrics", "taken from evaluation.metrics")
    there = next(r for r in sheet(text).rows("performance.metrics") if "threshold" not in r)
    row: dict[str, Any] = {key: there[key] for key in ("metric", "name", "of") if key in there}
    row |= {"value": declared(there["value"].value.text), "threshold": declared("0.5")}
    found = merged(text, {"performance.metrics": [row]})
    assert found.text == text
    assert [(k.here, k.there) for k in found.kept] == [("taken from evaluation.metrics", "0.5, declared")]


def test_what_does_not_fit_is_left_and_said() -> None:
    found = merged(
        SOURCE, {"title_page.contact": "nobody", "title_page.release_date": "yesterday", "title_page.sku": "X"}
    )
    assert found.filled == ("title_page.sku",)
    assert found.left == (
        'title_page.release_date: "yesterday" is no date',
        'title_page.contact: "nobody" is no e-mail address',
    )


@pytest.mark.parametrize("text", ["", "a: [", "schema: footprint.system/1\n", HEAD + "hardware: {mass: 3}\n"])
def test_a_source_that_cannot_be_read_is_an_error(text: str) -> None:
    with pytest.raises(InputError) as error:
        merged(text, {"title_page.licence": "MIT"})
    assert error.value.file == "datasheet.yaml"


def test_a_place_that_no_datasheet_has() -> None:
    with pytest.raises(InputError, match="no field") as error:
        merged(SOURCE, {"title_page.license": "MIT"})
    assert "title_page.licence" in error.value.valid


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        ({"value": "94.2 %", "low": "91 %", "high": "96 %"}, {"value": "0.942"}, True),
        ({"value": "94.2 %"}, {"value": "94.2 %", "low": "91 %", "high": "96 %"}, False),
        ({"value": "3 V"}, {"value": "3.3 V"}, False),
        ({"min": "1 V", "max": "3 V"}, {"min": "1000 mV"}, True),
        ({"min": "1 V", "max": "3 V"}, {"value": "2 V"}, False),
        ({"value": "1 s", "n": 5}, {"value": "1000 ms", "n": 6}, False),
    ],
)
def test_when_numbers_agree(here: dict[str, Any], there: dict[str, Any], same: bool) -> None:
    one, other = (read_quantity({**q, "status": "declared"}, "") for q in (here, there))
    assert agrees(one, other) is same


# --- any field ----------------------------------------------------------------------------------

EMPTY = new_text({}, GESTURE.parent)
NASTY = (
    "a: b # c",
    "- x\n\ny",
    "<b>&amp;</b> 🎉",
    "מימין",
    "'quotes' \"both\"",
    "x" * 300,
    "not really",
    "0x10",
    "yes",
)


def value_for(field: Any, word: str) -> Any:
    """Something that fits a field."""
    if field.kind == "quantity":
        return declared(f"3 {field.unit}".removesuffix(" 1").strip())
    if field.kind == "table":
        return [{c.key: value_for(c, word) for c in field.columns if c.kind != "image"}]
    fixed = {
        "choice": field.choices[:1],
        "date": ["2026-01-02"],
        "url": ["https://a.example/x"],
        "email": ["a@b.example"],
    }
    return fixed[field.kind][0] if field.kind in fixed else [word, "b"] if field.kind == "list" else word


FITTING = [
    (f"{p.key}.{f.key}", f) for p in template() for f in p.fields
    if f.kind != "image" and all(c.kind != "image" for c in f.columns)
]  # fmt: skip


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    st.lists(st.sampled_from(FITTING), min_size=1, max_size=8, unique_by=lambda one: one[0]),
    st.sampled_from(NASTY), st.sampled_from([EMPTY, text_of(PA1), SOURCE]),
)  # fmt: skip
def test_a_second_time_changes_nothing(chosen: list[Any], word: str, text: str) -> None:
    """Whatever is imported into whatever: it reads, every comment is there, nothing that was said is gone."""
    fields = {place: value_for(field, word) for place, field in chosen}
    once = merged(text, fields)
    again = merged(once.text, fields)
    assert (again.text, again.filled, again.kept) == (once.text, (), once.kept)
    assert once.comments
    assert remarks(text) <= remarks(once.text) | {f"# {place.partition('.')[2]}: not provided" for place in once.filled}
    before, after = (parse_yaml(t, "")[0] for t in (text, once.text))
    for part, given_fields in before.items():
        if isinstance(given_fields, dict) and part != "origins":
            for key, old in given_fields.items():
                if old not in ("not provided", []) and not isinstance(old, list):
                    assert after[part][key] == old


def remarks(text: str) -> set[str]:
    """The comments of a file that say something; those that hold the place of a field or section are taken by it."""
    lines = (line.strip() for line in text.splitlines())
    return {line for line in lines if line.startswith("#") and not line.endswith(":") and "not provided" not in line}


def test_all_fields_at_once(tmp_path: Path) -> None:
    """Into a new file: everything is filled, and stands there with its origin or its evidence."""
    fields = {place: value_for(field, "word") for place, field in FITTING}
    found = merge(
        Imported("card.md", fields, {p: WHERE for p, f in FITTING if f.kind != "quantity"}, ()),
        new_text({}, tmp_path), "my.yaml", tmp_path,
    )  # fmt: skip
    assert (found.kept, found.left, found.comments) == ((), (), True)
    assert set(found.filled) == fields.keys()
    made = sheet(found.text, tmp_path)
    assert made.origins.keys() == {p for p, f in FITTING if f.kind != "quantity"}
    for place, field in FITTING:
        if field.kind == "quantity":
            quantity = made.quantity(place)
            assert quantity is not None
            assert quantity.status == "declared"


# --- any source ---------------------------------------------------------------------------------

KEY = re.compile(r"^( *(?:- )?)([a-z_0-9]+):", re.MULTILINE)
WRITTEN = {
    "line ends of Windows": SOURCE.replace("\n", "\r\n"),
    "keys in quotes": KEY.sub(r'\1"\2" :', SOURCE),
    "tabs": SOURCE.replace("name: A  ", "name:\tA\t"),
    "four columns": SOURCE.replace("\n  ", "\n      "),
    "no section": HEAD + "# nothing",
    "sections in braces": HEAD + 'title_page: {name: A}  # a\n"performance": {latency_p50: not disclosed}  # b\n',
    "texts in lines": HEAD + "title_page:\n  name: |\n    A\n    # no\n  # after\n  sku: b\n    c # d\n\n\n# end",
    "a dash alone": HEAD + "performance:\n  metrics:\n    -\n      metric: accuracy # m\n      value: not provided\n",
    "origins": f"{SOURCE}origins:\n  title_page.name: {{status: declared, evidence: x}}   # o\n",
    "no origins": f"{SOURCE}origins:\n# o\n",
    "a start": f"---\n{SOURCE}",
}  # fmt: skip
REMARK = re.compile(r"(?:^|\s)(#[^\n]*?)[ \r]*$", re.MULTILINE)


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(chosen=st.data())
def test_nothing_is_lost_however_it_is_written(name: str, chosen: Any) -> None:
    text = WRITTEN[name]
    some = chosen.draw(st.lists(st.sampled_from(FITTING), min_size=1, max_size=5, unique_by=lambda one: one[0]))
    word = chosen.draw(st.sampled_from([one for one in NASTY if "#" not in one]))
    found = merged(text, {place: value_for(field, word) for place, field in some})
    assert found.comments
    assert set(REMARK.findall(text)) <= set(REMARK.findall(found.text))
    assert ("\r\n" in text) == ("\r\n" in found.text)
    assert found.text.count("\r\n") in (0, found.text.count("\n"))
    before, after = (parse_yaml(t, "")[0] for t in (text, found.text))
    assert kept_in(before, after)
    assert found.filled or found.kept


def kept_in(before: Any, after: Any) -> bool:
    """Whether everything that was said is still there."""
    if isinstance(before, dict):
        return isinstance(after, dict) and all(key in after and kept_in(one, after[key]) for key, one in before.items())
    if isinstance(before, list):
        return isinstance(after, list) and all(map(kept_in, before, after)) and len(before) <= len(after)
    return before in (None, "not provided") or before == after
