"""Speed of the calculator in a real Chromium: first number, rerun after a control, and what travels over the wire.

`python benchmarks/app.py` serves the app on loopback, opens it five times with an empty cache and prints medians,
each against its target; then three times as a slow phone (1.6 Mbit/s, 150 ms, a quarter of the processor's speed).
The reference in the same run is an empty Streamlit page with one metric: most of the time is the framework's own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from footprint_app.settings import SETTINGS
from tests.footprint_app.serving import CHROMIUM_FLAGS, DESKTOP, PHONE, chromium, free_port, served, wait_until_served

NUMBER = '[data-testid="stMetricValue"]'
RUNS = 5
EMPTY_PAGE = 'import streamlit as st\nst.metric("empty", "1 kg")\n'


def flags(port: int) -> list[str]:
    """The app's own settings for `streamlit run`, so that both pages are served alike."""
    settings = {**SETTINGS, "server.port": port, "server.headless": True}
    return [f"--{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in settings.items()]


def first_number(browser: Any, address: str, phone: bool = False) -> tuple[float, float]:
    """Seconds to the number with an empty cache, and megabytes received by then and 2 s later."""
    context = browser.new_context(**(PHONE if phone else DESKTOP))
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received = [0.0]
    session.on("Network.loadingFinished", lambda e: received.__setitem__(0, received[0] + e["encodedDataLength"]))
    if phone:
        slow = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 1.6e6 / 8}
        session.send("Network.emulateNetworkConditions", {"offline": False, **slow})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(NUMBER, timeout=120_000)
    seconds = time.perf_counter() - start
    page.wait_for_timeout(2000)
    context.close()
    return seconds, received[0] / 1e6


def rerun(browser: Any, address: str) -> list[float]:
    """Seconds from Enter in a field to the new number on the page."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    page.wait_for_selector(".st-key-controls")
    page.wait_for_timeout(2000)
    field = page.get_by_label("Lifetime", exact=True)
    found = []
    for years, number in (("30 years", "2.76 kg CO₂e"), ("3 years", "2.66 kg CO₂e")) * 4:
        field.fill(years)
        start = time.perf_counter()
        field.press("Enter")
        page.wait_for_function(
            "wanted => document.querySelector('[data-testid=\"stMetricValue\"]')?.innerText.trim() === wanted",
            arg=number,
        )
        found.append(time.perf_counter() - start)
    page.close()
    return found


def report(label: str, value: float, unit: str, target: float | None = None) -> None:
    """One line, with the target and whether it is met."""
    said = "" if target is None else f"target {target} {unit}: {'met' if value <= target else 'missed'}"
    print(f"{label:<44}{value:8.2f} {unit}   {said}".rstrip())


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text(EMPTY_PAGE, encoding="utf-8")
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(empty), *flags(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            wait_until_served(f"http://127.0.0.1:{port}", process)
            with served(Path(folder)) as address:
                browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
                first_number(browser, address)  # warms the server, not the browser
                pairs = [(first_number(browser, f"http://127.0.0.1:{port}"), first_number(browser, address))
                         for _ in range(RUNS)]  # fmt: skip
                ours = statistics.median(o[0] for _, o in pairs)
                bare = statistics.median(e[0] for e, _ in pairs)
                report("empty page, first number", bare, "s")
                report("calculator, first number", ours, "s", 1.8)
                report("calculator, received", pairs[-1][1][1], "MB", 3.2)
                report("calculator, rerun after a field", statistics.median(rerun(browser, address)), "s", 0.25)
                report(
                    "calculator on a slow phone, first number", first_number(browser, address, phone=True)[0], "s", 16
                )
                browser.close()
        finally:
            process.terminate()
            process.wait(20)
            if process.stderr:
                process.stderr.close()


if __name__ == "__main__":
    main()
