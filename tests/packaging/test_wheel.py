"""The wheel: built from this checkout, installed into an empty environment, and used from elsewhere.

The published keyword-spotting system is 2.65 kg of blocks and training plus its use stage,
27 Wh x 0.4010668505 kg/kWh = 0.0108288049635 kg: 2.6608288049635 kg CO2e (published as 2.660828805).
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.needs import need

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv") or next((str(p) for p in ROOT.glob(".uv/bin/uv")), None)
TOTAL = 2.65 + 0.027 * 0.4010668505


def run(*command: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=600, **more)


def succeed(*command: str | Path, **more: object) -> None:
    """Run a command that may need the package registry; where that cannot be reached, say so."""
    done = run(*command, **more)
    text = done.stdout + done.stderr
    offline = ("error sending request", "dns error", "Failed to fetch", "Could not find a version", "ConnectionError")
    if done.returncode:
        need("the package registry", not any(sign in text for sign in offline), "installs the wheel's dependencies")
        pytest.fail(f"{' '.join(map(str, command))}\n{text}", pytrace=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("uv or pip", UV or importlib.util.find_spec("pip"), "builds the wheel")
    folder = tmp_path_factory.mktemp("wheel")
    if UV:
        succeed(UV, "build", "--wheel", "--python", sys.executable, "--out-dir", folder, ROOT)
    else:
        succeed(sys.executable, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `footprint` command of an environment that holds the wheel and its dependencies only."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    if UV:
        succeed(UV, "venv", "--python", sys.executable, environment)
        succeed(UV, "pip", "install", "--python", environment, wheel)
    else:
        succeed(sys.executable, "-m", "venv", environment)
        succeed(scripts / "python", "-m", "pip", "install", wheel)
    return scripts / ("footprint.exe" if sys.platform == "win32" else "footprint")


@pytest.fixture
def footprint(command: Path, tmp_path: Path):
    """Run the installed command in an empty folder, with no environment variable set."""
    environment = {} if sys.platform != "win32" else None
    return lambda *arguments: run(command, *arguments, cwd=tmp_path, env=environment)


@pytest.mark.parametrize(
    ("folder", "inside", "suffix"),
    [
        ("presets", "footprint/presets", "*.yaml"),
        ("footprint/factors", "footprint/factors", "*/*.csv"),
        ("footprint/factors", "footprint/factors", "*/set.yaml"),
        ("footprint/tables", "footprint/tables", "*.csv"),
        ("footprint/tables", "footprint/tables", "*.yaml"),
        ("footprint/tables", "footprint/tables", "LICENSES.md"),
        ("datasheets/fonts", "datasheets/fonts", "*.ttf"),
        ("firmware_profiles/data", "firmware_profiles/data", "*.*"),
        ("footprint_app", "footprint_app", "**/*.py"),
        ("footprint_app", "footprint_app", "*.css"),
        ("footprint_app", "footprint_app", "*.md"),
        ("footprint_app", "footprint_app", "*.yaml"),
        ("footprint_app", "footprint_app", "*.csv"),
        ("footprint/bom", "footprint/bom", "*.yaml"),
    ],
)
def test_data_of_the_checkout_is_in_the_wheel(names: set[str], folder: str, inside: str, suffix: str) -> None:
    expected = {f"{inside}/{p.relative_to(ROOT / folder).as_posix()}" for p in (ROOT / folder).glob(suffix)}
    assert expected
    assert expected <= names


def test_licences_are_in_the_wheel(names: set[str]) -> None:
    licences = {name.split("/licenses/")[1] for name in names if ".dist-info/licenses/" in name}
    assert {"LICENSE", "NOTICE", "datasheets/fonts/LICENSE-DejaVu.txt", "footprint/tables/LICENSES.md"} <= licences


def test_nothing_but_the_packages_is_in_the_wheel(names: set[str]) -> None:
    roots = {name.split("/")[0] for name in names}
    assert {r for r in roots if not r.endswith(".dist-info")} == {
        "footprint", "firmware_profiles", "datasheets", "footprint_app",
    }  # fmt: skip
    assert not [n for n in names if "test" in n.lower() or n.endswith((".pyc", ".cache"))]


def test_assess_prints_the_published_total(footprint) -> None:
    done = footprint("assess", "keyword-spotting")
    assert done.returncode == 0, done.stderr
    assert "2.66 kg" in done.stdout


def test_assess_json_is_exact(footprint) -> None:
    done = footprint("assess", "keyword-spotting", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["total_kg_co2e"]["typical"] == pytest.approx(TOTAL, abs=1e-12)


def test_presets_are_found(footprint) -> None:
    done = footprint("presets")
    assert done.returncode == 0, done.stderr
    for preset in (ROOT / "presets").glob("*.yaml"):
        assert preset.stem in done.stdout


def test_app_says_what_to_install_without_streamlit(footprint) -> None:
    done = footprint("app")
    assert done.returncode == 2
    assert "tinyml-footprint[app]" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_input_is_a_message(footprint) -> None:
    done = footprint("assess", "keyword-spoting")
    assert done.returncode == 2
    assert "keyword-spotting" in done.stderr
    assert "Traceback" not in done.stderr
