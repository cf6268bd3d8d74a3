"""The Calculator page in Streamlit's test harness: every control and preset shows the library's value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

from streamlit.testing.v1 import AppTest

import footprint
from footprint.export import to_yaml
from footprint.numbers import mass_interval
from footprint.tables import BLOCKS
from footprint_app import charts, controls, links, session, state
from footprint_app.fields import Fields
from footprint_app.settings import SETTINGS
from tests.footprint_app.serving import free_port, wait_until_served

ROOT = Path(__file__).parents[2]
APP = ROOT / "app.py"
PRESETS = footprint.preset_names()

pytestmark = pytest.mark.usefixtures("no_pause")


def start(**query: str) -> AppTest:
    """The page, opened with a link."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert_whole(app)
    return app


def assert_whole(app: AppTest) -> None:
    assert not app.exception
    assert not [e.value for e in app.error if "could not be drawn" in e.value]


def assert_metric_is(app: AppTest, system: footprint.System) -> None:
    """The number on the page is the library's, to the last shown digit."""
    assert_whole(app)
    total = footprint.assess(system, draws=10000, seed=1).total_kg_co2e
    typical, ends = mass_interval(total, " to ")
    assert app.metric[0].value == f"{typical} CO₂e"
    assert app.metric[0].delta.startswith(f"{ends} (P5 to P95)")


def fields(app: AppTest) -> Fields:
    found: Fields = app.session_state["fields"]
    return found


def test_opens_on_a_preset_with_its_number() -> None:
    app = start()
    assert_metric_is(app, footprint.load_system("keyword-spotting"))
    assert app.metric[0].value == "2.66 kg CO₂e"
    assert app.title[0].value == "Footprint of a TinyML device"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_one_click(name: str) -> None:
    app = start()
    app.button(key=f"preset_{name}").click().run()
    assert_metric_is(app, footprint.load_system(name))
    assert app.query_params["base"] in (name, [name])


@pytest.mark.usefixtures("unfolded")
@pytest.mark.parametrize("block", list(BLOCKS))
def test_every_level_of_every_block(block: str) -> None:
    """Each option of a block's control gives the library's value for the same system."""
    app = start()
    control = app.selectbox(key=f"w_{block}")
    for choice in controls._level_labels(block):
        app.selectbox(key=f"w_{block}").set_value(choice).run()
        level, case = choice.split(".")
        wanted = footprint.load_system("keyword-spotting").with_(blocks={block: {"hsl": int(level), "case": case}})
        assert_metric_is(app, wanted)
    assert control.options
    app.selectbox(key=f"w_{block}").set_value("off").run()
    assert_metric_is(
        app, footprint.load_system("keyword-spotting").with_(blocks={block: {"include": False, "why": "off"}})
    )


def test_own_value_starts_from_the_present_one_and_is_checked_in_words() -> None:
    app = start()
    app.selectbox(key="w_casing").set_value("custom").run()
    assert app.text_input(key="w_casing_value").value == "0.27 kgCO2e"
    app.text_input(key="w_casing_value").set_value("1.5 kgCO2e").run()
    wanted = {"casing": {"declared": "1.5 kgCO2e"}}
    assert_metric_is(app, footprint.load_system("keyword-spotting").with_(blocks=wanted))
    app.text_input(key="w_casing_value").set_value("-1 kgCO2e").run()
    assert not app.metric, "no old number beside bad input"
    assert any("greater than or equal to 0" in e.value for e in app.error)
    app.text_input(key="w_casing_source").set_value("supplier").run()
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    assert_metric_is(app, footprint.load_system("keyword-spotting").with_(blocks=wanted))


@pytest.mark.usefixtures("unfolded")
def test_lifetime_country_year_and_units() -> None:
    app = start()
    system = footprint.load_system("keyword-spotting")
    app.text_input(key="w_lifetime").set_value("10 years").run()
    assert_metric_is(app, system.with_(lifetime="10 years"))
    app.selectbox(key="w_country").set_value("IND").run()
    assert_metric_is(app, system.with_(lifetime="10 years", country="IND"))
    app.selectbox(key="w_year").set_value("2010").run()
    assert_metric_is(app, system.with_(lifetime="10 years", country="IND", year=2010))
    app.text_input(key="w_units").set_value("1000").run()
    assert_metric_is(app, system.with_(lifetime="10 years", country="IND", year=2010, units_produced=1000))
    assert app.metric[0].delta.endswith("-99.9 g by the last change")  # 0.10 kg less 0.10 kg / 1000


