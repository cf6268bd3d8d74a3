"""The command line: reads arguments, calls the library, prints a view of the result.

Exit 0 on success and 2 on bad input, with one message on stderr and no traceback.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from footprint import __version__
from footprint.errors import InputError, nearest, shown


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what the terminal cannot write is escaped
            stream.reconfigure(errors="backslashreplace")
    try:
        document: dict[str, Any]
        document, text = arguments.run(arguments)
        print(json.dumps(document, indent=2, allow_nan=False) if arguments.json else text())
        sys.stdout.flush()
    except InputError as error:
        print(f"footprint: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader went away (`| head`); keep Python from complaining about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"footprint: cannot write the output: {error.strerror}.", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


Answer = tuple[dict[str, Any], Callable[[], str]]
"""The JSON document of a command, and how to say it as text."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="footprint",
        description="Embodied and operational CO2e of TinyML devices, with a source for every number.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"footprint {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], Answer], summary: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
        )
        sub.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
        sub.set_defaults(run=run)
        return sub

    command("presets", _presets, "list the systems that ship, with their totals")

    sub = command("factors", _factors, "list factors, or show where one comes from")
    sub.add_argument(
        "key", nargs="?", metavar="KEY", help="a factor, a named grid factor, a country code or a factor set"
    )

    command("schema", _schema, "print the JSON Schema of the system file")

    sub = command("new", _new, "write a commented system file to start from")
    sub.add_argument("file", metavar="FILE")
    sub.add_argument("--preset", metavar="NAME", help="start from a preset instead of the commented example")

    sub = command("assess", _assess, "footprint of one or more systems, by stage and block")
    sub.add_argument(
        "systems", nargs="+", metavar="SYSTEM", help="a preset, or a file: a name with / or ending in .yaml"
    )
    sub.add_argument("--lifetime", metavar="TIME", help='time in service, like "5 years"')
    sub.add_argument("--country", metavar="ISO3", help="where the device is used: changes the use stage only")
    sub.add_argument("--year", type=int, metavar="YEAR", help="year of the grid intensity")
    sub.add_argument("--units", type=int, metavar="N", help="devices that share one training")
    sub.add_argument(
        "--per", choices=("device", "year", "inference"), default="device", help="declared unit (default: device)"
    )
    sub.add_argument("--factors", metavar="SET", help="factor set (default: pirson-bol-2021)")
    sub.add_argument(
        "--as-of", metavar="DATE", help="warn of factors past their best-before on this day, like 2027-01-31"
    )
    sub.add_argument("--pdf", metavar="FILE", help="write the one-page report")
    sub.add_argument("--csv", metavar="FILE", help="write every row with its source")

    sub = command("compare", _compare, "put systems and reference products side by side")
    sub.add_argument(
        "items", nargs="+", metavar="ITEM", help="a preset, a file, or a reference product such as apple-watch-series-7"
    )
    sub.add_argument("--factors", metavar="SET", help="factor set (default: pirson-bol-2021)")

    sub = command("app", _app, "start the app in a browser")
    sub.add_argument("--port", type=int, default=8501, help="port on this machine (default: 8501)")
    sub.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _presets(arguments: argparse.Namespace) -> Answer:
    import footprint
    from footprint.numbers import headline
    from footprint.result import document, provenance

    results = {name: footprint.assess(footprint.load_system(name)) for name in footprint.preset_names()}
    listed = [
        {
            "name": name,
            "title": result.system.name,
            "description": result.system.description,
            "reference": result.system.reference,
            "lifetime_years": result.system.lifetime_years,
            "total_kg_co2e": result.total_kg_co2e.to_dict(),
        }
        for name, result in results.items()
    ]

    def text() -> str:
        width = max(map(len, results)) + 2
        lines = [f"{name:<{width}}{headline(r.total_kg_co2e)}" for name, r in results.items()]
        return "\n".join([*lines, "", "footprint assess NAME shows one; footprint new FILE --preset NAME copies one."])

    return {**document("presets"), **provenance(list(results.values())), "presets": listed}, text


