"""What one rule finds in a few lines of a datasheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from datasheets.lints.rules import Context, Finding, rules
from datasheets.sheet.sheet import Datasheet, datasheet_from_text

SHEETS = Path(__file__).parent / "clean"


def sheet_of(body: str, folder: Path | None = None, language: str = "en") -> Datasheet:
    """A datasheet of some lines; the first of them is line 3."""
    text = f"schema: footprint.datasheet/1\nlanguage: {language}\n{body}"
    return datasheet_from_text(text, "sheet.yaml", folder or SHEETS)


def findings(id: str, sheet: Datasheet, as_of: date | None = None) -> list[Finding]:
    """What the rule of an id finds."""
    one = next(r for r in rules() if r.id == id)
    return [Finding(id, one.severity, message, where) for message, where in one.check(Context(sheet, as_of))]


def lines(
    id: str, body: str, *, folder: Path | None = None, as_of: date | None = None, language: str = "en"
) -> list[list[int | None]]:
    """The lines that each finding of a rule quotes."""
    return [[q.line for q in f.where] for f in findings(id, sheet_of(body, folder, language), as_of)]
