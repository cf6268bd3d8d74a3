"""Starts the app from a checkout: `streamlit run app.py`."""

import runpy

runpy.run_module("footprint_app.app", run_name="__main__")
