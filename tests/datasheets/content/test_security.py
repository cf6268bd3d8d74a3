"""Security facts and tables of schemes as they are printed."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.content.blocks import Fact, Facts, Figure, Grid, Prose
from datasheets.schemes.answers import scheme_answers
from datasheets.sheet.template import section
from tests.datasheets.content.printed import content_of, example, part, walk
from tests.datasheets.examples import HOSTILE_NAME, LONG

FACTS = [
    "Kind of support", "Policy for reported vulnerabilities", "Update mechanism", "Updates come", "Default passwords",
    "How a default password is changed", "Debug ports", "Software bill of materials", "Hardware bill of materials",
    "Secure decommissioning, with removal of data", "Radio", "Declaration of conformity",
]  # fmt: skip
SP = "security_and_privacy"


def counted(**sections: Any) -> str:
    blocks = part(content_of(**sections), SP, "Security facts").blocks
    assert isinstance(blocks[-1], Prose)
    return blocks[-1].paragraphs[0].partition(". ")[0]


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_every_fact_always_stands(name: str) -> None:
    """Whatever a sheet gives, in one order, and none of them under another heading of the chapter too."""
    blocks = part(example(name)[1], SP, "Security facts").blocks
    assert isinstance(blocks[0], Facts)
    assert [f.title for f in blocks[0].facts] == FACTS
    above = part(example(name)[1], SP, "Vulnerabilities")
    titles = [f.title for block in above.blocks if isinstance(block, Facts) for f in block.facts]
    assert titles[:4] == ["Security contact", "Disclosure process", "Patch mechanism and timelines", "Supported until"]
    assert not set(titles) & set(FACTS)


def test_what_is_missing_is_marked_and_counted() -> None:
    """Nine of the group, three of other sections and four of the heading before."""
    assert counted() == "Security facts: 0 given, 16 not provided, of 16"
    given = {
        "support_until": "2031-01-31", "contact": "not disclosed", "sbom": "not disclosed",
        "conformity": "not applicable: a part", "default_passwords": "none",
    }  # fmt: skip
    said = counted(security_and_privacy=given, hardware={"radio": "not applicable: a cable"})
    assert said == "Security facts: 2 given, 2 not applicable, 2 not disclosed, 10 not provided, of 16"


def test_debug_ports_stand_in_one_line() -> None:
    """A port of which nobody says the state is no given fact."""
    ports = [{"name": "SWD", "state": "locked"}, {"name": "UART", "state": "not provided"}]
    blocks = part(content_of(hardware={"debug_ports": ports}), SP, "Security facts").blocks
    (value,) = (f.value for f in walk(blocks, Fact) if f.title == "Debug ports")
    assert (value.text, value.mark) == ("SWD: locked; UART: not provided", "")
    assert counted(hardware={"debug_ports": ports}).startswith("Security facts: 1 given, 15")
    assert counted(hardware={"debug_ports": ports[1:]}).startswith("Security facts: 0 given, 16")


def test_a_long_text_stands_below_the_table_and_counts() -> None:
    text = f"{LONG} {HOSTILE_NAME}"
    blocks = part(content_of(security_and_privacy={"decommissioning": text}), SP, "Security facts").blocks
    assert [type(b) for b in blocks] == [Facts, Prose, Prose]
    assert blocks[1] == Prose("Secure decommissioning, with removal of data", (text,))
    assert counted(security_and_privacy={"decommissioning": text}).startswith("Security facts: 1 given, 15")


WIRED = {"radio": "not applicable: a cable", "interfaces": ["I2C"]}


def test_a_wired_device_has_no_table_of_a_label_for_radios() -> None:
    """Each scheme has a row that says whether it applies; only the law on anything with a connection has a table."""
    _, overview, *tables = part(content_of(hardware=WIRED), SP, "Security schemes").blocks
    assert isinstance(overview, Grid)
    told = {row[0].text: (row[2].text, row[2].mark) for row in overview.rows}
    assert told["U.S. Cyber Trust Mark"] == told["EU RED"] == ("does not apply: no radio", "not applicable")
    assert told["ETSI EN 303 645"] == ("does not apply: no network interface", "not applicable")
    assert told["EU CRA"] == ("yes", "")
    assert [t.title.partition(":")[0] for t in tables if isinstance(t, Grid)] == ["EU CRA"]


@pytest.mark.parametrize("name", ["gesture", "pa1"])
def test_every_requirement_stands_once_and_nothing_is_drawn(name: str) -> None:
    """Those that nobody answers share a row for each clause, so rows are fewer; a table counts them in its title."""
    sheet, content = example(name)
    blocks = part(content, SP, "Security schemes").blocks
    assert not list(walk(blocks, Figure))
    tables = [b for b in blocks if isinstance(b, Grid) and b.title]
    asked = [one for one in scheme_answers(sheet) if one.answers]
    assert [t.title for t in tables] == [f"{one.scheme.key}: {one.counted}" for one in asked]
    for table, one in zip(tables, asked, strict=True):
        silent = {a.group.id for a in one.answers if a.answer == "not stated"}
        said = [a for a in one.answers if a.answer != "not stated"]
        assert len(table.rows) == len(silent) + len(said)
        assert [c.title for c in table.columns] == ["Requirement", "Answer", "Why", "Evidence"]
        assert one.scheme.source in table.note


def test_ids_that_share_an_answer() -> None:
    """Runs are told by their ends, names are listed, and one answer to a whole clause is one row."""
    rows = [
        {"scheme": "ETSI EN 303 645", "requirement": "5.4", "answer": "met", "evidence": "report"},
        {"scheme": "ETSI EN 303 645", "requirement": "5.5-2", "answer": "not met", "why": "none was"},
        {"scheme": "NIST IR 8425", "requirement": "Data protection", "answer": "met", "why": "AES", "evidence": "e"},
    ]
    given: dict[str, Any] = {"hardware": {"radio": "LTE"}, "security_and_privacy": {"requirements": rows}}
    tables = {g.title.partition(":")[0]: g for g in walk(part(content_of(**given), SP, "Security schemes"), Grid)}
    etsi = {row[0].text: row for row in tables["ETSI EN 303 645"].rows}
    assert etsi["5.4-1 to 5.4-4"][0].note == "Storing secrets securely, 4 requirements"
    assert (etsi["5.4-1 to 5.4-4"][1].text, etsi["5.4-1 to 5.4-4"][3].text) == ("met", "report")
    assert etsi["5.5-2"][2].text == "none was"
    assert etsi["5.5-1, 5.5-3 to 5.5-8"][1].mark == "not provided"
    nist = [row[0].text for row in tables["NIST IR 8425"].rows]
    assert "Asset identification, Product configuration, Interface access control, Software update, " in f"{nist[1]}, "
    cra = [row[0].text for row in tables["EU CRA"].rows]
    assert "Annex I Part I (1) to (2)(m)" in cra
    assert "Annex II 6, 8(a) to 8(b), 8(e) to 9" in cra


def test_facts_are_those_of_the_template() -> None:
    titles = [f.title for f in section(SP).fields if f.group == "Security facts"]
    assert [t for t in FACTS if t in titles] == titles
