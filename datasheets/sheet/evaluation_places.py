"""What the evaluation of a classifier gives to a datasheet: its metrics and slices with counts and intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from datasheets.sheet.places import Kind, NotThereError, Place, quantity
from datasheets.sheet.values import Quantity
from footprint.errors import InputError, nearest, shown


def _load(path: Path, options: Mapping[str, Any]) -> Any:
    from firmware_profiles.evaluation_file import load_evaluation

    return load_evaluation(path)


def _evidence(found: Any) -> str:
    return f"{found.model.file} (sha256 {found.model.sha256[:16]}) on {found.data.file} ({found.data.sha256[:16]})"


def _share(found: Any, share: Any) -> Quantity:
    """A share in percent, with its counts and its Wilson interval."""
    return quantity(
        share.value * 100, "%", "measured", digits=3, interval=(share.low * 100, share.high * 100), level=found.level,
        count=share.count, n=share.of, evidence=_evidence(found),
    )  # fmt: skip


def _area(found: Any, area: Any) -> Quantity:
    interval = None if area.low is None or area.high is None else (area.low, area.high)
    level = None if interval is None else found.level
    return quantity(
        area.value, "", "measured", digits=3, interval=interval, level=level, n=found.n, evidence=_evidence(found)
    )


def _plain(found: Any, value: float) -> Quantity:
    return quantity(value, "", "measured", digits=3, n=found.n, evidence=_evidence(found))


_METRICS: dict[str, tuple[str, Callable[[Any, Any], Quantity]]] = {
    "precision": ("precision", _share), "recall": ("recall", _share), "specificity": ("specificity", _share),
    "f1": ("F1", _plain), "auroc": ("AUROC", _area), "average_precision": ("average precision", _plain),
}  # fmt: skip
"""Place to its name in the table of metrics, and how it is told."""


def _of_class(found: Any, key: str, metrics: Any) -> Quantity | None:
    value = getattr(metrics, {"auroc": "auc"}.get(key, key))
    return None if value is None else _METRICS[key][1](found, value)


_AT_THRESHOLD = {
    "precision": "precision", "recall": "true_positive_rate", "false_positive_rate": "false_positive_rate",
}  # fmt: skip
"""Metric to what the positive class against the rest calls it."""


def _threshold_alone(found: Any) -> bool:
    """Whether the threshold decides on the positive class alone: of several classes the largest score is told."""
    return found.threshold is not None and len(found.classes) > 2


def _metric(key: str) -> Place:
    """A metric of a class; where none is named of the positive class, at the threshold."""

    def get(found: Any, of: str) -> Quantity:
        if not of and _threshold_alone(found):
            value = getattr(found.metrics.binary, _AT_THRESHOLD.get(key, ""), None)
            if value is not None:
                return replace(_share(found, value), note=f"told at the threshold of {found.threshold:g}")
            hint = f"{key}.{found.positive} is that of the largest score."
            raise NotThereError(f"the evaluation has no {key} at its threshold", hint=hint)
        of = of or found.positive or ""
        if not of:
            raise NotThereError(f"no class is named for {key}", valid=nearest(of, found.classes), hint="Add a class.")
        metrics = next((c for c in found.metrics.classes if c.name == of), None)
        if metrics is None:
            raise InputError(f"{shown(of)} is no class", path=("from",), valid=nearest(of, found.classes))
        value = _of_class(found, key, metrics)
        if value is None:
            raise NotThereError(f"{key} of {shown(of)} is not defined: there is nothing to divide by")
        return value

    return Place("quantity", get, "1", by_class=True)


def _threshold(found: Any, _: str) -> Quantity:
    if found.threshold is None:
        raise NotThereError(
            f"the evaluation has no threshold: it takes {found.decision}",
            hint=f'Write "not applicable: {found.decision} is told".',
        )
    return quantity(found.threshold, "", "calculated", digits=6, evidence=_evidence(found))


def _metrics(found: Any, _: str) -> list[dict[str, Any]]:
    """Accuracy, then every metric of every class; the threshold stands at those that it decided."""
    return [
        {"metric": "accuracy", "of": "all classes", "value": _share(found, found.metrics.accuracy)},
        *_class_rows(found),
        *(_threshold_rows(found) if _threshold_alone(found) else ()),
    ]


def _threshold_rows(found: Any) -> Iterator[dict[str, Any]]:
    """The positive class against the rest, at the threshold."""
    for key, name in _AT_THRESHOLD.items():
        value = getattr(found.metrics.binary, name)
        if value is not None:
            yield {
                "metric": key.replace("_", " "), "name": "at the threshold", "of": found.positive,
                "value": _share(found, value), "threshold": _threshold(found, ""),
            }  # fmt: skip


def _class_rows(found: Any) -> Iterator[dict[str, Any]]:
    for metrics in found.metrics.classes:
        for key, (name, _) in _METRICS.items():
            value = _of_class(found, key, metrics)
            if value is None:
                continue
            row = {"metric": name, "of": metrics.name, "value": value}
            at_it = key in ("precision", "recall", "f1") and metrics.name == found.positive
            if _threshold_alone(found):
                row["name"] = "largest score"
            elif found.threshold is not None and at_it:
                row["threshold"] = _threshold(found, "")
            yield row


def _slices(found: Any, _: str) -> list[dict[str, Any]]:
    if not found.slices:
        raise NotThereError("the evaluation has no slices: its data name no conditions or groups")
    return [
        {"variable": s.variable, "group": g.value, "metric": "accuracy", "value": _share(found, g.accuracy)}
        for s in found.slices for g in s.groups
    ]  # fmt: skip


EVALUATION = Kind(
    _load,
    {
        "accuracy": Place("quantity", lambda f, _: _share(f, f.metrics.accuracy), "1"),
        **{key: _metric(key) for key in _METRICS},
        "threshold": Place("quantity", _threshold, "1"),
        "samples": Place("quantity", lambda f, _: quantity(f.n, "", "calculated", digits=12), "1"),
        "classes": Place("list", lambda f, _: list(f.classes)),
        "decision": Place("text", lambda f, _: f.decision),
        "data": Place("text", lambda f, _: f"{f.data.file}, sha256 {f.data.sha256}"),
        "model_sha256": Place("text", lambda f, _: f.model.sha256),
        "metrics": Place("table", _metrics, columns=("metric", "name", "of", "value", "threshold")),
        "slices": Place("table", _slices, columns=("variable", "group", "metric", "value")),
    },
    {},
)
