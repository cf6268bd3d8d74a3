"""The datasheet as one JSON document: every typed value as it was written, and what it is in base units."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from datasheets.lints.rules import Finding
from datasheets.schemes.answers import scheme_answers
from datasheets.sheet.artefacts import Artefact
from datasheets.sheet.files import Image
from datasheets.sheet.kinds import KINDS
from datasheets.sheet.progress import progress
from datasheets.sheet.sheet import Datasheet, place_of
from datasheets.sheet.template import Field, template
from datasheets.sheet.units import Measure
from datasheets.sheet.values import NOT_PROVIDED, Quantity, is_missing
from footprint.result import document

_MEASURES = {"value": "value", "min": "minimum", "max": "maximum", "low": "low", "high": "high"}


def datasheet_document(
    sheet: Datasheet, findings: Sequence[Finding], *, as_of: date | None = None
) -> dict[str, Any]:  # fmt: skip
    """A datasheet as strict JSON, the same for the same file and findings.

    Parameters
    ----------
    sheet : Datasheet
    findings : sequence of Finding
    as_of : date, optional
        The day that the findings hold dates against.

    Returns
    -------
    dict
        ``schema``, ``tool_version``, ``file`` (its name), ``as_of``, ``language``, ``artefacts`` (name to kind, file,
        stated and found hash), ``claims``, ``sections`` (key to number, title and ``fields``: what the source gives,
        and required fields that it lacks), ``taken`` (place of a value to that of an artefact), ``origins`` (place of a
        typed field to status and evidence), ``schemes`` (each with ``applies``, ``why_not``, ``counts`` and
        ``requirements``), and the keys of `findings_document`. A field has ``value``; a number is a
        dict of its ends as text, number, unit and in base units, with its status and what it rests on.
    """
    return {
        **document("datasheet-document"),
        "file": PurePath(sheet.file).name,
        "as_of": as_of.isoformat() if as_of else None,
        "language": sheet.language,
        "artefacts": {a.name: _artefact(a) for a in sheet.artefacts.named.values()},
        "claims": [{"text": c.text, "number": c.number or None, "evidence": c.evidence or None} for c in sheet.claims],
        "sections": {
            s.key: {"number": s.number, "title": s.title, "fields": _fields(sheet, s.key, s.fields)} for s in template()
        },
        "taken": {place_of(path): place for path, place in sheet.taken.items()},
        "origins": {place: origin._asdict() for place, origin in sheet.origins.items()},
        "schemes": [one.to_dict() for one in scheme_answers(sheet)],
        **findings_document(sheet, findings),
    }


def json_text(document: dict[str, Any]) -> str:
    """A document as it is written into a file."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def findings_document(sheet: Datasheet, findings: Sequence[Finding]) -> dict[str, Any]:
    """``findings``, and ``counts`` of errors, warnings, and what is answered of what is required in each section."""
    severities = Counter(f.severity for f in findings)
    return {
        "findings": [f.to_dict() for f in findings],
        "counts": {
            "errors": severities["error"], "warnings": severities["warning"],
            "sections": {key: one._asdict() for key, one in progress(sheet).items()},
        },
    }  # fmt: skip


def _artefact(artefact: Artefact) -> dict[str, Any]:
    found = artefact.found_sha256
    stated = artefact.sha256 or None
    return {
        "kind": artefact.kind, "file": artefact.file, "sha256_stated": stated, "sha256": found,
        "as_stated": None if stated is None else stated == found,
        "options": {key: _option(artefact.kind, key, given) for key, given in artefact.options.items()},
    }  # fmt: skip


def _option(kind: str, key: str, given: Any) -> Any:
    """An option as it was given; a number with the unit that it is in."""
    unit = KINDS[kind].options[key]
    if unit in ("count", "text", "texts"):
        return list(given) if isinstance(given, tuple) else given
    return {"number": given, "unit": unit}


def _fields(sheet: Datasheet, section: str, fields: Sequence[Field]) -> dict[str, Any]:
    given = sheet.sections.get(section, {})
    return {
        f.key: {"title": f.title, "need": f.need, "kind": f.kind, "value": _value(given.get(f.key))}
        for f in fields if f.key in given or f.need == "required"
    }  # fmt: skip


def _value(value: Any) -> Any:
    """As strict JSON; of a table the rows, each with its columns."""
    if isinstance(value, Quantity):
        return _quantity(value)
    if isinstance(value, Image):
        return {"file": value.file, "alt": value.alt, "found": value.path is not None}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [{key: _value(v) for key, v in one.items()} if isinstance(one, dict) else one for one in value]
    return NOT_PROVIDED if is_missing(value) else value


def _quantity(quantity: Quantity) -> dict[str, Any]:
    measures = {key: getattr(quantity, name) for key, name in _MEASURES.items()}
    further = {
        "level": quantity.level, "count": quantity.count, "n": quantity.n, "evidence": quantity.evidence or None,
        "note": quantity.note or None, "taken_from": quantity.taken_from or None,
    }  # fmt: skip
    return {
        **{key: _measure(m) for key, m in measures.items() if m is not None},
        "status": quantity.status,
        **{key: one for key, one in further.items() if one is not None},
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "text": measure.text, "number": measure.value, "unit": measure.unit, "base": measure.base,
        "dimension": measure.dimension,
    }  # fmt: skip
