"""The benchmarks run by hand, so that nothing else notices when what they use of the project is not there any more."""

from __future__ import annotations

import ast
import importlib.util

import pytest

from tests.footprint.examples import ROOT

OURS = ("footprint", "firmware_profiles", "datasheets", "footprint_app")


@pytest.mark.parametrize("file", sorted(p.name for p in (ROOT / "benchmarks").glob("*.py")))
def test_what_a_benchmark_imports_of_the_project_is_there(file: str) -> None:
    tree = ast.parse((ROOT / "benchmarks" / file).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            module = importlib.import_module(node.module or "")
            for name in node.names:
                assert hasattr(module, name.name) or importlib.util.find_spec(f"{module.__name__}.{name.name}")
