"""The text of an evaluation for a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint.numbers import count, significant
from footprint_app.terminal_marks import WIDTH, bar, bold, columns, cut, wrapped

if TYPE_CHECKING:
    from firmware_profiles.evaluation_file import AreaUnderCurve, Comparison, Evaluation, Share, Slice

MOST_CLASSES = 8
"""Classes up to which the confusion matrix is shown."""
MOST_CONFUSED = 8
"""Pairs of classes that are shown where there are more."""
_NAME = 11
_BARS = 10
_HEIGHT = 4


def evaluation_text(found: Evaluation) -> str:
    """An evaluation in 80 columns."""
    lines = [
        bold(found.model.file),
        wrapped(
            f"{found.model.format}, on {found.data.file}: {count(found.n)} samples, {len(found.classes)} classes", ""
        ),
        "",
        f"Accuracy {_interval(found.metrics.accuracy)}, {_of(found.metrics.accuracy)}",
        wrapped(f"Decided by {found.decision}. Intervals are {significant(found.level * 100)} %.", ""),
        "",
        *_class_lines(found),
        *_confusion_lines(found),
        *_binary_lines(found),
        *_histogram_lines(found),
        *(line for one in found.slices for line in _slice_lines(one)),
        *(_comparison_lines(found, found.comparison) if found.comparison else []),
    ]
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    return "\n".join([*lines, "", f"model sha256 {found.model.sha256}", f"data sha256  {found.data.sha256}"])


def _interval(share: Share | None) -> str:
    """A share with its interval, as exact as that supports: ``92.3 % (89.9-94.2)``."""
    if share is None:
        return "-"
    decimals = 0 if share.high - share.low >= 0.1 else 1
    low, high = (f"{end * 100:.{decimals}f}" for end in (share.low, share.high))
    value = f"{share.value * 100:.{decimals}f}"
    return f"{value} % ({low}-{high})".replace("100.0", "100")


def _of(share: Share) -> str:
    return f"{count(share.count)} of {count(share.of)}"


def _area(area: AreaUnderCurve | None) -> str:
    if area is None:
        return "-"
    if area.low is None or area.high is None:
        return f"{area.value:.3f}"
    decimals = 2 if area.high - area.low >= 0.1 else 3
    return f"{area.value:.{decimals}f} ({area.low:.{decimals}f}-{area.high:.{decimals}f})"


def _class_lines(found: Evaluation) -> list[str]:
    lines = [f"{'Class':<{_NAME}}{'n':>5} {'precision':<19}{'recall':<19}{'F1':>4} AUC"]
    known = [c for c in found.metrics.classes if c.samples or c.predicted]
    for c in known:
        f1 = "-" if c.f1 is None else f"{c.f1:.2f}"
        lines.append(
            f"{cut(c.name, _NAME - 1):<{_NAME}}{c.samples:>5} {_interval(c.precision):<19}{_interval(c.recall):<19}"
            f"{f1:>4} {_area(c.auc)}"
        )
    macro = found.metrics.macro
    means = ["-" if v is None else f"{v * 100:.1f} %" for v in (macro.precision, macro.recall)]
    f1 = "-" if macro.f1 is None else f"{macro.f1:.2f}"
    lines.append(f"{'Mean':<{_NAME}}{found.n:>5} {means[0]:<19}{means[1]:<19}{f1:>4} {_area(macro.auc)}")
    left = len(found.classes) - len(known)
    return [*lines, f"{count(left)} classes more have no sample and were never said."] if left else lines


def _confusion_lines(found: Evaluation) -> list[str]:
    size = len(found.classes)
    if size > MOST_CLASSES:
        return _most_confused(found)
    width = min(max(7, *(len(c) + 1 for c in found.classes), len(str(found.n)) + 1), (WIDTH - _NAME) // size)
    lines = ["", bold("Confusion: rows are true classes, columns what the model says")]
    lines.append(" " * _NAME + "".join(f"{cut(c, width - 1):>{width}}" for c in found.classes))
    for name, row in zip(found.classes, found.confusion, strict=True):
        lines.append(f"{cut(name, _NAME - 1):<{_NAME}}" + "".join(f"{n:>{width}}" for n in row))
    return lines


def _most_confused(found: Evaluation) -> list[str]:
    """Of many classes, the largest counts beside the diagonal."""
    wrong = [
        (n, true, said) for true, row in enumerate(found.confusion) for said, n in enumerate(row) if n and said != true
    ]
    lines = ["", bold(f"Confused most often (all of {len(found.classes)} x {len(found.classes)} with --json)")]
    for n, true, said in sorted(wrong, key=lambda w: -w[0])[:MOST_CONFUSED]:
        names = f"{cut(found.classes[true], 25)} taken for {cut(found.classes[said], 25)}"
        lines.append(f"  {names:<61}  {count(n)} of {count(sum(found.confusion[true]))}")
    return lines if wrong else []


def _binary_lines(found: Evaluation) -> list[str]:
    binary = found.metrics.binary
    if binary is None:
        return []
    at = "the largest score" if binary.threshold is None else f"a threshold of {significant(binary.threshold)}"
    lines = ["", bold(f"{cut(binary.positive, 40)} against the rest, at {at}")]
    for title, share in (
        ("true positive rate", binary.true_positive_rate),
        ("false positive rate", binary.false_positive_rate),
        ("precision", binary.precision),
    ):
        lines.append(f"  {title:<20} {_interval(share)}" + (f", {_of(share)}" if share else ""))
    return lines


def _histogram_lines(found: Evaluation) -> list[str]:
    """Scores of the positive class: of its samples, and of the others."""
    mine = next((c for c in found.curves.histogram.classes if c.name == found.positive), None)
    if mine is None:
        return []
    edges = found.curves.histogram.edges
    lines = ["", bold(f"Scores for {cut(mine.name, 40)}, {significant(edges[0])} to {significant(edges[-1])}")]
    for title, counts in ((f"samples of {mine.name}", mine.of_class), ("other samples", mine.of_others)):
        if sum(counts):
            drawn = [f"  |{line:<{len(counts)}}|" for line in columns(counts, _HEIGHT)]
            lines += [*drawn, wrapped(f"{title}: {count(sum(counts))}, at most {count(max(counts))} in a bin")]
    return lines


def _slice_lines(one: Slice) -> list[str]:
    lines = ["", bold(f"By {cut(one.variable, 60)}")]
    for group in one.groups:
        mark = "  small" if group.small else ""
        lines.append(
            f"  {cut(group.value, 20):<21}{count(group.n):>7}  {_interval(group.accuracy):<19}"
            f"{bar(group.accuracy.value, _BARS):<{_BARS}}{mark}".rstrip()
        )
    return lines


def _comparison_lines(found: Evaluation, other: Comparison) -> list[str]:
    points, low, high = (f"{v * 100:+.1f}" for v in (other.difference, other.difference_low, other.difference_high))
    p = "below 0.001" if other.mcnemar_p < 0.001 else significant(other.mcnemar_p, 2)
    said = [
        f"{other.model.file} ({other.model.format}): accuracy {_interval(other.accuracy)}",
        f"Same class for {_interval(other.agreement)}, {_of(other.agreement)}.",
        f"Accuracy of this model less that of the other: {points} points ({low} to {high}). {count(other.only_first)} "
        f"samples only this one has right, {count(other.only_second)} only the other; McNemar p {p}.",
    ]
    return ["", bold("Against"), *(wrapped(s, "    ", "  ") for s in said)]
