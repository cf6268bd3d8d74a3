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
    sub.add_argument("--training", metavar="FILE", help="a CodeCarbon emissions.csv, instead of the system's training")
    _add_sets(sub)
    sub.add_argument(
        "--all-factor-sets",
        action="store_true",
        help="the same system with every factor set, and named scenarios: how far they are apart",
    )
    sub.add_argument(
        "--as-of", metavar="DATE", help="warn of factors past their best-before on this day, like 2027-01-31"
    )
    sub.add_argument("--pdf", metavar="FILE", help="write the one-page report")
    sub.add_argument("--csv", metavar="FILE", help="write every row with its source")

    sub = command("compare", _compare, "put systems and reference products side by side")
    sub.add_argument(
        "items", nargs="+", metavar="ITEM", help="a preset, a file, or a reference product such as apple-watch-series-7"
    )
    _add_sets(sub)

    sub = command("bom", _bom, "read a bill of materials (CSV or KiCad) into a system file")
    sub.add_argument("file", metavar="FILE", help="CSV, a BOM that KiCad exports, or a .kicad_pcb")
    sub.add_argument("--out", metavar="FILE", help="write the system file (.yaml); needs --lifetime")
    sub.add_argument("--lifetime", metavar="TIME", help='time in service, like "3 years"')
    sub.add_argument("--name", metavar="NAME", help="name of the device (default: that of the file)")
    sub.add_argument("--rules", metavar="FILE", help="own rules from lines to parts, before those that ship")
    sub.add_argument("--board-area", metavar="AREA", help='area of the board, like "8.1 cm^2"')
    sub.add_argument("--board-layers", type=int, metavar="N", help="copper layers of the board")
    _add_sets(sub)

    sub = command("parts", _parts, "list the parts library, and which factor sets know a part")
    sub.add_argument("key", nargs="?", metavar="KEY", help="a part, or a block")

    sub = command("app", _app, "start the app in a browser")
    sub.add_argument("--port", type=int, default=8501, help="port on this machine (default: 8501)")
    sub.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _add_sets(sub: argparse.ArgumentParser) -> None:
    """The options of every command that applies factors."""
    sub.add_argument("--factors", metavar="SET", help="factor set (default: pirson-bol-2021)")
    sub.add_argument(
        "--fill-from",
        metavar="SET",
        action="append",
        default=[],
        help="take from this set what the factor set lacks; may be given several times",
    )


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
        several = _find_factors(key)
        name, factor, superseded = several[0]
        found = {
            **document("factor"),
            **({"factor_set": name} if name else {}),
            "factor": factor.to_dict(),
            "superseded": [f.to_dict() for f in superseded],
            "other_sets": [{"factor_set": n, "factor": f.to_dict()} for n, f, _ in several[1:]],
        }
        return found, lambda: "\n\n".join(terminal.factor_text(f, rest, n) for n, f, rest in several)
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


