"""Rules: metrics of a model, which follow from each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from datasheets.lints.prose import clauses, names, texts
from datasheets.lints.rules import Context, Found, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import short, told
from datasheets.sheet.sheet import Place, place_of
from datasheets.sheet.units import Measure
from datasheets.sheet.values import NOT_APPLICABLE, Quantity
from footprint.errors import shown

_RATES = {
    "recall": ("positives found", False), "true positive rate": ("positives found", False),
    "false negative rate": ("positives found", True), "specificity": ("negatives found", False),
    "true negative rate": ("negatives found", False), "false positive rate": ("negatives found", True),
}  # fmt: skip
"""What a rate is of, and whether it is one less that."""


def _metrics(context: Context) -> list[tuple[Place, dict[str, Any], Measure]]:
    """Rows of the metrics that have one value, with the path of the value."""
    return [
        (("performance", "metrics", i, "value"), row, row["value"].value)
        for i, row in enumerate(context.sheet.rows("performance.metrics"))
        if isinstance(row["value"], Quantity) and row["value"].value is not None
    ]


def _whose(context: Context, row: dict[str, Any]) -> tuple[str, str, str]:
    """Of which model or class a metric is, under which name, and at which threshold, by default the configured one."""
    threshold = row.get("threshold")
    if not isinstance(threshold, Quantity):
        threshold = context.sheet.quantity("system.threshold")
    at = " to ".join(f"{m.base:.6g}" for m in threshold.measures) if threshold is not None else ""
    return str(row.get("of", "")), str(row.get("name", "")), at


def _label(row: dict[str, Any]) -> str:
    whose = ", ".join(str(row[key]) for key in ("of", "name") if row.get(key))
    return f"{row['metric']} ({whose})" if whose else str(row["metric"])


@rule("metric-stated-twice", "error", "A metric of one model, class and threshold has one value")
def metric_twice(context: Context) -> Iterator[Found]:
    """Two rows of one metric, and rates that are one less each other, with values that do not fit."""
    for (path, row, value), (place, other, second) in combinations(_metrics(context), 2):
        if _whose(context, row) != _whose(context, other):
            continue
        if row["metric"] == other["metric"]:
            differ = not value.close_to(second) and row["metric"] != "other"
        elif row["metric"] in _RATES and other["metric"] in _RATES:
            (one, less), (another, also) = _RATES[row["metric"]], _RATES[other["metric"]]
            gap = abs((1 - value.base if less else value.base) - (1 - second.base if also else second.base))
            differ = one == another and gap > max(value.rounding, second.rounding) * (1 + 1e-9)
        else:
            differ = False
        if differ:
            yield (
                f"{_label(row)} of {value.text} and {_label(other)} of {second.text} cannot both be",
                (context.quote(path, value.text), context.quote(place, second.text)),
            )


@rule("metric-fits-none", "error", "A metric says which model it is of, or has the value of one of them")
def metric_fits_none(context: Context) -> Iterator[Found]:
    """A metric of no model or class, beside that of models or classes, that has the value of none of them."""
    rows = _metrics(context)
    for path, row, value in rows:
        if row.get("of") or (row["metric"] in ("other", "accuracy") and row.get("name")):
            continue
        others = [o for o in rows if o[1]["metric"] == row["metric"] and o[1].get("of")]
        if others and not any(value.close_to(o[2]) for o in others):
            known = " and ".join(f"{o[2].text} of {o[1]['of']}" for o in others)
            yield (
                f"{_label(row)} of {value.text} is that of no model: there are {known}",
                (context.quote(path, value.text), *(context.quote(o[0], o[2].text) for o in others)),
            )


@rule("accuracy-beyond-rates", "error", "The accuracy of two classes lies between the rates of both")
def accuracy_between(context: Context) -> Iterator[Found]:
    """An accuracy of two classes outside of the rates of both, of which it is a weighted mean."""
    classes = context.sheet.get("data_and_model.classes")
    rows = _metrics(context) if isinstance(classes, list) and len(classes) == 2 else []
    for path, row, value in rows:
        if row["metric"] != "accuracy":
            continue
        rates: dict[str, tuple[float, Place, dict[str, Any], Measure]] = {}
        for place, other, second in rows:
            if other["metric"] in _RATES and _whose(context, other) == _whose(context, row):
                kind, less = _RATES[other["metric"]]
                rates[kind] = (1 - second.base if less else second.base, place, other, second)
        if len(rates) == 2:
            first, second_rate = sorted(rates.values(), key=lambda r: r[0])
            slack = value.rounding + max(first[3].rounding, second_rate[3].rounding)
            if not first[0] - slack <= value.base <= second_rate[0] + slack:
                told_rates = " and ".join(f"{_label(r[2])} of {r[3].text}" for r in (first, second_rate))
                yield (
                    f"{_label(row)} of {value.text} cannot be beside {told_rates}: it lies between "
                    f"{first[0] * 100:.1f} % and {second_rate[0] * 100:.1f} %",
                    (context.quote(path, value.text), *(context.quote(r[1], r[3].text) for r in (first, second_rate))),
                )


@rule("f1-does-not-follow", "error", "F1 follows from precision and recall")
def f1(context: Context) -> Iterator[Found]:
    """An F1 that is not 2 P R / (P + R) of the precision and the recall of the same class, within their rounding."""
    rows = _metrics(context)
    for path, row, value in rows:
        if row["metric"] != "F1" or names(str(row.get("of", "")), setting("averaged_words")):
            continue
        if not context.in_english and row.get("of") not in (context.sheet.get("data_and_model.classes") or ()):
            continue  # it may be the word for a mean
        mine = {
            o["metric"]: (p, m)
            for p, o, m in rows
            if o["metric"] in ("precision", "recall") and _whose(context, o) == _whose(context, row)
        }
        if len(mine) < 2:
            continue
        (place, precision), (other, recall) = mine["precision"], mine["recall"]
        low, high = (_harmonic(precision, recall, sign) for sign in (-1, 1))
        if not low - value.rounding <= value.base <= high + value.rounding:
            yield (
                f"{_label(row)} of {value.text} does not follow from a precision of {precision.text} and a recall of "
                f"{recall.text}, which make {_harmonic(precision, recall, 0):.3g}",
                (
                    context.quote(path, value.text),
                    context.quote(place, precision.text),
                    context.quote(other, recall.text),
                ),
            )


def _harmonic(precision: Measure, recall: Measure, sign: int) -> float:
    p, r = (m.base + sign * m.rounding * (1 + 1e-9) for m in (precision, recall))
    return 2 * p * r / (p + r) if p + r > 0 else 0.0


@rule("precision-without-recall", "error", "Precision comes with recall")
def precision_alone(context: Context) -> Iterator[Found]:
    """A precision of a class without a recall, or a rate that gives it, of the same class."""
    rows = _metrics(context)
    for path, row, value in rows:
        gives = [o for _, o, _ in rows if _RATES.get(o["metric"], ("",))[0] == "positives found"]
        if row["metric"] == "precision" and not any(o.get("of") == row.get("of") for o in gives):
            yield f"{_label(row)} of {value.text} is told without recall", (context.quote(path, value.text),)


@rule("precision-without-threshold", "warning", "Precision and recall say at which threshold")
def no_threshold(context: Context) -> Iterator[Found]:
    """A precision or recall without a threshold, beside it or in the configuration, and no word that there is none."""
    given = context.sheet.get("system.threshold")
    if (isinstance(given, Quantity) and given.measures) or (
        isinstance(given, str) and given.startswith(NOT_APPLICABLE)
    ):
        return
    for path, row, value in _metrics(context):
        if row["metric"] in ("precision", "recall") and not isinstance(row.get("threshold"), Quantity):
            message = f"{_label(row)} of {value.text} is told without threshold, and system.threshold is not given"
            yield message, (context.quote(path, value.text), context.quote(("system", "threshold"), str(given)))


@rule("threshold-differs", "error", "Metrics are those of the configured threshold")
def other_threshold(context: Context) -> Iterator[Found]:
    """Metrics at thresholds none of which is the configured one, of which the metrics are said to be."""
    configured = context.sheet.quantity("system.threshold")
    rows = context.sheet.rows("performance.metrics")
    told_at = [
        (("performance", "metrics", i, "threshold"), row["threshold"])
        for i, row in enumerate(rows)
        if isinstance(row.get("threshold"), Quantity) and row["threshold"].measures
    ]
    if configured is None or not configured.measures or not told_at:
        return
    least, most = configured.measures[0], configured.measures[-1]
    for _, other in told_at:
        at = other.measures[0]
        if any(at.close_to(m) for m in configured.measures) or least.base <= at.base <= most.base:
            return
    are = ", ".join(dict.fromkeys(told(other) for _, other in told_at))
    yield (
        f"system.threshold is {told(configured)}, and the metrics are told at {are}",
        (
            context.quote(("system", "threshold"), told(configured)),
            *(context.quote(path, told(other)) for path, other in told_at),
        ),
    )


@rule("confidence-called-accuracy", "error", "A confidence of the model is not called accuracy")
def confidence(context: Context) -> Iterator[Found]:
    """A metric of outcomes that is told to be a score; and prose on accuracy where results by group are scores."""
    words = setting("score_words")
    for path, row, value in _metrics(context):
        said = f"{row.get('name', '')}; {row['value'].note}"
        if row["metric"] == "accuracy" and names(said, words):
            told_as = said.strip("; ")
            yield f"{_label(row)} of {value.text} is a score ({told_as})", (context.quote(path, value.text),)
    slices = context.sheet.rows("performance.slices")
    mixed = [
        i for i, r in enumerate(slices) if names(str(r["metric"]), words) and names(str(r["metric"]), ["accuracy"])
    ]
    for index in mixed:
        place: Place = ("performance", "slices", index, "metric")
        message = f"{shown(slices[index]['metric'])} of {shown(slices[index]['group'])} calls a score accuracy"
        yield message, (context.quote(place, str(slices[index]["metric"])),)
    if slices and all(names(str(r["metric"]), words) for r in slices):
        for text in texts(context.sheet, ["performance.environment_sensitivity", "performance.fairness"]):
            for clause in clauses(text.text):
                if names(clause, ["accuracy", "accurate"]):
                    path = ("performance", "slices", 0, "metric")
                    metric = str(slices[0]["metric"])
                    yield (
                        f"{shown(short(clause))} in {place_of(text.path)}, but all results by group are {metric}",
                        (context.quote(text.path, short(clause)), context.quote(path, metric)),
                    )


@rule("results-are-confidence", "warning", "Results by group tell how often the model is right")
def only_confidence(context: Context) -> Iterator[Found]:
    """Results by condition and group that are scores of the model alone."""
    slices = context.sheet.rows("performance.slices")
    if slices and all(names(str(r["metric"]), setting("score_words")) for r in slices):
        metric = str(slices[0]["metric"])
        yield (
            f"all {len(slices)} results by group are {shown(metric)}, which tells how sure the model is, not "
            "how often it is right",
            (context.quote(("performance", "slices", 0, "metric"), metric),),
        )
