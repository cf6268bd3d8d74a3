"""The text of a new source file: every field that has to be filled, marked, and what artefacts can fill taken."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.kinds import KINDS
from datasheets.sheet.places import NotThereError
from datasheets.sheet.sheet import SCHEMA, read_language
from datasheets.sheet.template import Field, Section, template
from datasheets.sheet.values import NOT_APPLICABLE, NOT_DISCLOSED, NOT_PROVIDED, STATUSES

_WIDTH = 110

_HEAD = f"""\
# A datasheet of an ML sensor. Replace every "{NOT_PROVIDED}".
# What has a unit says how it is known: {{value: 40 mA, status: measured, evidence: power.csv}}
#   status: {", ".join(STATUSES)}
# Where nothing can be said: "{NOT_DISCLOSED}", or "{NOT_APPLICABLE}" and the reason.
"""


def new_text(
    artefacts: Mapping[str, Mapping[str, Any]], folder: Path, *, language: str = "en",
    answers: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """The text of a new source file. Nothing in it is invented: a value is taken or answered, or it is not provided.

    Parameters
    ----------
    artefacts : dict
        As in a source file: name to ``file`` and the options of the kind; their hashes are added.
    folder : Path
        The datasheet's, where the artefacts are.
    language : str
        A BCP 47 tag.
    answers : dict, optional
        Place of a field, such as ``title_page.name``, to what a source file would hold there.

    Raises
    ------
    InputError
        An artefact that cannot be read, or no language tag.
    """
    found = Artefacts.read({name: dict(one) for name, one in artefacts.items()}, folder)
    lines = [
        *_HEAD.splitlines(),
        f"schema: {SCHEMA}",
        f"language: {read_language(language)}",
        *_artefacts(artefacts, found),
    ]
    lines += ["# What is promised, the number that it rests on, and the evidence:", "# claims:"]
    lines += ["# - {text: Low power, number: performance.power_active, evidence: power.csv}"]
    for part in template():
        body = list(_fields(part, found, answers or {}))
        lines += ["", " ".join(filter(None, ("#", part.number, part.title)))]
        lines += [f"{part.key}:" if any(not line.lstrip().startswith("#") for line in body) else f"# {part.key}:"]
        lines += body
    return "\n".join(lines) + "\n"


def _artefacts(given: Mapping[str, Mapping[str, Any]], found: Artefacts) -> Iterator[str]:
    if not given:
        yield "# Files that values are taken from, in the folder of this file:"
        yield f"# artefacts:  # {', '.join(KINDS)}"
        yield "#   model: {file: model.tflite}"
        return
    stated = {name: {**one, "sha256": found.named[name].found_sha256} for name, one in given.items()}
    yield from yaml.safe_dump(
        {"artefacts": stated}, sort_keys=False, allow_unicode=True, default_flow_style=False, width=10_000
    ).splitlines()


def left_open(artefacts: Artefacts) -> Iterator[tuple[Section, Field]]:
    """The required fields that no artefact can fill."""
    for part in template():
        for field in part.fields:
            if field.need == "required" and not _place(field, artefacts):
                yield part, field


def _fields(part: Section, found: Artefacts, answers: Mapping[str, Any]) -> Iterator[str]:
    group = ""
    for field in part.fields:
        if field.group != group:
            group = field.group
            yield f"  # --- {group}"
        yield from _comment(field)
        place = _place(field, found)
        answer = answers.get(f"{part.key}.{field.key}")
        if answer is not None:
            yield f"  {field.key}: {json.dumps(answer, ensure_ascii=False)}"  # JSON is YAML too
        elif place:
            yield f"  {field.key}: {{from: {place}}}"
        else:
            yield f"  {'' if field.need == 'required' else '# '}{field.key}: {NOT_PROVIDED}"


def _comment(field: Field) -> Iterator[str]:
    """Title, need, unit, choices or columns, on as many lines as it takes."""
    said = field.title
    if field.need == "conditional":
        said += f" (conditional: {field.when[0].lower()}{field.when[1:]})"
    elif field.need == "optional":
        said += " (optional)"
    if field.unit and field.unit != "1":
        said += f" [{field.unit}]"
    if field.choices:
        said += f": {' | '.join(field.choices)}"
    if field.columns:
        said += f"; rows of {', '.join(c.key if c.need == 'required' else f'({c.key})' for c in field.columns)}"
    elif field.kind in ("list", "date", "image"):
        said += {"list": "; a list", "date": "; like 2026-03-31", "image": "; {file: ..., alt: ...}"}[field.kind]
    yield from textwrap.wrap(said, _WIDTH, initial_indent="  # ", subsequent_indent="  #   ", break_on_hyphens=False)


def _place(field: Field, found: Artefacts) -> str:
    """Where a field is taken from: the first of its places that an artefact of that kind holds; empty for none."""
    for takes in field.takes:
        kind, _, key = takes.partition(".")
        for artefact in found.of_kind(kind):
            place = f"{artefact.name}.{key}"
            try:
                found.take({"from": place}, field)
            except NotThereError:
                continue
            return place
    return ""
