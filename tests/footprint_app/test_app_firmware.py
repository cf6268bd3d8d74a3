"""The page Firmware in Streamlit's test harness: what it asks, what it shows, and what goes to the calculator."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")

import streamlit
from streamlit.testing.v1 import AppTest

from firmware_profiles.profile import profiles
from footprint_app import firmware_file, firmware_upload, state
from tests.firmware_profiles.models import supplied
from tests.firmware_profiles.synthetic import trace
from tests.footprint_app.alone import alone
from tests.footprint_app.test_app import ROOT, assert_whole, fields
from tests.footprint_app.test_app_detail import bom, page_text
from tests.footprint_app.test_app_detail import upload as upload_list

pytestmark = pytest.mark.usefixtures("unfolded", "no_pause")

PULSES = ROOT / "docs" / "examples" / "ppk2-pulses.csv"


def firmware() -> AppTest:
    """The page, with the links between pages left out: they need the whole app."""
    app = alone("firmware_page")
    assert_whole(app)
    return app


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def upload(app: AppTest, raw: bytes, name: str) -> AppTest:
    app.file_uploader[0].upload(name, raw, "application/octet-stream").run()
    assert_whole(app)
    return app


def at_path(app: AppTest, path: Path) -> AppTest:
    app.text_input(key="fw_path").set_value(str(path)).run()
    assert_whole(app)
    return app


def read(app: AppTest, **answers: str) -> AppTest:
    """Fill the form of what is missing, and press its button."""
    for key, value in answers.items():
        widget: Any = app.selectbox if key.startswith(("column", "unit")) else app.text_input
        widget(key=f"fw_{key}").set_value(value)
    next(b for b in app.button if b.label == "Read the capture").click().run()
    assert_whole(app)
    return app


def example(app: AppTest) -> AppTest:
    app.button(key="firmware_example").click().run()
    assert_whole(app)
    return app


def keys(app: AppTest) -> set[str]:
    return {w.key for w in (*app.text_input, *app.selectbox) if w.key}


def test_the_page_is_useful_before_a_file() -> None:
    app = firmware()
    text = page_text(app)
    assert "Keyword spotting (kws): from 18.6 µJ to 7.95 mJ" in text
    assert "derived, not verified by MLCommons" in text
    assert not app.metric


def test_the_example_is_what_the_docs_have() -> None:
    assert (ROOT / "footprint_app" / firmware_file.EXAMPLE).read_bytes() == PULSES.read_bytes()


def test_the_example_is_told_apart_and_sent() -> None:
    """Energy of an event: the sum of current x 3 V x 10 ms of its twelve samples, which the file lists."""
    with PULSES.open(encoding="utf-8", newline="") as stream:
        ua = [float(row["Current(uA)"]) for row in csv.DictReader(stream)]
    pulses_j = sorted(sum(ua[n * 100 + 40 : n * 100 + 52]) * 1e-6 * 3 * 0.01 for n in range(5))
    app = example(firmware())
    assert app.metric[0].label == "synthetic\\-ppk2\\-pulses\\.csv: energy of one event"
    assert app.metric[0].value == f"{pulses_j[2] * 1e3:.2f} mJ"
    assert app.metric[0].delta.startswith(f"{pulses_j[0] * 1e3:.2f} to {pulses_j[4] * 1e3:.2f} mJ, median of 5")
    assert "5 events reach 42 mW" in page_text(app)
    app.text_input(key="fw_rate").set_value("60 per hour").run()
    app.selectbox(key="fw_cell").set_value("cell-aa-alkaline").run()
    app.text_input(key="fw_cells").set_value("2").run()
    assert_whole(app)
    assert "Battery life</b>" in page_text(app)
    app.button(key="send_states").click().run()
    used = fields(app)
    assert (used["use"], used["states"], used["inferences"]) == ("states", "2", "60 per hour")
    assert len(app.session_state["history"]) == 1, "one step"
    use = state.build(used).use
    # A median event each minute, and sleep in the rest of the time.
    assert use.states[0].power_mw * use.states[0].duty == pytest.approx(pulses_j[2] / 60 * 1e3, rel=1e-6)
    row = next(r for r in state.assessed(used).rows if r.block == "use")
    assert row.status == "measured"
    assert "synthetic-ppk2-pulses.csv, Nordic PPK2, 3 V, sha256 " in row.source


def test_only_what_is_missing_is_asked() -> None:
    app = upload(firmware(), PULSES.read_bytes(), "mine.csv")
    assert not app.metric
    assert any("supply voltage is missing" in i.value for i in app.info)
    assert "fw_voltage_v" in keys(app)
    assert not {"fw_sample_rate_hz", "fw_column_time"} & keys(app)
    read(app, voltage_v="three")
    assert any("three" in e.value for e in app.error)
    assert not app.metric
    read(app, voltage_v="3.0")
    assert app.metric[0].label.startswith("mine\\.csv")
    read(app, voltage_v="300")
    assert any("300 V is over 100 V" in e.value for e in (*app.error, *app.info))
    assert not app.metric, "no old number beside a bad answer"


def test_the_rate_is_asked_where_timestamps_were_left_out() -> None:
    app = upload(firmware(), b"Current(uA)\n" + b"10\n" * 50 + b"9000\n" * 10 + b"10\n" * 50, "no-times.csv")
    while not app.metric:
        asked = {"voltage_v": "3 V", "sample_rate_hz": "1000"}
        read(app, **{k: v for k, v in asked.items() if f"fw_{k}" in keys(app)})
    assert "1 000 samples per second, 110 ms, 3 V" in page_text(app)


UNKNOWN = "t;I;U\n" + "".join(f"{i};{8000 if 20 <= i % 50 < 30 else 12};3.3\n" for i in range(200))


def test_columns_of_an_unknown_table_are_chosen_with_their_units() -> None:
    """Ten samples of 1 ms at 8 mA and 3.3 V are 264 uJ."""
    app = upload(firmware(), UNKNOWN.encode(), "log.csv")
    box = app.selectbox(key="fw_column_current")
    assert box.options == ["Not in the file", "t, first value 0", "I, first value 12", "U, first value 3.3"]
    read(app, column_time="t", unit_time="ms", column_current="I", column_voltage="U", unit_voltage="V")
    assert any("Choose the unit of current." in e.value for e in app.error), "no unit is taken for granted"
    assert not app.metric
    read(app, unit_current="uA")
    assert app.metric[0].value == "264 µJ"


@pytest.mark.parametrize(("raw", "name", "words"), [
    (b"", "empty.csv", "an empty file"), (b"PK\x03\x04 nothing", "cut.ppk2", "cut off or damaged"),
    (bytes(range(256)) * 40, "noise.bin", "no known capture"), (b"\0\0\0\0TFL3" + b"\xff" * 40, "bad.tflite", ""),
], ids=["empty", "zip", "noise", "model"])  # fmt: skip
def test_a_bad_file_is_a_sentence_and_loses_nothing(raw: bytes, name: str, words: str) -> None:
    app = example(firmware())
    before = app.metric[0].value
    upload(app, raw, name)
    said = [e.value.replace("\\", "") for e in app.error]
    assert len(said) == 1
    assert said[0].startswith(f"{name} was not read: ")
    assert words in said[0]
    assert said[0].endswith("synthetic-ppk2-pulses.csv is still open.")
    assert "/" not in said[0].split("Nearest valid")[0], "no path of the server"
    assert app.metric[0].value == before


def test_a_folder_at_a_path_of_this_computer() -> None:
    """The published median of the board: 3371.738 uJ per inference."""
    app = at_path(firmware(), trace("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws"))
    assert app.metric[0].label.endswith("energy per inference")
    assert app.metric[0].value == "3.37 mJ"
    assert any("holds no sleep" in w.value for w in app.warning)
    app.text_input(key="fw_sleep").set_value("5 uW").run()
    app.text_input(key="fw_rate").set_value("60 per hour").run()
    app.button(key="send_states").click().run()
    use = state.build(fields(app)).use
    assert [s.status for s in use.states] == ["measured", "declared"]
    assert use.states[0].power_mw * use.states[0].duty == pytest.approx(3371.738e-6 / 60 * 1e3, rel=1e-3)


def test_a_path_that_is_not_there() -> None:
    app = firmware()
    app.text_input(key="fw_path").set_value("/no/such/capture.csv").run()
    assert any("was not opened: No such file" in e.value for e in app.error)


def test_no_path_is_read_for_other_computers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "get_option", lambda _name: "0.0.0.0")
    assert "fw_path" not in keys(firmware())


def test_a_large_upload_is_refused_where_small_files_belong() -> None:
    """A browser refuses it before; the server takes it for captures and hands on a note of 50 bytes."""
    note = b"\0footprint-upload " + b"0" * 32
    app = upload_list(bom(), note, "parts.csv")
    assert any("parts\\.csv is larger than 2 MB" in e.value for e in app.error)
    assert not app.metric


def test_closing_frees_what_was_read() -> None:
    app = example(firmware())
    made = ("firmware_made_capture", "firmware_made_events", "firmware_made_states")
    assert all(key in app.session_state for key in made)
    app.button(key="firmware_close").click().run()
    assert_whole(app)
    assert not any(key in app.session_state for key in made)
    assert not app.metric


def test_a_change_of_a_widget_reads_nothing_again() -> None:
    app = example(firmware())
    capture, events = (app.session_state[f"firmware_made_{name}"][1] for name in ("capture", "events"))
    app.button(key="trace_after").click().run()
    window = app.session_state["firmware_window"]
    assert 0 < window.end_s - window.start_s < 1
    app.text_input(key="fw_rate").set_value("60 per hour").run()
    assert app.session_state["firmware_made_capture"][1] is capture
    assert app.session_state["firmware_made_events"][1] is events
    assert app.session_state["firmware_window"] == window
    assert app.session_state["firmware_made_window"][1].samples == round((window.end_s - window.start_s) * 100)


def test_the_axis_is_as_each_capture_needs_it_until_it_is_switched() -> None:
    """Sleep and pulses of the example are a factor of 1000 apart; 2 mW and 1 mW are not."""
    app = example(firmware())
    assert "logarithmic axis" in page_text(app)
    app.toggle(key="w_firmware_log").set_value(False).run()
    assert "linear axis" in page_text(app)
    app.toggle(key="w_firmware_log").set_value(True).run()
    rows = "".join(f"{n},{2 if n % 50 < 10 else 1}\n" for n in range(200))
    read(upload(app, f"t,P\n{rows}".encode(), "flat.csv"), column_time="t", unit_time="ms", column_power="P",
         unit_power="mW")  # fmt: skip
    assert "linear axis" in page_text(app)
    assert not app.toggle(key="w_firmware_log").value


def test_the_stretch_is_moved_by_buttons() -> None:
    app = example(firmware())
    whole = app.session_state["firmware_made_capture"][1].whole
    app.button(key="trace_in").click().run()
    first = app.session_state["firmware_window"]
    assert first.end_s - first.start_s == pytest.approx((whole.end_s - whole.start_s) / 4, rel=1e-9)
    app.button(key="trace_later").click().run()
    assert app.session_state["firmware_window"].start_s > first.start_s
    for _ in range(12):
        if not app.button(key="trace_in").disabled:
            app.button(key="trace_in").click().run()
            assert_whole(app)
    near = app.session_state["firmware_window"]
    assert near.end_s - near.start_s == pytest.approx(0.08, rel=1e-6), "8 samples of 10 ms"
    app.button(key="trace_whole").click().run()
    assert app.session_state["firmware_window"] is None


@pytest.mark.parametrize(("field", "value", "words"), [
    ("rate", "often", "not a number"), ("rate", "1e9 per hour", "duty cycle over 1"), ("cells", "0", "at least 1"),
    ("sleep", "-5 uW", "0 or more"), ("per_event", "none", "at least 1"), ("join", "5", "no unit"),
])  # fmt: skip
def test_bad_fields_are_words(field: str, value: str, words: str) -> None:
    app = example(firmware())
    app.selectbox(key="fw_cell").set_value("cell-cr2032").run()
    app.text_input(key=f"fw_{field}").set_value(value).run()
    assert_whole(app)
    said = [*(e.value for e in app.error), *(w.value for w in app.warning), page_text(app)]
    assert any(words in text for text in said)
    assert "send_states" not in {b.key for b in app.button}, "nothing is sent that rests on a bad field"


def test_events_by_a_threshold_and_without_the_baseline() -> None:
    app = example(firmware())
    app.selectbox(key="fw_how").set_value("threshold").run()
    app.text_input(key="fw_threshold").set_value("35 mW").run()
    assert "40 ms" in page_text(app), "only the four samples at 42 mW"
    app.selectbox(key="fw_baseline").set_value("subtracted").run()
    assert app.metric[0].delta.endswith("baseline subtracted")


def test_a_model_and_its_estimate() -> None:
    app = at_path(firmware(), supplied("kws_ref_model"))
    assert app.metric[0].value == "2.66 million MACs"
    text = page_text(app)
    assert "CONV_2D makes 89 % of the MACs" in text
    assert "sha256 aeea436800704fce" in text
    assert "Energy of one inference" in text
    app.text_input(key="fw_rate").set_value("600 per hour").run()
    app.button(key="send_estimate").click().run()
    use = state.build(fields(app)).use
    assert use.states[0].status == "estimated"
    assert use.states[0].power_low_mw < use.states[0].power_mw < use.states[0].power_high_mw
    assert use.states[0].source.startswith("kws_ref_model.tflite, sha256 ")


@pytest.mark.parametrize("task", ["ad", "ic", "sww", "vww"])
def test_every_task_has_its_profiles(task: str) -> None:
    """A streaming profile is a mean power, which holds for all the time: it takes no rate."""
    app = firmware()
    app.selectbox(key="fw_task").set_value(task).run()
    assert_whole(app)
    measured = profiles(task=task, with_energy=True)
    assert f"{len(measured)} measured" in page_text(app)
    streams = task == "sww"
    assert ("fw_profile_rate" in keys(app)) != streams
    assert ("send_profile" in {b.key for b in app.button}) == streams


def test_a_measured_profile_is_sent_at_a_rate() -> None:
    app = firmware()
    wanted = profiles(task="kws", board="L4R5", round="v1.3")[0]
    app.selectbox(key="fw_board").set_value(wanted.board).run()
    app.selectbox(key="fw_profile").set_value(wanted.name).run()
    app.text_input(key="fw_profile_rate").set_value("60 per hour").run()
    assert_whole(app)
    app.button(key="send_profile").click().run()
    use = state.build(fields(app)).use
    assert use.states[0].power_mw * use.states[0].duty == pytest.approx(wanted.energy_uj / 60 * 1e-3, rel=1e-6)
    assert "STMicroelectronics" in use.states[0].source


def test_the_events_are_a_column_of_equal_decimals() -> None:
    """The energies of the five pulses are 3.96 to 4.01 mJ: the fourth is 4.00, not 4."""
    text = page_text(example(firmware()))
    assert "<td>4.00</td>" in text
    assert "<td>4   </td>" not in text


def test_a_rare_event_is_not_rounded_away() -> None:
    """An event of 120 ms each hour is 0.00333 % of the time, and sleep is not all of it."""
    app = example(firmware())
    app.text_input(key="fw_rate").set_value("1 per hour").run()
    text = page_text(app)
    assert "<td>0.00333 %</td>" in text
    assert "<td>&gt;99.9 %</td>" in text or "<td>>99.9 %</td>" in text


def archive(folder: Path, *, cut: int = 0) -> bytes:
    """A folder in a zip archive, as a file manager makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for file in folder.iterdir():
            target.write(file, f"{folder.name}/{file.name}")
        target.writestr(f"__MACOSX/{folder.name}/._results.txt", b"not of the run")
    return out.getvalue()[: len(out.getvalue()) - cut]


