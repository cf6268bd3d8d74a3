"""The app: page settings and navigation only. Each page is a file of its own in `footprint_app`."""

import streamlit as st

from footprint_app import calculator

st.set_page_config(page_title="tinyml-footprint", layout="wide", initial_sidebar_state="collapsed")
st.navigation(
    [st.Page(calculator.page, title="Calculator", url_path="calculator", default=True)], position="hidden"
).run()
