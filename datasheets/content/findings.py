"""What the rules found, as it is printed: a notice on the title page, and a chapter of its own."""

from __future__ import annotations

from collections.abc import Sequence

from datasheets.content.blocks import Chapter, Column, Grid, Notice, Part, Prose, Value
from datasheets.content.places import in_words, place_words
from datasheets.content.words import DASH, shortened, typeset
from datasheets.lints.rules import MANY, MISSING, Finding, rules
from footprint.numbers import count

_FEW = 3
"""Errors that the notice on the title page quotes."""
_WRONG = "This datasheet contradicts itself or lacks what is required."
_TITLES = {"error": "Errors", "warning": "Warnings"}


def draft(findings: Sequence[Finding]) -> str:
    """``draft, 118 errors``; empty where there is none."""
    errors = _of("error", findings)
    return f"draft, {_counted(len(errors), 'error')}" if errors else ""


def notice(findings: Sequence[Finding], *, brief: bool = False) -> Notice | None:
    """How many errors there are, and the first of them; those of different rules first.

    Parameters
    ----------
    findings : sequence of Finding
    brief : bool
        For the summary: none of them is quoted, as the datasheet lists them.
    """
    errors = _of("error", findings)
    if not errors:
        return None
    title = f"Draft: the rules found {_counted(len(errors), 'error')}"
    if brief:
        return Notice(title, f"{_WRONG} All of them stand at the end of the datasheet.")
    first = {f.rule: f for f in reversed(errors)}
    few = sorted((f for f in errors if first[f.rule] is f), key=lambda f: f.rule in MISSING)[:_FEW]
    quoted = " ".join(_sentence(shortened(in_words(f.message))) for f in few)
    said = f"Among them: {quoted} All of them stand at the end." if len(errors) > len(few) else quoted
    return Notice(title, f"{_WRONG} {said}")


def chapter(findings: Sequence[Finding]) -> Chapter | None:
    """Every finding, errors first, those of one rule together; None where there is none."""
    if not findings:
        return None
    errors = len(_of("error", findings))
    about = f"{_counted(errors, 'error')} and {_counted(len(findings) - errors, 'warning')}. " + (
        "An error is something that is wrong or missing, a warning something that a reader will ask about. Lines and "
        "places are those of the source file."
    )
    parts = [Part("", (Prose("", (about,)),))]
    for severity, title in _TITLES.items():
        mine = _of(severity, findings)
        if mine:
            parts.append(Part(title, (_grid(mine),)))
    return Chapter("findings", "", "Findings of the rules", tuple(parts))


def _grid(findings: Sequence[Finding]) -> Grid:
    columns = (Column("Place", weight=2), Column("Line"), Column("Finding", weight=5))
    rows: list[tuple[Value, ...]] = []
    for one in rules():
        mine = [f for f in findings if f.rule == one.id]
        if one.id in MISSING and len(mine) >= MANY:
            rows += _by_section(mine, MISSING[one.id])
        else:
            rows += [(_head(_place(f), f), Value(_line(f)), Value(_sentence(f.message))) for f in mine]
    return Grid("", columns, tuple(rows))


def _by_section(findings: Sequence[Finding], said: str) -> list[tuple[Value, ...]]:
    """Fields that say nothing, a section a row, each with its line."""
    sections: dict[str, list[Finding]] = {}
    for one in findings:
        sections.setdefault(_place(one).partition(".")[0], []).append(one)
    rows: list[tuple[Value, ...]] = []
    for section, mine in sections.items():
        words = f"{count(len(mine))} {said}: {'; '.join(map(_with_line, mine))}."
        rows.append((_head(section, mine[0]), Value(""), Value(words)))
    return rows


def _head(place: str, finding: Finding) -> Value:
    """Where it is, and the rule below."""
    return Value(place, note=f"rule {finding.rule}")


def _with_line(finding: Finding) -> str:
    line = finding.where[0].line if finding.where else None
    return place_words(_place(finding)) + (f" (line {line})" if line is not None else "")


def _place(finding: Finding) -> str:
    return finding.where[0].place if finding.where else ""


def _line(finding: Finding) -> str:
    """The lines of its places, the first one first; those that follow each other as one range."""
    runs: list[list[int]] = []
    for line in dict.fromkeys(q.line for q in finding.where if q.line is not None):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}{DASH}{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _of(severity: str, findings: Sequence[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == severity]


def _counted(number: int, what: str) -> str:
    return f"{count(number)} {what}{'' if number == 1 else 's'}"


def _sentence(message: str) -> str:
    """A message with a full stop and a capital; a place such as ``hardware.size`` keeps its small letter."""
    first = message.partition(" ")[0]
    text = typeset(message if "." in first or "_" in first else f"{message[:1].upper()}{message[1:]}")
    return text if text.endswith((".", "?", "…")) else f"{text}."
