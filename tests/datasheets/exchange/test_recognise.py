"""The format of a file is told by what it holds; and reading goes to nobody and writes nothing."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasheets.exchange import formats
from datasheets.exchange.recognise import recognised
from footprint.errors import InputError
from tests.datasheets.exchange.test_codecarbon import run, table

CROISSANT = {"@context": {"cr": "http://mlcommons.org/croissant/"}, "@type": "Dataset"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6"}', "cyclonedx-1.6"),
        ('\ufeff \n{"bomFormat": "CycloneDX", "specVersion": "1.7"}', "cyclonedx-1.7"),
        ('{"conformsTo": "http://mlcommons.org/croissant/1.1"}', "croissant"),
        ('{"dct:conformsTo": ["https://example.org", "http://mlcommons.org/croissant/1.0"]}', "croissant"),
        ('{"http://purl.org/dc/terms/conformsTo": {"@id": "http://mlcommons.org/croissant/1.0"}}', "croissant"),
        (json.dumps(CROISSANT), "croissant"),
        ("---\nlicense: mit\n---\n\n# Card\n", "model-card"),
        ("---\r\nlicense: mit\r\n---\r\n", "model-card"),
        ("\ufeff---\n---", "model-card"),
        (table(run()), "codecarbon"),
        ("\ufeff" + table(run(), end="\r\n"), "codecarbon"),
        ('"duration","emissions","energy_consumed"\n', "codecarbon"),
    ],
)
def test_formats_are_recognised(text: str, key: str) -> None:
    assert recognised(text, "any.name") == key
    assert formats.FORMATS[key].imports


@pytest.mark.parametrize(
    "text",
    ["", " ", "hello", "{}", "[]", "[1, 2]", '{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}',
     '{"bomFormat": "SPDX"}', "---\nlicense: mit\n", "--- a\n---\n", "a,b\n1,2\n", "emissions\n1\n", "# Read me\n"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_can_be_read(text: str) -> None:
    with pytest.raises(InputError, match="no format that can be read") as caught:
        recognised(text, "file.x")
    for title in ("CycloneDX", "Croissant", "Hugging Face model card", "CodeCarbon"):
        assert title in str(caught.value)
    assert caught.value.file == "file.x"


def test_damaged_json_is_said_to_be_that() -> None:
    with pytest.raises(InputError, match="not valid JSON") as caught:
        recognised('{\n"bomFormat": \n', "x")
    assert caught.value.line == 3


@given(st.text(max_size=200) | st.text(alphabet='-\n{}[]":, aCemisond', max_size=60))
def test_no_text_breaks_the_recognition(text: str) -> None:
    with contextlib.suppress(InputError):
        assert recognised(text, "x") in formats.FORMATS


SCRIPT = """
import pathlib, socket
def closed(*_, **__): raise AssertionError("the network")
socket.socket.connect = socket.socket.connect_ex = closed
socket.getaddrinfo = socket.create_connection = closed
from datasheets.exchange import formats
from datasheets.sheet.sheet import load_datasheet
sheet = load_datasheet("docs/examples/gesture/datasheet.yaml")
for key in ("croissant", "model-card"):
    made = formats.export(sheet, key)
    assert formats.read(made.text, "x").fields, key
"""


def test_neither_network_nor_home_is_needed_and_nothing_warns(tmp_path: Path) -> None:
    """With an empty home, closed sockets, and warnings that are errors."""
    root = Path(__file__).parents[3]
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("HF_HOME", "XDG_CACHE_HOME", "CROISSANT_CACHE"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT], cwd=root, env=environment, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())