def test_a_folder_is_uploaded_as_a_zip_and_is_what_it_is_at_its_path() -> None:
    """The published median of the board: 3371.738 uJ per inference."""
    folder = trace("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws")
    app = upload(firmware(), archive(folder), "run.zip")
    assert app.metric[0].value == "3.37 mJ"
    by_upload = app.session_state["firmware_open"]
    assert by_upload.name == folder.name
    assert at_path(firmware(), folder).session_state["firmware_open"].sha256 == by_upload.sha256


def test_a_zip_that_is_cut_off_is_a_sentence() -> None:
    app = upload(firmware(), archive(trace("mlperf_tiny_v1.0_stm_nucleo_l4r5zi_kws"), cut=3000), "run.zip")
    assert any("run.zip was not" in e.value.replace("\\", "") and "cut off or damaged" in e.value for e in app.error)
    assert not app.metric


def test_a_file_at_a_path_and_an_upload_take_each_others_place() -> None:
    """What is written in the fields is what is open."""
    app = at_path(firmware(), PULSES)
    first = app.file_uploader[0].key
    upload(app, PULSES.read_bytes(), "mine.csv")
    assert app.text_input(key="fw_path").value == ""
    assert app.session_state["firmware_open"].name == "mine.csv"
    at_path(app, PULSES)
    assert app.session_state["firmware_open"].name == PULSES.name
    assert app.file_uploader[0].key != first, "a new uploader, which holds nothing"


