"""Figures of an evaluation say the right numbers and draw them where the axes say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from reportlab.graphics.shapes import Line, PolyLine

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import evaluation_figures
from datasheets.drawings.shares import of_one
from firmware_profiles.evaluation_file import load_evaluation
from tests.datasheets.drawings.looking import axis, bars, dots, evaluated, of_kind, texts, ticks, upright

GESTURE = Path("docs/examples/gesture/evaluation.json")


def two_classes(**options: Any) -> dict[str, Figure]:
    """Four samples: the scores of the class person are 0.92 and 0.62 for its own, 0.72 and 0.22 for the others."""
    scores = [[1 - p, p] for p in (0.92, 0.62, 0.72, 0.22)]
    found = evaluated([1, 1, 0, 0], scores, ("quiet", "person"), positive="person", **options)
    kinds = ("roc", "precision", "confusion", "scores")
    return dict(zip(kinds, evaluation_figures(found, "evaluation.json"), strict=True))


def test_roc_of_four_samples() -> None:
    """Of 2 x 2 pairs the person wins 3: 0.92 over both, 0.62 over 0.22. From 0.5 on score two of two persons and one
    of two others: the rates are 2/2 and 1/2, and the dot stands at 50 % across."""
    roc = two_classes()["roc"]
    assert roc.title.startswith("The area under the ROC of person is 0.750 (")
    assert "decided: true 100 %, false 50 %" in roc.alt
    (dot,) = dots(roc)
    at = ticks(roc)
    assert dot.cx == pytest.approx((at["0"] + at["100"]) / 2, rel=1e-6)
    assert roc.source == "evaluation.json"
    assert roc.table is not None
    assert roc.table.rows[0][0].text == "person"


def test_precision_with_recall_and_base_rate() -> None:
    """Three scores are 0.5 or more, two of them persons: precision 2/3, recall 2/2; two of four samples are persons."""
    figure = two_classes()["precision"]
    assert figure.title == "Precision of person is 67 % at a recall of 100 %, where the largest score decides"
    assert "base rate 50 %" in texts(figure)
    assert "average precision 0.833" in figure.alt  # 1/2 x 1 + 1/2 x 2/3


def test_a_threshold_is_named_and_decides() -> None:
    """From 0.65 on: 0.92 and 0.72, of which one is a person: precision 1/2, recall 1/2."""
    figures = two_classes(threshold=0.65)
    assert figures["precision"].title == "Precision of person is 50 % at a recall of 50 %, at the threshold 0.65"
    assert "threshold 0.65" in texts(figures["scores"])
    x, lines = ticks(figures["scores"]), of_kind(figures["scores"], Line)
    marks = {line.x1 for line in lines if line.strokeDashArray and line.x1 == line.x2}
    assert list(marks) == [pytest.approx(x["0"] + 0.65 * (x["1"] - x["0"]), rel=1e-6)]


def test_confusion_has_counts_and_rates() -> None:
    """Three of four are right: Wilson's interval of 3/4 is 0.301 to 0.954. One of two quiet ones is told as person."""
    figure = two_classes()["confusion"]
    said = "75 % (30–95) of 4 samples are told right; most often wrong: quiet told as person, 1 of 2"
    assert figure.title == said
    assert texts(figure)[:4] == ["Told as", "True", "quiet", "person"]
    assert [t for t in texts(figure) if t.endswith("%")] == ["50 %", "50 %", "0 %", "100 %"]
    assert figure.table is not None
    assert [v.text for v in figure.table.rows[1]] == ["person", "0 (0 %)", "2 (100 %)"]


