"""The app in a real process on loopback, and a real browser, for the tests that need them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "user_agent": "Mozilla/5.0 (Linux; Android 14; Phone) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "has_touch": True,
}
"""What a browser context is given to be a desktop or a phone."""

PATIENCE_MS = 90_000
"""How long a page may take over one step: a loaded machine is slow, and what never comes fails all the same."""


def chromium() -> str | None:
    """The system's Chromium, if there is one."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`footprint app` started in a folder of its own; stops with the block. Gives its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "footprint_app", "app", "--port", str(port), "--no-browser"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONWARNINGS": ""},
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_served(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        if process.stderr:
            process.stderr.close()


def wait_until_served(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until Streamlit answers at an address, at most 30 s."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the app ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the app did not answer within 30 s")


def settled(page: Any) -> None:
    """Wait until no run is on its way and nothing of an older run is left on the page: a loaded machine is slow."""
    quiet = (
        "() => document.querySelector('[data-testid=\"stApp\"]')?.dataset.testScriptState === 'notRunning'"
        ' && !document.querySelector(\'[data-stale="true"], [data-testid="stSkeleton"]\')'
    )
    for _ in range(3):  # what has just been asked for may be about to run
        page.wait_for_function(quiet)
        page.wait_for_timeout(200)
    page.wait_for_function(quiet)


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """What the accessibility engine finds on a page at rest: rule, and the elements that break it."""
    from axe_playwright_python.sync_playwright import Axe

    page.add_style_tag(content="* { transition: none !important; animation: none !important }")
    settled(page)
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in Axe().run(page).response["violations"]]
