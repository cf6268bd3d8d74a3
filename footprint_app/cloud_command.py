"""The command that puts the same task on the device and in the cloud."""

from __future__ import annotations

import argparse

from footprint_app import cloud_options
from footprint_app.answers import Answer
from footprint_app.options import assessed, changed_system, keep_inputs

_METAVARS = {"kWh": "ENERGY", "per hour": "RATE", "B": "BYTES", "1": "SHARE", "": "NUMBER", "count": "N"}


def add_options(sub: argparse.ArgumentParser) -> None:
    """The options of the command."""
    sub.add_argument("system", metavar="SYSTEM", help="a preset, or a file")
    for key, field in cloud_options.FIELDS.items():
        if key == "attached":
            words = "a mobile subscription that is always attached, counted by time"
            either = sub.add_mutually_exclusive_group()
            either.add_argument("--attached", action="store_const", const="both", help=f"{words}, in both options")
            either.add_argument(
                "--cloud-attached", dest="attached", action="store_const", const="cloud", help=f"{words}, for the cloud"
            )
            continue
        example = f", like {field.example}" if field.example and " " not in field.example else ""
        example = f', like "{field.example}"' if " " in field.example else example
        metavar = "KEY" if field.unit is None else _METAVARS[field.unit]
        metavar = {"profile": "NAME", "cloud_country": "ISO3"}.get(key, metavar)
        text = f"{field.meaning}{example}".replace("%", "%%")
        sub.add_argument(f"--{key.replace('_', '-')}", metavar=metavar, help=text)
    sub.add_argument("--csv", metavar="FILE", help="write parts, scenarios and trainings with their sources")


def cloud(arguments: argparse.Namespace) -> Answer:
    """One system: its task on the device and in the cloud."""
    from footprint.baselines import compare_cloud

    keep_inputs([arguments.system], csv=arguments.csv, pdf=arguments.pdf)
    texts = {key: getattr(arguments, key) for key in cloud_options.FIELDS}
    options = cloud_options.read(texts, lambda key: f"--{key.replace('_', '-')}")
    found = compare_cloud(assessed(changed_system(arguments.system, arguments), arguments), **options)
    contents: dict[str, bytes | str] = {}
    if arguments.csv:
        from footprint.baselines.table import to_csv

        contents[arguments.csv] = to_csv(found)
    if arguments.pdf:
        from datasheets.report import report_pdf

        contents[arguments.pdf] = report_pdf(found.result, further=(found,))
    if contents:
        from footprint.export import write_files

        write_files(contents)

    def text() -> str:
        from footprint_app.terminal_cloud import cloud_text

        return cloud_text(found)

    return found.to_dict(), text
