"""The operating envelope: of each factor what is supported as an outline, and what was tested as a solid bar."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import white

from datasheets.content.blocks import Figure
from datasheets.drawings.frame import GAP, LINE, SMALL, WIDEST, Pen, Scale
from datasheets.drawings.shares import in_parts, inner, short, upper
from datasheets.pdf import HAIRLINE, INK, MUTED, fitted, text_width, wrapped
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity
from datasheets.uncertainty_charts import FILL
from footprint import numbers

ROW, STEP, BAR = 30.0, 11.0, 6.0
NAME_SHARE = 0.24
MOST_ROWS = 16
LEGEND = 122.0  # where the words behind the legend begin
OWN_SCALES = "each factor on a linear scale of its own"
END = 84.0  # at most, for the words at an end of a bar


class Span(NamedTuple):
    """A range: base values and words of its ends; None for an end that is open."""

    low: float | None
    high: float | None
    low_text: str
    high_text: str
    status: str


class Row(NamedTuple):
    """A factor with what is supported and what was tested, of which one may be missing."""

    name: str
    supported: Span | None
    tested: Span | None


def envelope_figure(rows: Sequence[Mapping[str, Any]]) -> tuple[Figure, ...]:
    """The rows of ``overview.envelope`` that are ranges in numbers, each on a scale of its own; none without one.

    Parameters
    ----------
    rows : sequence of dict
        ``factor``, ``supported``, ``tested`` and maybe ``name``. Rows in words are left to the table.
    """
    made = [_row(row) for row in rows]
    kept = [row for row in made if row.supported or row.tested]
    if not kept:
        return ()
    quantities = [row.get(k) for row in rows for k in ("supported", "tested")]
    found = [q.evidence for q in quantities if isinstance(q, Quantity) and q.evidence]
    return in_parts(kept, MOST_ROWS, lambda _: finding(kept), _alt, _draw, "; ".join(dict.fromkeys(found)))


def _row(row: Mapping[str, Any]) -> Row:
    name = str(row.get("name") or row["factor"])
    supported, tested = (_span(row.get(key)) for key in ("supported", "tested"))
    measures = [m for key in ("supported", "tested") for m in _ends(row.get(key)) if m is not None]
    if len({m.dimension for m in measures}) > 1:
        supported = tested = None
    return Row(upper(name), supported, tested)


def _ends(q: Any) -> tuple[Measure | None, Measure | None]:
    if not isinstance(q, Quantity):
        return None, None
    if q.minimum is None and q.maximum is None:
        return q.value, q.value
    return q.minimum, q.maximum


def _span(q: Any) -> Span | None:
    low, high = _ends(q)
    if low is None and high is None:
        return None
    return Span(
        None if low is None else low.base,
        None if high is None else high.base,
        "no lower limit given" if low is None else low.text,
        "no upper limit given" if high is None else high.text,
        q.status,
    )


def covered(row: Row) -> float | None:
    """Share of the supported range that was tested, 0 to 1; None where an end is open or there is no width."""
    if row.supported is None or row.tested is None:
        return None
    ends = (row.supported.low, row.supported.high, row.tested.low, row.tested.high)
    if None in ends:
        return None
    low, high, tested_low, tested_high = (float(e or 0.0) for e in ends)
    if high <= low:
        return None
    return max(0.0, min(high, tested_high) - max(low, tested_low)) / (high - low)


def finding(rows: Sequence[Row]) -> str:
    """The factor whose supported range was tested least; without one how many factors have a tested range."""
    known = [(share, row) for row in rows if (share := covered(row)) is not None]
    if known:
        share, row = min(known, key=lambda item: item[0])
        name = short(inner(row.name))
        point = row.tested is not None and row.tested.low == row.tested.high and share == 0
        much = "only one value" if point else numbers.percent(share)
        if len(known) == 1:
            return f"{upper(much)} of the supported range of {name} was tested"
        return f"Least was tested of {name}: {much} of its supported range"
    tested = sum(row.tested is not None for row in rows)
    return f"{tested} of {len(rows)} factors with a range {'was' if tested == 1 else 'were'} tested"


def _alt(rows: Sequence[Row]) -> str:
    said = []
    for row in rows:
        share = covered(row)
        words = f"{row.name}, supported {_words(row.supported)}, tested {_words(row.tested)}"
        said.append(words + (f", {numbers.percent(share)} covered" if share is not None else ""))
    return f"Ranges, each factor on a scale of its own: {'; '.join(said)}."


def _words(span: Span | None) -> str:
    if span is None:
        return "not in numbers"
    if span.low == span.high:
        return f"{span.low_text} ({span.status})"
    return f"{span.low_text} to {span.high_text} ({span.status})"


def _draw(rows: Sequence[Row], width: float) -> Drawing:
    width = min(width, WIDEST)
    names = [wrapped(row.name, width * NAME_SHARE - GAP, 2) for row in rows]
    left = max(text_width(line) for lines in names for line in lines) + 2 * GAP
    room = min(END, (width - left) * 0.32)
    texts = [t for row in rows for s in (row.supported, row.tested) if s for t in (s.low_text, s.high_text)]
    room = max(text_width(fitted(t, room, SMALL), SMALL) for t in texts) + GAP
    legend = wrapped(OWN_SCALES, width - LEGEND, 2, SMALL)
    pen = Pen(width, ROW * len(rows) + LINE * len(legend) + 6)
    top = pen.height - LINE * len(legend) - 4
    _legend(pen, pen.height - LINE + 2, legend)
    for row, lines in zip(rows, names, strict=True):
        middle = top - ROW / 2
        pen.line(0, top, width, top, HAIRLINE, 0.3)
        pen.lines(0, middle, lines)
        _spans(pen, row, left + room, width - room, middle, room - GAP)
        top -= ROW
    return pen.drawing


def _legend(pen: Pen, y: float, notes: Sequence[str]) -> None:
    x = 0.0
    for words, fill in (("supported", white), ("tested", FILL)):
        pen.rect(x, y - 0.5, 14, BAR, fill=fill, stroke=INK)
        pen.text(x + 18, y, words, size=SMALL, colour=MUTED)
        x += 18 + text_width(words, SMALL) + 14
    for i, note in enumerate(notes):
        pen.text(LEGEND, y - LINE * i, note, size=SMALL, colour=MUTED)


def _spans(pen: Pen, row: Row, left: float, right: float, middle: float, room: float) -> None:
    pair = [s for s in (row.supported, row.tested) if s is not None]
    ends = [e for s in pair for e in (s.low, s.high) if e is not None]
    low, high = min(ends), max(ends)
    if math.isclose(low, high, rel_tol=1e-12, abs_tol=1e-300):
        low, high = low - 1.0, high + 1.0
    scale = Scale(low, high, left, right)
    for span, y, fill in ((row.supported, middle + STEP / 2, white), (row.tested, middle - STEP / 2, FILL)):
        if span is None:
            word = "supported: not in numbers" if fill is white else "tested: not in numbers"
            pen.text(left, y - SMALL * 0.36, word, size=SMALL, colour=MUTED)
            continue
        start = left if span.low is None else scale.at(span.low)
        end = right if span.high is None else scale.at(span.high)
        base = y - SMALL * 0.36
        if span.low == span.high:
            pen.dot(start, y, 2.6, fill=fill)
            at, anchor = (end + 2 * GAP, "start") if end + 2 * GAP + room <= pen.width else (start - 2 * GAP, "end")
            pen.text(at, base, fitted(span.low_text, room, SMALL), size=SMALL, anchor=anchor)
            continue
        pen.rect(start, y - BAR / 2, end - start, BAR, fill=fill)
        edge, other = (end, start) if span.low is None else (start, end)
        corners = [(other, y + BAR / 2), (edge, y + BAR / 2), (edge, y - BAR / 2), (other, y - BAR / 2)]
        whole = span.low is not None and span.high is not None
        pen.path(corners + corners[:1] * whole, INK, 0.6)  # an end without a limit stays open
        pen.text(start - GAP, base, fitted(span.low_text, room, SMALL), size=SMALL, anchor="end")
        pen.text(end + GAP, base, fitted(span.high_text, room, SMALL), size=SMALL)
