"""What may be claimed: an interval with a source, and nothing else."""

from __future__ import annotations

import pytest

from footprint import InputError
from footprint.net import cases, claim


def test_the_one_case_with_an_interval_of_its_own() -> None:
    """Smart HVAC: 20-40 %, the middle is 30 %."""
    found = claim("smart-hvac")
    assert found.share == (0.2, 0.3, 0.4)
    assert (found.said, found.status) == ("20-40 % less building energy use", "declared")
    assert "Plancher" in found.source
    assert [key for key, one in cases().items() if one.usable] == ["smart-hvac"]


@pytest.mark.parametrize("case", [key for key, one in cases().items() if one.saving_of is None])
def test_what_is_no_saving_says_why(case: str) -> None:
    with pytest.raises(InputError, match="is not a saving: ") as raised:
        claim(case, saving="20-40 %", source="a trial")
    assert cases()[case].why_not in str(raised.value)


@pytest.mark.parametrize("case", [k for k, one in cases().items() if one.saving_of is not None and not one.usable])
def test_a_case_without_an_interval_takes_the_user_s(case: str) -> None:
    with pytest.raises(InputError, match="a claim is an interval"):
        claim(case)
    found = claim(case, saving="90-99 %", source="a trial")
    assert (found.case, found.title, found.source) == (case, cases()[case].title, "a trial")
    assert found.share == pytest.approx((0.9, 0.945, 0.99), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("20-40 %", (0.2, 0.3, 0.4)), ("20 % to 40 %", (0.2, 0.3, 0.4)), ("0.1-.5%", (0.001, 0.003, 0.005)),
        ("90–100 %", (0.9, 0.95, 1.0)), ("0-10 %", (0.0, 0.05, 0.1)), ("1e-3 .. 2e-3 %", (1e-5, 1.5e-5, 2e-5)),
    ],
)  # fmt: skip
def test_intervals_as_people_write_them(text: str, share: tuple[float, float, float]) -> None:
    assert claim(saving=text, source="a trial").share == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30 %", "a claim is an interval"), ("30-30 %", "a claim is an interval"), ("40-20 %", "upside down"),
        ("20-140 %", "not between 0 and 100 %"), ("-5-20 %", "not between 0 and 100 %"), ("20-40", "no unit"),
        ("nan-40 %", "not a number"), ("1e400-2 %", "not a finite number"), ("inf", "not a number"),
        ("", "not a number"), ("abc", "not a number"), ("20,5-40 %", "decimal comma"), ("2-4 kWh", "does not fit"),
        ("9" * 5000 + "-40 %", "not a finite number"),
    ],
)  # fmt: skip
def test_what_is_no_interval_is_refused_with_an_example(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as raised:
        claim(saving=text, source="a trial")
    assert raised.value.hint
    assert raised.value.path == ("saving",)


@pytest.mark.parametrize("source", [None, "", "  ", "x" * 301, "two\nlines", "\x1b[31mred"])
def test_no_claim_without_a_source_line(source: str | None) -> None:
    with pytest.raises(InputError, match="source"):
        claim(saving="20-40 %", source=source)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing is claimed"),
        ({"case": "smart-hvca"}, "unknown case"),
        ({"case": "smart-hvac", "source": "mine"}, "a source goes with a saving of your own"),
        ({"case": "smart-hvac", "saving": "1-2 %", "source": "mine"}, "has an interval of its own"),
    ],
)
def test_too_little_and_too_much(given: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        claim(**given)


def test_a_wrong_case_names_the_nearest() -> None:
    with pytest.raises(InputError) as raised:
        claim("smart-hvca")
    assert "smart-hvac" in raised.value.valid
