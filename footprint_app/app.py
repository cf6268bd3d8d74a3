"""The app: page settings and navigation only. Each page is a file of its own in `footprint_app`."""

import streamlit as st

from footprint_app import bom_page, calculator, pages


def firmware() -> None:
    """The page Firmware; what reads captures is loaded when it is first opened, as the first page does without."""
    from footprint_app import firmware_page

    firmware_page.page()


def datasheet() -> None:
    """The page Datasheet, loaded likewise."""
    from footprint_app import datasheet_page

    datasheet_page.page()


st.set_page_config(page_title="tinyml-footprint", layout="wide", initial_sidebar_state="collapsed")
st.navigation(pages.all_pages(calculator.page, bom_page.page, firmware, datasheet), position="hidden").run()
