"""The command that scales a device, or a mix of devices, to any number of them."""

from __future__ import annotations

import argparse

from footprint_app.answers import Answer
from footprint_app.options import assessed, changed_system, drawing, keep_inputs


def add_options(sub: argparse.ArgumentParser) -> None:
    """Its own options."""
    from footprint import tables
    from footprint.numbers import many

    rules = tables.growth()
    ceiling = many(rules["models"]["logistic"]["ceiling_billion"] * 1e9)
    sub.add_argument(
        "systems", nargs="+", metavar="SYSTEM",
        help="a preset or a file; in a mix each with its share, like keyword-spotting=70%%",
    )  # fmt: skip
    sub.add_argument(
        "--devices", metavar="N",
        help=f'how many, like 1000, 250e9 or "250 billion" (default: {many(rules["devices"]["number"])})',
    )  # fmt: skip
    sub.add_argument("--growth", metavar="FILE", help="a growth series of one's own: a CSV with year and billion")
    sub.add_argument(
        "--ceiling", metavar="N", help=f"devices that the logistic model never exceeds (default: {ceiling})"
    )
    sub.add_argument("--csv", metavar="FILE", help="write totals, milestones and yearly flows, a line each")


def scale(arguments: argparse.Namespace) -> Answer:
    """One device, or a mix of them, in any number: totals, milestones and flows over the years."""
    from footprint import scaling, tables
    from footprint.errors import InputError
    from footprint.export import write_files
    from footprint.scaling.mixes import parse_systems
    from footprint.scaling.table import to_csv
    from footprint_app.terminal_scale import scale_text

    draws, seed = drawing(arguments, default=tables.uncertainty()["draws"])
    if seed is not None and not draws:
        raise InputError("a seed goes with draws", hint="Leave --draws away for the default number.")
    mix = parse_systems(arguments.systems)
    keep_inputs([*(n for n, _ in mix), *filter(None, [arguments.growth])], pdf=arguments.pdf, csv=arguments.csv)
    growth = scaling.read_growth(arguments.growth) if arguments.growth else None
    pairs = [(name, share, assessed(changed_system(name, arguments), arguments, draws, seed)) for name, share in mix]
    found = scaling.scale(pairs, arguments.devices, growth=growth, ceiling=arguments.ceiling)
    document = found.to_dict()
    outputs: dict[str, bytes | str] = {}
    if arguments.csv:
        outputs[arguments.csv] = to_csv(found)
    if arguments.pdf:
        from datasheets.context_pages import context_pdf
        from datasheets.report import report_pdf

        alone = len(found.members) == 1
        outputs[arguments.pdf] = (
            report_pdf(found.members[0].result, further=(found,)) if alone else context_pdf(found)
        )  # fmt: skip
    write_files(outputs)

    def text() -> str:
        written = [f"Wrote {file}" for file in (arguments.pdf, arguments.csv) if file]
        return "\n".join([scale_text(found), *written])

    return document, text
