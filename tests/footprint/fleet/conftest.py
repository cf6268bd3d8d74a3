"""Fleets need their engine."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.needs import need


@pytest.fixture(autouse=True)
def _engine() -> None:
    need("DuckDB and Ibis", find_spec("ibis") and find_spec("duckdb"), "fleets run on them")
