"""What a datasheet answers to security schemes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasheets.lints.rules import lint
from datasheets.schemes.answers import WORDS, Answer, SchemeAnswers, level_of, scheme_answers
from datasheets.schemes.table import schemes
from datasheets.sheet.sheet import Datasheet
from datasheets.sheet.template import section
from tests.datasheets.content.printed import example, sheet_of
from tests.datasheets.examples import HOSTILE_NAME, LONG

SP = "security_and_privacy"


def of(sheet: Datasheet, key: str) -> SchemeAnswers:
    return next(a for a in scheme_answers(sheet) if a.scheme.key == key)


def answer(sheet: Datasheet, key: str, id: str) -> Answer:
    return next(a for a in of(sheet, key).answers if a.requirement.id == id)


def radio(**more: Any) -> Datasheet:
    """A device with Wi-Fi, of which little is said."""
    return sheet_of(hardware={"radio": "Wi-Fi", **more.pop("hardware", {})}, **more)


def requirement(scheme: str, id: str, word: str, **more: str) -> dict[str, str]:
    return {"scheme": scheme, "requirement": id, "answer": word, **more}


def test_information_is_met_by_the_field_that_holds_it() -> None:
    """The end of support answers Annex II 7 of the CRA with the kind of support, 5.3-13 and the registry alone."""
    sheet = radio(security_and_privacy={"support_until": "2031-01-31"})
    assert answer(sheet, "ETSI EN 303 645", "5.3-13").answer == "met"
    assert answer(sheet, "ETSI EN 303 645", "5.3-13").evidence == "Supported until (section 4)"
    assert answer(sheet, "U.S. Cyber Trust Mark", "8.222(b)(9)").by == "datasheet"
    half = answer(sheet, "EU CRA", "Annex II 7")
    assert (half.answer, half.why, half.evidence) == ("not met", "Kind of support: not provided", "")


@pytest.mark.parametrize(
    ("value", "expected", "why"),
    [
        ("2031-01-31", "met", ""), ("not disclosed", "not met", "Supported until: not disclosed"),
        ("not provided", "not met", "Supported until: not provided"),
        ("not applicable: a prototype", "not applicable", "a prototype"),
    ],
)  # fmt: skip
def test_what_stands_in_a_field(value: str, expected: str, why: str) -> None:
    found = answer(radio(security_and_privacy={"support_until": value}), "ETSI EN 303 645", "5.3-13")
    assert (found.answer, found.why) == (expected, why)


def test_what_is_asked_of_some_only_is_not_stated_without_it() -> None:
    """The address of a declaration of conformity, and that of a software bill of materials."""
    for value in (None, "not disclosed"):
        given = {} if value is None else {"sbom": value}
        assert answer(radio(security_and_privacy=given), "EU CRA", "Annex II 9").answer == "not stated"
    given = {"sbom": "https://works.example/sbom"}
    assert answer(radio(security_and_privacy=given), "EU CRA", "Annex II 9").answer == "met"


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("none", "not applicable"), ("unique to each device", "met"), ("set by the user at first use", "met"),
        ("the same on every device", "not met"), ("not disclosed", "not stated"),
    ],
)  # fmt: skip
def test_default_passwords(password: str, expected: str) -> None:
    sheet = radio(security_and_privacy={"default_passwords": password})
    assert answer(sheet, "ETSI EN 303 645", "5.1-1").answer == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["locked", "open"], "not met"), (["locked", "disabled"], "met"), (["not fitted"], "not applicable"),
        (["locked", "not provided"], "not stated"),
    ],
)  # fmt: skip
def test_the_worst_debug_port_counts(states: list[str], expected: str) -> None:
    ports = [{"name": f"P{i}", "state": state} for i, state in enumerate(states)]
    assert answer(radio(hardware={"debug_ports": ports}), "ETSI EN 303 645", "5.6-4A").answer == expected


def test_the_row_of_the_makers_wins_over_that_of_its_group_and_over_the_sheet() -> None:
    """5.3 as a whole is met, 5.3-12 is not, and 5.3-13 is met although the sheet tells no end of support."""
    rows = [
        requirement("ETSI EN 303 645", "5.3", "met", evidence="report 3"),
        requirement("ETSI EN 303 645", "Provision 5.3-12", "not met", why="at night"),
        requirement("EU CRA", "Annex II 1", "not provided"),
    ]
    sheet = radio(security_and_privacy={"requirements": rows})
    found = {a.requirement.id: a for a in of(sheet, "ETSI EN 303 645").answers}
    assert (found["5.3-13"].answer, found["5.3-13"].evidence, found["5.3-13"].by) == ("met", "report 3", "maker")
    assert (found["5.3-12"].answer, found["5.3-12"].why) == ("not met", "at night")
    assert found["5.4-1"].answer == "not stated"
    assert answer(sheet, "EU CRA", "Annex II 1").by == "datasheet", "a row that says nothing answers nothing"


def test_a_certificate_answers_its_level_and_what_stands_on_it() -> None:
    """Level 2 holds 1 and 2; a shared password speaks against level 1 all the same."""
    row = {"scheme": "Singapore CLS", "status": "certified", "level": "Level 2", "number": "C-1"}
    mark = {**row, "scheme": "Cyber Trust Mark", "date": "2026-09-01", "body": "Label Ltd"}
    sheet = radio(overview={"compliance": [row, mark]})
    levels = of(sheet, "Singapore CLS").answers
    assert [a.answer for a in levels] == ["met", "met", "not applicable", "not applicable"]
    assert levels[0].evidence == "Certificate C-1"
    assert answer(sheet, "U.S. Cyber Trust Mark", "8.222(b)(3)").why == "2026-09-01"
    assert answer(sheet, "U.S. Cyber Trust Mark", "8.222(b)(4)").why == "Label Ltd"
    password = {"default_passwords": "the same on every device"}
    shared = radio(overview={"compliance": [row]}, security_and_privacy=password)
    assert answer(shared, "Singapore CLS", "Level 1").answer == "not met"
    planned = radio(overview={"compliance": [{**row, "status": "planned"}]})
    assert {a.answer for a in of(planned, "Singapore CLS").answers} == {"not stated"}
    unknown = radio(overview={"compliance": [{**row, "level": "Level 5"}]})
    assert {a.answer for a in of(unknown, "Singapore CLS").answers} == {"not stated"}, "there is no such level"


@pytest.mark.parametrize(
    ("text", "level"), [("2", 2), ("Level 3", 3), ("****", 4), ("basic", 0), (None, 0), ("not disclosed", 0)]
)
def test_levels(text: str | None, level: int) -> None:
    assert level_of(text) == level


def test_a_wired_device_has_no_answers_to_a_label_for_radios() -> None:
    sheet = sheet_of(hardware={"radio": "not applicable: a cable", "interfaces": ["I2C"]})
    found = of(sheet, "U.S. Cyber Trust Mark")
    assert (found.applies, found.why_not, found.answers, found.counted) == (False, "no radio", (), "")


def test_counted_in_words() -> None:
    """Ten registry items of a device of which the name and the end of support are told, without default passwords:
    (1) and (9) met, (6) not applicable, (2), (8) and (10) not met, four others not stated."""
    sheet = radio(
        title_page={"name": "X"}, security_and_privacy={"support_until": "2031-01-31", "default_passwords": "none"}
    )
    assert of(sheet, "U.S. Cyber Trust Mark").counted == "2 of 10 met, 3 not met, 1 not applicable, 4 not stated"


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_the_examples_as_json(name: str) -> None:
    """Every scheme once; counts add up to the requirements, and nothing stands where a scheme does not apply."""
    for one in scheme_answers(example(name)[0]):
        found = json.loads(json.dumps(one.to_dict(), allow_nan=False))
        assert sum(found["counts"].values()) == len(found["requirements"])
        assert found["applies"] is True or not found["requirements"]
        assert (found["why_not"] is None) == (found["applies"] is True)
        assert list(found["counts"]) == [word.replace(" ", "_") for word in WORDS]


FIELDS = [f for f in section(SP).fields if f.group in ("Security facts", "Vulnerabilities")]
SILENT = st.sampled_from(["not provided", "not disclosed", f"not applicable: {HOSTILE_NAME}"])
IDS = ["5.1", "5.1-1", "Annex II", "Annex II 9", "Level 2", "8.222(b)", LONG, HOSTILE_NAME]
ROW = st.fixed_dictionaries(
    {
        "scheme": st.sampled_from([s.key for s in schemes() if s.groups]),
        "requirement": st.sampled_from(IDS),
        "answer": st.sampled_from(["met", "not met", "not applicable", "not provided", "not disclosed"]),
    }
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([f.key for f in FIELDS]), SILENT), st.lists(ROW, max_size=6), st.booleans())
def test_whatever_is_said_each_requirement_has_one_answer(fields: dict[str, str], rows: list[Any], wired: bool) -> None:
    """Sheets that hide everything, odd ids and markup: no crash, every requirement once, reasons for not applicable."""
    hardware = {"radio": "not applicable: no" if wired else "LTE"}
    sheet = sheet_of(hardware=hardware, security_and_privacy={**fields, "requirements": rows})
    for one in scheme_answers(sheet):
        if one.applies:
            assert [a.requirement for a in one.answers] == list(one.scheme.requirements)
            assert sum(one.counts.values()) == len(one.answers)
            assert all(a.why for a in one.answers if a.answer == "not applicable" and a.by == "datasheet")
    lint(sheet)


def test_a_chosen_value_is_evidence_where_it_meets() -> None:
    for password, evidence in (("unique to each device", "Default passwords (section 4)"),
                               ("the same on every device", "")):  # fmt: skip
        sheet = radio(security_and_privacy={"default_passwords": password})
        assert answer(sheet, "ETSI EN 303 645", "5.1-1").evidence == evidence


def test_a_scheme_that_another_row_plans_applies() -> None:
    rows = [{"scheme": "EU CRA", "status": "not applicable"}, {"scheme": "CRA", "status": "planned"}]
    assert of(radio(overview={"compliance": rows}), "EU CRA").applies is True
    assert of(radio(overview={"compliance": rows[:1]}), "EU CRA").applies is False
