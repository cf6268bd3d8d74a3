"""Keras files: counted by hand, told by content, and everything that is not plain layers is one clear error."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from firmware_profiles.keras_checks import kind_of
from firmware_profiles.model import inspect_model
from footprint.errors import InputError
from tests.firmware_profiles.keras_models import (
    CONV_MACS,
    DENSE_MACS,
    PARAMETERS,
    changed,
    needs_tensorflow,
    saved,
    small_model,
)
from tests.footprint.examples import ROOT

pytestmark = pytest.mark.xdist_group("tensorflow")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("keras"), small_model())


def refused(file: Path) -> str:
    with pytest.raises(InputError) as caught:
        inspect_model(file)
    assert caught.value.file == str(file)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_counts_are_those_by_hand(file: Path) -> None:
    """720 + 72 MACs; 64 + 75 parameters of 4 bytes, as `model.summary()` says."""
    found = inspect_model(file)
    assert (found.format, found.description) == ("keras", "small")
    assert (CONV_MACS, DENSE_MACS, PARAMETERS) == (720, 72, 139)
    assert found.macs == CONV_MACS + DENSE_MACS
    assert not found.not_counted
    assert (found.parameters, found.weights_bytes) == (PARAMETERS, PARAMETERS * 4)
    assert found.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert found.inputs[0].shape == (1, 16, 3)
    assert found.outputs[0].shape == (1, 3)
    assert found.quantisation.scheme == "float"
    assert "float32 conversion" in found.warnings[0]
    assert "counted for a batch of 1" in found.warnings[1]


def test_both_kinds_give_the_same_whatever_they_are_called(file: Path, tmp_path: Path) -> None:
    """An HDF5 file and a renamed archive."""
    reports = [inspect_model(file)]
    hdf5 = saved(tmp_path, small_model(), "small.h5")
    renamed = hdf5.rename(tmp_path / "a.tflite")
    plain = tmp_path / "without-ending"
    plain.write_bytes(file.read_bytes())
    reports += [inspect_model(renamed), inspect_model(plain)]
    assert [kind_of(f.read_bytes()) for f in (file, renamed, plain)] == ["keras-v3", "keras-h5", "keras-v3"]
    for other in reports[1:]:
        assert (other.macs, other.parameters, other.arena, other.operators) == (
            reports[0].macs, reports[0].parameters, reports[0].arena, reports[0].operators,
        )  # fmt: skip


def test_a_fixed_batch_is_counted_as_it_is(tmp_path: Path) -> None:
    """Four samples at once: four times the MACs."""
    needs_tensorflow()
    model = small_model()
    import keras

    inputs = keras.Input(batch_shape=(4, 16, 3))
    found = inspect_model(saved(tmp_path, keras.Model(inputs, model(inputs)), "four.keras"))
    assert found.macs == 4 * (CONV_MACS + DENSE_MACS)
    assert not any("batch" in w for w in found.warnings)


def test_saved_again_is_the_same_conversion(file: Path) -> None:
    from firmware_profiles.keras_file import convert, load_keras

    made = {convert(load_keras(file.read_bytes(), "keras-v3", "a"), "a") for _ in range(2)}
    assert len(made) == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"class_name": "Lambda"}, "holds code"),
        ({"class_name": "TFSMLayer"}, "holds code"),
        ({"class_name": "StringLookup"}, "may read other files"),
        ({"registered_name": "mine>Gate"}, 'part of its own, "mine>Gate"'),
        ({"module": "os", "class_name": "system"}, 'part of its own, "os.system"'),
        ({"module": "keras", "class_name": "layers.TFSMLayer"}, "holds code"),
        ({"module": "keras", "class_name": "layers.TextVectorization"}, "may read other files"),
        ({"module": None, "registered_name": "Gate", "class_name": "Gate"}, 'part of its own, "Gate"'),
        ({"compile_config": {"loss": {"class_name": "Lambda"}}}, "holds code"),
        ({"class_name": ["Dense"]}, "a class is called ['Dense']"),
        ({"config": {"stateful": True}}, "keeps its state"),
        ({"module": "builtins", "class_name": "eval"}, "broken Keras file"),
        ({"module": "keras.utils", "class_name": "get_file"}, "broken Keras file"),
    ],
)
def test_code_of_the_file_is_not_run(file: Path, values: dict[str, str], said: str) -> None:
    assert said in refused(changed(file, lambda c: c["config"]["layers"][-1].update(values)))


def test_a_compiled_model_in_a_compiled_model_is_read(tmp_path: Path) -> None:
    """What either was compiled with does not matter to its counts; the outermost loss may be its author's own."""
    inner = small_model()
    import keras

    inner.compile("adam", "mse")
    outer = keras.Sequential([keras.Input((16, 3)), inner])
    outer.compile("adam", lambda truth, told: truth - told)
    found = inspect_model(saved(tmp_path, outer, "outer.keras"))
    assert (found.macs, found.parameters) == (CONV_MACS + DENSE_MACS, PARAMETERS)


