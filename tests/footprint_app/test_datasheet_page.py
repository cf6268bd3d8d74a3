"""The page Datasheet in Streamlit's test harness: what is typed, what is refused in words, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit

from footprint_app import datasheet_artefacts, datasheet_lints, datasheet_preview, session, state
from footprint_app.datasheet_state import UNDO_STEPS
from tests.footprint_app.datasheet_app import (
    GESTURE,
    PA1,
    SECTIONS,
    at,
    choose,
    example,
    fresh,
    press,
    said,
    upload,
    work,
    write,
)


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def test_it_opens_on_a_datasheet_of_the_calculators_system() -> None:
    """The environmental section has the number of the calculator, to the last digit."""
    app = fresh()
    assert app.metric[0].label == "No name yet: required fields answered"
    footprint = work(app).read().sheet.quantity("environment.footprint")  # type: ignore[union-attr]
    wanted = state.assessed(app.session_state["fields"]).total_kg_co2e
    assert footprint is not None
    assert footprint.taken_from == "system.footprint"
    assert footprint.value.value == pytest.approx(wanted.typical, rel=1e-9)  # type: ignore[union-attr]
    assert footprint.low.value == pytest.approx(wanted.low, rel=1e-9)  # type: ignore[union-attr]


def test_a_changed_calculator_is_taken_again_as_one_step() -> None:
    app = fresh()
    assert not [b for b in app.button if b.key == "ds_system_again"]
    app.session_state["fields"] = {**app.session_state["fields"], "lifetime": "10 years"}
    app.run()
    before = work(app).text
    press(app, "ds_system_again")
    lifetime = work(app).read().sheet.quantity("environment.lifetime")  # type: ignore[union-attr]
    assert lifetime.value.text == "10 years"  # type: ignore[union-attr]
    press(app, "ds_undo")
    assert work(app).text == before
    lifetime = work(app).read().sheet.quantity("environment.lifetime")  # type: ignore[union-attr]
    assert lifetime.value.text == "3 years"  # type: ignore[union-attr]
    assert not work(app).read().sheet.artefacts.changed(), "the file of then is still there"  # type: ignore[union-attr]


def test_a_system_that_has_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    arrive = session.arrive
    monkeypatch.setattr(session, "arrive", lambda *own: {**arrive(*own), "lifetime": "-1 years"})
    app = fresh()
    assert "The calculator shows no number" in said(app)
    assert app.metric[0].value.startswith("0 of ")


def test_the_example_is_whole_and_can_be_left_again() -> None:
    app = fresh()
    before = work(app).text
    press(app, "ds_example")
    assert app.metric[0].value == "102 of 102"
    assert app.metric[0].delta.startswith("0 errors, ")
    assert not work(app).read().sheet.artefacts.changed()  # type: ignore[union-attr]
    press(app, "ds_undo")
    assert work(app).text == before


def test_a_field_is_typed_undone_and_reset() -> None:
    app = write(fresh(), "ds__title_page__name__text", "Band: 2")
    assert app.metric[0].label.startswith("Band\\: 2:")
    assert '  name: "Band: 2"\n' in work(app).text
    assert "# 1 Overview" in work(app).text, "comments stay"
    write(app, "ds__title_page__name__text", "")
    assert "  name: not provided\n" in work(app).text
    press(app, "ds_undo")
    assert app.text_input(key="ds__title_page__name__text").value == "Band: 2"
    press(app, "ds_reset")
    assert work(app).text == work(app).first


@pytest.mark.parametrize(("section", "key", "typed", "words"), [
    ("title_page", "ds__title_page__release_date__text", "31.3.2026", '"31.3.2026" is no date'),
    ("title_page", "ds__title_page__contact__text", "nobody", '"nobody" is no e-mail address'),
    ("title_page", "ds__title_page__repository__text", "example", '"example" is no web address'),
    ("title_page", "ds__language__text", "English please", '"English please" is no language tag'),
    ("hardware", "ds__hardware__supply_voltage__value", "abc", '"abc" is no number with a unit'),
    ("hardware", "ds__hardware__supply_voltage__value", "3,3 V", '"3,3 V" has a decimal comma'),
    ("hardware", "ds__hardware__supply_voltage__value", "-1", '"-1" needs a unit like V'),
    ("hardware", "ds__hardware__supply_voltage__value", "1e999 V", '"1e999 V" is not a finite number'),
    ("hardware", "ds__hardware__supply_voltage__value", "", "a quantity without a value"),
])  # fmt: skip
def test_a_bad_answer_is_a_sentence_and_stays_beside_the_last_good_one(
    section: str, key: str, typed: str, words: str
) -> None:
    app = at(fresh() if section == "title_page" else example(), section)
    before = work(app).text
    write(app, key, typed)
    assert f"Not taken over: {words}" in said(app)
    assert app.text_input(key=key).value == typed, "what was typed is still there"
    assert work(app).text == before
    assert app.metric[0].delta.endswith(", 1 answer not taken over")


def test_a_quantity_is_taken_over_when_it_is_whole() -> None:
    app = at(fresh(), "hardware")
    write(app, "ds__hardware__supply_voltage__value", "3.3 V")
    assert "Not taken over: status is missing" in said(app)
    write(app, "ds__hardware__supply_voltage__status", "measured", "selectbox")
    assert not app.error
    found = work(app).read().sheet.quantity("hardware.supply_voltage")  # type: ignore[union-attr]
    assert (found.value.text, found.status) == ("3.3 V", "measured")  # type: ignore[union-attr]
    app.session_state["ds__hardware__supply_voltage__more"] = True
    app.run()
    write(app, "ds__hardware__supply_voltage__max", "3.0 V")
    assert "goes down: min is the least, max the greatest" in said(app)
    write(app, "ds__hardware__supply_voltage__max", "3.6 V")
    found = work(app).read().sheet.quantity("hardware.supply_voltage")  # type: ignore[union-attr]
    assert found.maximum.text == "3.6 V"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed", ["é😀 \u202eشعار", "x" * 1_000_000, "<script>alert(1)</script> **b** $x$ {a}: - #", "a\tb"]
)
def test_odd_texts_are_kept_as_they_are(typed: str) -> None:
    app = write(fresh(), "ds__title_page__name__text", typed)
    assert work(app).read().sheet.get("title_page.name") == typed  # type: ignore[union-attr]
    assert app.text_input(key="ds__title_page__name__text").value == typed


def test_more_than_a_source_may_hold_is_refused() -> None:
    app = write(fresh(), "ds__title_page__name__text", "y" * 2_100_000)
    assert "Not taken over: the source is larger than 2 MB" in said(app)


def test_other_answers() -> None:
    app = fresh()
    choose(app, "ds__title_page__licence__instead", "Not disclosed")
    assert work(app).read().sheet.get("title_page.licence") == "not disclosed"  # type: ignore[union-attr]
    choose(app, "ds__title_page__licence__instead", "Not applicable")
    write(app, "ds__title_page__licence__reason", " ")
    assert "not applicable needs a reason" in said(app)
    write(app, "ds__title_page__licence__reason", "nothing is licensed")
    assert '  licence: "not applicable: nothing is licensed"\n' in work(app).text
    choose(app, "ds__title_page__licence__instead", "Type it")
    assert "  licence: not provided\n" in work(app).text
    write(app, "ds__title_page__licence__text", "Apache-2.0")
    choose(app, "ds__title_page__licence__instead", "Leave it out")
    assert "  licence: not provided\n" in work(app).text


def test_values_are_taken_typed_and_taken_again() -> None:
    app = at(example(), "data_and_model")
    choose(app, "ds__data_and_model__weights__instead", "Type it")
    assert work(app).read().data["data_and_model"]["weights"]["evidence"] == "gesture_int8.tflite"
    choose(app, "ds__data_and_model__weights__instead", "Leave it out")
    assert app.button(key="ds__data_and_model__weights__take").label == "Take from model\\: weights"
    press(app, "ds__data_and_model__weights__take")
    assert work(app).read().data["data_and_model"]["weights"] == {"from": "model.weights"}


def test_all_that_artefacts_have_is_one_step() -> None:
    """A model and an evaluation beside a new datasheet fill what `new` with both would take."""
    from datasheets.sheet.new import new_text
    from footprint.yaml_file import parse_yaml

    app = upload(fresh(), *((n, (GESTURE / n).read_bytes()) for n in ("gesture_int8.tflite", "evaluation.json")))
    assert "added as a model, called model" in said(app)
    before, steps = work(app).text, list(work(app).history)
    press(app, "ds_take_all")
    assert work(app).history == [*steps, before]
    named = {"model": "gesture_int8.tflite", "evaluation": "evaluation.json"}
    wanted, _ = parse_yaml(new_text({k: {"file": v} for k, v in named.items()}, GESTURE), "")
    data = work(app).read().data
    for section in ("title_page", "system", "data_and_model", "performance"):
        taken = {k: v for k, v in wanted[section].items() if isinstance(v, dict)}
        assert {k: v for k, v in data[section].items() if isinstance(v, dict)} == taken
    press(app, "ds_undo")
    assert work(app).text == before


def test_the_last_twenty_steps_can_be_undone() -> None:
    one = work(fresh())
    for number in range(25):
        one.remember(f"{one.first}# {number}\n")
    assert len(one.history) == UNDO_STEPS == 20
    for _ in range(20):
        one.undo()
    assert one.text == f"{one.first}# 4\n"


def test_rows_are_added_filled_and_removed() -> None:
    app = press(fresh(), "ds__title_page__authors__add")
    write(app, "ds__title_page__authors__0__name__text", "A. Person")
    write(app, "ds__title_page__authors__0__affiliation__text", "B")
    press(app, "ds__title_page__authors__add")
    assert work(app).read().data["title_page"]["authors"][0] == {"name": "A. Person", "affiliation": "B"}
    assert work(app).read().data["title_page"]["authors"][1] == {"name": "not provided", "affiliation": "not provided"}
    press(app, "ds__title_page__authors__remove")
    assert len(work(app).read().data["title_page"]["authors"]) == 1
    press(app, "ds__title_page__authors__remove")
    assert work(app).read().data["title_page"]["authors"] == "not provided"


def test_a_bad_cell_is_beside_its_row() -> None:
    app = press(at(fresh(), "hardware"), "ds__hardware__electrical__add")
    write(app, "ds__hardware__electrical__0__value__value", "lots")
    assert 'Not taken over: "lots" is no number' in said(app)
    press(app, "ds__hardware__electrical__remove")
    assert not work(app).drafts, "what was typed goes with its row"


def test_claims_are_edited() -> None:
    app = press(at(fresh(), "claims"), "ds__claims__add")
    write(app, "ds__claims__0__text__text", "Low power")
    write(app, "ds__claims__0__number__text", "performance.power_active", "selectbox")
    claim = work(app).read().sheet.claims[0]  # type: ignore[union-attr]
    assert (claim.text, claim.number) == ("Low power", "performance.power_active")
    press(app, "ds__claims__remove")
    assert work(app).read().sheet.claims == ()  # type: ignore[union-attr]


def test_findings_lead_to_their_fields() -> None:
    app = upload(fresh(), ("pa1.yaml", PA1.read_bytes()))
    found = work(app).read().findings
    errors = sum(f.severity == "error" for f in found)
    assert app.metric[0].delta == f"{errors} errors, {len(found) - errors} warnings"
    at(app, "environment")
    button = next(b for b in app.button if b.label == "Go to Mean power in use")
    press(app, button.key)  # type: ignore[arg-type]
    assert app.selectbox(key="ds_section").value == "environment"
    html = " ".join(h.proto.body for h in app.get("html"))  # type: ignore[attr-defined]
    assert "st-key-ds__environment__use_power__field" in html
    assert "use-power-too-small" in html


def test_findings_say_titles_and_what_is_empty_is_one_entry_for_a_section() -> None:
    """A new datasheet has a hundred empty fields, and no more entries than sections for each rule on them."""
    app = fresh()
    findings = work(app).read().findings
    listed = datasheet_lints.grouped(findings, "hardware")
    assert sum(map(len, listed)) == len(findings) > 90
    assert len(listed) < 30
    assert datasheet_lints.section_key(listed[0][0]) == "hardware"
    shown = " ".join(h.proto.body for h in app.get("html"))  # type: ignore[attr-defined]
    assert "fields are not provided: Sensor name; Sensor type and function; " in shown
    assert "title_page.name" not in shown
    sections = [datasheet_lints.section_key(group[0]) for group in listed]
    assert len(set(sections)) == sum(a != b for a, b in zip(sections, ["", *sections], strict=False)), "each once"


def test_the_source_is_edited_as_text() -> None:
    app = example()
    app.session_state["fold_ds_source"] = True
    app.run()
    text = work(app).text.replace("name: Gesture band", "name: Other band")
    write(app, "ds_source", text, "text_area")
    assert app.metric[0].label.startswith("Other band:")
    write(app, "ds_source", text + "x: [", "text_area")
    assert "The source cannot be read" in said(app)
    press(app, "ds_undo")
    assert app.metric[0].label.startswith("Other band:")


def test_dates_are_held_against_a_day_that_is_given() -> None:
    app = upload(fresh(), ("mine.yaml", b"schema: footprint.datasheet/1\nlanguage: en\nsecurity_and_privacy:\n"
                           b"  support_until: 2026-01-31\n"))  # fmt: skip
    assert "support-ended" not in [f.rule for f in work(app).read().findings]
    write(app, "ds_as_of", "soon")
    assert '"soon" is no date' in said(app)
    write(app, "ds_as_of", "2026-02-01")
    assert "support-ended" in [f.rule for f in work(app).read().findings]


def test_pages_are_drawn_when_asked_and_marked_when_they_are_old() -> None:
    app = press(example(), "ds_draw")
    drawn = app.session_state["ds_pages"]
    assert drawn.pages > 5
    picture = datasheet_preview.picture(drawn.pdf, 0)
    assert picture.startswith(b"\x89PNG")
    press(app, "ds_next")
    assert app.session_state["ds_page"] == 2
    write(app, "ds__title_page__name__text", "Renamed")
    assert "before the last changes" in said(app)
    assert app.session_state["ds_pages"] is drawn, "typing draws nothing"
    press(app, "ds_draw")
    assert "before the last changes" not in said(app)


@pytest.mark.parametrize("section", [*(s for s in datasheet_artefacts._KINDS)])
def test_every_kind_of_artefact_has_words(section: str) -> None:
    from datasheets.sheet.kinds import KINDS

    assert set(datasheet_artefacts._KINDS) == set(KINDS)
    assert set(KINDS[section].options) <= set(datasheet_artefacts._OPTIONS)


@pytest.mark.parametrize("source", [GESTURE / "datasheet.yaml", PA1], ids=["gesture", "pa1"])
def test_every_section_of_both_examples_is_drawn(source: Path) -> None:
    app = example() if source.parent == GESTURE else upload(fresh(), ("pa1.yaml", source.read_bytes()))
    for section in SECTIONS:
        app.session_state[f"fold_ds_optional_{section}"] = True
        at(app, section)
