"""The table of security schemes, and whether a scheme is about a device."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import pytest

from datasheets.data_files import FOLDER
from datasheets.schemes.table import applies, scheme, schemes
from datasheets.sheet.template import section, template
from footprint.yaml_file import parse_yaml, read_text
from tests.datasheets.lints.found import sheet_of

ALL = [r for s in schemes() for r in s.requirements]
PLACES = {f"{s.key}.{f.key}": f for s in template() for f in s.fields}


def test_schemes_are_those_of_the_template() -> None:
    """In its order; the last one is only asked whether it applies."""
    choices = section("security_and_privacy").field("requirements").column("scheme").choices
    assert [s.key for s in schemes()] == [*choices, "EU RED"]
    assert [s.key for s in schemes() if not s.groups] == ["EU RED"]


def test_every_scheme_says_where_it_was_read() -> None:
    """A source with a locator, how each list was verified, and days or months of four digits and two."""
    path = FOLDER / "schemes.yaml"
    for given in parse_yaml(read_text(path), path.name)[0]:
        assert len(given["source"]) > 20
        assert len(given["verified"]) > 60
        assert all(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", d["date"]) for d in given["dates"])


def test_ids_stand_once_and_are_found_by_what_a_person_writes() -> None:
    """Each id finds itself and nothing else; "provision", "point", spaces and capitals are passed over."""
    for one in schemes():
        ids = [r.id for r in one.requirements]
        assert len(set(ids)) == len(ids)
        assert all(one.ids_of(id) == (id,) for id in ids)
        assert all(one.ids_of(g.id) == tuple(r.id for r in g.requirements) for g in one.groups if g.id not in ids)
    assert scheme("ETSI EN 303 645").ids_of("provision 5.3-13") == ("5.3-13",)
    assert scheme("EU CRA").ids_of("annex II, point 7") == ("Annex II 7",)
    assert scheme("NIST IR 8425").ids_of("Software Update") == ("Software update",)
    assert scheme("U.S. Cyber Trust Mark").ids_of("(b)(9)") == ("8.222(b)(9)",)
    assert scheme("Singapore CLS").ids_of("level 2") == ("Level 2",)
    assert scheme("ETSI EN 303 645").ids_of("5.14-1") == scheme("EU CRA").ids_of("point") == ()


def test_numbers_of_requirements() -> None:
    """CRA: Annex I Part I has (1) and (2)(a) to (m), Part II has 8, Annex II has 8 points and (a) to (f).

    ETSI: Table B.1 of V3.1.3 has 78 provisions in 5.0 to 6. NIST: 6 and 4. 47 CFR 8.222(b): (1) to (10). CLS: 4 levels.
    """
    assert [len(s.requirements) for s in schemes()] == [14 + 8 + 14, 78, 6 + 4, 10, 4, 0]
    etsi = scheme("ETSI EN 303 645")
    assert [len(g.requirements) for g in etsi.groups] == [1, 6, 3, 19, 4, 8, 10, 2, 3, 3, 1, 4, 3, 2, 9]
    required = [r.id for r in etsi.requirements if r.need == "required"]
    assert required == [
        "5.0-1", "5.2-1", "5.3-13", "5.3-16", "5.4-3", "5.5-1", "5.6-2", "5.11-1", "5.13-1A", "5.13-1B", "6-1",
    ]  # fmt: skip


@pytest.mark.parametrize("one", ALL, ids=lambda r: r.id)
def test_places_and_values_are_those_of_the_template(one: Any) -> None:
    """A renamed field would silently answer nothing."""
    assert set(chain(*one.shown)) <= set(PLACES)
    for given in (one.choice, one.column):
        if given:
            field = PLACES[given["place"]]
            field = field.column(given["column"]) if "column" in given else field
            assert set(given["answers"]) <= set(field.choices)
            assert set(given["answers"].values()) <= {"met", "not met", "not applicable"}
    for place, values in one.unless.items():
        assert set(values) <= set(PLACES[place].choices)
    if one.certificate:
        assert section("overview").field("compliance").column(one.certificate)


WIRED = 'hardware:\n  radio: "not applicable: a cable"\n  interfaces: [{}]\n'


@pytest.mark.parametrize(
    ("body", "key", "expected"),
    [
        (WIRED.format("I2C"), "U.S. Cyber Trust Mark", (False, "no radio")),
        (WIRED.format("I2C"), "EU RED", (False, "no radio")),
        (WIRED.format("I2C"), "ETSI EN 303 645", (False, "no network interface")),
        (WIRED.format("I2C"), "EU CRA", (True, "")),
        (WIRED.format("10BASE-T1L"), "ETSI EN 303 645", (True, "")),
        (WIRED.format("Ethernet"), "U.S. Cyber Trust Mark", (False, "no radio")),
        ("hardware: {radio: LoRa 868 MHz}\n", "U.S. Cyber Trust Mark", (True, "")),
        ("hardware: {interfaces: [Bluetooth Low Energy]}\n", "U.S. Cyber Trust Mark", (True, "")),
        (
            "hardware: {interfaces: [I2C]}\n", "NIST IR 8425",
            (None, "the datasheet does not say whether there is a radio"),
        ),
        ("title_page: {name: X}\n", "EU CRA", (None, "the datasheet does not tell its interfaces")),
        (
            'hardware: {radio: none, interfaces: "not applicable: a lamp", connectors: "not applicable: no"}\n',
            "EU CRA", (False, "no data connection"),
        ),
        (
            "hardware: {radio: Wi-Fi}\n"
            "overview: {compliance: [{scheme: EN 303 645, status: not applicable, scope: for industry}]}\n",
            "ETSI EN 303 645", (False, "for industry"),
        ),
        (
            WIRED.format("I2C") + "overview: {compliance: [{scheme: ETSI EN 303 645, status: in progress}]}\n",
            "ETSI EN 303 645", (True, ""),
        ),
        (
            WIRED.format("I2C") + "overview: {compliance: [{scheme: Cyber Trust Mark, status: certified}]}\n",
            "U.S. Cyber Trust Mark", (False, "no radio"),
        ),
    ],
)  # fmt: skip
def test_whether_a_scheme_is_about_a_device(body: str, key: str, expected: tuple[bool | None, str]) -> None:
    """By its radio and interfaces, and by what the makers say, except that nobody gives a cable a radio."""
    assert applies(scheme(key), sheet_of(body)) == expected


def test_in_another_language_a_radio_is_known_by_its_name_only() -> None:
    """ "keiner" may be the word for none, and a list of interfaces in German may name a network by another word."""
    body = "hardware: {radio: keiner, interfaces: [Netzwerk]}\n"
    assert applies(scheme("EU RED"), sheet_of(body, language="de"))[0] is None
    wired = 'hardware: {radio: "not applicable: Kabel", interfaces: [Netzwerk]}\n'
    assert applies(scheme("ETSI EN 303 645"), sheet_of(wired, language="de"))[0] is None
    assert applies(scheme("EU RED"), sheet_of("hardware: {radio: LoRa}\n", language="de"))[0] is True
