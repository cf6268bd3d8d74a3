"""The command that puts what an application claims to save against the footprint of its devices."""

from __future__ import annotations

import argparse

from footprint_app.answers import Answer
from footprint_app.options import assessed, changed_system, drawing, keep_inputs, whole


def add_options(sub: argparse.ArgumentParser) -> None:
    """Its own options."""
    from footprint import tables

    cases = tables.applications()["cases"]
    usable = [key for key, row in cases.items() if "low" in row]
    open_ = [key for key, row in cases.items() if "saving_of" in row and "low" not in row]
    sub.add_argument("system", metavar="SYSTEM", help="a preset, or a file")
    sub.add_argument(
        "--case", metavar="CASE",
        help=f"an application of the field with its claim: {', '.join(usable)}; with --saving also {', '.join(open_)}",
    )  # fmt: skip
    sub.add_argument("--saving", metavar="SHARE", help='a claim of your own, always an interval, like "20-40 %%"')
    sub.add_argument("--source", metavar="TEXT", help="with --saving: where it was claimed")
    sub.add_argument(
        "--baseline", metavar="AMOUNT",
        help='what one device has to do with, like "12000 kWh per year" or "2 tCO2e per year"; there is no default',
    )  # fmt: skip
    sub.add_argument(
        "--baseline-country", metavar="ISO3", help="where that energy is drawn (default: the grid of the system)"
    )
    sub.add_argument("--baseline-year", type=whole, metavar="YEAR", help="with --baseline-country: year of its grid")
    sub.add_argument("--devices", metavar="N", help='how many, like 1000 or "2 million" (default: 1)')
    sub.add_argument(
        "--rebound", metavar="SHARE",
        help='how much of the saving more use takes back, like "30 %%"; above 100 %% is backfire (default: 0 %%)',
    )  # fmt: skip


def net(arguments: argparse.Namespace) -> Answer:
    """A claimed saving against the footprint of the devices it takes."""
    from footprint import tables
    from footprint.errors import InputError
    from footprint.export import write_files
    from footprint.net import net_effect
    from footprint_app.terminal_net import net_text

    draws, seed = drawing(arguments, default=tables.uncertainty()["draws"])
    if seed is not None and not draws:
        raise InputError("a seed goes with draws", hint="Leave --draws away for the default number.")
    keep_inputs([arguments.system], pdf=arguments.pdf)
    result = assessed(changed_system(arguments.system, arguments), arguments, draws, seed)
    found = net_effect(
        result, baseline=arguments.baseline, case=arguments.case, saving=arguments.saving, source=arguments.source,
        devices=arguments.devices, rebound=arguments.rebound, baseline_country=arguments.baseline_country,
        baseline_year=arguments.baseline_year,
    )  # fmt: skip
    document = found.to_dict()
    if arguments.pdf:
        from datasheets.report import report_pdf

        write_files({arguments.pdf: report_pdf(result, further=(found,))})

    def text() -> str:
        return "\n".join([net_text(found), *([f"Wrote {arguments.pdf}"] if arguments.pdf else [])])

    return document, text
