"""Which evaluations rest on something that has changed since: those that were made again, and those that were not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasheets.changes.change import Change, field_title, file_hash, section_title
from datasheets.changes.rows import matched, row_label, settings
from datasheets.content.words import mark_of
from datasheets.sheet.files import inside
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import section
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

_RENEWED = {"value", "status", "evidence", "source"}
"""What changes of a result that was found again."""


@dataclass(frozen=True)
class Cause:
    """Something that results depend on, and that changed.

    Attributes
    ----------
    key, title : str
        Such as ``data``, ``evaluation data``.
    places : tuple of str
        What changed of it.
    """

    key: str
    title: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A result of the new datasheet that depends on something that changed.

    Attributes
    ----------
    place, section, title : str
    causes : tuple of str
        Keys of what changed.
    rows : tuple of str
        Of a table: the names of its rows that are meant.
    said : bool or None
        Whether the new rows of the change log say that it was updated; None where there are none, they are not in
        English, or make exceptions.
    """

    place: str
    section: str
    title: str
    causes: tuple[str, ...]
    rows: tuple[str, ...]
    said: bool | None

    def to_dict(self) -> dict[str, Any]:
        """As strict JSON."""
        return {
            "place": self.place, "section": self.section, "title": self.title, "causes": list(self.causes),
            "rows": list(self.rows), "said_updated": self.said,
        }  # fmt: skip


def causes(changes: Sequence[Change], old: Datasheet, new: Datasheet) -> tuple[tuple[Cause, ...], tuple[str, ...]]:
    """What changed that results depend on; and places of such fields that only one of the datasheets fills."""
    found, unclear = [], []
    for key, about in settings()["causes"].items():
        places = []
        for change in changes:
            if not _concerns(change, about, old, new):
                continue
            whole = change.place in about["places"]
            if whole and (change.kind in ("added", "removed") or "not disclosed" in (change.old, change.new)):
                unclear.append(change.place)
            else:
                places.append(change.place)
        if places:
            found.append(Cause(key, about["title"], tuple(places)))
    return tuple(found), tuple(dict.fromkeys(unclear))


def _concerns(change: Change, about: Mapping[str, Any], old: Datasheet, new: Datasheet) -> bool:
    """Whether a change is one of what is evaluated, and not of how it is known."""
    if change.kind == "changed" and not {"value", "order", "content"} & set(change.aspects):
        return False
    first, _, rest = change.place.partition(".")
    if first == "artefacts":
        kinds = about.get("artefacts", ())
        return "content" in change.aspects and rest in new.artefacts.named and new.artefacts.named[rest].kind in kinds
    parts = change.place.split(".")
    table = ".".join(parts[:2])
    if table not in about["places"] or (parts[3:] and parts[3] in about.get("without", {}).get(table, ())):
        return False
    among = about.get("among", {}).get(table)
    if among is None or len(parts) < 3 or parts[-1] in among:
        return True
    sheet = old if change.kind == "removed" and len(parts) == 3 else new
    row = sheet.rows(table)[int(parts[2]) - 1]
    return all(row.get(column) in words for column, words in among.items())


def results(
    old: Datasheet, new: Datasheet, changes: Sequence[Change], found: Sequence[Cause]
) -> tuple[tuple[Result, ...], tuple[Result, ...]]:
    """Results that depend on what changed: those that stand as before, and those that were found again."""
    stale, fresh = [], []
    hit = {cause.key for cause in found}
    log = _log(old, new)
    for about in settings()["results"]:
        place = about["place"]
        why = tuple(key for key in about["depends"] if key in hit)
        before, after = old.get(place), new.get(place)
        if not why or mark_of(before) or mark_of(after):
            continue
        part, _, key = place.partition(".")
        head = (place, section_title(section(part)), field_title(section(part), section(part).field(key)), why)
        said = _said(log, about["words"]) if log is not None else None
        if isinstance(before, list) and isinstance(after, list):
            kept, again = _rows(old, new, changes, place)
        else:
            renewed = _renewed(old, new, changes, place, before, after)
            kept, again = (None, ()) if renewed else ((), None)
        stale += [Result(*head, kept, said)] if kept is not None else []
        fresh += [Result(*head, again, said)] if again is not None else []
    return tuple(stale), tuple(fresh)