def test_histogram_counts_the_bins() -> None:
    """20 bins of 0.05: 0.92 and 0.62 are the class, 0.72 and 0.22 the others; one of two scores from 0.9 on, one of
    two up to the end of the bin of 0.2, which is 0.25."""
    figure = two_classes()["scores"]
    assert figure.title == "At least half of the samples of person score 0.9 or more for it, of the others 0.25 or less"
    own = bars(figure, "#0072b2")
    at = ticks(figure)
    assert sorted(bar.x for bar in own) == pytest.approx(
        [at["0"] + (at["1"] - at["0"]) * share for share in (0.6, 0.9)], rel=1e-3
    )
    assert own[0].width == pytest.approx((at["1"] - at["0"]) / 20, rel=1e-6)
    assert figure.table is not None
    assert [row[1].text for row in figure.table.rows if row[1].text != "0 / 0"] == ["0 / 1", "1 / 0", "0 / 1", "1 / 0"]


def test_the_shipped_example() -> None:
    """Four figures; 8 of 360 others are told as none, 2.2 % (Wilson: 1.1 to 4.3);
    the largest confusion of its table is 13 of 120, and 452 of 480 are 94.2 %."""
    roc, precision, confusion, scores = evaluation_figures(load_evaluation(GESTURE), "evaluation.json")
    assert roc.title == "The area under the ROC is least for none: 0.974 (0.954–0.986), 95 % interval in brackets"
    assert precision.title.startswith("Precision is least for knock: 90 % at a recall of 95 %")
    assert confusion.title.startswith("94.2 % (91.7–95.9) of 480 samples are told right")
    assert confusion.title.endswith("none told as knock, 13 of 120")
    assert roc.table is not None
    assert [v.text for v in roc.table.rows[0]] == ["none", "0.974 (0.954–0.986)", "88 % (80–92)", "2.2 % (1.1–4.3)"]
    assert len(dots(roc)) == len(dots(precision)) == 4
    assert scores.alt.count("samples of the class") == 4


def test_many_classes_name_the_worst_and_leave_none_out() -> None:
    """Ten classes: the eight told worst are named, the two best are grey, the table has all ten."""
    truth = [k for k in range(10) for _ in range(4)]
    scores = [
        [0.9 if j == k and (i % 4 or k > 4) else 0.1 / 9 + j * 1e-3 for j in range(10)] for i, k in enumerate(truth)
    ]
    found = evaluated(truth, scores, tuple(f"class {k}" for k in range(10)))
    roc = evaluation_figures(found, "e")[0]
    assert "2 more, which are better: in the table" in texts(roc)
    assert roc.table is not None
    assert len(roc.table.rows) == 10
    assert roc.alt.count("AUC") == 10
    assert {f"class {k}" for k in range(5)} <= set(texts(roc))


def test_of_three_classes_one_can_have_a_threshold() -> None:
    """Person scores 0.3 and 0.6 for its own, 0.2 and 0.25 for others: from 0.25 on three of which two are persons. The
    largest score tells the person of 0.3 as a."""
    scores = [[0.4, 0.3, 0.3], [0.2, 0.6, 0.2], [0.5, 0.2, 0.3], [0.05, 0.25, 0.7]]
    found = evaluated([1, 1, 0, 2], scores, ("a", "person", "c"), positive="person", threshold=0.25)
    roc, precision, *_ = evaluation_figures(found, "e")
    assert "person: average precision 1.000, decided: precision 67 %, recall 100 %" in precision.alt
    assert "decided: true 100 %, false 50 %" in roc.alt
    assert precision.title == "Precision is least for a: 50 % at a recall of 100 %, where the largest score decides"
    assert "person at the threshold 0.25, the others where the largest score decides." in roc.alt


def test_precision_goes_in_steps() -> None:
    """Scores 0.92 of a person, 0.72 of another, 0.62 of a person, 0.22 of another: precision 1, 1/2, 2/3, 1/2, each
    reached before recall grows: up from 1/2 to 2/3 at a recall of 1/2."""
    (line,) = of_kind(two_classes()["precision"], PolyLine)
    (left, right), (bottom, top) = axis(two_classes()["precision"]), upright(two_classes()["precision"])
    points = [
        (round((x - left) / (right - left), 3), round((y - bottom) / (top - bottom), 3))
        for x, y in zip(line.points[::2], line.points[1::2], strict=True)
    ]
    assert points == [(0, 1), (0.5, 1), (0.5, 0.5), (0.5, 0.667), (1, 0.667), (1, 0.5)]


