"""ROC and precision over recall: one plot each, its lines told apart by a key with dash patterns and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor, white

from datasheets.content.blocks import Column, Figure, Grid, Value
from datasheets.drawings.frame import DASHES, GAP, LINE_COLOURS, SMALL, X_AXIS, Y_TITLE, Pen, Scale, x_axis, y_axis
from datasheets.drawings.shares import area_with, level_words, of_one, percent_with, short
from datasheets.pdf import BOLD, HAIRLINE, MUTED, fitted, text_width, wrapped
from footprint import numbers

PLOT = 180.0  # side of the square [pt]
LEFT = 30.0  # room for the ticks of the vertical axis
KEY, LEAST_KEY = 260.0, 120.0  # at most and at least, for the key beside the plot
LEAST_PLOT = 100.0  # of the plot's side; where there is less, the key stands below it
SAMPLE = 20.0  # of a line, in the key
KEY_ROW = 21.0
NOTE = 9.0
VISIBLE = 0.002  # of an axis; a curve thinned by less looks the same
BAND = HexColor("#EEF1F5")


class Rate(NamedTuple):
    """A share of 0 to 1 without counts of its own."""

    value: float
    low: float | None
    high: float | None


class Track(NamedTuple):
    """One line of a plot, for a class against the rest.

    Attributes
    ----------
    name : str
        Of the class.
    points : tuple of (float, float)
        Shares across and up, 0 to 1.
    area : float
        Under it, by which the worst is told; 0 where it is not known.
    words : str
        The area in words.
    decided : tuple of two rates
        Across and up, where the evaluation decides; each None where it is not known.
    decision : str
        The same in words; empty where one is not known.
    cells : tuple of str
        Its row of the table, without the name.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    area: float
    words: str
    decided: tuple[Any, Any]
    decision: str
    cells: tuple[str, ...]


class Plot(NamedTuple):
    """A square: its lines, the titles of its axes, the base line (None for the diagonal), and notes beside it."""

    tracks: tuple[Track, ...]
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
        area = known[curve.name].auc
        false, true = _rates(found, known[curve.name])
        words = f"decided: true {_rate(true)}, false {_rate(false)}" if false and true else ""
        cells = (area_with(area), _spread(true), _spread(false))
        points = tuple(zip(curve.x, curve.y, strict=True))
        name = curve.name
        tracks.append(Track(name, points, area.value if area else 0.0, f"AUC {cells[0]}", (false, true), words, cells))
    notes = _notes(found, curves, tracks)
    plot = Plot(tuple(tracks), "False positive rate [%]", "True positive rate [%]", None, "chance", notes)
    worst = min(tracks, key=lambda t: t.area)
    area, name = known[worst.name].auc, short(worst.name)
    start = f"is least for {name}:" if len(tracks) > 1 else f"of {name} is"
    title = f"The area under the ROC {start} {area_with(area)}"
    if area is not None and area.low is not None:
        title += f", {level_words(found.level)} interval in brackets"
    heads = ("AUC", "True positive rate", "False positive rate")
    return _figure(found, title, plot, "ROC, false positive rate across, true positive rate up", "ROC", heads, source)


def precision_recall_figure(found: Any, source: str) -> Figure | None:
    """Precision over recall of each class against the rest; None where the evaluation has none."""
    curves = found.curves.precision_recall
    if not curves:
        return None
    known = {m.name: m for m in found.metrics.classes}
    tracks = []
    for curve in curves:
        metrics = known[curve.name]
        precision, recall = _precision(found, metrics)
        words = f"decided: precision {_rate(precision)}, recall {_rate(recall)}" if precision and recall else ""
        area = "not known" if metrics.average_precision is None else of_one(metrics.average_precision)
        cells = (area, _spread(precision), _spread(recall), numbers.percent(metrics.samples / found.n))
        tracks.append(
            Track(curve.name, _steps(curve), metrics.average_precision or 0.0, f"average precision {area}",
                  (recall, precision), words, cells)
        )  # fmt: skip
    rates = [known[c.name].samples / found.n for c in curves]
    low, high = min(rates), max(rates)
    base = f"base rate {numbers.percent(low)}" + (f" to {numbers.percent(high)}" if high > low else "")
    plot = Plot(tuple(tracks), "Recall [%]", "Precision [%]", (low, high), base, _notes(found, curves, tracks))
    heads = ("Average precision", "Precision", "Recall", "Base rate")
    what = "Precision over recall, recall across, precision up"
    return _figure(found, _recall_title(found, tracks), plot, what, "Precision and recall", heads, source)


