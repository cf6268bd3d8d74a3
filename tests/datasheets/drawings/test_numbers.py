"""What is drawn against numbers that are worked out here from scores and counts, up to the ends of the axes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from reportlab.graphics.shapes import Circle, PolyLine, Rect

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import evaluation_figures, footprint_figures, slice_figures
from datasheets.drawings.states import State, _figure
from tests.datasheets.drawings.looking import axis, bars, dots, evaluated, of_kind, q, texts, ticks, upright, whiskers

Z = 1.959963984540054
"""Of the normal distribution: 95 % lie within so many standard deviations."""


def wilson(count: int, n: int) -> tuple[float, float]:
    """Wilson's interval: (p + z2/2n +- z sqrt(p(1-p)/n + z2/4n2)) / (1 + z2/n)."""
    p, z2 = count / n, Z * Z
    half = Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (p + z2 / (2 * n) - half) / (1 + z2 / n), (p + z2 / (2 * n) + half) / (1 + z2 / n)


def shares(figure: Figure, line: Any) -> list[tuple[float, float]]:
    """Points of a line of a square plot, from 0 to 1 between the ends of the frame."""
    (left, right), (bottom, top) = axis(figure), upright(figure)
    pairs = zip(line.points[::2], line.points[1::2], strict=True)
    return [((x - left) / (right - left), (y - bottom) / (top - bottom)) for x, y in pairs]


def made(seed: int) -> tuple[np.ndarray, np.ndarray, dict[str, Figure]]:
    """60 samples of three classes, scores with two decimals, so that some are equal."""
    rng = np.random.default_rng(seed)
    truth = np.r_[0, 1, 2, rng.integers(0, 3, 57)]
    scores = np.round(rng.dirichlet([0.8, 0.8, 0.8], 60) * 0.7 + 0.3 * np.eye(3)[truth] * rng.random((60, 1)) * 0.99, 2)
    scores += 0.003  # off the edges of the bins
    found = evaluated([int(t) for t in truth], scores, ("a", "b", "c"))
    kinds = ("roc", "precision", "confusion", "scores")
    return truth, scores, dict(zip(kinds, evaluation_figures(found, "e"), strict=True))


@pytest.fixture(scope="module", params=[1, 2])
def case(request: pytest.FixtureRequest) -> tuple[np.ndarray, np.ndarray, dict[str, Figure]]:
    return made(request.param)


def test_roc(case: Any) -> None:
    """Every corner is the share of others and of the class with a score of some value or more; the area is how often
    a sample of the class scores above another one, equal ones counted half; dots stand where the largest decides."""
    truth, scores, figures = case
    told = scores.argmax(axis=1)
    lines, marks = of_kind(figures["roc"], PolyLine), of_kind(figures["roc"], Circle)
    assert len(lines) == len(marks) == 3
    for k in range(3):
        own, others = scores[truth == k, k], scores[truth != k, k]
        points = [((others >= t).mean(), (own >= t).mean()) for t in [2.0, *sorted(set(scores[:, k]))[::-1]]]
        drawn = shares(figures["roc"], lines[k])
        assert drawn[0] == pytest.approx((0, 0), abs=1e-9)
        assert drawn[-1] == pytest.approx((1, 1), rel=1e-9)
        for point in drawn:
            assert min(math.dist(point, p) for p in points) < 1e-4
        area = (own[:, None] > others).mean() + 0.5 * (own[:, None] == others).mean()
        assert f"{'abc'[k]}: AUC {area:.3f} (" in figures["roc"].alt
        (left, right), (bottom, top) = axis(figures["roc"]), upright(figures["roc"])
        assert (marks[k].cx - left) / (right - left) == pytest.approx((told[truth != k] == k).mean(), abs=1e-4)
        assert (marks[k].cy - bottom) / (top - bottom) == pytest.approx((told[truth == k] == k).mean(), abs=1e-4)


def test_precision(case: Any) -> None:
    """Dots: of what is told as the class the share that is right, over the share of the class that is told; the
    average is the sum of precision times the step of recall, from the highest score on."""
    truth, scores, figures = case
    told = scores.argmax(axis=1)
    for k, mark in enumerate(of_kind(figures["precision"], Circle)):
        precision, recall = (truth[told == k] == k).mean(), (told[truth == k] == k).mean()
        (left, right), (bottom, top) = axis(figures["precision"]), upright(figures["precision"])
        assert (mark.cx - left) / (right - left) == pytest.approx(recall, abs=1e-4)
        assert (mark.cy - bottom) / (top - bottom) == pytest.approx(precision, abs=1e-4)
        average, before = 0.0, 0.0
        for t in sorted(set(scores[:, k]))[::-1]:
            now = (scores[truth == k, k] >= t).mean()
            average += (now - before) * (truth[scores[:, k] >= t] == k).mean()
            before = now
        assert f"{'abc'[k]}: average precision {average:.3f}," in figures["precision"].alt


