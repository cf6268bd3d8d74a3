"""The datasheet as one web page that needs nothing else: no script, nothing loaded, readable by everybody."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from datasheets import pdf
from datasheets.content.blocks import Chapter, Content, Grid
from datasheets.data_files import FOLDER
from datasheets.renderers.html_blocks import blocks
from datasheets.renderers.html_files import FILES, files
from datasheets.renderers.html_pieces import Node, Page, add, closed, make, setting, slug, told
from datasheets.renderers.html_summary import header, lead
from datasheets.renderers.html_table import evidence_numbers
from datasheets.renderers.pdf_blocks import EVIDENCE
from datasheets.renderers.pdf_file import CONTENTS
from footprint.yaml_file import read_text

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
TITLE_PAGE = "Title page"
_FINDINGS = "findings"
_DESCRIPTION_LETTERS = 300
_TEXTS = ("p", "h1", "h2", "h3", "h4", "h5", "dt", "dd", "li", "td", "th", "caption", "figcaption")


class _Section(NamedTuple):
    """A chapter of the page, its title, and the places and titles of its parts that the contents name."""

    node: Node
    title: str
    parts: tuple[tuple[str, str], ...] = ()


def html(content: Content) -> str:
    """The whole datasheet as one HTML page, which ends with a line end.

    It begins with the summary; then come the contents, the chapters and the attached files. Text of the datasheet is
    never markup; only web and mail addresses lead out of the page. It loads nothing and has no script, and tells the
    browser to refuse both. Colours follow the reader's theme, and paper is A4.

    Parameters
    ----------
    content : Content
        What stands on it.

    Returns
    -------
    str
        HTML that is well-formed XML too; the same for the same content. Attached files are inside, up to the sizes in
        ``data/page.yaml``.
    """
    page = Page(_evidence_numbers(content))
    cover = [Chapter("title-page", "", TITLE_PAGE, content.cover)] if content.cover else []
    head = header(page, content)
    sections = [_chapter(page, chapter) for chapter in (*cover, *content.chapters)]
    if content.attachments:
        sections.append(_Section(files(page, content.attachments), FILES))
    body = make(
        "body",
        make("a", "Skip to the datasheet", href="#sheet", cls="skip"),
        _draft(content, sections),
        head,
        _contents(sections),
        make("main", *(section.node for section in sections), id="sheet", tabindex="-1"),
        make("footer", make("p", f"Made by {pdf.TOOL}. This page loads nothing and sends nothing.")),
        cls="draft" if told(content.draft) else "",
    )
    rtl = is_rtl(content.language)
    if rtl:
        _let_turn(body)
    root = make("html", _head(content), body, lang=content.language, dir="rtl" if rtl else "ltr")
    made: str = etree.tostring(closed(root), encoding="unicode", pretty_print=True, doctype="<!DOCTYPE html>")
    return made.rstrip("\n") + "\n"


def _let_turn(body: Node) -> None:
    """Give every text the direction of its own letters: on a page from right to left some run the other way."""
    for node in body.iter(*_TEXTS):
        if not node.get("dir"):
            node.set("dir", "auto")


def is_rtl(language: str) -> bool:
    """Whether a language is written from right to left, by its tag."""
    name, *rest = language.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return script in setting("right_to_left_scripts")
    region = next((part for part in rest if len(part) == 2), "")
    places = setting("other_direction")
    return (name in setting("right_to_left")) is not (f"{name}-{region}" in places)


def _evidence_numbers(content: Content) -> list[int]:
    blocks_of = (b for c in content.chapters if c.key == EVIDENCE for p in c.parts for b in p.blocks)
    return [number for b in blocks_of if isinstance(b, Grid) for number in evidence_numbers(b)]


def _head(content: Content) -> Node:
    name = told(content.title)
    about = told(lead(content)) or told(content.subtitle)
    meta = {
        "viewport": "width=device-width, initial-scale=1", "color-scheme": "light dark", "referrer": "no-referrer",
        "generator": pdf.TOOL, "description": about[:_DESCRIPTION_LETTERS], "author": content.authors,
        "keywords": ", ".join(told(word) for word in content.keywords),
    }  # fmt: skip
    return make(
        "head",
        make("meta", charset="utf-8"),
        make("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        make("title", f"{name}: datasheet" if name else "Datasheet"),
        *(make("meta", name=key, content=value) for key, value in meta.items() if told(value)),
        _style(),
    )


def _style() -> Node:
    node = etree.Element("style")
    node.text = "\n" + read_text(FOLDER / "page.css")
    return node


def _draft(content: Content, sections: list[_Section]) -> Node | None:
    """Why it is not ready, in sight wherever one reads."""
    if not told(content.draft):
        return None
    words = told(content.draft)
    said = make("p", make("strong", f"{words[:1].upper()}{words[1:]}"))
    if any(section.node.get("id") == _FINDINGS for section in sections):
        add(said, " ")
        said.append(make("a", "All findings", href=f"#{_FINDINGS}"))
    return make("div", said, cls="banner", role="region", aria_label="Draft")


def _contents(sections: list[_Section]) -> Node | None:
    if not sections:
        return None
    listed = make("ol")
    for node, title, parts in sections:
        entry = make("li", make("a", title, href=f"#{node.get('id')}"))
        if parts:
            entry.append(make("ol", *(make("li", make("a", name, href=f"#{place}")) for place, name in parts)))
        listed.append(entry)
    return make("nav", make("h2", CONTENTS, id="contents"), listed, aria_labelledby="contents")


def _chapter(page: Page, chapter: Chapter) -> _Section:
    title = told(f"{chapter.number} {chapter.title}") or told(chapter.key) or "Chapter"
    key = page.places.free(slug(chapter.key) or "chapter")
    page.enter(key, title)
    out = make("section", make("h2", title), id=key)
    listed = []
    for part in chapter.parts:
        page.enter(key, title, part.title)
        inside, level = out, 3
        if told(part.title):
            place = page.places.free(f"{key}-{slug(part.title) or 'part'}")
            listed.append((place, told(part.title)))
            inside, level = make("section", make("h3", part.title), id=place), 4
            out.append(inside)
        for node in blocks(page, part.blocks, level, evidence=chapter.key == EVIDENCE):
            inside.append(node)
    return _Section(out, title, tuple(listed) if chapter.number else ())
