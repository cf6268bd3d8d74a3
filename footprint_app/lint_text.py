"""What the lints of a datasheet found, as text in 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from footprint_app.terminal_marks import bold, cut, wrapped

if TYPE_CHECKING:
    from datasheets.lints.rules import Finding, Quote
    from datasheets.sheet.progress import Progress

QUOTED = 150
"""Characters of a quoted place that are shown."""


def lint_text(
    file: str, findings: Sequence[Finding], sections: Mapping[str, Progress], as_of: date | None
) -> str:  # fmt: skip
    """The findings, errors first, each with the lines that it quotes; then what is answered, and how many there are."""
    lines = [wrapped(file, ""), ""]
    grouped = {title: [f for f in findings if f.severity == key] for key, title in TITLES.items()}
    for title, found in grouped.items():
        if found:
            lines += [bold(title), *_listed(found), ""]
    lines += [*_answered(sections), ""]
    said = [number_words(len(found), title[:-1].lower()) for title, found in grouped.items()]
    text = f"{' and '.join(said)}." if findings else "No errors and no warnings."
    if as_of is None:
        text += " Dates were held against no day: --as-of DATE names one."
    return "\n".join([*lines, wrapped(text, "")])


def _listed(found: Sequence[Finding]) -> list[str]:
    """Each finding, and many fields that say nothing as one."""
    from datasheets.lints.rules import MANY, MISSING

    lines: list[str] = []
    told: set[str] = set()
    for one in found:
        same = [f for f in found if f.rule == one.rule]
        if one.rule not in MISSING or len(same) < MANY:
            lines += _finding(one)
        elif one.rule not in told:
            told.add(one.rule)
            together = wrapped(f"{one.rule}: {len(same)} fields are {MISSING[one.rule]}.", "    ", "  ")
            lines += [together, *_by_section(same)]
    return lines


def _by_section(found: Sequence[Finding]) -> list[str]:
    """The fields that findings are about, with their lines, a section a paragraph."""
    fields: dict[str, list[str]] = {}
    for one in found:
        section, _, field = one.where[0].place.partition(".")
        line = one.where[0].line
        fields.setdefault(section, []).append(f"{field} (line {line})" if line else field)
    return [wrapped(f"{section}: {', '.join(names)}.", "        ", "      ") for section, names in fields.items()]


TITLES = {"error": "Errors", "warning": "Warnings"}


def number_words(count: int, word: str) -> str:
    """A count with its word, in the plural where it is not one."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def finding_words(found: Finding) -> tuple[str, list[str]]:
    """Rule, lines and sentence; then what stands in the places, as far as the sentence does not say it."""
    numbers = list(dict.fromkeys(str(q.line) for q in found.where if q.line))
    at = f" (line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)})" if numbers else ""
    unsaid = [q for q in found.where if q.place not in found.message or _one_line(q.text) not in found.message]
    return f"{found.rule}{at}: {_one_line(found.message)}.", [_quote(q) for q in unsaid]


def _finding(found: Finding) -> list[str]:
    sentence, quotes = finding_words(found)
    return [wrapped(sentence, "    ", "  "), *(wrapped(quote, "        ", "      ") for quote in quotes)]


def _quote(quote: Quote) -> str:
    """Line, place and what stands there, cut where it is long."""
    text = cut(_one_line(quote.text), QUOTED)
    head = f"line {quote.line}, " if quote.line else ""
    return f"{head}{quote.place}{': ' if text else ''}{text}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _answered(sections: Mapping[str, Progress]) -> list[str]:
    """A line for each section that requires something."""
    from datasheets.sheet.template import section

    lines = [bold(f"{'Required fields':<34}{'answered':>8}")]
    for key, one in sections.items():
        about = section(key)
        name = " ".join(filter(None, (about.number, about.title)))
        lines.append(f"{name:<34}{one.answered:>3} of {one.required}")
    return lines
