"""The command that tells two datasheets apart: what changed, and which evaluations are older than their causes."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from footprint_app.answers import Verdict
from footprint_app.lint_text import number_words
from footprint_app.terminal_marks import bold, wrapped

if TYPE_CHECKING:
    from datasheets.changes.change import Change
    from datasheets.changes.difference import Difference
    from datasheets.changes.stale import Result
    from datasheets.sheet.sheet import Datasheet

_KINDS = {"added": "added: ", "removed": "removed: ", "changed": ""}


def add_diff(sub: argparse.ArgumentParser) -> None:
    """What diff takes."""
    sub.add_argument("old", metavar="OLD", help="the source file of a datasheet as it was (.yaml)")
    sub.add_argument("new", metavar="NEW", help="the source file as it is now")
    sub.add_argument("--strict", action="store_true", help="exit 1 where an evaluation is stale")


def diff(arguments: argparse.Namespace) -> Verdict:
    """What changed from one datasheet to another; with --strict no where an evaluation is stale."""
    from datasheets import difference, load_datasheet
    from footprint_app import faces
    from footprint_app.datasheet_command import IN_FILE

    with faces.in_options(IN_FILE):
        found = difference(load_datasheet(arguments.old), load_datasheet(arguments.new))
    return found.to_dict(), lambda: _text(found), not (arguments.strict and found.stale)


def _text(found: Difference) -> str:
    lines = [_head("Old", found.old), _head("New", found.new), ""]
    if found.identical:
        lines.append("The same: nothing was added, removed, changed or written differently.")
    elif not found.changes:
        lines.append("Both say the same.")
    lines += [wrapped(f"{remark}.", "") for remark in found.remarks]
    if found.changes:
        lines += [*([""] if found.remarks else []), bold(number_words(len(found.changes), "change").capitalize())]
        lines += _listed(found.changes)
    if found.rewritten:
        lines += ["", bold("The same, written differently"), *_listed(found.rewritten)]
    lines += _results(found)
    return "\n".join(lines)


def _head(which: str, sheet: Datasheet) -> str:
    from datasheets.content.words import mark_of

    said = [str(v) for v in (sheet.get("title_page.name"), sheet.get("title_page.version")) if not mark_of(v)]
    about = f" ({', version '.join(said)})" if said else ""
    return wrapped(f"{which}: {sheet.file}{about}", "  ", "")


def _listed(changes: Sequence[Change]) -> Iterator[str]:
    return _under_sections((change.section, change_words(change)) for change in changes)


def _under_sections(said: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What is said of fields under the titles of their sections, which follow each other."""
    for section, some in groupby(said, itemgetter(0)):
        yield from [wrapped(section, "  ")] if section else []
        yield from (wrapped(words, "      ", "    ") for _, words in some)


def _results(found: Difference) -> Iterator[str]:
    """What is stale, what was found again, and where nobody can tell."""
    if found.causes:
        yield ""
        yield bold("What changed that results depend on")
        for cause in found.causes:
            fields = dict.fromkeys(".".join(place.split(".")[:2]) for place in cause.places)
            yield wrapped(f"{cause.title}: {', '.join(fields)}", "      ", "  ")
    titles = {cause.key: cause.title for cause in found.causes}
    for title, results in (("Stale: as before, on the same evidence", found.stale), ("Found again", found.updated)):
        if results:
            yield ""
            yield bold(title)
            yield from _under_sections((one.section, result_words(one, titles, found.new)) for one in results)
    if found.causes and not found.stale:
        yield ""
        yield "No evaluation is stale."
    if found.unclear:
        yield ""
        text = f"Only one of the two says something, so nobody can tell whether it changed: {', '.join(found.unclear)}"
        yield wrapped(f"{text}.", "")


def change_words(change: Change) -> str:
    """A change in a sentence: the title of its place, and what changed."""
    return f"{change.title}: {_KINDS.get(change.kind, '')}{'; '.join(change.words)}"


def result_words(one: Result, titles: dict[str, str], new: Datasheet) -> str:
    """A result that depends on what changed: its title, rows, and the titles of the causes."""
    causes = ", ".join(titles[key] for key in one.causes)
    rows = new.rows(one.place)
    some = f", {len(one.rows)} of {number_words(len(rows), 'row')}" if len(one.rows) < len(rows) else ""
    names = f": {'; '.join(one.rows)}" if some else ""
    return f"{one.title}{some} ({causes}){names}"
