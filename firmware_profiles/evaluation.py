"""A classifier on labelled data: from scores to accuracy, curves, slices and the comparison of two models.

What a result holds is in `firmware_profiles.evaluation_file`; intervals and curves have modules of their own.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmware_profiles import evaluation_file as out
from firmware_profiles.curves import (
    Points,
    area,
    area_interval,
    average_precision,
    histogram,
    precision_recall,
    roc,
    thin,
)
from firmware_profiles.evaluation_rules import rules
from firmware_profiles.intervals import mcnemar, paired_difference, wilson
from firmware_profiles.labelled import Labelled, read_labelled
from firmware_profiles.prediction import Prediction, predict
from footprint.errors import InputError, nearest, printable, shown

DECIMALS = 6
"""Of the points of curves in a result."""
MOST_NAMED = 8
"""Classes and groups that a warning names."""
LONGEST_FILE = 300
"""Characters of a file name in a result, its control characters written out."""

Ints = NDArray[np.int64]


class Decision(NamedTuple):
    """How a class is told from scores: the largest, or the positive one from a threshold on."""

    positive: int | None
    threshold: float | None
    words: str


def evaluate_model(
    model: str | Path,
    data: str | Path,
    *,
    positive: str | None = None,
    threshold: float | None = None,
    against: str | Path | None = None,
) -> out.Evaluation:
    """Evaluate a classifier on labelled data.

    Parameters
    ----------
    model : str or Path
        A .tflite file or a Keras model with one input and one output.
    data : str or Path
        Labelled data, see `firmware_profiles.labelled.read_labelled`.
    positive : str, optional
        Name of the class that is to be found. Of two classes the second is taken if left out, and a warning says so.
    threshold : float, optional
        Least score of the positive class that counts as positive. Without it the largest score decides, which with two
        probabilities is a threshold of 0.5.
    against : str or Path, optional
        A second model that is evaluated on the same samples and compared.

    Raises
    ------
    InputError
        A file that cannot be read, data that do not fit the model, an unknown class, or a threshold without a class.
    """
    labelled = read_labelled(data)
    first = predict(model, labelled.x)
    second = predict(against, labelled.x) if against is not None else None
    return evaluate(labelled, first, positive=positive, threshold=threshold, against=second)


def evaluate(
    labelled: Labelled,
    prediction: Prediction,
    *,
    positive: str | None = None,
    threshold: float | None = None,
    against: Prediction | None = None,
) -> out.Evaluation:
    """Evaluate scores; as `evaluate_model`, with what the model said already at hand."""
    classes = _classes(labelled, prediction)
    decision = _decision(classes, prediction, positive, threshold)
    truth, told = labelled.y, decide(prediction.scores, decision)
    size = len(classes)
    confusion = np.bincount(truth * size + told, minlength=size * size).reshape(size, size)
    of_classes, influences = _class_metrics(classes, prediction.scores, truth, confusion)
    warnings = _about_decision(decision, classes, prediction, positive)
    warnings += [*prediction.warnings, *labelled.warnings]
    missing = [classes[k] for k in range(size) if not confusion[k].sum()]
    if missing:
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        warnings.append(f"No sample is of class {', '.join(missing[:MOST_NAMED])}{more}.")
    slices = tuple(_slice(name, values, truth, told, size) for name, values in labelled.slices.items())
    small = [f"{s.variable} {g.value}" for s in slices for g in s.groups if g.small]
    if small:
        more = f" and {len(small) - MOST_NAMED} more" if len(small) > MOST_NAMED else ""
        named = ", ".join(small[:MOST_NAMED])
        warnings.append(f"Groups with fewer than {rules().small_group} samples: {named}{more}.")
    comparison = None
    if against is not None:
        if against.scores.shape != prediction.scores.shape:
            raise InputError(f"{shown(against.file)} has other classes than {shown(prediction.file)}")
        if threshold is not None and against.probabilities != prediction.probabilities:
            raise InputError(
                f"a threshold for the scores of {shown(prediction.file)} says nothing of those of "
                f"{shown(against.file)}: only one of the two gives probabilities", hint="Compare without a threshold."
            )  # fmt: skip
        comparison = _comparison(against, truth, told, decide(against.scores, decision))
        warnings += [f"{against.file}: {w}" for w in against.warnings]
    binary = None if decision.positive is None else _binary(classes, decision, confusion, prediction.scores, truth)
    return out.Evaluation(
        model=_file(prediction),
        data=out.DataFile(file=_name(labelled.file), sha256=labelled.sha256),
        n=len(truth),
        classes=classes,
        probabilities=prediction.probabilities,
        positive=None if decision.positive is None else classes[decision.positive],
        threshold=threshold,
        decision=decision.words,
        level=rules().level,
        metrics=out.Metrics(
            accuracy=_share(int(np.trace(confusion)), len(truth)),
            classes=of_classes,
            macro=_macro(of_classes, influences),
            binary=binary,
        ),
        confusion=tuple(tuple(int(n) for n in row) for row in confusion),
        curves=_curves(classes, decision, prediction, truth),
        slices=slices,
        comparison=comparison,
        warnings=tuple(warnings),
    )


def _name(file: str) -> str:
    return printable(file)[:LONGEST_FILE]


def _file(prediction: Prediction) -> out.ModelFile:
    return out.ModelFile(file=_name(prediction.file), format=prediction.format, sha256=prediction.sha256)


def _classes(labelled: Labelled, prediction: Prediction) -> tuple[str, ...]:
    size = prediction.scores.shape[1]
    if len(labelled.classes) == size:
        return labelled.classes
    if labelled.named or len(labelled.classes) > size:
        most = f"{len(labelled.classes)} classes" if labelled.named else f"the class {len(labelled.classes) - 1}"
        raise InputError(
            f"the data have {most}, and {shown(prediction.file)} tells {size} classes", file=labelled.file,
            hint="classes names every output of the model, in its order; one output tells two classes.",
        )  # fmt: skip
    return tuple(str(i) for i in range(size))


def _decision(
    classes: tuple[str, ...], prediction: Prediction, positive: str | None, threshold: float | None
) -> Decision:
    if positive is not None and positive not in classes:
        raise InputError(f"{shown(positive)} is no class", valid=nearest(positive, classes))
    index = classes.index(positive) if positive is not None else 1 if len(classes) == 2 else None
    if threshold is None:
        return Decision(index, None, "the class with the largest score")
    if index is None:
        raise InputError(
            "a threshold needs a positive class", valid=nearest(classes[0], classes), hint="Say which class it is of."
        )
    if not math.isfinite(threshold) or (prediction.probabilities and not 0 <= threshold <= 1):
        raise InputError(f"the threshold {threshold:g} is not within 0 to 1, as the scores are")
    name = classes[index]
    if len(classes) == 2:
        return Decision(
            index, threshold, f"{name} where its score is at least {threshold:g}, else {classes[1 - index]}"
        )
    words = f"the class with the largest score; {name} against the rest where its score is at least {threshold:g}"
    return Decision(index, threshold, words)


def _about_decision(
    decision: Decision, classes: tuple[str, ...], prediction: Prediction, positive: str | None
) -> list[str]:
    found = []
    if decision.positive is not None and positive is None:
        found.append(f"No positive class was given: {classes[decision.positive]}, the second of two, is taken.")
    if decision.threshold is None and len(classes) == 2:
        meant = ", which is a threshold of 0.5" if prediction.probabilities else ""
        found.append(f"No threshold was given: the class with the larger score is taken{meant}.")
    return found


def decide(scores: NDArray[np.float64], decision: Decision) -> Ints:
    """The class of each sample; of equal largest scores the first. A threshold decides between two classes only."""
    if decision.threshold is not None and decision.positive is not None and scores.shape[1] == 2:
        found = scores[:, decision.positive] >= decision.threshold
        return np.where(found, decision.positive, 1 - decision.positive).astype(np.int64)
    largest: Ints = np.argmax(scores, axis=1).astype(np.int64)
    return largest


def _share(count: int, of: int) -> out.Share:
    low, high = wilson(count, of) or (0.0, 1.0)
    return out.Share(value=count / of, count=count, of=of, low=low, high=high)


def _share_or_none(count: int, of: int) -> out.Share | None:
    return _share(int(count), int(of)) if of else None


def _area(value: float, influence: NDArray[np.float64]) -> out.AreaUnderCurve:
    low, high = area_interval(value, influence) or (None, None)
    return out.AreaUnderCurve(value=value, low=low, high=high, method="DeLong, logit scale")


def _class_metrics(
    classes: tuple[str, ...], scores: NDArray[np.float64], truth: Ints, confusion: Ints
) -> tuple[tuple[out.ClassMetrics, ...], list[NDArray[np.float64]]]:
    found, influences = [], []
    n = len(truth)
    for k, name in enumerate(classes):
        hits, samples, told = (int(c) for c in (confusion[k, k], confusion[k].sum(), confusion[:, k].sum()))
        positive = truth == k
        auc = precision = None
        if 0 < samples < n:
            value, influence = area(scores[:, k], positive)
            auc = _area(value, influence)
            influences.append(influence)
        if samples:
            precision = average_precision(precision_recall(scores[:, k], positive))
        found.append(
            out.ClassMetrics(
                name=name,
                samples=samples,
                predicted=told,
                precision=_share_or_none(hits, told),
                recall=_share_or_none(hits, samples),
                specificity=_share_or_none(n - samples - told + hits, n - samples),
                f1=2 * hits / (samples + told) if samples + told else None,
                auc=auc,
                average_precision=None if precision is None else min(1.0, precision),
            )
        )
    return tuple(found), influences


def _macro(found: tuple[out.ClassMetrics, ...], influences: list[NDArray[np.float64]]) -> out.Macro:
    def mean(values: list[float | None]) -> float | None:
        known = [v for v in values if v is not None]
        return math.fsum(known) / len(known) if len(known) == len(values) else None

    auc = mean([c.auc.value if c.auc else None for c in found])
    return out.Macro(
        precision=mean([c.precision.value if c.precision else None for c in found]),
        recall=mean([c.recall.value if c.recall else None for c in found]),
        f1=mean([c.f1 for c in found]),
        # The areas are of the same samples; what a sample adds to each is averaged before it is squared.
        auc=None if auc is None else _area(auc, np.mean(influences, axis=0)),
        average_precision=mean([c.average_precision for c in found]),
    )


def _binary(
    classes: tuple[str, ...], decision: Decision, confusion: Ints, scores: NDArray[np.float64], truth: Ints
) -> out.Binary:
    k = decision.positive or 0
    if decision.threshold is None or len(classes) == 2:
        hits, misses = int(confusion[k, k]), int(confusion[k].sum() - confusion[k, k])
        alarms = int(confusion[:, k].sum()) - hits
    else:
        told, positive = scores[:, k] >= decision.threshold, truth == k
        hits, misses, alarms = (int(np.sum(m)) for m in (told & positive, ~told & positive, told & ~positive))
    quiet = len(truth) - hits - misses - alarms
    return out.Binary(
        positive=classes[k],
        threshold=decision.threshold,
        true_positives=hits,
        false_positives=alarms,
        false_negatives=misses,
        true_negatives=quiet,
        true_positive_rate=_share_or_none(hits, hits + misses),
        false_positive_rate=_share_or_none(alarms, alarms + quiet),
        precision=_share_or_none(hits, hits + alarms),
    )


def _curves(classes: tuple[str, ...], decision: Decision, prediction: Prediction, truth: Ints) -> out.Curves:
    scores = prediction.scores
    shown_classes = [decision.positive] if len(classes) == 2 and decision.positive is not None else range(len(classes))
    rocs, recalls = [], []
    for k in shown_classes:
        positive = truth == k
        if positive.any() and not positive.all():
            rocs.append(_curve(classes[k], roc(scores[:, k], positive)))
        if positive.any():
            recalls.append(_curve(classes[k], precision_recall(scores[:, k], positive)))
    ends = (0.0, 1.0) if prediction.probabilities else (float(scores.min()), float(scores.max()))
    edges = np.linspace(ends[0], ends[1] if ends[1] > ends[0] else ends[0] + 1, rules().bins + 1)
    return out.Curves(
        roc=tuple(rocs),
        precision_recall=tuple(recalls),
        histogram=out.Histogram(
            edges=tuple(round(float(e), DECIMALS) for e in edges),
            classes=tuple(
                out.ScoreCounts(
                    name=classes[k],
                    of_class=tuple(histogram(scores[truth == k, k], edges)),
                    of_others=tuple(histogram(scores[truth != k, k], edges)),
                )
                for k in shown_classes
            ),
        ),
    )


def _curve(name: str, points: Points) -> out.Curve:
    thinned, lost = thin(points)

    def plain(values: NDArray[np.float64]) -> tuple[float, ...]:
        return tuple(round(float(v), DECIMALS) for v in values)

    threshold = tuple(None if math.isinf(t) else round(float(t), DECIMALS) for t in thinned.threshold)
    return out.Curve(
        name=name, x=plain(thinned.x), y=plain(thinned.y), threshold=threshold, points_before=len(points.x),
        largest_error=lost,
    )  # fmt: skip


def _slice(name: str, values: NDArray[np.str_], truth: Ints, told: Ints, size: int) -> out.Slice:
    groups = []
    for value in sorted({str(v) for v in values}, key=_natural):
        here = values == value
        right, n = truth[here] == told[here], int(here.sum())
        groups.append(
            out.Group(
                value=value,
                n=n,
                small=n < rules().small_group,
                accuracy=_share(int(right.sum()), n),
                recall=tuple(
                    _share_or_none(int(right[truth[here] == k].sum()), int((truth[here] == k).sum()))
                    for k in range(size)
                ),
            )
        )
    return out.Slice(variable=name, groups=tuple(groups))


def _natural(text: str) -> tuple[bool, float, str]:
    """Numbers by their size, then names."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    return (False, number, text) if math.isfinite(number) else (True, 0.0, text)


def _comparison(other: Prediction, truth: Ints, told: Ints, other_told: Ints) -> out.Comparison:
    n = len(truth)
    first, second = truth == told, truth == other_told
    only_first, only_second = int(np.sum(first & ~second)), int(np.sum(second & ~first))
    low, high = paired_difference(only_first, only_second, n) or (-1.0, 1.0)
    return out.Comparison(
        model=_file(other),
        accuracy=_share(int(second.sum()), n),
        agreement=_share(int(np.sum(told == other_told)), n),
        both_right=int(np.sum(first & second)),
        only_first=only_first,
        only_second=only_second,
        both_wrong=int(np.sum(~first & ~second)),
        difference=(only_first - only_second) / n,
        difference_low=low,
        difference_high=high,
        mcnemar_p=mcnemar(only_first, only_second),
    )
