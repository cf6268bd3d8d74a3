"""What a scaled result says in sentences: one place for the terminal, the app and the PDF."""

from __future__ import annotations

from collections.abc import Sequence

from footprint import tables
from footprint.numbers import CO2E, duration, many, mass, percent, significant, times
from footprint.scaling.growth import Model
from footprint.scaling.totals import Scaled
from footprint.scaling.world import Emissions, share_text
from footprint.scaling.yearly import Year

_BILLION = 1e9


def devices(number: float) -> str:
    """``250 billion devices``, ``1 device``."""
    return f"{many(number)} {'device' if number == 1 else 'devices'}"


def lifetimes(found: Scaled) -> str:
    """The lifetimes of the systems: ``3 years``, ``3 to 10 years``."""
    years = sorted({m.lifetime_years for m in found.members})
    return duration(years[0]) if len(years) == 1 else f"{significant(years[0])} to {duration(years[-1])}"


def yearly_words(found: Scaled) -> str:
    """What a year is, in a sentence."""
    replaced = many(float(f"{found.replaced_per_year:.3g}"))
    return f"Keeping {devices(found.devices)} in service takes {replaced} new ones a year."


def counted_apart() -> str:
    """That connections and microcontrollers in service are two counts, in sentences."""
    rules = tables.growth()
    start, named = rules["models"]["exponential"]["start"], rules["devices"]
    return (
        f"Years: of {rules['connections']['what']}, about {significant(start['billion'])} billion in {start['year']}. "
        f"The {many(named['number'])} {named['what']} (IC Insights 2020) are another count, most of them not connected."
    )


def assumed_points() -> str:
    """Which values of the series were not verified, in a sentence."""
    years = [str(row.year) for row in tables.iot_connections() if row.status == "assumed"]
    first, last = tables.iot_connections()[0].year, tables.iot_connections()[-1].year
    observed = max(row.year for row in tables.iot_connections() if row.kind == "observed")
    return (
        f"Connections: observed {first} to {observed}, forecast to {last}; {' and '.join(years)} are not verified, so "
        "assumed."
    )


def milestones_finding(found: Scaled) -> str:
    """When the models reach the milestone that the title is about, in a sentence."""
    billion = tables.growth()["finding_billion"]
    at = next(m for m in found.milestones if m.billion == billion)
    years = {key: one.year for key, one in at.reached.items() if one.year is not None}
    if not years:
        return f"No model reaches {billion} billion connections"
    first, last = min(years, key=lambda k: years[k] or 0), max(years, key=lambda k: years[k] or 0)
    words = f"{billion} billion connections: {years[first]} {_if(first)}"
    if last == first:
        return words
    return f"{words}, {years[last]} {_if(last) if 'own' in (first, last) else f'if {last}'}"


def _if(model: str) -> str:
    return "in the series given" if model == "own" else f"if growth is {model}"


def never(found: Scaled) -> list[str]:
    """Which milestones a model never reaches, and why."""
    said: dict[tuple[str, str], list[str]] = {}
    for milestone in found.milestones:
        for key, reached in milestone.reached.items():
            if reached.year is None:
                said.setdefault((found.models[key].title, reached.why), []).append(significant(milestone.billion))
    return [
        f"{title}, {', '.join(some[:-1])}{' and ' if some[1:] else ''}{some[-1]} billion: never, as {why}."
        for (title, why), some in said.items()
    ]


def formula(model: Model) -> str:
    """A model with its parameters, in a line."""
    p = model.parameters
    texts = {
        "linear": lambda: f"N = {p['slope_billion_per_year']:.6f} y - {-p['intercept_billion']:.4f}",
        "exponential": lambda: (
            f"N = {p['start_billion']:g} x {1 + p['rate_per_year']:.5f}^(y - {p['start_year']}), "
            f"{p['rate_per_year'] * 100:.3f} % a year"
        ),
        "logistic": lambda: (
            f"N = {p['ceiling_billion']:g} / (1 + exp(-{p['slope_per_year']:.5f} (y - {p['middle_year']:.2f})))"
        ),
        "own": lambda: f"{len(p['points'])} years, {p['points'][0]['year']} to {p['points'][-1]['year']}",
    }
    return texts[model.key]()


def shown_years(years: Sequence[Year]) -> list[Year]:
    """The years of flows that a table shows: round ones, else the first and the last."""
    found = [year for year in years if year.year in tables.growth()["shown_years"]]
    return found or [years[0], years[-1]][: len(years)]


def flows_finding(model: Model, years: Sequence[Year]) -> str:
    """What the newest shown year emits, and how much of what is made replaces other devices."""
    last = shown_years(years)[-1]
    words = (
        f"{model.title}{'' if model.key == 'own' else ' growth'}: {mass(last.kg_co2e.typical)} {CO2E} in {last.year}"
    )
    if not last.produced_devices:
        return f"{words}, nothing is made"
    return f"{words}, {percent(last.replacing_devices / last.produced_devices)} of what is made is a replacement"


def beside_finding(found: Scaled) -> str:
    """A year of all devices against a year of the world, in a sentence."""
    world = found.world[0]
    share = times_or_share(found.share_of(world))
    return f"A year of {devices(found.devices)} is {share} of what the world emitted in {world.year}"


def published_share(other: Emissions) -> str:
    """The published share of a sector in the world, with its year; empty for the world."""
    return f"{share_text(other)} in {other.share_year}" if other.share else ""


def times_or_share(ratio: float) -> str:
    """``13 %``, or ``4.1 times`` from one on."""
    return times(ratio).replace("x", " times") if ratio >= 1 else percent(ratio)


def beside_words(found: Scaled, other: Emissions) -> str:
    """A year of the devices as a share of that of the world or a sector, and the sector's published share."""
    share = f"; the sector: {share_text(other)} of the world in {other.share_year}" if other.share else ""
    return f"the devices: {times_or_share(found.share_of(other))} of it{share}"


PER_YEAR = "a year, to keep as many in service"
SHARED = "All devices share the errors of factors: their number does not make the interval narrower."
IF_EVERY = "Flows: if every connection were such a device."
ECHO = "Steps of one lifetime are an echo of the first year, whose devices are taken as evenly aged."
BESIDE_NOTE = "Years beside years. Such devices are in part counted in the ICT sector, so the two do not add up."


def milestone_cells(found: Scaled) -> list[list[str]]:
    """Billions of each milestone, and its year by each model; a dash for never."""
    return [
        [significant(m.billion), *("-" if r.year is None else str(r.year) for r in m.reached.values())]
        for m in found.milestones
    ]  # fmt: skip


def in_billions(devices: float) -> str:
    """Devices in billions for a table: ``83.3``."""
    return significant(devices / _BILLION)