def test_confusion(case: Any) -> None:
    """Counts and shares of the row, not of the column; the title has Wilson's interval of what is right."""
    truth, scores, figures = case
    counts = np.zeros((3, 3), dtype=int)
    np.add.at(counts, (truth, scores.argmax(axis=1)), 1)
    cells = [t for t in texts(figures["confusion"])[2 + 3 :] if t not in "abc"]
    assert [int(t) for t in cells[::2]] == counts.ravel().tolist()
    for text, share in zip(cells[1::2], (counts / counts.sum(axis=1, keepdims=True)).ravel(), strict=True):
        assert float(text.removesuffix(" %")) == pytest.approx(share * 100, abs=0.51)
    right = int(np.trace(counts))
    low, high = wilson(right, 60)
    assert figures["confusion"].title.startswith(f"{right / 0.6:.0f} % ({low * 100:.0f}–{high * 100:.0f}) of 60 ")
    off = counts - np.diag(np.diag(counts))
    assert figures["confusion"].title.endswith(f", {off.max()} of {truth.tolist().count(int(off.max(1).argmax()))}")
    fills = [r.fillColor for r in of_kind(figures["confusion"], Rect)]
    assert np.argsort([c.red for c in fills])[0] == np.argmax(counts / counts.sum(axis=1, keepdims=True))


def test_scores(case: Any) -> None:
    """Heights of bars are counts of bins of 0.05, over the highest one of the strip."""
    truth, scores, figures = case
    for colour, own in (("#0072b2", True), ("#8c99a8", False)):
        drawn = bars(figures["scores"], colour)
        heights = []
        for k in range(3):
            one = scores[(truth == k) == own, k]
            counts = np.bincount((one / 0.05).astype(int), minlength=20)
            heights += [c / counts.max() for c in counts if c]
        strip = (100.0 - 20.0) / 2
        assert [bar.height / strip for bar in drawn] == pytest.approx(heights, rel=1e-6)


def test_halves_are_halves() -> None:
    """Scores of a class 0.11, 0.31 and 0.51: two of three from 0.3 on; the same of others: two of three up to 0.35."""
    pairs = [[1 - p, p] for p in (0.11, 0.31, 0.51) * 2]
    scores = evaluation_figures(evaluated([1] * 3 + [0] * 3, pairs, ("a", "b"), positive="b"), "e")[3]
    assert scores.title == "At least half of the samples of b score 0.3 or more for it, of the others 0.35 or less"


@pytest.mark.parametrize("kind", ["roc", "precision", "scores"])
def test_ticks_reach_the_ends_of_the_axis(kind: str) -> None:
    """0 and the greatest tick stand on the ends of the axis' line."""
    figure = made(1)[2][kind]
    at = ticks(figure)
    ends = (at["0"], at["100" if kind != "scores" else "1"])
    if kind != "scores":
        assert ends == pytest.approx(axis(figure), rel=1e-9)
    else:
        assert ends in [pytest.approx((a, b), rel=1e-9) for a, b in axis(figure, every=True)]


def test_bars_and_dots_reach_the_ends_of_their_axis() -> None:
    """The highest value of an axis from zero is its end: 2 of 2 kg; 100 %; 100 mW of decades from 1 mW on."""
    rows = [{"block": "A", "value": q("1 kgCO2e", low="0.5 kgCO2e", high="2 kgCO2e")}]
    (figure,) = footprint_figures([], rows, None)
    left, right = axis(figure)
    (bar,) = bars(figure, "#7f94b2")
    assert (bar.x, bar.x + bar.width) == pytest.approx((left, (left + right) / 2), rel=1e-9)
    assert whiskers(figure) == [pytest.approx(((3 * left + right) / 4, right), rel=1e-9)]
    row = {"variable": "v", "group": "g", "metric": "accuracy", "value": q("25 %", low="0 %", high="100 %")}
    (figure,) = slice_figures([row])
    left, right = axis(figure)
    assert dots(figure)[0].cx == pytest.approx((3 * left + right) / 4, rel=1e-9)
    assert whiskers(figure) == [pytest.approx((left, right), rel=1e-9)]
    (figure,) = _figure([State(n, mw, None, None, None, None, "measured") for n, mw in (("a", 1.0), ("b", 100.0))], "")
    assert tuple(d.cx for d in dots(figure)) == pytest.approx(axis(figure), rel=1e-9)
