"""The page Fleet in Streamlit's test harness: its numbers are the library's, bad rows and bad choices get words.

Keyword spotting is 2.65 kg and 27 Wh over its life, of which the grid makes kg: by a grid of g g/kWh one device emits
2.65 + 0.027 g / 1000 kg.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("streamlit", reason="needs streamlit: the app extra")
pytest.importorskip("ibis", reason="needs ibis: the fleet extra")
pytest.importorskip("duckdb", reason="needs duckdb: the fleet extra")

import streamlit
from streamlit.testing.v1 import AppTest

from footprint import tables
from footprint.fleet import assess_fleet
from footprint.numbers import many, mass_interval
from footprint_app import fleet_charts, fleet_files, fleet_run, settings
from tests.footprint_app.alone import alone, errors
from tests.footprint_app.test_app import ROOT, assert_whole
from tests.footprint_app.test_app_detail import page_text

pytestmark = pytest.mark.usefixtures("unfolded", "no_pause")

SAMPLE = ROOT / "footprint_app" / fleet_files.SAMPLE
GOOD = "preset,country,year,count\nkeyword-spotting,DEU,2024,1000\nkeyword-spotting,FRA,2024,3000\n"
BAD = "keyword-spoting,DEU,2024,5\nkeyword-spotting,DEU,2024,-1\nkeyword-spotting,XXX,2024,1\n"


@pytest.fixture(autouse=True)
def _links_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "page_link", streamlit.page_link)
    monkeypatch.setattr(streamlit, "switch_page", streamlit.switch_page)


def fleet(**query: str) -> AppTest:
    app = alone("fleet_page", **query)
    assert_whole(app)
    return app


def upload(app: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    place = app.file_uploader[0]
    for name, data in files:
        place.upload(name, data.encode() if isinstance(data, str) else data, "application/octet-stream")
    place.run()
    assert_whole(app)
    return app


def shown(app: AppTest) -> Any:
    """The result behind the page."""
    return app.session_state["fleet_result"][1].fleet


def one_device(country: str, year: int = 2024) -> float:
    return 2.65 + 0.027 * tables.countries()[country].intensity[year] / 1000


def test_opens_on_an_example_that_says_that_it_is_one() -> None:
    app = fleet()
    wanted = assess_fleet(SAMPLE, draws=10000, seed=1)
    typical, ends = mass_interval(wanted.total_kg_co2e, " to ")
    assert app.metric[0].value == f"{typical} CO₂e"
    assert app.metric[0].delta == f"{ends} (P5 to P95)"
    assert app.metric[0].label == f"Invented example: {many(wanted.devices)} devices, over their lifetimes"
    assert "invented example" in page_text(app)
    assert shown(app).to_dict()["groups"] == wanted.to_dict()["groups"]


def test_an_upload_gives_its_number_and_goes_back_to_the_example() -> None:
    """1000 devices in Germany and 3000 in France."""
    app = upload(fleet(), ("mine.csv", GOOD))
    found = shown(app)
    assert found.total_kg_co2e.typical == pytest.approx(
        1000 * one_device("DEU") + 3000 * one_device("FRA"), rel=1e-9
    )  # fmt: skip
    assert [(g.key, g.devices) for g in found.groups] == [({"country": "DEU"}, 1000), ({"country": "FRA"}, 3000)]
    assert app.metric[0].label.startswith("mine\\.csv: 4 000 devices")
    assert "Germany" in page_text(app)
    assert "2 of 2 rows accepted, none rejected" in page_text(app)
    app.button(key="fleet_close").click().run()
    assert app.metric[0].label.startswith("Invented example")


def test_several_files_are_one_inventory() -> None:
    app = upload(fleet(), ("a.csv", GOOD), ("b.csv", GOOD))
    assert shown(app).devices == 8000
    assert app.metric[0].label.startswith("2 files: 8 000 devices")


def test_a_parquet_file_is_read(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow: writes a Parquet file")
    from pyarrow import parquet

    rows = list(csv.DictReader(io.StringIO(GOOD)))
    table = pyarrow.table({
        key: pyarrow.array([int(r[key]) if key in ("year", "count") else r[key] for r in rows]) for key in rows[0]
    })  # fmt: skip
    parquet.write_table(table, tmp_path / "lots.parquet")
    app = upload(fleet(), ("lots.parquet", (tmp_path / "lots.parquet").read_bytes()))
    assert shown(app).devices == 4000


def test_bad_rows_are_counted_and_downloaded_with_their_reasons() -> None:
    app = upload(fleet(), ("mine.csv", GOOD + BAD))
    found = shown(app)
    assert (found.input_rows, found.accepted_rows, found.rejected_rows) == (5, 2, 3)
    assert "2 of 5 rows accepted, 3 rejected" in page_text(app)
    for reason in found.reasons:
        assert fleet_charts.escape(reason.reason) in page_text(app)
    run = app.session_state["fleet_result"][1]
    rejected = list(csv.DictReader(io.StringIO(run.rejected.decode())))
    assert len(rejected) == 3
    assert any("keyword-spoting" in row.values() for row in rejected)
    assert {row["file"] for row in rejected} == {"mine.csv"}, "without the folder of the server"
    assert found.rejects_file == fleet_run.REJECTS_NAME


def test_a_file_that_an_inventory_names_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own folder holds a system of that name; its rows are rejected all the same."""
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    system = "name: Secret\nlifetime: 1 year\nblocks:\n  casing: {declared: 7 kgCO2e, source: none}\n"
    for place in ("device.yaml", "../secret.yaml"):
        Path(place).write_text(system, encoding="utf-8")
    named = [
        "/etc/passwd",
        "../secret.yaml",
        "device.yaml",
        str(Path("device.yaml").resolve()),
        "'; DROP TABLE lots; --",
    ]
    app = upload(fleet(), ("mine.csv", GOOD + "".join(f'"{one}",DEU,2024,1\n' for one in named)))
    found = shown(app)
    assert (found.accepted_rows, found.rejected_rows) == (2, len(named))
    assert {r.reason for r in found.reasons} == {"unknown preset"}


