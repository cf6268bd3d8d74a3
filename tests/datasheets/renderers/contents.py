"""Contents that a renderer must survive, made by hand: each field as bad as a file can make it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reportlab.graphics.shapes import Drawing, Rect, String

from datasheets.content.blocks import (
    Attachment,
    Chapter,
    Column,
    Content,
    Evidence,
    Fact,
    Facts,
    Figure,
    Grid,
    Items,
    Notice,
    Part,
    Prose,
    Value,
)

MARKUP = "<b>&amp;</para><img src='/etc/passwd'/> a<b </p>"
RIGHT_TO_LEFT = "חיישן تنبيه ‮abc"
EMOJI = "Sensor 🦊 \U0001f469‍\U0001f52c 漢字"
LONG_NAME = "N" * 300
ADDRESS = "https://example.org/" + "very-long-path/" * 20 + "?q=1&r=2"
REGISTERS = 500
SLICES = 40
MANY_WORDS = "word " * 2000
NO_BLANKS = "x" * 20_000


def drawing(width: float, height: float, words: str = "axis [kg]") -> Drawing:
    """A picture whose text asks for a font that is not embedded."""
    made = Drawing(width, height)
    made.add(Rect(0, 0, width, height, fillColor=None))
    made.add(String(5, 5, words, fontName="Helvetica-Bold", fontSize=8))
    return made


def table_of(columns: int, rows: int) -> Grid:
    """A table with numbers in its even columns."""
    heads = tuple(Column(f"Column {c}", "decimal" if c % 2 else "left") for c in range(columns))
    body = tuple(
        tuple(Value(f"{r * c / 7:.3g} mW (1-2)" if c % 2 else f"row {r} cell {c}", "measured" if c % 2 else "", c % 4)
              for c in range(columns))
        for r in range(rows)
    )  # fmt: skip
    return Grid(f"{columns} columns", heads, body, "A note below.")


def registers() -> Grid:
    """A register table as long as any."""
    heads = (Column("Address"), Column("Name"), Column("Default"), Column("What it does", weight=3))
    rows = tuple(
        (Value(f"0x{i:03X}"), Value(f"REG_{i}"), Value("0x00"), Value(f"Does thing {i} " * (1 + i % 9)))
        for i in range(REGISTERS)
    )
    return Grid("Registers", heads, rows)


def slices() -> Grid:
    """Results by group."""
    heads = (Column("Group"), Column("Value", "decimal"))
    return Grid(
        "Slices", heads, tuple((Value(f"group {i}"), Value(f"{i}.{i} %", "measured", 1)) for i in range(SLICES))
    )


def figures() -> tuple[Figure, ...]:
    """Pictures of all sizes, and none."""
    return (
        Figure("Most of it is this: 62 %", "Bars: 62, 38", lambda w: drawing(w, 120, EMOJI), "a file", table_of(3, 3)),
        Figure("Taller than a page", "A tall drawing", lambda w: drawing(w, 3000)),
        Figure("Wider than the page", "A wide drawing", lambda w: drawing(5 * w, 100), "a file"),
        Figure("No such picture", "Nothing", None, missing="the file pinout.svg is not there"),
        Figure("", "", None, missing=NO_BLANKS),
    )


def torture() -> Content:
    """All at once."""
    texts = Part(
        MARKUP,
        (
            Prose(LONG_NAME, (MARKUP, RIGHT_TO_LEFT, EMOJI, LONG_NAME, f"See {ADDRESS}, and ({ADDRESS}).")),
            Prose("", (MANY_WORDS, NO_BLANKS)),
            Prose("Nothing", ()),
            Prose("Marked", ("not provided",), "not provided"),
            Items("Items", (MARKUP, LONG_NAME, MANY_WORDS[:900])),
            Items("", ("one",)),
            Items("None", ()),
            Items("Marked", ("not disclosed",), "not disclosed"),
            Notice("Draft", MANY_WORDS),
        ),
    )
    facts = Facts(
        (
            Fact(LONG_NAME, Value(NO_BLANKS, "measured", 1, MANY_WORDS)),
            Fact(MARKUP, Value(MARKUP, note=MARKUP)),
            Fact("Missing", Value("not provided", mark="not provided")),
            Fact("Withheld", Value("not disclosed", mark="not disclosed")),
            Fact("Does not apply", Value("not applicable: no radio", mark="not applicable")),
            Fact("Not assessed", Value("not assessed", "not assessed", mark="not assessed")),
            Fact("Own words", Value("no hash was stated", mark="not provided")),
            Fact("Address", Value(ADDRESS, link=ADDRESS)),
            Fact("Mail", Value("a@example.org", link="a@example.org")),
            Fact("No address", Value("press", link="javascript:alert(1)")),
            Fact("Beyond the list", Value("1 mW", "measured", 99)),
            Fact("", Value("")),
        )
    )
    heads = tuple(Column(LONG_NAME if c == 3 else MARKUP) for c in range(12))
    cells = Grid("", heads, ((*(Value(NO_BLANKS if c == 5 else EMOJI) for c in range(12)),), (Value("short row"),)))
    chapters = (
        Chapter("overview", "1", "Overview", (texts, Part("", (facts,)))),
        Chapter("performance", "5", LONG_NAME, (Part("Figures", figures()), Part("Slices", (slices(), slices())))),
        Chapter("hardware", "6", "Hardware", (Part("", (registers(), table_of(12, 20), cells)),
                                              Part("None", (Grid("No rows", (Column("A"),), ()), Grid("", (), ()))))),
        Chapter("empty", "7", "", ()),
        Chapter("evidence", "", "Evidence", (Part("", (_listed(),)),)),
    )  # fmt: skip
    cover = (Part("Log", (table_of(5, 30), Prose(LONG_NAME, (MARKUP,)))),)
    summary = (texts, Part("Numbers", (facts,)), Part("Table", (registers(),)), Part("Figures", figures()))
    return Content(
        title=LONG_NAME, subtitle=MARKUP + RIGHT_TO_LEFT, language="he", version="1.0 " + EMOJI, date="2026-11-21",
        authors=EMOJI, draft="draft, 118 errors", cover=cover, chapters=chapters,
        summary=(*summary, *(Part(f"Part {i}", (facts,)) for i in range(20))),
        evidence=(Evidence(1, "a file", "0" * 64),), attachments=attachments(), keywords=("ML sensor", EMOJI),
    )  # fmt: skip


def _listed() -> Grid:
    heads = (Column("Number"), Column("What"), Column("SHA-256"))
    return Grid("", heads, tuple((Value(str(n)), Value(f"file {n}"), Value("0" * 64)) for n in (1, 2, 3)))


def attachments() -> tuple[Attachment, ...]:
    """One of each kind."""
    return (
        Attachment("datasheet.yaml", b"schema: footprint.datasheet/1\n\xc3\xa9\r\n", "application/yaml", "Source"),
        Attachment("datasheet.json", b"{}", "application/json", "As JSON"),
        Attachment("flow.svg", b"<svg/>\x00", "image/svg+xml", "Drawing"),
    )


def empty() -> Content:
    """Nothing at all."""
    return Content("", "", "en", "", "", "", "", (), (), (), (), (), ())


def small(**changes: Any) -> Content:
    """A datasheet of a chapter, a table and a picture."""
    facts = Facts((Fact("Power, active", Value("25.5 mW (12.5–51.2)", "estimated", 1)),))
    part = Part(
        "Core metrics", (facts, Prose("Description", ("One word after the other " * 30,)), slices(), figures()[0])
    )
    chapters = (
        Chapter("performance", "5", "End-to-end performance", (part,)),
        Chapter("evidence", "", "Evidence", (Part("", (_listed(),)),)),
    )
    made = Content("Gesture band", "Tells gestures apart", "en-GB", "0.1.0", "2026-11-21", "A. Author", "", (part,),
                   chapters, (part,), (), attachments(), ("ML sensor",))  # fmt: skip
    return replace(made, **changes)
