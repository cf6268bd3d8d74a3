"""The evaluation data as Croissant 1.1 with RAI 1.0, written with mlcroissant. Reading: `croissant_read`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from datasheets.exchange.croissant_read import read
from datasheets.exchange.croissant_words import (
    ANSWERS,
    CONFORMS_TO,
    FILES,
    TABLE,
    TIME_QUESTION,
    Described,
    facts,
    hashed,
    is_timeframe,
    rai_properties,
)
from datasheets.exchange.formats import Exported
from datasheets.exchange.saying import Saying
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

__all__ = ["export", "read"]

_USES = ("evaluation", "both")
_COLUMNS = ("of", "name", "version", "url", "creator", "published", "licence", "description", "cite_as")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNKNOWN = "application/octet-stream"
"""The media type of bytes that nobody said more about, by RFC 2046."""


@dataclass
class _Data:
    """What goes into the file, and what the format asks for in vain."""

    row: dict[str, Any]
    index: int
    files: list[dict[str, str]]
    answers: dict[str, str]
    missing: list[tuple[str, str]] = field(default_factory=list)

    def text(self, key: str) -> str:
        """A cell of the row that describes the data set."""
        value = self.row.get(key, "")
        return value.isoformat() if isinstance(value, date) else str(value)


def export(sheet: Datasheet) -> Exported:
    """The evaluation data of a datasheet as a Croissant file.

    The first data set for evaluation is described; where none is listed, the fields of the evaluation data are.
    Files without a SHA-256 and times that are no date are left out, since the format asks for them.

    Raises
    ------
    InputError
        The datasheet names no evaluation data.
    """
    saying = Saying(sheet)
    data = _gathered(saying)
    named = _with_fields(saying, data)
    if not named.name:
        raise InputError(
            "the datasheet names no evaluation data",
            file=sheet.file,
            hint=f"Fill data_and_model.evaluation_data, or {TABLE} or {FILES} of evaluation.",
        )
    description = data.text("description") or saying.text("data_and_model.coverage") or ""
    _count_same(saying, named)
    text = _written(sheet, data, named, description)
    asked = {
        "name": (named.name, "name", "evaluation_data"), "description": (description, "description", "coverage"),
        "license": (named.licence, "licence", "evaluation_licence"), "url": (named.url, "url", "evaluation_source"),
        "creator": (data.text("creator"), "creator", ""), "datePublished": (data.text("published"), "published", ""),
    }  # fmt: skip
    missing = [
        (word, f"{TABLE}.{data.index}.{column}" + (f", data_and_model.{place}" if place else ""))
        for word, (value, column, place) in asked.items()
        if not value
    ]
    return Exported(text, saying.unsaid(), (*missing, *data.missing))


def _gathered(saying: Saying) -> _Data:
    """The rows that are about evaluation; the cells of all others count as not said."""
    rows = saying.rows(TABLE, *_COLUMNS)
    first = next((i for i, row in enumerate(rows) if row.get("of") in _USES), None)
    for index, row in enumerate(rows):
        _take_back(saying, TABLE, index, row if index != first else (c for c in row if _is_both(c, row[c])))
    data = _Data(rows[first] if first is not None else {}, (first or 0) + 1, [], {})
    for index, row in enumerate(saying.rows(FILES, "of", "file", "url", "media_type", "size", "sha256", said=())):
        _file(saying, data, index, row)
    for index, row in enumerate(saying.rows(ANSWERS, "of", "question", "text")):
        _answer(saying, data, index, row)
    return data


def _file(saying: Saying, data: _Data, index: int, row: dict[str, Any]) -> None:
    size = row.get("size")
    place = f"{FILES}.{index + 1}"
    if row.get("of") not in _USES or "file" not in row:
        _take_back(saying, FILES, index, row)
        return
    if not _SHA256.fullmatch(row.get("sha256", "")):
        data.missing.append(("distribution.sha256", f"{place}.sha256"))
        _take_back(saying, FILES, index, row)
        return
    _take_back(saying, FILES, index, (c for c in row if _is_both(c, row[c])))
    kept = ("file", "url", "media_type", "sha256")
    one: dict[str, str] = {key: row[key] for key in kept if key in row}
    if isinstance(size, Quantity) and size.value is not None and not size.taken_from:
        one["size"] = size.value.text
    else:
        saying.take_back(f"{place}.size")
    data.missing += [
        (f"distribution.{word}", f"{place}.{column}")
        for word, column in (("contentUrl", "url"), ("encodingFormat", "media_type"))
        if column not in row
    ]
    data.files.append(one)


def _answer(saying: Saying, data: _Data, index: int, row: dict[str, Any]) -> None:
    question, text = str(row.get("question")), row.get("text", "")
    fits = text and question in rai_properties() and row.get("of") in _USES
    if not fits or (question == TIME_QUESTION and (not is_timeframe(text) or question in data.answers)):
        _take_back(saying, ANSWERS, index, row)
        return
    _take_back(saying, ANSWERS, index, (c for c in row if _is_both(c, row[c])))
    data.answers[question] = f"{data.answers[question]}\n\n{text}" if question in data.answers else text


def _take_back(saying: Saying, table: str, index: int, columns: Any) -> None:
    for column in columns:
        saying.take_back(f"{table}.{index + 1}.{column}")


def _is_both(column: str, value: Any) -> bool:
    """Whether it says that the data also served training, for which Croissant has no word."""
    return column == "of" and value == "both"


def _with_fields(saying: Saying, data: _Data) -> Described:
    """The data set by its row, and by the fields of the evaluation data for what the row leaves open."""
    sheet = saying.sheet

    def typed(place: str) -> str:
        """A field that is no row; whether it counts as said is decided when all is known."""
        return Saying(sheet).text(place) or ""

    file = hashed(typed("data_and_model.evaluation_data"))
    if file and file[1] not in [f["sha256"] for f in data.files]:
        data.files.append({"file": file[0], "sha256": file[1]})
        data.missing.append(("distribution.encodingFormat", f"{FILES}.media_type"))
    source, version = typed("data_and_model.evaluation_source"), typed("title_page.evaluation_data_version")
    for question, place in (("labelling protocol", "ground_truth"), ("limitations", "evaluation_limits")):
        text = typed(f"data_and_model.{place}")
        if text and question not in data.answers:
            data.answers[question] = text
    first = data.files[0]["file"] if data.files else ""
    return Described(
        data.text("name") or (file[0] if file else typed("data_and_model.evaluation_data")) or first,
        data.text("version") or ("" if hashed(version) else version),
        data.text("licence") or typed("data_and_model.evaluation_licence"),
        data.text("url") or (source if re.fullmatch(r"https?://\S+", source) else ""),
        data.answers,
        tuple((f["file"], f["sha256"]) for f in data.files),
    )


def _count_same(saying: Saying, named: Described) -> None:
    """Count the fields that the file says in the very words of the datasheet."""
    for place, (value, _) in facts("evaluation", named).items():
        if saying.text(place) != value:
            saying.take_back(place)


def _written(sheet: Datasheet, data: _Data, named: Described, description: str) -> str:
    import mlcroissant

    context = mlcroissant.Context(conforms_to=CONFORMS_TO[0])
    context.rdf.context["@language"] = sheet.language
    creator, licence = data.text("creator"), named.licence
    is_address = re.fullmatch(r"https?://\S+", licence)
    made = mlcroissant.Metadata(
        ctx=context,
        conforms_to=CONFORMS_TO,
        name=named.name,
        description=description or None,
        url=named.url or None,
        version=named.version or None,
        cite_as=data.text("cite_as") or None,
        date_published=data.text("published") or None,
        creators=[mlcroissant.Organization(ctx=context, name=creator)] if creator else [],
        license=[licence if is_address else mlcroissant.CreativeWork(ctx=context, name=licence)] if licence else None,
        distribution=[_file_object(context, number, one) for number, one in enumerate(data.files, 1)],
        extra_properties={f"rai:{rai_properties()[q]}": text for q, text in data.answers.items()},
    )
    found = made.to_json()
    if data.text("published"):
        found["datePublished"] = data.text("published")  # mlcroissant writes years before 1000 with three digits
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _file_object(context: Any, number: int, one: dict[str, str]) -> Any:
    import mlcroissant

    return mlcroissant.FileObject(
        ctx=context,
        id=f"file-{number}",
        name=one["file"],
        content_url=one.get("url", one["file"]),
        content_size=one.get("size"),
        encoding_formats=[one.get("media_type", _UNKNOWN)],
        sha256=one["sha256"],
    )
