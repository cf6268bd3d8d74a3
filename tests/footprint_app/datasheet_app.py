"""The page Datasheet in Streamlit's test harness: opened, and its widgets used as a person does."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from datasheets.sheet.template import template
from footprint_app.datasheet_state import Work
from tests.footprint_app.alone import alone
from tests.footprint_app.test_app import ROOT, assert_whole

GESTURE = ROOT / "docs" / "examples" / "gesture"
PA1 = ROOT / "docs" / "examples" / "pa1" / "datasheet.yaml"
SECTIONS = [*(s.key for s in template()), "claims"]


def fresh() -> AppTest:
    app = alone("datasheet_page")
    assert_whole(app)
    return app


def example() -> AppTest:
    return press(fresh(), "ds_example")


def work(app: AppTest) -> Work:
    found: Work = app.session_state["datasheet"]
    return found


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert_whole(app)
    return app


def at(app: AppTest, section: str) -> AppTest:
    app.selectbox(key="ds_section").set_value(section).run()
    assert_whole(app)
    return app


def write(app: AppTest, key: str, value: str, kind: str = "text_input") -> AppTest:
    widget: Any = getattr(app, kind)(key=key)
    widget.set_value(value).run()
    assert_whole(app)
    return app


def choose(app: AppTest, key: str, option: str) -> AppTest:
    app.menu_button(key=key).click(option).run()
    assert_whole(app)
    return app


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Files given to the place for them, which is folded."""
    app.session_state["fold_ds_files"] = True
    app.run()
    place = app.file_uploader[0]
    for name, raw in files:
        place.upload(name, raw, "application/octet-stream")
    place.run()
    assert_whole(app)
    return app


def said(app: AppTest) -> str:
    return " ".join(e.value for e in (*app.error, *app.warning, *app.success)).replace("\\", "")


def token_of(app: AppTest) -> str:
    """The token of the draft in the address of the page."""
    found = app.query_params["draft"]
    return found if isinstance(found, str) else str(found[0])
