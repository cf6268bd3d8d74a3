"""The page Cloud in Streamlit's test harness: the number, its sources, bad options, undo and the link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

import footprint
from firmware_profiles.profile import load_profile
from footprint.baselines import compare_cloud
from footprint.baselines.parts import TITLES
from footprint.numbers import CO2E_TYPESET, mass, mass_interval
from footprint_app import cloud_charts
from footprint_app.charts import log_axis
from footprint_app.firmware_words import typeset
from tests.corrected import CORRECTION, FIGURE, uncorrected
from tests.footprint_app.alone import alone, errors
from tests.footprint_app.test_app import assert_whole
from tests.footprint_app.test_app_detail import page_text

KWS = "keyword-spotting"
OWN_PROFILE = """schema: footprint.profile/1
name: door sensor
task: keyword spotting
board: own board
latency_ms: 41.2
energy_uj: 980
source: capture of 3 March
"""


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def cloud(**query: str) -> AppTest:
    app = alone("cloud_page", **query)
    assert_whole(app)
    return app


def test_it_opens_with_the_librarys_number_and_the_break_even_first() -> None:
    app = cloud()
    found = compare_cloud(footprint.load_system(KWS))
    typical, ends = mass_interval(found.saved_kg_co2e, " to ")
    assert app.metric[0].value == f"{typical} {CO2E_TYPESET} less on the device"
    assert app.metric[0].delta == f"{ends} (bounds)"
    text = page_text(app)
    payload = next(p for p in found.break_even if p.unknown == "payload_bytes")
    assert text.index(payload.sentence) < text.index(TITLES["data_centre"])
    for said in (*(p.sentence for p in found.break_even), *found.sources):
        assert said.replace("CO2e", CO2E_TYPESET)[:60] in text.replace("&#x27;", "'").replace("CO2e", CO2E_TYPESET)


def test_the_corrected_figure_stands_with_its_correction() -> None:
    for html in (str(h.proto.body) for h in cloud().get("html")):
        for row in re.split(r"</details>|</tr>", html):
            assert uncorrected(re.sub("<[^>]*>", " ", row)) == []
            if FIGURE.search(row):
                assert CORRECTION in row


def test_every_training_opens_its_caveat_and_source() -> None:
    found = compare_cloud(footprint.load_system(KWS))
    rows = cloud_charts.training_html(found).split("<details")[1:]
    table = cloud_charts.training_table(found)
    for y in found.training_baselines:
        if y.baseline.gross_kg_co2e:
            (row,) = [r for r in rows if f">{y.baseline.title}<" in r.replace("&#x27;", "'")]
            assert y.baseline.caveat.split("'")[0] in row
            assert mass(y.baseline.gross_kg_co2e) in row
    assert table.count("<tr>") == 1 + len(found.training_baselines)


def test_dots_stand_where_their_values_are_on_the_axis() -> None:
    """A decade is the same width everywhere: the place of a dot read back is its value."""
    found = compare_cloud(footprint.load_system(KWS))
    html = cloud_charts.training_html(found)
    values = [y.baseline.gross_kg_co2e for y in found.training_baselines if y.baseline.gross_kg_co2e]
    low, high, _ = log_axis(values)
    drawn = re.findall(r'data-kg="([^"]+)" style="left:([\d.]+)%"', html)
    assert len(drawn) == len(values)
    for kg, left in drawn:
        assert 10 ** (low + (high - low) * float(left) / 100) == pytest.approx(float(kg), rel=1e-3)
    ticks = re.findall(r'style="left:([\d.]+)%" data-tick="([^"]+)"', html)
    for left, tick in ticks:
        assert 10 ** (low + (high - low) * float(left) / 100) == pytest.approx(float(tick), rel=1e-3)


def test_bars_of_both_options_share_one_linear_axis() -> None:
    found = compare_cloud(footprint.load_system(KWS))
    bars = re.findall(r'data-kg="([^"]+)" style="width:([\d.]+)%', cloud_charts.parts_html(found))
    assert len(bars) == 4 + 5
    scale = {float(kg) / float(width) for kg, width in bars if float(width) > 1}
    assert max(scale) == pytest.approx(min(scale), rel=1e-2)
    for kg, width in bars:
        assert float(width) <= float(kg) / min(scale) + 0.001


BAD = [
    ("radio", "lte-m"), ("payload", "abc"), ("payload", "-1 B"), ("payload", "1e400 B"), ("inferences", "0 per hour"),
    ("alert_share", "200 %"), ("inference_energy", "nan J"), ("pue", "0"), ("devices", "1.5"), ("region", "nowhere"),
    ("cloud_country", "XXX"), ("task", "<script>"), ("profile", "x"), ("attached", "never"), ("network", "-"),
    ("cloud_inference", "1e12"), ("provider", "nobody"), ("inference_energy", "-1 J"), ("result", "1e300 B"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "text"), BAD)
def test_a_bad_option_has_words_beside_it_and_no_number(key: str, text: str) -> None:
    app = cloud(**{f"cloud_{key}": text})
    assert not app.metric
    assert app.error[0].value.startswith("No result.")
    assert len(app.error) == 2, "one in the headline, one beside the option"
    assert "Mend the option" in app.info[0].value


def test_an_option_changes_the_number_and_undo_and_reset_take_it_back() -> None:
    app = cloud()
    first = app.metric[0].value
    app.selectbox(key="w_cloud_radio").set_value("lora-sf12").run()
    assert_whole(app)
    changed = app.metric[0].value
    assert changed != first
    assert app.query_params["cloud_radio"] == "lora-sf12"
    app.button(key="undo").click().run()
    assert app.metric[0].value == first
    assert app.button(key="undo").disabled
    app.text_input(key="w_cloud_payload").set_value("1 MB").run()
    assert app.metric[0].value != first
    app.button(key="reset").click().run()
    assert app.metric[0].value == first
    assert "cloud_payload" not in app.query_params


def test_another_device_is_one_step() -> None:
    app = cloud()
    first = app.metric[0].value
    app.button(key="preset_image-classification").click().run()
    assert_whole(app)
    assert "Image classification" in app.metric[0].label
    assert app.metric[0].value != first
    app.button(key="undo").click().run()
    assert app.metric[0].value == first


def test_a_link_opens_with_its_options_and_device() -> None:
    app = cloud(base="image-classification", cloud_region="europe-north1", cloud_inference_energy="5 mJ")
    options = {"region": "europe-north1", "inference_energy_j": 5e-3}
    found = compare_cloud(footprint.load_system("image-classification"), **options)
    assert app.metric[0].value.startswith(mass_interval(found.saved_kg_co2e)[0])
    again = cloud(**dict(app.query_params))
    assert again.metric[0].value == app.metric[0].value


def test_a_measured_profile_is_taken() -> None:
    from firmware_profiles.profile import profiles

    (profile,) = profiles(task="kws", round="v0.5", submitter="reference", with_energy=True)
    app = cloud(cloud_profile=profile.name)
    assert app.metric
    assert profile.citation[:40] in page_text(app)


@pytest.mark.parametrize("preset", footprint.preset_names())
def test_every_preset_opens(preset: str) -> None:
    assert cloud(base=preset).metric


def test_a_bad_value_is_quoted_in_the_unit_of_its_range() -> None:
    """-1 J comes back from kWh as -0.9999999999999999 J; 200 % is a share of 2."""
    (said, _) = errors(cloud(cloud_inference_energy="-1 J"))
    assert "The energy per inference -1 J does not fit. It is 0 to 1 000 000 000 J." in said
    assert "The alert share 2 of all inferences does not fit." in errors(cloud(cloud_alert_share="200 %"))[0]


def test_a_link_opens_no_file_as_a_profile(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN_PROFILE, encoding="utf-8")
    assert load_profile(file).energy_uj == 980, "the command line takes it"
    app = cloud(cloud_profile=str(file))
    assert not app.metric
    assert errors(app)[1].startswith("No measured profile is called")


def test_options_that_exclude_each_other_have_words_beside_the_first() -> None:
    app = cloud(cloud_region="europe-north1", cloud_cloud_country="DEU")
    assert not app.metric
    assert ["exclude each other" in said for said in errors(app)] == [True, True]


def test_a_device_that_cannot_be_assessed_marks_no_option() -> None:
    """The device's inference rate and the page's are two fields."""
    states = {"use": "states", "states": "1", "state1_name": "on", "state1_power": "1 mW", "state1_duty": "100 %"}
    app = cloud(base=KWS, inferences="abc", **states)
    assert not app.metric
    assert [said[:26] for said in errors(app)] == ["No result. Inference rate:"]


def test_undo_takes_steps_of_the_page_and_of_the_device_in_their_order() -> None:
    app = cloud()
    first = app.metric[0].value
    app.text_input(key="w_cloud_payload").set_value("1 MB").run()
    paid = app.metric[0].value
    app.button(key="preset_image-classification").click().run()
    app.text_input(key="w_cloud_payload").set_value("2 MB").run()
    app.button(key="undo").click().run()
    assert "Image classification" in app.metric[0].label
    app.button(key="undo").click().run()
    assert app.metric[0].value == paid != first
    app.button(key="undo").click().run()
    assert app.metric[0].value == first
    assert app.button(key="undo").disabled


def test_messages_of_next_to_nothing_are_no_infinite_ratio() -> None:
    text = page_text(cloud(cloud_alert_share="1e-300 %"))
    assert "more than 1 trillion times the power of messages" in text
    assert not re.search(r">[^<]*\b(inf|nan)\b", text)


def test_micro_signs_stand_at_numbers_only() -> None:
    assert (
        typeset("the usual task takes 5 uJ, 4.5 uW or 10 us of us")
        == "the usual task takes 5 µJ, 4.5 µW or 10 µs of us"
    )
