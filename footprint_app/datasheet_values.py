"""What stands in a field of the page Datasheet, as texts of its widgets and back as the data of a source file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal

from datasheets.labels.reading import table
from datasheets.sheet.template import Field
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, Quantity, is_missing

Mode = Literal["value", "from", "not disclosed", "not applicable"]
Raw = dict[str, str]
"""Name of a widget to its text."""

TEXT = "text"
"""The only widget of a kind that has one."""
REASON = "reason"
MORE = ("min", "max", "low", "high", "level", "count", "n", "note")
"""Parts of a quantity that are folded."""
PARTS = ("value", "status", "evidence", *MORE)


@cache
def _usual() -> dict[str, tuple[str, ...]]:
    """Place of a field or column to the answers that the label it stands on is known to allow."""
    found: dict[str, tuple[str, ...]] = {}
    for group in table("cispl")["groups"]:
        for one in (*group.get("fields", ()), *group.get("columns", ())):
            places = [f"{group['table']}.{one['key']}"] if "table" in group else one.get("places", ())
            found |= dict.fromkeys(places, tuple(one.get("values", ())))
    return found


def usual(path: Sequence[str | int]) -> tuple[str, ...]:
    """Answers that are usual in a field of text; others may be given too."""
    return _usual().get(".".join(step for step in path if isinstance(step, str)), ())


def mode_of(given: Any) -> Mode:
    """What kind of answer stands in a field; one that is missing is a value that is not typed yet."""
    if isinstance(given, dict) and "from" in given:
        return "from"
    if given == NOT_DISCLOSED:
        return "not disclosed"
    if isinstance(given, str) and given.startswith(NOT_APPLICABLE.strip()):
        return "not applicable"
    return "value"


def raw_of(field: Field, given: Any) -> Raw:
    """The texts that widgets show of what a source file holds."""
    if mode_of(given) == "not applicable":
        return {REASON: str(given).removeprefix(NOT_APPLICABLE.strip()).strip()}
    if is_missing(given) or mode_of(given) != "value":
        return {}
    if field.kind == "quantity":
        found = {key: str(given[key]) for key in (*PARTS, "typical") if key in given}
        return {("value" if key == "typical" else key): text for key, text in found.items()}
    if field.kind == "image":
        return {key: str(given[key]) for key in ("file", "alt") if key in given}
    if field.kind == "list":
        return {TEXT: "\n".join(" ".join(str(item).split()) for item in given)}
    return {TEXT: str(given)}


def given_of(field: Field, raw: Mapping[str, str], old: Any) -> Any:
    """What a source file would hold for texts of widgets, right or wrong; None where nothing is typed.

    Parameters
    ----------
    field : Field
    raw : dict
    old : object
        What it holds now: what was not touched stays as it was written.
    """
    if REASON in raw:
        return f"{NOT_APPLICABLE}{raw[REASON].strip()}"
    texts = {key: text.strip() for key, text in raw.items() if text.strip()}
    if field.kind in ("quantity", "image"):
        return _parts(texts, old) or None
    text = texts.get(TEXT)
    if text is not None and field.kind == "list":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def _parts(texts: Mapping[str, str], old: Any) -> dict[str, Any]:
    before = old if isinstance(old, dict) and "from" not in old else {}
    names = {("value" if key == "typical" else key): key for key in before}
    found: dict[str, Any] = {names[name]: None for name in names if name in texts}
    for name, text in texts.items():
        key = names.get(name, name)
        if key in before and str(before[key]) == text:
            found[key] = before[key]
        elif name in ("count", "n") and text.isascii() and text.isdecimal() and len(text) < 16:
            found[key] = int(text)
        else:
            found[key] = text
    return found


def typed_again(value: Any) -> Any:
    """A value as a source file holds it when it is typed: what it was taken from becomes its evidence."""
    if isinstance(value, Quantity):
        names = {"minimum": "min", "maximum": "max", "value": "value", "low": "low", "high": "high"}
        found: dict[str, Any] = {
            key: measure.text for name, key in names.items() if (measure := getattr(value, name)) is not None
        }
        if value.level is not None:
            found["level"] = f"{value.level * 100:.10g} %"
        rest = {"count": value.count, "n": value.n, "status": value.status}
        found |= {key: one for key, one in rest.items() if one is not None}
        return found | {key: text for key in ("evidence", "note") if (text := getattr(value, key))}
    if isinstance(value, list):
        return [typed_again(one) for one in value]
    if isinstance(value, dict):
        return {key: typed_again(one) for key, one in value.items()}
    return value
