"""Figures of an evaluation say the right numbers and draw them where the axes say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reportlab.graphics.shapes import PolyLine

from datasheets.content.blocks import Figure
from datasheets.drawings.figures import evaluation_figures
from firmware_profiles.evaluation_file import load_evaluation
from tests.datasheets.drawings.looking import bars, dots, evaluated, of_kind, texts, ticks

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
    assert figure.title == "Half of the samples of person score 0.9 or more for it, half of the others 0.25 or less"
    own = bars(figure, "#0072b2")
    at = ticks(figure)
    assert sorted(bar.x for bar in own) == pytest.approx(
        [at["0"] + (at["1"] - at["0"]) * share for share in (0.6, 0.9)], rel=1e-3
    )
    assert own[0].width == pytest.approx((at["1"] - at["0"]) / 20, rel=1e-6)
    assert figure.table is not None
    assert [row[1].text for row in figure.table.rows if row[1].text != "0 / 0"] == ["0 / 1", "1 / 0", "0 / 1", "1 / 0"]


def test_the_shipped_example() -> None:
    """Four figures; the largest confusion of its table is 13 of 120, and 452 of 480 are 94.2 %."""
    roc, precision, confusion, scores = evaluation_figures(load_evaluation(GESTURE), "evaluation.json")
    assert roc.title == "The area under the ROC is least for none: 0.974 (0.954–0.986), 95 % interval in brackets"
    assert precision.title.startswith("Precision is least for knock: 90 % at a recall of 95 %")
    assert confusion.title.startswith("94.2 % (91.7–95.9) of 480 samples are told right")
    assert confusion.title.endswith("none told as knock, 13 of 120")
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


def test_lines_differ_in_their_dashes() -> None:
    """No two named lines of a plot share a dash pattern: colour is never the only carrier."""
    roc = evaluation_figures(load_evaluation(GESTURE), "e")[0]
    patterns = [str(line.strokeDashArray) for line in of_kind(roc, PolyLine)]
    assert len(set(patterns)) == len(patterns) == 4


def test_a_class_without_samples_has_no_curve() -> None:
    """The class rare has no sample: no ROC of it, its row of the matrix says so."""
    scores = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]] * 3
    figures = evaluation_figures(evaluated([0, 1] * 3, scores, ("a", "b", "rare")), "e")
    assert "rare" not in texts(figures[0])
    assert "no samples" in texts(figures[2])
