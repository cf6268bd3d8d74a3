"""What a rule and a finding are, and running all rules over a datasheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any, Literal, NamedTuple

from datasheets.lints.wording import written
from datasheets.sheet.sheet import Datasheet, Place, place_of

Severity = Literal["error", "warning"]

MODULES = (
    "required", "stated", "consistency", "metrics", "levels", "shares", "claims", "marks", "privacy", "ports",
    "requirements", "environment", "energy", "artefacts", "omissions",
)  # fmt: skip
"""Modules of this package that hold rules, in the order in which their findings come."""


class Quote(NamedTuple):
    """A place that a finding is about: its path as a person writes it, its line, and what stands there."""

    place: str
    line: int | None
    text: str


@dataclass(frozen=True)
class Finding:
    """What a rule found.

    Attributes
    ----------
    rule : str
        Its id, such as ``stated-twice``.
    severity : {"error", "warning"}
    message : str
        One sentence that quotes every place it is about; no full stop.
    where : tuple of Quote
        The places, the first one being where to look.
    """

    rule: str
    severity: Severity
    message: str
    where: tuple[Quote, ...]

    def to_dict(self) -> dict[str, Any]:
        """The keys of ``footprint datasheet lint --json``."""
        return {
            "rule": self.rule, "severity": self.severity, "message": self.message,
            "where": [q._asdict() for q in self.where],
        }  # fmt: skip


class Context(NamedTuple):
    """What a rule sees."""

    sheet: Datasheet
    as_of: date | None
    """The day against which dates are held; None where none was given."""

    @property
    def in_english(self) -> bool:
        """Whether the words of the settings are those of the sheet: what reads them asks this first."""
        return self.sheet.language.split("-")[0] == "en"

    def quote(self, at: Place | str, text: str | None = None) -> Quote:
        """A quote of a path or place of the sheet, such as ``security_and_privacy.ports``.

        Parameters
        ----------
        at : tuple or str
        text : str, optional
            What is quoted; without it what stands at the field, as `written`.
        """
        path: Place = tuple(at.split(".")) if isinstance(at, str) else at
        if text is None:
            text = written(self.sheet.get(place_of(path)))
        return Quote(place_of(path), self.sheet.line(path), text)


Found = tuple[str, tuple[Quote, ...]]
"""Message and places, which a rule yields."""


def passed(context: Context, place: str) -> Iterator[Found]:
    """A date of the sheet that lies before the day it is held against; none where no day was given."""
    until = context.sheet.get(place)
    if context.as_of is not None and isinstance(until, date) and until < context.as_of:
        quote = context.quote(place)
        yield f"{quote.place} is {quote.text}, before {context.as_of.isoformat()}", (quote,)


@dataclass(frozen=True)
class Rule:
    """A rule: its id, severity, what it asks for in one sentence, and the function that yields what it finds."""

    id: str
    severity: Severity
    asks: str
    check: Callable[[Context], Iterator[Found]]


_RULES: dict[str, Rule] = {}


def rule(
    id: str, severity: Severity, asks: str
) -> Callable[[Callable[[Context], Iterator[Found]]], Callable[[Context], Iterator[Found]]]:
    """Make a function a rule."""

    def made(check: Callable[[Context], Iterator[Found]]) -> Callable[[Context], Iterator[Found]]:
        if id in _RULES:
            raise ValueError(f"two rules {id}")
        _RULES[id] = Rule(id, severity, asks, check)
        return check

    return made


def rules() -> tuple[Rule, ...]:
    """All rules, in the order of their modules."""
    for name in MODULES:
        import_module(f"datasheets.lints.{name}")
    order = [f"datasheets.lints.{name}" for name in MODULES]  # not that in which somebody imported them
    places = {name: index for index, name in enumerate(order)}
    return tuple(sorted(_RULES.values(), key=lambda r: places.get(r.check.__module__, len(order))))


def lint(sheet: Datasheet, *, as_of: date | None = None) -> tuple[Finding, ...]:
    """Everything that the rules find in a datasheet.

    Parameters
    ----------
    sheet : Datasheet
    as_of : date, optional
        The day against which dates are held, such as the end of support. Without it no rule looks at the day.

    Returns
    -------
    tuple of Finding
        By rule, then by line.
    """
    context = Context(sheet, as_of)
    found: list[Finding] = []
    for one in rules():
        mine = [Finding(one.id, one.severity, message, where) for message, where in one.check(context)]
        found += sorted(mine, key=lambda f: (f.where[0].line or 0, f.message) if f.where else (0, f.message))
    return tuple(found)


MISSING = {
    "required-missing": "not provided", "required-cell-missing": "not provided",
    "conditional-open": "neither provided nor said not to apply", "required-not-disclosed": "not disclosed",
}  # fmt: skip
"""Rules on fields that say nothing, of which a new datasheet has a hundred, and what they say of many together."""
MANY = 4
"""Findings of such a rule from which on they are told together, by section, so that a person sees the others."""
