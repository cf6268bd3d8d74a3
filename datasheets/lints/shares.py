"""Rules: shares and the wholes that they are of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from datasheets.lints.phrases import mention
from datasheets.lints.prose import clauses, names, number_of, texts
from datasheets.lints.rules import Context, Found, Quote, rule
from datasheets.lints.settings import setting
from datasheets.lints.wording import short, told
from datasheets.sheet.sheet import Datasheet, Place, place_of
from datasheets.sheet.units import Measure
from datasheets.sheet.values import Quantity, says_not
from firmware_profiles.evaluation_rules import rules as evaluation_rules
from footprint.errors import shown

PROPORTIONS = (
    "accuracy", "precision", "recall", "false positive rate", "false negative rate", "true positive rate",
    "true negative rate", "specificity",
)  # fmt: skip
"""Metrics that are so many of so many."""

_Share = tuple[Place, str, str, Measure]
"""Path, variable, group and share of people."""


def _shares(sheet: Datasheet) -> list[_Share]:
    """Groups of people with their shares, those with a count left out."""
    return [
        (("performance", "groups", i, "share"), str(row["variable"]), str(row["group"]), row["share"].value)
        for i, row in enumerate(sheet.rows("performance.groups"))
        if isinstance(row.get("share"), Quantity) and row["share"].value is not None
    ]


def _people(sheet: Datasheet) -> tuple[int, Quote] | None:
    """How many people took part."""
    taken_part = sheet.quantity("performance.participants")
    number = number_of(taken_part)
    if taken_part is None or number is None or number < 1 or number != int(number):
        return None
    path: Place = ("performance", "participants")
    return int(number), Quote(".".join(map(str, path)), sheet.line(path), told(taken_part))


def counts_for(share: Measure, n: int) -> list[int]:
    """How many of `n` a share can be: those that round to its digits, or were cut off there."""
    step = 2 * share.rounding
    least = max(0, math.ceil((share.base - step / 2) * n - 1e-9))
    most = min(n, math.floor((share.base + step) * n + 1e-9))
    return [
        k for k in range(least, most + 1)
        if k / n <= share.base + step / 2 + 1e-12 or k / n < share.base + step - 1e-12
    ]  # fmt: skip


@rule("share-impossible", "error", "A share is a whole number of people or samples")
def impossible(context: Context) -> Iterator[Found]:
    """A share that no whole number gives, for the stated number of people; and a share of n samples likewise."""
    people, shares = _people(context.sheet), _shares(context.sheet)
    if people is not None:
        n, quote = people
        for path, _, group, share in shares:
            if not counts_for(share, n):
                possible = _possible(shares, n)
                would = f"; {possible} people would make all shares possible" if possible else ""
                yield f"{share.text} ({group}) of {n} people is no whole number: {_nearest(share, n)}{would}", (
                    context.quote(path, share.text), quote,
                )  # fmt: skip
    for path, row in _results(context.sheet):
        value = row["value"]
        if row["metric"] not in PROPORTIONS or value.value is None or value.n is None or value.n < 1:
            continue
        if value.count is None and not counts_for(value.value, value.n):
            what = f"{row['metric']} of {value.value.text} is no whole number of {value.n}"
            message = f"{what}: {_nearest(value.value, value.n)}"
            yield message, (context.quote(path, value.value.text),)
        elif value.count is not None and value.count not in counts_for(value.value, value.n):
            yield (
                f"{row['metric']} of {value.value.text} is not {value.count} of {value.n}, which is "
                f"{value.count / value.n * 100:.1f} %",
                (context.quote(path, f"{value.value.text}, {value.count} of {value.n}"),),
            )


def _nearest(share: Measure, n: int) -> str:
    below = min(math.floor(share.base * n), n - 1) if n > 0 else 0
    return f"{below} are {below / n * 100:.1f} % and {below + 1} are {(below + 1) / n * 100:.1f} %"


def _possible(shares: list[_Share], n: int) -> int | None:
    """The number of people nearest to `n` that makes all shares possible, or None where none near does."""
    span = setting("nearest_n_span")
    near = [m for m in sorted(range(n - span, n + span + 1), key=lambda m: (abs(m - n), m)) if m > 0]
    return next((m for m in near if all(counts_for(s, m) for *_, s in shares)), None)


@rule("groups-do-not-add-up", "error", "Groups add up to the whole")
def groups(context: Context) -> Iterator[Found]:
    """Shares of one variable that do not make 100 %, and counts that do not make all people."""
    people = _people(context.sheet)
    by_variable: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for index, row in enumerate(context.sheet.rows("performance.groups")):
        by_variable.setdefault(str(row["variable"]), []).append((index, row))
    for variable, rows in by_variable.items():
        shares = [s for s in _shares(context.sheet) if s[1] == variable]
        total = sum(s[3].base for s in shares)
        if total > 1 and _overlap(
            context, variable, [r["share"] for _, r in rows if isinstance(r.get("share"), Quantity)]
        ):
            continue
        if len(shares) == len(rows) and abs(total - 1) > sum(2 * s[3].rounding for s in shares) + 1e-9:
            written = " + ".join(s[3].text for s in shares)
            yield (
                f"the groups by {variable} make {total * 100:.4g} %: {written}",
                tuple(context.quote(s[0], s[3].text) for s in shares),
            )
        counts = [(i, number_of(r.get("count"))) for i, r in rows]
        if people is not None and all(c is not None for _, c in counts):
            whole = sum(c for _, c in counts if c is not None)
            if whole != people[0]:
                yield (
                    f"the groups by {variable} are {whole:g} people, and {people[0]} took part",
                    (*(context.quote(("performance", "groups", i, "count"), f"{c:g}") for i, c in counts), people[1]),
                )


@rule("small-group", "warning", "A result rests on enough people or samples")
def small(context: Context) -> Iterator[Found]:
    """A group of few people, and a result on few samples."""
    people, least = _people(context.sheet), setting("small_group_people")
    for index, row in enumerate(context.sheet.rows("performance.groups")):
        count, share = number_of(row.get("count")), number_of(row.get("share"))
        path: Place = ("performance", "groups", index, "group")
        if count is None and share is not None and people is not None:
            count = round(share * people[0])
        if count is not None and 0 <= count < least:
            about = "about " if number_of(row.get("count")) is None else ""
            message = f"{shown(row['group'])} by {row['variable']} is {about}{count:g} people, fewer than {least}"
            yield message, (context.quote(path, str(row["group"])),)
    few = evaluation_rules().small_group
    for path, row in _results(context.sheet):
        n = row["value"].n
        if n is not None and n < few:
            what = row.get("group") or row.get("of") or row["metric"]
            yield f"{shown(what)} rests on {n} samples, fewer than {few}", (context.quote(path, told(row["value"])),)


@rule("share-without-interval", "warning", "A share has an interval, or says of how many it is")
def without_interval(context: Context) -> Iterator[Found]:
    """Metrics and results by group that are shares and have neither an interval nor a number of samples."""
    for table in ("metrics", "slices"):
        rows = [(p, r) for p, r in _results(context.sheet) if p[1] == table and _is_share(r)]
        bare = [(p, r) for p, r in rows if r["value"].low is None and r["value"].n is None]
        if bare:
            _, row = bare[0]
            yield (
                f"{len(bare)} of {len(rows)} shares in performance.{table} have neither an interval nor the number of "
                f"samples, such as {row['metric']} of {told(row['value'])}",
                tuple(context.quote(p, told(r["value"])) for p, r in bare),
            )


def _is_share(row: dict[str, Any]) -> bool:
    value = row["value"].value
    share = value is not None and value.dimension == "dimensionless" and 0 <= value.base <= 1
    return share and not names(str(row["metric"]), setting("no_share_words"))


def _results(sheet: Datasheet) -> list[tuple[Place, dict[str, Any]]]:
    """Rows of metrics and of results by group that have a quantity, with its path."""
    return [
        (("performance", table, i, "value"), row)
        for table in ("metrics", "slices")
        for i, row in enumerate(sheet.rows(f"performance.{table}"))
        if isinstance(row["value"], Quantity) and row["value"].measures
    ]


@rule("blocks-do-not-add-up", "error", "Blocks and stages add up to the footprint")
def blocks(context: Context) -> Iterator[Found]:
    """The footprint of all blocks, or of all stages, which is not the footprint."""
    whole = context.sheet.quantity("environment.footprint")
    if whole is None or whole.value is None:
        return
    for table in ("by_block", "by_stage"):
        rows = context.sheet.rows(f"environment.{table}")
        values = [r["value"].value for r in rows if isinstance(r["value"], Quantity) and r["value"].value is not None]
        total = sum(v.base for v in values)
        slack = sum(v.rounding for v in values) + whole.value.rounding
        if values and len(values) == len(rows) and abs(total - whole.value.base) > slack * (1 + 1e-9):
            yield (
                f"environment.{table} adds up to {total / 1000:.3g} kgCO2e, and environment.footprint is "
                + whole.value.text,
                (
                    context.quote(("environment", table), f"{len(rows)} rows"),
                    context.quote(("environment", "footprint"), whole.value.text),
                ),
            )


@rule("slices-do-not-add-up", "error", "Groups of one variable hold every sample once, or it is said why not")
def slices(context: Context) -> Iterator[Found]:
    """Samples of all groups of a variable that are not as many as those of the accuracy of all.

    Left alone are groups that each hold all samples (tried again under each condition), those of another evaluation by
    their evidence, and those that a note or the text says to overlap or to leave samples out.
    """
    overall = [r for p, r in _results(context.sheet) if p[1] == "metrics" and r["metric"] == "accuracy"]
    totals = {r["value"].n for r in overall} - {None}
    by_variable: dict[str, list[tuple[Place, dict[str, Any]]]] = {}
    for index, row in enumerate(context.sheet.rows("performance.slices")):
        if row["metric"] == "accuracy":
            by_variable.setdefault(str(row["variable"]), []).append((("performance", "slices", index, "value"), row))
    for variable, rows in by_variable.items():
        values = [r["value"] for _, r in rows if isinstance(r["value"], Quantity)]
        sizes = [v.n for v in values if v.n is not None]
        if not totals or len(sizes) < len(rows) or sum(sizes) in totals or set(sizes) <= totals:
            continue
        elsewhere = {v.evidence for v in values}.isdisjoint({"", *(r["value"].evidence for r in overall)})
        if elsewhere or _overlap(context, variable, values):
            continue
        yield (
            f"the groups by {variable} hold {sum(sizes)} samples ({' + '.join(map(str, sizes))}), and the accuracy is "
            f"on {' or '.join(str(t) for t in sorted(totals))}: where groups overlap or leave samples out, say so in "
            "their note",
            tuple(context.quote(p, f"{r['group']}: {r['value'].n}") for p, r in rows),
        )


def _overlap(context: Context, variable: str, values: list[Quantity]) -> bool:
    """Whether a note, or a clause on the groups, says that they overlap or do not hold everything."""
    if not context.in_english:
        return any(v.note for v in values)
    places = (
        "performance.setup",
        "performance.environment_sensitivity",
        "performance.fairness",
        "data_and_model.coverage",
    )
    told_of = (c for t in texts(context.sheet, places) for c in clauses(t.text))
    about = [c for c in told_of if names(c, [variable, "group", "groups"])]
    return any(names(text, setting("overlap_words")) for text in (*(v.note for v in values), *about))


@rule("majority-not-in-groups", "error", "A majority that prose tells of is one by the groups")
def majority(context: Context) -> Iterator[Found]:
    """A group called the majority, or most, that holds half of the people or less."""
    people, found = _people(context.sheet), []
    for index, row in enumerate(context.sheet.rows("performance.groups")):
        share, count = number_of(row.get("share")), number_of(row.get("count"))
        if share is None and count is not None and people is not None:
            share = count / people[0]
        if share is not None and not says_not(row["group"]):
            found.append((("performance", "groups", index, "group"), str(row["group"]), share))
    places = ("performance.setup", "performance.fairness", "data_and_model.coverage", "overview.description")
    for text in texts(context.sheet, places) if found else ():
        for clause in clauses(text.text):
            words = setting("majority_words")
            if not mention(clause, words["words"], not_before=words["not_before"], not_after=words["not_after"]):
                continue
            for path, group, share in found:
                if names(clause, [group]) and share <= 0.5 and len([g for _, g, _ in found if names(clause, [g])]) == 1:
                    yield (
                        f"{shown(short(clause))} in {place_of(text.path)}, but {group} are {share * 100:.3g} %",
                        (context.quote(text.path, short(clause)), context.quote(path, group)),
                    )
