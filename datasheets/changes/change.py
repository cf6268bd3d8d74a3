"""Every difference between two datasheets: fields, cells of tables, artefacts and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from datasheets.changes.rows import Row, matched, row_label, settings
from datasheets.changes.values import Unlike, text_words, unlike
from datasheets.content.words import mark_of
from datasheets.sheet.artefacts import Artefact
from datasheets.sheet.plain import value_words
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.template import Field, Section, template
from footprint.errors import InputError

Kind = Literal["added", "removed", "changed", "rewritten"]
_TYPED = "typed"


@dataclass(frozen=True)
class Change:
    """One field, cell, row, artefact or claim that is not as it was.

    Attributes
    ----------
    place : str
        Such as ``performance.metrics.1.value``, as the new datasheet counts its rows; as the old one where it is
        removed. Artefacts are ``artefacts.model``, claims ``claims.1``.
    section : str
        Title of the section, such as ``5 End-to-end performance``.
    title : str
        Title of the field, with the name of the row and the column, such as ``Metrics (accuracy, int8), Value``.
    kind : {"added", "removed", "changed", "rewritten"}
        ``rewritten`` says the same in another way, and is no change.
    aspects : tuple of str
        Of ``changed``, what changed: ``value``, ``status``, ``evidence``, ``note``, ``order``, ``source``, and
        ``content`` of a file.
    old, new : str
        What stood there and stands there now, in one line; empty for nothing.
    words : tuple of str
        What changed, a phrase each, such as ``from 40 mA to 0.05 A (+10 mA, +25 %)``.
    """

    place: str
    section: str
    title: str
    kind: Kind
    aspects: tuple[str, ...]
    old: str
    new: str
    words: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As strict JSON."""
        return {
            "place": self.place, "section": self.section, "title": self.title, "kind": self.kind,
            "aspects": list(self.aspects), "old": self.old or None, "new": self.new or None, "words": list(self.words),
        }  # fmt: skip


def changes(old: Datasheet, new: Datasheet) -> Iterator[Change]:
    """Every difference, in the order of the template; then artefacts and claims."""
    if old.language != new.language:
        words = (f"from {old.language} to {new.language}",)
        yield Change("language", "", "Language", "changed", ("value",), old.language, new.language, words)
    for part in template():
        for field in part.fields:
            yield from _field(old, new, part, field)
    yield from _artefacts(old, new)
    yield from _claims(old, new)


def section_title(part: Section) -> str:
    """Number and title of a section."""
    return " ".join(filter(None, (part.number, part.title)))


def field_title(part: Section, field: Field) -> str:
    """The title of a field, with its group where another field of the section has the same title."""
    alike = [f for f in part.fields if f.title == field.title]
    return f"{field.group}: {field.title}" if len(alike) > 1 and field.group else field.title


def missing(value: Any) -> bool:
    """Whether nothing was said: no value, an empty list, or the words for it."""
    return mark_of(value) == "not provided"


# --- fields ------------------------------------------------------------------------------------


def _field(old: Datasheet, new: Datasheet, part: Section, field: Field) -> Iterator[Change]:
    path: Place = (part.key, field.key)
    before, after = (sheet.sections.get(part.key, {}).get(field.key) for sheet in (old, new))
    head = (section_title(part), field_title(part, field))
    tables = field.kind == "table" and isinstance(before, list) and isinstance(after, list) and before and after
    found = _one(before, after, field.key in _ordered(part.key), *head, place_of(path)) if not tables else None
    more = list(_known(old, new, path, before, after))
    if found is not None and more:
        found = _with(found, more)
    elif more:
        phrases = tuple(phrase for _, phrase in more)
        aspects = tuple(aspect for aspect, _ in more)
        found = Change(place_of(path), *head, "changed", aspects, value_words(before), value_words(after), phrases)
    if found is not None:
        yield found
    if tables:
        yield from _rows(old, new, part, field)


def _ordered(part: str) -> set[str]:
    return {key for place in settings()["ordered"] for s, _, key in [place.partition(".")] if s == part}