def _steps(curve: Any) -> tuple[tuple[float, float], ...]:
    """Points of precision over recall as steps, which is how its average counts them; as lines where it was thinned."""
    points = list(zip(curve.x, curve.y, strict=True))
    if curve.largest_error > 0:
        return tuple(points)
    made = [(0.0, points[0][1]), points[0]] if points else []
    for before, after in pairwise(points):
        made += [(before[0], after[1]), after] if after[0] > before[0] else [after]
    return tuple(made)


def _precision(found: Any, metrics: Any) -> tuple[Any, Any]:
    """Precision and recall as the evaluation decides; those at the threshold for the class that has one."""
    binary = found.metrics.binary
    if binary is not None and binary.positive == metrics.name:
        return binary.precision, binary.true_positive_rate
    return metrics.precision, metrics.recall


def _rates(found: Any, metrics: Any) -> tuple[Any, Any]:
    """False and true positive rate as the evaluation decides."""
    binary = found.metrics.binary
    if binary is not None and binary.positive == metrics.name:
        return binary.false_positive_rate, binary.true_positive_rate
    quiet = metrics.specificity
    return quiet and Rate(1 - quiet.value, 1 - quiet.high, 1 - quiet.low), metrics.recall


def _rate(rate: Any) -> str:
    return numbers.percent(rate.value) if rate.value < 0.995 else numbers.probability(rate.value)


def decision_words(found: Any, name: str = "") -> str:
    """Where a class is decided, or without a name all of them: of more than two only one can have a threshold."""
    largest = "where the largest score decides"
    if found.threshold is None:
        return largest
    at = f"at the threshold {numbers.significant(found.threshold)}"
    if len(found.classes) == 2 or name == found.positive:
        return at
    return largest if name else f"{short(found.positive)} {at}, the others {largest}"


def _recall_title(found: Any, tracks: Sequence[Track]) -> str:
    """The class of the least precision; where no class was told at all, the least average."""
    kept = [t for t in tracks if t.decision]
    if not kept:
        worst = min(tracks, key=lambda t: t.area)
        return f"No sample is told as {short(worst.name)}, whose average precision is {worst.cells[0]}"
    least = min(kept, key=lambda t: t.decided[1].value)
    recall, precision = (_rate(share) for share in least.decided)
    name = short(least.name)
    start = f"Precision of {name} is" if len(tracks) == 1 else f"Precision is least for {name}:"
    return f"{start} {precision} at a recall of {recall}, {decision_words(found, least.name)}"


def _notes(found: Any, curves: Sequence[Any], tracks: Sequence[Track]) -> tuple[str, ...]:
    notes = []
    if any(t.decision for t in tracks):
        notes.append(f"{'Dots' if len(curves) > 1 else 'Dot'}: {decision_words(found)}.")
    lost = max(c.largest_error for c in curves)
    if lost > VISIBLE:
        far = f"{numbers.significant(lost * 100, 2)} percentage points"
        notes.append(f"Curves are thinned; what was left out is within {far}.")
    return tuple(notes)


def _figure(found: Any, title: str, plot: Plot, what: str, table: str, heads: Sequence[str], source: str) -> Figure:
    """A plot with its numbers in words and in a table."""
    many = len(plot.tracks)
    rows = "; ".join(f"{t.name}: {', '.join(w for w in (t.words, t.decision) if w)}" for t in plot.tracks)
    of = f"{many} classes, each against the rest" if many > 1 else "one class against the rest"
    alt = f"{what}, both from 0 to 100 %, {of}; {plot.base_words} drawn dashed. {rows}. {' '.join(plot.notes)}"
    cells = tuple(
        (Value(t.name), *(Value(text, "measured" if text != "not known" else "") for text in t.cells))
        for t in plot.tracks
    )
    note = f"Rates hold {decision_words(found)}; in brackets the {level_words(found.level)} interval."
    columns = (Column("Class"), *(Column(head, "decimal") for head in heads))
    return Figure(title, alt.rstrip(), partial(_draw, plot), source, Grid(f"{table} in numbers", columns, cells, note))


