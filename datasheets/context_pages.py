"""Pages that put a device in context: many of them, the cloud, what an application saves, a fleet.

Each kind of result has a module `context_*` with a `TITLE` and a function `sections(found)`; it is
loaded when a page of its kind is made. What these pages share, their head, assumptions and sources,
is the class `Page`:

    page = Page(TITLE, found, cited=[...])
    return (
        page.head((number, bounds, per), [sentence, ...]),
        Section(f"{TITLE}: over the years", partial(_chart, found)),
        page.assumptions(),
        page.sources(),
    )

The name of a section is its bookmark, which must differ from those of other pages: it starts with
the title.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from typing import Any, Protocol

from reportlab.platypus import Flowable

from datasheets import page_parts, pdf
from datasheets.layout import Limits, Section, lay_out, split
from datasheets.page_parts import IN_JSON, ITEM_LINES
from footprint.items import Assumed
from footprint.numbers import CO2E, CO2E_TYPESET

KINDS = {"scaling": "context_scale", "baselines": "context_cloud", "net": "context_net", "fleet": "context_fleet"}
"""The module that draws a result, by the package of `footprint` that made it."""

NAME_LINES, SENTENCE_LINES = 2, 3
ITEMS_MOST = 40  # more never fit beside the rest
NOTHING_ASSUMED = "Nothing was assumed: every value is given or published."


class Context(Protocol):
    """A result that has a page: Scaled, CloudComparison, NetEffect or a fleet."""

    @property
    def name(self) -> str:
        """The system, mix or inventory it is about, as a person calls it."""

    def to_dict(self) -> dict[str, Any]:
        """The whole JSON document, with `assumed`, `warnings`, `tables` and `inputs_sha256`."""


class Page:
    """What every page of a context has: its head, what was assumed, and what it rests on.

    Parameters
    ----------
    title : str
        What the page is about: ``Net effect``.
    found : Context
        The result.
    cited : sequence of str
        The works that its numbers come from, the most important first; each is listed once.
    """

    def __init__(self, title: str, found: Context, cited: Sequence[str]) -> None:
        self.title, self.name, self.document = title, found.name, found.to_dict()
        self.cited = tuple(dict.fromkeys(cited))
        self.assumed = tuple(Assumed(**one) for one in self.document["assumed"])
        self.warnings = tuple(self.document["warnings"])

    def head(self, headline: tuple[str, str, str], sentences: Sequence[str]) -> Section:
        """The name, a number with its interval and what it is per, and what it means.

        Parameters
        ----------
        headline : tuple of str
            ``("853 Mt CO₂e", "(780-930)", "for 250 billion devices")``.
        sentences : sequence of str
            Each is a paragraph.
        """
        return Section(self.title, partial(self._head, headline, sentences))

    def _head(self, headline: tuple[str, str, str], sentences: Sequence[str], _: Limits) -> list[Flowable]:
        return [
            pdf.paragraph(f"{self.title}: {self.name}", pdf.TITLE, lines=NAME_LINES),
            *page_parts.headline(*headline),
            *(pdf.paragraph(_typeset(s), pdf.TEXT, lines=SENTENCE_LINES) for s in sentences),
        ]

    def assumptions(self) -> Section:
        """Warnings and assumed values."""
        held = min(len(self.assumed) + len(self.warnings), ITEMS_MOST)
        return Section(f"{self.title}: assumptions", self._assumptions, held, min(held, 3), min(held, 1))

    def _assumptions(self, limits: Limits) -> list[Flowable]:
        limit = limits[f"{self.title}: assumptions"]
        return page_parts.notes([_typeset(w) for w in self.warnings], self.assumed, limit, NOTHING_ASSUMED)

    def sources(self) -> Section:
        """The works cited, the tables and factor sets used, and the record to reproduce it."""
        held = min(len(self.cited), ITEMS_MOST)
        return Section(f"{self.title}: sources", self._sources, held, min(held, 3), min(held, 1))

    def _sources(self, limits: Limits) -> list[Flowable]:
        shown, rest = split(self.cited, limits[f"{self.title}: sources"])
        document = self.document
        parts: list[Flowable] = [pdf.paragraph("Sources", pdf.SECTION)]
        parts += [pdf.paragraph(s, pdf.LISTED, mark=f"[{n}]", lines=ITEM_LINES) for n, s in enumerate(shown, 1)]
        if rest:
            parts.append(pdf.paragraph(f"and {len(rest)} more sources: {IN_JSON}"))
        if document.get("factor_set"):
            fills = document.get("fill_from")
            said = f"{document['factor_set']}{', gaps filled from ' + ', '.join(fills) if fills else ''}"
            parts.append(pdf.paragraph(said, lead="Factor set:", lines=ITEM_LINES))
        return [*parts, *page_parts.tables_line(document["tables"]), *page_parts.record(document["inputs_sha256"])]


def _typeset(text: str) -> str:
    return text.replace(CO2E, CO2E_TYPESET)


def _home(found: Context) -> Any:
    """The module that draws a result."""
    return import_module(f"datasheets.{KINDS[type(found).__module__.split('.')[1]]}")


def sections(found: Context) -> tuple[Section, ...]:
    """The sections of the page of a result."""
    drawn: tuple[Section, ...] = _home(found).sections(found)
    return drawn


def context_pdf(found: Context) -> bytes:
    """The page of a result standing alone, for what is not one system: a mix, a fleet.

    Parameters
    ----------
    found : Context
        What to draw.

    Returns
    -------
    bytes
        A PDF of exactly one A4 page; the same result gives the same bytes.
    """
    title = _home(found).TITLE
    document = found.to_dict()
    used = document.get("factor_set") or ""
    with pdf.ONE_AT_A_TIME:
        made = pdf.Document(
            title=f"{found.name}: {title.lower()}",
            subject=f"{title} in {CO2E}, GWP100",
            keywords=("TinyML", "carbon footprint", CO2E, "GWP100", *filter(None, [used]), document["inputs_sha256"]),
            header=(found.name, f"{title.lower()}{', factor set ' + used if used else ''}"),
        )
        made.start_page()
        lay_out(made, sections(found))
        made.end_page(1, 1)
        return made.finish()
