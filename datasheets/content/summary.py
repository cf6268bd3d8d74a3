"""The one-page summary: what a reader needs, the most important first. All of it stands in the datasheet too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from datasheets.content.blocks import Block, Fact, Facts, Items, Part, Prose, Value
from datasheets.content.findings import notice
from datasheets.content.reading import Reading
from datasheets.content.words import mark_of, paragraphs, shortened
from datasheets.lints.rules import Finding
from datasheets.sheet.progress import progress
from datasheets.sheet.template import section
from datasheets.sheet.values import NOT_PROVIDED, Quantity

_ITEMS = 4
"""Items of a list that are shown."""
_METRICS = 3
"""Rows of the metrics that are shown."""
_EACH = "accuracy"
"""Metric whose rows are all shown: they are of whole models."""
_LEAST = ("AUROC", "recall", "precision", "F1", "average precision")
"""Metrics whose least row is shown: there is one for each class, and more is better."""
_NUMBERS = (
    "latency_p50", "latency_p95", "power_idle", "power_active", "power_peak", "memory_ram", "memory_flash",
)  # fmt: skip
_HEADED = ("version", "last_updated")
"""Fields that the head of the page says, where they are given."""
_PRIVACY = ("identifiable", "processed", "stored", "transmitted", "retention")


def summary(reading: Reading, findings: Sequence[Finding]) -> tuple[Part, ...]:
    """The parts of the summary."""
    found = notice(findings, brief=True)
    what: list[Block] = [found] if found else []
    what += _texts(reading, "overview", ("summary",))
    what += _texts(reading, "title_page", ("intended_use", "out_of_scope"))
    limits = [
        *_texts(reading, "overview", ("harms",)),
        *_texts(reading, "performance", ("invalid_when", "failure_modes")),
        *_texts(reading, "data_and_model", ("evaluation_limits",)),
    ]
    return (
        Part("What it is", tuple(what)),
        Part("Key numbers", (Facts(tuple(_numbers(reading))),)),
        Part("Privacy", (Facts(tuple(_fact(reading, "security_and_privacy", key) for key in _PRIVACY)),)),
        Part("Harms and limits", tuple(limits)),
        Part("This datasheet", (Facts(tuple(_about(reading))),)),
    )


def _numbers(reading: Reading) -> Iterator[Fact]:
    yield from _metrics(reading)
    if reading.sheet.get("environment.footprint") is not None:
        yield _fact(reading, "environment", "footprint")
    for key in _NUMBERS:
        yield _fact(reading, "performance", key)
    if reading.sheet.get("environment.footprint") is not None:
        yield _fact(reading, "environment", "declared_unit")


def _metrics(reading: Reading) -> Iterator[Fact]:
    """Accuracies, then the least of each other metric that the sheet has, as the table has them."""
    field = section("performance").field("metrics")
    rows = [r for r in reading.sheet.rows("performance.metrics") if _known(r)]
    if not rows:
        missing = reading.value(field, reading.sheet.get("performance.metrics") or None, ("performance", "metrics"))
        yield Fact(field.title, missing if missing.mark else Value(NOT_PROVIDED, mark="not provided"))
        return
    facts = [(_title(r, 1), r["value"]) for r in rows if r["metric"] == _EACH]
    for metric in _LEAST:
        same = [r for r in rows if r["metric"] == metric]
        if same:
            least = min(same, key=lambda r: r["value"].measures[0].base)
            facts.append((_title(least, len(same)), least["value"]))
    others = [(_title(r, 1), r["value"]) for r in rows]
    for title, value in (facts or others)[:_METRICS]:
        yield Fact(shortened(title), _brief(reading.value(field.column("value"), value, ())))


def _known(row: dict[str, Any]) -> bool:
    return isinstance(row["value"], Quantity) and bool(row["value"].measures)


def _title(row: dict[str, Any], among: int) -> str:
    """What a number of the metrics is, and of how many it is the least."""
    named = ", ".join(row[key] for key in ("name", "of") if key in row and not mark_of(row[key]))
    metric = row["metric"][:1].upper() + row["metric"][1:]
    if among > 1:
        return f"{metric}, least of {among}: {named}" if named else f"{metric}, least of {among}"
    return f"{metric}, {named}" if named else metric


def _about(reading: Reading) -> Iterator[Fact]:
    for key in (*_HEADED, "hardware_revision", "firmware_version", "model_version"):
        if key not in _HEADED or mark_of(reading.sheet.get(f"title_page.{key}")):
            yield _fact(reading, "title_page", key)
    counts = progress(reading.sheet).values()
    answered, required = sum(p.answered for p in counts), sum(p.required for p in counts)
    yield Fact("Required fields answered", Value(f"{answered} of {required}"))


def _fact(reading: Reading, part: str, key: str) -> Fact:
    field = section(part).field(key)
    return Fact(field.title, _brief(reading.value(field, reading.sheet.get(f"{part}.{key}"), (part, key))))


def _brief(value: Value) -> Value:
    """A value without its note, which the sheet has."""
    return Value(shortened(value.text), value.status, value.evidence, "", value.mark, value.link)


def _texts(reading: Reading, part: str, keys: Sequence[str]) -> Iterator[Block]:
    """Texts and lists, cut to what a page holds; those that are missing say so."""
    for key in keys:
        field = section(part).field(key)
        value = reading.sheet.get(f"{part}.{key}")
        mark = mark_of(value)
        if mark:
            yield Facts((_fact(reading, part, key),))
        elif isinstance(value, list):
            more = len(value) - _ITEMS
            items = [shortened(" ".join(v.split())) for v in value[:_ITEMS]]
            yield Items(field.title, (*items, f"and {more} more in the datasheet") if more > 0 else tuple(items))
        else:
            yield Prose(field.title, (shortened(" ".join(paragraphs(value))),))
