"""The examples in every format are what the commands write of them today.

With FOOTPRINT_UPDATE_SNAPSHOTS=1 they are written anew.
"""

from __future__ import annotations

import os
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from footprint_app import cli

ROOT = Path(__file__).parents[2]
NAMES = ("gesture", "pa1")
DAY = date(2026, 11, 22)
"""On which they were made: PA1 has no date of its own."""


def written(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """Everything that build and export write of an example."""
    source = f"docs/examples/{name}/datasheet.yaml"
    for command in ("build", "export"):
        assert cli.main(["datasheet", command, source, "--output", str(folder), "--as-of", DAY.isoformat()]) == 0
    capsys.readouterr()
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


@pytest.mark.parametrize("name", NAMES)
def test_examples_are_what_is_written(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte by byte; of a PDF the text, as its compression depends on a library."""
    monkeypatch.chdir(ROOT)
    kept = ROOT / "docs/examples" / name / "formats"
    found = written(name, tmp_path, capsys)
    if os.environ.get("FOOTPRINT_UPDATE_SNAPSHOTS") == "1":
        kept.mkdir(exist_ok=True)
        for old in kept.iterdir():
            old.unlink()
        for file, content in found.items():
            (kept / file).write_bytes(content)
    assert {p.name for p in kept.iterdir()} == set(found)
    for file, content in found.items():
        if file.endswith(".pdf"):
            assert text_of(content) == text_of((kept / file).read_bytes())
        else:
            assert content == (kept / file).read_bytes(), file


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
