"""The way of an inventory through an engine to a `Fleet`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from footprint.engine import Sets, as_sets
from footprint.errors import InputError, shown
from footprint.factors import DEFAULT, FactorSet
from footprint.fleet.engines import Engine, Progress, opened, ticking
from footprint.fleet.known import Kind, Known, Places, known_places, known_systems
from footprint.fleet.profiles import check_profiles
from footprint.fleet.rejects import by_reason, check_file, explained, keep_files, write_rejects
from footprint.fleet.result import Fleet, Inventory, Reason, check_by
from footprint.fleet.sources import Source, content_sha256, find_files, ignored, read_sources
from footprint.items import Assumed
from footprint.system import System


def assess_fleet(
    inventory: str | Path | Sequence[str | Path] | Any,
    *,
    by: Sequence[str] = ("country",),
    systems: Mapping[str, System] | None = None,
    profiles: Mapping[str, Any] | None = None,
    factors: str | FactorSet = DEFAULT,
    fill_from: Sets | None = None,
    draws: int = 0,
    seed: int | None = None,
    engine: str = "duckdb",
    connection: Any = None,
    rejects: str | Path | None = None,
    grid_year: int | None = None,
    progress: Progress | None = None,
) -> Fleet:
    """The footprint of a fleet: each lot is its number of devices times one of them, over its lifetime. [kg CO2e]

    A device of a lot is `assess(system.with_(country=..., year=...))`. Twelve keyword spotters of 2.61 kg CO2e each
    are 12 x 2.61 = 31.3 kg CO2e, and so is a lot of 5 beside one of 7 in the same country and year.

    Parameters
    ----------
    inventory : str, Path, several of them, or an Ibis table
        CSV or Parquet files, folders or patterns, or a table of a connection, with the columns `preset` (or `system`),
        `country` (ISO 3166 alpha-3), `year` (of deployment), `count` and, if wanted, `profile`. An inventory names
        systems and never files.
    by : sequence of str
        Any of country, year, preset, profile, stage, in any order; empty for the total only.
    systems : map of str to System, optional
        Further systems by the name that the inventory gives them.
    profiles : map of str to dict, optional
        Power states by name, see `footprint.fleet.profiles`.
    factors, fill_from
        As in `footprint.assess`.
    draws, seed : int
        0 for bounds; else P5 and P95 of so many joint draws, in which all devices share the errors of their factors.
    engine : str
        duckdb, inside this process, or spark, on this machine.
    connection : Ibis backend, optional
        Read the files through it instead. A table brings its own.
    rejects : str or Path, optional
        Where to write rows that are not valid (.csv or .parquet), if there are any.
    grid_year : int, optional
        Take the grid intensity of this year for every lot; listed as assumed.
    progress : callable, optional
        Takes what is being done, and the share of it that is done (None where the engine does not say).

    Returns
    -------
    Fleet
        Rows that are not valid are in no total; `Fleet.reasons` counts them.

    Raises
    ------
    InputError
        An inventory that cannot be read, lacks a column or holds no rows, or an option that does not fit.
    """
    by = check_by(by)
    if rejects is not None:
        check_file(rejects)
    if grid_year is not None and (isinstance(grid_year, bool) or not isinstance(grid_year, int)):
        raise InputError(f"grid year {shown(grid_year)} is not a calendar year")
    interval = _interval(draws, seed)
    table: Any = inventory if hasattr(inventory, "get_backend") else None
    files = () if table is not None else find_files(inventory)
    if rejects is not None:
        keep_files(rejects, files)
    sources = read_sources(files)
    for headings in [table.columns] if table is not None else [s.headings for s in sources if s.kind == "parquet"]:
        _check_free(headings)
    places = known_places(grid_year)
    known = known_systems(systems or {}, check_profiles(profiles) if profiles else {}, factors, fill_from)
    told = ticking(progress)
    with opened(engine, connection, table) as running:
        lots = [table] if table is not None else [_cells(running.read(source), source) for source in sources]
        read = _read(running, lots, known, places, grid_year, rejects, sources, told)
    from footprint.fleet.rolled import roll_up

    rolled = roll_up(read.groups, by, known, places, interval, told)
    used = [known.kinds[number] for number in rolled.kinds]
    unread = ignored(table.columns) if table is not None else [name for source in sources for name in source.ignored]
    return Fleet(
        by=by, groups=rolled.groups, input_rows=read.rows, accepted_rows=read.accepted,
        rejected_rows=read.rows - read.accepted, devices=rolled.devices, total_kg_co2e=rolled.total_kg_co2e,
        by_stage=rolled.by_stage, interval=interval, engine=running.name, reasons=read.reasons,
        rejects_file=str(rejects) if rejects is not None and read.reasons else None,
        assumed=tuple(_assumed(used, grid_year)),
        warnings=tuple(_warnings(used, tuple(dict.fromkeys(unread)), rolled.outside)),
        factor_set=as_sets(factors)[0].key,
        inventory=Inventory(tuple(path.name for path in files), content_sha256(files) if files else None),
        results=tuple(kind.result for kind in used),
        options={"grid_year": grid_year, "draws": interval["draws"], "seed": interval["seed"]},
    )  # fmt: skip


def _check_free(headings: Sequence[str]) -> None:
    """Refuse headings that are those of columns which engines add."""
    from footprint.fleet.expression import FILE, LINE

    for heading in headings:
        if heading.casefold() in (FILE, LINE):
            raise InputError(f"a column cannot be called {heading}: rows are marked by it here", hint="Rename it.")


def _cells(lots: Any, source: Source) -> Any:
    """The cells of some files; a column without a value or a type is one of empty cells, whatever an engine says."""
    import ibis

    return lots.mutate(**{heading: ibis.null("string") for heading in source.blank}) if source.blank else lots


def _interval(draws: int, seed: int | None) -> dict[str, Any]:
    """What low and high of the result are."""
    if draws:
        from footprint.uncertainty.drawing import check

        draws, seed = check(draws, seed)
        return {"kind": "p5-p95", "draws": draws, "seed": seed}
    if seed is not None:
        raise InputError("a seed goes with draws", hint="Give the number of draws too, like 10000.")
    return {"kind": "bounds", "draws": 0, "seed": None}


class _Read(NamedTuple):
    """What an engine made of an inventory."""

    groups: Any  # Arrow table of the finest groups
    rows: int
    accepted: int
    reasons: tuple[Reason, ...]


def _read(
    running: Engine,
    lots: list[Any],
    known: Known,
    places: Places,
    grid_year: int | None,
    rejects: str | Path | None,
    sources: Sequence[Source],
    told: Progress | None,
) -> _Read:
    """Read the rows once, and once more where some are not valid."""
    from footprint.fleet import expression

    small = expression.small_tables(known, places, running.small)
    groups = running.run(expression.finest(lots, small, grid_year), "reading the inventory", told)
    broken = running.broken_lines()
    accepted, rows = (int(groups[name].to_numpy().sum()) for name in ("accepted", "rows"))
    if not rows + len(broken):
        raise InputError("the inventory holds no rows", hint="Each row is a lot: preset, country, year and count.")
    found = [(expression.BROKEN, 1, text) for _, _, text in broken]
    if rows > accepted:
        names = expression.name_tables(known, running.small)
        rejected = expression.rejected(lots, small, names, grid_year)
        found += by_reason(rejected, lambda asked: running.run(asked, "counting rejected rows", told))
    reasons = explained(found, known, grid_year)
    if rejects is not None and reasons:
        called = {str(path.resolve()): str(path) for source in sources for path in source.files}
        batches = (
            running.batches(expression.in_order(rejected), "writing rejected rows", told) if rows > accepted else ()
        )
        write_rejects(rejects, batches, broken, called)
    return _Read(groups, rows + len(broken), accepted, reasons)


def _together(said: Sequence[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """What is said of several systems, once, with the names of those it concerns."""
    of: dict[Any, dict[str, None]] = {}
    for name, what in said:
        of.setdefault(what, {}).setdefault(name)
    return ((", ".join(names), what) for what, names in of.items())


def _called(kind: Kind) -> str:
    return f"{kind.preset} ({kind.profile})" if kind.profile else kind.preset


def _assumed(used: Sequence[Kind], grid_year: int | None) -> Iterator[Assumed]:
    if grid_year is not None:
        yield Assumed("grid_year", grid_year, "the grid intensity of one year for every year of deployment, as asked")
    for names, one in _together([(_called(kind), one) for kind in used for one in kind.result.assumed]):
        yield Assumed(one.field, one.value, f"{names}: {one.why}")


def _warnings(used: Sequence[Kind], unread: Sequence[str], outside: bool) -> Iterator[str]:
    if unread:
        yield f"columns that are not read: {', '.join(shown(name, 30) for name in unread)}"
    if outside:
        yield "the deterministic total lies outside of its own interval: typical values are near the ends of draws"
    for names, text in _together([(_called(kind), text) for kind in used for text in kind.warnings]):
        yield f"{names}: {text}"
