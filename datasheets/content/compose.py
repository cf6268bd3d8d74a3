"""From a datasheet and what the rules found in it to what is printed. The way in to this package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from datasheets.content import findings as found_chapter
from datasheets.content.acronyms import acronym_grid
from datasheets.content.attachments import attachments
from datasheets.content.blocks import Chapter, Column, Content, Evidence, Grid, Part, Prose, Value
from datasheets.content.cover import cover
from datasheets.content.reading import Reading
from datasheets.content.sections import chapter
from datasheets.content.summary import summary
from datasheets.content.words import mark_of
from datasheets.lints.rules import Finding
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import Section, template
from datasheets.sheet.values import NOT_PROVIDED

_EVIDENCE = "Numbered in the order of first use. A file has the hash that it had when this was printed."
_NO_EVIDENCE = "No number of this datasheet names what it rests on."


def compose(sheet: Datasheet, findings: Sequence[Finding]) -> Content:
    """What is printed of a datasheet: the same for the same file, artefacts and findings.

    Sections stand in the order of the template. Required fields that are missing are marked, never left out; nothing is
    filled in.

    Parameters
    ----------
    sheet : Datasheet
    findings : sequence of Finding
        What `lint` found; a datasheet with errors is printed as a draft.

    Raises
    ------
    InputError
        An artefact that cannot be read.
    """
    reading = Reading(sheet)
    front = cover(reading, findings)
    chapters = [chapter(reading, s) for s in template() if s.key != "title_page"]
    last = found_chapter.chapter(findings)
    short = summary(reading, findings)
    chapters = _with_acronyms(reading, chapters, front)
    evidence = reading.sources.listed()
    chapters += [c for c in (last, _evidence(evidence)) if c is not None]
    return Content(
        title=_text(sheet, "title_page.name") or NOT_PROVIDED,
        subtitle=_text(sheet, "title_page.type"),
        language=sheet.language,
        version=_text(sheet, "title_page.version"),
        date=_text(sheet, "title_page.last_updated") or _text(sheet, "title_page.release_date"),
        authors=", ".join(row["name"] for row in sheet.rows("title_page.authors") if not mark_of(row["name"])),
        draft=found_chapter.draft(findings),
        cover=front,
        chapters=tuple(chapters),
        summary=short,
        evidence=evidence,
        attachments=attachments(sheet, findings),
        keywords=_keywords(sheet),
    )


def _text(sheet: Datasheet, place: str) -> str:
    """A field in words; empty where it is missing or words stand for it."""
    value: Any = sheet.get(place)
    if mark_of(value):
        return ""
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _keywords(sheet: Datasheet) -> tuple[str, ...]:
    given = sheet.get("overview.input_modality")
    return ("ML sensor", "datasheet", *(given if isinstance(given, list) else ()))


def _with_acronyms(reading: Reading, chapters: Sequence[Chapter], front: tuple[Part, ...]) -> list[Chapter]:
    """The chapters, the glossary with the acronyms of all of them instead of those that the sheet explains."""
    grid = acronym_grid(reading, chapters, front)
    return [_glossary(reading, c, grid) if c.key == "glossary" and grid else c for c in chapters]


def _glossary(reading: Reading, given: Chapter, grid: Grid) -> Chapter:
    terms = _only(given.key, "terms")
    rest = chapter(reading, terms).parts if reading.sheet.get("glossary.terms") is not None else ()
    return Chapter(given.key, given.number, given.title, (Part("", (grid,)), *rest))


def _only(key: str, field: str) -> Section:
    whole = next(s for s in template() if s.key == key)
    return Section(whole.key, whole.number, whole.title, (whole.field(field),))


def _evidence(evidence: Sequence[Evidence]) -> Chapter:
    if not evidence:
        return Chapter("evidence", "", "Evidence", (Part("", (Prose("", (_NO_EVIDENCE,)),)),))
    columns = (Column("Number", weight=0.6), Column("What", weight=4), Column("SHA-256", weight=3))
    rows = tuple((Value(str(e.number)), Value(e.text), Value(e.sha256)) for e in evidence)
    return Chapter("evidence", "", "Evidence", (Part("", (Prose("", (_EVIDENCE,)), Grid("", columns, rows))),))
