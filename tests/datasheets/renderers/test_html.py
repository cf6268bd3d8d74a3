"""The web datasheet: all of the content is there, in a page that a strict parser and who does not see it can follow."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import unicodedata
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from reportlab.graphics.shapes import Drawing, Group, String

from datasheets import pdf
from datasheets.content.blocks import (
    Attachment,
    Chapter,
    Column,
    Content,
    Fact,
    Facts,
    Figure,
    Grid,
    Notice,
    Part,
    Prose,
    Value,
)
from datasheets.data_files import FOLDER
from datasheets.drawings.frame import BLACK, Pen
from datasheets.drawings.timeline import SPREAD
from datasheets.renderers.html import html, is_rtl
from datasheets.renderers.html_pieces import setting, told
from datasheets.uncertainty_charts import BAND, FILL

from .conftest import Documents
from .contents import small
from .pages import SVG, all_of, by_class, check_said, outside_of_pictures, parsed, sections, shown, squeezed

NAMES = ["gesture", "pa1", "torture", "small", "empty"]
every = pytest.mark.parametrize("name", NAMES)


def page_of(*blocks: Any, **changes: Any) -> Any:
    """The root of a page of one chapter with some blocks, and evidence 1 and 2."""
    listed = Grid(
        "",
        (Column("Number"), Column("What"), Column("SHA-256")),
        ((Value("1"), Value("a file"), Value("0" * 64)), (Value("2"), Value("words"), Value(""))),
    )
    chapters = (
        Chapter("overview", "1", "Overview", (Part("Part", tuple(blocks)),)),
        Chapter("evidence", "", "Evidence", (Part("", (listed,)),)),
    )
    given = {"cover": (), "chapters": chapters, "summary": (), "attachments": (), **changes}
    return parsed(html(small(**given)))


@every
def test_every_text_of_the_content_is_in_its_section_in_its_order(name: str, documents: Documents) -> None:
    content = documents.content(name)
    root = parsed(html(content))
    found = list(sections(root, content))
    assert len(found) == len(content.chapters)
    for node, chapter in found:
        if chapter.key != "evidence":
            check_said(node, chapter)
    if content.cover:
        check_said(root.find("body/main/section"), content.cover)
    head = squeezed(shown(root.find("body/header")))
    for text in (content.title, content.subtitle, content.version, content.date):
        assert squeezed(told(text)) in head


@every
def test_the_text_alternatives_of_figures_are_the_names_of_their_drawings(name: str, documents: Documents) -> None:
    content = documents.content(name)
    root = parsed(html(content))
    names = {one.get("aria-label") for one in root.iter(f"{SVG}svg")}
    blocks = [b for c in content.chapters for p in c.parts for b in p.blocks if hasattr(b, "alt") and b.draw]
    assert {told(b.alt) or told(b.title) for b in blocks} <= names
    assert all(one.get("role") == "img" and one.get("aria-label") for one in root.iter(f"{SVG}svg"))


@every
def test_headings_go_down_one_level_at_a_time_below_one_title(name: str, documents: Documents) -> None:
    root = parsed(html(documents.content(name)))
    levels = [int(one.tag[1]) for one in root.iter("*") if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(shown(one) for one in root.iter("h1", "h2", "h3", "h4", "h5"))


@every
def test_every_place_has_one_name_and_every_link_within_lands(name: str, documents: Documents) -> None:
    root = parsed(html(documents.content(name)))
    ids = [one.get("id") for one in root.iter("*") if one.get("id")]
    assert len(ids) == len(set(ids))
    inner = [one.get("href")[1:] for one in all_of(root, "a") if one.get("href", "").startswith("#")]
    named = [name for one in root.iter("*") for name in (one.get("aria-labelledby") or "").split()]
    clips = re.findall(r'clip-path="url\(#([^)]+)\)', html(documents.content(name)))
    assert set(inner) | set(named) | set(clips) <= set(ids)


@every
def test_regions_that_scroll_are_reached_by_keyboard_and_have_names_of_their_own(
    name: str, documents: Documents
) -> None:
    regions = by_class(parsed(html(documents.content(name))), "scroll")
    names = [one.get("aria-label") for one in regions]
    assert len(names) == len(set(names))
    assert all(names)
    assert all((one.get("role"), one.get("tabindex")) == ("region", "0") for one in regions)


def test_a_region_without_a_title_has_that_of_its_part_or_else_of_its_chapter() -> None:
    table = Grid("", tuple(Column(str(i)) for i in range(3)), ((Value("x"),),))
    parts = (Part("Change log", (table, table)), Part("", (table,)))
    root = page_of(chapters=(Chapter("overview", "1", "Overview", parts),))
    assert [one.get("aria-label") for one in by_class(root, "scroll")] == ["Change log", "Change log (2)", "1 Overview"]


@every
def test_a_page_is_html_too(name: str, documents: Documents) -> None:
    """Only elements without an end tag in HTML end in themselves, and every other one is closed where it was opened."""
    page = html(documents.content(name))
    assert page.startswith("<!DOCTYPE html>\n<html ")
    assert page.endswith("</html>\n")
    ended = re.findall(r"<([a-z0-9]+)\b[^<>]*/>", outside_of_pictures(page))
    assert set(ended) <= {"meta", "col"}

    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:
            opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

        def handle_startendtag(self, tag: str, attrs: Any) -> None:
            """Nothing is opened."""

    Reader().feed(page)
    assert opened == []


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_contents_list_the_chapters_and_their_parts(name: str, documents: Documents) -> None:
    content = documents.content(name)
    root = parsed(html(content))
    listed = [shown(one.find("a")) for one in root.find("body/nav/ol")]
    chapters = [f"{c.number} {c.title}".strip() for c in content.chapters]
    assert listed == ["Title page", *chapters, "Attached files"]
    inner = [[shown(a) for a in one.findall("ol/li/a")] for one in root.find("body/nav/ol")][1:-1]
    assert inner == [[p.title for p in c.parts if p.title] if c.number else [] for c in content.chapters]


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_page_begins_with_name_type_sentence_and_key_numbers(name: str, documents: Documents) -> None:
    content = documents.content(name)
    root = parsed(html(content))
    body = list(root.find("body"))
    tags = [one.tag for one in body if one.tag not in ("a", "div")]
    assert tags == ["header", "nav", "main", "footer"]
    head = root.find("body/header")
    sentence = next(b for b in content.summary[0].blocks if isinstance(b, Prose)).paragraphs[0]
    numbers = next(p for p in content.summary if p.title == "Key numbers").blocks[0]
    assert isinstance(numbers, Facts)
    text = shown(head)
    order = [text.index(part) for part in (content.title, content.subtitle, sentence, "Key numbers", "Privacy")]
    assert order == sorted(order)
    tiles = by_class(head, "tiles")[0]
    assert [shown(one) for one in all_of(tiles, "dt")] == [fact.title for fact in numbers.facts]


def test_the_key_number_of_the_footprint_stands_large_with_interval_status_and_evidence(documents: Documents) -> None:
    tiles = by_class(parsed(html(documents.content("gesture"))), "tiles")[0]
    dd = next(one.find("dd") for one in tiles if shown(one.find("dt")) == "Footprint")
    assert shown(by_class(dd, "big")[0]) == "1.44 kg CO₂e"
    assert re.fullmatch(r"1\.44 kg CO₂e \(1\.40–1\.49\) calculated \[\d\]", shown(dd))


def test_evidence_is_linked_there_and_back() -> None:
    root = page_of(
        Facts((Fact("A", Value("1 mW", "measured", 2)), Fact("B", Value("2 mW", "assumed", 2)))),
        Grid("T", (Column("C"),), ((Value("x", "measured", 1),), (Value("y", "measured", 9),))),
    )
    items = by_class(root, "evidence")[0]
    assert [(one.get("id"), one.get("value")) for one in items] == [("evidence-1", "1"), ("evidence-2", "2")]
    leading = [one for one in by_class(root, "ref") if one.get("href") == "#evidence-2"]
    assert [one.get("id") for one in leading] == ["from-2-overview", None]
    assert [a.get("href") for a in all_of(items[1], "a")] == ["#from-2-overview"]
    assert shown(items[0]) == f"a file SHA-256 {'0' * 64} Used in 1 Overview"
    assert leading[0].get("aria-label") == "Evidence [2]"
    unlisted = next(one for one in by_class(root, "ref") if shown(one) == "[9]")
    assert unlisted.tag == "span"


def test_tables_head_their_columns_and_rows() -> None:
    rows = ((Value("a"), Value("1.5 mW", "measured")), (Value("b"),), (Value(""), Value("3")))
    root = page_of(Grid("Powers", (Column("State"), Column("Power", "decimal")), rows, "A note."))
    table = all_of(root, "table")[0]
    assert shown(table.find("caption")) == "Powers"
    assert [(one.tag, one.get("scope")) for one in table.find("thead/tr")] == [("th", "col"), ("th", "col")]
    body = [[(one.tag, one.get("scope"), shown(one)) for one in row] for row in table.find("tbody")]
    assert body == [
        [("th", "row", "a"), ("td", None, "1.5 mW measured")], [("th", "row", "b"), ("td", None, "")],
        [("td", None, ""), ("td", None, "3")],
    ]  # fmt: skip


def test_numbers_of_a_column_stand_below_each_other_on_their_points() -> None:
    """Before the points there are 12, 3 and 1 000 with a blank: the room of ``1 000`` is left before the others."""
    rows = tuple((Value("r"), Value(t)) for t in ("12.5 mW", "3 mW", "1 000 mW", "none"))
    root = page_of(Grid("", (Column("A"), Column("B", "decimal")), rows))
    cells = [row[1] for row in all_of(root, "tbody")[0]]
    pads = [one.find("i").get("data-pad") if one.find("i") is not None else "" for one in cells]
    assert [len(pad) for pad in pads] == [3, 4, 0, 5]


@pytest.mark.parametrize(
    ("value", "classes", "text"),
    [
        (Value("not provided", mark="not provided"), "mark not-provided tied", "not provided"),
        (Value("not disclosed", mark="not disclosed"), "mark not-disclosed tied", "not disclosed"),
        (Value("not applicable: no radio", mark="not applicable"), "mark not-applicable tied", "not applicable"),
        (Value("not assessed", "not assessed", mark="not assessed"), "mark not-assessed tied", "not assessed"),
        (Value("no hash", mark="not provided"), "mark not-provided tied", "no hash"),
    ],
)
def test_words_that_stand_for_a_value_are_drawn_as_what_they_are(value: Value, classes: str, text: str) -> None:
    root = page_of(Facts((Fact("What", value),)))
    dd = all_of(root, "dd")[0]
    mark = by_class(dd, "mark")[0]
    assert (mark.get("class"), shown(mark)) == (classes, text)
    assert shown(dd) == value.text


def test_a_draft_says_so_at_the_top_and_leads_to_what_is_wrong(documents: Documents) -> None:
    content = documents.content("pa1")
    assert content.draft
    banner = by_class(parsed(html(content)), "banner")[0]
    assert shown(banner) == f"{content.draft.capitalize()} All findings"
    assert banner.find("p/a").get("href") == "#findings"
    assert by_class(parsed(html(small(draft=""))), "banner") == []


def test_attached_files_are_held_as_they_are_and_never_as_a_type_that_opens() -> None:
    files = (
        Attachment("a.yaml", b"x: \xff\n", "application/yaml", "Source"),
        Attachment("a.yaml", b"<svg/>", "image/svg+xml", "Drawing"),
    )
    listed = by_class(page_of(Prose("", ("x",)), attachments=files), "files")[0]
    links = all_of(listed, "a")
    assert [one.get("download") for one in links] == ["a.yaml", "a.yaml-2"]
    start = "data:application/octet-stream;base64,"
    assert [base64.b64decode(one.get("href").removeprefix(start)) for one in links] == [b"x: \xff\n", b"<svg/>"]
    assert [shown(code) for code in all_of(listed, "code")] == [hashlib.sha256(f.content).hexdigest() for f in files]


def test_a_large_file_is_named_with_its_hash_only() -> None:
    """Three files of 250 kB: the third would make more than 600 kB together; one of 301 kB is too large alone."""
    sizes = (250_000, 250_000, 250_000, 301_000, 50_000)
    files = tuple(Attachment(f"f{i}", b"0" * n, "text/plain", "Data") for i, n in enumerate(sizes))
    listed = by_class(page_of(Prose("", ("x",)), attachments=files), "files")[0]
    assert [one.find("div/a") is not None for one in listed] == [True, True, False, False, True]
    assert (
        shown(listed[2])
        == f"f2 Data, 250 kB, not held by this page SHA-256 {hashlib.sha256(b'0' * 250_000).hexdigest()}"
    )
    assert setting("most_embedded") == 300_000
    assert setting("most_embedded_together") == 600_000


@pytest.mark.parametrize(
    ("language", "rtl"),
    [
        ("en", False), ("he", True), ("ar-EG", True), ("de-AT", False), ("az-Arab-IR", True), ("fa-Latn", False),
        ("pa", False), ("pa-PK", True), ("pa-IN", False), ("sd", True), ("sd-IN", False), ("sd-Arab-IN", True),
        ("ur-Aran", True), ("iw", True), ("prs", True), ("ku-1994", False), ("KU_IQ", True),
    ],
)  # fmt: skip
def test_the_direction_follows_the_language(language: str, rtl: bool) -> None:
    assert is_rtl(language) is rtl
    root = page_of(Prose("", ("x",)), language=language)
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if rtl else "ltr")
    paragraph = root.find("body/main/section/section/div/p")
    assert (shown(paragraph), paragraph.get("dir")) == ("x", "auto" if rtl else None)


def test_scripts_from_right_to_left_have_letters_that_run_that_way() -> None:
    """A letter of each, with its direction in the Unicode character database."""
    letters = {
        "adlm": "\U0001e900", "arab": "\u0628", "aran": "\u0628", "hebr": "\u05d0", "mand": "\u0840", "nkoo": "\u07ca",
        "rohg": "\U00010d00", "samr": "\u0800", "syrc": "\u0710", "thaa": "\u0780", "yezi": "\U00010e80",
    }  # fmt: skip
    assert sorted(letters) == setting("right_to_left_scripts")
    assert {unicodedata.bidirectional(letter) for letter in letters.values()} == {"R", "AL"}


def test_text_that_turns_the_direction_cannot_turn_what_is_beside_it() -> None:
    root = page_of(Facts((Fact("חיישן", Value("\u202eabc", "measured", 1)),)))
    assert all_of(root, "dt")[0].get("dir") == "auto"
    dd = all_of(root, "dd")[0]
    assert [one.tag for one in dd] == ["bdi", "span"]
    assert not (dd.text or "").strip()


def test_a_number_stays_on_the_line_of_its_unit_and_an_interval_on_its_own() -> None:
    dd = all_of(page_of(Facts((Fact("Mass", Value("1 234 kg CO₂e (1.40–1.49), 452 of 480")),))), "dd")[0]
    assert "".join(dd.itertext()) == "1\u00a0234\u00a0kg CO₂e (1.40–1.49), 452\u00a0of 480"
    assert [shown(one) for one in by_class(dd, "tied")] == ["(1.40–1.49),"]


def test_a_date_stays_on_its_line() -> None:
    dd = all_of(page_of(Facts((Fact("Released", Value("on 2026-11-21, not 12026-11-211")),))), "dd")[0]
    assert [shown(one) for one in by_class(dd, "tied")] == ["2026-11-21"]


def test_the_style_sheet_has_the_colours_of_the_pdf_and_loads_nothing() -> None:
    css = (FOLDER / "page.css").read_text(encoding="utf-8")
    light = css[: css.index("@media")]
    for name, colour in (("ink", pdf.INK), ("muted", pdf.MUTED), ("line", pdf.HAIRLINE), ("heading", pdf.HEADING),
                         ("edge", pdf.WARNING), ("band", BAND), ("fill", FILL), ("spread", SPREAD),
                         ("pale", BLACK)):  # fmt: skip
        assert f"--fp-{name}: #{colour.hexval()[2:]};" in light
    assert not re.search(r"[<>&]|url\(|@import", css)


def test_every_class_of_a_colour_is_known_to_the_style_sheet_in_both_themes(documents: Documents) -> None:
    css = (FOLDER / "page.css").read_text(encoding="utf-8")
    page = html(documents.content("gesture"))
    used = {name for names in re.findall(r'<(?:rect|line|text|poly\w+|circle|path)[^>]* class="([^"]+)"', page)
            for name in names.split()}  # fmt: skip
    assert len(used) > 5
    for name in used:
        kind, _, colour = name.partition("-")
        assert f".{name} {{ {kind}: var(--fp-{colour}); }}" in css
        assert css.count(f"--fp-{colour}: #") == 2


def test_a_cell_of_the_confusion_matrix_shows_its_share_on_the_ground_of_the_page(documents: Documents) -> None:
    """105 of 120 samples are 87.5 %, and the shade 0.06 + 0.94 x 0.875 = 0.8825; no sample is no shade."""
    root = parsed(html(documents.content("gesture")))
    chart = next(one for one in by_class(root, "wide") if "Confusion" in (one.get("aria-label") or ""))
    cells = [one for one in chart.iter(f"{SVG}rect") if one.get("fill") == "#1f5f99"]
    assert len(cells) == 16
    assert float(cells[0].get("fill-opacity")) == pytest.approx(0.8825, abs=6e-4)
    assert {one.get("fill-opacity") for one in cells} >= {"0"}
    counts = {one.text: one.get("class") or one.get("fill") for one in chart.iter(f"{SVG}text")}
    assert (counts["105"], counts["13"]) == ("#fdfdfd", "fill-pale")


def test_a_chart_is_drawn_for_wide_windows_and_for_phones(documents: Documents) -> None:
    root = parsed(html(documents.content("pa1")))
    wide, narrow = by_class(root, "wide"), by_class(root, "narrow")
    assert len(wide) == len(narrow) > 0
    for one in narrow:
        box = float(one.get("viewBox").split()[2]) if one.tag == f"{SVG}svg" else 0.0
        assert box <= setting("narrow_chart")


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_same_content_gives_the_same_bytes_in_another_process(name: str, documents: Documents) -> None:
    page = html(documents.content(name))
    assert page == html(documents.content(name))
    code = (
        "import hashlib; from tests.datasheets.renderers.conftest import made; from datasheets.renderers.html import "
        f"html; print(hashlib.sha256(html(made({name!r})).encode()).hexdigest())"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout.strip() == hashlib.sha256(page.encode()).hexdigest()


def test_a_control_character_parts_words() -> None:
    assert told("a\x01b\x85c\ufffe") == "a b c\ufffd"


def test_a_table_of_two_columns_never_scrolls_and_one_of_three_may() -> None:
    tables = [Grid("", tuple(Column(str(i)) for i in range(n)), ((Value("x"),),)) for n in (2, 3)]
    assert [len(by_class(page_of(one), "scroll")) for one in tables] == [0, 1]


def test_statuses_stand_below_numbers_where_a_line_has_no_room_for_both() -> None:
    """Four cells of 20 letters and a status are 4 x (20 + 8 + 6 + 2) = 144 letters, two are 72, of 115."""
    for columns, dense in ((2, []), (4, ["dense"])):
        cells = tuple(Value("1" * 20, "measured") for _ in range(columns))
        table = all_of(page_of(Grid("", tuple(Column("c") for _ in range(columns)), (cells,))), "table")[0]
        assert [name for name in (table.get("class") or "").split() if name == "dense"] == dense


def test_a_chart_that_a_phone_has_room_for_is_drawn_once() -> None:
    def draw(width: float) -> Any:
        pen = Pen(min(width, 100.0), 20)
        pen.text(0, 5, "words", size=7)
        return pen.drawing

    root = page_of(Figure("Finding", "what it shows", draw))
    assert [one.get("class") for one in root.iter(f"{SVG}svg")] == ["chart"]


@pytest.mark.parametrize(("scale", "size", "least"), [(1, 5.5, 400.0), (0.5, 11.0, 400.0), (1, 1.0, 500.0)])
def test_a_picture_is_as_wide_as_its_smallest_text_asks_for(scale: float, size: float, least: float) -> None:
    """200 points wide: text of 5.5 points has 11 pixels at 2 pixels a point; one of 1 point gets the most, 2.5."""
    drawing = Drawing(200, 20)
    drawing.add(Group(String(0, 0, "x", fontSize=size), transform=(scale, 0, 0, scale, 0, 0)))
    root = page_of(Figure("Finding", "what it shows", lambda _: drawing))
    style = next(root.iter(f"{SVG}svg")).get("style")
    assert f"--least:{least:g}" in style


def test_the_hash_of_an_attached_file_is_said_once() -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    files = (Attachment("f", b"x", "text/plain", f"Model, sha256 {digest}"),)
    root = page_of(attachments=files)
    assert shown(by_class(root, "files")[0]).count(digest) == 1


def test_the_summary_begins_with_what_was_said_and_with_what_must_be_seen() -> None:
    first = Part(
        "What", (Prose("", ("not provided",), "not provided"), Notice("Draft", "Not yet."), Prose("", ("It.",)))
    )
    head = page_of(summary=(first,)).find("body/header")
    assert [shown(one) for one in by_class(head, "lead")] == ["It."]
    section = head.find("section")
    assert [one.get("class") for one in section] == ["unseen", "lead", "notice", "cards"]


def test_a_key_number_that_leads_somewhere_is_a_link() -> None:
    facts = Facts((Fact("Power", Value("1 mW", "measured", link="https://example.org")),))
    tile = by_class(page_of(summary=(Part("", (Prose("", ("It.",)),)), Part("Key", (facts,)))), "tiles")[0]
    assert [one.get("href") for one in all_of(tile, "a")] == ["https://example.org"]


def test_the_head_of_the_page_is_short_and_tells_nobody_where_a_reader_came_from() -> None:
    root = page_of(summary=(Part("", (Prose("", ("word " * 200,)),)),), draft="draft")
    meta = {one.get("name"): one.get("content") for one in all_of(root, "meta")}
    assert len(meta["description"]) <= 300
    assert meta["referrer"] == "no-referrer"
    assert root.find("body").get("class") == "draft"


def test_an_empty_paragraph_is_left_out() -> None:
    plain = by_class(page_of(Prose("", ("x", " ", "y"))), "plain")[0]
    assert [shown(one) for one in plain] == ["x", "y"]


def test_pa1_is_below_a_megabyte(documents: Documents) -> None:
    assert len(html(documents.content("pa1")).encode()) < 1_000_000


def test_nothing_at_all_is_a_page_too(documents: Documents) -> None:
    content: Content = documents.content("empty")
    root = parsed(html(content))
    assert shown(root.find("body/header/h1")) == "ML sensor datasheet"
    assert shown(root.find("head/title")) == "Datasheet"