@pytest.mark.usefixtures("unfolded")
def test_power_states_use_training_and_end_of_life() -> None:
    app = start()
    app.selectbox(key="w_use").set_value("states").run()
    app.text_input(key="w_state1_power").set_value("20 mW").run()
    app.text_input(key="w_state1_duty").set_value("2 %").run()
    app.button(key="add_state").click().run()
    assert not app.metric, "a new state has no power yet, so there is no result"
    app.text_input(key="w_state2_name").set_value("sleep").run()
    app.text_input(key="w_state2_power").set_value("10 uW").run()
    app.text_input(key="w_state2_duty").set_value("98 %").run()
    states = [{"name": "active", "power": "20 mW", "duty": "2 %"}, {"name": "sleep", "power": "10 uW", "duty": "98 %"}]
    use = {"grid": {"factor": "us-epa-2019-generated"}, "states": states}
    system = footprint.load_system("keyword-spotting").with_(use=use)
    assert_metric_is(app, system)
    app.text_input(key="w_state2_duty").set_value("99 %").run()
    assert any("add up to 101" in e.value for e in app.error)
    app.button(key="drop_state").click().run()
    assert_metric_is(app, system.with_(use={**use, "states": states[:1]}))
    app.button(key="undo").click().run()
    app.button(key="undo").click().run()
    app.selectbox(key="w_training").set_value("off").run()
    assert_metric_is(app, system.with_(training={"include": False, "why": "off"}))
    app.selectbox(key="w_end_of_life").set_value("custom").run()
    app.text_input(key="w_end_of_life_value").set_value("90 gCO2e").run()
    assert_metric_is(
        app,
        system.with_(training={"include": False, "why": "off"}, end_of_life={"declared": "90 gCO2e"}),
    )


@pytest.mark.usefixtures("unfolded")
def test_further_blocks_as_yaml() -> None:
    app = start()
    app.text_area(key="w_extra").set_value("antenna: {declared: 0.5 kgCO2e, source: supplier}").run()
    wanted = {"antenna": {"declared": "0.5 kgCO2e", "source": "supplier"}}
    assert_metric_is(app, footprint.load_system("keyword-spotting").with_(blocks=wanted))
    app.text_area(key="w_extra").set_value("antenna: [").run()
    assert any("not valid YAML" in e.value for e in app.error)


def test_undo_reset_and_a_preset_as_one_step() -> None:
    app = start()
    assert app.button(key="undo").disabled
    assert app.button(key="reset").disabled
    first = fields(app)
    app.selectbox(key="w_pcb").set_value("3.worst").run()
    app.button(key="preset_image-classification").click().run()
    app.button(key="undo").click().run()
    assert fields(app)["pcb"] == "3.worst"
    app.button(key="reset").click().run()
    assert fields(app) == first
    assert_metric_is(app, footprint.load_system("keyword-spotting"))


def test_undo_keeps_twenty_steps() -> None:
    app = start()
    for years in range(1, 26):
        app.text_input(key="w_lifetime").set_value(f"{years + 3} years").run()
    for _ in range(session.UNDO_STEPS):
        app.button(key="undo").click().run()
    assert app.button(key="undo").disabled
    assert fields(app)["lifetime"] == "8 years"  # 25 changes, the last 20 undone


@pytest.mark.parametrize("name", PRESETS)
def test_a_shared_link_reproduces_the_number(name: str) -> None:
    app = start()
    app.button(key=f"preset_{name}").click().run()
    app.selectbox(key="w_others").set_value("2.worst").run()
    query = {k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()}
    assert "data" in query, "a link names the version of its data"
    again = start(**query)
    assert again.metric[0].value == app.metric[0].value
    assert fields(again) == fields(app)


def test_a_bad_link_is_reported_and_shows_no_number() -> None:
    app = start(base="keyword-spotting", country="NOPE", flavour="sweet")
    assert not app.metric
    assert any("NOPE" in e.value for e in app.error)
    assert any("flavour" in w.value for w in app.warning)
    assert app.selectbox(key="w_country").value == "NOPE"
    app.selectbox(key="w_country").set_value("NOR").run()
    assert_metric_is(app, footprint.load_system("keyword-spotting").with_(country="NOR"))


@pytest.mark.usefixtures("unfolded")
def test_what_is_too_long_for_a_link_says_so() -> None:
    app = start()
    long = "\n".join(f"block_{i}: {{declared: {i} gCO2e, source: supplier number {i}}}" for i in range(60))
    app.text_area(key="w_extra").set_value(long).run()
    assert app.metric
    assert not app.query_params, "the address bar must not show another number"
    assert any("Too long for a link" in i.value for i in app.info)