def test_the_device_of_the_calculator_is_known_under_a_name() -> None:
    """A casing of its own: 2.65 - 0.27 + 1 kg, the HSL-1 typical casing replaced."""
    app = fleet(base="keyword-spotting", casing="custom", casing_value="1 kgCO2e", casing_source="me")
    assert any(fleet_run.DEVICE in m.value for m in app.markdown)
    app = upload(app, ("mine.csv", f"preset,country,year,count\n{fleet_run.DEVICE},DEU,2024,10\n"))
    assert shown(app).total_kg_co2e.typical == pytest.approx(10 * (one_device("DEU") - 0.27 + 1), rel=1e-9)


def test_any_keys_roll_it_up_and_undo_takes_them_back() -> None:
    app = fleet()
    total = app.metric[0].value
    app.multiselect(key="w_by").set_value(["stage", "preset"]).run()
    assert_whole(app)
    assert shown(app).by == ("stage", "preset")
    assert app.metric[0].value == total
    assert app.query_params["by"] in ("stage,preset", ["stage,preset"])
    app.multiselect(key="w_by").set_value([]).run()
    assert_whole(app)
    assert (shown(app).by, app.metric[0].value) == ((), total)
    app.button(key="undo").click().run()
    assert shown(app).by == ("stage", "preset")
    app.button(key="reset").click().run()
    assert shown(app).by == ("country",)


def test_one_year_of_the_grid_for_all_lots() -> None:
    app = upload(fleet(), ("mine.csv", GOOD))
    app.text_input(key="w_grid_year").set_value("2015").run()
    assert_whole(app)
    wanted = 1000 * one_device("DEU", 2015) + 3000 * one_device("FRA", 2015)
    assert shown(app).total_kg_co2e.typical == pytest.approx(wanted, rel=1e-9)
    app.button(key="undo").click().run()
    assert app.text_input(key="w_grid_year").value == ""


def test_a_bad_year_gets_words_and_no_number() -> None:
    app = fleet()
    for typed in ("-1", "0", "abc", "nan", "inf", "1e400", "2024.5", "99999", "9" * 19):
        app.text_input(key="w_grid_year").set_value(typed).run()
        assert_whole(app)
        assert not app.metric, typed
        assert any(e.startswith("No result. Grid of the year: ") for e in errors(app)), typed
        assert app.text_input(key="w_grid_year").value == typed


