"""Contradictions put into clean sheets, one at a time: the rule that is meant finds each, in the words of any maker."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from footprint.yaml_file import parse_yaml
from tests.datasheets.lints.found import SHEETS, findings
from tests.datasheets.lints.sheets import completed

AS_OF = date(2026, 11, 21)
CATCHES = parse_yaml((Path(__file__).parent / "catches.yaml").read_text(encoding="utf-8"), "catches.yaml")[0]


@pytest.mark.parametrize("one", CATCHES, ids=[f"{c['rule']}-{i}" for i, c in enumerate(CATCHES)])
def test_contradiction_is_caught(one: dict[str, str]) -> None:
    """The sheet as it was gives nothing (`test_clean`); changed, it gives a sentence and places with what they say."""
    text = (SHEETS / f"{one['sheet']}.yaml").read_text(encoding="utf-8")
    assert text.count(one["old"]) == 1
    found = findings(one["rule"], completed(text.replace(one["old"], one["new"])), AS_OF)
    assert found
    for finding in found:
        assert not finding.message.endswith(".")
        assert finding.where
        assert all(quote.text for quote in finding.where)
