"""The commands of the ML-sensor datasheet: a new source file, its lint, and its JSON Schema."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError, shown
from footprint_app import faces
from footprint_app.answers import Answer, Verdict

if TYPE_CHECKING:
    from datasheets.lints.rules import Finding
    from datasheets.sheet.sheet import Datasheet

ARTEFACTS = {
    "model": "a model file, .tflite or Keras", "evaluation": "an evaluation, as footprint model --write writes it",
    "capture": "a power capture", "profile": "a firmware profile of your own (.yaml)",
    "system": "a system file (.yaml)", "bom": "a bill of materials (CSV or KiCad)",
}  # fmt: skip
"""Kinds of artefacts that new takes, and what each file is."""

IN_FILE = {"voltage_v=3.0": "voltage: 3.0 V", "--fill-from": "fill_from:", "--factors": "factors:"}
"""What the options of other commands are called in a source file."""


def add_lint(sub: argparse.ArgumentParser) -> None:
    """What lint takes."""
    sub.add_argument("file", metavar="FILE", help="the source file of a datasheet (.yaml)")
    sub.add_argument("--as-of", metavar="DATE", help="the day that dates are held against, like 2027-01-31")


def add_new(sub: argparse.ArgumentParser) -> None:
    """What new takes."""
    sub.add_argument("file", metavar="FILE", help="the source file to write (.yaml)")
    for kind, what in ARTEFACTS.items():
        sub.add_argument(f"--{kind}", metavar="FILE", help=f"take values from {what}")
    sub.add_argument("--language", metavar="TAG", default="en", help="language of the texts (default: en)")
    sub.add_argument("--voltage", metavar="VOLT", help="with --capture: supply voltage, where only current is recorded")
    sub.add_argument(
        "--import", dest="imports", metavar="FILE", action="append", default=[],
        help="fill from a CycloneDX, Croissant, model card or CodeCarbon file; may be given several times",
    )  # fmt: skip
    sub.add_argument("--ask", action="store_true", help="ask for the required fields that no artefact fills")


def new(arguments: argparse.Namespace) -> Answer:
    """Write a source file with every required field, filled from artefacts or marked as not provided."""
    from datasheets.sheet.artefacts import Artefacts
    from datasheets.sheet.new import new_text
    from datasheets.sheet.template import template
    from datasheets.sheet.values import NOT_PROVIDED
    from footprint.export import check_free, write_file
    from footprint.result import document
    from footprint.yaml_file import parse_yaml
    from footprint_app.asking import answers
    from footprint_app.datasheet_exchange import import_lines, imports_document, merged_all, read_files

    file = arguments.file
    if not file.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{shown(file)} does not end in .yaml", hint="Name it like datasheet.yaml.")
    folder = Path(file).parent
    if not folder.is_dir():
        raise InputError("no such folder", file=file)
    check_free(file)  # before anybody answers
    with _in_options():
        artefacts = _artefacts(arguments, folder)
        imported = read_files(arguments.imports)
        known = {place for one in imported for place in one.fields}
        answered = answers(Artefacts.read(artefacts, folder), known) if arguments.ask else {}
        text = new_text(artefacts, folder, language=arguments.language, answers=answered)
        text, merged = merged_all(imported, text, file, folder)
    data, _ = parse_yaml(text, file)
    places = [(f"{s.key}.{f.key}", f.need, (data.get(s.key) or {}).get(f.key)) for s in template() for f in s.fields]
    taken = {place: v["from"] for place, _, v in places if isinstance(v, dict) and "from" in v}
    required = [place for place, need, _ in places if need == "required"]
    missing = [place for place, _, value in places if value == NOT_PROVIDED]
    filled = [place for one in merged for place in one.filled]
    counts = {
        "required": len(required), "taken": sum(p in taken for p in required), "answered": len(answered),
        "imported": len(filled), "not_provided": len(missing),
        "not_required_taken": sum(p not in required for p in taken),
    }  # fmt: skip
    write_file(file, text, keep=True)
    found = {
        **document("datasheet-new"), "file": file, "language": arguments.language,
        "artefacts": data.get("artefacts", {}), "counts": counts, "taken": taken, "not_provided": missing,
        "imported": imports_document(arguments.imports, imported, merged),
    }  # fmt: skip
    return found, lambda: "\n".join([*import_lines(imported, merged), _new_text(file, counts)])


def lint(arguments: argparse.Namespace) -> Verdict:
    """What the rules find in a source file; no where they find an error."""
    from datasheets.renderers.document import findings_document
    from datasheets.sheet.progress import progress
    from footprint.result import document
    from footprint_app.lint_text import lint_text

    sheet, findings, as_of = checked(arguments)
    found = {
        **document("datasheet-lint"), "file": arguments.file, "as_of": as_of.isoformat() if as_of else None,
        **findings_document(sheet, findings),
    }  # fmt: skip
    errors = found["counts"]["errors"]
    return found, lambda: lint_text(arguments.file, findings, progress(sheet), as_of), not errors


def checked(arguments: argparse.Namespace) -> tuple[Datasheet, list[Finding], date | None]:
    """The datasheet of the arguments, what the rules find in it, and the day that dates were held against."""
    from datasheets import lint as run_rules
    from datasheets import load_datasheet
    from footprint_app.options import day

    as_of = day(arguments.as_of)
    with faces.in_options(IN_FILE):
        sheet = load_datasheet(arguments.file)
        return sheet, list(run_rules(sheet, as_of=as_of)), as_of


def schema(arguments: argparse.Namespace) -> Answer:
    """The JSON Schema of the source file."""
    from datasheets.sheet.schema import datasheet_schema
    from footprint.result import document

    # Keys that JSON Schema does not know are ignored by its readers.
    found = {**datasheet_schema(), **document("datasheet-schema")}
    return found, lambda: json.dumps(found, indent=2, ensure_ascii=True)


def _artefacts(arguments: argparse.Namespace, folder: Path) -> dict[str, dict[str, Any]]:
    """The artefacts of the options as the source file has them, their files relative to its folder."""
    from footprint_app.quantity_options import volt

    found: dict[str, dict[str, Any]] = {}
    for kind in ARTEFACTS:
        given = getattr(arguments, kind)
        if given is not None:
            found[kind] = {"file": _relative(given, folder, f"--{kind}")}
    voltage = volt("--voltage", arguments.voltage)
    options = (
        ("capture", "voltage", None if voltage is None else f"{voltage:.12g} V"),
        ("system", "factors", arguments.factors),
        ("system", "fill_from", arguments.fill_from or None),
    )
    for kind, key, given in options:
        if given is not None:
            if kind not in found:
                raise InputError(f"--{key.replace('_', '-')} goes with --{kind}")
            found[kind][key] = given
    return found


def _relative(file: str, folder: Path, option: str) -> str:
    """A file as it is called from a folder that holds it."""
    if not file.strip():
        raise InputError(f"{option} names no file")
    try:
        return Path(os.path.abspath(file)).relative_to(os.path.abspath(folder)).as_posix()
    except ValueError:
        raise InputError(
            f"{option} {shown(file)} is not in the folder of the datasheet",
            hint="Put it beside the new file, or below.",
        ) from None


@contextmanager
def _in_options() -> Iterator[None]:
    """Whatever is wrong with an artefact names the option that it was given with."""
    try:
        with faces.in_options(faces.CAPTURE):
            yield
    except InputError as error:
        if error.path[:1] == ("artefacts",):
            _, kind, *rest = error.path
            error.path = (f"--{kind}" if rest[:1] in ([], ["file"]) else f"--{rest[0]}".replace("_", "-"),)
        elif error.path == ("language",):
            error.path, error.hint = ("--language",), "Write it like --language en."
        raise


def _new_text(file: str, counts: dict[str, int]) -> str:
    """What was written, and what is left to do."""
    from footprint_app.terminal_marks import wrapped

    others = counts["not_required_taken"]
    path = file if os.sep in file or "/" in file else f"./{file}"
    return "\n".join([
        wrapped(f"Wrote {file}.", ""),
        f"{counts['required']:>5} required fields",
        f"{counts['taken']:>5} of them taken from artefacts"
        + (f", and {others} other field{'' if others == 1 else 's'}" if others else ""),
        *([f"{counts['answered']:>5} of them answered"] if counts["answered"] else []),
        *([f"{counts['imported']:>5} fields imported"] if counts["imported"] else []),
        f"{counts['not_provided']:>5} not provided: fill them in",
        wrapped(f"Then: footprint datasheet lint {path}", ""),
    ])  # fmt: skip
