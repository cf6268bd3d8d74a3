"""Files of other formats on the page Datasheet: recognised, shown, filled as one step, refused in a sentence."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

from footprint_app import datasheet_files
from tests.footprint_app.datasheet_app import at, choose, fresh, press, said, upload, work, write
from tests.needs import need

EMISSIONS = (
    b"timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name,cpu_model\n"
    b"2026-03-01T10:00:00,band,r1,3600,0.25,0.5,Austria,Some CPU\n"
)
CROISSANT: dict[str, Any] = {
    "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
                 "rai": "http://mlcommons.org/croissant/RAI/"},
    "@type": "Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1", "name": "waves",
    "license": "CC-BY-4.0", "rai:dataBiases": ["Left <b>hands</b> are rare"],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def opened(app: AppTest) -> AppTest:
    app.session_state["fold_ds_files"] = True
    return app.run()


def shown(app: AppTest) -> str:
    """What the files would do, as HTML."""
    return " ".join(h.proto.body for h in app.get("html") if "to fill<" in h.proto.body or "stays<" in h.proto.body)  # type: ignore[attr-defined]


def test_what_codecarbon_measured_is_filled_with_its_origin_as_one_step() -> None:
    """0.25 kg and 0.5 kWh of one hour: the same digits arrive, declared, and Undo takes all of it back."""
    app = upload(fresh(), ("emissions.csv", EMISSIONS))
    assert "emissions.csv: added, CodeCarbon emissions: " in said(app)
    before, steps = work(app).text, len(work(app).history)
    assert "0.5 kWh, declared" in shown(app)
    press(app, "ds__import__emissions.csv__fill")
    assert len(work(app).history) == steps + 1
    sheet = work(app).read().sheet
    assert sheet is not None
    energy = sheet.quantity("data_and_model.training_energy")
    assert energy is not None
    assert energy.value is not None
    assert energy.value.value == pytest.approx(0.5, rel=1e-12)
    assert (energy.value.unit, energy.status) == ("kWh", "declared")
    assert energy.evidence.startswith("emissions.csv, ")
    assert "Undo empties them." in said(app)
    press(app, "ds_undo")
    assert work(app).text == before
    assert "filled" not in said(opened(app)), "they are empty again"


def test_what_is_said_otherwise_stays_and_is_shown() -> None:
    given = {"value": "2 kWh", "status": "measured", "evidence": "meter"}
    source = (
        b"schema: footprint.datasheet/1\nlanguage: en\ndata_and_model:\n  training_energy: "
        + json.dumps(given).encode()
    )
    app = upload(fresh(), ("mine.yaml", source), ("emissions.csv", EMISSIONS))
    assert "1 place said otherwise here" in said(app)
    assert "<td class=fp-left>2 kWh, measured</td><td class=fp-left>0.5 kWh, declared</td>" in shown(app)
    press(app, "ds__import__emissions.csv__fill")
    assert work(app).read().data["data_and_model"]["training_energy"] == given
    assert work(app).read().data["data_and_model"]["training_time"]["value"] == "3600 s"


def test_numbers_have_the_digits_that_people_read_and_those_of_the_file_are_in_a_tooltip() -> None:
    """0.7123456789012345 kWh is 0.712 kWh; beside 0.7124 kWh it has the fourth digit that tells the two apart."""
    raw = EMISSIONS.replace(b"0.25,0.5,", b"0.30000000000000004,0.7123456789012345,")
    app = upload(fresh(), ("emissions.csv", raw))
    assert '<span title="0.7123456789012345 kWh, declared">0.712 kWh, declared</span>' in shown(app)
    assert '<span title="0.30000000000000004 kg CO₂e, declared">0.3 kg CO₂e, declared</span>' in shown(app)
    source = b"schema: footprint.datasheet/1\nlanguage: en\ndata_and_model:\n  training_energy: {value: 0.7124 kWh, " \
        b"status: measured, evidence: meter}\n"  # fmt: skip
    opened(upload(app, ("mine.yaml", source)))
    press(app, "ds__import__emissions.csv__look")
    opened(app)
    assert "<td class=fp-left>0.7124 kWh, measured</td>" in shown(app)
    assert '<span title="0.7123456789012345 kWh, declared">0.7123 kWh, declared</span>' in shown(app)
    press(app, "ds__import__emissions.csv__fill")
    assert work(app).read().data["data_and_model"]["training_footprint"]["value"] == "0.30000000000000004 kgCO2e"


def test_an_origin_stands_beside_its_field_and_goes_when_the_field_is_changed() -> None:
    need("mlcroissant", find_spec("mlcroissant"), "reads Croissant")
    app = upload(fresh(), ("croissant.json", json.dumps(CROISSANT).encode()))
    assert "evaluation, biases, Left &lt;b&gt;hands&lt;/b&gt; are rare" in shown(app)
    press(app, "ds__import__croissant.json__fill")
    places = ("data_and_model.evaluation_licence", "data_and_model.data_answers")
    assert {work(app).read().sheet.origins[place].status for place in places} == {"declared"}  # type: ignore[union-attr]
    app.session_state["fold_ds_optional_data_and_model"] = True
    at(app, "data_and_model")
    words = " ".join(m.value for m in app.markdown).replace("\\", "")
    assert "**Licence** :small[required]  \n:small[declared, from croissant.json, license]" in words
    assert "declared, from croissant.json, rai:dataBiases" in words
    filled = work(app).text
    write(app, "ds__data_and_model__evaluation_licence__text", "MIT")
    assert places[0] not in work(app).read().data["origins"]
    assert "That field is not from croissant.json, license any more: it was changed here." in said(app)
    press(app, "ds_undo")
    assert work(app).text == filled
    choose(app, "ds__data_and_model__evaluation_licence__instead", "Leave it out")
    for fold in ("fold_ds_optional_data_and_model", "ds__data_and_model__data_answers__rows"):
        app.session_state[fold] = True
    app.run()
    write(app, "ds__data_and_model__data_answers__0__answer__text", "yes", "selectbox")
    assert not work(app).drafts
    assert set(work(app).read().data["origins"]) == {"data_and_model.evaluation_data", "data_and_model.datasets"}


def test_after_an_edit_one_looks_again_at_what_a_file_would_fill() -> None:
    app = upload(fresh(), ("emissions.csv", EMISSIONS))
    write(app, "ds__title_page__name__text", "Band")
    opened(app)
    assert not [b for b in app.button if b.key == "ds__import__emissions.csv__fill"]
    press(app, "ds__import__emissions.csv__look")
    opened(app)
    press(app, "ds__import__emissions.csv__fill")
    assert work(app).read().sheet.get("title_page.name") == "Band"  # type: ignore[union-attr]
    assert work(app).read().sheet.quantity("data_and_model.training_energy") is not None  # type: ignore[union-attr]


def test_the_file_goes_along_with_the_datasheet() -> None:
    """What a field names as its evidence is in the zip; a file that nothing was filled from is not."""
    app = upload(fresh(), ("emissions.csv", EMISSIONS))
    assert b"emissions.csv" not in datasheet_files.zipped(work(app).text, work(app).folder)
    press(app, "ds__import__emissions.csv__fill")
    assert b"emissions.csv" in datasheet_files.zipped(work(app).text, work(app).folder)
    opened(app)
    press(app, "ds__file__emissions.csv__remove")
    assert "emissions.csv" not in datasheet_files.names(work(app).folder)


DEEP = b'{"a":' * 3000 + b"1" + b"}" * 3000


DAMAGED = [
    ("cut.json", json.dumps(CROISSANT).encode()[:150]),
    ("deep.json", DEEP),
    ("twice.json", b'{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX", "specVersion": "1.7"}'),
    ("wrong.json", b'{"bomFormat": "CycloneDX", "specVersion": "0.9", "components": "all"}'),
    ("emissions.csv", EMISSIONS.replace(b"0.5,", b"half,")),
    ("emissions2.csv", EMISSIONS.replace(b"0.25,", b"nan,")),
    ("bad.json", b"\xff\xfe{}"),
    ("card.md", b"---\nlicense: [\n---\n"),
]


def test_a_damaged_file_is_a_sentence_and_changes_nothing() -> None:
    """All of them one after the other: none leaves anything behind."""
    app = fresh()
    before = work(app).text
    for name, raw in DAMAGED:
        upload(app, (name, raw))
        assert f"{name} was not added. " in said(app)
        assert said(app).partition(" was not added. ")[2][0] in '"ABCDEFGHIJKLMNOPQRSTUVWXYZ', name
        assert "Nothing else has changed." in said(app)
        assert str(work(app).folder) not in said(app)
        assert work(app).text == before
        assert datasheet_files.names(work(app).folder) == ["system.yaml"]


def test_a_datasheet_that_cannot_be_read_is_said_to_be_what_is_wrong() -> None:
    app = upload(fresh(), ("mine.yaml", b"schema: footprint.datasheet/1\nlanguage: en\nx: 1\n"))
    upload(app, ("emissions.csv", EMISSIONS))
    assert "emissions.csv was not added. The source of the datasheet cannot be read, so nothing can be" in said(app)


def test_a_file_that_is_too_large_to_fill_from_is_said_to_be() -> None:
    large = json.dumps({**CROISSANT, "description": "x" * 2_000_000}).encode()
    app = upload(fresh(), ("croissant.json", large), ("notes.md", b"# Notes"))
    assert "croissant.json: added; no fields can be filled from a file that is larger than 2 MB." in said(app)
    assert "notes.md: added." in said(app)


def test_json_of_no_format_is_only_put_beside_the_datasheet() -> None:
    app = upload(fresh(), ("notes.json", b'{"a": 1}'), ("README.md", b"# Read me\n"))
    assert "notes.json: added." in said(app)
    assert "README.md: added." in said(app)
    assert not [b for b in app.button if "import" in (b.key or "")]


def test_a_format_whose_library_is_missing_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from datasheets.exchange import formats

    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    app = upload(fresh(), ("croissant.json", json.dumps(CROISSANT).encode()))
    assert "croissant.json was not added. " in said(app)
    assert "needs mlcroissant, which is not installed" in said(app)
