"""Rules: files are those that were stated, belong together, and say what is typed beside them; pictures are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import written
from datasheets.sheet.artefacts import Artefact
from datasheets.sheet.files import Image, inside
from datasheets.sheet.sheet import Entry
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import InputError

_SHA256 = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", re.IGNORECASE)
_SHOWN = 16
"""Digits of a hash in a message."""


def _short(sha256: str) -> str:
    return sha256[:_SHOWN].lower()


def _content(context: Context, artefact: Artefact) -> Any:
    """What an artefact holds; None where it cannot be read, which a rule of its own says."""
    try:
        return context.sheet.artefacts.content(artefact.name)
    except InputError:
        return None


def _at(context: Context, artefact: Artefact, key: str, text: str) -> Quote:
    return context.quote(("artefacts", artefact.name, key), text)


@rule("artefact-unreadable", "error", "Every artefact can be read")
def _unreadable(context: Context) -> Iterator[Found]:
    for artefact in context.sheet.artefacts.named.values():
        try:
            context.sheet.artefacts.content(artefact.name)
        except InputError as error:
            quote = _at(context, artefact, "file", artefact.file)
            yield (
                f'{quote.place} is "{artefact.file}", which cannot be read as {artefact.kind}: {error.message}',
                (quote,),
            )


@rule("artefact-changed", "error", "Artefacts are the files that were stated")
def _changed(context: Context) -> Iterator[Found]:
    for artefact, found in context.sheet.artefacts.changed():
        quotes = (_at(context, artefact, "sha256", artefact.sha256), _at(context, artefact, "file", artefact.file))
        stated = f"{quotes[0].place} is {_short(artefact.sha256)}..."
        yield f'{stated}, and the hash of "{artefact.file}" is {_short(found)}...', quotes


@rule("artefact-without-hash", "warning", "Every artefact has its hash")
def _without_hash(context: Context) -> Iterator[Found]:
    for artefact in context.sheet.artefacts.named.values():
        if not artefact.sha256:
            quote = _at(context, artefact, "file", artefact.file)
            yield f'{quote.place} is "{artefact.file}", without sha256', (quote,)


def _models(context: Context) -> dict[str, Quote]:
    """Hashes of the model files that are named."""
    return {
        a.found_sha256: _at(context, a, "file", a.file) for a in context.sheet.artefacts.of_kind("model")
    }  # fmt: skip


def _typed_hashes(context: Context, *places: str) -> Iterator[tuple[str, Quote]]:
    for place in places:
        value = context.sheet.get(place)
        if isinstance(value, str) and tuple(place.split(".")) not in context.sheet.taken:
            for found in _SHA256.finditer(value):
                yield found[0].lower(), context.quote(place)


@rule("model-hash-differs", "error", "The hash of the model is that of its file")
def _model_hash(context: Context) -> Iterator[Found]:
    models = _models(context)
    for sha256, quote in _typed_hashes(context, "data_and_model.model_sha256", "title_page.model_version"):
        if models and sha256 not in models:
            file = next(iter(models.values()))
            yield (
                f'{quote.place} is {_short(sha256)}..., and the hash of "{file.text}" ({file.place}) is '
                f"{_short(next(iter(models)))}...", (quote, file)
            )  # fmt: skip


@rule("evaluation-of-another-model", "error", "The evaluation was made with the model of the sheet")
def _other_model(context: Context) -> Iterator[Found]:
    models = _models(context)
    if not models:
        models = dict(_typed_hashes(context, "data_and_model.model_sha256", "title_page.model_version"))
    for artefact in context.sheet.artefacts.of_kind("evaluation") if models else ():
        found = _content(context, artefact)
        if found is not None and found.model.sha256 not in models:
            sha256, model = next(iter(models.items()))
            quote = _at(context, artefact, "file", artefact.file)
            yield (
                f'{quote.place}, "{artefact.file}", was made with "{found.model.file}" of hash '
                f"{_short(found.model.sha256)}..., and the model of {model.place} has {_short(sha256)}...",
                (quote, model),
            )  # fmt: skip


@rule("evaluation-of-other-data", "error", "The evaluation was made on the data of the sheet")
def _other_data(context: Context) -> Iterator[Found]:
    places = ("data_and_model.evaluation_data", "title_page.evaluation_data_version")
    typed = list(_typed_hashes(context, *places))
    for artefact in context.sheet.artefacts.of_kind("evaluation"):
        found = _content(context, artefact)
        if found is None:
            continue
        quote = _at(context, artefact, "file", artefact.file)
        made = (
            f'{quote.place}, "{artefact.file}", was made on "{found.data.file}" of hash {_short(found.data.sha256)}...'
        )
        for sha256, other in typed:
            if sha256 != found.data.sha256:
                yield f"{made}, and {other.place} says {_short(sha256)}...", (quote, other)
        now = _beside(context, found.data.file)
        if now and now != found.data.sha256:
            yield f"{made}, and the file of that name beside the datasheet has {_short(now)}...", (quote,)


def _beside(context: Context, file: str) -> str | None:
    """The hash of a file beside the datasheet, None where there is none of that name."""
    from firmware_profiles.fingerprint import sha256_of

    try:
        return sha256_of(inside(file, context.sheet.artefacts.folder))
    except InputError:
        return None


# Pictures


def _images(context: Context) -> Iterator[tuple[Quote, Image]]:
    for entry in context.sheet.entries():
        if isinstance(entry.value, Image):
            yield context.quote(entry.path, entry.value.file), entry.value


@rule("image-missing", "error", "Pictures are there")
def _image_missing(context: Context) -> Iterator[Found]:
    for quote, image in _images(context):
        if image.path is None:
            yield f'{quote.place} is "{image.file}", which is not beside the datasheet', (quote,)


@rule("image-without-text", "error", "Pictures have an alternative text")
def _image_text(context: Context) -> Iterator[Found]:
    for quote, image in _images(context):
        if not image.alt:
            yield f'{quote.place} is "{image.file}", without alt, a text for who does not see it', (quote,)


# Numbers


@rule("typed-differs-from-artefact", "error", "A number that is typed is the one of the artefact")
def _typed(context: Context) -> Iterator[Found]:
    for entry in context.sheet.entries():
        if entry.taken_from or len(entry.path) != 2 or not entry.field.takes or says_not(entry.value):
            continue
        if isinstance(entry.value, Quantity):
            yield from _quantity(context, entry, entry.value)
        elif isinstance(entry.value, list):
            yield from _table(context, entry) if entry.field.kind == "table" else _list(context, entry)


def _offers(context: Context, entry: Entry) -> Iterator[tuple[str, Artefact, Any]]:
    """What artefacts give for a field: the place, the artefact, the value."""
    for place in entry.field.takes:
        kind, _, key = place.partition(".")
        for artefact in context.sheet.artefacts.of_kind(kind):
            try:
                value = context.sheet.artefacts.take({"from": f"{artefact.name}.{key}"}, entry.field)
            except InputError:
                continue
            yield f"{artefact.name}.{key}", artefact, value


def _quantity(context: Context, entry: Entry, typed: Quantity) -> Iterator[Found]:
    offers = list(_offers(context, entry))
    if any(not _differs(entry.place, typed, value) for _, _, value in offers):
        return
    for place, artefact, value in offers:
        other = typed.evidence and artefact.file not in typed.evidence
        if artefact.kind in setting("may_differ") and other:
            continue
        quotes = (context.quote(entry.path, written(typed)), _at(context, artefact, "file", written(value)))
        yield f'{entry.place} is {written(typed)}, and {place} of "{artefact.file}" is {written(value)}', quotes
        return


def _differs(place: str, typed: Quantity, found: Quantity) -> bool:
    """Whether two quantities cannot be one; what one of them does not state is left out."""
    pairs = [
        (mine, theirs)
        for key in ("value", "minimum", "maximum")
        if (mine := getattr(typed, key)) is not None and (theirs := getattr(found, key)) is not None
    ]
    if place in setting("may_be_more"):
        least = found.minimum or found.value
        most = typed.maximum or typed.value
        return least is not None and most is not None and most.base < least.base and not most.close_to(least)
    return any(not mine.close_to(theirs) for mine, theirs in pairs)


def _list(context: Context, entry: Entry) -> Iterator[Found]:
    """A list has as many items as the artefact says; they may be worded otherwise."""
    for place, artefact, value in _offers(context, entry):
        if len(entry.value) != len(value):
            quotes = (context.quote(entry.path, written(entry.value)), _at(context, artefact, "file", written(value)))
            yield (
                f'{entry.place} has {len(entry.value)} items, {quotes[0].text}, and {place} of "{artefact.file}" has '
                f"{len(value)}, {quotes[1].text}", quotes
            )  # fmt: skip


def _table(context: Context, entry: Entry) -> Iterator[Found]:
    offers = list(_offers(context, entry))
    for index, row in enumerate(entry.value):
        name = ", ".join(v for v in row.values() if isinstance(v, str) and not says_not(v))
        for key, mine in row.items():
            if not isinstance(mine, Quantity) or mine.taken_from:
                continue
            found = list(_cells(offers, row, key))
            if not found or any(not _differs("", mine, theirs) for _, _, theirs in found):
                continue
            place, artefact, theirs = found[0]
            quotes = (
                context.quote((*entry.path, index, key), written(mine)),
                _at(context, artefact, "file", written(theirs)),
            )
            yield (
                f'{quotes[0].place}, {name}, is {written(mine)}, and {place} of "{artefact.file}" has '
                f"{written(theirs)}", quotes
            )  # fmt: skip


def _cells(offers: Any, row: dict[str, Any], key: str) -> Iterator[tuple[str, Artefact, Quantity]]:
    """The cells of artefacts that a cell of a typed row must agree with: those of the only row that is the same."""
    for place, artefact, rows in offers:
        same = [other for other in rows if _same_row(row, other)]
        if len(same) == 1 and isinstance(same[0].get(key), Quantity):
            yield place, artefact, same[0][key]


def _same_row(typed: dict[str, Any], found: dict[str, Any]) -> bool:
    """Whether all that a typed row says in words is what the other row says; it has to say something."""
    words = {key: v for key, v in typed.items() if isinstance(v, str) and not says_not(v)}
    return bool(words) and all(str(found.get(key, "")).casefold() == v.casefold() for key, v in words.items())
