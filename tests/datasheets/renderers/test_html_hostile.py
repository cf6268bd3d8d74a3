"""Whatever stands in a datasheet, its web page runs nothing, loads nothing and shows it as it is."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example as sample
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

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
from datasheets.drawings.pictures import drawing_figure
from datasheets.renderers.html import html
from datasheets.renderers.html_pieces import told
from datasheets.sheet.files import Image

from .conftest import Documents
from .pages import SVG, all_of, parsed, shown, squeezed

TAGS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "section", "footer", "div", "span", "p",
    "a", "h1", "h2", "h3", "h4", "h5", "dl", "dt", "dd", "ol", "ul", "li", "table", "caption", "colgroup", "col",
    "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "strong", "code", "bdi", "i",
}  # fmt: skip
DRAWN = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "clipPath", "image"}
ATTRIBUTES = {
    "lang", "dir", "class", "id", "href", "rel", "download", "style", "scope", "tabindex", "role", "aria-label",
    "aria-labelledby", "value", "name", "content", "charset", "http-equiv", "data-pad",
}  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><script>x</script>", "]]>", "<!-- x", "-->",
    "\" onmouseover=\"alert(1)", "' autofocus onfocus='x", "&lt;b&gt; &amp; &#60;", "javascript:alert(1)",
    "https://evil.example/\"><script>", "http://[::1]/<b>", "mailto:a@b.example?body=<x>", "\x00\x01\x1b[31m", "a\x85b",
    "\ud800 alone", "\udfff", "\ufffe\uffff", "\U0001ffff", "שלום \u202e abc", "🎉🦄", "a\nb\r\nc\td", "W" * 300,
    "{}; @import url(//x)", "url(https://evil.example)", "  ", "1–2", "(3–4), 5 kg", "12 345 678 mW",
]  # fmt: skip


def check_quiet(page: str) -> Any:
    """Only elements and attributes that a page of ours has, and no address but of the web, of mail and of itself."""
    root = parsed(page)
    for one in root.iter():
        assert isinstance(one.tag, str), "a comment or an instruction"
        drawn = one.tag.startswith(SVG)
        assert one.tag.removeprefix(SVG) in (DRAWN if drawn else TAGS), one.tag
        for key, value in one.attrib.items():
            assert not key.lower().startswith("on"), key
            assert drawn or key in ATTRIBUTES, key
            if key == "href" and not drawn:
                assert re.match(r"#|https?://|mailto:|data:application/octet-stream;base64,", value), value
                assert not value.startswith("data:") or one.get("download")
                assert not re.search(r"[\s<>\"]", value)
            elif key == "href" or key.endswith("}href"):
                assert value.startswith("data:image/png;base64,")
            elif key == "style":
                assert "url" not in value
            elif key not in ("content", "aria-label", "download"):
                assert "://" not in value, (key, value)
    policy = [one.get("content") for one in all_of(root, "meta") if one.get("http-equiv")]
    assert policy == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]
    return root


def everywhere(text: str) -> Content:
    """A text in every place of a content."""
    value = Value(text, "measured", 1, text, link=text)
    marked = Value(text, mark="not provided")
    grid = Grid(text, (Column(text), Column(text, "decimal"), Column("b")), ((value, Value(text)), (marked,)), text)
    part = Part(
        text,
        (
            Facts((Fact(text, value), Fact(text, marked))), Prose(text, (text, text)), Items(text, (text,)),
            Items(text, (text,), "not disclosed"), grid, Notice(text, text), Grid(text, (Column(text),), ()),
            Figure(text, text, None, source=text, missing=text, table=grid),
        ),
    )  # fmt: skip
    listed = Grid("", (Column("Number"), Column(text), Column(text)), ((Value("1"), Value(text), Value(text)),))
    chapters = (Chapter(text, text, text, (part,)), Chapter("evidence", "", text, (Part(text, (listed,)),)))
    files = (Attachment(text, text.encode(errors="replace"), text, text),)
    return Content(text, text, "en", text, text, text, text, (part,), chapters, (part, part), (Evidence(1, text),),
                   files, (text,))  # fmt: skip


def check_shown(text: str) -> None:
    page = html(everywhere(text))
    root = check_quiet(page)
    page.encode()
    wanted = squeezed(told(text))
    for tag in ("h1", "h2", "h3", "h4", "dt", "dd", "p", "li", "caption", "th", "td", "figcaption"):
        if wanted:
            assert any(wanted in squeezed(shown(one)) for one in all_of(root, tag)), tag


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    check_shown(text)


@settings(max_examples=40, deadline=None)
@sample("\r")
@given(st.text(st.characters(codec=None), min_size=1, max_size=30))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    check_shown(text)


@settings(max_examples=30, deadline=None)
@given(st.text(st.sampled_from(list("https://[]()@:?#%&=\"'<> \\^`{|}\u202eé")), max_size=30))
def test_any_address_leads_to_the_web_or_to_mail(text: str) -> None:
    root = check_quiet(html(everywhere(f"https://{text}")))
    assert all(one.get("rel") == "noopener noreferrer" for one in all_of(root, "a") if "://" in one.get("href"))


@pytest.mark.parametrize("name", ["gesture", "pa1", "torture", "small", "empty"])
def test_whole_datasheets_are_quiet(name: str, documents: Documents) -> None:
    check_quiet(html(documents.content(name)))


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://example.org/a b\"c", "https://example.org/a%20b%22c"), ("a@example.org", "mailto:a@example.org"),
        ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("file:///etc/passwd", ""), ("//example.org", ""),
        ("java\nscript:x", ""),
    ],
)  # fmt: skip
def test_only_addresses_of_the_web_and_mail_lead_out(link: str, leads: str) -> None:
    content = everywhere("x")
    part = Part("", (Facts((Fact("Contact", Value("here", link=link)),)),))
    root = check_quiet(html(Content(**{**vars(content), "chapters": (Chapter("a", "1", "A", (part,)),)})))
    dd = next(d for d in all_of(root.find("body/main"), "dd") if shown(d) == "here")
    assert [one.get("href") for one in all_of(dd, "a")] == ([leads] if leads else [])


@pytest.mark.parametrize(
    "source",
    [
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><style>@import url(//x)</style></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90' onload='x()'>"
        "<a href='javascript:x()'><text x='5' y='9' onclick='x()'>&lt;script&gt;</text></a></svg>",
        "not an SVG",
    ],
)
def test_hostile_pictures_are_drawn_as_shapes_or_not_at_all(source: str, tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text(source, encoding="utf-8")
    figure = drawing_figure(Image("a.svg", "what it shows", file), "Caption")
    part = Part("", (figure,))
    root = check_quiet(html(Content(**{**vars(everywhere("x")), "chapters": (Chapter("a", "1", "A", (part,)),)})))
    section = root.find("body/main").findall("section")[1]
    drawings = list(section.iter(f"{SVG}svg"))
    assert len(drawings) == (figure.draw is not None)
    assert drawings or 'No picture: "a.svg" ' in shown(section)


def test_a_photograph_stands_in_the_page_as_pixels_alone(tmp_path: Path) -> None:
    """Where it was taken, which its file says, is not in the page."""
    file = tmp_path / "a.jpg"
    exif = Pillow.Exif()
    exif[0x010E] = "taken at home"
    Pillow.new("RGB", (40, 20), "red").save(file, exif=exif)
    part = Part("", (drawing_figure(Image("a.jpg", "a red field", file), "Photograph"),))
    page = html(Content(**{**vars(everywhere("x")), "chapters": (Chapter("a", "1", "A", (part,)),)}))
    root = check_quiet(page)
    [image] = list(root.iter(f"{SVG}image"))
    content = base64.b64decode(image.get("href").removeprefix("data:image/png;base64,"))
    with Pillow.open(BytesIO(content)) as opened:
        assert (opened.size, opened.getpixel((3, 3))[0] > 250, dict(opened.getexif())) == ((40, 20), True, {})
    assert image.getparent().getparent().get("aria-label") == "a red field"
