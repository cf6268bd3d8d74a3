"""Systems and checks that the tests of documents share."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader

import footprint
from datasheets import pdf
from footprint.result import Footprint
from footprint.uncertainty import Drawn

HOSTILE_NAME = "<img src='/etc/passwd'/> a<b&c </para> שלום مرحبا 🎉🦄 漢字 é"
LONG = "W" * 300


def assess(preset: str = "keyword-spotting", **changes: Any) -> Footprint:
    return footprint.assess(footprint.load_system(preset).with_(**changes))


def drawn(result: Footprint, draws: int = 1000, seed: int = 1) -> Drawn:
    """The same result with draws."""
    return Drawn(result, draws, seed)


def read(document: bytes) -> PdfReader:
    return PdfReader(BytesIO(document))


def text_of(document: bytes, page: int = 1) -> str:
    """The text of a page without the line breaks of the layout."""
    return " ".join(read(document).pages[page - 1].extract_text().split())


def squeezed(text: str) -> str:
    """Text without white space: the same whether or not it was wrapped."""
    return "".join(text.split())


def many_blocks() -> Footprint:
    """500 blocks, the most a system may have: the 12 of the preset, and 488 of 1 to 488 g."""
    extra = {f"extra_{i}": {"declared": f"{i} gCO2e", "source": f"supplier {i}"} for i in range(1, 489)}
    return assess(blocks=extra)


def everything_long() -> Footprint:
    """Every text at its longest and widest, and more of everything than a page holds."""
    wide = "w" * 35
    drawn = {f"a{wide}_{i}": {"declared": "0.1 kgCO2e", "low": "0 kgCO2e", "high": "5 kgCO2e",
                              "source": LONG[:-3] + f"{i:03d}"} for i in range(40)}  # fmt: skip
    bare = {f"b{wide}_{i}": {"declared": "0.01 kgCO2e"} for i in range(200)}
    zero = {f"z{wide}_{i}": {"declared": "0 kgCO2e", "source": LONG} for i in range(40)}
    left_out = {name: {"include": False, "why": LONG} for name in ("pcb", "casing", "transport")}
    return footprint.assess(
        {
            "name": LONG, "description": LONG * 6, "reference": LONG, "lifetime": "1.23 years",
            "blocks": {**drawn, **bare, **zero, **left_out, "processing": {"hsl": 0}},
            "use": {"include": False, "why": LONG}, "end_of_life": {"include": False, "why": LONG},
            "training": {"energy": "1 kWh", "grid": {"country": "DEU"}, "source": LONG},
        }
    )  # fmt: skip


def hostile() -> Footprint:
    sneaky = {"declared": "0.5 kgCO2e", "source": "<a href='file:///etc/passwd'>&amp;</a> </b>"}
    return assess(
        name=HOSTILE_NAME, blocks={"sneaky": sneaky}, end_of_life={"include": False, "why": "<b>bold</b> & <br/>"}
    )


CASES = {
    "many blocks": many_blocks,
    "everything long": everything_long,
    "hostile": hostile,
    "zero": lambda: footprint.assess(
        {"name": "Nothing", "lifetime": "1 year", "blocks": {"mark": {"declared": "0 kgCO2e", "source": "none"}}}
    ),
    "exact": lambda: footprint.assess(
        {"name": "Use only", "lifetime": "1.23 years",
         "use": {"energy": {"amount": "27 Wh", "over": "3 years"}, "grid": {"country": "DEU", "year": 2024}}}
    ),
}  # fmt: skip


def within_margins_and_apart(document: bytes, pages: int = 1) -> None:
    """Boxes of text runs: inside the text block across, inside page furniture up and down, none on another."""
    slack = 1.0
    with pypdfium2.PdfDocument(document) as opened:
        assert len(opened) == pages
        for number in range(pages):
            page = opened[number].get_textpage()
            boxes = [page.get_rect(i) for i in range(page.count_rects())]
            for left, bottom, right, top in boxes:
                assert left >= pdf.MARGIN - slack
                assert right <= pdf.PAGE_WIDTH - pdf.MARGIN + slack
                assert bottom >= pdf.MARGIN / 2
                assert top <= pdf.PAGE_HEIGHT - pdf.MARGIN / 2
            for i, (left, bottom, right, top) in enumerate(boxes):
                for other in boxes[i + 1 :]:
                    across = min(right, other[2]) - max(left, other[0])
                    upward = min(top, other[3]) - max(bottom, other[1])
                    assert across <= slack or upward <= 2 * slack, (number + 1, boxes[i], other)
