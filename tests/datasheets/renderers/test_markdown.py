"""The datasheet as Markdown: read back by a parser, every word is there as it was given, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from datasheets.content.blocks import (
    Chapter,
    Column,
    Content,
    Fact,
    Facts,
    Figure,
    Grid,
    Items,
    Notice,
    Part,
    Prose,
    Value,
)  # fmt: skip
from datasheets.renderers.markdown import markdown
from datasheets.sheet.template import template
from tests.datasheets.content.printed import example

markdown_it = pytest.importorskip("markdown_it")
both = pytest.mark.parametrize("name", ["gesture", "pa1"])

HOSTILE = [
    "a | b", "`code` and ``more``", "<script>alert(1)</script>", "<img src=x onerror=y>", "**bold** _it_ ~~x~~",
    "[x](javascript:alert(1))", "![x](file:///etc/passwd)", "https://evil.example/a_b*c", "www.evil.example",
    "me@evil.example", "<https://evil.example>", "# head", "1. one", "1) one", "- item", "+ item", "--- ", "-20 °C",
    "> quote", "    code", "a\\", "\\|", "&lt;b&gt; &amp; AT&T", "$x$", "[^1]", "[x]: /y", "= x", "===", "0.572 ms",
    "שלום | مرحبا", "🎉🦄", "a\u202eb", "W" * 300, "a\nb\n\n# c", "|", "~", "\\", "*", "a  \nb", "- - -", "***", "1.",
]  # fmt: skip


def content(*blocks: Any, title: str = "T", subtitle: str = "", draft: str = "", part: str = "P") -> Content:
    """A chapter with some blocks."""
    chapter = Chapter("overview", "1", "Overview", (Part(part, tuple(blocks)),))
    return Content(title, subtitle, "en", "", "", "", draft, (), (chapter,), (), (), (), ())


def parsed(text: str) -> list[Any]:
    return list(markdown_it.MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text))


def inline(text: str) -> Iterator[Any]:
    """Everything within lines."""
    for token in parsed(text):
        yield from token.children or ()


def words(text: str) -> list[str]:
    """The text of each line of a document that is parsed."""
    return ["".join(c.content for c in t.children) for t in parsed(text) if t.type == "inline"]


def cells(text: str) -> list[list[str]]:
    """The rows of all tables, their heads included."""
    rows: list[list[str]] = []
    inside = False
    for token in parsed(text):
        if token.type == "tr_open":
            rows.append([])
        inside = token.type in ("th_open", "td_open") or (inside and token.type == "inline")
        if inside and token.type == "inline":
            rows[-1].append("".join(c.content for c in token.children))
    return rows


def told(text: str) -> str:
    """A text as a page shows it."""
    return " ".join(text.split())


def check_shown(text: str) -> None:
    """A text in every place of the page is shown as it is: no link, picture, tag, code or stress."""
    value = Value(text, "measured", 1, note=text)
    page = markdown(
        content(
            Facts((Fact(text, value),)), Prose(text, (text, text)), Items(text, (text,)),
            Grid(text, (Column(text), Column("b")), ((value, Value(text)),), text), Notice(text, text),
            Figure(text, text, None, source=text, missing=text), title=text, subtitle=text, part=text,
        )
    )  # fmt: skip
    allowed = {"text", "strong_open", "strong_close", "em_open", "em_close", "text_special"}
    assert {token.type for token in inline(page)} <= allowed
    kinds = {token.type for token in parsed(page)}
    assert not kinds & {"html_block", "code_block", "fence", "hr", "ordered_list_open"}
    if shown := told(text):
        lines = words(page)
        assert lines[0] == shown
        assert lines.count(shown) >= 10
        assert [shown, shown, "measured [1]", shown] in cells(page)
        assert [shown, shown, "measured [1]", shown] == cells(page)[3]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    check_shown(text)


@settings(max_examples=150, deadline=None)
@sample("+\x1fa")
@given(
    st.text(st.sampled_from(list("ab1 .,:/-+*_`~|\\<>[](){}#!&;=@$^\n\"'é🎉ש")), min_size=1, max_size=24).filter(
        lambda t: bool(t.split())
    )
)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    check_shown(text)


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://example.org/a_(b)|c", "https://example.org/a_%28b%29%7Cc"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("https://a b", ""),
        ("", ""),
    ],
)
def test_only_addresses_of_the_web_and_mail_lead_anywhere(link: str, leads: str) -> None:
    page = markdown(content(Facts((Fact("Repository", Value("here", link=link)),))))
    links = [token.attrs["href"] for token in inline(page) if token.type == "link_open"]
    assert links == ([leads] if leads else [])
    assert ["Repository", "here"] in cells(page)


def test_how_numbers_are_known_stands_in_a_column() -> None:
    page = markdown(content(Facts((Fact("Power", Value("3 mW", "measured", 2, "awake")), Fact("Name", Value("x"))))))
    assert cells(page) == [
        ["What", "Value", "How known", "Remark"], ["Power", "3 mW", "measured [2]", "awake"], ["Name", "x", "", ""],
    ]  # fmt: skip


def test_rows_whose_numbers_are_known_differently_say_it_in_the_cell() -> None:
    row = (Value("a"), Value("3 mW", "measured", 2), Value("4 mW", "estimated"))
    columns = (Column("A"), Column("B", "decimal"), Column("C", "decimal"))
    page = markdown(content(Grid("", columns, (row,))))
    assert cells(page) == [["A", "B", "C"], ["a", "3 mW (measured [2])", "4 mW (estimated)"]]
    assert "| --- | ---: | ---: |" in page


def test_marks_are_stressed() -> None:
    page = markdown(content(Facts((Fact("Power", Value("not provided", mark="not provided")),))))
    kinds = [token.type for token in inline(page)]
    assert "em_open" in kinds
    assert "| Power | *not provided* |" in page


def test_a_draft_says_so() -> None:
    assert "**draft, 3 errors**" in markdown(content(draft="draft, 3 errors"))
    assert "draft" not in markdown(content())


@both
def test_the_examples_stand_in_the_order_of_the_template(name: str) -> None:
    """One heading for each section, the last one the evidence; headings go down one level at a time."""
    page = markdown(example(name)[1])
    tokens = parsed(page)
    heads = [(t.tag, tokens[i + 1].content) for i, t in enumerate(tokens) if t.type == "heading_open"]
    chapters = [text for tag, text in heads if tag == "h2"]
    wanted = [f"{s.number} {s.title}".strip() for s in template()]
    assert chapters == [*wanted, "Findings of the rules", "Evidence"]
    levels = [int(tag[1]) for tag, _ in heads]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@both
def test_every_cell_of_the_examples_is_in_the_tables(name: str) -> None:
    """Tables are rectangular, and hold as many rows as the content has."""
    found = example(name)[1]
    page = markdown(found)
    lines = [line for line in page.splitlines() if line.startswith("|")]
    assert len(cells(page)) == len(lines) - sum(line.startswith("| ---") for line in lines)
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    assert "\n\n\n" not in page


def test_the_accuracy_of_the_gesture_band_stands_with_its_interval_and_evidence() -> None:
    rows = cells(markdown(example("gesture")[1]))
    accuracy = next(row for row in rows if row[:2] == ["accuracy", "all classes"])
    assert accuracy[2] == "94.2 % (91.7–95.9), 452 of 480"
    assert accuracy[-1].startswith("measured [")


def test_the_same_content_gives_the_same_text() -> None:
    assert markdown(example("pa1")[1]) == markdown(example("pa1")[1])