def _find_factors(key: str) -> list[tuple[str, Any, Sequence[Any]]]:
    """A factor by its key in each set that has it, a named grid factor, a country, or grid.COUNTRY.YEAR.

    Each with the key of its set, if it is in one, and the readings that were not used.
    """
    from footprint import tables
    from footprint.factors import load_set, set_keys

    found: list[tuple[str, Any, Sequence[Any]]]
    found = [(s.key, s.factors[key], s.superseded(key)) for s in map(load_set, set_keys()) if key in s.factors]
    if found:
        return found
    if key in tables.named_grids():
        return [("", tables.named_grids()[key], ())]
    country, _, year = key.removeprefix("grid.").partition(".")
    if key.startswith("grid.") or country in tables.countries():
        if year and not (year.isdecimal() and len(year) == 4):
            raise InputError(f"{shown(year)} is not a year", hint="Write it like grid.DEU.2024.")
        return [("", tables.grid_factor(country, int(year) if year else None, None), ())]
    if key in tables.parts():
        hint = f"footprint parts {key} shows what is known of it; it can be given as declared, with its source."
        raise InputError(f"{shown(key)} is a part without a factor of its own", hint=hint)
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
    from footprint.export import to_csv, write_files
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
    training: dict[str, Any] = {}
    if arguments.training:
        from footprint.codecarbon import training_from_codecarbon

        training = training_from_codecarbon(arguments.training)
    systems = [footprint.load_system(name) for name in arguments.systems]
    for index, system in enumerate(systems):
        if training:  # how often it is trained again is the system's, not the file's
            cadence = system.to_file_dict().get("training", {}).get("retrained_every")
            changes["training"] = {**training, **({"retrained_every": cadence} if cadence else {})}
        systems[index] = system.with_(**changes) if changes else system
    if arguments.all_factor_sets:
        return _scenarios(systems, arguments)
    results = [_assessed(system, arguments) for system in systems]
    if arguments.as_of is not None:
        day = _day(arguments.as_of)
        for result in results:
            result.check_age(day)
    documents = [result.to_dict(arguments.per) for result in results]
    outputs: dict[str, bytes | str] = {}
    if arguments.csv:
        outputs[arguments.csv] = to_csv(results, arguments.per)
    if arguments.pdf:
        from datasheets.report import report_pdf

        outputs[arguments.pdf] = report_pdf(results[0], arguments.per)
    write_files(outputs)
    document = (
        documents[0] if len(results) == 1 else {**head("assessments"), **provenance(results), "results": documents}
    )

    def text() -> str:
        parts = [terminal.footprint_text(r, arguments.per) for r in results]
        written = [f"Wrote {f}" for f in (arguments.pdf, arguments.csv) if f]
        return "\n".join([f"\n\n{'-' * terminal.WIDTH}\n\n".join(parts), *written])

    return document, text


def _assessed(system: Any, arguments: argparse.Namespace) -> Any:
    """A system with the factor sets that were asked for."""
    import footprint
    from footprint.factors import DEFAULT

    return footprint.assess(system, factors=arguments.factors or DEFAULT, fill_from=arguments.fill_from or None)


def _scenarios(systems: Sequence[Any], arguments: argparse.Namespace) -> Answer:
    """Each system with every factor set, and the named scenarios."""
    from footprint.factors import DEFAULT, load_set
    from footprint.result import document, provenance
    from footprint.scenarios import scenarios, spread
    from footprint_app import terminal

    for option in ("pdf", "csv", "as_of"):
        if getattr(arguments, option):
            name = option.replace("_", "-")
            raise InputError(f"--{name} does not go with --all-factor-sets", hint="Run assess once for each set.")
    first = load_set(arguments.factors or DEFAULT).key
    found = [(system, scenarios(system, first, arguments.fill_from)) for system in systems]
    used = [s.result for _, several in found for s in several.sets if s.result is not None]
    listed = [
        {
            "system": system.to_file_dict(),
            "lifetime_years": system.lifetime_years,
            "scenarios": [s.to_dict() for s in several.found],
            "left_out": several.left_out,
            "spread": [{**s._asdict(), "ratio": s.ratio} for s in spread(several)],
        }
        for system, several in found
    ]
    answer = {**document("scenarios"), **provenance(used), "systems": listed}
    return answer, lambda: "\n\n".join(terminal.scenarios_text(*one, arguments.per) for one in found)


def _parts(arguments: argparse.Namespace) -> Answer:
    from footprint import tables
    from footprint.result import document
    from footprint.valuing import sets_that_value
    from footprint_app import terminal

    known, key = tables.parts(), arguments.key
    blocks = list(dict.fromkeys(p.block for p in known.values()))
    if key is not None and key not in known and key not in blocks:
        raise InputError(f"unknown part or block {shown(key)}", valid=nearest(key, [*known, *blocks]))
    chosen = [p for p in known.values() if key is None or key in (p.key, p.block)]
    listed = [
        {**p._asdict(), "units": list(p.units), "factor_sets": {u: list(sets_that_value(p.key, u)) for u in p.units}}
        for p in chosen
    ]
    return {**document("parts"), "parts": listed}, lambda: terminal.parts_text(listed, single=key in known)