def _with(found: Change, more: list[tuple[str, str]]) -> Change:
    """A change with what else changed of the same field; what is added or removed has that along."""
    if found.kind in ("added", "removed"):
        return found
    aspects = (*found.aspects, *(aspect for aspect, _ in more))
    words = (*(found.words if found.kind == "changed" else ()), *(phrase for _, phrase in more))
    return Change(found.place, found.section, found.title, "changed", aspects, found.old, found.new, words)


def _known(old: Datasheet, new: Datasheet, path: Place, before: Any, after: Any) -> Iterator[tuple[str, str]]:
    """How typed text is known, and where a value is taken from."""
    if missing(before) or missing(after):
        return
    place = place_of(path)
    origins = [sheet.origins.get(place) for sheet in (old, new)]
    statuses = [o.status if o else "not said" for o in origins]
    if statuses[0] != statuses[1]:
        yield "status", f"status from {statuses[0]} to {statuses[1]}"
    evidence = text_words("evidence", *(o.evidence if o else "" for o in origins))
    if evidence:
        yield "evidence", evidence
    taken = [sheet.taken.get(path, "") for sheet in (old, new)]
    if taken[0] != taken[1]:
        yield "source", f"now {_source(taken[1])}, before {_source(taken[0])}"


def _source(taken: str) -> str:
    return f"taken from {taken}" if taken else _TYPED


def _one(before: Any, after: Any, ordered: bool, section: str, title: str, place: str) -> Change | None:
    """The difference of two values of one place, or None."""
    said = (value_words(before), value_words(after))
    if missing(before) and missing(after):
        if before == after:
            return None
        return Change(place, section, title, "rewritten", (), *said, ("not provided, in other words",))
    if missing(before):
        return Change(place, section, title, "added", (), "", said[1], (_whole(after, place),))
    if missing(after):
        return Change(place, section, title, "removed", (), said[0], "", (_whole(before, place),))
    found: Unlike = unlike(before, after, ordered=ordered)
    if found.aspects:
        return Change(place, section, title, "changed", found.aspects, *said, found.words)
    if found.written:
        words = f"{said[0]} and {said[1]} are the same" if max(map(len, said)) <= 40 else "the same in other words"
        return Change(place, section, title, "rewritten", (), *said, (words,))
    return None


def _whole(value: Any, table: str = "") -> str:
    text = " ".join(value_words(value).split())
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        names = "; ".join(filter(None, (row_label(table, row) for row in value)))
        text = f"{len(value)} row{'' if len(value) == 1 else 's'}{': ' if names else ''}{names}"
    return text if len(text) <= 200 else f"{text[:197].rstrip()}..."


# --- tables ------------------------------------------------------------------------------------


def _rows(old: Datasheet, new: Datasheet, part: Section, field: Field) -> Iterator[Change]:
    table = f"{part.key}.{field.key}"
    before, after = old.rows(table), new.rows(table)
    pairs = matched(table, before, after)
    titles = {c.key: c.title for c in field.columns}
    whole = [sheet.taken.get((part.key, field.key)) for sheet in (old, new)]
    ordered = field.key in _ordered(part.key)
    for i, j in pairs:
        row = after[j] if j is not None else before[i or 0]
        index = j if j is not None else i or 0
        at, head = f"{table}.{index + 1}", _head(part, field, table, row)
        if i is None or j is None:
            kind: Kind = "added" if i is None else "removed"
            text = _row_words(table, row, titles)
            ends = ("", text) if i is None else (text, "")
            yield Change(at, section_title(part), head, kind, (), *ends, (text,))
            continue
        for column in field.columns:
            cells = before[i].get(column.key), after[j].get(column.key)
            found = _one(*cells, False, section_title(part), f"{head}, {column.title}", f"{at}.{column.key}")
            sources = [s.taken.get((part.key, field.key, n, column.key), "") for s, n in ((old, i), (new, j))]
            if whole[0] == whole[1] and sources[0] != sources[1] and not any(map(missing, cells)):
                phrase = ("source", f"now {_source(sources[1])}, before {_source(sources[0])}")
                bare = Change(
                    f"{at}.{column.key}", section_title(part), f"{head}, {column.title}", "changed", (),
                    value_words(cells[0]), value_words(cells[1]), (),
                )  # fmt: skip
                found = _with(found or bare, [phrase])
            if found is not None:
                yield found
    order = [i for i, j in pairs if i is not None and j is not None]
    if order != sorted(order):
        kind = "changed" if ordered else "rewritten"
        aspects = ("order",) if ordered else ()
        words = ("its rows in another order",)
        yield Change(table, section_title(part), field_title(part, field), kind, aspects, "", "", words)