def test_two_parts_of_one_name_are_refused(file: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.keras"
    twice.write_bytes(file.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr("config.json", b"{}")
    assert "two parts of one name" in refused(twice)


def test_weights_that_grow_or_go_in_circles_are_refused(file: Path, tmp_path: Path) -> None:
    """60 million entries of 4 kB that are nowhere written, and 2^60 paths through 61 groups."""
    import h5py

    def wide(f: Any) -> None:
        f.create_dataset("a", (60_000_000,), dtype="S4000", chunks=(1000,))

    def circles(f: Any) -> None:
        groups = [f.create_group(f"g{i}") for i in range(61)]
        for one, other in itertools.pairwise(groups):
            one["a"] = one["b"] = other

    for make, said in ((wide, "larger than 1024 MiB"), (circles, "broken Keras file")):
        weights = tmp_path / "weights.h5"
        with h5py.File(weights, "w") as stream:
            make(stream)
        parts = {"model.weights.h5": weights.read_bytes()}
        assert said in refused(changed(file, lambda c: None, **parts))


def test_a_real_lambda_layer_is_refused(tmp_path: Path) -> None:
    small_model()
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x * 2)])
    for name in ("lambda.keras", "lambda.h5"):
        assert "holds code" in refused(saved(tmp_path, model, name))


def test_more_than_memory_holds_is_refused_before_it_is_made(file: Path) -> None:
    """A layer of 10^9 outputs over 24 values would be 96 GB, in a file of a few kB."""

    def huge(config: dict[str, Any]) -> None:
        config["config"]["layers"][-1]["config"]["units"] = 10**9

    assert "more than 67108864 parameters" in refused(changed(file, huge))


def test_weights_that_do_not_fit_the_layers_are_refused(file: Path) -> None:
    def other(config: dict[str, Any]) -> None:
        config["config"]["layers"][-1]["config"]["units"] = 5

    assert "broken Keras file" in refused(changed(file, other))


def test_a_zip_bomb_is_refused(file: Path) -> None:
    bomb = changed(file, lambda c: None, **{"assets.h5": bytes((1 << 30) + 1)})
    assert bomb.stat().st_size < 4 << 20
    assert "larger than 1024 MiB when unpacked" in refused(bomb)


@pytest.mark.parametrize("name", ["../../outside.h5", "/outside.h5", "C:outside.h5"])
def test_names_outside_of_the_archive_are_refused(file: Path, name: str) -> None:
    assert "outside of itself" in refused(changed(file, lambda c: None, **{name: b"x"}))


def test_other_files_in_the_archive_are_refused(file: Path) -> None:
    assert "which is not read" in refused(changed(file, lambda c: None, **{"assets/vocabulary.txt": b"x"}))


def test_weights_elsewhere_are_refused(file: Path, tmp_path: Path) -> None:
    import h5py

    for make in (
        lambda f: f.__setitem__("a", h5py.ExternalLink("/etc/hostname", "/")),
        lambda f: f.create_dataset("a", (4,), dtype="u1", external=[("/etc/hostname", 0, 4)]),
    ):
        weights = tmp_path / "weights.h5"
        with h5py.File(weights, "w") as stream:
            make(stream)
        parts = {"model.weights.h5": weights.read_bytes()}
        assert "point to another file" in refused(changed(file, lambda c: None, **parts))


def test_inputs_without_a_shape_are_refused(tmp_path: Path) -> None:
    small_model()
    import keras

    free = keras.Sequential([keras.Input((None, 3)), keras.layers.Conv1D(2, 3), keras.layers.GlobalMaxPooling1D()])
    assert "is not fixed: (None, None, 3)" in refused(saved(tmp_path, free, "free.keras"))


def test_damaged_files_are_refused(file: Path, tmp_path: Path) -> None:
    """Cut at many places, and with a byte turned in each of its parts."""
    data = file.read_bytes()
    broken = tmp_path / "broken.keras"
    for cut in range(100, len(data) - 1, len(data) // 12):
        broken.write_bytes(data[:cut])
        refused(broken)
    with zipfile.ZipFile(file) as archive:
        places = [m.header_offset + 60 for m in archive.infolist() if m.filename != "metadata.json"]
    for place in places:
        broken.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        refused(broken)
    hdf5 = saved(tmp_path, small_model(), "small.h5").read_bytes()
    for cut in (9, 100, len(hdf5) // 2, len(hdf5) - 500):
        broken.write_bytes(hdf5[:cut])
        refused(broken)


def test_a_configuration_that_is_none_is_refused(file: Path) -> None:
    for text in (b"{", b"[" * 10_000, b'{"a": 1}', json.dumps({"class_name": "Dense"}).encode()):
        broken = file.with_name("config.keras")
        with zipfile.ZipFile(broken, "w") as archive:
            archive.writestr("config.json", text)
        assert "broken Keras file" in refused(broken)


def test_other_archives_and_folders_are_no_models(tmp_path: Path) -> None:
    other = tmp_path / "a.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert "not a .tflite file" in refused(other)
    (tmp_path / "saved_model.pb").write_bytes(b"")
    assert "This is a SavedModel" in refused(tmp_path)


def test_missing_extra_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)  # which makes its import fail
    assert "pip install 'tinyml-footprint[tensorflow]'" in refused(file)


def test_the_command_is_silent(file: Path) -> None:
    """In a process of its own, so that what TensorFlow writes past Python would be seen."""
    command = [sys.executable, "-m", "footprint_app", "model", str(file), "--json"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["format"] == "keras"
