"""Rules: what a reader looks for beside the required fields: evidence of numbers, and answers to usual questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasheets.lints.phrases import named
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.values import Quantity, is_missing


@rule("number-without-evidence", "warning", "A number names what it rests on")
def without_evidence(context: Context) -> Iterator[Found]:
    """Numbers of a section without evidence; an assumption may have its reason in a note instead."""
    bare: dict[str, list[Quote]] = {}
    total: dict[str, int] = {}
    for entry in context.sheet.entries():
        value, where = entry.value, ".".join(str(p) for p in entry.path if isinstance(p, str))
        if not isinstance(value, Quantity) or not value.measures or where in setting("evidence_of_whole"):
            continue
        section = str(entry.path[0])
        total[section] = total.get(section, 0) + 1
        if not (value.evidence or value.taken_from or entry.taken_from or (value.status == "assumed" and value.note)):
            bare.setdefault(section, []).append(context.quote(entry.path, written(value)))
    for section, quotes in bare.items():
        first = quotes[0]
        yield (
            f"{len(quotes)} of {total[section]} numbers of {section} name no evidence, such as {first.place} of "
            f"{first.text}",
            tuple(quotes),
        )


@rule("usual-questions", "warning", "What readers of datasheets look for is told, or said not to be known")
def questions(context: Context) -> Iterator[Found]:
    """Questions that neither a field nor a word of a built sensor answers, all in one finding."""
    if not context.sheet.rows("hardware.electrical") or not context.in_english:
        return  # not built, or told in words that are not known
    said = [text for entry in context.sheet.entries() for text in _said(entry.value)]
    open_ = [
        one["what"]
        for one in setting("usual_questions")
        if _asked(context, one)
        and all(is_missing(context.sheet.get(place)) for place in one.get("fields", ()))
        and not any(named(text, one["words"]) for text in said)
    ]
    if open_:
        yield f"nothing is said on {', '.join(open_)}", (context.quote("hardware.electrical"),)


def _asked(context: Context, question: dict[str, Any]) -> bool:
    """Whether a question has a sense here: it may need one of some metrics."""
    metrics = {row["metric"] for row in context.sheet.rows("performance.metrics")}
    return "metrics" not in question or bool(metrics & set(question["metrics"]))


def _said(value: Any) -> Iterator[str]:
    """The texts of a value, the note of a quantity among them."""
    if isinstance(value, Quantity):
        yield value.note
    yield from (text for _, text in texts(value))
