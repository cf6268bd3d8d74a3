"""One page of the app by itself, without the links between pages: they need the whole app."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest


def alone(page: str, **query: str) -> AppTest:
    """The page that a module of the app draws, run once with a query. The caller puts Streamlit's two link functions
    back.
    """

    def script(page: str) -> None:
        from importlib import import_module

        import streamlit as st

        from footprint_app import pages

        module = import_module(f"footprint_app.{page}")
        pages.all_pages(*[module.page for _ in pages.TITLES])  # where the links would lead does not matter here
        st.page_link = lambda *_a, **_k: None  # type: ignore[assignment]
        st.switch_page = lambda *_a, **_k: None  # type: ignore[assignment]
        module.page()

    app = AppTest.from_function(script, default_timeout=60, kwargs={"page": page})
    app.query_params.update(query)
    return app.run()


def errors(app: AppTest) -> list[str]:
    """The errors of a page as one reads them, without what keeps Markdown from them."""
    return [re.sub(r"\\(?=[^\w\s])", "", one.value) for one in app.error]
