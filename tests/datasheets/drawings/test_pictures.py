"""Pictures from anybody: drawn where they are plain, refused with a sentence where they are not, and nothing leaks."""

from __future__ import annotations

import socket
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, String
from reportlab.graphics.shapes import Image as Raster
from reportlab.graphics.shapes import Path as Outline

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import drawing_figure
from datasheets.pdf import BOLD, REGULAR, Document
from datasheets.sheet.files import Image
from tests.datasheets.drawings.looking import of_kind, texts
from tests.datasheets.examples import read

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'<svg {NAMES} viewBox="0 0 100 50">'
SECRET = "the-secret-of-another-file"


def figure(folder: Path, content: str | bytes, name: str = "drawing.svg") -> Figure:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return drawing_figure(Image(name, "what it shows", path), "A caption")


def printed(made: Figure) -> bytes:
    assert made.draw is not None, made.missing
    document = Document("title", "subject", [], ("", ""))
    renderPDF.draw(made.draw(300.0), document.canvas, 0, 0)
    document.canvas.showPage()
    return document.finish()


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection fails the test."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_the_shipped_drawing_is_vectors_with_its_texts() -> None:
    path = Path("docs/examples/gesture/flow.svg")
    made = drawing_figure(Image("flow.svg", "Four boxes", path), "Flow")
    assert (made.title, made.alt, made.missing) == ("Flow", "Four boxes", "")
    assert {"Accelerometer", "64 samples", "1 of 4"} <= set(texts(made))
    assert made.draw is not None
    assert made.draw(493).width == pytest.approx(480)  # 640 px of 0.75 pt
    assert made.draw(240).width == pytest.approx(240)
    assert printed(made) == printed(made)


