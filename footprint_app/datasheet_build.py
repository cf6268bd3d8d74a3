"""The command that prints a datasheet: PDF, one-page summary, Markdown and JSON, all or none of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from footprint.errors import InputError
from footprint_app.answers import Verdict

FORMS = {
    "pdf": (".pdf", "the whole datasheet as PDF"),
    "summary": ("-summary.pdf", "one page of it as PDF"),
    "markdown": (".md", "the whole datasheet as Markdown"),
    "data": (".json", "every value with its status and evidence as JSON"),
}
"""Option to what the name of the source file gets, and what is written."""


def add_build(sub: argparse.ArgumentParser) -> None:
    """What build takes."""
    sub.add_argument("file", metavar="FILE", help="the source file of a datasheet (.yaml)")
    for name, (_, what) in FORMS.items():
        sub.add_argument(f"--{name}", metavar="FILE", help=f"write {what}")
    sub.add_argument("--output", metavar="FOLDER", help="write all four, named after the source file, into this folder")
    sub.add_argument("--as-of", metavar="DATE", help="the day that dates are held against, like 2027-01-31")
    sub.add_argument("--strict", action="store_true", help="write nothing, and exit 1, where a rule finds an error")


def build(arguments: argparse.Namespace) -> Verdict:
    """Print a datasheet; with --strict only one in which the rules find no error."""
    from datasheets.renderers.document import datasheet_document
    from footprint.export import write_files
    from footprint_app.datasheet_command import checked

    targets = _targets(arguments)
    sheet, findings, as_of = checked(arguments)
    found = datasheet_document(sheet, findings, as_of=as_of)
    errors = found["counts"]["errors"]
    refused = arguments.strict and errors > 0
    outputs: dict[str, bytes | str] = {}
    if targets and not refused:
        forms = _forms(sheet, findings, found)
        outputs = {file: forms[name]() for name, file in targets.items()}
        write_files(outputs)
    found["written"] = list(outputs)
    return found, lambda: _text(arguments.file, list(outputs), errors, len(findings) - errors, refused), not refused


def _targets(arguments: argparse.Namespace) -> dict[str, str]:
    """Which forms go to which files: those that are named, all into a folder, or the PDF beside the source."""
    stem = Path(arguments.file).stem
    found = {name: getattr(arguments, name) for name in FORMS if getattr(arguments, name) is not None}
    if arguments.output is not None:
        folder = Path(arguments.output)
        if not folder.is_dir():
            raise InputError("no such folder", file=arguments.output)
        found = {name: str(folder / f"{stem}{end}") for name, (end, _) in FORMS.items()} | found
    if not found and not arguments.json:
        found = {"pdf": str(Path(arguments.file).with_suffix(".pdf"))}
    places: dict[Path, str] = {Path(arguments.file).resolve(): "the source file"}
    for name, file in found.items():
        if not file.strip():
            raise InputError(f"--{name} names no file")
        other = places.setdefault(Path(file).resolve(), f"--{name}")
        if other != f"--{name}":
            raise InputError(f"--{name} and {other} are the same file", file=file)
    return found


def _forms(sheet: Any, findings: Any, document: dict[str, Any]) -> dict[str, Callable[[], bytes | str]]:
    """Form to what makes it."""
    from datasheets.content.compose import compose
    from datasheets.renderers.document import json_text
    from datasheets.renderers.markdown import markdown
    from datasheets.renderers.pdf_file import datasheet_pdf, summary_pdf

    content = compose(sheet, findings)
    return {
        "pdf": lambda: datasheet_pdf(content),
        "summary": lambda: summary_pdf(content),
        "markdown": lambda: markdown(content),
        "data": lambda: json_text(document),
    }


def _text(file: str, written: list[str], errors: int, warnings: int, refused: bool) -> str:
    """What was written, and what the rules found."""
    from footprint_app.lint_text import number_words
    from footprint_app.terminal_marks import wrapped

    lines = [wrapped(f"Wrote {one}.", "") for one in written]
    if refused:
        lines.append(wrapped(f"Nothing was written: {number_words(errors, 'error')}.", ""))
    elif errors:
        words = "a draft, and says so" if written else "a draft"
        lines.append(wrapped(f"With {number_words(errors, 'error')} it is {words}.", ""))
    if errors or warnings:
        found = f"{number_words(errors, 'error')} and {number_words(warnings, 'warning')}"
        lines.append(wrapped(f"The rules found {found}: footprint datasheet lint {file}", ""))
    else:
        lines.append("The rules found no errors and no warnings.")
    return "\n".join(lines)
