"""Asking on a terminal for what no artefact has: the required fields of a new datasheet, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Container
from typing import TYPE_CHECKING, Any

from footprint.errors import InputError
from footprint_app.terminal_marks import wrapped

if TYPE_CHECKING:
    from datasheets.sheet.artefacts import Artefacts
    from datasheets.sheet.template import Field

_HOW = """\
An empty line leaves a field as not provided. Instead of a value there may be
"not disclosed", or "not applicable: " and the reason. The end of input (Ctrl-D)
ends the questions; what was answered until then is kept.
"""
_NOT_ASKED = ("table", "image")
"""Kinds that are easier to write in the file."""


def answers(artefacts: Artefacts, known: Container[str] = ()) -> dict[str, Any]:
    """What a person answers, by place; questions go to stderr, so that stdout holds the result alone.

    Places that are `known` are not asked for. An answer that does not fit its field is told and asked for again.
    """
    from datasheets.sheet.new import left_open

    _say(_HOW)
    found: dict[str, Any] = {}
    section = ""
    try:
        for part, field in left_open(artefacts):
            if field.kind in _NOT_ASKED or f"{part.key}.{field.key}" in known:
                continue
            if part.key != section:
                section = part.key
                _say(f"\n{' '.join(filter(None, (part.number, part.title)))}\n")
            answer = _answer(field, artefacts)
            if answer is not None:
                found[f"{part.key}.{field.key}"] = answer
    except EOFError:
        _say("\n")
    return found


def _answer(field: Field, artefacts: Artefacts) -> Any:
    """What a source file would hold, or None where nothing was said."""
    from datasheets.sheet.sheet import read_value
    from datasheets.sheet.values import says_not

    while True:
        given: Any = _ask(_question(field))
        if not given:
            return None
        if not says_not(given):
            if field.kind == "list":
                given = [given, *_further()]
            elif field.kind == "quantity":
                given = {"value": given, "status": _status(), "evidence": _ask("  What it rests on (file, report)")}
        try:
            read_value(field, given, (), artefacts)
        except InputError as error:
            _say(f"{wrapped(str(error), '  ')}\n")
        else:
            return given


def _question(field: Field) -> str:
    more = {"quantity": f" [{field.unit}]" if field.unit not in ("", "1") else "", "date": " [like 2026-03-31]"}
    choices = f" ({' | '.join(field.choices)})" if field.choices else ""
    return f"{field.title}{more.get(field.kind, '')}{choices}{', one a line' if field.kind == 'list' else ''}"


def _further() -> list[str]:
    """The lines after the first one of a list, up to an empty one."""
    found = []
    while line := _ask("  and"):
        found.append(line)
    return found


def _status() -> str:
    from datasheets.sheet.values import STATUSES

    known = [s for s in STATUSES if s != "not assessed"]
    while (given := _ask(f"  How it is known ({' | '.join(known)})")) not in known:
        _say("  One of these words.\n")
    return given


def _ask(question: str) -> str:
    _say(f"{question}: ")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