def test_every_text_is_in_the_shipped_font(tmp_path: Path) -> None:
    """Whatever a drawing asks for, also by its style sheet; nothing that is not embedded gets into a document."""
    made = figure(
        tmp_path,
        HEAD + "<style>.t{font-family:Comic Sans MS;font-weight:700}</style><text class='t' y='20'>one</text>"
        "<text y='30' font-family='Courier'>two<tspan font-weight='bold'>three</tspan></text>"
        "<text y='40'>\u2067\U000f0000</text></svg>",
    )
    fonts = {s.text: s.fontName for s in of_kind(made, String)}
    assert fonts["one"] == fonts["three"] == BOLD
    assert fonts["two"] == REGULAR
    assert set(fonts) == {"one", "two", "three", "?"}
    page = read(printed(made)).pages[0]
    embedded = {f["/BaseFont"].partition("+")[2] for f in page["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert embedded <= {"DejaVuSans", "DejaVuSans-Bold"}


REACHING = {
    "entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "secret.svg">]>' + HEAD + '<text y="9">&x;</text></svg>',
    "parameter entity": '<!DOCTYPE svg [<!ENTITY % x SYSTEM "secret.svg"> %x;]>' + HEAD + "</svg>",
    "laughs": '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HEAD + "<text>&b;</text></svg>",
    "image": HEAD + '<image href="secret.svg" width="90" height="90"/></svg>',
    "image, old": HEAD + '<image xlink:href="secret.svg" width="90" height="90"/></svg>',
    "image by file": HEAD + '<image href="file:///etc/passwd" width="90" height="90"/></svg>',
    "image by data": HEAD + '<image href="data:image/png;base64,AAAA" width="90" height="90"/></svg>',
    "use of a file": HEAD + '<use xlink:href="secret.svg#all"/></svg>',
    "use of an address": HEAD + '<use href="http://127.0.0.1:9/a.svg#all"/></svg>',
    "import": HEAD + '<style>@import url("http://127.0.0.1:9/a.css");</style></svg>',
    "import in disguise": HEAD + r'<style>@\69mport "a.css";</style></svg>',
    "style of a file": HEAD + '<rect width="9" height="9" style="fill:url(secret.svg#all)"/></svg>',
    "filter of a file": HEAD + '<rect width="9" height="9" filter="URL( \'secret.svg#all\' )"/></svg>',
    "clip of a file": HEAD + '<g clip-path="url(secret.svg#all)"><rect width="9" height="9"/></g></svg>',
    "gradient of a file": HEAD + '<linearGradient id="a" href="secret.svg#all"/><rect fill="url(#a)"/></svg>',
    "script": HEAD + "<script>alert(1)</script></svg>",
    "script of another kind": HEAD + '<s:script xmlns:s="http://example.org/s">1</s:script></svg>',
    "page inside": HEAD + '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject></svg>',
    "hidden image": HEAD + '<filter><image href="secret.svg"/></filter></svg>',
}  # fmt: skip


@pytest.mark.parametrize("case", REACHING)
def test_what_reaches_out_is_refused(case: str, tmp_path: Path, offline: None) -> None:
    """No drawing, and a sentence that holds nothing of the other file."""
    secret = f'<svg {NAMES} viewBox="0 0 9 9"><g id="all"><text y="5">{SECRET}</text></g></svg>'
    (tmp_path / "secret.svg").write_text(secret, encoding="utf-8")
    made = figure(tmp_path, REACHING[case])
    assert made.draw is None
    assert made.missing.startswith('"drawing.svg" ')
    assert SECRET not in made.missing + made.alt + made.title


BROKEN: dict[str, str | bytes] = {
    "empty": "", "cut": "<svg", "not SVG": "<html/>", "no size": f"<svg {NAMES}/>",
    "size zero": f'<svg {NAMES} viewBox="0 0 0 0"/>', "size nan": f'<svg {NAMES} viewBox="0 0 nan 5"/>',
    "giant": f'<svg {NAMES} viewBox="0 0 1e300 1e300"/>', "a line": f'<svg {NAMES} viewBox="0 0 900 1"/>',
    "percent alone": f'<svg {NAMES} width="100%" height="100%"/>',
    "coordinate nan": HEAD + '<rect x="nan" width="5" height="5"/></svg>',
    "coordinate inf": HEAD + '<path d="M 0 0 L 1e400 5"/></svg>',
    "transform": HEAD + '<g transform="scale(1e30)"><rect width="5" height="5"/></g></svg>',
    "dash nan": HEAD + '<rect width="5" height="5" stroke="red" stroke-dasharray="nan"/></svg>',
    "attributes": HEAD + "<rect " + " ".join(f'a{i}="1"' for i in range(50_000)) + "/></svg>",
    "url of spaces": HEAD + "<style>url(" + " " * 90_000 + "</style></svg>",
    "urls in urls": HEAD + "<style>" + "url(" * 22_000 + "</style></svg>",
    "doctypes": "<!DOCTYPE" * 200_000,
    "points": HEAD + "".join('<path d="M0 0' + "a5 3 20 1 1 5 5" * 2000 + '"/>' for _ in range(9)) + "</svg>",
    "long path": HEAD + '<path d="M0 0' + "l1 1" * 30_000 + '"/></svg>',
    "width of spaces": f'<svg {NAMES} width="1{" " * 90_000}x" height="5"/>',
    "deep": HEAD + "<g>" * 150 + "</g>" * 150 + "</svg>",
    "very deep": HEAD + "<g>" * 20000 + "</g>" * 20000 + "</svg>",
    "many": HEAD + "<rect width='1' height='1'/>" * 12000 + "</svg>",
    "repeats itself": HEAD + '<g id="a"><use href="#a"/></g></svg>',
    "repeats a lot": HEAD + '<g id="a0"><rect width="1" height="1"/></g>'
    + "".join(f'<g id="a{i}">' + f'<use href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 9)) + "</svg>",
    "many styles": HEAD + "<style>" + "g g rect{fill:red}" * 3000 + "</style>"
    + "<rect width='1' height='1'/>" * 3000 + "</svg>",
    "bad selector": HEAD + "<style>::::{a:b}</style><rect width='9' height='9'/></svg>",
    "too large": HEAD + "<!--" + "x" * 2_000_000 + "--></svg>",
    "other letters": HEAD.encode("utf-16"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_or_too_much_says_so(case: str, tmp_path: Path) -> None:
    """A sentence instead of a picture, within seconds of the processor."""
    start = time.process_time()
    made = figure(tmp_path, BROKEN[case])
    assert made.draw is None, case
    assert made.missing
    assert time.process_time() - start < 20  # some took minutes


def test_a_public_doctype_is_read_past(tmp_path: Path, offline: None) -> None:
    """Many drawing programs write it; nothing is fetched."""
    doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert texts(figure(tmp_path, doctype + HEAD + '<text y="20">here</text></svg>')) == ["here"]


def test_what_is_not_drawn_is_named_once(tmp_path: Path) -> None:
    """Not what is within it, and not what other programs note for themselves."""
    inner = '<filter id="f"><feGaussianBlur/></filter><marker id="m"><path d="M0 0"/></marker>'
    foreign = '<n:view xmlns:n="http://example.org/n"><n:x/></n:view>'
    made = figure(tmp_path, HEAD + inner + foreign + '<rect width="9" height="9"/></svg>')
    assert made.source == "Not drawn, as no such element is known: filter, marker."


def test_a_drawing_ends_at_its_edges(tmp_path: Path) -> None:
    """A text that runs out of the picture is cut off there: it would stand on the page around it."""
    made = figure(tmp_path, HEAD + '<text x="90" y="20">a long text that runs out</text></svg>')
    first = of_kind(made, Outline)[0]
    assert first.isClipPath
    assert (max(first.points[::2]), max(first.points[1::2])) == pytest.approx((75.0, 37.5))


def test_gradients_become_plain(tmp_path: Path) -> None:
    stops = '<stop offset="0" stop-color="#ff0000"/><stop offset="1" style="stop-color:#0000ff"/>'
    made = figure(tmp_path, HEAD + f'<linearGradient id="g">{stops}</linearGradient>'
                  '<circle cx="9" cy="9" r="5" fill="url(#g)"/></svg>')  # fmt: skip
    assert [c.fillColor.hexval() for c in of_kind(made, Circle)] == ["0x0000ff"]


def picture(kind: str, size: tuple[int, int], **more: Any) -> bytes:
    buffer = BytesIO()
    Pillow.new("RGB", size, "red").save(buffer, kind, **more)
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("JPEG", "a.JPEG")])
def test_pixels_fit_the_width(kind: str, name: str, tmp_path: Path) -> None:
    made = figure(tmp_path, picture(kind, (2000, 1000)), name)
    (pixels,) = of_kind(made, Raster, 300.0)
    assert (pixels.width, pixels.height) == pytest.approx((300.0, 150.0))
    assert pixels.path.size == (1500, 750)


def test_dashes_that_no_printer_takes_are_drawn_through(tmp_path: Path) -> None:
    """None longer than zero, or one below: without them printing would fail."""
    for dashes in ("0 0", "-1 2"):
        line = f'<rect width="5" height="5" stroke="red" stroke-dasharray="{dashes}"/>'
        assert printed(figure(tmp_path, HEAD + line + "</svg>"))


def test_photographs_stand_upright(tmp_path: Path) -> None:
    """Orientation 6 is a quarter turn: the left end of the file, green, is the top of the picture."""
    exif, pixels, buffer = Pillow.Exif(), Pillow.new("RGB", (100, 50), "red"), BytesIO()
    exif[0x0112] = 6
    pixels.paste("green", (0, 0, 50, 50))
    pixels.save(buffer, "JPEG", exif=exif)
    (shown,) = of_kind(figure(tmp_path, buffer.getvalue(), "a.jpg"), Raster)
    assert shown.path.size == (50, 100)
    red, green, _ = shown.path.getpixel((25, 20))
    assert green > 100 > red


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("I;16", 0x8000, 128),
        ("L", 128, 128),
        ("P", 0, 0),
        ("1", 1, 255),
        ("LA", (0, 0), 255),
        ("RGBA", (0, 0, 0, 0), 255),
    ],
)
def test_every_kind_of_pixels_keeps_its_shade(mode: str, colour: Any, expected: int, tmp_path: Path) -> None:
    """Half of 16 bits is half of 8; what is transparent is white."""
    buffer = BytesIO()
    Pillow.new(mode, (40, 20), colour).save(buffer, "PNG")
    (shown,) = of_kind(figure(tmp_path, buffer.getvalue(), "a.png"), Raster)
    assert shown.path.getpixel((20, 10)) == (expected,) * 3


def test_where_a_photograph_was_taken_stays_out(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010E] = SECRET
    content = picture("JPEG", (100, 50), exif=exif)
    assert SECRET.encode() in content
    made = figure(tmp_path, content, "a.jpg")
    assert of_kind(made, Raster)[0].path.info == {}
    assert SECRET.encode() not in printed(made)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"no picture"),
        ("a.png", picture("PNG", (50, 50))[:60]),
        ("a.jpg", b""),
        ("a.png", picture("GIF", (5, 5))),
        ("a.png", picture("PNG", (9000, 6000))),
        ("a.png", picture("PNG", (100, 1))),
        ("a.gif", picture("GIF", (5, 5))),
        ("a", b"x"),
    ],
)
def test_bad_pixels_say_so(name: str, content: bytes, tmp_path: Path) -> None:
    """Not a picture, cut, empty, of another kind under a false name, 54 million pixels, a line, no known ending."""
    made = figure(tmp_path, content, name)
    assert made.draw is None
    assert made.missing


def test_a_missing_picture_says_so(tmp_path: Path) -> None:
    gone = drawing_figure(Image("gone.svg", "", None), "")
    assert (gone.title, gone.draw, gone.missing) == ("gone.svg", None, '"gone.svg" is not there.')
    (tmp_path / "folder.svg").mkdir()
    assert drawing_figure(Image("folder.svg", "x", tmp_path / "folder.svg"), "").missing.endswith("is not a file.")
