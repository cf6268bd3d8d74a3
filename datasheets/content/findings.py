"""What the rules found, as it is printed: a notice on the title page, and a chapter of its own."""

from __future__ import annotations

from collections.abc import Sequence

from datasheets.content.blocks import Chapter, Column, Grid, Notice, Part, Prose, Value
from datasheets.content.words import shortened
from datasheets.lints.rules import Finding, rules
from footprint.numbers import count

_FEW = 3
"""Errors that the notice on the title page quotes."""
_MISSING = "required-"
"""Rules on what is missing, which the sheet itself shows: quoted after those on what is wrong."""


def draft(findings: Sequence[Finding]) -> str:
    """``draft, 118 errors``; empty where there is none."""
    errors = _errors(findings)
    return f"draft, {_counted(len(errors), 'error')}" if errors else ""


def notice(findings: Sequence[Finding]) -> Notice | None:
    """How many errors there are, and the first of them; those of different rules first."""
    errors = _errors(findings)
    if not errors:
        return None
    first = {f.rule: f for f in reversed(errors)}
    few = sorted((f for f in errors if first[f.rule] is f), key=lambda f: f.rule.startswith(_MISSING))[:_FEW]
    quoted = " ".join(_sentence(shortened(f.message)) for f in few)
    said = f"Among them: {quoted} All of them stand at the end." if len(errors) > len(few) else quoted
    title = f"Draft: the rules found {_counted(len(errors), 'error')}"
    return Notice(title, f"This datasheet contradicts itself or lacks what is required. {said}")


def chapter(findings: Sequence[Finding]) -> Chapter | None:
    """Every finding under its rule, errors first; None where there is none."""
    if not findings:
        return None
    errors = len(_errors(findings))
    about = f"{_counted(errors, 'error')} and {_counted(len(findings) - errors, 'warning')}. " + (
        "An error is something that is wrong or missing, a warning something that a reader will ask about."
    )
    parts = [Part("", (Prose("", (about,)),))]
    by_rule = {r.id: [f for f in findings if f.rule == r.id] for r in rules()}
    for severity in ("error", "warning"):
        for one in rules():
            mine = [f for f in by_rule[one.id] if f.severity == severity]
            if mine:
                parts.append(Part(f"{one.asks} ({severity})", (_grid(one.id, mine),)))
    return Chapter("findings", "", "Findings of the rules", tuple(parts))


def _grid(rule: str, findings: Sequence[Finding]) -> Grid:
    columns = (Column("Place", weight=2), Column("Line", weight=0.6), Column("Finding", weight=5))
    rows = tuple((Value(_place(f)), Value(_line(f)), Value(_sentence(f.message))) for f in findings)
    return Grid("", columns, rows, f"Rule {rule}.")


def _place(finding: Finding) -> str:
    return finding.where[0].place if finding.where else ""


def _line(finding: Finding) -> str:
    return ", ".join(dict.fromkeys(str(q.line) for q in finding.where if q.line is not None))


def _errors(findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error"]


def _counted(number: int, what: str) -> str:
    return f"{count(number)} {what}{'' if number == 1 else 's'}"


def _sentence(message: str) -> str:
    """A message with a full stop and a capital; a place such as ``hardware.size`` keeps its small letter."""
    first = message.partition(" ")[0]
    text = message if "." in first or "_" in first else f"{message[:1].upper()}{message[1:]}"
    return text if text.endswith((".", "?", "…")) else f"{text}."
