"""Rules: levels and groups of an evaluation, which stand in its conditions, its groups of people and its results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from datasheets.lints.prose import Stated, Text, clauses, names, stated, texts
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import short, told
from datasheets.sheet.sheet import Place, place_of
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity, says_not
from footprint.errors import shown

_BUCKET = re.compile(r"(?<![\w.])(\d{1,3})\s?(?:-|–|to)\s?(\d{1,3})(?![\w.])")
_UNIT = re.compile(r"\s?(?:mm|cm|m|km|lx|lux|klx|°C|°|dB|dBA|Hz|kHz|%|s|ms|min|h)(?!\w)")


class _Row(NamedTuple):
    """A row of a table that is about a group, and the path of its group."""

    path: Place
    group: str
    row: dict[str, Any]


def _by_variable(context: Context, table: str) -> dict[str, list[_Row]]:
    """The rows of a table by what was varied, small letters."""
    found: dict[str, list[_Row]] = {}
    for index, row in enumerate(context.sheet.rows(f"performance.{table}")):
        variable, group = row["variable"], row.get("group", "")
        if not says_not(variable):
            path: Place = ("performance", table, index, "group" if "group" in row else "variable")
            found.setdefault(variable.strip().lower(), []).append(_Row(path, "" if says_not(group) else group, row))
    return found


@rule("levels-differ", "error", "Results stand at the levels that were evaluated")
def levels_differ(context: Context) -> Iterator[Found]:
    """Levels of the results that are not those of the conditions, not even rounded to the digits of the label."""
    conditions = _by_variable(context, "conditions")
    for variable, rows in _by_variable(context, "slices").items():
        known = [r for r in conditions.get(variable, ()) if isinstance(r.row["value"], Quantity)]
        labelled = [(r, n) for r in rows for n in stated(r.group)[:1]]
        if not known or not labelled:
            continue
        wrong = [r for r, n in labelled if not any(_is_level(n, k.row["value"]) for k in _same_group(r, known))]
        if wrong:
            were = ", ".join(dict.fromkeys(told(k.row["value"]) for k in known))
            are = ", ".join(dict.fromkeys(shown(r.group) for r, _ in labelled))
            yield (
                f"{variable} was {were} in performance.conditions, and results are by {are}",
                (
                    *(context.quote(r.path, r.group) for r in wrong),
                    *(context.quote((*k.path[:3], "value"), told(k.row["value"])) for k in known),
                ),
            )


def _same_group(row: _Row, known: list[_Row]) -> list[_Row]:
    """Conditions of a group of the same name, or all of them."""
    name = _plain(row.group)
    return [k for k in known if k.group and _plain(k.group) == name] or known


def _plain(group: str) -> str:
    """A group without what stands in brackets."""
    return re.sub(r"\(.*?\)", "", group).strip().lower()


def _is_level(label: Stated, value: Quantity) -> bool:
    """Whether a label is a level: its value rounded to the digits of the label, or inside of a range."""
    for measure in value.measures:
        if measure.dimension != label.low.dimension:
            return True
        if label.is_range and label.low.base <= measure.base <= label.high.base:
            return True
        if not label.is_range and abs(label.low.base - measure.base) <= max(_half_step(label.low), measure.rounding) * (
            1 + 1e-9
        ):
            return True
    ends = value.minimum, value.maximum
    return bool(ends[0] and ends[1] and ends[0].base <= label.low.base and label.high.base <= ends[1].base)


def _half_step(measure: Measure) -> float:
    """Half of the last digit that is not zero, in base units: 50 lx of 1200 lx."""
    digits = re.match(r"[\d.]+", measure.text.lstrip("+-"))
    whole = digits[0] if digits and "." not in digits[0] else "1"
    zeros = len(whole) - len(whole.rstrip("0"))
    return measure.rounding * 10.0**zeros


@rule("level-beyond-tested", "error", "Results lie within the tested range")
def beyond_tested(context: Context) -> Iterator[Found]:
    """A level of the results outside of the tested range of the operating envelope, where no conditions are listed."""
    conditions = _by_variable(context, "conditions")
    slices = _by_variable(context, "slices")
    for index, row in enumerate(context.sheet.rows("overview.envelope")):
        factor, tested = row["factor"], row["tested"]
        if factor in conditions or factor not in slices or not isinstance(tested, Quantity):
            continue
        low, high = tested.minimum or tested.value, tested.maximum or tested.value
        for one in slices[factor]:
            for number in stated(one.group)[:1]:
                if low is None or high is None or number.low.dimension != low.dimension or number.kind != "value":
                    continue
                if number.low.base < low.base - _half_step(number.low) or number.high.base > high.base + _half_step(
                    number.high
                ):
                    yield (
                        f"results are at {shown(one.group)}, and the tested range of {factor} is {told(tested)}",
                        (
                            context.quote(one.path, one.group),
                            context.quote(("overview", "envelope", index, "tested"), told(tested)),
                        ),
                    )


def _bucket(group: str) -> tuple[int, int] | None:
    """The two whole numbers of a label such as "Light (MST 1-3)", which have no unit."""
    for match in _BUCKET.finditer(group):
        if not _UNIT.match(group[match.end() :]) and int(match[1]) < int(match[2]):
            return int(match[1]), int(match[2])
    return None


@rule("bucket-labels-differ", "error", "Groups have the same bounds everywhere")
def buckets_differ(context: Context) -> Iterator[Found]:
    """Results by groups whose bounds are not those of the groups of people, or of the conditions."""
    slices = _by_variable(context, "slices")
    for table in ("groups", "conditions"):
        for variable, rows in _by_variable(context, table).items():
            mine = {b for r in rows if (b := _bucket(r.group))}
            others = [(r, b) for r in slices.get(variable, ()) if (b := _bucket(r.group))]
            wrong = [r for r, b in others if b not in mine]
            if mine and wrong:
                labels = ", ".join(dict.fromkeys(r.group for r in rows))
                yield (
                    f"{variable} is grouped into {labels} in performance.{table}, and into "
                    + ", ".join(dict.fromkeys(r.group for r, _ in others)) + " in performance.slices",
                    (*(context.quote(r.path, r.group) for r in wrong), context.quote(rows[0].path, rows[0].group)),
                )  # fmt: skip


@rule("outside-of-scale", "error", "A group lies on its scale")
def outside_of_scale(context: Context) -> Iterator[Found]:
    """A group such as MST 0-4, of a scale that begins at 1."""
    for table in ("groups", "slices", "conditions"):
        for rows in _by_variable(context, table).values():
            for one in rows:
                bucket = _bucket(one.group)
                for scale in setting("scales") if bucket else ():
                    named = names(f"{one.group} {one.row['variable']}", scale["words"])
                    if named and bucket and not scale["low"] <= bucket[0] <= bucket[1] <= scale["high"]:
                        yield (
                            f"{shown(one.group)} in performance.{table} is not on the {scale['words'][-1]} scale, "
                            f"which goes from {scale['low']} to {scale['high']}",
                            (context.quote(one.path, one.group),),
                        )


_EFFECTS = ("performance.environment_sensitivity", "performance.fairness", "performance.calibration", *(
    "overview.description", "overview.validity", "overview.key_features", "claims"))  # fmt: skip


@rule("drop-not-in-results", "error", "A drop that prose tells of is in the results")
def drop(context: Context) -> Iterator[Found]:
    """A level at which results are said to drop, where the result is not below that of the level before."""
    for text in texts(context.sheet, _EFFECTS):
        for clause in clauses(text.text):
            for number in stated(clause) if names(clause, setting("drop_words")) else ():
                for variable, rows in _by_variable(context, "slices").items():
                    levels = _levels(rows, number)
                    for (before, a), (at, b) in pairwise(levels):
                        level, first, second = stated(at.group)[0].low, _value(before), _value(at)
                        inside = _drops_at(number, level)
                        if inside and first is not None and second is not None and second.base > first.base:
                            yield (
                                f"{shown(short(clause))} in {place_of(text.path)}, but {variable} {at.group} has "
                                f"{second.text}, more "
                                f"than {first.text} at {before.group}",
                                (
                                    context.quote(text.path, short(clause)),
                                    context.quote(a, first.text),
                                    context.quote(b, second.text),
                                ),
                            )


def _drops_at(number: Stated, level: Measure) -> bool:
    """Whether a level is one at which results are said to drop; of "beyond 2 m" those above it."""
    if number.kind == "lower":
        return level.base > number.low.base
    return number.kind == "value" and number.low.base <= level.base <= number.high.base


def _levels(rows: list[_Row], number: Stated) -> list[tuple[_Row, Place]]:
    """Rows whose groups are levels of that dimension and that have the metric of the first, the least level first."""
    mine = [r for r in rows if (s := stated(r.group)) and s[0].low.dimension == number.low.dimension]
    mine = [r for r in mine if r.row["metric"] == mine[0].row["metric"]]
    return [(r, (*r.path[:3], "value")) for r in sorted(mine, key=lambda r: stated(r.group)[0].low.base)]


def _value(row: _Row) -> Measure | None:
    value = row.row["value"]
    return value.value if isinstance(value, Quantity) else None


_PERCENT = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?(?:%|per ?cent)(?: ?-?(points?))?")


@rule("effect-told-one-way", "warning", "A difference between two groups is told in points and relative")
def one_way(context: Context) -> Iterator[Found]:
    """A single share called a decrease or increase between two groups: in points or relative, nobody knows."""
    for one in _effects(context):
        both = len(_PERCENT.findall(one.text.text)) > 1 or names(one.text.text, ["point", "points"])
        if not both and not one.wrong:
            yield (
                f"{shown(one.match[0])} in {place_of(one.text.path)} is told one way: {one.told}",
                (context.quote(one.text.path, short(one.clause)),),
            )


class _Effect(NamedTuple):
    """An effect between two groups that prose tells of, whether the results deny it, and what they say."""

    text: Text
    clause: str
    match: re.Match[str]
    quotes: tuple[Quote, ...]
    wrong: bool
    told: str


def _effects(context: Context) -> Iterator[_Effect]:
    """Clauses that tell of an effect in per cent, with the two groups that they name and that have one metric."""
    slices = _by_variable(context, "slices")
    for text in texts(context.sheet, _EFFECTS):
        for clause in clauses(text.text) if slices else ():
            match = _PERCENT.search(clause)
            if match is None or not names(clause, setting("effect_words")):
                continue
            for rows in slices.values():
                named = [r for r in rows if _plain(r.group) and names(clause, [_plain(r.group)])]
                named.sort(key=lambda r: clause.lower().find(_plain(r.group)))
                if len(named) != 2 or named[0].row["metric"] != named[1].row["metric"]:
                    continue
                first, second = (_value(r) for r in named)
                if first is None or second is None or first.dimension != "dimensionless" or not first.base:
                    continue
                points = abs(second.base - first.base) * 100
                relative, other_way = (points / abs(m.base) if m.base else points for m in (first, second))
                half = 0.5 * 10.0 ** -len(match[1].partition(".")[2])
                right = (points,) if match[2] else (relative, other_way)  # of "lower than" the second is the whole
                wrong = all(abs(float(match[1]) - r) > half + 1e-9 for r in right)
                (a, b), values = (r.group for r in named), zip(named, (first, second), strict=True)
                differ = f"differ by {points:.3g} points, {relative:.3g} % relative"
                said = f"{first.text} ({a}) and {second.text} ({b}) {differ}"
                quotes = tuple(context.quote((*r.path[:3], "value"), m.text) for r, m in values)
                yield _Effect(text, clause, match, quotes, wrong, said)


@rule("effect-not-in-results", "error", "A difference that prose tells of follows from the results")
def effect(context: Context) -> Iterator[Found]:
    """A share called a decrease or increase between two groups, which is not the relative difference of results."""
    for one in _effects(context):
        if one.wrong:
            yield (
                f"{shown(one.match[0])} in {place_of(one.text.path)}, but {one.told}",
                (context.quote(one.text.path, short(one.clause)), *one.quotes),
            )
