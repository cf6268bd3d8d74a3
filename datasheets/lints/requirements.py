"""Rules: what the makers answer to security schemes, and the security facts, are what the rest of the sheet says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from datasheets.lints.phrases import mention, named, sentence
from datasheets.lints.rules import Context, Found, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.schemes.answers import makers_rows, said_by_sheet
from datasheets.schemes.table import Scheme, rows_of, scheme, schemes
from datasheets.sheet.sheet import Place
from datasheets.sheet.values import says_not
from footprint.errors import nearest

_TABLE = ("security_and_privacy", "requirements")
_SHARED = "the same on every device"


def _rows(context: Context) -> Iterator[tuple[int, dict[str, Any], Scheme]]:
    """The rows of the makers whose scheme and requirement are given."""
    known = {s.key: s for s in schemes()}
    for index, row in enumerate(context.sheet.rows("security_and_privacy.requirements")):
        if row["scheme"] in known and not says_not(row["requirement"]):
            yield index, row, known[row["scheme"]]


def _row(index: int) -> str:
    return f"security_and_privacy.requirements.{index + 1}"


@rule("requirement-unknown", "error", "An answer is to a requirement that the scheme has")
def _unknown(context: Context) -> Iterator[Found]:
    for index, row, one in _rows(context):
        given = str(row["requirement"])
        if one.ids_of(given):
            continue
        ids = [*(g.id for g in one.groups), *(r.id for r in one.requirements)]
        close = nearest(given, ids)
        quote = context.quote((*_TABLE, index, "requirement"), given)
        near = f"; the nearest are {', '.join(close[:3])}" if close else ""
        yield f"{quote.place} names {written(given)}, which {one.key} has not{near}", (quote,)


@rule("requirement-answered-twice", "error", "A requirement has one answer")
def _twice(context: Context) -> Iterator[Found]:
    first: dict[tuple[str, tuple[str, ...]], tuple[int, Any]] = {}
    for index, row, one in _rows(context):
        ids = one.ids_of(str(row["requirement"]))
        if not ids or says_not(row["answer"]):
            continue
        earlier, answer = first.setdefault((one.key, ids), (index, row["answer"]))
        if answer != row["answer"]:
            quotes = tuple(
                context.quote((*_TABLE, i, "answer"), str(a)) for i, a in ((earlier, answer), (index, row["answer"]))
            )
            yield (
                f"{_row(earlier)} answers {written(row['requirement'])} of {one.key} with {written(answer)}, and "
                f"{_row(index)} with {written(row['answer'])}", quotes
            )  # fmt: skip


@rule("not-applicable-without-why", "error", "That a requirement does not apply has a reason")
def _without_why(context: Context) -> Iterator[Found]:
    for index, row, one in _rows(context):
        if row["answer"] == "not applicable" and says_not(row.get("why")):
            quote = context.quote((*_TABLE, index, "answer"), "not applicable")
            yield (
                f"{quote.place} says that {written(row['requirement'])} of {one.key} is not applicable, and not why",
                (quote,),
            )


@rule("met-without-evidence", "warning", "That a requirement is met has evidence, or a reason")
def _without_evidence(context: Context) -> Iterator[Found]:
    """Told once for each scheme."""
    for one in schemes():
        bare = [
            (index, row)
            for index, row, other in _rows(context)
            if other is one and row["answer"] == "met" and says_not(row.get("evidence")) and says_not(row.get("why"))
        ]
        if bare:
            quotes = tuple(context.quote((*_TABLE, i, "answer"), str(r["requirement"])) for i, r in bare)
            ids = ", ".join(str(row["requirement"]) for _, row in bare)
            yield f"{quotes[0].place} and what follows say without evidence that {one.key} is met: {ids}", quotes


@rule("requirement-contradicted", "error", "An answer to a requirement is the one that the fields of the sheet give")
def _contradicted(context: Context) -> Iterator[Found]:
    """Met, while a field says that it is not; a field that is only missing says nothing."""
    for one in schemes():
        rows = makers_rows(one, context.sheet)
        seen: set[int] = set()
        for asked in one.requirements:
            index, row = rows.get(asked.id, (-1, {}))
            if index in seen or row.get("answer") not in ("met", "not applicable"):
                continue
            said = said_by_sheet(asked, context.sheet)
            if said is None or not said.contradicts(row["answer"], asked):
                continue
            seen.add(index)
            quotes = (
                context.quote((*_TABLE, index, "answer"), str(row["answer"])),
                *(context.quote(place) for place in said.places),
            )
            yield (
                f"{_row(index)} says that {asked.id} of {one.key} is {row['answer']} ({asked.asks}), and "
                f"{said.places[0]} says otherwise: {said.why}", quotes
            )  # fmt: skip


# Security facts


def _claims_no_shared(context: Context) -> Iterator[tuple[Place, str]]:
    """Where a scheme that forbids shared passwords is certified, under way or marked."""
    for key in setting("no_shared_password"):
        for index, row in rows_of(scheme(key), context.sheet):
            if row["status"] in ("certified", "in progress") or row.get("mark") == "printed":
                yield ("overview", "compliance", index, "status"), f"{row['scheme']}: {row['status']}"


@rule(
    "shared-password-forbidden", "error", "A scheme that forbids one password for every device is not claimed with one"
)
def _forbidden(context: Context) -> Iterator[Found]:
    if context.sheet.get("security_and_privacy.default_passwords") != _SHARED:
        return
    basis = context.quote("security_and_privacy.default_passwords")
    for path, text in _claims_no_shared(context):
        quote = context.quote(path, text)
        yield (
            f"{quote.place} is about {quote.text}, which forbids what {basis.place} tells, {basis.text}",
            (quote, basis),
        )


@rule("shared-password", "warning", "Devices do not share one default password")
def _shared(context: Context) -> Iterator[Found]:
    if context.sheet.get("security_and_privacy.default_passwords") != _SHARED or any(_claims_no_shared(context)):
        return
    quote = context.quote("security_and_privacy.default_passwords")
    yield f"{quote.place} is {quote.text}: who knows one device can enter all of them", (quote,)


@rule("updates-and-mechanism", "error", "How updates come is what the update mechanism can do")
def _updates(context: Context) -> Iterator[Found]:
    come, how = (context.sheet.get(p) for p in ("security_and_privacy.updates_automatic", "system.update_mechanism"))
    impossible = setting("impossible_updates")
    if isinstance(how, str) and isinstance(come, str) and come in impossible.get(how, ()):
        quotes = tuple(context.quote(p) for p in ("security_and_privacy.updates_automatic", "system.update_mechanism"))
        yield f"{quotes[0].place} is {quotes[0].text}, and {quotes[1].place} is {quotes[1].text}", quotes


@rule("debug-port-open", "error", "A debug port that is called locked is not open")
def _open(context: Context) -> Iterator[Found]:
    if not context.in_english:
        return
    words = setting("debug_locked")
    for index, row in enumerate(context.sheet.rows("hardware.debug_ports")):
        if row["state"] != "open" or says_not(row["name"]):
            continue
        for place in words["fields"]:
            value = context.sheet.get(place)
            for text in [] if says_not(value) else [t for _, t in texts(value)]:
                said = _locked(text, [str(row["name"]), *words["ports"]], words)
                if said:
                    quotes = (context.quote(("hardware", "debug_ports", index, "state"), "open"), context.quote(place))
                    yield (
                        f"{quotes[0].place} says that {written(row['name'])} is open, and {place} says {written(said)}",
                        quotes,
                    )


def _locked(text: str, ports: list[str], words: dict[str, Any]) -> str:
    """The sentence that calls one of some ports locked; empty for none, and for what can be or will be locked."""
    for found in named(text, ports):
        said = sentence(text, found)
        if mention(said, words["closed"], not_before=words["not_before"]) and not named(said, words["not_yet"]):
            return said
    return ""