def _rows(
    old: Datasheet, new: Datasheet, changes: Sequence[Change], place: str
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Names of the rows of a table that stand as before, and of those that were found again; None for none."""
    before, after = old.rows(place), new.rows(place)
    at = tuple(place.split("."))
    if _file_changed(old, new, old.taken.get(at, ""), new.taken.get(at, "")):
        return None, tuple(row_label(place, row) for row in after)
    kept: list[str] = []
    again: list[str] = []
    for i, j in matched(place, before, after):
        if j is None:
            continue
        renewed = i is None or any(
            _renewed(old, new, changes, f"{place}.{j + 1}.{c}", before[i].get(c), after[j].get(c)) for c in after[j]
        )
        (again if renewed else kept).append(row_label(place, after[j]))
    return (tuple(kept) if kept else None), (tuple(again) if again else None)


def _renewed(old: Datasheet, new: Datasheet, changes: Sequence[Change], place: str, before: Any, after: Any) -> bool:
    """Whether a result, or the file that it rests on, is not the one of before."""
    if any(c.place == place and (c.kind == "added" or _RENEWED & set(c.aspects)) for c in changes):
        return True
    if isinstance(before, Quantity) and isinstance(after, Quantity):
        if _file_changed(old, new, before.taken_from, after.taken_from):
            return True
        return bool(after.evidence) and _evidence(old, before.evidence) != _evidence(new, after.evidence)
    path = tuple(place.split("."))
    return _file_changed(old, new, old.taken.get(path, ""), new.taken.get(path, ""))


def _file_changed(old: Datasheet, new: Datasheet, before: str, after: str) -> bool:
    """Whether two places of artefacts are in files that differ."""
    if not before or not after:
        return before != after
    one, other = (s.artefacts.named.get(t.partition(".")[0]) for s, t in ((old, before), (new, after)))
    return file_hash(one) != file_hash(other)


def _evidence(sheet: Datasheet, evidence: str) -> str:
    """The hash of the file that evidence names, where it names one that is there; else what it says."""
    file = evidence.partition(",")[0].strip()
    for artefact in sheet.artefacts.named.values():
        if artefact.file == file:
            return file_hash(artefact)
    if not file:
        return ""
    from firmware_profiles.fingerprint import sha256_of

    try:
        return sha256_of(inside(file, sheet.artefacts.folder)) or ""
    except InputError:
        return " ".join(evidence.split())


# --- the change log ----------------------------------------------------------------------------


def new_log_rows(old: Datasheet, new: Datasheet) -> list[dict[str, Any]]:
    """Rows of the change log whose version the old datasheet does not have."""
    known = {row.get("version") for row in old.rows("title_page.change_log")}
    return [row for row in new.rows("title_page.change_log") if row.get("version") not in known]


def _log(old: Datasheet, new: Datasheet) -> str | None:
    """What the new rows say was updated; None where there are none, or in another language than English."""
    rows = [row.get("evaluations_updated") for row in new_log_rows(old, new)]
    texts = [str(one) for one in rows if not mark_of(one)]
    return "; ".join(texts).casefold() if texts and new.language.split("-")[0] == "en" else None


def _said(log: str, words: Sequence[str]) -> bool | None:
    """Whether the change log says that something was updated; None where it makes exceptions."""
    known = settings()["updated"]
    if any(_begins(log, rf"{word}\b") for word in known["unclear"]):
        return None
    return any(_begins(log, rf"{word}\b") for word in known["all"]) or any(_begins(log, word) for word in words)


def _begins(text: str, pattern: str) -> bool:
    return re.search(rf"(?<!\w){pattern}", text) is not None


def nothing_updated(old: Datasheet, new: Datasheet) -> bool:
    """Whether the change log says that no evaluation was updated."""
    log = _log(old, new)
    return log is not None and log.strip(" .") in settings()["updated"]["none"]
