"""Starting the installed app: Streamlit in this process, with the app's own settings."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path

from footprint.errors import InputError
from footprint_app.settings import SETTINGS


def url(port: int) -> str:
    """Where the app answers."""
    return f"http://{SETTINGS['server.address']}:{port}"


def flags(port: int, browser: bool) -> list[str]:
    """The settings as Streamlit's flags, so that no config file in the working directory matters."""
    settings = {**SETTINGS, "server.port": port, "server.headless": not browser}
    return [f"--{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in settings.items()]


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
    from streamlit.web import cli

    script = str(Path(__file__).with_name("app.py"))
    cli.main(["run", script, *flags(port, browser)], prog_name="footprint app", standalone_mode=False)
