"""The command line: reads arguments, calls the library, prints a view of the result.

Exit 0 on success, 1 where the answer is no, and 2 on bad input, with one message on stderr and no traceback.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, cast

from footprint import __version__, tables
from footprint.errors import InputError
from footprint_app import (
    assessing,
    capture_command,
    cloud_command,
    comparing,
    datasheet_build,
    datasheet_command,
    datasheet_diff,
    datasheet_exchange,
    fleet_command,
    lookups,
    model_command,
    net_command,
    profiles_command,
    scale_command,
    sensitivity,
)
from footprint_app.answers import Answer, Verdict
from footprint_app.options import whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what the terminal cannot write is escaped
            stream.reconfigure(errors="backslashreplace")
    verdict: list[bool] = []
    try:
        document: dict[str, Any]
        document, text, *verdict = arguments.run(arguments)
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
    return 0 if all(verdict) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="footprint",
        description="Embodied and operational CO2e of TinyML devices, with a source for every number.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"footprint {__version__}")
    rules = tables.uncertainty()
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], Answer | Verdict], summary: str, among: Any = commands
    ) -> argparse.ArgumentParser:
        sub = among.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
        )
        sub.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
        sub.set_defaults(run=run)
        return cast(argparse.ArgumentParser, sub)

    command("presets", lookups.presets, "list the systems that ship, with their totals")

    sub = command("factors", lookups.factors, "list factors, or show where one comes from")
    sub.add_argument(
        "key", nargs="?", metavar="KEY", help="a factor, a named grid factor, a country code or a factor set"
    )

    command("schema", lookups.schema, "print the JSON Schema of the system file")

    sub = command("new", lookups.new, "write a commented system file to start from")
    sub.add_argument("file", metavar="FILE")
    sub.add_argument("--preset", metavar="NAME", help="start from a preset instead of the commented example")

    sub = command("assess", assessing.assess, "footprint of one or more systems, by stage and block")
    sub.add_argument(
        "systems", nargs="+", metavar="SYSTEM", help="a preset, or a file: a name with / or ending in .yaml"
    )
    _add_changes(sub)
    sub.add_argument(
        "--per", choices=("device", "year", "inference"), default="device", help="declared unit (default: device)"
    )
    sub.add_argument("--training", metavar="FILE", help="a CodeCarbon emissions.csv, instead of the system's training")
    _add_sets(sub)
    _add_draws(sub, f"P5 to P95 of so many draws, like {rules['draws']} (default: 0, bounds)")
    sub.add_argument(
        "--all-factor-sets",
        action="store_true",
        help="the same system with every factor set, and named scenarios: how far they are apart",
    )
    sub.add_argument(
        "--as-of", metavar="DATE", help="warn of factors past their best-before on this day, like 2027-01-31"
    )
    sub.add_argument("--pdf", metavar="FILE", help="write the report: one page, with draws two")
    sub.add_argument("--csv", metavar="FILE", help="write every row with its source")

    sub = command("sensitivity", sensitivity.sensitivity, "what drives the interval, and which change helps")
    sub.add_argument("system", metavar="SYSTEM", help="a preset, or a file")
    _add_changes(sub)
    _add_sets(sub)
    _add_draws(sub, f"draws that intervals are P5 to P95 of (default: {rules['draws']})")
    sub.add_argument(
        "--samples",
        metavar="N",
        help=f"rows that shares are estimated from, a power of two (default: {rules['samples']})",
    )

    sub = command("compare", comparing.compare, "put systems and reference products side by side")
    sub.add_argument(
        "items", nargs="+", metavar="ITEM", help="a preset, a file, or a reference product such as apple-watch-series-7"
    )
    _add_sets(sub)
    _add_draws(sub, f"draws that intervals are P5 to P95 of (default: {rules['draws']}; 0: bounds)")

    sub = command("bom", assessing.bom, "read a bill of materials (CSV or KiCad) into a system file")
    sub.add_argument("file", metavar="FILE", help="CSV, a BOM that KiCad exports, or a .kicad_pcb")
    sub.add_argument("--out", metavar="FILE", help="write the system file (.yaml); needs --lifetime")
    sub.add_argument("--lifetime", metavar="TIME", help='time in service, like "3 years"')
    sub.add_argument("--name", metavar="NAME", help="name of the device (default: that of the file)")
    sub.add_argument("--rules", metavar="FILE", help="own rules from lines to parts, before those that ship")
    sub.add_argument("--board-area", metavar="AREA", help='area of the board, like "8.1 cm^2"')
    sub.add_argument("--board-layers", type=whole, metavar="N", help="copper layers of the board")
    _add_sets(sub)

    sub = command("parts", lookups.parts, "list the parts library, and which factor sets know a part")
    sub.add_argument("key", nargs="?", metavar="KEY", help="a part, or a block")

    sub = command("capture", capture_command.capture, "energy, events and power states of a power capture")
    sub.add_argument("path", metavar="PATH", help="a file, or the folder of a benchmark run")
    sub.add_argument("--voltage", metavar="VOLT", help="supply voltage, like 3.3, where only the current is recorded")
    sub.add_argument(
        "--column", metavar="WHAT=HEADING", action="append", default=[],
        help='a column of any CSV, like time="t [ms]"; what is time, current, voltage, power or energy',
    )  # fmt: skip
    sub.add_argument("--rate", metavar="HZ", help="samples per second, where the file has no times")
    sub.add_argument("--skip-start", metavar="TIME", help='leave out the start, like "0.5 s"')
    sub.add_argument("--clock-ppm", metavar="PPM", help="how much too fast the instrument's clock runs, like -2000")
    sub.add_argument("--threshold", metavar="POWER", help='active is what draws at least this, like "1 mW"')
    sub.add_argument("--channel", type=whole, metavar="N", help="active is where this digital channel is high")
    sub.add_argument("--join", metavar="TIME", help='dips no longer than this do not end an event, like "2 ms"')
    sub.add_argument("--shortest", metavar="TIME", help="events shorter than this are part of the sleep")
    sub.add_argument("--subtract-baseline", action="store_true", help="energies of events above the sleep level")
    sub.add_argument("--sleep", metavar="POWER", help='sleep power that is known otherwise, like "5 uW"')
    sub.add_argument("--inferences-per-event", type=whole, metavar="N", help="inferences in one event")
    sub.add_argument("--inferences", metavar="RATE", help='inference rate in use, like "10 per minute"')
    sub.add_argument("--cell", metavar="CELL", help="cell to tell the battery life for, like cell-cr2032")
    sub.add_argument("--count", type=whole, metavar="N", help="cells in the set (default: 1)")
    sub.add_argument("--device", metavar="DEVICE", help="check the active current for a device, like stm32u575")
    sub.add_argument("--energy-per-inference", metavar="ENERGY", help='stated energy to compare with, like "664 uJ"')
    _add_merge(sub)

    sub = command("model", model_command.model, "a model file: operators, MACs and memory, int8, evaluation, energy")
    model_command.add_options(sub)
    sub.add_argument("--device", metavar="DEVICE", help="estimate latency and energy on this device, like stm32u575")
    sub.add_argument("--runtime", metavar="RUNTIME", help="only measurements of this runtime, like tflm (default: all)")
    sub.add_argument("--supply", metavar="VOLT", help='supply voltage of the device, like "1.8 V"')
    sub.add_argument("--clock", metavar="MHZ", help="clock of the device, like 160 (default: as measured)")
    sub.add_argument("--regulator", metavar="KIND", help="core supply: ldo, smps or external-smps (default: all)")
    sub.add_argument("--inferences", metavar="RATE", help='inference rate in use, like "10 per minute"')
    _add_merge(sub, one_state=True)

    sub = command("profiles", profiles_command.profiles, "list measured firmware: latency, energy and accuracy")
    sub.add_argument("name", nargs="?", metavar="NAME", help="one profile, or a file (.yaml) of one's own")
    sub.add_argument("--task", metavar="TASK", help="ad, ic, kws, sww or vww")
    sub.add_argument("--board", metavar="TEXT", help="a part of the board's name, like L4R5")
    sub.add_argument("--round", metavar="ROUND", help="round of MLPerf Tiny, like v1.3")
    sub.add_argument("--division", metavar="DIVISION", help="closed (the reference models) or open")
    sub.add_argument("--submitter", metavar="TEXT", help="a part of the name of who measured")
    sub.add_argument("--core", metavar="CORE", help="processor, like cortex-m4")
    sub.add_argument("--runtime", metavar="TEXT", help="a part of the runtime's name, like x-cube-ai")
    sub.add_argument("--with-energy", action="store_true", help="only those whose energy was measured")
    sub.add_argument("--inferences", metavar="RATE", help='with NAME: inference rate in use, like "10 per minute"')
    _add_merge(sub, one_state=True)

    about = "an ML-sensor datasheet: a new one, what is wrong with it, its pages, what changed, other formats"
    group = commands.add_parser("datasheet", help=about, description=f"A{about[1:]}.", allow_abbrev=False)
    within = group.add_subparsers(title="commands", required=True, metavar="COMMAND")
    sub = command("new", datasheet_command.new, "write a source file to fill in, with values of artefacts", within)
    datasheet_command.add_new(sub)
    _add_sets(sub)
    sub = command("lint", datasheet_command.lint, "find what makes a datasheet wrong, before it is printed", within)
    datasheet_command.add_lint(sub)
    sub = command("build", datasheet_build.build, "print a datasheet: PDF, Markdown, JSON, HTML and labels", within)
    datasheet_build.add_build(sub)
    sub = command("diff", datasheet_diff.diff, "what changed between two datasheets, and what is stale", within)
    datasheet_diff.add_diff(sub)
    sub = command("export", datasheet_exchange.export, "write a datasheet in formats of other tools", within)
    datasheet_exchange.add_export(sub)
    sub = command("import", datasheet_exchange.import_, "take over what files of other tools say", within)
    datasheet_exchange.add_import(sub)
    command("schema", datasheet_command.schema, "print the JSON Schema of the source file", within)

    sub = command("scale", scale_command.scale, "a device, or a mix of them, in any number: totals, years, flows")
    scale_command.add_options(sub)
    _add_context(sub, rules)
    sub = command("cloud", cloud_command.cloud, "the same task on the device and in the cloud, and their break-even")
    cloud_command.add_options(sub)
    _add_changes(sub)
    _add_sets(sub)
    _add_report(sub)
    sub = command("net", net_command.net, "what an application claims to save, against the footprint of its devices")
    net_command.add_options(sub)
    _add_context(sub, rules)
    sub = command("fleet", fleet_command.fleet, "an inventory of lots of devices, by country, year, preset, stage")
    fleet_command.add_options(sub)
    _add_sets(sub)
    _add_draws(sub, "P5 to P95 of so many joint draws, like 10000 (default: 0, bounds)")
    sub.add_argument("--pdf", metavar="FILE", help="write the result as a page (PDF)")

    sub = command("app", _app, "start the app in a browser")
    sub.add_argument("--port", type=whole, default=8501, help="port on this machine (default: 8501)")
    sub.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _add_merge(sub: argparse.ArgumentParser, one_state: bool = False) -> None:
    """The options of every command that makes power states."""
    sub.add_argument("--into", metavar="SYSTEM", help="a preset or system file to put the power states into")
    sub.add_argument("--output", metavar="FILE", help="with --into: the new system file (.yaml)")
    if one_state:
        sub.add_argument("--replace", metavar="STATE", help="with --into: the state that this one takes the place of")


def _add_changes(sub: argparse.ArgumentParser) -> None:
    """The options that change a system before it is assessed."""
    sub.add_argument("--lifetime", metavar="TIME", help='time in service, like "5 years"')
    sub.add_argument("--country", metavar="ISO3", help="where the device is used: changes the use stage only")
    sub.add_argument("--year", type=whole, metavar="YEAR", help="year of the grid intensity")
    sub.add_argument("--units", type=whole, metavar="N", help="devices that share one training")


def _add_draws(sub: argparse.ArgumentParser, what: str) -> None:
    """The options of every command that draws."""
    sub.add_argument("--draws", metavar="N", help=what)
    sub.add_argument(
        "--seed", metavar="S", help=f"what the draws follow from (default: {tables.uncertainty()['seed']})"
    )


def _add_context(sub: argparse.ArgumentParser, rules: dict[str, Any]) -> None:
    """The options of the commands that put a system in context."""
    _add_changes(sub)
    _add_sets(sub)
    _add_draws(sub, f"draws that intervals are P5 to P95 of (default: {rules['draws']}; 0: bounds)")
    _add_report(sub)


def _add_report(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--pdf", metavar="FILE", help="write the report of the system with a page of this result")


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
