"""Keras in a process of its own: the same report, a time limit, and nothing of TensorFlow in this process."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from firmware_profiles import keras_run
from firmware_profiles.model import inspect_model
from footprint.errors import InputError
from tests.firmware_profiles.keras_models import saved, small_model
from tests.footprint.examples import ROOT

pytestmark = pytest.mark.xdist_group("tensorflow")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("keras"), small_model())


def test_apart_says_what_it_says_here_and_loads_nothing(file: Path) -> None:
    """Asked in a fresh interpreter, as this one has TensorFlow from other tests."""
    here = inspect_model(file)
    code = (
        "import sys, json\n"
        "from firmware_profiles.model import inspect_model\n"
        "told = []\n"
        f"found = inspect_model({str(file)!r}, apart=told.append)\n"
        "assert len(told) > 2 and told == sorted(told)\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
        "print(json.dumps(found.to_dict()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    import json

    assert json.loads(done.stdout) == json.loads(json.dumps(here.to_dict()))


def test_it_is_given_up_and_ended_after_a_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    true_start = subprocess.Popen

    def start(*arguments: object, **options: object) -> object:
        started.append(true_start(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(keras_run.subprocess, "Popen", start)
    start_s = time.monotonic()
    with pytest.raises(InputError, match=r"it was given up after 0\.3 s"):
        keras_run.convert_apart(file, lambda _s: None, longest_s=0.3)
    assert time.monotonic() - start_s < 20
    assert started[0].returncode is not None, "no process is left"

    class StopError(Exception):
        pass

    def stop(_seconds: float) -> None:
        raise StopError

    with pytest.raises(StopError):
        keras_run.convert_apart(file, stop)
    assert started[1].returncode is not None


def test_what_keras_refuses_is_said_with_the_name_of_the_file(file: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.keras"
    cut.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(InputError) as here:
        inspect_model(cut)
    with pytest.raises(InputError) as apart:
        inspect_model(cut, apart=lambda _s: None)
    assert str(apart.value) == str(here.value)
    assert apart.value.file == str(cut)


def test_a_process_that_breaks_down_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that ends at once stands for one that a file has broken."""
    monkeypatch.setattr(keras_run.sys, "executable", "/bin/false")
    with pytest.raises(InputError, match=r"Keras broke down over it \(code 1\)"):
        keras_run.convert_apart(tmp_path / "any.keras", lambda _s: None)
