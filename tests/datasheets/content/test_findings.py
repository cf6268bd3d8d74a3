"""What the rules found, as it is printed: the notice, the word draft, the chapter."""

from __future__ import annotations

import pytest

from datasheets.content.blocks import Grid, Notice
from datasheets.content.compose import compose
from datasheets.lints.rules import lint
from tests.datasheets.content.printed import chapter, example, walk


def test_a_sheet_with_errors_is_a_draft() -> None:
    sheet, content = example("pa1")
    errors = sum(f.severity == "error" for f in lint(sheet))
    assert content.draft == f"draft, {errors} errors"
    notice = content.cover[0].blocks[0]
    assert isinstance(notice, Notice)
    assert str(errors) in notice.title
    assert "Among them: The size is 10 x 10 x 2 mm" in notice.text  # what is missing comes after what is wrong
    assert "not provided" not in notice.text
    assert 'in "Key features, item 5" and' in notice.text  # places in words
    brief = content.summary[0].blocks[0]
    assert isinstance(brief, Notice)
    assert brief.title == notice.title
    assert brief.text.endswith("at the end of the datasheet.")  # a summary has no list of its own


def test_a_sheet_without_errors_is_none() -> None:
    content = example("gesture")[1]
    assert content.draft == ""
    assert not list(walk((content.cover, content.summary), Notice))


def test_findings_stand_by_rule_with_errors_first() -> None:
    """Each once; fields that are not provided, of which PA1 has 63, in one row for each of its ten sections."""
    sheet, content = example("pa1")
    found = lint(sheet)
    first, errors, warnings = chapter(content, "findings").parts
    assert (first.title, errors.title, warnings.title) == ("", "Errors", "Warnings")
    assert isinstance(errors.blocks[0], Grid)
    assert isinstance(warnings.blocks[0], Grid)
    told = [row[0].note.removeprefix("rule ") for row in (*errors.blocks[0].rows, *warnings.blocks[0].rows)]
    assert set(told) == {f.rule for f in found}
    assert [r for i, r in enumerate(told) if r not in told[:i]] == list(dict.fromkeys(told)), "rules are not mixed"
    missing = [f for f in found if f.rule == "required-missing"]
    rows = {row[0].text: row[2].text for row in errors.blocks[0].rows if row[0].note == "rule required-missing"}
    assert list(rows) == list(dict.fromkeys(f.where[0].place.partition(".")[0] for f in missing))
    for key, text in rows.items():
        mine = [f for f in missing if f.where[0].place.startswith(f"{key}.")]
        assert text.startswith(f"{len(mine)} not provided: ")
        assert text.count(";") == len(mine) - 1
    assert "Intended use (line 17)" in rows["title_page"]
    single = [f for f in found if f.rule == "size-stated-twice"]
    quoted = [row for row in errors.blocks[0].rows if row[0].note == "rule size-stated-twice"]
    assert len(quoted) == len(single) == 1
    assert (quoted[0][0].text, quoted[0][1].text) == (
        "overview.key_features.5",
        ", ".join(str(q.line) for q in single[0].where),
    )
    lines = [row[1].text for row in warnings.blocks[0].rows if row[0].text == "performance.slices.1.value"]
    follow = [f.where[0].line for f in found if f.where[0].place.startswith("performance.slices.")]
    assert f"{follow[0]}–{follow[0] + 10}" in lines  # eleven rows of results that follow each other


@pytest.mark.parametrize(("number", "places"), [(3, 3), (4, 1)])
def test_few_missing_fields_have_a_row_each(number: int, places: int) -> None:
    """Up to three of a rule each with its place and its line; from four on those of a section in one row."""
    sheet = example("pa1")[0]
    some = [f for f in lint(sheet) if f.rule == "required-missing"][:number]
    block = chapter(compose(sheet, some), "findings").parts[1].blocks[0]
    assert isinstance(block, Grid)
    wanted = [f.where[0].place for f in some] if places == number else ["title_page"]
    assert [row[0].text for row in block.rows] == wanted


def test_no_findings_no_chapter() -> None:
    sheet = example("gesture")[0]
    content = compose(sheet, ())
    assert [c.key for c in content.chapters][-2:] == ["user_study", "evidence"]


def test_one_error_is_one() -> None:
    sheet = example("pa1")[0]
    one = next(f for f in lint(sheet) if f.severity == "error")
    assert compose(sheet, (one,)).draft == "draft, 1 error"