@pytest.mark.usefixtures("unfolded")
def test_upload_opens_yaml_and_json_and_refuses_others() -> None:
    app = start()
    system = footprint.System.from_dict(
        {
            "name": "mine",
            "lifetime": "2 years",
            "blocks": {"pcb": {"parts": [{"part": "pcb-fr4-4-layers", "quantity": "8.1 cm2"}]}},
        }
    )
    app.file_uploader(key="upload").upload("mine.yaml", to_yaml(system).encode(), "text/yaml").run()
    assert_metric_is(app, system)
    other = start()
    document = json.dumps(footprint.assess(system).to_dict()).encode()
    other.file_uploader(key="upload").upload("mine.json", document, "application/json").run()
    assert_metric_is(other, system)
    bad = start()
    bad.file_uploader(key="upload").upload("bad.yaml", b"name: [", "text/yaml").run()
    assert any("not opened" in e.value and "unchanged" in e.value for e in bad.error)
    assert_metric_is(bad, footprint.load_system("keyword-spotting"))


@pytest.mark.usefixtures("unfolded")
def test_compare_with_other_products() -> None:
    app = start()
    app.multiselect(key="w_compare").set_value(["pixel-7"]).run()
    assert_whole(app)
    assert fields(app)["compare"] == "pixel-7"
    assert not state.is_edited(fields(app)), "what is compared with is no part of the system"


@pytest.mark.parametrize("broken", ["stages_html", "products_html", "contributions_html"])
def test_one_broken_part_leaves_the_rest(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(charts, broken, fail)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    assert app.metric[0].value == "2.66 kg CO₂e"
    assert any("could not be drawn" in e.value for e in app.error)
    assert app.selectbox(key="w_casing")


def test_downloads_are_offered_in_one_place() -> None:
    app = start()
    assert [b.label for b in app.get("download_button")] == ["PDF", "CSV", "JSON", "YAML"]
    said = [c.value for c in app.code]
    assert any("inputs" in c and "2.66 kg CO₂e" in c for c in said)
    assert any("@software" in c for c in said)


@pytest.mark.parametrize("query", [{"base": "nope"}, {"base": "own", "file": "!!"}], ids=["preset", "file"])
def test_a_link_to_nothing_is_said_and_left_by_a_click(query: dict[str, str]) -> None:
    app = start(**query)
    assert not app.metric
    assert any(e.value.startswith("No result.") for e in app.error)
    app.button(key="reset").click().run()
    assert_metric_is(app, footprint.load_system("keyword-spotting"))


def test_several_bad_values_in_a_link_all_stay_visible() -> None:
    app = start(base="keyword-spotting", casing="9.best", country="NOPE")
    assert not app.metric
    assert app.selectbox(key="w_country").value == "NOPE"
    app.selectbox(key="w_casing").set_value("1.typical").run()
    assert any("NOPE" in e.value for e in app.error), "the next one is said when the first is mended"


def test_a_state_may_be_called_like_an_option() -> None:
    app = start()
    app.selectbox(key="w_use").set_value("states").run()
    app.text_input(key="w_state1_name").set_value("custom").run()
    assert_whole(app)
    assert app.metric


def test_a_fold_opens_by_itself_on_a_bad_field() -> None:
    app = start(base="keyword-spotting", memory="9.best")
    assert app.selectbox(key="w_memory").value == "9.best"
    assert sum("9.best" in e.value for e in app.error) == 2, "once for the result, once beside the field"


def test_folds_say_what_they_hold() -> None:
    labels = [e.label for e in start().expander]
    assert "Memory, radio, actuators, security: none or embedded" in labels
    assert any(label.startswith("Training and end of life: 0.1 kgCO2e; not included") for label in labels)


def test_markup_in_a_name_stays_text() -> None:
    system = footprint.System.from_dict(
        {"name": "*a* <b>x</b> $y$", "lifetime": "2 years", "blocks": {"x": {"declared": "1 kgCO2e"}}}
    )
    app = start(**links.to_query(state.uploaded(system)))
    assert app.metric[0].label.startswith(r"\*a\* \<b\>x\</b\> \$y\$")


def test_the_checkout_config_is_the_installed_settings() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    def flat(part: dict[str, Any], prefix: str = "") -> dict[str, Any]:
        found = {}
        for key, value in part.items():
            found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
        return found

    assert flat(config) == SETTINGS


def test_the_first_start_on_a_machine_asks_for_nothing(tmp_path: Path) -> None:
    """Without an own folder of Streamlit's, and with a browser wanted, it used to ask for an address and wait."""
    port = free_port()
    env = {**os.environ, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "BROWSER": "true", "PYTHONWARNINGS": ""}
    process = subprocess.Popen(
        [sys.executable, "-m", "footprint_app", "app", "--port", str(port)], cwd=tmp_path, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env,
    )  # fmt: skip
    try:
        wait_until_served(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(20)
