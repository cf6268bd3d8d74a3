"""What changed between two datasheets, in words, and which evaluations are older than what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from datasheets.changes.change import Change, changes
from datasheets.changes.stale import Cause, Result, causes, new_log_rows, nothing_updated, results
from datasheets.content.words import mark_of
from datasheets.sheet.plain import value_words
from datasheets.sheet.sheet import Datasheet
from footprint.errors import InputError
from footprint.result import document


@dataclass(frozen=True)
class Difference:
    """What changed from one datasheet to another.

    Attributes
    ----------
    old, new : Datasheet
    changes : tuple of Change
        In the order of the template, then artefacts and claims; rows of tables are matched by what they are called.
    rewritten : tuple of Change
        What says the same in another way: another unit, other line breaks, rows in another order.
    causes : tuple of Cause
        What changed of hardware, firmware, model, data, configuration and the system of the footprint.
    unclear : tuple of str
        Places of these that only one of the datasheets says something at, so that nobody can tell.
    stale : tuple of Result
        Results that depend on what changed, and stand as before on the same evidence.
    updated : tuple of Result
        Results that depend on what changed, and were found again.
    remarks : tuple of str
        What else a reader should know, such as that these are datasheets of two products.
    """

    old: Datasheet
    new: Datasheet
    changes: tuple[Change, ...]
    rewritten: tuple[Change, ...]
    causes: tuple[Cause, ...]
    unclear: tuple[str, ...]
    stale: tuple[Result, ...]
    updated: tuple[Result, ...]
    remarks: tuple[str, ...]

    @property
    def same_product(self) -> bool:
        """Whether neither name nor part number say that these are two products."""
        return not list(_products(self.old, self.new))

    @property
    def identical(self) -> bool:
        """Whether both say the same in the same words."""
        return not self.changes and not self.rewritten

    def to_dict(self) -> dict[str, Any]:
        """The document ``footprint.datasheet-diff/1``, as strict JSON."""
        return {
            **document("datasheet-diff"),
            "old": _about(self.old),
            "new": _about(self.new),
            "same_product": self.same_product,
            "identical": self.identical,
            "changes": [c.to_dict() for c in self.changes],
            "rewritten": [c.to_dict() for c in self.rewritten],
            "causes": [{"cause": c.key, "title": c.title, "places": list(c.places)} for c in self.causes],
            "unclear": list(self.unclear),
            "stale": [r.to_dict() for r in self.stale],
            "updated": [r.to_dict() for r in self.updated],
            "remarks": list(self.remarks),
            "counts": {
                **{kind: sum(c.kind == kind for c in self.changes) for kind in ("added", "removed", "changed")},
                "rewritten": len(self.rewritten), "stale": len(self.stale), "updated": len(self.updated),
            },
        }  # fmt: skip


def difference(old: Datasheet, new: Datasheet) -> Difference:
    """Every change from one datasheet to another, and which results it makes stale.

    A result is stale where something that it depends on, by ``data/diff.yaml``, changed, and its numbers, their status
    and evidence and the file that they rest on did not. A field that only one of the datasheets fills is no such
    change: nobody knows what it was.

    Parameters
    ----------
    old, new : Datasheet
    """
    found = tuple(changes(old, new))
    real = tuple(c for c in found if c.kind != "rewritten")
    hit, unclear = causes(real, old, new)
    stale, updated = results(old, new, real, hit)
    remarks = tuple(_remarks(old, new, real, stale, updated))
    rewritten = tuple(c for c in found if c.kind == "rewritten")
    return Difference(old, new, real, rewritten, hit, unclear, stale, updated, remarks)


def _about(sheet: Datasheet) -> dict[str, Any]:
    return {
        "file": PurePath(sheet.file).name, "name": _text(sheet, "title_page.name") or None,
        "version": _text(sheet, "title_page.version") or None,
    }  # fmt: skip


def _text(sheet: Datasheet, place: str) -> str:
    value = sheet.get(place)
    return "" if mark_of(value) else " ".join(value_words(value).split())


def _products(old: Datasheet, new: Datasheet) -> Iterator[tuple[str, str]]:
    """Names and part numbers that both say, and say otherwise."""
    for place in ("title_page.name", "title_page.sku"):
        one, other = _text(old, place), _text(new, place)
        if one and other and one.casefold() != other.casefold():
            yield one, other


def _remarks(
    old: Datasheet, new: Datasheet, found: Sequence[Change], stale: Sequence[Result], updated: Sequence[Result]
) -> Iterator[str]:
    for one, other in _products(old, new):
        yield f"These are datasheets of two products: {one} and {other}"
    for which, sheet in (("old", old), ("new", new)):
        for name in _replaced(sheet):
            yield (
                f"The file of the artefact {name} is not the one that the {which} datasheet states: what is taken "
                "from it is that of the file as it is now"
            )
    if not found:
        return
    versions = _text(old, "title_page.version"), _text(new, "title_page.version")
    if versions[0] and versions[0] == versions[1]:
        yield f"Both are version {versions[0]}, and they say different things"
    log = new.rows("title_page.change_log")
    if log and not new_log_rows(old, new):
        yield "The change log of the new datasheet has no row that the old one lacks"
    claimed = [r.title for r in stale if r.said]
    if claimed:
        yield f"The change log says that these were updated, and they stand as before: {'; '.join(claimed)}"
    if nothing_updated(old, new) and updated:
        titles = "; ".join(r.title for r in updated)
        yield f"The change log says that no evaluation was updated, and these were: {titles}"


def _replaced(sheet: Datasheet) -> Iterator[str]:
    """Artefacts whose file is there and is another than the one that was stated."""
    for artefact in sheet.artefacts.named.values():
        try:
            if artefact.sha256 and artefact.found_sha256 != artefact.sha256:
                yield artefact.name
        except InputError:
            continue
