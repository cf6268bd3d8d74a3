"""Rules: marks and certificates are those that were granted and still hold, for schemes that are about the device."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from datasheets.lints.phrases import mention, named, sentence
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.schemes.answers import certificate_of, level_of, makers_rows
from datasheets.schemes.table import Scheme, applies, has_radio, rows_of, schemes
from datasheets.sheet.sheet import Place
from datasheets.sheet.values import NOT_APPLICABLE, is_missing, says_not

_TABLE = ("overview", "compliance")


def _rows(context: Context) -> Iterator[tuple[int, dict[str, Any]]]:
    yield from enumerate(context.sheet.rows("overview.compliance"))


def _quote(context: Context, index: int, key: str, row: dict[str, Any]) -> Quote:
    value = row.get(key)
    return context.quote((*_TABLE, index, key), value.isoformat() if isinstance(value, date) else str(value))


@rule("mark-not-granted", "error", "The mark of a scheme is printed only where it is certified")
def _not_granted(context: Context) -> Iterator[Found]:
    for index, row in _rows(context):
        if row.get("mark") == "printed" and row["status"] != "certified":
            quotes = (_quote(context, index, "mark", row), _quote(context, index, "status", row))
            yield (
                f"{quotes[0].place} says that the mark of {written(row['scheme'])} is printed, and {quotes[1].place} "
                f"is {written(row['status'])}", quotes
            )  # fmt: skip


@rule("mark-claimed-in-prose", "error", "Prose says that a device bears a mark only where it is certified")
def _in_prose(context: Context) -> Iterator[Found]:
    """In the fields that are read for claims: a sentence that says so, or an item that is nothing but the mark."""
    for one in (s for s in schemes() if s.marked):
        if not context.in_english or certificate_of(one, context.sheet) is not None:
            continue
        for path, text in _claimed(context):
            said = _borne(text, one)
            if said:
                quotes = (context.quote(path, said), context.quote("overview.compliance"))
                yield (
                    f"{quotes[0].place} says {written(said)}, and no row of overview.compliance says that {one.key} is "
                    "certified", quotes
                )  # fmt: skip


def _claimed(context: Context) -> Iterator[tuple[Place, str]]:
    for place in setting("claim_fields"):
        value, path = context.sheet.get(place), tuple(place.split("."))
        for index, text in () if says_not(value) else texts(value):
            yield (path if index is None else (*path, index)), text
    for index, claim in enumerate(context.sheet.claims):
        yield ("claims", index, "text"), claim.text


def _borne(text: str, one: Scheme) -> str:
    """The sentence that says that a mark is borne; empty for none, and for one that is denied or still to come."""
    words = setting("mark_borne")
    long = [name for name in (one.key, *one.names) if " " in name]
    short = [f"{name} {what}" for name in one.names if " " not in name for what in words["after_short"]]
    found = mention(text, (*long, *short))
    if found is None:
        return ""
    said = sentence(text, found)
    if not re.search(r"\w", re.sub(r"(?i)\b(?:the|level|\d)\b", "", text.replace(found[0], ""))):
        return said
    return said if mention(said, words["words"]) and not named(said, words["not_yet"]) else ""


@rule("scheme-does-not-apply", "error", "Certificates, marks and answers are of schemes that are about the device")
def _not_about(context: Context) -> Iterator[Found]:
    """A label for radios on a wired device, or answers to a scheme that the table of compliance says does not apply."""
    for one in schemes():
        why = _no_scheme(context, one)
        if not why:
            continue
        claimed = [
            _quote(context, index, "mark" if row.get("mark") == "printed" else "status", row)
            for index, row in rows_of(one, context.sheet)
            if row["status"] == "certified" or row.get("mark") == "printed"
        ]
        answered = [
            context.quote(("security_and_privacy", "requirements", index, "answer"), str(row["answer"]))
            for index, row in enumerate(context.sheet.rows("security_and_privacy.requirements"))
            if row["scheme"] == one.key and row["answer"] in ("met", "not met")
        ]
        quotes = (*claimed, *answered[:1])
        if quotes:
            place = "hardware.radio" if one.needs == "radio" else "overview.compliance"
            basis = context.quote(place)
            yield (
                f"{quotes[0].place} is {written(quotes[0].text)} for {one.key}, which is about {one.applies_to}, and "
                f"{place} tells: {why}", (*quotes, basis)
            )  # fmt: skip


def _no_scheme(context: Context, one: Scheme) -> str:
    """Why a scheme is not about the device; empty where it is, or where nobody can tell."""
    about, why = applies(one, context.sheet)
    if about is False:
        return why
    # A radio that no field names is none, as far as words are known.
    unnamed = is_missing(context.sheet.get("hardware.radio")) and has_radio(context.sheet)[0] is None
    return "no radio is named" if one.needs == "radio" and unnamed and context.in_english else ""


@rule("certificate-incomplete", "warning", "A label that was granted says by whom, with its number, level and last day")
def _incomplete(context: Context) -> Iterator[Found]:
    for one in (s for s in schemes() if s.marked):
        levels = any(r.level for r in one.requirements)
        for index, row in rows_of(one, context.sheet):
            if row["status"] != "certified":
                continue
            wanted = ["body", *(["level", "valid_until"] if levels else [])]
            if not says_not(row.get("evidence")):  # without either there is a rule of its own
                wanted.insert(0, "number")
            lacking = [key for key in wanted if says_not(row.get(key))]
            if lacking:
                quote = _quote(context, index, "status", row)
                yield (
                    f"overview.compliance.{index + 1} says that {written(row['scheme'])} is certified, without "
                    f"{', '.join(lacking)}", (quote,)
                )  # fmt: skip


@rule("level-unknown", "error", "The level of a label is one that the scheme has")
def _level(context: Context) -> Iterator[Found]:
    for one in schemes():
        levels = [r.id for r in one.requirements if r.level]
        for index, row in rows_of(one, context.sheet) if levels else ():
            if not says_not(row.get("level")) and not 0 < level_of(row["level"]) <= len(levels):
                quote = _quote(context, index, "level", row)
                yield f"{quote.place} is {written(row['level'])}, and {one.key} has {', '.join(levels)}", (quote,)


@rule("level-not-granted", "error", "A level of a label is met only with a certificate of that level")
def _not_of_level(context: Context) -> Iterator[Found]:
    for one in schemes():
        certificate, rows = certificate_of(one, context.sheet) or {}, makers_rows(one, context.sheet)
        for asked in (r for r in one.requirements if r.level):
            index, row = rows.get(asked.id, (-1, {}))
            if row.get("answer") != "met" or asked.level <= level_of(certificate.get("level")):
                continue
            quotes = (
                context.quote(("security_and_privacy", "requirements", index, "answer"), "met"),
                context.quote("overview.compliance"),
            )
            yield (
                f"{quotes[0].place} says that {asked.id} of {one.key} is met, and no row of overview.compliance has a "
                "certificate of that level", quotes
            )  # fmt: skip


@rule("certificate-expired", "error", "A certificate is still valid")
def _expired(context: Context) -> Iterator[Found]:
    for index, row in _rows(context):
        until = row.get("valid_until")
        holds = row["status"] == "certified" or row.get("mark") == "printed"
        if context.as_of is not None and holds and isinstance(until, date) and until < context.as_of:
            quote = _quote(context, index, "valid_until", row)
            yield (
                f"{quote.place} of {written(row['scheme'])} is {quote.text}, before {context.as_of.isoformat()}",
                (quote,),
            )


@rule("certificate-dates", "error", "A certificate has begun, and ends after that")
def _dates(context: Context) -> Iterator[Found]:
    for index, row in _rows(context):
        begun, until = row.get("date"), row.get("valid_until")
        today = context.as_of if row["status"] == "certified" else None
        if today is not None and isinstance(begun, date) and begun > today:
            quote = _quote(context, index, "date", row)
            yield f"{quote.place} of {written(row['scheme'])} is {quote.text}, after {today.isoformat()}", (quote,)
        if isinstance(begun, date) and isinstance(until, date) and until < begun:
            quotes = (_quote(context, index, "valid_until", row), _quote(context, index, "date", row))
            yield f"{quotes[0].place} is {quotes[0].text}, before {quotes[1].place}, {quotes[1].text}", quotes


@rule("label-outlives-support", "error", "A label that holds as long as updates are given does not outlive the support")
def _outlives(context: Context) -> Iterator[Found]:
    """That the end of support is missing altogether is found by a rule of its own."""
    support = context.sheet.get("security_and_privacy.support_until")
    for one in (s for s in schemes() if s.with_support):
        for index, row in rows_of(one, context.sheet):
            if row["status"] != "certified" and row.get("mark") != "printed":
                continue
            until, basis = row.get("valid_until"), context.quote("security_and_privacy.support_until")
            if isinstance(support, str) and support.startswith(NOT_APPLICABLE):
                quote = _quote(context, index, "status", row)
                yield f"{quote.place} is {quote.text} for {one.key}, and {basis.place} is {basis.text}", (quote, basis)
            elif isinstance(support, date) and isinstance(until, date) and until > support:
                quote = _quote(context, index, "valid_until", row)
                yield f"{quote.place} is {quote.text}, after {basis.place}, {basis.text}", (quote, basis)
