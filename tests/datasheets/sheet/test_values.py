"""Quantities as a file gives them, and the words that stand where nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.sheet.values import is_missing, read_quantity, says_not
from footprint.errors import InputError


def test_a_range_with_evidence() -> None:
    """Least, typical and greatest are kept apart, with status and evidence."""
    read = read_quantity(
        {"min": "3.5 V", "typical": "5 V", "max": "5.5 V", "status": "measured", "evidence": " power.csv "}, "V"
    )
    assert [m.text for m in read.measures] == ["3.5 V", "5 V", "5.5 V"]
    assert (read.status, read.evidence, read.taken_from) == ("measured", "power.csv", "")


def test_an_interval_and_counts() -> None:
    """An interval of uncertainty is no part of what is stated."""
    read = read_quantity(
        {"value": "94 %", "low": "92 %", "high": "96 %", "level": "95 %", "count": 94, "n": 100, "status": "measured"},
        "1",
    )
    assert [m.text for m in read.measures] == ["94 %"]
    assert read.low is not None
    assert read.low.base == pytest.approx(0.92, rel=1e-12)
    assert read.level == pytest.approx(0.95, rel=1e-12)
    assert (read.count, read.n) == (94, 100)


def test_equal_negative_ends() -> None:
    """A range of one negative value does not go down."""
    assert read_quantity({"min": "-3 dB", "value": "-3 dB", "max": "-3 dB", "status": "declared"}, "").value is not None


@pytest.mark.parametrize(
    ("given", "path", "says"),
    [
        ("40 mA", (), "has no status"),
        (40, (), "has no status"),
        ({"value": "40 mA"}, (), "status is missing"),
        ({"value": "40 mA", "status": "known"}, ("status",), "unknown status"),
        ({"valu": "40 mA", "status": "measured"}, ("valu",), "unknown key"),
        ({"status": "measured"}, (), "without a value"),
        ({"value": "40 mA", "status": "not assessed"}, ("status",), "a value that is not assessed"),
        ({"value": "40 mA", "typical": "40 mA", "status": "measured"}, ("typical",), "are the same"),
        ({"value": "40 mV", "status": "measured"}, ("value",), "needs a unit like mA"),
        ({"min": "5 mA", "max": "4 mA", "status": "measured"}, (), "goes down"),
        ({"value": "5 mA", "low": "4 mA", "status": "measured"}, (), "low and high together"),
        ({"value": "5 mA", "level": 0.95, "status": "measured"}, ("level",), "goes with low and high"),
        (
            {"value": "5 mA", "low": "4 mA", "high": "6 mA", "level": 95, "status": "measured"},
            ("level",),
            "between 0 and 100 %",
        ),
        ({"value": "5 mA", "count": 3, "status": "measured"}, ("count",), "count needs n"),
        ({"value": "5 mA", "count": 3, "n": 2, "status": "measured"}, ("count",), "more than all"),
        ({"value": "5 mA", "n": 2.5, "status": "measured"}, ("n",), "whole number"),
        ({"value": "5 mA", "n": True, "status": "measured"}, ("n",), "whole number"),
        ({"value": "5 mA", "evidence": 3, "status": "measured"}, ("evidence",), "must be text"),
    ],
)
def test_refused(given: Any, path: tuple[str, ...], says: str) -> None:
    """What is wrong is told with the key it stands at."""
    with pytest.raises(InputError, match=says) as caught:
        read_quantity(given, "mA")
    assert caught.value.path == path


def test_words() -> None:
    """Words stand for a value only as they are defined."""
    assert all(is_missing(v) for v in (None, "not provided"))
    assert not is_missing("not disclosed")
    assert all(says_not(v) for v in (None, "not provided", "not disclosed", "not applicable: no radio"))
    assert not any(says_not(v) for v in ("not applicable: ", "not applicable", "Not provided", "", 0))