@pytest.mark.parametrize(
    ("query", "said"),
    [({"by": "planet"}, "planet"), ({"by": "country,country,xx"}, "xx"), ({"factors": "none-such"}, "none-such"),
     ({"draws": "17"}, "17"), ({"draws": "1000", "seed": "x"}, "whole number")],
)  # fmt: skip
def test_a_bad_link_is_reported_in_words(query: dict[str, str], said: str) -> None:
    app = fleet(**query)
    assert not app.metric
    assert any(said in e for e in errors(app))


def test_a_link_keeps_the_number() -> None:
    app = fleet()
    app.multiselect(key="w_by").set_value(["year"]).run()
    app.text_input(key="w_grid_year").set_value("2020").run()
    query = {key: value[0] if isinstance(value, list) else value for key, value in app.query_params.items()}
    again = fleet(**query)
    assert again.metric[0].value == app.metric[0].value
    assert shown(again).to_dict() == shown(app).to_dict()
    assert not again.warning


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("empty.csv", b""),
        ("heads.csv", b"a,b\n1,2\n"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0"),
        ("no.parquet", b"PAR1"),
    ],
)
def test_a_bad_file_gets_words_and_the_way_back(name: str, raw: bytes) -> None:
    app = upload(fleet(), (name, raw))
    assert not app.metric
    said = " ".join(errors(app))
    assert said.startswith("No result.")
    assert name in said
    assert "/" not in said.replace("UTF-8", ""), "the folder of the upload is nobody's business"
    app.button(key="fleet_close").click().run()
    assert app.metric


@pytest.mark.parametrize("limit", ["FLEET_MB", "FLEET_FILES"])
def test_too_much_is_refused_in_words_and_changes_nothing(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    app = upload(fleet(), ("mine.csv", GOOD))
    before = app.metric[0].value
    monkeypatch.setattr(fleet_files, limit, {"FLEET_MB": 1, "FLEET_FILES": 2}[limit])
    app = upload(app, *((f"{n}.csv", GOOD + "keyword-spotting,DEU,2024,1\n" * 15000) for n in range(3)))
    assert any("at most 2 here" in e or "larger than" in e for e in errors(app))
    assert app.metric[0].value == before


def test_an_inventory_without_a_good_row_says_so() -> None:
    app = upload(fleet(), ("mine.csv", "preset,country,year,count\n" + BAD))
    assert shown(app).devices == 0
    assert app.metric[0].value == "0 kg CO₂e"
    assert "0 of 3 rows accepted" in page_text(app)


def test_downloads_hold_what_the_page_shows() -> None:
    app = upload(fleet(), ("mine.csv", GOOD + BAD))
    assert {"PDF", "CSV", "JSON", "Rejected rows"} <= {b.label for b in app.get("download_button")}


def test_without_the_engine_the_page_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet_run, "NEEDS", ("no_such_module",))
    app = fleet()
    assert not app.metric
    assert [i.value for i in app.info] == [fleet_run.INSTALL]
    assert "pip install 'tinyml-footprint[fleet]'" in fleet_run.INSTALL


def test_bars_and_ticks_share_one_axis() -> None:
    """The width of a bar over its end is its value over the last tick's."""
    app = upload(fleet(), ("mine.csv", GOOD))
    drawn = next(h for h in (str(h.proto.body) for h in app.get("html")) if "Groups: " in h)
    ticks = [(float(t), float(left)) for left, t in re.findall(r'left:([\d.]+)%" data-tick="([\d.e+-]+)"', drawn)]
    bars = [(float(kg), float(w)) for kg, w in re.findall(r'data-kg="([\d.e+-]+)" style="width:([\d.]+)%', drawn)]
    assert len(bars) == 2
    end_tonnes = ticks[-1][0] / (ticks[-1][1] / 100)
    for kg, width in bars:
        assert width / 100 == pytest.approx(kg / 1000 / end_tonnes, rel=1e-4)


def test_the_server_takes_what_the_page_takes() -> None:
    assert settings.SETTINGS["server.maxUploadSize"] >= settings.FLEET_MB
