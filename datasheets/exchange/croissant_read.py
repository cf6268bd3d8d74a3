"""Reading a Croissant file of anybody, 1.0 or 1.1, with both spellings of its RAI properties. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from datasheets.exchange.croissant_words import (
    ANSWERS,
    CROISSANT,
    FILES,
    RAI,
    TABLE,
    TIME_QUESTION,
    VERSIONS,
    Described,
    Use,
    facts,
    is_timeframe,
    rai_properties,
    rai_spellings,
)
from datasheets.exchange.exact import plain
from datasheets.exchange.formats import Imported
from datasheets.exchange.gathering import Gathering
from datasheets.exchange.json_text import read_json
from footprint.errors import InputError, shown

_PREFIX = re.compile(
    rf"{re.escape(RAI)}|{re.escape(CROISSANT)}|https?://schema\.org/|http://purl\.org/dc/terms/|(?:rai|cr|sc|schema|dct):"
)
_FORM = ("@context", "@type", "@id", "conformsTo")
"""What says how the file is to be read, and nothing of the data."""
_MOST = 1000
"""Files that are taken over."""
_SIZE = re.compile(r"\s*([\d.]+)\s*([A-Za-z]*)\s*")


def read(text: str, file: str, of: Use = "evaluation") -> Imported:
    """What a Croissant file says, as fields of a datasheet.

    Parameters
    ----------
    text, file : str
        The file and its name.
    of : {"evaluation", "training"}
        What the data were used for, which the file does not say; what it was read as is listed in `Imported.left`.

    Raises
    ------
    InputError
        No JSON, no Croissant, an unknown version, a control character, or nothing that a datasheet holds.
    """
    given = read_json(text, file)
    if not isinstance(given, dict):
        raise InputError("no Croissant file: a JSON object is expected", file=file)
    language = _language(given)
    said = {_bare(key): value for key, value in given.items()}
    _check_version(said.get("conformsTo"), file)
    kept = Gathering(file)
    kept.leave(f"used for {of}: the file does not say what its data were used for, and was read as this")
    answers = _answers(kept, said, language)
    files = _files(kept, said.get("distribution"), of, language)
    description = Described(
        _text(said.get("name"), language), _text(said.get("version"), language), _licence(said, language),
        _text(said.get("url"), language), answers, tuple((f["file"], f.get("sha256", "")) for f in files),
    )  # fmt: skip
    _row(kept, said, description, of, language)
    kept.put(FILES, files, "distribution")
    rows = [{"of": of, "question": question, "text": one} for question, one in answers.items()]
    kept.put(ANSWERS, rows, ", ".join(f"rai:{rai_properties()[q]}" for q in answers))
    for place, (value, at) in facts(of, description).items():
        kept.put(place, value, at)
    _leave_rest(kept, said, language)
    return kept.imported()


_READ = (
    "name", "version", "license", "url", "creator", "description", "citeAs", "datePublished", "distribution",
)  # fmt: skip


def _row(kept: Gathering, said: dict[str, Any], found: Described, of: Use, language: str) -> None:
    published = _text(said.get("datePublished"), language)
    day = re.match(r"\d{4}-\d\d-\d\d(?=$|T)", published)
    if published and (not day or day[0] != published):
        kept.leave(f"datePublished: {shown(published)}")
    creators = said.get("creator")
    makers = [t for one in (creators if isinstance(creators, list) else [creators]) if (t := _named(one, language))]
    cells = {
        "of": (of, "name"), "name": (found.name, "name"), "version": (found.version, "version"),
        "url": (found.url, "url"), "creator": ("; ".join(makers), "creator"),
        "published": (day[0] if day else "", "datePublished"), "licence": (found.licence, "license"),
        "description": (_text(said.get("description"), language), "description"),
        "cite_as": (_text(said.get("citeAs"), language), "citeAs"),
    }  # fmt: skip
    row = kept.row(TABLE, cells)
    if len(row) == 1:
        return
    if "name" not in row:
        row["name"] = "not provided"
    kept.put(TABLE, [row], ", ".join(at for c, (_, at) in cells.items() if c in row and c != "of"))


def _files(kept: Gathering, given: Any, of: Use, language: str) -> list[dict[str, Any]]:
    """Rows of files; sets of files and files inside of others are left, as are more than `_MOST`."""
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(given if isinstance(given, list) else [given] if given else [], 1):
        at = f"distribution.{number}"
        if not isinstance(one, dict):
            kept.leave(f"{at}: {shown(one)}")
            continue
        said = {_bare(key): value for key, value in one.items()}
        name = _text(said.get("name"), language) or _text(said.get("@id"), language)
        if _bare(str(said.get("@type"))) != "FileObject" or not name or len(rows) >= _MOST:
            kept.leave(f"{at}: {shown(name or said.get('@type'))}")
            continue
        address = _text(said.get("contentUrl"), language)
        size = _size(_text(said.get("contentSize"), language))
        hashes = _text(said.get("sha256"), language).lower()
        if not size and "contentSize" in said:
            kept.leave(f"{at}.contentSize: {shown(_text(said['contentSize'], language))}")
        cells: dict[str, tuple[Any, str]] = {
            "of": (of, at), "file": (name, f"{at}.name"),
            "url": (address if address.startswith(("http://", "https://")) else "", f"{at}.contentUrl"),
            "media_type": (_text(said.get("encodingFormat"), language), f"{at}.encodingFormat"),
            "size": (kept.declared(size, f"{at}.contentSize") if size else None, f"{at}.contentSize"),
            "sha256": (hashes if re.fullmatch("[0-9a-f]{64}", hashes) else "", f"{at}.sha256"),
        }  # fmt: skip
        if hashes and not cells["sha256"][0]:
            kept.leave(f"{at}.sha256: {shown(hashes)}")
        if address not in ("", name) and not cells["url"][0]:
            kept.leave(f"{at}.contentUrl: {shown(address)}")
        for key in said:
            if key not in ("@type", "@id", "name", "contentUrl", "contentSize", "encodingFormat", "sha256"):
                kept.leave(f"distribution: {key}")
        rows.append(kept.row(FILES, cells))
    return rows


def _size(text: str) -> str:
    """A size with its unit; bytes where none is given."""
    found = _SIZE.fullmatch(text)
    return f"{found[1]} {found[2] or 'B'}" if found else ""


def _answers(kept: Gathering, said: dict[str, Any], language: str) -> dict[str, str]:
    """Question to answer in the order of the questions; the items of a list become paragraphs."""
    found: dict[str, list[str]] = {}
    for word, question in rai_spellings().items():
        if word in said:
            texts = [t for t in _texts(said[word], language) if t.strip()]
            found.setdefault(question, []).extend(t for t in texts if t not in found.get(question, []))
    ends = [t.strip() for t in found.get(TIME_QUESTION, [])]
    if len(ends) == 2 and ends == sorted(ends) and all(is_timeframe(t) and "/" not in t for t in ends):
        found[TIME_QUESTION] = ["/".join(ends)]  # start and end, each as an item
    return {question: "\n\n".join(t.strip() for t in texts) for question, texts in found.items() if texts}


def _licence(said: dict[str, Any], language: str) -> str:
    given = said.get("license")
    return ", ".join(
        t for one in (given if isinstance(given, list) else [given]) if (t := _named(one, language, "url"))
    )


def _leave_rest(kept: Gathering, said: dict[str, Any], language: str) -> None:
    for key, value in said.items():
        if key == "isLiveDataset" and value is False:
            continue  # as of every other data set
        if key not in (*_FORM, *_READ) and key not in rai_spellings():
            text = _text(value, language) if not isinstance(value, (dict, list)) else ""
            kept.leave(f"{key}: {shown(text)}" if text else key)
        elif key == "creator":
            for one in value if isinstance(value, list) else [value]:
                for inner in (_bare(k) for k in one) if isinstance(one, dict) and not _is_map(one) else ():
                    if inner not in ("@type", "@id", "@value", "@language", "name"):
                        kept.leave(f"creator: {inner}")
        elif isinstance(value, dict) and _is_map(value) and len(value) > 1:
            others = [k for k in value if k != _chosen(value, language)]
            kept.leave(f"{key} in {', '.join(others)}")


def _check_version(given: Any, file: str) -> None:
    versions = [t.removeprefix(CROISSANT) for t in _texts(given, "") if t.startswith(CROISSANT) and RAI not in t]
    for version in versions:
        if version not in VERSIONS:
            raise InputError(f"unknown version of Croissant {shown(version)}", file=file, valid=VERSIONS)


def _language(given: dict[str, Any]) -> str:
    context = given.get("@context")
    language = context.get("@language") if isinstance(context, dict) else None
    return language if isinstance(language, str) else "en"


def _bare(key: str) -> str:
    """A key or a type without the namespace of Croissant, RAI, schema.org or Dublin Core."""
    return _PREFIX.sub("", key, count=1) if _PREFIX.match(key) else key


def _named(given: Any, language: str, also: str = "") -> str:
    """A person, an organisation or a work by its name, or by its address; a text as it is."""
    if isinstance(given, dict) and not _is_map(given) and "@value" not in given:
        bare = {_bare(key): value for key, value in given.items()}
        name, address = (_text(bare.get(key), language) for key in ("name", "url"))
        if name and address and also:
            return f"{name}, {address}"
        return name or address or _text(bare.get("@id"), language)
    return _text(given, language)


def _text(given: Any, language: str) -> str:
    """All texts of a value, as paragraphs."""
    return "\n\n".join(t.strip() for t in _texts(given, language) if t.strip())


def _texts(given: Any, language: str) -> Iterator[str]:
    """The texts of a value: itself, the items of a list, one language of a map, or what an object is called."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, Decimal):
        yield plain(given) if given.is_finite() and abs(given.adjusted()) < 30 else str(given)
    elif isinstance(given, int) and not isinstance(given, bool):
        yield str(given)
    elif isinstance(given, list):
        for one in given:
            yield from _texts(one, language)
    elif isinstance(given, dict):
        if "@value" in given:
            yield from _texts(given["@value"], language)
        elif _is_map(given):
            yield from _texts(given[_chosen(given, language)], language)
        else:
            bare = {_bare(key): value for key, value in given.items()}
            yield from _texts(next((bare[k] for k in ("name", "@id", "url") if bare.get(k)), None), language)


def _is_map(given: dict[str, Any]) -> bool:
    """Whether its keys are languages."""
    return (
        bool(given)
        and all(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*|@none", key) for key in given)
        and not (given.keys() & {"url", "key"})
    )


def _chosen(given: dict[str, Any], language: str) -> str:
    """The language of the file, else English, else the first."""
    return next((key for key in (language, "en") if key in given), next(iter(given)))