def _keep_inputs(arguments: argparse.Namespace) -> None:
    """Refuse to write a result over one of the systems it comes from."""
    from footprint.presets import SYSTEM_SUFFIXES

    given = {Path(name).resolve() for name in (*arguments.systems, *filter(None, [arguments.training]))}
    outputs = [f for f in (arguments.pdf, arguments.csv) if f]
    for file in outputs:
        if file.lower().endswith(SYSTEM_SUFFIXES):
            raise InputError("the name is one of a system file, so no result is written there", file=file)
        if Path(file).resolve() in given:
            raise InputError("the result would overwrite a file that it comes from", file=file)
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
    from footprint.engine import as_sets
    from footprint.factors import DEFAULT
    from footprint.findings import compared, ratio, reference_products
    from footprint.presets import is_file_name
    from footprint.result import INDICATOR, document, provenance
    from footprint_app import terminal

    if len(arguments.items) < 2:
        raise InputError("compare needs at least two systems or products")
    products = reference_products()
    as_sets([arguments.factors or DEFAULT, *arguments.fill_from])  # a wrong name is wrong even where none is needed
    items, results = [], []
    for name in arguments.items:
        if name in products:
            items.append(products[name])
            continue
        if not is_file_name(name) and name not in footprint.preset_names():
            known = [*footprint.preset_names(), *products]
            raise InputError(f"unknown preset or reference product {shown(name)}", valid=nearest(name, known))
        system = footprint.load_system(name)
        results.append(_assessed(system, arguments))
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


def _bom(arguments: argparse.Namespace) -> Answer:
    """A bill of materials: what is covered, and the system file it becomes."""
    from footprint.bom import coverage, load_rules, map_bom, read_bom, to_system_dict
    from footprint.bom.valued import lacking, production, valued_with
    from footprint.engine import as_sets
    from footprint.export import to_yaml, write_file
    from footprint.factors import DEFAULT
    from footprint.quantities import parse_quantity
    from footprint.result import document, provenance
    from footprint.system import System
    from footprint.yaml_file import MAX_BYTES
    from footprint_app import terminal

    if (arguments.out is None) != (arguments.lifetime is None):
        raise InputError("--out and --lifetime go together", hint='A system has a lifetime, like --lifetime "3 years".')
    if arguments.out and not arguments.out.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{shown(arguments.out)} does not end in .yaml", hint="Name it like my-sensor.yaml.")
    bom = read_bom(arguments.file, outline=not arguments.board_area)
    area = parse_quantity(arguments.board_area, "mm2").value if arguments.board_area else None
    mapped = map_bom(bom, load_rules(arguments.rules), board_area_mm2=area, board_layers=arguments.board_layers)
    sets = as_sets([arguments.factors or DEFAULT, *arguments.fill_from])
    if arguments.board_layers is not None and not any(m.is_board and m.part for m in mapped):
        raise InputError("--board-layers without the area of the board", hint='Give --board-area, like "8.1 cm^2".')
    covered = coverage(mapped, bom, valued_with(sets))
    name = arguments.name or Path(arguments.file).stem
    result = production(mapped, name, sets) if covered.lines else None
    other_sets = lacking(mapped, sets)
    answer = {
        **document("bom"),
        **(provenance([result]) if result else {}),
        "file": arguments.file,
        "kind": bom.kind,
        "columns": bom.columns,
        "board": bom.board._asdict() if bom.board else None,
        "notes": list(bom.notes),
        "coverage": covered.to_dict(),
        "other_factor_sets": {part: list(keys) for part, keys in other_sets.items()},
        "lines": [m.to_dict() for m in mapped],
        "production_kg_co2e": result.total_kg_co2e.to_dict() if result else None,
        "by_block": {k: v.to_dict() for k, v in result.by_block.items()} if result else {},
        "assumed": [a._asdict() for a in result.assumed] if result else [],
        "system_file": arguments.out,
    }
    if arguments.out:
        source = Path(arguments.file).name
        file = to_yaml(System.from_dict(to_system_dict(mapped, name, arguments.lifetime, source=source)))
        if len(file.encode()) > MAX_BYTES:
            hint = "Leave --out away for the coverage, or split the list."
            raise InputError(
                f"a system file of {len(bom.lines)} lines could not be read back", file=arguments.out, hint=hint
            )
        write_file(arguments.out, file, keep=True)
    return answer, lambda: terminal.bom_text(bom, covered, result, other_sets, arguments.out)


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
