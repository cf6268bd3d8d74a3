"""Checking a CycloneDX document by the strict schema of its version, in a time that grows with its size only.

The validator of the library compares each item of a list with every other, and parses web addresses with a grammar
that takes milliseconds for each letter. Both are done here another way; all else is the library's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from footprint.errors import InputError, nearest, shown

_UCS = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_PCHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_UCS}-]|%[0-9A-Fa-f]{{2}})"
_HOST = rf"(?:[A-Za-z0-9._~!$&'()*+,;={_UCS}-]|%[0-9A-Fa-f]{{2}})++(?::[0-9]{{1,5}})?"
_WEB = re.compile(rf"https?://{_HOST}(?:/{_PCHAR}*+)*+(?:\?(?:{_PCHAR}|[/?])*+)?+(?:#(?:{_PCHAR}|[/?])*+)?+")
"""A web address by RFC 3987 that the library takes too; no host in brackets, no user, nothing from U+10000 on."""
_REFERENCE = re.compile(rf"(?:{_PCHAR}|[/?#\[\]\ue000-\uf8ff\U00010000-\U0010fffd])*+")
"""The characters of any reference of RFC 3987."""


def is_web(text: str) -> bool:
    """Whether a text is a web address that every checker takes."""
    return bool(_WEB.fullmatch(text))


def validate(text: str, version: str) -> None:
    """Check a document by the schema of its version; unknown keys are refused.

    Raises
    ------
    InputError
        The first thing that does not fit, with its path.
    """
    from jsonschema.exceptions import best_match

    validator, unique = _validator(version)
    data = json.loads(text)
    for path in _doubled(data, (), unique):
        raise InputError("an item stands twice", path=path)
    found = next(validator.iter_errors(data), None)
    if found is not None:
        error = best_match([found])
        said, valid = _words(error)
        raise InputError(said, path=tuple(error.absolute_path), valid=valid)


@cache
def _validator(version: str) -> tuple[Any, frozenset[str]]:
    """The library's validator without what takes long, and the names of lists whose items must differ everywhere."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from jsonschema import FormatChecker

    strict: Any = JsonStrictValidator(SchemaVersion.from_version(version))._validator
    formats = FormatChecker(formats=())
    references = dict.fromkeys(("iri", "iri-reference", "uri", "uri-reference"), (_is_reference, ValueError))
    formats.checkers = {**strict.format_checker.checkers, **references}
    names: dict[str, set[bool]] = {}
    schema = _without_unique(strict.schema, "", names)
    everywhere = frozenset(name for name, unique in names.items() if unique == {True} or name == "components")
    return strict.evolve(schema=schema, format_checker=formats), everywhere


def _is_reference(value: object) -> bool:
    return not isinstance(value, str) or bool(_REFERENCE.fullmatch(value))


def _without_unique(schema: Any, name: str, names: dict[str, set[bool]]) -> Any:
    """A schema without its rules of unique items; `names` tells of each list whether it had one."""
    if isinstance(schema, list):
        return [_without_unique(one, name, names) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "array":
        names.setdefault(name, set()).add(schema.get("uniqueItems") is True)
    inner = {
        key: {k: _without_unique(v, k, names) for k, v in value.items()}
        if key in ("properties", "definitions") and isinstance(value, dict) else _without_unique(value, name, names)
        for key, value in schema.items()
    }  # fmt: skip
    return {key: value for key, value in inner.items() if not (key == "uniqueItems" and value is True)}


def _doubled(data: Any, path: tuple[str | int, ...], unique: frozenset[str]) -> Iterator[tuple[str | int, ...]]:
    """Lists that hold an item twice and must not."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in unique and isinstance(value, list):
                texts = [json.dumps(one, sort_keys=True) for one in value]
                if len(set(texts)) < len(texts):
                    yield (*path, key)
            yield from _doubled(value, (*path, key), unique)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _doubled(value, (*path, index), unique)


def _words(error: Any) -> tuple[str, tuple[str, ...]]:
    """What a validator found, in words of ours: its own repeat the whole value."""
    rule, wanted, value = error.validator, error.validator_value, error.instance
    if rule == "enum":
        return f"{shown(value)} is not one of the values of the schema", nearest(value, [str(one) for one in wanted])
    if rule == "type":
        kinds = wanted if isinstance(wanted, str) else " or ".join(wanted)
        return f"{shown(value)} must be of the type {kinds}", ()
    if rule == "required":
        missing = [one for one in wanted if one not in value]
        return f"{', '.join(missing)} is missing", ()
    if rule == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        unknown = next((key for key in value if key not in known), "")
        return f"unknown key {shown(unknown)}", nearest(unknown, known)
    if rule in ("format", "pattern"):
        return f"{shown(value)} does not have the form of {'a ' + wanted if rule == 'format' else wanted}", ()
    return f"{shown(value)} does not follow the schema ({rule})", ()
