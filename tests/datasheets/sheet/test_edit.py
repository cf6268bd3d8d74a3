"""One value of a source file changed in its text: every other character stays, and it reads back as it was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from datasheets.sheet.edit import Edit, _same, at, with_value, with_values, without, written
from datasheets.sheet.new import new_text
from datasheets.sheet.template import template
from footprint.yaml_file import parse_yaml

ROOT = Path(__file__).parents[3]
SOURCE = """\
# head
schema: footprint.datasheet/1
language: en
title_page:
  # who
  name: Gesture band  # the name
  out_of_scope:  # not for
  - one
  - two
  authors:
  - {name: A, affiliation: B}
  # the second
  - name: C
    affiliation: >-
      a long
      text
  # --- more
  # sku: not provided
  version: "0.10"

# 8 Maintenance
# maintenance:
  # Backward compatibility (optional)
  # compatibility: not provided

# the end
"""
ORDER = [f.key for f in template()[0].fields]


def test_a_text_is_put_in_place_of_another() -> None:
    made = with_value(SOURCE, ("title_page", "name"), "Other: band")
    assert made == (SOURCE.replace("Gesture band ", '"Other: band" '), True)


def test_a_new_key_takes_the_place_that_is_kept_for_it() -> None:
    made = with_value(SOURCE, ("title_page", "sku"), "X-1", ORDER)
    assert made == (SOURCE.replace("# sku: not provided", "sku: X-1"), True)


def test_a_new_key_without_a_place_follows_the_one_before_it_in_the_template() -> None:
    made = with_value(SOURCE, ("title_page", "type"), "Band", ORDER)
    assert made.text.splitlines()[5:7] == ["  name: Gesture band  # the name", "  type: Band"]


def test_a_section_that_is_a_comment_becomes_one() -> None:
    made = with_value(SOURCE, ("maintenance", "compatibility"), "none")
    wanted = SOURCE.replace("# maintenance:", "maintenance:").replace(
        "# compatibility: not provided", "compatibility: none"
    )
    assert made == (wanted, True)


def test_a_cell_is_changed_in_braces_and_in_lines() -> None:
    made = with_value(SOURCE, ("title_page", "authors", 0, "affiliation"), "B, C")
    assert made == (SOURCE.replace("affiliation: B}", 'affiliation: "B, C"}'), True)
    made = with_value(SOURCE, ("title_page", "authors", 1, "affiliation"), "short")
    assert made == (SOURCE.replace(">-\n      a long\n      text", "short"), True)


def test_comments_on_the_line_of_a_list_are_kept_when_it_is_replaced() -> None:
    made = with_value(SOURCE, ("title_page", "out_of_scope"), "not disclosed")
    assert made.whole
    assert "  # not for\n  out_of_scope: not disclosed\n" in made.text


def test_a_comment_behind_a_value_goes_above_one_of_several_lines() -> None:
    text = "# " + 40 * "word "
    made = with_value(SOURCE, ("title_page", "name"), text.strip())
    assert made.whole
    assert "  # who\n  # the name\n  name: >-\n    # word word" in made.text
    assert parse_yaml(made.text, "")[0]["title_page"]["name"] == text.strip()


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), ([0], [False]), ({"a": 1}, {"a": 1.0}), ([], {})])
def test_what_reads_as_another_type_is_not_the_same(one: Any, other: Any) -> None:
    assert _same(one, one)
    assert not _same(one, other)


def test_a_row_is_added_and_taken_away() -> None:
    row = {"name": "D", "affiliation": "not provided"}
    made = with_value(SOURCE, ("title_page", "authors", 2), row)
    assert made.whole
    assert without(made.text, ("title_page", "authors", 2)) == (SOURCE, True)


def test_a_key_goes_before_the_first_one_in_braces() -> None:
    text = "schema: x\ntitle_page: {sku: B}  # who\n"
    made = with_value(text, ("title_page", "name"), "A", ORDER)
    assert made == (text.replace("{sku", "{name: A, sku"), True)


def test_lines_end_as_they_did() -> None:
    """All of Windows stay so, in what comes as in what goes; where they are mixed nothing else is touched."""
    text, path = SOURCE.replace("\n", "\r\n"), ("title_page", "authors", 2)
    row = {"name": "D", "affiliation": "B " * 80 + "C"}
    made = with_value(text, path, row)
    assert made == (with_value(SOURCE, path, row).text.replace("\n", "\r\n"), True)
    assert without(made.text, path) == (text, True)
    mixed = SOURCE.replace("# head\n", "# head\r\n")
    assert with_value(mixed, ("title_page", "name"), "B").text == mixed.replace("Gesture band ", "B ")
    assert with_values(mixed, []) == (mixed, True)


def test_several_values_are_put_in_one_after_the_other() -> None:
    """As one by one; where one cannot be put in, every value is still there."""
    edits = [
        Edit(("title_page", "sku"), "X-1", ORDER), Edit(("maintenance", "compatibility"), "none"),
        Edit(("title_page", "authors", 2), {"name": "D"}), Edit(("title_page", "authors", 2, "affiliation"), "E"),
    ]  # fmt: skip
    text = SOURCE
    for one in edits:
        text = with_value(text, *one).text
    assert with_values(SOURCE, edits) == (text, True)
    assert edits[2].value == {"name": "D"}
    braces = '{"schema": "x", "language": "en", "title_page": {"name": "A"}}'
    made = with_values(braces, [Edit(("title_page", "sku"), "B"), Edit(("hardware", "overview"), "C"), *edits[:1]])
    assert not made.whole
    assert parse_yaml(made.text, "")[0] == {
        "schema": "x", "language": "en", "title_page": {"name": "A", "sku": "X-1"}, "hardware": {"overview": "C"},
    }  # fmt: skip


def test_a_key_with_nothing_below_it_is_filled() -> None:
    text = "schema: x\norigins:  # where\n# end\n"
    made = with_value(text, ("origins", "a.b"), {"status": "declared"})
    assert made.whole
    assert set(text.splitlines()) - set(made.text.splitlines()) <= {"origins:  # where"}
    assert "# where" in made.text


def test_what_is_left_empty_goes_too() -> None:
    text = "schema: x\nlanguage: en\nglossary:\n  terms:\n  - {term: a, meaning: b}\n"
    assert without(text, ("glossary", "terms", 0)) == ("schema: x\nlanguage: en\n", True)


def test_what_cannot_be_put_in_is_written_anew_with_every_value() -> None:
    text = '{"schema": "x", "language": "en", "title_page": {}}'
    made = with_value(text, ("title_page", "name"), "A")
    assert not made.whole
    assert parse_yaml(made.text, "")[0] == {"schema": "x", "language": "en", "title_page": {"name": "A"}}


SOURCES = [
    *((ROOT / "docs" / "examples" / n / "datasheet.yaml").read_text(encoding="utf-8") for n in ("gesture", "pa1")),
    new_text({}, ROOT), SOURCE,
]  # fmt: skip
TEXTS = some.text(
    some.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff"), min_size=1
) | some.sampled_from(
    ["NO", "1e3", "0.10", "true", "~", "a: b", "- x", "# x", "x" * 400, "two\n\nparagraphs", "a " * 80]
)
VALUES = TEXTS | some.lists(TEXTS, min_size=1, max_size=3) | some.fixed_dictionaries(
    {"value": some.just("40 mA"), "status": some.just("measured")}, optional={"evidence": TEXTS, "n": some.integers(0)}
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(source=some.sampled_from(SOURCES), field=some.sampled_from([(s, f) for s in template() for f in s.fields]),
       value=VALUES)  # fmt: skip
def test_any_value_reads_back_and_can_be_taken_away(source: str, field: Any, value: Any) -> None:
    """A value may hold what YAML cannot: then the text is refused later, and never another value is read."""
    section, one = field
    path = (section.key, one.key)
    before = parse_yaml(source, "")[0]
    made = with_value(source, path, value, [f.key for f in section.fields])
    data = parse_yaml(made.text, "")[0]
    assert at(data, path) == value
    assert made.whole
    rest = without(made.text, path)
    wanted = parse_yaml(source, "")[0]
    wanted.get(section.key, {}).pop(one.key, None)
    assert parse_yaml(rest.text, "")[0] == {
        k: v for k, v in wanted.items() if v != {} or k not in before or before[k] == {}
    }


@pytest.mark.parametrize("source", SOURCES)
def test_data_are_written_as_a_text_that_reads_back(source: str) -> None:
    data = parse_yaml(source, "")[0]
    assert parse_yaml(written(data), "")[0] == data
