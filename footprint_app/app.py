"""The app: page settings and navigation only. Each page is a file of its own in `footprint_app`."""

import streamlit as st

from footprint_app import bom_page, calculator, pages

st.set_page_config(page_title="tinyml-footprint", layout="wide", initial_sidebar_state="collapsed")
st.navigation(pages.all_pages(calculator.page, bom_page.page), position="hidden").run()
