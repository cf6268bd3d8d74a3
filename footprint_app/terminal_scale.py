"""A device in any number, as text for a terminal."""

from __future__ import annotations

from footprint import tables
from footprint.factors import Interval
from footprint.findings import interval_name, interval_words
from footprint.numbers import CO2E, aligned, alike, mass, mass_interval, percent, prefix, significant
from footprint.result import INDICATOR
from footprint.scaling import words
from footprint.scaling.totals import Scaled
from footprint_app.terminal_marks import WIDTH, bar, bold, cut, log_dots, wrapped

_DOTS = 14


def scale_text(found: Scaled) -> str:
    """Totals first, then stages, milestones, flows over the years, the world, and what it all rests on."""
    lines = [*_total_lines(found), "", *_stage_lines(found), "", *_milestone_lines(found)]
    lines += ["", *_flow_lines(found), "", *_beside_lines(found)]
    if found.training:
        lines += ["", bold("Training"), wrapped(found.training["note"])]
    lines += ["", bold("Assumed"), *(wrapped(a.text, "    ", "  ") for a in found.assumed)]
    if found.warnings:
        lines += ["", bold("Look at"), *(wrapped(w, "    ", "  ") for w in found.warnings)]
    lines += ["", bold("Sources"), *(wrapped(s, "      ", f"  [{i}] ") for i, s in enumerate(found.sources, 1))]
    result = found.members[0].result
    used = ", ".join(f"{name} ({version})" for name, version in found.provenance["tables"].items())
    lines += [
        "",
        wrapped(f"{INDICATOR}. {interval_words(result)}. {words.SHARED}", ""),
        wrapped(f"Factor set {found.provenance['factor_set']}; tables {used}.", ""),
        f"inputs sha256 {found.provenance['inputs_sha256']}",
    ]  # fmt: skip
    return "\n".join(lines)


def _total_lines(found: Scaled) -> list[str]:
    kind = interval_name(found.members[0].result)
    lines = [bold(cut(found.name, WIDTH))]
    spans: tuple[tuple[Interval, str], ...] = (
        (found.total_kg_co2e, f"for {words.devices(found.devices)} over {words.lifetimes(found)}"),
        (found.per_year_kg_co2e, words.PER_YEAR),
        (found.per_device_kg_co2e, "per device"),
    )
    for kg, span in spans:
        typical, ends = mass_interval(kg)
        said = ends if ends == "no interval" else f"{ends}, {kind}"
        line = wrapped(f"{typical} {CO2E} ({said}) {span}", "")
        lines.append(line if len(lines) > 1 else bold(line))
    lines.append(wrapped(words.yearly_words(found), ""))
    if len(found.members) > 1:
        lines += ["", bold("Mix")]
        for m in found.members:
            each = mass(m.result.total_kg_co2e.typical)
            share = f"{significant(m.share * 100)} %"
            lines.append(cut(f"  {share:>7}  {each:>8} over {significant(m.lifetime_years)} years  {m.name}", WIDTH))
    return lines


def _stage_lines(found: Scaled) -> list[str]:
    stages, total = found.by_stage, found.total_kg_co2e.typical
    unit = prefix(max((kg.typical for kg in stages.values()), default=0.0))
    figures = [mass_interval(kg, "-", unit) for kg in stages.values()]
    texts = aligned(typical.split()[0] for typical, _ in figures)
    lines = [bold(f"{'By stage':<18}{f'{unit[0]} {CO2E}':>12}")]
    for (stage, kg), text, (_, ends) in zip(stages.items(), texts, figures, strict=True):
        share = kg.typical / total if total else 0.0
        line = f"  {tables.STAGES[stage].title:<16}{text:>12} {percent(share):>7} {bar(share):<12}  ({ends})"
        lines.append(line.rstrip())
    return lines


def _milestone_lines(found: Scaled) -> list[str]:
    models = list(found.models.values())
    head = [f"{m.title.removesuffix(' series').lower():>12}" for m in models]
    lines = [
        bold(wrapped(words.milestones_finding(found), "")),
        f"  {'billion':>7}{CO2E:>9}{'a year':>9} {''.join(head)}",
    ]
    for milestone, cells in zip(found.milestones, words.milestone_cells(found), strict=True):
        total, year = mass(milestone.total_kg_co2e.typical), mass(milestone.per_year_kg_co2e.typical)
        lines.append(f"  {cells[0]:>7}{total:>9}{year:>9} {''.join(f'{c:>12}' for c in cells[1:])}")
    lines += [wrapped(line, "    ", "  ") for line in words.never(found)]
    lines += [wrapped(words.counted_apart()), wrapped(words.assumed_points())]
    for model in models:
        lines.append(wrapped(f"{model.title}: {words.formula(model)}; {model.says}.", "    ", "  "))
    return lines


def _flow_lines(found: Scaled) -> list[str]:
    """Of each model some years: devices in service, made and replaced, and what the year emits."""
    head = f"{'':<15}{'year':>4}{'in service':>12}{'made':>8}{'replacing':>11}{'retired':>9}"
    lines = [bold("Flows, if every connection were such a device (billion devices)")]
    lines.append(f"{head}{CO2E:>10}")
    for key, years in found.flows.items():
        shown = words.shown_years(years)
        counts = [
            alike(getattr(year, name) / 1e9 for year in shown)
            for name in ("stock_devices", "produced_devices", "replacing_devices", "retired_devices")
        ]  # fmt: skip
        for i, year in enumerate(shown):
            title = found.models[key].title if not i else ""
            stock, made, replacing, retired = (cells[i] for cells in counts)
            kg = mass(year.kg_co2e.typical)
            lines.append(f"  {title:<13}{year.year:>4}{stock:>12}{made:>8}{replacing:>11}{retired:>9}{kg:>10}")
    return lines


def _beside_lines(found: Scaled) -> list[str]:
    """Yearly totals and the world's year as dots on a log axis."""
    rows = [("These devices, a year", found.per_year_kg_co2e.typical, "calculated", "")]
    rows += [(f"{e.title} {e.year}", e.kg_co2e.typical, e.status, words.beside_words(found, e)) for e in found.world]
    dots = log_dots([kg for _, kg, _, _ in rows], _DOTS)
    lines = [bold(wrapped(f"{words.beside_finding(found)} (dots: log axis)", ""))]
    for (title, kg, status, said), dot in zip(rows, dots, strict=True):
        lines.append(f"  {cut(title, 36):<37}{mass(kg):>9}  {dot:<{_DOTS}}  {status}")
        if said:
            lines.append(wrapped(said, "      ", "    "))
    lines.append(wrapped(words.BESIDE_NOTE))
    if found.familiar:
        lines += ["", bold(f"As much as the {mass(found.total_kg_co2e.typical)}")]
        lines += [wrapped(f"{one.text} ({one.source}; {one.status})", "    ", "  ") for one in found.familiar]
    return lines
