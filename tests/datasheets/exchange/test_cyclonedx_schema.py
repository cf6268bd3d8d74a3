"""The quick check of CycloneDX documents: it agrees with that of the library, and no file makes it slow."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema.validators import Draft7Validator

from datasheets.exchange.cyclonedx_schema import is_web, validate
from footprint.errors import InputError


def _bom(*components: Any) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": list(components)}


PART: dict[str, Any] = {"type": "device", "name": "R1"}
TWICE = {"modelParameters": {"inputs": [{"format": "a"}, {"format": "a"}]}}


@pytest.mark.parametrize(
    "document",
    [
        _bom(PART), _bom(PART, PART), _bom(PART, PART | {"bom-ref": "x"}), _bom({"name": "R1"}), _bom(PART | {"x": 1}),
        _bom({"type": "machine-learning-model", "name": "m", "modelCard": TWICE}), _bom(PART | {"mime-type": "A"}),
        _bom(PART | {"externalReferences": [{"type": "vcs", "url": "https://example.org/é?a#b"}]}),
        _bom(PART | {"externalReferences": [{"type": "vcs", "url": "https://example.org/a b"}]}),
        _bom(PART | {"externalReferences": [{"type": "vcs", "url": "<x>"}]}),
        _bom(PART | {"licenses": [{"license": {"id": "Apache-2.0"}}]}),
        _bom(PART | {"licenses": [{"license": {"id": "mine"}}]}),
        _bom(PART | {"hashes": [{"alg": "SHA-256", "content": "12"}]}), {"bomFormat": "CycloneDX"}, {},
    ],
)  # fmt: skip
def test_it_says_what_the_library_says(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    theirs = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    try:
        validate(text, "1.6")
        ours = True
    except InputError:
        ours = False
    assert ours == (theirs is None)


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a", "http://a.example:8080/x?y=1&z=%20#é", "https://example.org", "https://example.org/a;b=(c)",
     "https://例え.jp/漢字?q=é", "https://a.example/?a[0]=1", "https://ex[ample.org/a|b", "https://a b", "https://a/%zz",
     "https://a/\U0001f984"],
)  # fmt: skip
def test_a_web_address_of_ours_is_one_of_the_library(url: str) -> None:
    assert not is_web(url) or Draft7Validator.FORMAT_CHECKER.conforms(url, "iri-reference")


def test_usual_addresses_are_web_addresses() -> None:
    assert is_web("https://example.org/a?b=c#d")
    assert is_web("http://a.example:8080/é")
    assert not is_web("https://a.example/a|b")
    assert not is_web("ftp://a.example/")


def _spent(document: dict[str, Any]) -> float:
    start = time.monotonic()
    validate(json.dumps(document), "1.6")
    return time.monotonic() - start


def test_equal_beginnings_and_long_addresses_take_no_longer() -> None:
    """1000 parts of which each differs in its last key; the library compares half a million pairs. And one long URL."""
    validate(json.dumps(_bom(PART)), "1.6")
    same = [{"name": f"p{i}", "value": "v"} for i in range(8)]
    many = _bom(*({"type": "device", "properties": same, "name": f"R{i}"} for i in range(1000)))
    assert _spent(many) < 20
    long = {"type": "vcs", "url": "https://example.org/" + "a/" * 500_000}
    assert _spent(_bom(PART | {"externalReferences": [long]})) < 5
