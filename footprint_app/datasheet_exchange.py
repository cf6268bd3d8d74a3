"""The commands that bring a datasheet into the formats of others, and what others say in them into a datasheet."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError, shown
from footprint_app.answers import Answer, Verdict
from footprint_app.datasheet_targets import targets
from footprint_app.lint_text import number_words
from footprint_app.terminal_marks import bold, cut, wrapped

if TYPE_CHECKING:
    from datasheets.exchange.formats import Exported, Format, Imported
    from datasheets.exchange.merge import Kept, Merged

_QUOTED = 120
"""Letters of a value that are shown."""


def add_export(sub: argparse.ArgumentParser) -> None:
    """What export takes."""
    sub.add_argument("file", metavar="FILE", help="the source file of a datasheet (.yaml)")
    for one in _exported():
        sub.add_argument(f"--{one.key}", dest=f"as_{one.key}", metavar="FILE", help=f"write {one.title}")
    sub.add_argument("--output", metavar="FOLDER", help="write all of them, named after the source file")
    sub.add_argument("--verbose", action="store_true", help="list what a format cannot say, instead of counting it")
    sub.add_argument("--as-of", metavar="DATE", help="the day that dates are held against, like 2027-01-31")
    sub.add_argument("--strict", action="store_true", help="write nothing, and exit 1, where a rule finds an error")


def add_import(sub: argparse.ArgumentParser) -> None:
    """What import takes."""
    sub.add_argument("files", nargs="+", metavar="FILE", help="a CycloneDX, Croissant, model card or CodeCarbon file")
    sub.add_argument("--into", metavar="SHEET", help="the source file of a datasheet to fill from them (.yaml)")
    sub.add_argument("--output", metavar="NEW", help="with --into: the new source file, in the same folder (.yaml)")


# --- export ------------------------------------------------------------------------------------


def export(arguments: argparse.Namespace) -> Verdict:
    """Write a datasheet in formats of others, and say what each of them cannot say and lacks."""
    from footprint.export import write_files
    from footprint.result import document
    from footprint_app.datasheet_command import checked

    formats = {one.key: one for one in _exported()}
    named = {key: getattr(arguments, f"as_{key}") for key in formats}
    endings = {key: one.ending for key, one in formats.items()}
    files = targets(arguments.file, named, arguments.output, endings)
    if not files and not arguments.json:
        raise InputError(
            "nothing to write",
            hint=f"Give --output FOLDER, or some of {', '.join(f'--{key} FILE' for key in formats)}.",
        )
    sheet, findings, as_of = checked(arguments)
    errors = sum(f.severity == "error" for f in findings)
    refused = arguments.strict and errors > 0
    by_name = {key for key, given in named.items() if given is not None}
    made, failed = _made(sheet, files or dict.fromkeys(formats, ""), by_name, as_of)
    written = {files[key]: one.text for key, one in made.items() if files and not refused}
    write_files(dict(written))
    found = {
        **document("datasheet-export"), "file": arguments.file, "as_of": as_of.isoformat() if as_of else None,
        "counts": {"errors": errors, "warnings": len(findings) - errors}, "draft": errors > 0,
        "formats": [
            {
                "format": key, "title": formats[key].title, "media_type": formats[key].media_type,
                "file": files[key] if files and not refused else None, "unsaid": list(one.unsaid),
                "missing": [{"name": name, "place": place} for name, place in one.missing],
            }
            for key, one in made.items()
        ],
        "not_made": [{"format": key, "why": str(why)} for key, why in failed.items()], "written": list(written),
    }  # fmt: skip

    def text() -> str:
        from footprint_app.datasheet_build import draft_lines

        lines: list[str] = []
        for key, one in made.items():
            lines += _format_lines(formats[key], one, files[key] if not refused else "", arguments.verbose)
        lines += [wrapped(f"Not made: {formats[key].title}, because {why}", "  ", "") for key, why in failed.items()]
        draft = "the datasheet is a draft, which these formats cannot say"
        rules = draft_lines(arguments.file, draft, errors, len(findings) - errors, refused)
        return "\n".join([*lines, "", *rules])

    return found, text, not refused


def _exported() -> tuple[Format, ...]:
    from datasheets.exchange.formats import FORMATS

    return tuple(one for one in FORMATS.values() if one.exports)


def _made(
    sheet: Any, files: Iterable[str], named: set[str], as_of: date | None
) -> tuple[dict[str, Exported], dict[str, InputError]]:  # fmt: skip
    """Format to its export, and to why there is none; what was named by itself has to be there."""
    from datasheets.exchange.formats import export as exported

    made: dict[str, Exported] = {}
    failed: dict[str, InputError] = {}
    for key in files:
        try:
            made[key] = exported(sheet, key, as_of=as_of)
        except InputError as error:
            if key in named:
                raise
            failed[key] = error
    if failed and not made:
        raise next(iter(failed.values()))
    return made, failed


def _format_lines(about: Format, made: Exported, file: str, verbose: bool) -> Iterator[str]:
    """What was written, what the format has no word for, and what it asks for."""
    yield wrapped(f"Wrote {file}: {about.title}." if file else f"{about.title}.", "  ", "")
    grouped = by_section(made.unsaid)
    if grouped and verbose:
        yield "  It has no word for:"
        yield from (wrapped(f"{part}: {'; '.join(titles)}", "      ", "    ") for part, titles in grouped.items())
    elif grouped:
        counts = ", ".join(f"{section} ({len(titles)})" for section, titles in grouped.items())
        fields = number_words(len(made.unsaid), "field")
        yield wrapped(f"It has no word for {fields} (--verbose lists them): {counts}.", "    ", "  ")
    if made.missing:
        asked = "; ".join(f"{name} ({place})" for name, place in made.missing)
        yield wrapped(f"It asks for what the datasheet does not say: {asked}.", "    ", "  ")


# --- import ------------------------------------------------------------------------------------


def import_(arguments: argparse.Namespace) -> Answer:
    """What files of others say; with --into put into a source file where it is open."""
    from footprint.export import check_free, write_file
    from footprint.result import document
    from footprint.yaml_file import read_text

    into, output = arguments.into, arguments.output
    if (into is None) != (output is None):
        raise InputError("--into SHEET and --output NEW go together")
    imported = read_files(arguments.files)
    merged: list[Merged] = []
    if into is not None:
        _check_output(into, output)
        check_free(output)
        text, merged = merged_all(imported, read_text(Path(into)), into, Path(into).parent)
        write_file(output, text, keep=True)
    found = {
        **document("datasheet-import"), "into": into, "written": output,
        "files": imports_document(arguments.files, imported, merged),
    }  # fmt: skip

    def text_of() -> str:
        lines = list(import_lines(imported, merged))
        if output is not None:
            lines += ["", wrapped(f"Wrote {output}.", "")]
            if not all(one.comments for one in merged):
                lines.append("Its comments could not be kept: it was written anew from its data.")
            lines.append(wrapped(f"Then: footprint datasheet lint {output}", ""))
        return "\n".join(lines)

    return found, text_of


def read_files(files: Sequence[str]) -> list[Imported]:
    """What files of others say, in the order they were given."""
    from datasheets.exchange.formats import read
    from footprint.yaml_file import read_text

    found = []
    for index, file in enumerate(files):
        if Path(file).resolve() in [Path(one).resolve() for one in files[:index]]:
            raise InputError("the file is named twice", file=file)
        try:
            found.append(read(read_text(Path(file)), PurePath(file).name))
        except InputError as error:
            if error.file == PurePath(file).name:
                error.file = file
            raise
    return found


def merged_all(imported: Sequence[Imported], text: str, file: str, folder: Path) -> tuple[str, list[Merged]]:
    """A source file with what several files say, the first of them first."""
    from datasheets.exchange.merge import merge

    found: list[Merged] = []
    for one in imported:
        found.append(merge(one, text, file, folder))
        text = found[-1].text
    return text, found


def imports_document(
    files: Sequence[str], imported: Sequence[Imported], merged: Sequence[Merged]
) -> list[dict[str, Any]]:
    """For each file what it says and where it is from; and what was filled, kept and left."""
    found: list[dict[str, Any]] = []
    for index, (file, one) in enumerate(zip(files, imported, strict=True)):
        into = merged[index] if merged else None
        found.append({
            "file": file, "fields": dict(one.fields), "origins": dict(one.origins),
            "filled": list(into.filled) if into else None,
            "kept": [k._asdict() for k in into.kept] if into else None,
            "left": list(into.left if into else one.left), "other_name": (into.other_name or None) if into else None,
        })  # fmt: skip
    return found


def import_lines(imported: Sequence[Imported], merged: Sequence[Merged]) -> Iterator[str]:
    """What each file says, what of it was filled, and what was not."""
    for index, one in enumerate(imported):
        into = merged[index] if merged else None
        yield bold(wrapped(one.file, ""))
        if into is not None and into.other_name:
            yield wrapped(f"It calls the sensor {into.other_name}: is it about the same one?", "    ", "  ")
        places = into.filled if into else tuple(one.fields)
        yield from _places_lines("Filled" if into else "It has something for", places)
        if into is not None and into.kept:
            yield "  Kept, because the datasheet says otherwise:"
            yield from (_kept_line(kept) for kept in into.kept)
        left = into.left if into else one.left
        if left:
            yield f"  Without a place in a datasheet: {number_words(len(left), 'thing')}."
            yield from (wrapped(cut(_one_line(thing), _QUOTED), "      ", "    ") for thing in left)


def _places_lines(what: str, places: Sequence[str]) -> Iterator[str]:
    yield f"  {what} {number_words(len(places), 'place') if places else 'nothing'}{':' if places else '.'}"
    for section, titles in by_section(places).items():
        yield wrapped(f"{section}: {'; '.join(titles)}", "      ", "    ")


def _kept_line(kept: Kept) -> str:
    (section, titles), *_ = by_section([kept.place]).items()
    here, there = (cut(_one_line(text), _QUOTED) for text in kept_words(kept))
    return wrapped(f"{section}, {titles[0]}: {here}; the file: {there}", "      ", "    ")


def kept_words(kept: Kept) -> tuple[str, ...]:
    """What the datasheet and the file say, numbers with the digits that people read and that tell them apart."""
    from datasheets.sheet.template import field_at
    from footprint.numbers import readable

    part, key, *cell = kept.place.split(".")
    field, said = field_at(f"{part}.{key}"), (kept.here, kept.there)
    kind = field.column(cell[-1]).kind if field is not None and len(cell) == 2 else field.kind if field else ""
    return readable(*said) if kind == "quantity" else said


def _check_output(into: str, output: str) -> None:
    """The new file is one of YAML, beside the source: its artefacts are found from there."""
    if not output.lower().endswith((".yaml", ".yml")):
        raise InputError(f"{shown(output)} does not end in .yaml", hint="Name it like datasheet.yaml.")
    if Path(output).resolve().parent != Path(into).resolve().parent:
        raise InputError(
            f"--output {shown(output)} is not in the folder of {shown(into)}", hint="Artefacts are named from there."
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def by_section(places: Iterable[str]) -> Mapping[str, list[str]]:
    """Titles of places under those of their sections; the rows of a table are counted."""
    from datasheets.changes.change import field_title, section_title
    from datasheets.sheet.template import section

    found: dict[str, dict[str, int]] = {}
    for place in places:
        key, field_key, *rest = place.split(".")
        part = section(key)
        field = part.field(field_key)
        titles = {c.key: c.title for c in field.columns}
        words = [field_title(part, field), *(f"row {one}" if one.isdecimal() else titles.get(one, one) for one in rest)]
        row = len(rest) == 1 and rest[0].isdecimal()
        counts = found.setdefault(section_title(part), {})
        title = words[0] if row else ", ".join(words)
        counts[title] = counts.get(title, 0) + row
    return {
        part: [f"{title} ({number_words(rows, 'row')})" if rows else title for title, rows in counts.items()]
        for part, counts in found.items()
    }
