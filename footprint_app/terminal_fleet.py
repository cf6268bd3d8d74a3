"""A fleet as text for a terminal: what was rejected first, then the total, stages and the largest groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from footprint import tables
from footprint.fleet.findings import interval_words, short_title
from footprint.numbers import CO2E, column, count, headline, many, mass_interval, percent, prefix
from footprint.result import INDICATOR
from footprint_app.terminal_marks import BAR, WIDTH, bar, bold, cut, wrapped

if TYPE_CHECKING:
    from footprint.fleet import Fleet

MOST_GROUPS = 15
MOST_REASONS = 8
MOST_LINES = 6
"""Assumptions and warnings that are said; the others are in the JSON document."""


def fleet_text(found: Fleet) -> str:
    """Rejected rows, total, stages, the largest groups, what was assumed, and what the numbers rest on."""
    lines = []
    if found.rejected_rows:
        lines += [*_rejected_lines(found), ""]
    lines += [
        wrapped(f"{many(found.devices)} {_plural('device', found.devices)}, {count(found.accepted_rows)} "
                f"{_plural('lot', found.accepted_rows)}", ""),
        bold(headline(found.total_kg_co2e)),
        "",
        *_stage_lines(found),
    ]  # fmt: skip
    if found.by:
        lines += ["", *_group_lines(found)]
    if found.assumed:
        lines += ["", bold("Assumed"), *_some([one.text for one in found.assumed])]
    if found.warnings:
        lines += ["", bold("Look at"), *_some(list(found.warnings))]
    provenance = found.provenance
    basis = ", ".join(f"{name} ({version})" for name, version in provenance["tables"].items())
    covers = "" if found.inventory.sha256 else " The hash does not cover the rows of the table."
    lines += [
        "",
        wrapped(f"{INDICATOR}, over the lifetimes of the devices. {interval_words(found)}", ""),
        wrapped(f"Factor set {found.factor_set}; tables {basis}. Engine {found.engine}.{covers}", ""),
        f"inputs sha256 {provenance['inputs_sha256']}",
    ]
    return "\n".join(lines)


def _plural(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def _rejected_lines(found: Fleet) -> list[str]:
    lines = [wrapped(found.rejected_sentence, "")]
    for one in found.reasons[:MOST_REASONS]:
        example = f": {one.example}" if one.example else ""
        lines.append(wrapped(f"{count(one.rows)} {one.reason}{example}", "      ", "  "))
    if len(found.reasons) > MOST_REASONS:
        lines.append(f"  and {len(found.reasons) - MOST_REASONS} more reasons, in --json")
    if found.rejects_file is None:
        lines.append("  --rejects FILE writes these rows with their reasons.")
    return lines


def _stage_lines(found: Fleet) -> list[str]:
    total = found.total_kg_co2e.typical
    if not total:
        return ["Nothing to show by stage: the total is zero."]
    unit, amounts = column(kg.typical for kg in found.by_stage.values())
    largest = max(kg.typical for kg in found.by_stage.values())
    lines = [bold(f"{'By stage':<{WIDTH - BAR - 24}}{unit + ' ' + CO2E:>14}")]
    for (stage, kg), amount in zip(found.by_stage.items(), amounts, strict=True):
        head = f"  {tables.STAGES[stage].title:<{WIDTH - BAR - 26}}{amount:>14}{percent(kg.typical / total):>7} "
        lines.append(head + bar(kg.typical / largest))
    return lines


def _group_lines(found: Fleet) -> list[str]:
    shown = found.largest(MOST_GROUPS)
    if not shown:
        return ["No group: no row was accepted."]
    unit = prefix(shown[0].kg_co2e.typical)
    figures = [mass_interval(group.kg_co2e, unit=unit) for group in shown]
    wide = [max(len(text) for text in texts) for texts in zip(*figures, strict=True)]
    devices = [many(group.devices) for group in shown]
    wide_devices = max(len("devices"), *map(len, devices))
    room = WIDTH - sum(wide) - wide_devices - 10
    title = f"By {', '.join(found.by)}"
    lines = [bold(f"{cut(title, room + 2):<{room + 2}}  {'devices':>{wide_devices}}  {CO2E:>{wide[0]}}")]
    for group, (typical, bounds), number in zip(shown, figures, devices, strict=True):
        name = f"  {cut(short_title(group.key, room, len, _cut), room):<{room}}"
        lines.append(f"{name}  {number:>{wide_devices}}  {typical:>{wide[0]}}  ({bounds})".rstrip())
    if len(found.groups) > len(shown):
        lines.append(f"  and {count(len(found.groups) - len(shown))} more, in --json and --csv")
    return lines


def _cut(text: str, room: float) -> str:
    return cut(text, int(room))


def _some(texts: list[str]) -> list[str]:
    lines = [wrapped(text, "    ", "  ") for text in texts[:MOST_LINES]]
    if len(texts) > MOST_LINES:
        lines.append(f"  and {len(texts) - MOST_LINES} more, in --json")
    return lines
