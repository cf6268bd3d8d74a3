"""How the app is served: on this machine only, without usage statistics, with bounded uploads and two themes.

`footprint app` passes these to Streamlit itself; `.streamlit/config.toml` repeats them for
`streamlit run app.py` in a checkout, and a test holds the two together.
"""

from __future__ import annotations

from footprint.yaml_file import MAX_BYTES

UPLOAD_MB = MAX_BYTES // 1_000_000
"""Largest system file, result or list of parts: each uploader says so, and so does what reads them."""
CAPTURE_MB = 300
"""Largest power capture or model: the limit of the server, which has one for all pages."""
FLEET_MB, FLEET_FILES = CAPTURE_MB, 100
"""Largest inventory of a fleet in the app, all its files together, and how many files: several million lots."""

DRAFTS = 20
"""Datasheets that a reload finds again: tabs of a handful of people, as the app serves one machine."""
DRAFT_HOURS = 24
"""How long after its last use: what was left in the evening is there the next day. [h]"""
DRAFTS_MB = 2 * CAPTURE_MB
"""What all of them hold together: a quarter of what uploads may take, so that they never keep a new one out."""

SETTINGS: dict[str, str | int | bool] = {
    "server.address": "127.0.0.1",
    "server.maxUploadSize": CAPTURE_MB,
    "server.maxMessageSize": 50,
    "server.fileWatcherType": "none",
    "server.showEmailPrompt": False,  # the first start asks for an address, and waits
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.level": "warning",
    "theme.light.primaryColor": "#005A8C",
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.light.secondaryBackgroundColor": "#F2F5F7",
    "theme.light.textColor": "#1B2126",
    "theme.light.linkColor": "#005A8C",
    "theme.dark.primaryColor": "#1F76AD",
    "theme.dark.linkColor": "#7CC4F0",
    "theme.dark.backgroundColor": "#12171B",
    "theme.dark.secondaryBackgroundColor": "#1E262C",
    "theme.dark.textColor": "#E8EDF0",
}