def test_what_keeps_events_from_being_told_apart_stands_where_they_would_be() -> None:
    app = example(firmware())
    app.text_input(key="fw_shortest").set_value("2 s").run()
    assert [w.value for w in app.warning if "Events could not be told apart: no event in the capture" in w.value]
    assert "send_states" not in {b.key for b in app.button}


@pytest.mark.parametrize(
    "headers", [{"X-Forwarded-For": "192.0.2.1"}, {"Host": "footprint.example.org"}, {"Forwarded": "for=192.0.2.1"}]
)
def test_no_path_is_read_for_a_browser_elsewhere(monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]) -> None:
    """Behind a proxy the app still listens on this computer only, and the person is not at it."""
    monkeypatch.setattr(type(streamlit.context), "headers", property(lambda _self: headers))
    assert "fw_path" not in keys(firmware())
    monkeypatch.setattr(type(streamlit.context), "headers", property(lambda _self: {"Host": "localhost:8501"}))
    assert "fw_path" in keys(firmware())


def test_folds_keep_their_place_when_something_is_worked_out_again() -> None:
    """The place of the bars of progress is in every run: without it all that follows would move, and close."""
    app = example(firmware())
    before = [type(block).__name__ for block in app.main.children.values()]
    app.text_input(key="fw_rate").set_value("60 per hour").run()
    assert [type(block).__name__ for block in app.main.children.values()] == before


def test_files_of_two_sessions_are_apart() -> None:
    """Each has its own folder under the one of the process, which only this user can open."""
    one, other = (upload(firmware(), PULSES.read_bytes(), "mine.csv") for _ in range(2))
    paths = [app.session_state["firmware_open"].path for app in (one, other)]
    assert paths[0] != paths[1]
    assert {p.parent.parent for p in paths} == {firmware_upload.folder()}
    assert firmware_upload.folder().stat().st_mode & 0o077 == 0