def test_a_thinned_curve_says_how_much_is_lost() -> None:
    """1.2 of 100 points of a rate, and not 0.1, which nobody sees."""
    found = evaluated([1, 0], [[0.2, 0.8], [0.6, 0.4]], ("a", "b"), positive="b")
    for error, said in ((0.012, True), (0.001, False)):
        (curve,) = found.curves.roc
        roc = (curve.model_copy(update={"largest_error": error}),)
        thinned = found.model_copy(update={"curves": found.curves.model_copy(update={"roc": roc})})
        assert ("within 1.2 percentage points" in evaluation_figures(thinned, "e")[0].alt) is said


def test_the_base_rate_is_drawn_where_it_is() -> None:
    """Two of four samples are persons: a dashed line at half of the height."""
    figure = two_classes()["precision"]
    (line,) = [s for s in of_kind(figure, Line) if s.strokeDashArray == [2, 2]]
    assert line.y1 == line.y2 == pytest.approx(sum(upright(figure)) / 2, rel=1e-9)


def test_lines_differ_in_their_dashes() -> None:
    """No two named lines of a plot share a dash pattern: colour is never the only carrier."""
    roc = evaluation_figures(load_evaluation(GESTURE), "e")[0]
    patterns = [str(line.strokeDashArray) for line in of_kind(roc, PolyLine)]
    assert len(set(patterns)) == len(patterns) == 4


def test_what_was_never_told_has_no_precision() -> None:
    """All scores are equal, so the first class is told: no dot for the other one, and no word on where it would be."""
    figures = evaluation_figures(evaluated([0, 1] * 5, [[0.5, 0.5]] * 10, ("a", "b"), positive="b"), "e")
    assert figures[0].title == "The area under the ROC of b is 0.500"
    assert figures[1].title == "No sample is told as b, whose average precision is 0.500"
    assert dots(figures[1]) == []
    assert "Dot" not in figures[1].alt


def test_one_sample_is_said_as_one() -> None:
    """Wilson's interval of 1 of 1 is 1/(1 + 3.8415) = 20.7 % to 100 %; there is no other sample to speak of."""
    figures = evaluation_figures(evaluated([1], [[0.28, 0.72]], ("a", "b"), positive="b"), "e")
    assert figures[1].title == "100 % (21–100) of 1 sample is told right"
    assert "a: no samples; b told as a 0 (0 %), b 1 (100 %)" in figures[1].alt
    assert figures[2].title == "At least half of the samples of b score 0.7 or more for it"


def test_names_that_do_not_fit_over_a_column_are_numbered() -> None:
    """Names that begin alike would be cut alike: columns then have the numbers of their rows."""
    names = tuple(f"interchangeable {k}" for k in range(9))
    found = evaluated(list(range(9)), np.eye(9), names)
    (matrix,) = [f for f in evaluation_figures(found, "e") if f.alt.startswith("Confusion")]
    said = texts(matrix, 300.0)
    assert [str(k) for k in range(1, 10)] == said[2:11]
    assert "9 interchangeable 8" in said


def test_what_is_nearly_one_is_not_rounded_to_it() -> None:
    assert [of_one(value) for value in (1.0, 0.9996, 0.99949)] == ["1.000", ">0.999", "0.999"]


def test_a_class_without_samples_has_no_curve() -> None:
    """The class rare has no sample: no ROC of it, its row of the matrix says so."""
    scores = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]] * 3
    figures = evaluation_figures(evaluated([0, 1] * 3, scores, ("a", "b", "rare")), "e")
    assert "rare" not in texts(figures[0])
    assert "no samples" in texts(figures[2])
