"""The app: page settings and navigation only. Each page is a file of its own in `footprint_app`."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from footprint_app import bom_page, calculator, pages


def later(name: str) -> Callable[[], None]:
    """A page whose module is loaded when it is first opened, as the first page does without."""

    def page() -> None:
        import_module(f"footprint_app.{name}").page()

    return page


st.set_page_config(page_title="tinyml-footprint", layout="wide", initial_sidebar_state="collapsed")
others = map(later, ("firmware_page", "datasheet_page", "cloud_page", "scale_page", "fleet_page"))
pages.frame(st.navigation(pages.all_pages(calculator.page, bom_page.page, *others), position="hidden"))
