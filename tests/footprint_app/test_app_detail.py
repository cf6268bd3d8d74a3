"""The Calculator's editors and the page of bills of materials, in Streamlit's test harness."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import footprint
from footprint.export import to_yaml
from footprint_app import bom_page, links, state
from tests.footprint_app.alone import alone
from tests.footprint_app.test_app import ROOT, assert_whole, fields, start
from tests.footprint_app.test_state import LEGS, PARTS, RICH, STATES

pytestmark = pytest.mark.usefixtures("unfolded", "no_pause")


def page_text(app: AppTest) -> str:
    """What the page shows as HTML or captions."""
    return "\n".join([*(str(h.proto.body) for h in app.get("html")), *(c.value for c in app.caption)])


def test_parts_start_from_what_the_level_holds() -> None:
    app = start()
    app.selectbox(key="w_casing").set_value("parts").run()
    assert_whole(app)
    assert app.metric, "the level's parts have factors in the default set"
    listed = json.loads(fields(app)["casing_parts"])
    assert (listed[0]["part"], listed[0]["quantity"]) == ("abs", "50 g")
    app.button(key="undo").click().run()
    assert fields(app)["casing"] == "1.typical"
    assert app.metric[0].value == "2.66 kg CO₂e"


def test_parts_are_added_changed_and_removed() -> None:
    """Two LEDs and a part that needs defra-2025, filled on request."""
    app = start(base="keyword-spotting", packaging="parts", packaging_parts="[{}]")
    assert any("nothing is given yet" in e.value for e in app.error)
    app.selectbox(key="w_packaging_parts.0.part").set_value("led").run()
    assert app.text_input(key="w_packaging_parts.0.quantity").value == "1 pcs"
    app.text_input(key="w_packaging_parts.0.quantity").set_value("2 pcs").run()
    wanted = {"packaging": {"parts": [{"part": "led", "quantity": "2 pcs"}]}}
    system = footprint.load_system("keyword-spotting").with_(blocks=wanted)
    assert state.build(fields(app)).blocks == system.blocks
    number = app.metric[0].value
    app.button(key="add_packaging_parts").click().run()
    assert app.metric[0].value == number, "an empty row says nothing"
    app.selectbox(key="w_packaging_parts.1.part").set_value("board").run()
    assert any("nothing is given" in e.value for e in app.error)
    app.text_input(key="w_packaging_parts.1.quantity").set_value("30 g").run()
    assert not app.metric
    assert any("Fill gaps from" in e.value for e in app.error)
    app.button(key="fill_defra-2025_headline").click().run()
    assert app.metric
    assert fields(app)["fill"] == "defra-2025"
    assert "Filled from other factor sets" in page_text(app)
    app.button(key="drop_packaging_parts.0").click().run()
    assert [row["part"] for row in json.loads(fields(app)["packaging_parts"])] == ["board"]
    app.button(key="drop_packaging_parts.0").click().run()
    assert fields(app)["packaging_parts"] == "[{}]"
    app.button(key="undo").click().run()
    assert app.metric


def test_a_part_without_any_factor_is_listed_and_can_be_declared() -> None:
    app = start(base="keyword-spotting", sensing="parts", sensing_parts='[{"part":"crystal","quantity":"1 pcs"}]')
    assert app.metric
    assert any("No factor set has a factor" in i.value for i in app.info)
    assert "Without a factor, so not in the total" in page_text(app)
    app.text_input(key="w_sensing_parts.0.declared").set_value("0.5 kgCO2e").run()
    assert "Without a factor" not in page_text(app)
    found = state.assessed(fields(app)).by_block["sensing"].typical
    assert found == 0.5


def test_details_of_a_part_keep_their_words_on_an_error() -> None:
    app = start(base="keyword-spotting", processing="parts", processing_parts=PARTS, fill="defra-2025")
    app.text_input(key="w_processing_parts.0.low").set_value("20 mm2").run()
    assert not app.metric
    assert sum("outside" in e.value for e in app.error) == 2, "once for the result, once at the row"
    assert app.text_input(key="w_processing_parts.0.low").value == "20 mm2"


def test_a_list_that_is_none_can_be_mended() -> None:
    app = start(base="keyword-spotting", processing="parts", processing_parts="oops")
    assert any("is no list" in e.value for e in app.error)
    app.text_input(key="w_processing_parts").set_value('[{"part":"die-90nm","quantity":"10 mm2"}]').run()
    assert app.metric


@pytest.mark.parametrize("preset", ["arduino-nano-33-ble-sense", "leak-detector", "on-farm-sensor-station"])
def test_a_preset_by_parts_shows_them_and_can_be_edited(preset: str) -> None:
    app = start(base=preset)
    assert_whole(app)
    number = app.metric[0].value
    key = next(k for k in ("w_processing_parts.0.quantity", "w_casing_parts.0.quantity") if _has(app, k))
    app.text_input(key=key).set_value("999 cm2" if "processing" in key else "99 kg").run()
    assert any("outside low" in e.value for e in app.error), "the bounds no longer hold it"
    app.text_input(key=key.replace("quantity", "low")).set_value("").run()
    app.text_input(key=key.replace("quantity", "high")).set_value("").run()
    assert_whole(app)
    assert app.metric[0].value != number
    app.button(key="reset").click().run()
    assert app.metric[0].value == number


def _has(app: AppTest, key: str) -> bool:
    return any(t.key == key for t in app.text_input)


def test_legs_start_from_the_level_and_say_what_counts() -> None:
    app = start()
    app.selectbox(key="w_transport").set_value("legs").run()
    assert {row["mode"] for row in json.loads(fields(app)["transport_legs"])} == {"air", "truck"}
    assert app.metric[0].value == "2.66 kg CO₂e", "legs as the level has them"
    app.checkbox(key="w_transport_wtt").check().run()
    assert any("Use defra-2025 as the factor set" in e.value for e in app.error)
    app.button(key="use_defra-2025").click().run()
    assert app.metric
    assert (fields(app)["factors"], fields(app)["fill"]) == ("defra-2025", "pirson-bol-2021")
    app.button(key="add_transport_legs").click().run()
    app.selectbox(key="w_transport_legs.2.mode").set_value("ship").run()
    app.text_input(key="w_transport_legs.2.distance").set_value("9000 km").run()
    app.text_input(key="w_transport_legs.2.mass").set_value("heavy").run()
    assert any("heavy" in e.value for e in app.error)
    app.text_input(key="w_transport_legs.2.mass").set_value("0.2 kg").run()
    assert len(state.build(fields(app)).blocks["transport"].legs) == 3


def test_states_regulator_and_cells_give_a_battery_life() -> None:
    app = start(base="keyword-spotting", **STATES)
    use = state.assessed(fields(app)).by_block["use"].typical
    app.selectbox(key="w_regulator").set_value("switching").run()
    assert not app.metric
    app.text_input(key="w_regulator_efficiency").set_value("85 %").run()
    assert state.assessed(fields(app)).by_block["use"].typical == pytest.approx(use / 0.85, rel=1e-12)
    app.selectbox(key="w_supply").set_value("primary").run()
    assert any("no cell is chosen" in e.value for e in app.error)
    app.selectbox(key="w_supply_cell").set_value("cell-aa-alkaline").run()
    app.text_input(key="w_supply_count").set_value("2").run()
    app.button(key="fill_defra-2025_headline").click().run()
    life = state.assessed(fields(app)).battery_life
    assert life is not None
    assert "1.6 years" in page_text(app)
    app.text_input(key="w_state1_power").set_value("4 A").run()
    assert any("more than the" in e.value for e in app.error)
    app.text_input(key="w_state1_power").set_value("500 mA").run()
    app.text_input(key="w_state1_duty").set_value("2 %").run()
    app.text_input(key="w_state1_power").set_value("100 mA").run()
    app.text_input(key="w_state1_duty").set_value("90 %").run()
    assert any("add up to 188" in e.value for e in app.error)
    app.text_input(key="w_state2_duty").set_value("10 %").run()
    assert any("empty after" in e.value for e in app.error), "cells that last hours are said in words"


@pytest.mark.parametrize("name", RICH)
def test_every_editor_draws_what_a_link_brings(name: str) -> None:
    given = {**state.initial(), **RICH[name]}
    app = start(**links.to_query(given))
    assert app.metric, [e.value for e in app.error]
    assert fields(app) == given
    result = state.assessed(given)
    assert app.metric[0].value.split()[0] in footprint.numbers.headline(result.total_kg_co2e)


def test_training_by_hardware_and_end_of_life_by_route() -> None:
    app = start()
    app.selectbox(key="w_training").set_value("hardware").run()
    app.selectbox(key="w_training_device").set_value("nvidia-t4").run()
    assert any("12 hours" in e.value for e in app.error)
    app.text_input(key="w_training_time").set_value("100 hours").run()
    app.selectbox(key="w_training_country").set_value("FRA").run()
    assert app.metric
    app.selectbox(key="w_end_of_life").set_value("disposal").run()
    app.selectbox(key="w_end_of_life_disposal.0.material").set_value("electronics").run()
    app.selectbox(key="w_end_of_life_disposal.0.route").set_value("recycling").run()
    app.text_input(key="w_end_of_life_disposal.0.mass").set_value("90 g").run()
    app.button(key="fill_defra-2025_headline").click().run()
    result = state.assessed(fields(app))
    assert result.by_stage["end_of_life"].typical > 0
    app.selectbox(key="w_end_of_life").set_value("cut_off").run()
    assert any(e.block == "end_of_life" for e in state.assessed(fields(app)).excluded)


def test_factor_sets_are_chosen_and_shown_with_the_spread() -> None:
    app = start()
    assert "by factor set" in page_text(app)
    assert "Truncation x2" in page_text(app)
    app.multiselect(key="w_fill").set_value(["defra-2025"]).run()
    assert app.metric[0].value == "2.66 kg CO₂e", "nothing to fill"
    app.selectbox(key="w_factors").set_value("act").run()
    assert fields(app)["factors"] == "act"
    assert app.query_params["data"] not in ("", [""])
    app.button(key="reset").click().run()
    assert (fields(app)["factors"], fields(app)["fill"]) == ("pirson-bol-2021", "")
    app = start(factors="nope")
    assert any("unknown factor set" in e.value for e in app.error)


def test_an_uploaded_file_shows_its_lists() -> None:
    system = state.build({**state.initial(), **RICH["parts"], "transport": "legs", "transport_legs": LEGS})
    app = start()
    app.file_uploader(key="upload").upload("mine.yaml", to_yaml(system).encode(), "text/yaml").run()
    assert fields(app)["processing"] == "parts"
    assert app.text_input(key="w_transport_legs.0.distance").value == "8000 km"


# --- bills of materials ------------------------------------------------------------------------


def bom() -> AppTest:
    """The page of bills of materials, with the links between pages left out: they need the whole app."""
    app = alone("bom_page")
    assert_whole(app)
    return app


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def upload(app: AppTest, raw: bytes, name: str = "parts.csv") -> AppTest:
    app.file_uploader(key="bom_file").upload(name, raw, "text/csv").run()
    assert_whole(app)
    return app


def test_the_page_is_useful_before_an_upload() -> None:
    app = bom()
    app.button(key="bom_example").click().run()
    assert_whole(app)
    assert "covered of 10 lines" in app.metric[0].label
    assert "Qwiic connector" in page_text(app)


def test_a_list_is_covered_reported_and_used() -> None:
    app = upload(bom(), (ROOT / "footprint_app" / bom_page._EXAMPLE).read_bytes())
    text = page_text(app)
    assert "Lines</b> 5 of 10" in text
    assert "not in the list (0 of 10 lines have it)" in text
    assert "no factor for crystal" in text
    assert "Unit cost USD: cost of one" in text
    assert any("no bare board" in i.value for i in app.info)
    app.text_input(key="bom_area").set_value("21 cm2").run()
    assert "6 covered of 11 lines" in app.metric[0].label
    app.button(key="fill_deltalca-2024_bom").click().run()
    assert "9 covered of 11 lines" in app.metric[0].label
    number = app.metric[0].value
    app.button(key="bom_use").click().run()
    used = fields(app)
    assert (used["base"], used["pcb"], used["fill"]) == ("own", "parts", "deltalca-2024")
    result = state.assessed(used)
    assert number.split()[0] in footprint.numbers.headline(result.total_kg_co2e)
    assert len(result.unvalued) == 2
    assert len(app.session_state["history"]) == 2, "the fill and the device: one step each"


@pytest.mark.parametrize(("raw", "name", "words"), [
    (b"PK\x03\x04rest", "list.csv", "spreadsheet"),
    (b"", "list.csv", "empty"),
    (b"a,b\n1,2\n", "list.csv", "no heading row"),
    (b"Reference,Qty\nR1,1\n\xff\xfe\x00", "list.csv", "was not read"),
    (b"<?xml version='1.0'?><x>", "list.xml", "was not read"),
    (b"(kicad_pcb (oops", "board.kicad_pcb", "was not read"),
], ids=["xlsx", "empty", "headings", "bytes", "xml", "board"])  # fmt: skip
def test_a_bad_list_is_a_sentence_and_changes_nothing(raw: bytes, name: str, words: str) -> None:
    app = bom()
    before = dict(fields(app))
    upload(app, raw, name)
    assert not app.metric
    assert any(words in e.value for e in app.error), [e.value for e in app.error]
    assert fields(app) == before


@pytest.mark.parametrize(("key", "value", "words"), [
    ("bom_area", "wide", "not a number"), ("bom_area", "-1 cm2", "board of"), ("bom_area", "3 kg", "does not fit"),
    ("bom_layers", "many", "whole number"), ("bom_layers", "0", "layers"), ("bom_lifetime", "long", "not a number"),
    ("bom_lifetime", "0 years", "greater than 0"),
])  # fmt: skip
def test_a_bad_answer_is_a_sentence_and_no_number(key: str, value: str, words: str) -> None:
    app = upload(bom(), b"Reference,Qty,Value\nD1,1,LED green\n")
    assert app.metric
    app.text_input(key="bom_area").set_value("21 cm2").run()
    app.text_input(key=key).set_value(value).run()
    assert_whole(app)
    assert not app.metric
    assert any(words in e.value for e in app.error), [e.value for e in app.error]


def test_a_list_where_nothing_is_known() -> None:
    app = upload(bom(), b"Component,Quantity\nFlux capacitor,1\nSonic screwdriver,\n")
    assert "0 covered of 2 lines" in app.metric[0].label
    assert "it has no quantity" in page_text(app)
