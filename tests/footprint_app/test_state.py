"""The calculator's fields: they make the right system, fit in a link, and never replace a bad value."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint
from footprint import tables
from footprint.errors import InputError
from footprint_app import fields as names
from footprint_app import links, state
from footprint_app.applying import applied

PRESETS = footprint.preset_names()


@pytest.mark.parametrize("name", PRESETS)
def test_untouched_fields_are_the_preset(name: str) -> None:
    fields = state.initial(name)
    assert state.build(fields) == footprint.load_system(name)
    assert not state.is_edited(fields)


@pytest.mark.parametrize("name", PRESETS)
def test_a_link_brings_back_every_field(name: str) -> None:
    fields = {**state.initial(name), "casing": "2.worst", "country": "DEU", "year": "2020", "lifetime": "5 years"}
    arrived = links.from_query(links.to_query(fields))
    assert arrived.fields == fields
    assert arrived.notes == ()
    assert footprint.assess(state.build(arrived.fields)).to_dict() == footprint.assess(state.build(fields)).to_dict()


def test_a_link_keeps_draws_and_seed() -> None:
    fields = {**state.initial(), "draws": "1000", "seed": "42"}
    arrived = links.from_query(links.to_query(fields))
    assert arrived.fields == fields
    wanted = footprint.assess(footprint.load_system("keyword-spotting"), draws=1000, seed=42)
    assert state.assessed(arrived.fields).to_dict() == wanted.to_dict()


def test_a_change_that_controls_show_is_made_there_and_any_other_is_a_file() -> None:
    fields = {**state.initial(), "draws": "1000", "compare": "pixel-7"}
    by_control = applied(fields, {"blocks": {"casing": {"hsl": 2, "case": "best"}}, "units_produced": 1000})
    assert {key: by_control[key] for key in by_control if by_control[key] != fields[key]} == {
        "casing": "2.best", "units": "1000",
    }  # fmt: skip
    own = {"intensity": "50 gCO2e/kWh", "source": "contract"}
    grid = {"energy": {"amount": "1 kWh", "over": "1 year"}, "grid": own}
    by_file = applied(fields, {"use": grid})
    assert by_file["base"] == state.OWN
    assert (by_file["draws"], by_file["compare"]) == ("1000", "pixel-7")
    wanted = footprint.load_system("keyword-spotting").with_(use=grid)
    assert state.build(by_file) == wanted.renamed("Keyword spotting (edited)")
    with pytest.raises(InputError):
        applied(fields, {"blocks": {"casing": {"hsl": 9}}})


def test_a_link_of_a_preset_is_short() -> None:
    assert all(links.link_length(links.to_query(state.initial(name))) < 1000 for name in PRESETS)


def test_an_uploaded_system_travels_in_the_link() -> None:
    system = footprint.System.from_dict(
        {"name": "own", "lifetime": "2 years", "blocks": {"radio": {"declared": "0.5 kgCO2e", "source": "me"}}}
    )
    fields = state.uploaded(system)
    assert state.build(fields) == system
    assert state.build(links.from_query(links.to_query(fields)).fields) == system


def test_own_value_power_states_and_further_blocks() -> None:
    """Casing 1 kg, and 2 mW half the time in Germany 2024: 1e-3 kW x 26280 h x 0.34414 = 9.044 kg / 1000."""
    fields = {
        **state.initial("keyword-spotting"),
        "casing": "custom", "casing_value": "1 kgCO2e", "casing_source": "scale",
        "use": "states", "states": "1", "state1_name": "active", "state1_power": "2 mW", "state1_duty": "50 %",
        "country": "DEU", "year": "2024", "extra": "antenna: {declared: 20 gCO2e, source: s}",
    }  # fmt: skip
    result = footprint.assess(state.build(fields))
    assert result.by_block["casing"].typical == 1.0
    assert result.by_block["antenna"].typical == pytest.approx(0.02, rel=1e-9)
    assert result.by_block["use"].typical == pytest.approx(1e-6 * 26280 * 0.34414, rel=1e-9)
    assert result.system.name == "Keyword spotting (edited)"


def test_off_and_not_described_differ() -> None:
    off = footprint.assess(state.build({**state.initial(), "casing": "off"}))
    assert [e.block for e in off.excluded] == ["casing", "end_of_life"]
    gone = footprint.assess(state.build({**state.initial(), "casing": "none"}))
    assert gone.missing == ("casing",)
    assert off.total_kg_co2e == gone.total_kg_co2e


BAD = ["-1", "0", "1e12", "", "abc", "NaN", "inf", "-1 kgCO2e", "nan years", "1e400 mW", "9" * 50, "<b>", "½ W"]


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize(
    "field", ["lifetime", "casing_value", "state1_power", "state1_duty", "units", "year", "casing", "country", "use"]
)
def test_bad_values_are_words_beside_their_field(field: str, value: str) -> None:
    """ui.md check 7: -1, 0, 1e12, empty, abc, NaN for every field give a sentence, never a number.

    The two exceptions are right values: no units (the preset's default) and no year (the newest).
    """
    fields = {
        **state.initial(), "casing": "custom", "casing_value": "1 kgCO2e", "country": "DEU",
        "use": "states", "states": "1", "state1_name": "active", "state1_power": "1 mW", "state1_duty": "100 %",
    }  # fmt: skip
    fields[field] = value
    right = {("units", ""), ("year", ""), ("state1_duty", "-0")}
    if (field, value) in right or (field == "units" and value == "1"):
        state.build(fields)
        return
    with pytest.raises(names.FieldError) as caught:
        state.build(fields)
    assert caught.value.field == field
    assert str(caught.value).endswith(".")
    assert caught.value.label


def test_a_link_with_bad_values_keeps_and_reports_them() -> None:
    arrived = links.from_query({"base": "keyword-spotting", "country": "NOPE", "colour": "red", "data": "old@1"})
    assert arrived.fields["country"] == "NOPE"
    assert any("colour" in note for note in arrived.notes)
    assert any("old@1" in note for note in arrived.notes)
    with pytest.raises(names.FieldError, match="NOPE"):
        state.build(arrived.fields)


@pytest.mark.parametrize("query", [{"base": "nope"}, {"base": "own", "file": "!!"}, {"base": "own"}])
def test_a_damaged_link_is_reported_not_replaced(query: dict[str, str]) -> None:
    arrived = links.from_query(query)
    assert arrived.notes
    with pytest.raises(InputError):
        state.build(arrived.fields)


def test_a_packed_bomb_is_refused() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"a" * 10_000_000)).decode()
    arrived = links.from_query({"base": "own", "file": bomb})
    assert "too large" in arrived.notes[0]


choices = st.sampled_from(
    [
        "0.typical",
        "1.best",
        "2.worst",
        "3.typical",
        "off",
        "none",
        "custom",
        "given",
        "",
        "9.best",
        "states",
        "parts",
        "legs",
        "disposal",
        "cut_off",
        "energy",
        "hardware",
    ]
)
texts = st.one_of(
    st.sampled_from(
        [
            "",
            "0.3 kgCO2e",
            "3 years",
            "20 mW",
            "5 mA",
            "50 %",
            "2020",
            "DEU",
            "x: {hsl: 1}",
            "primary",
            "solar",
            "mains",
            "rechargeable",
            "ldo",
            "switching",
            "cell-aa-alkaline",
            "own",
            "act",
            "defra-2025",
            '[{"part":"steel","quantity":"5 g"}]',
            '[{"mode":"air","distance":"9 km","mass":"1 g"}]',
            '[{"part":5}]',
            "[[]]",
            "[{}]",
            "{}",
            "yes",
            "2",
            "3.3 V",
        ]
    ),
    st.text(max_size=20),
)


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(PRESETS),
    sections=st.dictionaries(st.sampled_from(names.SECTIONS), choices, max_size=6),
    others=st.dictionaries(st.sampled_from(names.FIELDS[2:]), texts, max_size=4),
)
def test_any_combination_gives_a_result_or_words(name: str, sections: dict[str, str], others: dict[str, str]) -> None:
    """ui.md check 8: over the whole space of controls nothing but a footprint or a message comes out."""
    fields = {**state.initial(name), **others, **sections}
    try:
        result = state.assessed(fields)
    except InputError as error:
        said = str(error)
    else:
        said = "a footprint"
        low, typical, high = result.total_kg_co2e
        assert 0 <= low <= typical <= high
    assert said
    assert links.from_query(links.to_query(fields)).fields["base"] == name


def test_an_upload_is_assessed_as_the_command_line_does() -> None:
    """What a file leaves out or leaves open stays so: same rows, same assumptions, same hash."""
    states = [{"name": "a", "power": "1 W", "duty": "50 %"}]
    for more in (
        {"use": {"include": False, "why": "mains", "states": states}},
        {"use": {"states": states, "source": "my meter", "grid": {"country": "DEU"}}},
        {"blocks": {"casing": {"hsl": 1}}},
    ):
        system = footprint.System.from_dict({"name": "x", "lifetime": "3 years", "blocks": {"pcb": {"hsl": 0}}, **more})
        fields = state.uploaded(system)
        assert footprint.assess(state.build(fields)).to_dict() == footprint.assess(system).to_dict()


# --- parts, legs, supplies, factor sets --------------------------------------------------------

PARTS = json.dumps([
    {"part": "die-90nm", "quantity": "10 mm2", "low": "8 mm2", "high": "12 mm2", "status": "estimated", "source": "me"},
    {"part": "steel", "quantity": "50 g"},
    {"name": "sticker", "quantity": "1 pcs", "declared": "1 kgCO2e", "source": "maker"},
])  # fmt: skip
LEGS = '[{"mode":"air","distance":"8000 km","mass":"120 g"},{"mode":"truck","distance":"300 km","mass":"120 g"}]'
STATES = {
    "use": "states", "states": "2", "state1_name": "active", "state1_power": "5 mA", "state1_duty": "2 %",
    "state2_name": "sleep", "state2_power": "10 uW", "state2_duty": "98 %", "voltage": "3.3 V",
}  # fmt: skip
RICH: dict[str, dict[str, str]] = {
    "parts": {"processing": "parts", "processing_parts": PARTS, "fill": "defra-2025"},
    "packaging": {"packaging": "parts", "packaging_parts": '[{"part":"board","quantity":"9 g"}]', "fill": "defra-2025"},
    "legs": {"transport": "legs", "transport_legs": LEGS, "transport_wtt": "yes", "transport_rf": "no",
             "factors": "defra-2025", "fill": "pirson-bol-2021,act"},
    "ldo, primary": {**STATES, "regulator": "ldo", "regulator_supply": "5 V", "regulator_load": "3.3 V",
                     "supply": "primary", "supply_cell": "cell-aa-alkaline", "supply_count": "4", "fill": "defra-2025"},
    "switching, rechargeable": {**STATES, "regulator": "switching", "regulator_efficiency": "85 %",
                                "regulator_quiescent": "5 uW", "supply": "rechargeable", "supply_charge": "80 %",
                                "supply_cell": "cell-18650", "supply_every": "2 years"},
    "own cells": {**STATES, "supply": "primary", "supply_cell": "own", "supply_energy": "20 Wh",
                  "supply_usable": "90 %", "supply_discharge": "2 % per year", "supply_max": "500 mW"},
    "mains": {**STATES, "supply": "mains", "supply_efficiency": "80 %", "supply_standby": "20 mW"},
    "solar": {**STATES, "supply": "solar", "supply_harvest": "2 mW"},
    "disposal": {"end_of_life": "disposal", "fill": "defra-2025",
                 "end_of_life_disposal": '[{"material":"electronics","route":"landfill","mass":"90 g"}]'},
    "cut-off": {"end_of_life": "cut_off", "end_of_life_why": "the next user bears it"},
    "hardware": {"training": "hardware", "training_device": "nvidia-t4", "training_time": "12 hours",
                 "training_count": "2", "training_pue": "1.2", "training_every": "1 year", "training_country": "DEU"},
    "energy": {"training": "energy", "training_energy": "0.25 kWh"},
    "sets": {"factors": "act", "fill": "pirson-bol-2021"},
}  # fmt: skip


@pytest.mark.parametrize("changes", RICH.values(), ids=RICH)
def test_a_link_brings_back_what_is_described_in_detail(changes: dict[str, str]) -> None:
    fields = {**state.initial(), **changes}
    arrived = links.from_query(links.to_query(fields))
    assert arrived.notes == ()
    assert arrived.fields == fields
    result = state.assessed(fields)
    assert state.assessed(arrived.fields).to_dict() == result.to_dict()
    again = state.uploaded(result.system)
    assert state.build(again) == result.system
    for key, value in changes.items():
        if key in ("fill", "factors"):
            continue
        if key in names.LISTS:
            assert json.loads(again[key]) == json.loads(value), "an opened file shows its lists editable"
        elif key in names.SECTIONS or key in ("supply", "regulator", "states"):
            assert again[key] == value, "an opened file shows what the controls can say"


def test_an_emptied_field_and_list_stay_empty_in_a_link() -> None:
    system = state.build({**state.initial(), **RICH["own cells"], **RICH["parts"]})
    fields = {**state.uploaded(system), "supply_usable": "", "units": "", "processing_parts": "[]"}
    assert links.from_query(links.to_query(fields)).fields == fields


def test_a_preset_by_parts_leaves_its_list_to_the_preset() -> None:
    fields = state.initial("arduino-nano-33-ble-sense")
    assert fields["processing"] == "parts"
    assert "processing_parts" not in links.to_query(fields)
    changed = {**fields, "processing_parts": fields["processing_parts"].replace("10 mm2", "12 mm2")}
    assert changed != fields
    assert links.from_query(links.to_query(changed)).fields == changed


def test_factor_sets_in_the_link_with_their_versions() -> None:
    query = links.to_query({**state.initial(), "fill": "defra-2025,act"})
    assert [one.partition("@")[0] for one in query["data"].split(",")] == ["pirson-bol-2021", "defra-2025", "act"]
    old = {**query, "data": query["data"].replace("act@", "act@1")}
    assert "may differ" in links.from_query(old).notes[0]


def test_factor_sets_are_no_edit_of_the_device() -> None:
    fields = {**state.initial(), "fill": "act"}
    assert not state.is_edited(fields)
    assert state.can_reset(fields)
    assert state.assessed(fields).system.name == "Keyword spotting"


def test_an_empty_row_says_nothing() -> None:
    fields = {**state.initial(), **RICH["parts"]}
    more = {**fields, "processing_parts": json.dumps([{}, *json.loads(PARTS), {"source": ""}])}
    assert state.build(more).blocks["processing"] == state.build(fields).blocks["processing"]
    with pytest.raises(names.FieldError, match="nothing is given yet") as caught:
        state.build({**fields, "processing_parts": "[{}]"})
    assert caught.value.field == "processing_parts"


def test_an_error_stands_at_its_row_even_below_empty_ones() -> None:
    listed = json.dumps([{}, {"part": "led", "quantity": "2 pcs"}, {}, {"part": "led", "quantity": "2 mm2"}])
    with pytest.raises(names.FieldError, match="counted in pcs") as caught:
        state.assessed({**state.initial(), "user_interface": "parts", "user_interface_parts": listed})
    assert caught.value.field.startswith("user_interface_parts.3")
    assert caught.value.label.startswith("User interface, part 4")


@pytest.mark.parametrize(("field", "value", "place", "words"), [
    ("processing_parts", '[{"part":"die-91nm","quantity":"1 mm2"}]', "processing_parts.0.part", "unknown part"),
    ("processing_parts", '[{"part":"die-90nm"}]', "processing_parts.0.quantity", "nothing is given"),
    ("processing_parts", '[{"quantity":"1 mm2"}]', "processing_parts.0.part", "no part is chosen"),
    ("processing_parts", '[{"part":"die-90nm","quantity":"-1 mm2"}]', "processing_parts.0.quantity", "greater than"),
    ("processing_parts", '[{"part":"die-90nm","quantity":"NaN"}]', "processing_parts.0.quantity", "not a number"),
    ("processing_parts", '[{"part":"die-90nm","quantity":"1 mm2","low":"2 mm2","high":"3 mm2"}]',
     "processing_parts.0", "outside"),
    ("processing_parts", '[{"part":"led","quantity":"1 pcs","status":"sure"}]', "processing_parts.0.status", "sure"),
    ("processing_parts", '[{"part":"steel","quantity":"1 g"}]', "processing_parts.0.part", "Fill gaps from"),
    ("processing_parts", '[{"part":"led","quantity":"1 pcs","colour":"red"}]', "processing_parts", "colour"),
    ("processing_parts", "[[]]", "processing_parts", "no list of rows"),
    ("processing_parts", "[" * 20_000, "processing_parts", "no list"),
    ("processing_parts", '[{"part":5,"quantity":"1 pcs"}]', "processing_parts", "no text"),
    ("transport_legs", '[{"mode":"balloon","distance":"1 km","mass":"1 g"}]', "transport_legs.0.mode", "balloon"),
    ("transport_legs", '[{"mode":"air","distance":"1 g","mass":"1 g"}]', "transport_legs.0.distance", "does not fit"),
    ("transport_legs", '[{"mode":"air","distance":"1 km"}]', "transport_legs.0.mass", "nothing is given"),
    ("transport_wtt", "maybe", "transport_wtt", "neither yes nor no"),
    ("end_of_life_disposal", '[{"material":"wood","route":"landfill","mass":"1 g"}]',
     "end_of_life_disposal.0.material", "wood"),
    ("end_of_life_why", "", "end_of_life_why", "nothing is given"),
    ("state1_power", "5 mV", "state1_power", "does not fit"),
    ("voltage", "", "state1_power", "without a voltage"),
    ("voltage", "0 V", "voltage", "greater than 0"),
    ("regulator", "magic", "regulator", "magic"),
    ("regulator_supply", "1 V", "regulator", "cannot raise"),
    ("regulator_load", "", "regulator_load", "nothing is given"),
    ("supply", "sun", "supply", "sun"),
    ("supply_cell", "", "supply_cell", "no cell is chosen"),
    ("supply_cell", "cell-zz", "supply_cell", "unknown cell"),
    ("supply_cell", "cell-18650", "supply_cell", "rechargeable"),
    ("supply_count", "two", "supply_count", "whole number"),
    ("supply_usable", "140 %", "supply_usable", "less than or equal"),
    ("supply_discharge", "2 %", "supply_discharge", "does not fit"),
    ("supply_max", "1 mW", "state1_power", "more than the 1 mW"),
    ("state2_power", "500 mW", "supply", "empty after"),
    ("state2_duty", "99 %", "states", "101 %"),
    ("training_time", "", "training_time", "nothing is given"),
    ("training_device", "abacus", "training_device", "abacus"),
    ("training_device", "", "training_device", "nothing is chosen"),
    ("training_pue", "0.5", "training_pue", "greater than or equal"),
    ("training_pue", "good", "training_pue", "no number"),
    ("training_count", "-1", "training_count", "whole number"),
    ("training_every", "0 years", "training_every", "greater than 0"),
    ("training_country", "NOPE", "training_country", "NOPE"),
    ("factors", "best-set", "factors", "best-set"),
    ("fill", "act,nope", "fill", "nope"),
    ("gateway_value", "-1 kgCO2e", "gateway_value", "greater than"),
])  # fmt: skip
def test_bad_detail_is_words_beside_its_control(field: str, value: str, place: str, words: str) -> None:
    fields = {**state.initial(), **STATES}
    fields |= {k: v for name in ("ldo, primary", "hardware") for k, v in RICH[name].items() if k != "fill"}
    fields |= {"gateway": "custom", "gateway_value": "1 kgCO2e", "fill": "" if "steel" in value else "defra-2025"}
    for name, (section, choice) in names.LISTS.items():
        if name == field:
            fields[section] = choice
    if field.startswith("transport"):
        fields |= {"transport": "legs", "transport_legs": LEGS}
    if field == "voltage":
        fields["regulator"] = ""
    if field == "end_of_life_why":
        fields["end_of_life"] = "cut_off"
    fields[field] = value
    with pytest.raises(names.FieldError) as caught:
        state.assessed(fields)
    assert words in str(caught.value)
    assert caught.value.field == place
    assert caught.value.label
    assert "--" not in str(caught.value), "no option of the command line on the page"


def test_own_training_device_by_its_power() -> None:
    """Training on 2 devices of 70 W for 12 hours at PUE 1.2, for 1 year of 3: 3 trainings."""
    fields = {**state.initial(), **RICH["hardware"], "training_device": "own", "training_power": "70 W", "units": "1"}
    result = state.assessed(fields)
    germany = tables.grid_factor("DEU", None, None).kg_co2e.typical
    assert result.by_block["training"].typical == pytest.approx(3 * 2 * 70 * 12 * 1.2 / 1000 * germany, rel=1e-12)


def test_a_cell_takes_the_place_of_the_grid() -> None:
    fields = {**state.initial(), **RICH["ldo, primary"]}
    result = state.assessed(fields)
    assert result.battery_life is not None
    assert not any(f.unit == "kgCO2e/kWh" for f in result.factors.values()), "no grid feeds it, only cells are replaced"
    back = state.assessed({**fields, "supply": "mains", "supply_efficiency": "100 %"})
    assert "us-epa-2019-generated" in back.factors, "the preset's grid is there again"
