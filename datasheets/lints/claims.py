"""Rules: claims rest on a number or on evidence, and neither contradicts them.

Typed claims are read first; the words of `claim_words` in prose are held against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from datasheets.lints.phrases import mention, named, sentence
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.files import inside
from datasheets.sheet.sheet import Place
from datasheets.sheet.units import Measure, parse_measure
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import InputError
from footprint.numbers import significant, time

_NUMBER = re.compile(r"(?<![\w.])[±<>~]?\s?(\d+(?:\.\d+)?)\s?([A-Za-zµμΩ°%][A-Za-z0-9µμΩ°%/]*)?")
_FILE = re.compile(r"(?:\./)?[\w\-+]+(?:[\w\-+./\\]*)\.([A-Za-z0-9]{1,7})")


class Said(NamedTuple):
    """A word that promises something: where, its kind, the words, and the text around them."""

    path: Place
    kind: str
    words: str
    text: str
    typed: bool


def _kinds() -> Any:
    return setting("claim_words")


def _of_kind(text: str, kind: dict[str, Any]) -> re.Match[str] | None:
    return mention(text, kind["words"], not_before=kind.get("not_before", ()), not_after=kind.get("not_after", ()))


def promises(context: Context) -> Iterator[Said]:
    """Every promise of the sheet, typed or found in prose; none in a language whose words are not known."""
    if not context.in_english:
        return
    for index, claim in enumerate(context.sheet.claims):
        for kind in _kinds():
            found = _of_kind(claim.text, kind)
            if found:
                yield Said(("claims", index, "text"), kind["kind"], found[0], claim.text, True)
    for place in setting("claim_fields"):
        value = context.sheet.get(place)
        if says_not(value):
            continue
        path: Place = tuple(place.split("."))
        for item, text in texts(value):
            for kind in _kinds():
                found = _of_kind(text, kind)
                if found:
                    at = path if item is None else (*path, item)
                    yield Said(at, kind["kind"], found[0], sentence(text, found), False)


@rule("claim-without-basis", "error", "A claim names the number it rests on, or evidence")
def _without_basis(context: Context) -> Iterator[Found]:
    held = {found[1][0].place for found in _not_held(context)}
    for index, claim in enumerate(context.sheet.claims):
        if not claim.number and not claim.evidence and f"claims.{index + 1}.text" not in held:
            quote = context.quote(("claims", index), claim.text)
            yield f"{quote.place} says {written(claim.text)} and names neither a number nor evidence", (quote,)


@rule("claim-number-missing", "error", "The number that a claim rests on is given")
def _number_missing(context: Context) -> Iterator[Found]:
    for index, claim in enumerate(context.sheet.claims):
        if not claim.number:
            continue
        value = context.sheet.get(claim.number)
        if isinstance(value, Quantity) and value.status != "not assessed":
            continue
        yield _rests(context, index, claim.number, written(value))


@rule("claim-number-assumed", "warning", "A claim rests on more than an assumption")
def _number_assumed(context: Context) -> Iterator[Found]:
    for index, claim in enumerate(context.sheet.claims):
        value = context.sheet.quantity(claim.number) if claim.number else None
        if value is not None and value.status == "assumed":
            yield _rests(context, index, claim.number, f"{written(value)}, assumed")


def _rests(context: Context, index: int, number: str, what: str) -> Found:
    claim = context.quote(("claims", index, "number"), context.sheet.claims[index].text)
    basis = context.quote(tuple(number.split(".")), what)
    return f"claims.{index + 1} says {written(claim.text)} and rests on {number}, which is {what}", (claim, basis)


@rule("claim-not-typed", "warning", "What prose promises is a claim with a number or evidence")
def _not_typed(context: Context) -> Iterator[Found]:
    found = list(promises(context))
    typed = {said.kind for said in found if said.typed}
    seen: set[str] = set()
    for said in found:
        if said.typed or said.kind in typed or said.kind in seen or _settled(context, said):
            continue
        seen.add(said.kind)
        again = [s for s in found if s.kind == said.kind and not _settled(context, s)]
        quotes = tuple(context.quote(s.path, s.text) for s in again)
        others = f", so does {quotes[1].place}" if len(quotes) == 2 else ""
        others = f", so do {', '.join(q.place for q in quotes[1:])}" if len(quotes) > 2 else others
        yield (
            f'{quotes[0].place} says "{said.words}"{others}; no claim gives a number or evidence for it', quotes
        )  # fmt: skip


def _settled(context: Context, said: Said) -> bool:
    """Whether the sentence itself has a number that settles it, or a row of compliance names the same scheme."""
    if said.kind == "compliance":
        return any(_same_scheme(row, said.text) for row in context.sheet.rows("overview.compliance"))
    units = next(k for k in _kinds() if k["kind"] == said.kind).get("number", ())
    return any(_has_unit(found, units) for found in _NUMBER.finditer(said.text))


def _has_unit(found: re.Match[str], units: list[str]) -> bool:
    try:
        measure = parse_measure(f"{found[1]} {found[2] or ''}".strip())
    except InputError:
        return False
    if "any" in units and measure.unit:
        return True
    return any(
        parse_measure(f"1 {unit}").dimension == measure.dimension and measure.unit for unit in units if unit != "any"
    )


def _same_scheme(row: dict[str, Any], text: str) -> bool:
    scheme = row.get("scheme")
    return isinstance(scheme, str) and not says_not(scheme) and bool(named(text, [scheme]))


@rule("real-time-too-slow", "error", "What is called real-time keeps up with its own rate")
def _too_slow(context: Context) -> Iterator[Found]:
    claim = next((said for said in promises(context) if said.kind == "real-time"), None)
    rate, latency = _rate(context), _latency(context)
    if claim is None or rate is None or latency is None:
        return
    (rate_at, each), (latency_at, needed) = rate, latency
    done = context.sheet.quantity("performance.throughput")
    keeps_up = done is not None and done.measures and done.measures[-1].base >= each.base * (1 - 1e-9)
    if needed.base <= (1 + 1e-9) / each.base or keeps_up:  # overlapping windows are late, and keep up
        return
    quotes = (
        context.quote(claim.path, claim.text), context.quote(latency_at, needed.text),
        context.quote(rate_at, each.text),
    )  # fmt: skip
    times = significant(needed.base * each.base)
    yield (
        f'{quotes[0].place} says "{claim.words}", and {quotes[1].place} is {needed.text} where {quotes[2].place} of '
        f"{each.text} leaves {time(1 / each.base)} for each result: {times} times as long", quotes
    )  # fmt: skip


def _rate(context: Context) -> tuple[Place, Measure] | None:
    """How often a result is promised: the output rate, else the rate of pictures."""
    update = context.sheet.quantity("overview.update_rate")
    if update is not None and update.measures and update.measures[0].base > 0:
        return ("overview", "update_rate"), update.measures[0]
    frames = context.sheet.quantity("system.sampling_rate")
    if frames is not None and frames.measures and frames.measures[0].base > 0:
        visual = any(row.get("modality") == "visual" for row in context.sheet.rows("hardware.sensors"))
        if visual or frames.measures[0].unit in setting("frame_units"):
            return ("system", "sampling_rate"), frames.measures[0]
    return None


def _latency(context: Context) -> tuple[Place, Measure] | None:
    """The median latency, else another one: if the median is too long, so are the others."""
    for place in ("performance.latency_p50", "performance.latency_p95", "overview.latency_expected"):
        value = context.sheet.quantity(place)
        if value is not None and value.measures:
            return tuple(place.split(".")), value.measures[0]
    return None


@rule("certified-without-evidence", "error", "A certificate has a number or evidence")
def _certified(context: Context) -> Iterator[Found]:
    for index, row in enumerate(context.sheet.rows("overview.compliance")):
        if row["status"] == "certified" and says_not(row.get("number")) and says_not(row.get("evidence")):
            quote = context.quote(("overview", "compliance", index, "status"), "certified")
            scheme = written(row["scheme"])
            yield (
                f"overview.compliance.{index + 1} says that {scheme} is certified, without number or evidence",
                (quote,),
            )


@rule("compliance-not-held", "error", "What is called compliant is so by the table of compliance, or has evidence")
def _not_held(context: Context) -> Iterator[Found]:
    shown = [claim.text for claim in context.sheet.claims if claim.evidence]
    for said in promises(context):
        if said.kind != "compliance":
            continue
        for index, row in enumerate(context.sheet.rows("overview.compliance")):
            if any(_same_scheme(row, text) for text in shown):
                continue
            if not _same_scheme(row, said.text) or row["status"] == "certified" or not says_not(row.get("evidence")):
                continue
            status = written(row["status"])
            quotes: tuple[Quote, ...] = (
                context.quote(said.path, said.text),
                context.quote(("overview", "compliance", index, "status"), str(row["status"])),
            )
            yield (
                f"{quotes[0].place} says {written(said.text)}, and overview.compliance.{index + 1} gives "
                f"{written(row['scheme'])} the status {status}, without evidence", quotes
            )  # fmt: skip


@rule("evidence-file-missing", "warning", "A file that is named as evidence is beside the datasheet")
def _evidence_missing(context: Context) -> Iterator[Found]:
    at: dict[str, list[Place]] = {}
    for path, evidence in _evidence(context):
        if _looks_like_file(evidence):
            at.setdefault(evidence, []).append(path)
    for file, paths in at.items():
        try:
            inside(file, context.sheet.artefacts.folder)
        except InputError:
            quotes = tuple(context.quote(path, file) for path in paths)
            more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
            yield f'{quotes[0].place}{more} rests on "{file}", which is not beside the datasheet', quotes


def _evidence(context: Context) -> Iterator[tuple[Place, str]]:
    for index, claim in enumerate(context.sheet.claims):
        yield ("claims", index, "evidence"), claim.evidence
    for entry in context.sheet.entries():
        if isinstance(entry.value, Quantity) and not entry.value.taken_from:
            yield (*entry.path, "evidence"), entry.value.evidence
        elif entry.path[:2] == ("overview", "compliance") and entry.path[-1] == "evidence":
            yield entry.path, str(entry.value)
    package = context.sheet.get("overview.evidence_package")
    if isinstance(package, str):
        yield ("overview", "evidence_package"), package


def _looks_like_file(text: str) -> bool:
    """A path with a known ending; an address or a DOI has a dot before its first slash."""
    found = _FILE.fullmatch(text)
    if found is None or found[1].casefold() not in setting("evidence_files"):
        return False
    first, slash, _ = text.removeprefix("./").replace("\\", "/").partition("/")
    return not (slash and "." in first)
