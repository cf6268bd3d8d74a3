"""Starting the installed app: Streamlit as a child process with the app's own settings."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
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


def serve(port: int, *, browser: bool, quiet: bool = False) -> int:
    """Serve until stopped; returns Streamlit's exit code.

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
    script = Path(__file__).with_name("app.py")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *flags(port, browser)]
    process = subprocess.Popen(command, stdout=sys.stderr if quiet else None)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return 0
    finally:
        if process.poll() is None:
            process.terminate()
