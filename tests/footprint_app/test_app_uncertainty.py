"""The calculator's draws, the panel of what is not known, and advice that is applied and taken back."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

from streamlit.testing.v1 import AppTest

import footprint
from footprint.advice import advice
from footprint.export import sentence, to_csv
from footprint.findings import interval_name
from footprint.numbers import CO2E_TYPESET, mass
from footprint_app import links, state
from footprint_app.applying import applied
from footprint_app.fields import NOT_THE_SYSTEM
from tests.footprint_app.test_app import APP, assert_whole, fields, start
from tests.footprint_app.test_app_detail import page_text

pytestmark = pytest.mark.usefixtures("no_pause")

HISTOGRAM = 'class="fp-histogram"'
MIXED = {
    "name": "mixed",
    "lifetime": "2 years",
    "blocks": {"pcb": {"declared": "0.1 kgCO2e", "parts": [{"part": "pcb-fr4-4-layers", "quantity": "8 cm2"}]}},
}
"""A board given in two ways at once, which no control of the page shows."""


def drawn(name: str, draws: int = 10000, seed: int = 1) -> footprint.Footprint:
    return footprint.assess(footprint.load_system(name), draws=draws, seed=seed)


def test_headline_bars_and_downloads_are_one_drawn_result() -> None:
    app = start()
    wanted = drawn("keyword-spotting")
    assert app.metric[0].delta == "2.34 to 3.14 (P5 to P95)"
    shown = state.assessed(fields(app))
    assert shown.to_dict() == wanted.to_dict()
    assert to_csv([shown]) == to_csv([wanted])
    assert sentence(wanted, CO2E_TYPESET) in [c.value for c in app.code]
    assert "interval (P5 to P95)" in page_text(app)


@pytest.mark.usefixtures("unfolded")
def test_draws_and_seed_are_fields_that_a_link_keeps() -> None:
    app = start()
    app.selectbox(key="w_draws").set_value("1000").run()
    app.text_input(key="w_seed").set_value("7").run()
    assert state.assessed(fields(app)).to_dict() == drawn("keyword-spotting", 1000, 7).to_dict()
    assert not state.is_edited(fields(app)), "how it is drawn is no part of the system"
    query = {k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()}
    assert (query["draws"], query["seed"]) == ("1000", "7")
    assert start(**query).metric[0].delta == app.metric[0].delta.partition(", ")[0]
    app.button(key="preset_image-classification").click().run()
    assert fields(app)["draws"] == "1000", "another preset is drawn alike"
    app.button(key="reset").click().run()
    assert (fields(app)["draws"], fields(app)["seed"]) == (state.DEFAULT_DRAWS, state.DEFAULT_SEED)


def test_a_link_from_before_there_were_draws_gets_the_usual_ones() -> None:
    old = {k: v for k, v in links.to_query(state.initial()).items() if k not in ("draws", "seed")}
    app = start(**old)
    assert not app.warning
    assert (fields(app)["draws"], fields(app)["seed"]) == ("10000", "1")
    assert app.metric[0].delta == "2.34 to 3.14 (P5 to P95)"


@pytest.mark.parametrize(("field", "value"), [
    ("draws", "-1"), ("draws", "5000"), ("draws", "abc"), ("draws", ""), ("draws", "1e12"),
    ("seed", "-1"), ("seed", "abc"), ("seed", ""), ("seed", "1.5"), ("seed", "9" * 50),
])  # fmt: skip
def test_bad_draws_and_seeds_are_words_beside_their_field(field: str, value: str) -> None:
    app = start(base="keyword-spotting", **{field: value})
    assert not app.metric, "no old number beside bad input"
    said = [e.value for e in app.error]
    assert any(s.startswith(f"No result. {field.capitalize()}: ") for s in said)
    assert len(said) == 2, "once for the result, once beside the field, whose fold opens by itself"


def test_bounds_only_offers_the_draws_and_undo_takes_them_back() -> None:
    app = start(base="keyword-spotting", draws="0")
    assert app.metric[0].delta.endswith("(bounds)")
    assert "bounds only" in page_text(app)
    assert HISTOGRAM not in page_text(app)
    assert "device below" not in page_text(app)
    app.button(key="turn_on_draws").click().run()
    assert "(P5 to P95)" in app.metric[0].delta
    assert HISTOGRAM in page_text(app)
    app.button(key="undo").click().run()
    assert app.metric[0].delta.startswith("2.61 to 2.71 (bounds)")


def test_a_seed_says_nothing_without_draws() -> None:
    assert start(base="keyword-spotting", draws="0", seed="abc").metric
    assert "seed" not in links.to_query({**state.initial(), "draws": "0"})


@pytest.mark.parametrize("declared", ["1 kgCO2e", "0 kgCO2e"])
def test_nothing_uncertain_says_so(declared: str) -> None:
    system = footprint.System.from_dict(
        {"name": "exact", "lifetime": "1 year", "blocks": {"x": {"declared": declared}}}
    )
    app = start(**links.to_query(state.uploaded(system)))
    assert app.metric[0].delta == "no interval"
    assert "nothing here is uncertain" in page_text(app)
    assert HISTOGRAM not in page_text(app)


def test_the_panel_names_its_percentiles_and_what_drives_it() -> None:
    text = page_text(start())
    for label in ("P5 <b>2.34 kg", "P50 <b>2.69 kg", "P95 <b>3.14 kg", "Deterministic <b>2.66 kg"):
        assert label in text
    assert "P50 is 2.69 kg, 1.2 % above the deterministic 2.66 kg" in text
    assert "Nothing in the total rests on assumed or estimated numbers." in text
    assert "Power supply, HSL-2 typical makes 51 % of the variance" in text


@pytest.mark.usefixtures("unfolded")
def test_variability_and_scenarios_stand_beside_the_interval() -> None:
    """All blocks at their best: the best-case preset, 0.891 kg; at their worst 5.63 kg."""
    app = start()
    assert_whole(app)
    labels = [e.label for e in app.expander]
    assert "Variability: 0.891 kg in the best case, 5.63 kg in the worst" in labels
    assert "Scenarios: spread between factor sets" in labels
    text = page_text(app)
    assert "0.891 kg to 5.63 kg, by case" in text
    assert "Truncation x2" in text
    assert "no cases" in page_text(start(base="esp-eye"))


def test_each_product_says_how_sure_the_comparison_is() -> None:
    """The battery alarm has 15 kg: keyword spotting is far below, a guess of 3 to 40 kg now below and now above."""
    app = start(base="keyword-spotting", compare="nest-protect-battery")
    assert "device below in all draws" in page_text(app)
    assert "This device is below Nest Protect (battery) in all 10 000 draws." in page_text(app)
    near = {"x": {"declared": "15 kgCO2e", "low": "3 kgCO2e", "high": "40 kgCO2e", "source": "guess"}}
    system = footprint.System.from_dict({"name": "near", "lifetime": "10 years", "blocks": near})
    text = page_text(start(**links.to_query({**state.uploaded(system), "compare": "nest-protect-battery"})))
    assert "device below with " in text
    assert "near is below" not in text
    assert "This device is below Nest Protect (battery) with a probability of " in text


def test_advice_is_applied_to_the_control_in_one_step_and_taken_back() -> None:
    """Mains supply instead of a Li-ion battery: 2.66 kg less 0.84 kg."""
    app = start()
    before = fields(app)
    assert "Mains supply instead of Li-ion battery" in page_text(app)
    app.button(key="apply_power_supply_mains").click().run()
    assert_whole(app)
    after = fields(app)
    assert {key for key in after if after[key] != before[key]} == {"power_supply"}
    assert after["power_supply"].startswith("0.")
    assert app.metric[0].value == "1.82 kg CO₂e"
    assert app.metric[0].delta.endswith("-0.84 kg by the last change")
    assert "apply_power_supply_mains" not in [b.key for b in app.button], "it is not advised again"
    app.button(key="undo").click().run()
    assert fields(app) == before
    assert app.metric[0].value == "2.66 kg CO₂e"
    assert "apply_power_supply_mains" in [b.key for b in app.button]


def test_advice_that_no_control_can_show_becomes_the_file() -> None:
    system = footprint.System.from_dict(MIXED)
    one = advice(system).found[0]
    app = start(**links.to_query({**state.uploaded(system), "draws": "1000"}))
    before = fields(app)
    app.button(key=f"apply_pcb_{one.key}").click().run()
    assert_whole(app)
    after = fields(app)
    assert after["file"] != before["file"]
    assert {key: after[key] for key in NOT_THE_SYSTEM} == {key: before[key] for key in NOT_THE_SYSTEM}
    assert state.build(after).blocks == system.with_(**one.changes).blocks
    assert app.metric[0].delta.endswith(f"-{mass(-one.kg_co2e.typical)} by the last change")
    app.button(key="undo").click().run()
    assert fields(app) == before


@pytest.mark.parametrize("name", ["keyword-spotting", "image-classification-worst", "pa1-person-detector", "esp-eye"])
def test_every_change_does_what_it_says(name: str) -> None:
    system, fields_now = footprint.load_system(name), state.initial(name)
    now = footprint.assess(system).total_kg_co2e.typical
    found = advice(system).found
    assert found
    for one in found:
        changed = applied(fields_now, one.changes)
        assert changed["base"] == name, f"{one.key}: the controls can show it"
        after = footprint.assess(state.build(changed)).total_kg_co2e.typical
        assert after - now == pytest.approx(one.kg_co2e.typical, rel=1e-9)
        assert state.build(changed).name == f"{system.name} (edited)"


def test_a_device_changed_twice_is_edited_once() -> None:
    system = footprint.System.from_dict(MIXED)
    once = applied(state.uploaded(system), advice(system).found[0].changes)
    twice = applied(once, {"lifetime": "3 years"})
    assert state.build(once).name == state.build(twice).name == "mixed (edited)"


def test_advice_in_bounds_only_says_what_it_draws() -> None:
    text = page_text(start(base="keyword-spotting", draws="0"))
    assert "P5 to P95 of the difference in 10 000 draws (seed 1)" in text


def test_no_advice_is_said() -> None:
    system = footprint.System.from_dict({"name": "x", "lifetime": "1 year", "blocks": {"x": {"declared": "1 kgCO2e"}}})
    assert "None of the changes that are known here" in page_text(start(**links.to_query(state.uploaded(system))))


def test_advice_that_fails_leaves_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("footprint_app.advice_panel._advised", fail)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    assert app.metric[0].value == "2.66 kg CO₂e"
    assert any("could not be drawn" in e.value for e in app.error)
    assert interval_name(state.assessed(fields(app))) == "P5 to P95"