def _factors(arguments: argparse.Namespace) -> Answer:
    from footprint import tables
    from footprint.factors import load_set, set_keys
    from footprint.result import document
    from footprint_app import terminal

    key = arguments.key
    if key is not None and key not in set_keys():
        factor, superseded = _find_factor(key)
        found = {**document("factor"), "factor": factor.to_dict(), "superseded": [f.to_dict() for f in superseded]}
        return found, lambda: terminal.factor_text(factor, superseded)
    chosen = [load_set(k) for k in ([key] if key else set_keys())]
    listed: dict[str, Any] = {
        **document("factors"),
        "factor_sets": [
            {
                "key": s.key,
                "title": s.title,
                "version": s.version,
                "licence": s.licence,
                "factors": [f.to_dict() for f in s.factors.values()],
            }
            for s in chosen
        ],
        "grid": {
            **tables.about()["grid_intensity"],
            "countries": {c: {"name": v.name, "years": sorted(v.intensity)} for c, v in tables.countries().items()},
            "named": [f.to_dict() for f in tables.named_grids().values()],
        },
    }

    def text() -> str:
        lines = []
        for s in chosen:
            lines += [terminal.bold(f"{s.key}: {s.title} (version {s.version})")]
            lines += [
                f"  {f.key:<28}{f.kg_co2e.typical:>12.7g} {f.unit:<15} {f.reading}, {f.status}"
                for f in s.factors.values()
            ]
        newest = max(max(c.intensity) for c in tables.countries().values())
        lines += ["", terminal.bold("Electricity"), *(f"  {k}" for k in tables.named_grids())]
        lines += [f"  grid.COUNTRY.YEAR: {len(tables.countries())} countries and regions, to {newest}"]
        return "\n".join([*lines, "", "footprint factors KEY shows where one comes from."])

    return listed, text


def _find_factor(key: str) -> tuple[Any, Sequence[Any]]:
    """A factor by its key in any set, a named grid factor, a country, or grid.COUNTRY.YEAR."""
    from footprint import tables
    from footprint.factors import load_set, set_keys

    for s in map(load_set, set_keys()):
        if key in s.factors:
            return s.factors[key], s.superseded(key)
    if key in tables.named_grids():
        return tables.named_grids()[key], ()
    country, _, year = key.removeprefix("grid.").partition(".")
    if key.startswith("grid.") or country in tables.countries():
        if year and not (year.isdecimal() and len(year) == 4):
            raise InputError(f"{shown(year)} is not a year", hint="Write it like grid.DEU.2024.")
        return tables.grid_factor(country, int(year) if year else None, None), ()
    starting = [k for s in map(load_set, set_keys()) for k in s.factors if k.startswith(f"{key}.")]
    if starting:
        raise InputError(f"{shown(key)} is a block, not a factor", valid=starting)
    known = [
        *set_keys(),
        *(k for s in set_keys() for k in load_set(s).factors),
        *tables.named_grids(),
        *tables.countries(),
    ]
    raise InputError(f"unknown factor {shown(key)}", valid=nearest(key, known))


def _schema(arguments: argparse.Namespace) -> Answer:
    from footprint.result import document
    from footprint.schema import system_schema

    # Keys that JSON Schema does not know are ignored by its readers.
    schema = {**system_schema(), **document("schema")}
    return schema, lambda: json.dumps(schema, indent=2)


def _new(arguments: argparse.Namespace) -> Answer:
    from footprint.export import write_file
    from footprint.presets import FOLDER, preset_names
    from footprint.result import document
    from footprint.yaml_file import read_text

    if arguments.preset is None:
        text = files("footprint_app").joinpath("new_system.yaml").read_text(encoding="utf-8")
    else:
        if arguments.preset not in preset_names():
            raise InputError(
                f"unknown preset {shown(arguments.preset)}", valid=nearest(arguments.preset, preset_names())
            )
        text = read_text(FOLDER / f"{arguments.preset}.yaml")
    if not arguments.file.lower().endswith((".yaml", ".yml")):
        raise InputError(
            f"{shown(arguments.file)} does not end in .yaml", hint="A system file is named like my-sensor.yaml."
        )
    write_file(arguments.file, text, keep=True)
    path = arguments.file if os.sep in arguments.file or "/" in arguments.file else f"./{arguments.file}"
    return (
        {**document("new"), "file": arguments.file},
        lambda: f"Wrote {arguments.file}. Edit it, then: footprint assess {path}",
    )


