"""The command that prints a datasheet: PDF, summary, Markdown, JSON, HTML and labels, all that is asked for or none."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from footprint_app.answers import Verdict
from footprint_app.datasheet_targets import check_apart, existing, targets

FORMS = {
    "pdf": (".pdf", "the whole datasheet as PDF"),
    "summary": ("-summary.pdf", "one page of it as PDF"),
    "markdown": (".md", "the whole datasheet as Markdown"),
    "data": (".json", "every value with its status and evidence as JSON"),
    "html": (".html", "the whole datasheet as one HTML page"),
}
"""Option to what the name of the source file gets, and what is written."""


def add_build(sub: argparse.ArgumentParser) -> None:
    """What build takes."""
    sub.add_argument("file", metavar="FILE", help="the source file of a datasheet (.yaml)")
    for name, (_, what) in FORMS.items():
        sub.add_argument(f"--{name}", metavar="FILE", help=f"write {what}")
    sub.add_argument("--labels", metavar="FOLDER", help="write its labels as SVG, in colour and in one colour")
    sub.add_argument("--output", metavar="FOLDER", help="write all of them, named after the source file")
    sub.add_argument("--as-of", metavar="DATE", help="the day that dates are held against, like 2027-01-31")
    sub.add_argument("--strict", action="store_true", help="write nothing, and exit 1, where a rule finds an error")


def build(arguments: argparse.Namespace) -> Verdict:
    """Print a datasheet; with --strict only one in which the rules find no error."""
    from datasheets.renderers.document import datasheet_document
    from footprint.export import write_files
    from footprint_app.datasheet_command import checked

    files, folder = _targets(arguments)
    sheet, findings, as_of = checked(arguments)
    found = datasheet_document(sheet, findings, as_of=as_of)
    errors = found["counts"]["errors"]
    refused = arguments.strict and errors > 0
    outputs: dict[str, bytes | str] = {}
    labels: dict[str, str] = {}
    if not refused:
        labels = dict(_labels(sheet, arguments.file, folder)) if folder is not None else {}
        check_apart(arguments.file, [*files.items(), *(("labels", file) for file in labels)])
        forms = _forms(sheet, findings, found)
        outputs = {**{file: forms[name]() for name, file in files.items()}, **labels}
        write_files(outputs)
    found["written"] = list(outputs)
    lines = _written(list(files.values()) if not refused else [], labels, folder)
    return found, lambda: _text(arguments.file, lines, errors, len(findings) - errors, refused), not refused


def _targets(arguments: argparse.Namespace) -> tuple[dict[str, str], Path | None]:
    """Which forms go to which files, and the folder of the labels; the PDF beside the source where none is named."""
    named = {name: getattr(arguments, name) for name in FORMS}
    files = targets(arguments.file, named, arguments.output, {name: end for name, (end, _) in FORMS.items()})
    folder = arguments.labels if arguments.labels is not None else arguments.output
    if not files and folder is None and not arguments.json:
        files = targets(arguments.file, {"pdf": str(Path(arguments.file).with_suffix(".pdf"))}, None, {})
    return files, existing(folder) if folder is not None else None


def _forms(sheet: Any, findings: Any, document: dict[str, Any]) -> dict[str, Callable[[], bytes | str]]:
    """Form to what makes it."""
    import datasheets
    from datasheets.renderers.document import json_text

    content = datasheets.compose(sheet, findings)
    return {
        "pdf": lambda: datasheets.datasheet_pdf(content),
        "summary": lambda: datasheets.summary_pdf(content),
        "markdown": lambda: datasheets.markdown(content),
        "data": lambda: json_text(document),
        "html": lambda: datasheets.html(content),
    }


def _labels(sheet: Any, source: str, folder: Path) -> Iterator[tuple[str, str]]:
    """File to drawing, of each label in colour and in one colour."""
    from datasheets import label_svg, labels_of

    for label in labels_of(sheet):
        start = folder / f"{Path(source).stem}-label-{label.key}"
        yield f"{start}.svg", label_svg(label)
        yield f"{start}-one-colour.svg", label_svg(label, one_colour=True)


def _written(files: list[str], labels: dict[str, str], folder: Path | None) -> list[str]:
    from footprint_app.lint_text import number_words

    said = [f"Wrote {one}." for one in files]
    if labels:
        said.append(f"Wrote {number_words(len(labels), 'drawing')} of labels into the folder {folder}")
    return said


def _text(file: str, written: list[str], errors: int, warnings: int, refused: bool) -> str:
    """What was written, and what the rules found."""
    from footprint_app.terminal_marks import wrapped

    lines = [wrapped(one, "") for one in written]
    draft = "it is a draft, and says so" if written else "it is a draft"
    return "\n".join([*lines, *draft_lines(file, draft, errors, warnings, refused)])


def draft_lines(file: str, draft: str, errors: int, warnings: int, refused: bool) -> Iterator[str]:
    """What the rules found, and that what is written is a draft, in the words for it."""
    from footprint_app.lint_text import number_words
    from footprint_app.terminal_marks import wrapped

    if refused:
        yield wrapped(f"Nothing was written: {number_words(errors, 'error')}.", "")
    elif errors:
        yield wrapped(f"With {number_words(errors, 'error')} {draft}.", "")
    if errors or warnings:
        found = f"{number_words(errors, 'error')} and {number_words(warnings, 'warning')}"
        yield wrapped(f"The rules found {found}: footprint datasheet lint {file}", "")
    else:
        yield "The rules found no errors and no warnings."
