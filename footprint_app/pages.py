"""What every page shares: the theme's colours, the links between pages, and parts that fail alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from html import escape
from importlib.resources import files
from typing import Any

import streamlit as st

from footprint_app.settings import SETTINGS

TITLES = {
    "calculator": "Calculator", "bill-of-materials": "Bill of materials", "firmware": "Firmware",
    "datasheet": "Datasheet", "cloud": "Cloud", "scale": "Scale", "fleet": "Fleet",
}  # fmt: skip


def all_pages(*draw: Callable[[], None]) -> list[Any]:
    """The pages in their order; the first one is where one arrives."""
    found = {
        path: st.Page(page, title=title, url_path=path, default=path == "calculator")
        for page, (path, title) in zip(draw, TITLES.items(), strict=True)
    }
    st.session_state["pages"] = found
    return list(found.values())


def frame(page: Any) -> None:
    """Run a page, with the links between all pages above it, as a phone folds a menu away.

    The style sheet puts the links on top; in the page they come last, so that the first control is near on the
    keyboard, and a link that shows when it gets the focus leads to them.
    """
    body = st.container(key="page")
    with st.container(horizontal=True, key="pages"):
        st.html('<span id="other-pages"></span>')
        for path, one in st.session_state["pages"].items():
            st.page_link(one, label=TITLES[path])
    with body:
        page.run()


def begin(title: str) -> None:
    """Style sheet and title."""
    theme = st.context.theme.type or "light"
    colours = {"ground": SETTINGS[f"theme.{theme}.backgroundColor"], "text": SETTINGS[f"theme.{theme}.textColor"]}
    root = "".join(f"--fp-{name}: {colour};" for name, colour in colours.items())
    st.html(f"<style>:root {{ {root} }} {text('style.css')}</style>")
    st.html('<a class="fp-skip" href="#other-pages">Other pages</a>')
    st.title(title, anchor=False)


def go(path: str) -> None:
    """Turn to another page."""
    st.switch_page(st.session_state["pages"][path])


@st.cache_data
def text(name: str) -> str:
    """A text file of the app."""
    return files("footprint_app").joinpath(name).read_text(encoding="utf-8")


def section(draw: Callable[..., Any], *arguments: object) -> Any:
    """Draw one part of the page, and give what it gives; if it fails, the others still stand."""
    try:
        return draw(*arguments)
    except Exception as error:  # the part's own failure, said in one sentence
        logging.getLogger(__name__).exception("a part of the page failed")
        st.error(f"This part could not be drawn ({type(error).__name__}). The rest of the page still holds.")
        return None


def fold(title: str, key: str) -> Any:
    """A fold that tells whether it is open, and stays as it is when its title changes."""
    if key in st.session_state:  # a title that changes makes another widget of it
        st.session_state[key] = bool(st.session_state[key])
    return st.expander(title, key=key, on_change="rerun")


def settle(key: str, options: Sequence[Any], otherwise: Any = None) -> Any:
    """What a picker has, or something else where that is none of the options.

    It is set in every run: the browser sends the words of an option, and those that have changed would stand for none.
    """
    found = st.session_state.get(key)
    st.session_state[key] = found if found in options else otherwise
    return st.session_state[key]


def listed(title: str, items: list[str]) -> str:
    """A heading and a list under it."""
    lines = "".join(f"<li>{escape(i)}</li>" for i in items)
    return f'<h2>{escape(title)}</h2><ul class="fp-list">{lines}</ul>'


def plain(words: str) -> str:
    """Text that Markdown shows as it stands."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in words)
