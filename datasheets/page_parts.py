"""What the pages of a report share: the headline, what was assumed, and the record that reproduces a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from reportlab.platypus import Flowable, Paragraph

from datasheets import pdf
from datasheets.layout import split
from footprint import tables
from footprint.items import Assumed

BOUNDS_SIZE, PER_SIZE = 15, 11  # beside the headline's number [pt]
IN_JSON = "in the JSON"
ITEM_LINES = 2


def headline(number: str, bounds: str, per: str) -> list[Flowable]:
    """A number, its bounds and what it is per, on one line; what does not fit stands below, the last first."""
    safe, beside, about = (escape(pdf.drawable(text)) for text in (number, bounds, per))
    big, ends = f"<b>{safe}</b>", f"<font size={BOUNDS_SIZE}>{beside}</font>"
    line = Paragraph(f"{big} {ends} <font size={PER_SIZE}>{about}</font>", pdf.BIG)
    if _is_one(line):
        return [line]
    line = Paragraph(f"{big} {ends}", pdf.BIG)
    if _is_one(line):
        return [line, pdf.paragraph(per, pdf.TEXT)]
    return [Paragraph(big, pdf.BIG), pdf.paragraph(f"{bounds} {per}", pdf.TEXT)]


def _is_one(line: Paragraph) -> bool:
    """Whether it is on one line."""
    return bool(line.wrap(pdf.TEXT_WIDTH, pdf.TEXT_HEIGHT)[1] <= pdf.BIG.leading)


def notes(warnings: Sequence[str], assumed: Sequence[Assumed], limit: int, nothing: str) -> list[Flowable]:
    """What a reader should look at and what was filled in, so many of them, or the words where nothing was."""
    warned, warned_more = split(warnings, max(limit - len(assumed), (limit + 1) // 2))
    taken, taken_more = split(assumed, limit - len(warned))
    parts: list[Flowable] = [pdf.paragraph("Assumptions and warnings", pdf.SECTION)]
    parts += [pdf.paragraph(w, lead="Warning:", lead_colour=pdf.WARNING, lines=ITEM_LINES) for w in warned]
    if warned_more:
        parts.append(pdf.paragraph(f"and {len(warned_more)} more warnings: {IN_JSON}"))
    parts += [pdf.paragraph(a.text, lines=ITEM_LINES) for a in taken]
    if taken_more:
        parts.append(pdf.paragraph(f"and {len(taken_more)} more assumed values: {IN_JSON}"))
    if not assumed:
        parts.append(pdf.paragraph(nothing))
    return parts


def tables_line(used: Mapping[str, str]) -> list[Flowable]:
    """The tables that a result used, with version and licence, on one line."""
    if not used:
        return []
    about = tables.about()
    named = "; ".join(f"{name} {version} ({about[name]['licence']})" for name, version in used.items())
    return [pdf.paragraph(named, lead="Tables:", lines=ITEM_LINES)]


def record(inputs_sha256: str) -> list[Flowable]:
    """The hash of all inputs, and what made the document."""
    cut = f"A text that ends in {pdf.ELLIPSIS} is cut to fit; the JSON of the same inputs has all of it."
    return [
        pdf.paragraph(inputs_sha256, lead="Inputs SHA-256:"),
        pdf.paragraph(f"{pdf.TOOL}. {cut}", lead="Made with:"),
    ]
