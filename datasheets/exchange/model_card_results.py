"""Reading the index of results of a model card: metrics, the data they are of, and the data the model learned from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from datasheets.exchange.exact import plain
from datasheets.exchange.gathering import NO_SHARES, Gathering, share
from datasheets.exchange.model_card_words import words
from footprint.errors import InputError, shown
from footprint.quantities import decimal_number
from footprint.yaml_file import Lines

_METRICS, _DATA = "performance.metrics", "data_and_model.datasets"


def read_results(kept: Gathering, data: dict[str, Any], lines: Lines) -> str:
    """Keep metrics and data sets.

    Shares above 1 and up to 100 are taken as percent, since a share cannot exceed 1; their note says so.

    Returns
    -------
    str
        The name of the model, or empty.

    Raises
    ------
    InputError
        A value that is NaN or infinite: with the line.
    """
    models = [one for one in _listed(data.get("model-index")) if isinstance(one, dict)]
    results = [
        (("model-index", i, "results", j), one)
        for i, model in enumerate(models[:1])
        for j, one in enumerate(_listed(model.get("results")))
        if isinstance(one, dict)
    ]
    for _, one in results:
        _leave_rest(kept, one)
    for model in models[1:]:
        kept.leave(f"model-index: {shown(model.get('name'))}, another model")
    names = [_data_name(one) for _, one in results]
    several = len(set(names)) > 1
    rows = []
    for (path, one), name in zip(results, names, strict=True):
        for number, metric in enumerate(_listed(one.get("metrics"))):
            if isinstance(metric, dict):
                row = _row(kept, metric, (*path, "metrics", number), lines, name if several else "")
                rows += [row] if row else []
    kept.put(_METRICS, rows, "model-index")
    trained = [str(one) for one in _listed(data.get("datasets")) if isinstance(one, str)]
    sets = [{"of": "evaluation", "name": name} for name in dict.fromkeys(names) if name]
    sets += [{"of": "training", "name": name} for name in dict.fromkeys(trained)]
    kept.put(_DATA, sets, "model-index, datasets")
    known = {row["metric"] for row in rows}
    for one in _listed(data.get("metrics")):
        if _called(str(one)) not in known:
            kept.leave(f"metrics: {shown(one)}")
    called = models[0].get("name") if models else None
    return called if isinstance(called, str) else ""


_READ = {
    (): {"task", "dataset", "metrics"}, ("task",): {"type", "name"}, ("dataset",): {"type", "name"},
    ("metrics",): {"type", "value", "name"},
}  # fmt: skip
"""What is read of a result and of what is in it."""


def _leave_rest(kept: Gathering, result: dict[str, Any]) -> None:
    """List the keys of a result that are not read, such as the split of the data."""
    for inner, keys in _READ.items():
        for one in _listed(result.get(inner[0])) if inner else [result]:
            for key in (k for k in one if k not in keys) if isinstance(one, dict) else ():
                kept.leave(".".join(("model-index.results", *inner, str(key))))


def _row(
    kept: Gathering, metric: dict[str, Any], path: tuple[str | int, ...], lines: Lines, data: str
) -> dict[str, Any] | None:  # fmt: skip
    at = ".".join(str(p + 1) if isinstance(p, int) else p for p in path)
    given, kind, said = metric.get("value"), metric.get("type"), metric.get("name")
    if isinstance(given, float):  # only what is no number has not become a decimal
        raise InputError(f"{given} is no value", file=kept.file, line=lines.get((*path, "value")))
    text = str(given) if isinstance(given, (int, Decimal, str)) and not isinstance(given, bool) else ""
    value = decimal_number(text)
    if not isinstance(kind, str) or value is None:
        kept.leave(f"{at}: {shown(kind)} {shown(given)}")
        return None
    called = _called(kind)
    if called not in NO_SHARES and not 0 <= value <= 100:
        kept.leave(f"{at}: {shown(kind)} {text}, which is no share")
        return None
    text, note = share(called, text)
    name = said if isinstance(said, str) else ""
    start = f"{called} of "
    of = name.removeprefix(start) if name.startswith(start) else ""
    parts = ["" if of else name, kind if called == "other" and not name else "", f"on {data}" if data else ""]
    return kept.row(
        _METRICS,
        {
            "metric": (called, at),
            "name": (", ".join(p for p in parts if p), at),
            "of": (of, at),
            "value": (kept.declared(text if note else plain(value), at, note), at),
        },
    )


def _called(kind: str) -> str:
    """The metric of the datasheet that a metric of the Hub is."""
    names = {hub: ours for ours, hub in words()["metrics"].items()}
    return str(names.get(kind.strip().lower(), "other"))


def _data_name(result: dict[str, Any]) -> str:
    data = result.get("dataset")
    name = (data.get("name") or data.get("type")) if isinstance(data, dict) else None
    return name.strip() if isinstance(name, str) else ""


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]
