"""The calculator's fields: they make the right system, fit in a link, and never replace a bad value."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import footprint
from footprint.errors import InputError
from footprint_app import state

PRESETS = footprint.preset_names()


@pytest.mark.parametrize("name", PRESETS)
def test_untouched_fields_are_the_preset(name: str) -> None:
    fields = state.initial(name)
    assert state.build(fields) == footprint.load_system(name)
    assert not state.is_edited(fields)


@pytest.mark.parametrize("name", PRESETS)
def test_a_link_brings_back_every_field(name: str) -> None:
    fields = {**state.initial(name), "casing": "2.worst", "country": "DEU", "year": "2020", "lifetime": "5 years"}
    arrived = state.from_query(state.to_query(fields))
    assert arrived.fields == fields
    assert arrived.notes == ()
    assert footprint.assess(state.build(arrived.fields)).to_dict() == footprint.assess(state.build(fields)).to_dict()


def test_a_link_of_a_preset_is_short() -> None:
    assert all(state.link_length(state.to_query(state.initial(name))) < 700 for name in PRESETS)


def test_an_uploaded_system_travels_in_the_link() -> None:
    system = footprint.System.from_dict(
        {"name": "own", "lifetime": "2 years", "blocks": {"radio": {"declared": "0.5 kgCO2e", "source": "me"}}}
    )
    fields = state.uploaded(system)
    assert state.build(fields) == system
    assert state.build(state.from_query(state.to_query(fields)).fields) == system


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
    with pytest.raises(state.FieldError) as caught:
        state.build(fields)
    assert caught.value.field == field
    assert str(caught.value).endswith(".")
    assert caught.value.label


def test_a_link_with_bad_values_keeps_and_reports_them() -> None:
    arrived = state.from_query({"base": "keyword-spotting", "country": "NOPE", "colour": "red", "data": "old@1"})
    assert arrived.fields["country"] == "NOPE"
    assert any("colour" in note for note in arrived.notes)
    assert any("old@1" in note for note in arrived.notes)
    with pytest.raises(state.FieldError, match="NOPE"):
        state.build(arrived.fields)


@pytest.mark.parametrize("query", [{"base": "nope"}, {"base": "own", "file": "!!"}, {"base": "own"}])
def test_a_damaged_link_is_reported_not_replaced(query: dict[str, str]) -> None:
    arrived = state.from_query(query)
    assert arrived.notes
    with pytest.raises(InputError):
        state.build(arrived.fields)


def test_a_packed_bomb_is_refused() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"a" * 10_000_000)).decode()
    arrived = state.from_query({"base": "own", "file": bomb})
    assert "too large" in arrived.notes[0]


choices = st.sampled_from(
    ["0.typical", "1.best", "2.worst", "3.typical", "off", "none", "custom", "given", "", "9.best", "states"]
)
texts = st.one_of(
    st.sampled_from(["", "0.3 kgCO2e", "3 years", "20 mW", "50 %", "2020", "DEU", "x: {hsl: 1}"]), st.text(max_size=20)
)


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(PRESETS),
    sections=st.dictionaries(st.sampled_from(state.SECTIONS), choices, max_size=6),
    others=st.dictionaries(st.sampled_from(state.FIELDS[2:]), texts, max_size=4),
)
def test_any_combination_gives_a_result_or_words(name: str, sections: dict[str, str], others: dict[str, str]) -> None:
    """ui.md check 8: over the whole space of controls nothing but a footprint or a message comes out."""
    fields = {**state.initial(name), **others, **sections}
    try:
        result = footprint.assess(state.build(fields))
    except InputError as error:
        said = str(error)
    else:
        said = "a footprint"
        low, typical, high = result.total_kg_co2e
        assert 0 <= low <= typical <= high
    assert said
    assert state.from_query(state.to_query(fields)).fields["base"] == name


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
