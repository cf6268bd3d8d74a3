"""The command that rolls up an inventory of lots."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from footprint_app.answers import Verdict
from footprint_app.options import drawing, factor_set, keep_inputs, whole_number

_BY = "country"


def add_options(sub: argparse.ArgumentParser) -> None:
    """The options of the command that are its own."""
    sub.add_argument(
        "inventory", nargs="+", metavar="INVENTORY",
        help="CSV or Parquet files, folders, or patterns in quotes; columns preset, country, year, count",
    )  # fmt: skip
    sub.add_argument(
        "--by", metavar="KEYS", default=_BY,
        help=f"any of country, year, preset, profile, stage with commas between, or none (default: {_BY})",
    )  # fmt: skip
    sub.add_argument(
        "--system", metavar="FILE", action="append", default=[],
        help="a system file; the inventory calls it by its name without the ending; may be given several times",
    )  # fmt: skip
    sub.add_argument("--profiles", metavar="FILE", help="named power states (.yaml) for the column profile")
    sub.add_argument("--grid-year", metavar="YEAR", help="take the grid intensity of this year for every lot")
    sub.add_argument("--engine", metavar="ENGINE", default="duckdb", help="duckdb (default) or spark")
    sub.add_argument("--rejects", metavar="FILE", help="write the rows that are not valid (.csv or .parquet)")
    sub.add_argument("--strict", action="store_true", help="exit with 1 where any row is not valid")
    sub.add_argument("--csv", metavar="FILE", help="write every group")


def fleet(arguments: argparse.Namespace) -> Verdict:
    """The footprint of an inventory; no where rows were rejected and that was asked not to be."""
    from footprint.errors import InputError
    from footprint.export import check_writable, write_files
    from footprint.fleet import assess_fleet, load_profiles
    from footprint.fleet.sources import find_files
    from footprint.presets import load_system
    from footprint_app.terminal_fleet import fleet_text

    files = map(str, find_files(arguments.inventory))  # a folder or a pattern means them
    inputs = (*files, *arguments.system, *filter(None, [arguments.profiles]))
    keep_inputs(inputs, rejects=arguments.rejects, csv=arguments.csv, pdf=arguments.pdf)
    for path in filter(None, [arguments.csv, arguments.pdf]):
        check_writable(path)
    draws, seed = drawing(arguments)
    systems = {}
    for name in arguments.system:
        if Path(name).stem in systems:
            raise InputError(f"two systems are called {Path(name).stem}", file=name, hint="Rename one of the files.")
        systems[Path(name).stem] = load_system(Path(name))
    profiles = load_profiles(arguments.profiles) if arguments.profiles else None
    by = [] if arguments.by == "none" else [key.strip() for key in arguments.by.split(",")]
    with_progress, done = _progress()
    try:
        found = assess_fleet(
            arguments.inventory, by=by, systems=systems, profiles=profiles, factors=factor_set(arguments),
            fill_from=arguments.fill_from or None, draws=draws, seed=seed, engine=arguments.engine,
            rejects=arguments.rejects, grid_year=whole_number("grid-year", arguments.grid_year), progress=with_progress,
        )  # fmt: skip
    finally:
        done()
    outputs: dict[str, bytes | str] = {}
    if arguments.csv:
        outputs[arguments.csv] = found.to_csv()
    if arguments.pdf:
        from datasheets.context_pages import context_pdf

        outputs[arguments.pdf] = context_pdf(found)
    write_files(outputs)
    if arguments.strict and found.rejected_rows:
        print(f"footprint: {found.rejected_sentence} --strict takes none.", file=sys.stderr)
    written = [f"Wrote {file}" for file in (found.rejects_file, arguments.csv, arguments.pdf) if file]
    return (
        found.to_dict(),
        lambda: "\n".join([fleet_text(found), *written]),
        not (arguments.strict and found.rejected_rows),
    )


def _progress() -> tuple[Callable[[str, float | None], None] | None, Callable[[], None]]:
    """What says on a terminal how far a long run is, and what wipes it."""
    if not sys.stderr.isatty():
        return None, lambda: None
    start, width = time.monotonic(), 60

    def say(what: str, share: float | None) -> None:
        part = "" if share is None else f", {share * 100:.0f} %"
        text = f"{what}{part}, {time.monotonic() - start:.0f} s"
        sys.stderr.write(f"\r{text[:width]:<{width}}")
        sys.stderr.flush()

    def wipe() -> None:
        sys.stderr.write(f"\r{'':<{width}}\r")
        sys.stderr.flush()

    return say, wipe
