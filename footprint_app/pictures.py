"""Drawings as pictures in a page: an SVG as an address, in the colours of the page."""

from __future__ import annotations

import base64

import streamlit as st

from footprint_app.settings import SETTINGS

_DARK = ";".join(f"--fp-{name}:{colour}" for name, colour in {
    "ink": SETTINGS["theme.dark.textColor"], "heading": SETTINGS["theme.dark.linkColor"], "muted": "#B4BEC5",
    "line": "#4A555D", "ground": SETTINGS["theme.dark.backgroundColor"], "band": "#2A343B", "fill": "#3B4952",
    "spread": "#6B7680",
}.items())  # fmt: skip
"""Colours of a drawing on a dark page, by the variables of `datasheets.drawings.svg`."""


def uri(svg: str, one_colour: bool = False) -> str:
    """An SVG as the address of a picture: on a dark page in the colours of that page, one ink on white paper."""
    if one_colour or st.context.theme.type == "dark":
        svg = svg.replace("<svg ", f'<svg style="{"background:#fff" if one_colour else _DARK}" ', 1)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
