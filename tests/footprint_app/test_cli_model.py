"""The command model: keys, text and errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.firmware_profiles.models import SMALL, SMALL_MACS, G, Op, T, built, supplied
from tests.footprint.examples import ROOT
from tests.footprint_app.commands import document, run

KEYS = [
    "format", "sha256", "operators", "macs", "parameters", "weights_bytes", "arena_bytes", "inputs", "outputs",
    "quantisation", "unsupported_operators",
]  # fmt: skip


def test_json_has_its_keys(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = document(capsys, "model", str(built(tmp_path, SMALL)))
    assert found["schema"] == "footprint.model/1"
    assert set(KEYS) <= found.keys()
    assert (found["format"], found["macs"]) == ("tflite", SMALL_MACS)
    assert found["operators"][0] == {"name": "CONV_2D", "count": 1, "macs": 1152}
    assert {k: found["arena_bytes"][k] for k in ("planned", "lower_bound")} == {"planned": 144, "lower_bound": False}
    assert found["inputs"] == [
        {"name": "t0", "type": "int8", "shape": [1, 6, 6, 2], "signature": [-1, 6, 6, 2], "bytes": 72, "scale": 0.5,
         "zero_point": 0}
    ]  # fmt: skip


def test_keys_are_documented(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = document(capsys, "model", str(built(tmp_path, SMALL, G((T((1,)),), ()))))
    page = (ROOT / "docs/command-line.md").read_text(encoding="utf-8").split("## model\n")[1].split("\n## ")[0]
    for key in found.keys() - {"schema", "tool_version"}:
        assert f"`{key}`" in page, key
    lists = [found[k][0] for k in ("operators", "layers", "not_counted", "inputs")]
    for part in (*lists, found["arena_bytes"], found["quantisation"]):
        assert ", ".join(part) in " ".join(page.split())


def test_text_says_what_matters(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = run(capsys, "model", str(built(tmp_path, SMALL)))
    assert (code, err) == (0, "")
    assert "1 344 MACs per inference, 270 parameters, integer" in out
    assert "144 bytes planned" in out
    assert max(map(len, out.splitlines())) <= 80


def test_text_of_the_documents_is_real(capsys: pytest.CaptureFixture[str]) -> None:
    file = supplied("kws_ref_model")
    (shown,) = re.findall(r"```text\n(.*?)```", (ROOT / "docs/models.md").read_text(encoding="utf-8"), re.S)
    assert shown.removesuffix("...\n") in run(capsys, "model", str(file))[1]


@pytest.mark.parametrize("name", ["pretrainedResnet_quant", "vww_96_int8", "ad01_int8", "str_ww_ref_model"])
def test_text_fits_the_terminal(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = run(capsys, "model", str(supplied(name)))
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80


def test_what_is_not_counted_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tensors = (T((1, 2**20, 2**19)), T((1, 2**20, 2**19)))
    huge = Op("BATCH_MATMUL", (0, 0), (1,))
    custom = Op("CUSTOM:\x1b[31m" + "long name " * 30, (0,), (1,))
    code, out, _ = run(capsys, "model", str(built(tmp_path, G(tensors, (huge, custom), outputs=(1,)))))
    assert code == 0
    assert "at least 2.88 x 10^17 MACs" in out
    assert "Not counted" in out
    assert "has no kernel for" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_errors_are_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = built(tmp_path, SMALL)
    file.write_bytes(file.read_bytes()[:500])
    for wrong in (file, tmp_path, tmp_path / "none.tflite"):
        code, out, err = run(capsys, "model", str(wrong))
        assert (code, out) == (2, "")
        assert len(err.splitlines()) == 1
        assert str(wrong) in err