def _assess(arguments: argparse.Namespace) -> Answer:
    import footprint
    from footprint.export import to_csv, write_file
    from footprint.factors import DEFAULT
    from footprint.result import document as head
    from footprint.result import provenance
    from footprint_app import terminal

    if arguments.pdf and len(arguments.systems) > 1:
        raise InputError("--pdf takes one system", hint="Run the command once for each.")
    _keep_inputs(arguments)
    changes = {
        "lifetime": arguments.lifetime,
        "country": arguments.country,
        "year": arguments.year,
        "units_produced": arguments.units,
    }
    changes = {k: v for k, v in changes.items() if v is not None}
    results = []
    for name in arguments.systems:
        system = footprint.load_system(name)
        if changes:
            system = system.with_(**changes)
        results.append(footprint.assess(system, factors=arguments.factors or DEFAULT))
    if arguments.as_of is not None:
        day = _day(arguments.as_of)
        for result in results:
            result.check_age(day)
    documents = [result.to_dict(arguments.per) for result in results]
    if arguments.csv:
        write_file(arguments.csv, to_csv(results, arguments.per))
    if arguments.pdf:
        from datasheets.report import report_pdf

        write_file(arguments.pdf, report_pdf(results[0], arguments.per))
    document = (
        documents[0] if len(results) == 1 else {**head("assessments"), **provenance(results), "results": documents}
    )

    def text() -> str:
        parts = [terminal.footprint_text(r, arguments.per) for r in results]
        written = [f"Wrote {f}" for f in (arguments.pdf, arguments.csv) if f]
        return "\n".join([f"\n\n{'-' * terminal.WIDTH}\n\n".join(parts), *written])

    return document, text


def _keep_inputs(arguments: argparse.Namespace) -> None:
    """Refuse to write a result over one of the systems it comes from."""
    from footprint.presets import SYSTEM_SUFFIXES

    given = {Path(name).resolve() for name in arguments.systems}
    outputs = [f for f in (arguments.pdf, arguments.csv) if f]
    for file in outputs:
        if file.lower().endswith(SYSTEM_SUFFIXES):
            raise InputError("the name is one of a system file, so no result is written there", file=file)
        if Path(file).resolve() in given:
            raise InputError("the result would overwrite its own system file", file=file)
    if len({Path(f).resolve() for f in outputs}) < len(outputs):
        raise InputError("--pdf and --csv name the same file", file=arguments.pdf)


def _day(text: str) -> date:
    """The date of --as-of."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--as-of {shown(text)} is not a date", hint="Write it like 2027-01-31.") from None


def _compare(arguments: argparse.Namespace) -> Answer:
    import footprint
    from footprint.factors import DEFAULT, load_set
    from footprint.findings import compared, ratio, reference_products
    from footprint.presets import is_file_name
    from footprint.result import INDICATOR, document, provenance
    from footprint_app import terminal

    if len(arguments.items) < 2:
        raise InputError("compare needs at least two systems or products")
    products = reference_products()
    factor_set = load_set(arguments.factors or DEFAULT)
    items, results = [], []
    for name in arguments.items:
        if name in products:
            items.append(products[name])
            continue
        if not is_file_name(name) and name not in footprint.preset_names():
            known = [*footprint.preset_names(), *products]
            raise InputError(f"unknown preset or reference product {shown(name)}", valid=nearest(name, known))
        system = footprint.load_system(name)
        results.append(footprint.assess(system, factors=factor_set))
        items.append(compared(name, results[-1]))
    listed = [
        {
            "key": i.key,
            "name": i.name,
            "kind": i.kind,
            "lifetime_years": i.lifetime_years,
            "total_kg_co2e": i.kg_co2e.to_dict(),
            "per_year_kg_co2e": i.per_year_kg_co2e.to_dict(),
            "source": i.source,
            "not_covered": list(i.not_covered),
            "warnings": list(i.warnings),
        }
        for i in items
    ]

    def ratios(per_year: bool) -> list[list[float | None]]:
        values = [i.per_year_kg_co2e if per_year else i.kg_co2e for i in items]
        return [[ratio(a, b) if b.typical else None for b in values] for a in values]

    found = {
        **document("compare"),
        **provenance(results, "reference_products"),
        "indicator": INDICATOR,
        "items": listed,
        "ratios": ratios(False),
        "ratios_per_year": ratios(True),
    }
    return found, lambda: terminal.comparison_text(items)


def _app(arguments: argparse.Namespace) -> Answer:
    from footprint.result import document
    from footprint_app.serve import serve, url

    if not 1 <= arguments.port <= 65535:
        raise InputError(f"port {arguments.port} is not between 1 and 65535")
    found = {**document("app"), "url": url(arguments.port)}
    if arguments.json:
        print(json.dumps(found, indent=2), flush=True)
    serve(arguments.port, browser=not arguments.no_browser, quiet=arguments.json)
    sys.exit(0)
