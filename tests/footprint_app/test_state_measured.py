"""Power states that were measured or estimated elsewhere, as the calculator's fields hold them."""

from __future__ import annotations

import pytest

import footprint
from footprint.errors import InputError
from footprint_app import electric, links, state
from footprint_app import fields as names
from tests.footprint_app.test_state import STATES

PRESETS = footprint.preset_names()

MEASURED = [
    {"name": "active", "power": "30 mW", "power_low": "29 mW", "power_high": "31 mW", "duty": 0.02,
     "status": "measured", "source": "capture a.csv, Nordic PPK2, 3 V, sha256 0123456789abcdef"},
    {"name": "sleep", "power": "0.04 mW", "duty": 0.98, "status": "measured", "source": "capture a.csv"},
]  # fmt: skip


def with_measured(fields: names.Fields) -> names.Fields:
    return electric.with_states(fields, MEASURED, "60 per hour")


@pytest.mark.parametrize("name", PRESETS)
def test_measured_states_become_the_use_stage(name: str) -> None:
    """2 % of 30 mW and 98 % of 0.04 mW are 0.6392 mW; of 29 and 31 mW they are 0.6192 and 0.6592 mW."""
    fields = with_measured(state.initial(name))
    system = state.build(fields)
    assert system.use.inferences_per_hour == pytest.approx(60)
    mean = [sum(d * mw for d, mw in system.use.state_powers_mw(end)) for end in ("low", "typical", "high")]
    assert mean == [pytest.approx(x, rel=1e-9) for x in (0.6192, 0.6392, 0.6592)]
    row = next(r for r in footprint.assess(system, fill_from="defra-2025").rows if r.block == "use")
    if row.item == "power states":
        assert row.status == "measured"
        assert "capture a.csv, Nordic PPK2, 3 V, sha256 0123456789abcdef" in row.source
    again = links.from_query(links.to_query(fields))
    assert again.fields == fields
    assert again.notes == ()
    assert state.uploaded(system)["state1_status"] == "measured", "a file brings the same controls"
    assert state.build(state.uploaded(system)) == system


def test_the_source_of_a_use_stage_goes_with_what_it_was_about() -> None:
    """A source of the whole stage stays beside its own states, and goes where others take their place."""
    use = {"states": [{"name": "a", "power": "1 W", "duty": "50 %"}], "source": "my meter"}
    fields = state.uploaded(footprint.load_system("keyword-spotting").with_(use=use))
    assert state.build({**fields, "state1_duty": "40 %"}).use.source == "my meter"
    assert state.build(with_measured(fields)).use.source is None
    beside = electric.with_states(fields, [{**MEASURED[1], "duty": 0.4}], beside=True)
    assert state.build(beside).use.source == "my meter"


def test_states_are_put_beside_those_that_there_are() -> None:
    fields = {**state.initial(), **STATES, "state1_duty": "1 %", "state2_duty": "50 %"}
    both = electric.with_states(fields, [{**MEASURED[1], "duty": 0.4}], "", beside=True)
    assert [s.name for s in state.build(both).use.states] == ["active", "sleep", "sleep"]
    assert both["voltage"] == "3.3 V", "the currents that stay need it"
    alone = electric.with_states(fields, MEASURED, "")
    assert alone["voltage"] == ""
    assert [s.name for s in state.build(alone).use.states] == ["active", "sleep"]
    with pytest.raises(InputError, match="7 power states"):
        electric.with_states({**fields, "states": "5"}, MEASURED, "", beside=True)


def test_a_number_typed_over_a_measured_one_is_declared() -> None:
    fields = with_measured(state.initial())
    once = {**fields, **electric.retyped(fields, 1, "25 mW")}
    first = state.build(once).use.states[0]
    assert (first.power_mw, first.power_low_mw, first.status) == (25.0, None, "declared")
    assert first.source == f"changed by hand, was 30 mW measured, {MEASURED[0]['source']}"
    twice = {**once, **electric.retyped(once, 1, "26 mW")}
    assert state.build(twice).use.states[0].source == first.source, "it names the number that was measured"
    assert state.build(once).use.states[1].status == "measured"
    plain = {**state.initial(), **STATES}
    assert {**plain, **electric.retyped(plain, 1, "6 mA")} == {**plain, "state1_power": "6 mA"}


@pytest.mark.parametrize(("field", "value", "words"), [
    ("state1_low", "40 mW", "low"), ("state1_high", "3 V", "does not fit"), ("state1_status", "guessed", "measured"),
    ("inferences", "often", "not a number"),
])  # fmt: skip
def test_a_bad_bound_or_status_is_words_beside_it(field: str, value: str, words: str) -> None:
    with pytest.raises(names.FieldError, match=words) as raised:
        state.build({**with_measured(state.initial()), field: value})
    assert raised.value.field.partition("_")[0] == field.partition("_")[0]
    assert raised.value.label
