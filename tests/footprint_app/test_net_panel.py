"""The section Net effect on the page Scale: nothing invented, the library's number, and words for bad input."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit as st
from streamlit.testing.v1 import AppTest

import footprint
from footprint.net import cases, net_effect, words
from footprint.numbers import CO2E_TYPESET
from footprint_app.net_panel import OWN
from tests.footprint_app.alone import alone, errors
from tests.footprint_app.test_app import assert_whole
from tests.footprint_app.test_app_detail import page_text

LINK = {"devices": "10000", "net_baseline": "30-60 kWh per year", "net_rebound": "30 %"}


@pytest.fixture(autouse=True)
def links_between_pages() -> Iterator[None]:
    kept = st.page_link, st.switch_page
    yield
    st.page_link, st.switch_page = kept


def start(**query: str) -> AppTest:
    app = alone("scale_page", **query)
    assert_whole(app)
    return app


def shown(app: AppTest) -> list[str]:
    """The metrics of the section."""
    return [m.value for m in app.metric if m.label.startswith("Net effect")]


def test_it_opens_on_a_case_and_asks_for_the_baseline() -> None:
    app = start()
    assert app.selectbox(key="w_net_case").value == "smart-hvac"
    assert shown(app) == []
    assert any("the energy use of a building that one device" in i.value for i in app.info)


def test_the_number_is_the_library_s() -> None:
    app = start(**LINK)
    result = footprint.assess(footprint.load_system("keyword-spotting"), draws=10_000, seed=1)
    wanted = net_effect(result, case="smart-hvac", baseline=LINK["net_baseline"], devices=10_000, rebound="30 %")
    size, _ = words.amount(wanted)
    assert shown(app) == [f"{size} {CO2E_TYPESET} avoided"]
    text = page_text(app)
    assert words.sides(wanted) in text
    for said in (*wanted.not_assessed, wanted.claim.source, words.payback(wanted)):
        assert said in text


def test_a_link_keeps_what_was_given_and_reset_opens_it_anew() -> None:
    app = start(**LINK)
    query = {k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()}
    assert {key: query[key] for key in LINK} == LINK
    app.text_input(key="w_net_rebound").set_value("150 %").run()
    assert shown(app)[0].endswith("added")
    app.button(key="undo").click().run()
    assert shown(app)[0].endswith("avoided")
    app.button(key="net_reset").click().run()
    assert shown(app) == []
    assert "net_baseline" not in app.query_params


@pytest.mark.parametrize("case", [key for key, one in cases().items() if one.saving_of is None])
def test_what_is_no_saving_says_why_and_shows_no_number(case: str) -> None:
    app = start(**LINK, net_case=case)
    assert shown(app) == []
    assert any(cases()[case].why_not.split(",")[0] in i.value for i in app.info)


def test_a_claim_of_one_s_own_needs_an_interval_and_a_source() -> None:
    app = start(**LINK, net_case=OWN, net_saving="5-15 %")
    assert shown(app) == []
    app.text_input(key="w_net_source").set_value("a trial of 2025").run()
    assert len(shown(app)) == 1
    assert "a trial of 2025" in page_text(app)
    app.text_input(key="w_net_saving").set_value("10 %").run()
    assert shown(app) == []
    assert any("a claim is an interval" in e for e in errors(app))


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("net_baseline", "12000", "not an amount per time"), ("net_baseline", "nan kWh per year", "not a number"),
        ("net_rebound", "-1 %", "rebound"), ("net_rebound", "abc", "not a number"),
        ("net_country", "XXX", "unknown country"), ("net_case", "x", "unknown case"),
    ],
)  # fmt: skip
def test_bad_input_gets_words_and_no_stale_number(key: str, text: str, said: str) -> None:
    app = start(**{**LINK, key: text})
    assert shown(app) == []
    assert any(said in e for e in errors(app))
    assert any("Nothing of an older result" in i.value for i in app.info)
    assert len(app.metric) == 1, "the page above still holds"


def test_more_than_the_world_emits_is_said_before_the_number() -> None:
    """250 billion buildings, the number of devices that the page opens with."""
    app = start(net_baseline="12000 kWh per year")
    assert any("more than the 57" in w.value and "that the world emitted" in w.value for w in app.warning)
    assert "665 Mt" in page_text(app).partition("Saved, as claimed")[0], "not rounded to a Gt, the unit of the axis"


def test_undo_and_reset_of_the_page_reach_the_claim() -> None:
    app = start(**LINK)
    before = shown(app)
    app.text_input(key="w_net_rebound").set_value("150 %").run()
    app.button(key="scale_15").click().run()
    app.button(key="undo").click().run()
    assert app.query_params["devices"] == LINK["devices"]
    assert shown(app)[0].endswith("added")
    app.button(key="undo").click().run()
    assert shown(app) == before
    app.button(key="reset").click().run()
    assert shown(app) == []
    app.button(key="undo").click().run()
    assert shown(app) == before, "one step"


def test_an_unknown_case_of_a_link_has_words_beside_it() -> None:
    app = start(**LINK, net_case="x")
    assert "unknown case" in errors(app)[0]
    assert any("mend the marked field" in i.value for i in app.info)
