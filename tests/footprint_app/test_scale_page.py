"""The page Scale in Streamlit's test harness: its numbers are the library's, bad choices get words and no number."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import footprint
from footprint.numbers import mass_interval
from footprint.scaling import scale
from footprint_app import scale_charts, scale_state
from tests.footprint_app.alone import alone, errors
from tests.footprint_app.test_app import assert_whole
from tests.footprint_app.test_app_detail import page_text

pytestmark = pytest.mark.usefixtures("unfolded", "no_pause")

MIX = "keyword-spotting=70% image-classification=30%"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def page(**query: str) -> AppTest:
    app = alone("scale_page", **query)
    assert_whole(app)
    return app


def number(app: AppTest) -> tuple[str, str]:
    return app.metric[0].value, app.metric[0].delta


def wanted(*arguments: object, **more: object) -> tuple[str, str]:
    """What the page is to say of some devices, with its usual draws."""
    found = scale(*arguments, draws=10000, seed=1, **more)  # type: ignore[arg-type]
    typical, ends = mass_interval(found.total_kg_co2e, " to ")
    year = mass_interval(found.per_year_kg_co2e)[0]
    return f"{typical} CO₂e", f"{ends} (P5 to P95); {year} in a year"


def test_opens_on_the_device_of_the_calculator_in_the_named_number() -> None:
    app = page()
    assert number(app) == wanted("keyword-spotting")
    assert app.metric[0].label == "Keyword spotting: 250 billion devices over 3 years"
    text = page_text(app)
    assert "250 billion connections: 2043 if growth is exponential, 2144 if linear" in text
    assert "250 billion microcontrollers in service (IC Insights 2020) are another count" in text
    assert "no number given: microcontrollers in service" in text


def test_it_is_the_calculators_device_as_a_link_gives_it() -> None:
    app = page(base="image-classification", lifetime="5 years", devices="1000")
    assert number(app) == wanted(footprint.load_system("image-classification").with_(lifetime="5 years"), 1000)


def test_buttons_set_the_number_and_undo_takes_it_back() -> None:
    app = page()
    first = number(app)
    app.button(key="scale_15").click().run()
    assert_whole(app)
    assert number(app) == wanted("keyword-spotting", "15 billion")
    assert app.query_params["devices"] == "15 billion"
    app.button(key="undo").click().run()
    assert number(app) == first
    app.button(key="scale_1000").click().run()
    app.button(key="reset").click().run()
    assert number(app) == first


def test_undo_takes_steps_of_both_pages_in_their_order() -> None:
    app = page()
    app.button(key="scale_15").click().run()
    app.button(key="preset_image-classification").click().run()
    assert number(app) == wanted("image-classification", "15 billion")
    app.button(key="undo").click().run()
    assert number(app) == wanted("keyword-spotting", "15 billion")
    app.button(key="undo").click().run()
    assert number(app) == wanted("keyword-spotting")


def test_a_mix_by_button_and_by_link() -> None:
    app = page()
    app.button(key="scale_mix").click().run()
    assert_whole(app)
    expected = wanted([("keyword-spotting", 0.7), ("image-classification", 0.3)])
    assert number(app) == expected
    assert number(page(mix="keyword-spotting = 70 %, image-classification = 30 %")) == expected
    assert "told of one device" in app.info[-1].value


def test_a_mix_may_hold_the_calculators_device() -> None:
    device = footprint.load_system("elephant-collar").with_(lifetime="5 years")
    app = page(base="elephant-collar", lifetime="5 years", mix="device=40% keyword-spotting=60%", devices="100")
    mix = [("device", 0.4, device), ("keyword-spotting", 0.6, footprint.load_system("keyword-spotting"))]
    assert number(app) == wanted(mix, 100)


@pytest.mark.parametrize("devices", ["-1", "0", "", "abc", "nan", "1e400", "1e99", "1.5", "<b>5</b>"])
def test_a_bad_number_gets_words_and_no_number(devices: str) -> None:
    app = page()
    app.text_input(key="w_devices").set_value(devices).run()
    assert_whole(app)
    assert not app.metric
    assert errors(app)[0].startswith("No result. Number of devices: ")
    assert "Nothing of an older result is shown" in app.info[0].value


@pytest.mark.parametrize(
    ("mix", "said"),
    [
        ("keyword-spotting=70%", "add up to 70 %"),
        ("keyword-spotting", ""),
        ("keyword-spoting=100%", "keyword-spotting"),
        ("/etc/passwd=100%", "unknown system"),
        ("./x.yaml", "unknown system"),
        ("a=b=c", "is not a number"),
    ],
)
def test_a_bad_mix_gets_words_and_reads_no_file(mix: str, said: str) -> None:
    app = page(mix=mix)
    if not said:
        assert number(app) == wanted("keyword-spotting")
        return
    assert not app.metric
    assert said in errors(app)[0]


def test_a_bad_ceiling_gets_words() -> None:
    app = page(ceiling="20 billion")
    assert not app.metric
    assert "Ceiling of logistic growth" in errors(app)[0]


def test_growth_of_the_flows_by_choice_and_a_link_that_names_none() -> None:
    app = page(growth="linear")
    assert "Linear growth: " in page_text(app)
    app.selectbox(key="w_growth").set_value("logistic").run()
    assert "Logistic growth: " in page_text(app)
    other = page(growth="nonsense")
    assert 'there is no growth "nonsense" here' in errors(other)[0]
    assert "growth: " not in page_text(other), "no flows of another growth in its place"


def test_an_own_series_is_a_further_model_and_a_bad_one_says_its_line() -> None:
    app = page()
    app.file_uploader[0].upload("own.csv", b"year,billion\n2024,1\n2034,101\n", "text/csv").run()
    assert_whole(app)
    assert "own" in app.selectbox(key="w_growth").options or "Own series" in app.selectbox(key="w_growth").options
    app.file_uploader[0].upload("bad.csv", b"year,billion\n2024,x\n", "text/csv").run()
    assert_whole(app)
    assert any("line 2" in e for e in errors(app))
    assert app.metric
    app.button(key="scale_drop").click().run()
    assert not app.error


def test_the_link_holds_what_the_page_opens_with_and_what_was_emptied() -> None:
    app = page(mix=MIX, ceiling="", devices="")
    opens = scale_state.OWN.opens
    assert app.query_params["growth"] == "exponential"
    assert app.query_params["devices"] == ""
    assert app.query_params["mix"] == MIX
    assert "ceiling" not in app.query_params
    app.button(key="reset").click().run()
    assert app.query_params["devices"] == opens["devices"]
    assert "mix" not in app.query_params


OWN_DEVICE = {
    "base": "keyword-spotting", "lifetime": "4 years", "country": "DEU", "use": "states", "states": "2",
    "state1_name": "active", "state1_power": "20 mW", "state1_duty": "2 %", "state2_name": "sleep",
    "state2_power": "10 uW", "state2_duty": "98 %", "casing": "parts",
    "casing_parts": '[{"part":"abs","quantity":"30 g"}]',
}  # fmt: skip


@pytest.mark.parametrize(
    "device", [{"base": "keyword-spotting"}, {"base": "elephant-collar"}, OWN_DEVICE], ids=["kws", "collar", "own"]
)
def test_one_device_is_the_calculators_number_to_the_last_digit(device: dict[str, str]) -> None:
    """One device per device: the number, its interval and its draws are the same on both pages."""
    calculator = alone("calculator", **device)
    assert_whole(calculator)
    typical, ends = calculator.metric[0].value, calculator.metric[0].delta.partition(" (P5")[0]
    app = page(**device, devices="1000")
    assert f"{typical} ({ends}) per device" in page_text(app).replace("kg (", "kg CO₂e (")


def test_sources_beside_the_world_keep_their_capitals() -> None:
    found = scale("keyword-spotting", 10)
    shown = scale_charts.beside_html(found)
    assert "The devices: " in shown
    for one in found.world:
        assert one.source in shown
