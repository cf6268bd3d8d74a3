"""`datasheet new --ask`: what a person answers stands in the file, and what does not fit is asked for again."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from datasheets import load_datasheet
from datasheets.sheet.template import template
from datasheets.sheet.values import NOT_PROVIDED
from tests.footprint_app.commands import run

GESTURE = Path(__file__).parents[2] / "docs/examples/gesture"


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a model."""
    shutil.copy(GESTURE / "gesture_int8.tflite", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _type(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_answers_stand_in_the_file(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Name, type, use, two items of a list, version; a date that is none is asked for again; then the input ends."""
    _type(monkeypatch, 'A "band" # 1', "", "not disclosed", "one", "two", "", "1.10", "31.3.2026", "2026-03-31")
    code, out, err = run(capsys, "datasheet", "new", "my.yaml", "--ask")
    assert code == 0
    assert err.count("Release date") == 2
    assert '"31.3.2026" is no date' in err
    assert "    5 of them answered" in out
    page = load_datasheet("my.yaml").sections["title_page"]
    assert page["name"] == 'A "band" # 1'
    assert (page["type"], page["intended_use"]) == (NOT_PROVIDED, "not disclosed")
    assert page["out_of_scope"] == ["one", "two"]
    assert (page["version"], page["release_date"].isoformat()) == ("1.10", "2026-03-31")
    assert page["last_updated"] == NOT_PROVIDED


def test_a_quantity_is_asked_with_its_status_and_evidence(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Empty lines up to the update rate, the first quantity: a wrong status and a wrong unit are asked for again."""
    asked = [f for s in template() for f in s.fields if f.need == "required" and f.kind not in ("table", "image")]
    before = [f.key for f in asked].index("update_rate")
    _type(monkeypatch, *[""] * before, "5 mW", "guessed", "measured", "log.csv", "5 Hz", "measured", "log.csv")
    code, _, err = run(capsys, "datasheet", "new", "my.yaml", "--ask")
    assert code == 0
    assert "One of these words." in err
    assert '"5 mW" needs a unit like Hz' in err
    rate = load_datasheet("my.yaml").quantity("overview.update_rate")
    assert rate is not None
    assert rate.value is not None
    assert (rate.value.text, rate.status, rate.evidence) == ("5 Hz", "measured", "log.csv")


def test_what_an_artefact_fills_is_not_asked(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The hash and the architecture come from the model file."""
    _type(monkeypatch, *[""] * 200)
    code, _, err = run(capsys, "datasheet", "new", "my.yaml", "--model", "gesture_int8.tflite", "--ask")
    assert code == 0
    assert "Maintainer: " in err
    assert "SHA-256" not in err
    assert "Architecture" not in err


def test_a_file_that_is_there_is_told_before_any_question(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody answers eighty questions for nothing."""
    (typed / "my.yaml").write_text("mine")
    _type(monkeypatch, "never read")
    code, _, err = run(capsys, "datasheet", "new", "my.yaml", "--ask")
    assert code == 2
    assert "Sensor name" not in err
    assert "the file is there already" in err
    assert (typed / "my.yaml").read_text() == "mine"


def test_what_is_imported_is_not_asked_for(
    typed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The card of the gesture band says what it is for; the name, which it does not say, is still asked for."""
    card = ("--model-card", str(typed / "card.md"))
    assert run(capsys, "datasheet", "export", str(GESTURE / "datasheet.yaml"), *card)[0] == 0
    asked = {}
    for options in ((), ("--import", "card.md")):
        _type(monkeypatch, *[""] * 6)
        code, _, err = run(capsys, "datasheet", "new", f"my{len(options)}.yaml", "--ask", *options)
        assert code == 0
        asked[options] = ["Sensor name: " in err, "Intended use: " in err]
    assert list(asked.values()) == [[True, True], [True, False]]
