"""Starting the installed app: Streamlit in this process, with the app's own settings, and large uploads on disk."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from footprint.errors import InputError
from footprint_app.settings import CAPTURE_MB, SETTINGS


def url(port: int) -> str:
    """Where the app answers."""
    return f"http://{SETTINGS['server.address']}:{port}"


def serve(port: int, *, browser: bool, quiet: bool = False) -> None:
    """Serve until stopped.

    Raises
    ------
    InputError
        Streamlit is not installed, or the port is taken.
    """
    if importlib.util.find_spec("streamlit") is None:
        raise InputError("the app needs Streamlit", hint="Install it with: pip install 'tinyml-footprint[app]'")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((SETTINGS["server.address"], port))
        except OSError:
            raise InputError(f"port {port} is in use", hint="Choose another with --port.") from None
    if quiet:  # stdout carries the JSON document; what Streamlit prints goes to stderr
        sys.stdout.flush()
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from starlette.middleware import Middleware
    from streamlit import App

    from footprint_app import firmware_upload

    @asynccontextmanager
    async def opened(_app: App) -> AsyncIterator[None]:
        if browser:
            threading.Thread(target=_show, args=(url(port),), daemon=True).start()
        yield
        firmware_upload.clear()  # a signal ends the process without its finalizers

    spool = Middleware(firmware_upload.SpoolUploads, most_bytes=CAPTURE_MB << 20)
    app = App(Path(__file__).with_name("app.py"), middleware=[spool], lifespan=opened)
    # Given here, so that no config file in the working directory matters.
    app.run(config={**SETTINGS, "server.port": port, "server.headless": not browser})


def _show(address: str) -> None:
    """Open the browser where there is a screen."""
    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
