"""Evaluations of scores by hand, the file they are written to, and what its reader refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from firmware_profiles.data_files import FOLDER
from firmware_profiles.evaluation import evaluate
from firmware_profiles.evaluation_file import Evaluation, evaluation_schema, load_evaluation
from firmware_profiles.evaluation_rules import Rules, rules
from firmware_profiles.labelled import Labelled
from firmware_profiles.prediction import Prediction
from footprint.errors import InputError
from tests.footprint.examples import ROOT

SHA = "0" * 64
EXAMPLE = ROOT / "docs/examples/gesture/evaluation.json"


def labelled(y: list[int], classes: tuple[str, ...], named: bool = True, **slices: list[str]) -> Labelled:
    x = np.zeros((len(y), 1), dtype=np.float32)
    groups = {k: np.array(v) for k, v in slices.items()}
    return Labelled("data.npz", SHA, x, np.array(y), classes, named, groups, ())


def prediction(scores: Any, file: str = "m.tflite", probabilities: bool = True) -> Prediction:
    return Prediction(file, "tflite int8", SHA, np.array(scores, dtype=float), probabilities, ())


TRUTH = [1, 1, 0, 1, 0, 0, 0]
UP = [0.9, 0.8, 0.7, 0.6, 0.6, 0.4, 0.2]
"""Scores of `tests/firmware_profiles/test_curves.py`."""


def two(**options: Any) -> Evaluation:
    data = labelled(TRUTH, ("no", "yes"), place=["a", "a", "a", "b", "b", "b", "b"])
    return evaluate(data, prediction([[1 - u, u] for u in UP]), **options)


def test_two_classes_by_hand() -> None:
    """At 0.5 five are taken as yes: 3 hits, 2 false alarms, 2 rightly quiet, no miss. 5 of 7 are right."""
    found = two()
    assert found.confusion == ((2, 2), (0, 3))
    assert (found.metrics.accuracy.count, found.metrics.accuracy.of) == (5, 7)
    no, yes = found.metrics.classes
    assert (yes.precision.count, yes.precision.of, yes.recall.count, yes.recall.of) == (3, 5, 3, 3)  # type: ignore[union-attr]
    assert (yes.specificity.count, yes.specificity.of) == (2, 4)  # type: ignore[union-attr]
    assert yes.f1 == pytest.approx(2 * 3 / (3 + 5), rel=1e-12)
    assert (no.precision.count, no.precision.of, no.recall.count, no.recall.of) == (2, 2, 2, 4)  # type: ignore[union-attr]
    assert yes.auc is not None
    assert yes.auc.value == pytest.approx(10.5 / 12, rel=1e-12)
    assert yes.average_precision == pytest.approx(2.6 / 3, rel=1e-12)
    assert found.metrics.macro.recall == pytest.approx((1 + 0.5) / 2, rel=1e-12)
    assert found.metrics.macro.precision == pytest.approx((2 / 2 + 3 / 5) / 2, rel=1e-12)
    assert found.metrics.macro.f1 == pytest.approx((2 * 2 / (4 + 2) + 2 * 3 / (3 + 5)) / 2, rel=1e-12)
    # The four of "no" from its best score on: first, second, third of four (a tie with a yes), fourth of five.
    assert no.average_precision == pytest.approx((1 + 1 + 3 / 4 + 4 / 5) / 4, rel=1e-12)
    assert found.metrics.macro.average_precision == pytest.approx((3.55 / 4 + 2.6 / 3) / 2, rel=1e-12)
    binary = found.metrics.binary
    assert binary is not None
    assert (binary.true_positives, binary.false_positives, binary.false_negatives, binary.true_negatives) == (
        3,
        2,
        0,
        2,
    )
    assert found.warnings[:2] == (
        "No positive class was given: yes, the second of two, is taken.",
        "No threshold was given: the class with the larger score is taken, which is a threshold of 0.5.",
    )


def test_a_threshold_decides() -> None:
    """At 0.75 two are taken as yes, both rightly; one is missed."""
    found = two(positive="yes", threshold=0.75)
    assert found.confusion == ((4, 0), (1, 2))
    assert found.metrics.binary is not None
    rates = found.metrics.binary.true_positive_rate, found.metrics.binary.false_positive_rate
    assert [(r.count, r.of) for r in rates if r] == [(2, 3), (0, 4)]
    assert found.decision == "yes where its score is at least 0.75, else no"
    assert not any("threshold" in w or "positive" in w for w in found.warnings)
    assert two(positive="no", threshold=0.25).confusion == found.confusion  # 1 - 0.75, and no score lies there
    assert two(positive="yes", threshold=0.8).confusion == found.confusion  # at least, not above


def test_slices_by_hand() -> None:
    """Place a: yes, yes, and a no taken for yes. Place b: yes, a no taken for yes (0.6), and two right."""
    (found,) = two().slices
    assert [(g.value, g.accuracy.count, g.n, g.small) for g in found.groups] == [("a", 2, 3, True), ("b", 3, 4, True)]
    a, b = ([(r.count, r.of) if r else None for r in g.recall] for g in found.groups)
    assert (a, b) == ([(0, 1), (2, 2)], [(2, 3), (1, 1)])
    assert "Groups with fewer than 30 samples: place a, place b." in two().warnings


def test_groups_stand_in_one_order_whatever_they_are_called() -> None:
    """Numbers by size, then names; "nan" is a name, and no number compares with it."""
    places = ["nan", "10", "inf", "9", "a", "-2.5", "nan"]
    found = evaluate(labelled(TRUTH, ("no", "yes"), place=places), prediction([[1 - u, u] for u in UP]))
    assert [g.value for g in found.slices[0].groups] == ["-2.5", "9", "10", "a", "inf", "nan"]


def test_a_threshold_of_probabilities_is_none_of_logits() -> None:
    scores = [[1 - u, u] for u in UP]
    other = prediction(np.array(scores) * 6 - 3, "b", probabilities=False)
    data = labelled(TRUTH, ("no", "yes"))
    with pytest.raises(InputError, match="only one of the two gives probabilities"):
        evaluate(data, prediction(scores), positive="yes", threshold=0.6, against=other)
    found = evaluate(data, prediction(scores), positive="yes", against=other).comparison
    assert found is not None
    assert found.agreement.value == 1


def test_a_long_file_name_is_cut() -> None:
    found = evaluate(labelled(TRUTH, ("no", "yes")), prediction([[1 - u, u] for u in UP], "\n" * 250))
    assert found.model.file == "\\n" * 150


def test_three_classes_and_one_against_the_rest() -> None:
    """Of two samples each: b is taken for c once. c from 0.3 on has two hits and two false alarms."""
    scores = [[0.8, 0.1, 0.1], [0.6, 0.1, 0.3], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7], [0.2, 0.2, 0.6], [0.1, 0.1, 0.8]]
    found = evaluate(labelled([0, 0, 1, 1, 2, 2], ("a", "b", "c")), prediction(scores))
    assert found.confusion == ((2, 0, 0), (0, 1, 1), (0, 0, 2))
    assert found.positive is None
    assert found.metrics.binary is None
    assert [c.name for c in found.curves.roc] == ["a", "b", "c"]
    # a wins 8 of 8 pairs; b 4 with 0.7, and with 0.2 three and a tie; c 3 with 0.6 and 4 with 0.8.
    areas = [c.auc.value for c in found.metrics.classes if c.auc]
    assert areas == pytest.approx([1, 7.5 / 8, 7 / 8], rel=1e-12)
    assert found.metrics.macro.auc is not None
    assert found.metrics.macro.auc.value == pytest.approx(sum(areas) / 3, rel=1e-12)
    found = evaluate(labelled([0, 0, 1, 1, 2, 2], ("a", "b", "c")), prediction(scores), positive="c", threshold=0.3)
    binary = found.metrics.binary
    assert binary is not None
    assert (binary.true_positives, binary.false_positives, binary.false_negatives, binary.true_negatives) == (
        2,
        2,
        0,
        2,
    )
    assert found.metrics.accuracy.count == 5
    rates = binary.true_positive_rate, binary.false_positive_rate, binary.precision
    assert [(r.count, r.of) for r in rates if r] == [(2, 2), (2, 4), (2, 4)]


def test_interval_of_the_mean_area_by_counting_pairs() -> None:
    """What a sample adds to the three areas, one pair at a time: its mean over them, squared and summed."""
    rng = np.random.default_rng(3)
    truth = np.repeat([0, 1, 2], [8, 9, 10])
    scores = rng.dirichlet(np.ones(3), 27) + 0.3 * np.eye(3)[truth]
    scores /= scores.sum(axis=1, keepdims=True)
    adds, areas = np.zeros(27), []
    for k in range(3):
        won = {}
        for i in range(27):
            sign = 1 if truth[i] == k else -1
            others = [j for j in range(27) if (truth[j] == k) != (truth[i] == k)]
            won[i] = sum(sign * scores[i, k] > sign * scores[j, k] for j in others) / len(others)
        areas.append(np.mean([won[i] for i in range(27) if truth[i] == k]))
        for i in range(27):
            same = int(np.sum((truth == k) == (truth[i] == k)))
            adds[i] += (won[i] - areas[k]) / np.sqrt(same * (same - 1)) / 3
    mean = np.mean(areas)
    step = 1.959964 * np.sqrt(np.sum(adds**2)) / (mean * (1 - mean))
    found = evaluate(labelled(truth.tolist(), ("a", "b", "c")), prediction(scores)).metrics.macro.auc
    assert found is not None
    ends = [1 / (1 + np.exp(-(np.log(mean / (1 - mean)) + sign * step))) for sign in (-1, 1)]
    assert (found.value, found.low, found.high) == pytest.approx((mean, *ends), rel=1e-6)


def test_a_group_of_thirty_is_not_small() -> None:
    places = ["a"] * 29 + ["b"] * 30
    found = evaluate(labelled([0, 1] * 29 + [0], ("no", "yes"), place=places), prediction([[0.4, 0.6]] * 59))
    assert [(g.n, g.small) for g in found.slices[0].groups] == [(29, True), (30, False)]


def test_histogram_by_hand() -> None:
    """Bins of 0.05: a score of 0.92 is in the bin from 0.9, which is number 18."""
    up = [0.92, 0.83, 0.71, 0.62, 0.63, 0.44, 0.26]
    found = evaluate(labelled(TRUTH, ("no", "yes")), prediction([[1 - u, u] for u in up]))
    (yes,) = found.curves.histogram.classes
    assert len(yes.of_class) == len(yes.of_others) == rules().bins == 20
    assert {i: n for i, n in enumerate(yes.of_class) if n} == {12: 1, 16: 1, 18: 1}
    assert {i: n for i, n in enumerate(yes.of_others) if n} == {5: 1, 8: 1, 12: 1, 14: 1}


def test_two_models_by_hand() -> None:
    """The other turns samples 3 (wrong to right) and 4 (right to wrong), and agrees on the five others."""
    data = labelled(TRUTH, ("no", "yes"))
    other = [0.9, 0.8, 0.3, 0.4, 0.6, 0.4, 0.2]
    first, second = (prediction([[1 - u, u] for u in scores], name) for scores, name in ((UP, "a"), (other, "b")))
    found = evaluate(data, first, against=second).comparison
    assert found is not None
    assert (found.both_right, found.only_first, found.only_second, found.both_wrong) == (4, 1, 1, 1)
    assert (found.agreement.count, found.agreement.of, found.accuracy.count) == (5, 7, 5)
    assert (found.difference, found.mcnemar_p) == (0, 1)
    assert found.difference_low == pytest.approx(-found.difference_high, rel=1e-9)


def test_a_worse_second_model_by_hand() -> None:
    """The other loses samples 1 and 4: 3 of 7. With b = 2.5, c = 0.5 and N = 9: (2 -+ 1.96 sqrt(3 - 4 / 9)) / 9."""
    data = labelled(TRUTH, ("no", "yes"))
    other = [0.1, 0.8, 0.7, 0.1, 0.6, 0.4, 0.2]
    first, second = (prediction([[1 - u, u] for u in scores], name) for scores, name in ((UP, "a"), (other, "b")))
    found = evaluate(data, first, against=second).comparison
    assert found is not None
    assert (found.both_right, found.only_first, found.only_second, found.both_wrong) == (3, 2, 0, 2)
    assert (found.accuracy.count, found.accuracy.of, found.model.file) == (3, 7, "b")
    half = 1.959964 * np.sqrt(3 - 4 / 9)
    ends = (found.difference, found.difference_low, found.difference_high)
    assert ends == pytest.approx((2 / 7, (2 - half) / 9, (2 + half) / 9), rel=1e-6)
    assert found.mcnemar_p == pytest.approx(2 / 4, rel=1e-9)


def test_a_long_curve_says_what_it_lost() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 4000)
    up = 1 / (1 + np.exp(-(rng.normal(size=4000) + truth)))
    (curve,) = evaluate(labelled(truth.tolist(), ("no", "yes")), prediction(np.column_stack((1 - up, up)))).curves.roc
    assert (len(curve.x), curve.points_before) == (rules().most_points, 4001)
    assert 0 < curve.largest_error < 0.01


def test_scores_that_are_no_probabilities() -> None:
    """Logits: the area is the same, the bins go from the least to the largest."""
    logits = np.log(np.array(UP) / (1 - np.array(UP)))
    found = evaluate(
        labelled(TRUTH, ("no", "yes")), prediction(np.column_stack((-logits, logits)), probabilities=False)
    )
    assert found.metrics.classes[1].auc == two().metrics.classes[1].auc
    assert found.confusion == two().confusion
    assert found.curves.histogram.edges[0] == pytest.approx(-logits.max(), abs=1e-6)
    assert not found.probabilities


def test_a_class_without_samples_and_parted_classes() -> None:
    found = evaluate(labelled([0, 0, 1, 1], ("a", "b", "c")), prediction(np.eye(3)[[0, 0, 1, 1]]))
    assert "No sample is of class c." in found.warnings
    a, _, c = found.metrics.classes
    assert (c.precision, c.recall, c.f1, c.auc, c.average_precision) == (None,) * 5
    assert found.metrics.macro.auc is None
    assert a.auc is not None
    assert (a.auc.value, a.auc.low, a.auc.high) == (1, None, None)


def test_what_does_not_fit_is_refused() -> None:
    scores = [[0.9, 0.1], [0.2, 0.8]]
    for data, options, said in (
        (labelled([0, 1], ("a", "b", "c")), {}, 'the data have 3 classes, and "m.tflite" tells 2'),
        (labelled([0, 2], ("0", "1", "2"), named=False), {}, "the data have the class 2"),
        (labelled([0, 1], ("a", "b")), {"positive": "d"}, '"d" is no class'),
        (labelled([0, 1], ("a", "b")), {"threshold": 1.5}, "not within 0 to 1"),
        (labelled([0, 1], ("a", "b")), {"threshold": float("nan")}, "not within 0 to 1"),
    ):
        with pytest.raises(InputError) as caught:
            evaluate(data, prediction(scores), **options)
        assert said in str(caught.value)
    with pytest.raises(InputError, match="needs a positive class"):
        evaluate(labelled([0, 1], ("a", "b", "c")), prediction(np.eye(3)[:2]), threshold=0.5)
    with pytest.raises(InputError, match="has other classes than"):
        evaluate(labelled([0, 1], ("a", "b")), prediction(scores), against=prediction(np.eye(3)[:2]))


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_figures_agree_with_each_other(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 80))
    scores = rng.dirichlet(np.ones(size), n)
    truth = rng.integers(0, size, n).tolist()
    groups = rng.integers(0, 3, n).astype(str).tolist()
    found = evaluate(labelled(truth, tuple("abcde"[:size]), group=groups), prediction(scores))
    assert sum(c.samples for c in found.metrics.classes) == sum(c.predicted for c in found.metrics.classes) == n
    assert sum(g.accuracy.count for g in found.slices[0].groups) == found.metrics.accuracy.count
    assert Evaluation.model_validate_json(found.to_json()) == found


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    found = two(positive="yes", threshold=0.75)
    file.write_text(found.to_json(), encoding="utf-8")
    assert load_evaluation(file) == found
    assert json.loads(found.to_json()) == found.to_dict()
    assert max(map(len, found.to_json().splitlines())) < 3000


def test_schema_that_ships_is_that_of_the_model() -> None:
    schema = json.loads((FOLDER / "evaluation.schema.json").read_text(encoding="utf-8"))
    assert schema == evaluation_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(two().to_dict(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**two().to_dict(), "colour": "red"}, schema)


def test_the_rules_have_a_meaning_and_a_source() -> None:
    table = yaml.safe_load((FOLDER / "evaluation.yaml").read_text(encoding="utf-8"))
    assert set(table) == set(Rules._fields)
    assert all(set(entry) == {"value", "meaning", "source"} for entry in table.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(colour="red"), 'unknown key "colour"'),
        (lambda d: d.pop("n"), "n is missing"),
        (lambda d: d.update(schema="footprint.evaluation/2"), "footprint.evaluation/1"),
        (lambda d: d.update(n=481), "not of 481 samples"),
        (lambda d: d["confusion"][0].__setitem__(1, 14), "not of 480 samples"),
        (lambda d: d["confusion"][0].pop(), "not have a row and a column for each class"),
        (lambda d: d["metrics"]["accuracy"].update(value=0.99), "value is 0.99, and 452 of 480"),
        (lambda d: d["metrics"]["accuracy"].update(low=0.99), "outside of its interval"),
        (lambda d: d["metrics"]["accuracy"].update(high=0.5), "outside of its interval"),
        (lambda d: d["metrics"]["accuracy"].update(count=451, value=451 / 480), "not that of the confusion matrix"),
        (lambda d: d["metrics"]["classes"].reverse(), "of other classes"),
        (lambda d: d["curves"]["roc"][0]["x"].pop(), "x, y and threshold have"),
        (lambda d: d["model"].update(sha256="x"), "sha256"),
        (lambda d: d.update(level=float("nan")), "finite number"),
    ],
)
def test_files_that_contradict_themselves_are_refused(tmp_path: Path, change: Any, said: str) -> None:
    data = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    change(data)
    file = tmp_path / "evaluation.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_evaluation(file)
    assert caught.value.file == str(file)
    assert said in str(caught.value)


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace('"n": 480,', '"n": 480, "n": 480,'), encoding="utf-8")
    with pytest.raises(InputError, match='duplicate key "n"'):
        load_evaluation(file)


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"a": 1, "a": 2}', "[" * 100_000, "\ufeff"])
def test_other_files_are_no_evaluations(tmp_path: Path, text: str) -> None:
    file = tmp_path / "evaluation.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_evaluation(file)
    assert caught.value.file == str(file)