def _spread(share: Any) -> str:
    return "not known" if share is None else percent_with(share.value, share.low, share.high)


def _draw(plot: Plot, width: float) -> Drawing:
    by_area = sorted(plot.tracks, key=lambda t: t.area)
    named = [t for t in plot.tracks if t in by_area[: len(DASHES)]]
    others = [t for t in plot.tracks if t not in named]
    rest = f"{len(others)} more, which are better: in the table" if others else ""
    beside = width - LEFT - 3 * GAP - LEAST_KEY >= LEAST_PLOT
    side = min(PLOT, width - LEFT - (3 * GAP + LEAST_KEY if beside else GAP))
    left = LEFT + side + 3 * GAP if beside else 0.0
    key = min(KEY, width - left)
    notes = [line for note in plot.notes for line in wrapped(note, key, 3, SMALL)]
    rows = KEY_ROW * len(named) + (NOTE + 3 if rest else 0) + 2 + NOTE * len(notes)
    tall = X_AXIS + side + Y_TITLE + 2
    pen = Pen(max(left + key, LEFT + side + GAP), max(tall, rows + Y_TITLE) if beside else tall + GAP + rows)
    bottom = pen.height - tall + X_AXIS
    x = Scale(0.0, 1.0, LEFT, LEFT + side)
    y = Scale(0.0, 1.0, bottom, bottom + side)
    shares = ("0", "20", "40", "60", "80", "100")
    if plot.base is not None and plot.base[1] > plot.base[0]:
        pen.rect(x.start, y.at(plot.base[0]), side, y.at(plot.base[1]) - y.at(plot.base[0]), fill=BAND)
    x_axis(pen, x, bottom, bottom + side, plot.x_title, steps=5, texts=shares)
    y_axis(pen, y, LEFT, LEFT + side, plot.y_title, steps=5, texts=shares)
    _base_line(pen, plot, x, y)
    for track in others:
        pen.path(((x.at(a), y.at(b)) for a, b in track.points), HAIRLINE, 0.8)
    looks = [(LINE_COLOURS[i % len(LINE_COLOURS)], DASHES[i]) for i in range(len(named))]
    for track, (colour, dash) in zip(named, looks, strict=True):
        pen.path(((x.at(a), y.at(b)) for a, b in track.points), colour, 1.2, dash)
    for track, (colour, _) in zip(named, looks, strict=True):
        if track.decision:
            across, up = track.decided
            pen.dot(x.at(across.value), y.at(up.value), 2.6, fill=colour, stroke=white)
    _key(pen, named, looks, rest, left, bottom + side if beside else rows, key, notes)
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
    pen: Pen, tracks: Sequence[Track], looks: Sequence[Any], rest: str, left: float, top: float, room: float,
    notes: Sequence[str],
) -> None:  # fmt: skip
    """Line, name and numbers of each class; below them what is drawn in grey, and what the dots are."""
    at = top
    said: Callable[[str], str] = partial(fitted, width=room - SAMPLE - GAP, size=SMALL)
    for track, (colour, dash) in zip(tracks, looks, strict=True):
        pen.line(left, at - 5, left + SAMPLE, at - 5, colour, 1.4, dash)
        name_room = room - SAMPLE - 2 * GAP - text_width(track.words, SMALL)
        name = fitted(track.name, max(name_room, 40.0), SMALL, BOLD)
        pen.text(left + SAMPLE + GAP, at - 7.5, name, size=SMALL, font=BOLD)
        start = left + SAMPLE + 2 * GAP + text_width(name, SMALL, BOLD)
        pen.text(start, at - 7.5, fitted(track.words, left + room - start, SMALL), size=SMALL)
        pen.text(left + SAMPLE + GAP, at - 16.5, said(track.decision), size=SMALL, colour=MUTED)
        at -= KEY_ROW
    if rest:
        pen.line(left, at - 5, left + SAMPLE, at - 5, HAIRLINE, 1.4)
        pen.text(left + SAMPLE + GAP, at - 7.5, said(rest), size=SMALL, colour=MUTED)
        at -= NOTE + 3
    for line in notes:
        pen.text(left, at - 7.5, line, size=SMALL, colour=MUTED)
        at -= NOTE