def _head(part: Section, field: Field, table: str, row: Row) -> str:
    label = row_label(table, row)
    label = label if len(label) <= 60 else f"{label[:57].rstrip()}..."
    return f"{field_title(part, field)} ({label})" if label else field_title(part, field)


def _row_words(table: str, row: Row, titles: Mapping[str, str]) -> str:
    said = [f"{titles[key]}: {_whole(value)}" for key, value in row.items() if not missing(value)]
    return "; ".join(said)


# --- artefacts and claims ----------------------------------------------------------------------


def file_hash(artefact: Artefact | None) -> str:
    """The hash that was stated of a file, else that of the file as it is; empty where it cannot be read."""
    if artefact is None:
        return ""
    if artefact.sha256:
        return artefact.sha256
    try:
        return artefact.found_sha256
    except InputError:
        return ""


def _artefacts(old: Datasheet, new: Datasheet) -> Iterator[Change]:
    before, after = old.artefacts.named, new.artefacts.named
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        place, head = f"artefacts.{name}", ("Artefacts", f"Artefact {name}")
        if one is None or other is None:
            file = (one or other).file  # type: ignore[union-attr]
            before_it, after_it = ("", file) if one is None else (file, "")
            yield Change(place, *head, "added" if one is None else "removed", (), before_it, after_it, (file,))
            continue
        found = dict(_file(one, other))
        if found:
            yield Change(place, *head, "changed", tuple(found), one.file, other.file, tuple(found.values()))


def _file(old: Artefact, new: Artefact) -> Iterator[tuple[str, str]]:
    if old.file != new.file:
        yield "value", f"file from {old.file} to {new.file}"
    hashes = file_hash(old), file_hash(new)
    if hashes[0] != hashes[1]:
        yield "content", f"content from {_hash(hashes[0])} to {_hash(hashes[1])}"
    if old.kind != new.kind:
        yield "kind", f"kind from {old.kind} to {new.kind}"
    if dict(old.options) != dict(new.options):
        yield "options", f"options from {_options(old)} to {_options(new)}"


def _hash(sha256: str) -> str:
    return f"SHA-256 {sha256[:12]}..." if sha256 else "an unknown hash"


def _options(artefact: Artefact) -> str:
    return ", ".join(f"{key} {value}" for key, value in artefact.options.items()) or "none"


def _claims(old: Datasheet, new: Datasheet) -> Iterator[Change]:
    before, after = ([vars(c) for c in sheet.claims] for sheet in (old, new))
    for i, j in matched("claims", before, after):
        row: Mapping[str, str] = after[j] if j is not None else before[i or 0]
        place, head = f"claims.{(j if j is not None else i or 0) + 1}", ("Claims", f'Claim "{row["text"]}"')
        if i is None or j is None:
            ends = ("", row["text"]) if i is None else (row["text"], "")
            yield Change(place, *head, "added" if i is None else "removed", (), *ends, (_claim(row),))
            continue
        found = {key: _cell(key, before[i][key], after[j][key]) for key in row if before[i][key] != after[j][key]}
        if found:
            ends = (_claim(before[i]), _claim(after[j]))
            aspects = tuple({"text": "value", "number": "value", "evidence": "evidence"}[key] for key in found)
            yield Change(place, *head, "changed", tuple(dict.fromkeys(aspects)), *ends, tuple(found.values()))


def _cell(key: str, old: str, new: str) -> str:
    return f"{key} from {old or 'none'} to {new or 'none'}"


def _claim(row: Mapping[str, str]) -> str:
    rest = ", ".join(f"{key} {row[key]}" for key in ("number", "evidence") if row[key])
    return f"{row['text']} ({rest})" if rest else row["text"]
