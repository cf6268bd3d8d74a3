"""Rules: the environmental section says what its footprint is of, and agrees with the hardware."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from datasheets.lints.phrases import mention, named
from datasheets.lints.rules import Context, Found, Quote, passed, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import texts, written
from datasheets.sheet.values import Quantity, says_not

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_OF = re.compile(r"(?<![\d.])(\d{1,6}) (?:of|out of)(?: the| all)? (\d{1,6})(?!\d|\.\d)((?:\s+[A-Za-z]+){0,3})")


def _footprint(context: Context) -> Quote | None:
    """Where the sheet first gives a footprint."""
    value = context.sheet.quantity("environment.footprint")
    if value is not None and value.measures:
        return context.quote("environment.footprint")
    for place in ("environment.by_block", "environment.by_stage"):
        if context.sheet.rows(place):
            return context.quote(place)
    return None


def _says_no(value: Any) -> bool:
    """Whether it is left open; "not applicable" gives a reason and is an answer."""
    return says_not(value) and not str(value).startswith("not applicable")


def _lacks(context: Context, place: str, what: str) -> Iterator[Found]:
    footprint = _footprint(context)
    value = context.sheet.get(place)
    if footprint is not None and (_says_no(value) or value == []):
        quotes = (footprint, context.quote(place))
        yield f"{footprint.place} is {footprint.text}, and {place} is {quotes[1].text}: {what}", quotes


@rule("footprint-without-unit", "error", "A footprint says what it is the footprint of: its declared unit")
def _without_unit(context: Context) -> Iterator[Found]:
    yield from _lacks(context, "environment.declared_unit", "it is not said what it is the footprint of")


@rule("footprint-without-region", "error", "A footprint says of which region its electricity is")
def _without_region(context: Context) -> Iterator[Found]:
    yield from _lacks(context, "environment.region", "the electricity has neither region nor year")


@rule("footprint-without-year", "error", "A footprint says of which year its electricity is")
def _without_year(context: Context) -> Iterator[Found]:
    footprint, region = _footprint(context), context.sheet.get("environment.region")
    if footprint is None or says_not(region) or _YEAR.search(region):
        return
    if any(_YEAR.search(str(row.get("year", ""))) for row in context.sheet.rows("environment.factors")):
        return
    quotes = (footprint, context.quote("environment.region"))
    yield f"{footprint.place} is {footprint.text}, and environment.region is {quotes[1].text}, without a year", quotes


@rule("footprint-without-interval", "error", "A footprint has an interval")
def _without_interval(context: Context) -> Iterator[Found]:
    value = context.sheet.quantity("environment.footprint")
    if value is None or value.value is None or value.low is not None or (value.minimum and value.maximum):
        return
    quote = context.quote("environment.footprint")
    yield f"{quote.place} is {quote.text}, without low and high", (quote,)


@rule("footprint-without-coverage", "error", "A footprint says how much of the device it covers")
def _without_coverage(context: Context) -> Iterator[Found]:
    yield from _lacks(context, "environment.coverage", "it is not said how much of the device it covers")


@rule("footprint-without-factors", "warning", "A footprint lists its factors, that of the electricity among them")
def _without_factors(context: Context) -> Iterator[Found]:
    yield from _lacks(context, "environment.factors", "nobody can calculate it again")


@rule("footprint-part-without-name", "error", "Every part of a footprint has a name")
def _without_name(context: Context) -> Iterator[Found]:
    for table, key in (("by_block", "block"), ("by_stage", "stage")):
        for index, row in enumerate(context.sheet.rows(f"environment.{table}")):
            if says_not(row[key]):
                value = written(row["value"])
                quote = context.quote(("environment", table, index, key), str(row[key]))
                yield f"{quote.place} is {written(row[key])}, so {value} of the footprint have no name", (quote,)


@rule("block-not-in-bom", "warning", "A block with a footprint has a part in the bill of materials that is counted")
def _block(context: Context) -> Iterator[Found]:
    bom = context.sheet.rows("hardware.bom") if context.in_english else []
    known = setting("block_parts")
    everything = [w for words in known.values() for w in words]
    for index, row in enumerate(context.sheet.rows("environment.by_block")) if bom else ():
        block, value = str(row["block"]).casefold(), row["value"]
        words = known[block] if block in setting("blocks_looked_for") else None
        if words is None or not (isinstance(value, Quantity) and any(m.base > 0 for m in value.measures)):
            continue
        parts = [i for i, part in enumerate(bom) if _belongs(part, block, words)]
        unknown = [p for p in bom if not _belongs(p, "sensing", everything) and p.get("in_footprint") != "no"]
        if unknown or any(bom[i].get("in_footprint") != "no" for i in parts):
            continue  # a part that is told by its number alone may be of any block
        quotes = (
            context.quote(("environment", "by_block", index), f"{row['block']}: {written(value)}"),
            *(context.quote(("hardware", "bom", i, "in_footprint"), f"{bom[i]['component']}: no") for i in parts),
        )
        names = ", ".join(written(bom[i]["component"]) for i in parts)
        said = f"holds only {names}, not in the footprint" if parts else "holds no such part"
        yield f"{quotes[0].place} is {written(row['block'])} with {written(value)}, and hardware.bom {said}", quotes


def _belongs(part: dict[str, Any], block: str, words: list[str]) -> bool:
    if block == "sensing" and not says_not(part.get("modality")):
        return True
    return any(named(str(part[key]), words) for key in ("component", "group") if key in part)


def _counts(context: Context) -> Iterator[tuple[re.Match[str], str]]:
    """Every "a of b" of the coverage that counts parts, with the whole text."""
    text = context.sheet.get("environment.coverage")
    if says_not(text) or ("environment", "coverage") in context.sheet.taken:
        return
    for found in _OF.finditer(text):
        words = found[3].strip()
        if not words or named(words, setting("coverage_words")["count"]):
            yield found, text


@rule("coverage-not-that-of-bom", "error", "The coverage is that of the bill of materials")
def _coverage(context: Context) -> Iterator[Found]:
    bom = context.sheet.rows("hardware.bom")
    if not bom or any(row.get("in_footprint") not in ("yes", "no") for row in bom):
        return
    yes = sum(row["in_footprint"] == "yes" for row in bom)
    counts = {(yes, len(bom))}
    quantities = [row["quantity"] for row in bom]
    pieces = [q.value.base for q in quantities if isinstance(q, Quantity) and q.value is not None]
    if len(pieces) == len(bom):
        inside = [n for n, row in zip(pieces, bom, strict=True) if row["in_footprint"] == "yes"]
        counts.add((round(sum(inside)), round(sum(pieces))))
    for found, text in _counts(context):
        if (int(found[1]), int(found[2])) not in counts:
            quotes = (
                context.quote(("environment", "coverage"), text),
                context.quote(("hardware", "bom"), f"{yes} of {len(bom)} in the footprint"),
            )
            yield (
                f'environment.coverage says "{found[0].strip()}", and hardware.bom has {yes} of {len(bom)} rows in it',
                quotes,
            )


@rule("coverage-by-count-only", "warning", "Coverage is told by mass or cost too, not by the number of parts alone")
def _by_count(context: Context) -> Iterator[Found]:
    if _footprint(context) is None or not context.in_english:
        return
    for found, text in _counts(context):
        if found[1] != found[2] and not named(text, setting("coverage_words")["other"]):
            quote = context.quote(("environment", "coverage"), text)
            yield f"environment.coverage is {written(text)}, without a share of mass or cost", (quote,)
            return


@rule("verification-without-evidence", "error", "A verification says who verified, or where the statement is")
def _verification(context: Context) -> Iterator[Found]:
    value = context.sheet.get("environment.verification")
    if value not in ("internal", "third party"):
        return
    fields = [e for e in context.sheet.entries() if e.path[0] == "environment" and len(e.path) == 2]
    package = context.sheet.get("overview.evidence_package")
    said = [text for e in fields if not says_not(e.value) for _, text in texts(e.value)]
    said += [package] if isinstance(package, str) and not says_not(package) else []
    claims = [
        c.evidence for c in context.sheet.claims if c.evidence and mention(c.text, ["verified", "reviewed", "EPD"])
    ]
    if not claims and not any(mention(text, setting("verification_words")) for text in said) and context.in_english:
        quote = context.quote("environment.verification")
        yield f"{quote.place} is {quote.text}, and nothing says by whom or where the statement is", (quote,)


@rule("footprint-expired", "error", "A footprint is still valid")
def _expired(context: Context) -> Iterator[Found]:
    yield from passed(context, "environment.valid_until")
