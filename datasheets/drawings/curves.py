"""ROC and precision over recall: one plot each, its lines told apart by a key with dash patterns and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor, white

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import (
    DASHES,
    GAP,
    LINE_COLOURS,
    SMALL,
    X_AXIS,
    Y_TITLE,
    Pen,
    Scale,
    x_axis,
    y_axis,
)
from datasheets.drawings.shares import area_with, level_words, of_one, percent_with, short
from datasheets.pdf import BOLD, HAIRLINE, MUTED, fitted, text_width, wrapped
from footprint import numbers

PLOT = 214.0  # side of the square [pt]
LEFT = 30.0  # room for the ticks of the vertical axis
KEY = 196.0  # at most, for the key beside the plot
SAMPLE = 20.0  # of a line, in the key
KEY_ROW = 21.0
NOTE = 9.0
VISIBLE = 0.002  # of an axis; a curve thinned by less looks the same
BAND = HexColor("#EEF1F5")


class Point(NamedTuple):
    """Where a class is decided: x and y of the plot."""

    x: float
    y: float


class Track(NamedTuple):
    """One line of a plot: its class, its points, two lines of its key, and where it is decided."""

    name: str
    points: tuple[tuple[float, float], ...]
    said: str
    decided: str
    point: Point | None


class Plot(NamedTuple):
    """What is drawn: named lines, unnamed ones in grey with a word on them, axis titles and what lies below them."""

    tracks: tuple[Track, ...]
    others: tuple[Track, ...]
    rest: str
    x_title: str
    y_title: str
    base: tuple[float, float] | None
    base_words: str
    notes: tuple[str, ...]


def roc_figure(found: Any, source: str) -> Figure | None:
    """The ROC of each class against the rest; None where the evaluation has none."""
    curves = found.curves.roc
    if not curves:
        return None
    known = {m.name: m for m in found.metrics.classes}
    tracks = []
    for curve in curves:
        decided = _rates(found, known[curve.name])
        said = f"AUC {area_with(known[curve.name].auc)}"
        words, point = "", None
        if decided is not None:
            words = f"decided: true {_rate(decided[1])}, false {_rate(decided[0])}"
            point = Point(decided[0].value, decided[1].value)
        tracks.append(Track(curve.name, tuple(zip(curve.x, curve.y, strict=True)), said, words, point))
    worst = sorted(range(len(curves)), key=lambda i: _area(known[curves[i].name]))
    plot = _plot(
        tracks, worst, "False positive rate [%]", "True positive rate [%]", None, "chance", _notes(found, curves)
    )
    table = _table(found, "ROC in numbers", ("AUC", "True positive rate", "False positive rate"), _roc_rows(found))
    title = _roc_title(found, known, [curves[i].name for i in worst])
    return _figure(found, title, plot, tracks, table, source, "ROC, false positive rate across, true positive rate up")


def precision_recall_figure(found: Any, source: str) -> Figure | None:
    """Precision over recall of each class against the rest; None where the evaluation has none."""
    curves = found.curves.precision_recall
    if not curves:
        return None
    known = {m.name: m for m in found.metrics.classes}
    tracks = []
    for curve in curves:
        metrics = known[curve.name]
        precision, recall = _decided_precision(found, metrics)
        words, point = "", None
        if precision is not None and recall is not None:
            words = f"decided: precision {_rate(precision)}, recall {_rate(recall)}"
            point = Point(recall.value, precision.value)
        said = f"average precision {of_one(metrics.average_precision)}" if metrics.average_precision is not None else ""
        tracks.append(Track(curve.name, _steps(curve), said, words, point))
    worst = sorted(range(len(curves)), key=lambda i: known[curves[i].name].average_precision or 0.0)
    rates = [known[c.name].samples / found.n for c in curves]
    low, high = min(rates), max(rates)
    ends = numbers.percent(low) if low == high else f"{numbers.percent(low)} to {numbers.percent(high)}"
    base = f"base rate {ends}"
    plot = _plot(tracks, worst, "Recall [%]", "Precision [%]", (low, high), base, _notes(found, curves))
    names = ("Average precision", "Precision", "Recall", "Base rate")
    table = _table(found, "Precision and recall in numbers", names, _recall_rows(found))
    title = _recall_title(found, [known[c.name] for c in curves])
    return _figure(found, title, plot, tracks, table, source, "Precision over recall, recall across, precision up")


def _area(metrics: Any) -> float:
    return metrics.auc.value if metrics.auc else 0.0


def _steps(curve: Any) -> tuple[tuple[float, float], ...]:
    """Points of precision over recall as steps, which is how its average counts them; as lines where it was thinned."""
    points = list(zip(curve.x, curve.y, strict=True))
    if curve.largest_error > 0:
        return tuple(points)
    made = [(0.0, points[0][1]), points[0]] if points else []
    for before, after in pairwise(points):
        made += [(before[0], after[1]), after] if after[0] > before[0] else [after]
    return tuple(made)


def _decided_precision(found: Any, metrics: Any) -> tuple[Any, Any]:
    """Precision and recall as the evaluation decides; those at the threshold for the class that has one."""
    binary = found.metrics.binary
    if binary is not None and binary.positive == metrics.name:
        return binary.precision, binary.true_positive_rate
    return metrics.precision, metrics.recall


class Rate(NamedTuple):
    """A share without counts of its own."""

    value: float
    low: float | None
    high: float | None


def _rates(found: Any, metrics: Any) -> tuple[Any, Any] | None:
    """False and true positive rate as the evaluation decides."""
    binary = found.metrics.binary
    if binary is not None and binary.positive == metrics.name:
        pair = binary.false_positive_rate, binary.true_positive_rate
        return pair if None not in pair else None
    if metrics.specificity is None or metrics.recall is None:
        return None
    quiet = metrics.specificity
    return Rate(1 - quiet.value, 1 - quiet.high, 1 - quiet.low), metrics.recall


def _rate(rate: Any) -> str:
    return numbers.percent(rate.value) if rate.value < 0.995 else numbers.probability(rate.value)


def decision_words(found: Any) -> str:
    """Where a class is decided, after a number: the threshold, or the largest score."""
    if found.threshold is not None:
        return f"at the threshold {numbers.significant(found.threshold)}"
    return "where the largest score decides"


def _roc_title(found: Any, known: Any, worst: Sequence[str]) -> str:
    area = known[worst[0]].auc
    if area is None:
        return f"ROC of {short(worst[0])}"
    interval = f", {level_words(found.level)} interval in brackets" if area.low is not None else ""
    if len(worst) == 1:
        return f"The area under the ROC of {short(worst[0])} is {area_with(area)}{interval}"
    return f"The area under the ROC is least for {short(worst[0])}: {area_with(area)}{interval}"


def _recall_title(found: Any, metrics: Sequence[Any]) -> str:
    decided = [(m, *_decided_precision(found, m)) for m in metrics]
    kept = [d for d in decided if d[1] is not None and d[2] is not None]
    if not kept:
        return "Precision over recall"
    least = min(kept, key=lambda d: d[1].value)
    name, precision, recall = short(least[0].name), _rate(least[1]), _rate(least[2])
    where = decision_words(found)
    if len(metrics) == 1:
        return f"Precision of {name} is {precision} at a recall of {recall}, {where}"
    return f"Precision is least for {name}: {precision} at a recall of {recall}, {where}"


def _notes(found: Any, curves: Sequence[Any]) -> tuple[str, ...]:
    notes = [f"{'Dots' if len(curves) > 1 else 'Dot'}: {decision_words(found)}."]
    lost = max(c.largest_error for c in curves)
    if lost > VISIBLE:
        far = f"{numbers.significant(lost * 100, 2)} percentage points"
        notes.append(f"Curves are thinned; what was left out is within {far}.")
    return tuple(notes)


def _plot(
    tracks: Sequence[Track], worst: Sequence[int], x_title: str, y_title: str, base: tuple[float, float] | None,
    base_words: str, notes: tuple[str, ...],
) -> Plot:  # fmt: skip
    named = set(worst[: len(DASHES)])
    kept = tuple(tracks[i] for i in range(len(tracks)) if i in named)
    others = tuple(tracks[i] for i in range(len(tracks)) if i not in named)
    rest = f"{len(others)} more, which are better: in the table" if others else ""
    return Plot(kept, others, rest, x_title, y_title, base, base_words, notes)


def _figure(found: Any, title: str, plot: Plot, tracks: Sequence[Track], table: Grid, source: str, what: str) -> Figure:
    rows = "; ".join(f"{t.name}: {', '.join(w for w in (t.said, t.decided) if w)}" for t in tracks)
    of = f"{len(tracks)} classes, each against the rest" if len(tracks) > 1 else "one class against the rest"
    return Figure(
        title=title,
        alt=f"{what}, both from 0 to 100 %, {of}; {plot.base_words} drawn dashed. {rows}. {' '.join(plot.notes)}",
        draw=partial(_draw, plot),
        source=source,
        table=table,
    )


def _roc_rows(found: Any) -> Iterator[tuple[str, ...]]:
    for metrics in found.metrics.classes:
        rates = _rates(found, metrics)
        if metrics.name in {c.name for c in found.curves.roc}:
            said = ("not known", "not known") if rates is None else (_spread(rates[1]), _spread(rates[0]))
            yield (metrics.name, area_with(metrics.auc), *said)


def _recall_rows(found: Any) -> Iterator[tuple[str, ...]]:
    for metrics in found.metrics.classes:
        if metrics.name in {c.name for c in found.curves.precision_recall}:
            average = "not known" if metrics.average_precision is None else of_one(metrics.average_precision)
            said = ("not known" if s is None else _spread(s) for s in _decided_precision(found, metrics))
            yield (metrics.name, average, *said, numbers.percent(metrics.samples / found.n))


def _spread(share: Any) -> str:
    return percent_with(share.value, share.low, share.high)


def _table(found: Any, title: str, names: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Grid:
    columns = (Column("Class"), *(Column(name, "decimal") for name in names))
    cells = tuple(
        (Value(first), *(Value(text, "measured" if text != "not known" else "") for text in rest))
        for first, *rest in rows
    )
    note = f"Rates hold {decision_words(found)}; in brackets the {level_words(found.level)} interval."
    return Grid(title, columns, cells, note)


def _draw(plot: Plot, width: float) -> Drawing:
    key = max(min(KEY, width - LEFT - PLOT - 3 * GAP), 0.0)
    beside = key >= 120
    side = PLOT if beside else min(PLOT, width - LEFT - 2 * GAP)
    room = key if beside else width - GAP
    rows = KEY_ROW * len(plot.tracks) + (NOTE + 3 if plot.rest else 0) + 2
    lines = [line for note in plot.notes for line in wrapped(note, room, 3, SMALL)]
    rows += NOTE * len(lines)
    tall = X_AXIS + side + Y_TITLE + 2
    pen = Pen(LEFT + side + 3 * GAP + key if beside else width, max(tall, rows) if beside else tall + rows + GAP)
    bottom = pen.height - tall + X_AXIS
    x = Scale(0.0, 1.0, LEFT, LEFT + side)
    y = Scale(0.0, 1.0, bottom, bottom + side)
    shares = ("0", "20", "40", "60", "80", "100")
    if plot.base is not None and plot.base[1] > plot.base[0]:
        pen.rect(x.start, y.at(plot.base[0]), side, y.at(plot.base[1]) - y.at(plot.base[0]), fill=BAND)
    x_axis(pen, x, bottom, bottom + side, plot.x_title, steps=5, texts=shares)
    y_axis(pen, y, LEFT, LEFT + side, plot.y_title, steps=5, texts=shares)
    _base_line(pen, plot, x, y)
    for track in plot.others:
        pen.path(((x.at(a), y.at(b)) for a, b in track.points), HAIRLINE, 0.8)
    looks = [(LINE_COLOURS[i % len(LINE_COLOURS)], DASHES[i % len(DASHES)]) for i in range(len(plot.tracks))]
    for track, (colour, dash) in zip(plot.tracks, looks, strict=True):
        pen.path(((x.at(a), y.at(b)) for a, b in track.points), colour, 1.2, dash)
    for track, (colour, _) in zip(plot.tracks, looks, strict=True):
        if track.point is not None:
            pen.dot(x.at(track.point.x), y.at(track.point.y), 2.6, fill=colour, stroke=white)
    left, top = (LEFT + side + 3 * GAP, bottom + side) if beside else (0.0, bottom - X_AXIS - GAP)
    _key(pen, plot, looks, left, top, room, lines)
    return pen.drawing


def _base_line(pen: Pen, plot: Plot, x: Scale, y: Scale) -> None:
    """Chance as the diagonal of a ROC; the share of the class as a level of precision."""
    dash = (2, 2)
    if plot.base is None:
        pen.line(x.start, y.start, x.end, y.end, MUTED, 0.6, dash)
        pen.text(x.at(0.56), y.at(0.5), plot.base_words, size=SMALL, colour=MUTED, backed=True)
        return
    for level in dict.fromkeys(plot.base):
        pen.line(x.start, y.at(level), x.end, y.at(level), MUTED, 0.6, dash)
    above = y.at(plot.base[1]) + 3
    at = above if above + SMALL < y.end else y.at(plot.base[0]) - SMALL
    pen.text(x.start + GAP, at, plot.base_words, size=SMALL, colour=MUTED, backed=True)


def _key(
    pen: Pen, plot: Plot, looks: Sequence[Any], left: float, top: float, room: float, notes: Sequence[str]
) -> None:
    """Line, name and numbers of each class; below them what is drawn in grey, and what the dots are."""
    at = top
    said: Callable[[str], str] = partial(fitted, width=room - SAMPLE - GAP, size=SMALL)
    for track, (colour, dash) in zip(plot.tracks, looks, strict=True):
        pen.line(left, at - 5, left + SAMPLE, at - 5, colour, 1.4, dash)
        name_room = room - SAMPLE - 2 * GAP - text_width(track.said, SMALL)
        name = fitted(track.name, max(name_room, 40.0), SMALL, BOLD)
        pen.text(left + SAMPLE + GAP, at - 7.5, name, size=SMALL, font=BOLD)
        start = left + SAMPLE + 2 * GAP + text_width(name, SMALL, BOLD)
        pen.text(start, at - 7.5, fitted(track.said, left + room - start, SMALL), size=SMALL)
        pen.text(left + SAMPLE + GAP, at - 16.5, said(track.decided), size=SMALL, colour=MUTED)
        at -= KEY_ROW
    if plot.rest:
        pen.line(left, at - 5, left + SAMPLE, at - 5, HAIRLINE, 1.4)
        pen.text(left + SAMPLE + GAP, at - 7.5, said(plot.rest), size=SMALL, colour=MUTED)
        at -= NOTE + 3
    for line in notes:
        pen.text(left, at - 7.5, line, size=SMALL, colour=MUTED)
        at -= NOTE
