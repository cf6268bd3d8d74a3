"""The numbered source list of a document: which works its rows cite, the places of one work together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from footprint.factors import Factor
from footprint.result import Row

PLACES = " | "  # between places of one work; the places themselves hold commas and semicolons


class Source(NamedTuple):
    """An entry of the source list: all places of one work that the result uses."""

    number: int
    text: str


def numbered(
    rows: Iterable[Row], factors: dict[str, Factor]
) -> tuple[list[Source], dict[tuple[str, str | None], list[int]]]:
    """Sources in the order of the rows, places of one work under one number, and each row's numbers."""
    works: dict[tuple[str, str], dict[str, None]] = {}
    keys: dict[tuple[str, str | None], list[tuple[str, str]]] = {}
    for row in rows:
        if (row.source, row.factor_key) in keys:
            continue
        cited = _cited(row, factors.get(row.factor_key or ""))
        keys[row.source, row.factor_key] = list(cited)
        for work, text in cited.items():
            works.setdefault(work, {})[text] = None
    number = {work: n for n, work in enumerate(works, start=1)}
    sources = [Source(number[work], _joined(list(texts)) + work[0]) for work, texts in works.items()]
    return sources, {row: [number[work] for work in cited] for row, cited in keys.items()}


def _cited(row: Row, factor: Factor | None) -> dict[tuple[str, str], str]:
    """The works a row cites: that of its factor, whose citation ends before the locator, and its own."""
    if factor is None or not row.source.startswith(factor.source):
        return {("", row.source): row.source}
    ending = f"{link(factor.url, factor.source)} ({factor.licence})"
    cited = {(ending, factor.source.split(": ")[0]): factor.source}
    own = row.source.removeprefix(factor.source).removeprefix("; quantity: ").removeprefix("; level: ")
    return {**cited, ("", own): own} if own else cited


def link(url: str, citation: str) -> str:
    """The address after a citation, unless the citation gives it as a doi."""
    return f", {url}" if url and url.split("doi.org/")[-1] not in citation else ""


def _joined(texts: Sequence[str]) -> str:
    """Citations of one work as one: what they share, then the places."""
    if len(texts) == 1:
        return texts[0]
    first, last = min(texts), max(texts)  # what these two share, all share
    shared = first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
    cut = max(shared.rfind(": "), shared.rfind(", ")) + 2
    return texts[0][:cut] + PLACES.join(t[cut:] for t in texts)
