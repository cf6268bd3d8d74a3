"""The IoT label: the fields of its layers, what it may claim, and how much of it was answered."""

from __future__ import annotations

from typing import Any

import pytest

from datasheets.labels.iot import iot_labels
from datasheets.labels.label import Counts, Row
from tests.datasheets.labels.sheets import GESTURE, PA1, URL, example, row, sheet, unmodified

SENSORS = ["Sensor", "Purpose", "On the device", "In the cloud", "Shared with", "Sold to"]
ADDED = ["Collected", "Kept on the device", "Kept in the cloud", "Shared"]


def test_layers_have_the_fields_of_the_published_label() -> None:
    """Two of security, six for each kind of data and two of privacy in the first layer; all of the table in the second.

    The fields are those that the published label of the same sensor prints, in its order.
    """
    labels = example(PA1)
    assert [r.title for r in labels["iot-1"].header] == ["Manufacturer", "Device", "Firmware", "Updated on", "Made in"]
    assert labels["iot-2"].header == labels["iot-1"].header
    first = {g.title: [r.title for r in g.rows] for g in labels["iot-1"].groups}
    assert first == {
        "Security": ["Security updates", "Access control"],
        "Data of sensors: visual": SENSORS,
        "Privacy": ["Other data", "Privacy policy"],
    }
    second = {g.title: [r.title for r in g.rows] for g in labels["iot-2"].groups}
    assert [len(rows) for rows in second.values()] == [10, 10, 6, 6]
    assert set(second["Data of sensors: visual"]) == {*SENSORS, *ADDED}
    assert second["More information"] == [
        "Works offline", "Works without data", "Acts on", "Works with", "Phone", "Contact",
    ]  # fmt: skip


def test_counts_of_the_published_label() -> None:
    """Of PA1: 5 + 2 + 6 + 2 + 1 fields; privacy policy and detailed label withheld, the date left open.

    The second layer adds 8 + 4 + 4 + 6: withheld are besides seven of security, two functions and phone; left open is
    the contact.
    """
    labels = example(PA1)
    assert labels["iot-1"].counts == Counts(answered=13, not_disclosed=2, not_provided=1)
    assert labels["iot-2"].counts == Counts(answered=24, not_disclosed=12, not_provided=2)
    assert labels["iot-1"].counts.words == "16 fields: 13 answered, 2 not disclosed, 1 not provided"


def test_name_only_where_nothing_differs() -> None:
    for label in iot_labels(sheet(**unmodified())):
        assert label.basis.endswith(", CISPL 1.0")
        assert label.beyond == ""
        assert label.counts.not_provided == label.counts.not_applicable == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": {"data": "motion"}}, "Not among its kinds of data: motion."),
        ({"label": {"sensor": "Accelerometer"}}, "Not among its values: sensor."),
        ({"label": {"purpose": "Research, telling gestures"}}, "Not among its values: purpose."),
        ({"linkage": "Sometimes"}, "Not among its values: linked with."),
        ({"oversight": "not provided"}, "1 field has no value in its two layers."),
        ({"oversight": "not applicable: none exists", "phone": "not provided"}, "2 fields have no value"),
        ({"label": {"data": "not provided"}}, "1 field has no value"),
    ],
)
def test_what_differs_is_said(change: dict[str, Any], said: str) -> None:
    """Another kind of data, another value where those that the label allows are known, or a field without one."""
    sections = unmodified()
    security = sections["security_and_privacy"]
    security["label"][0] |= change.pop("label", {})
    security |= change
    for label in iot_labels(sheet(**sections)):
        assert label.basis.endswith("based on CISPL 1.0")
        assert said in label.beyond


def test_withheld_values_are_no_difference() -> None:
    sections = unmodified()
    sections["security_and_privacy"]["hardware_safety"] = "not disclosed"
    sections["security_and_privacy"]["label"][0]["purpose"] = "Not disclosed."
    labels = iot_labels(sheet(**sections))
    assert [label.beyond for label in labels] == ["", ""]
    assert row(labels[1], "Purpose") == Row("Purpose", "", "not disclosed")  # however it is typed


def test_a_table_that_is_not_there_is_one_field() -> None:
    for given, mark in ((None, "not provided"), ("not disclosed", "not disclosed"), ([], "not provided")):
        sections = unmodified()
        sections["security_and_privacy"]["label"] = given
        label = iot_labels(sheet(**sections))[0]
        assert row(label, "Kinds of data").mark == mark
        assert label.counts.fields == 11
        assert bool(label.beyond) == (mark == "not provided")


def test_what_holds_for_all_data_stands_for_an_empty_cell() -> None:
    sections = unmodified()
    security = sections["security_and_privacy"]
    security |= {"stored": "pseudonymised", "retention": "a week", "collection_frequency": "periodic"}
    for key in ("stored_on_device", "frequency"):
        del security["label"][0][key]
    security["label"][0]["retention_on_device"] = "not disclosed"
    second = iot_labels(sheet(**sections))[1]
    assert row(second, "On the device").text == "pseudonymised"
    assert row(second, "Collected").text == "periodic"
    assert row(second, "Kept on the device").mark == "not disclosed"


def test_a_second_place_is_asked_where_the_first_has_no_value() -> None:
    sections = unmodified() | {"system": {"update_mechanism": "over the air"}}
    security = sections["security_and_privacy"]
    security |= {"patches": "not provided", "key_management": "not disclosed", "encryption_in_transit": "TLS 1.3"}
    second = iot_labels(sheet(**sections))[1]
    assert row(second, "Security updates").text == "over the air"
    assert row(second, "Encryption and keys").text == "In transit: TLS 1.3; At rest: not provided"
    del security["encryption_in_transit"]
    assert row(iot_labels(sheet(**sections))[1], "Encryption and keys").mark == "not disclosed"


def test_nothing_said_is_no_label() -> None:
    assert iot_labels(sheet(title_page={"name": "Sensor"})) == ()
    open_ = {"access": "not provided", "label": "not provided"}
    assert iot_labels(sheet(security_and_privacy=open_)) == ()
    assert len(iot_labels(sheet(security_and_privacy={"access": "not disclosed"}))) == 2


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"label_url": URL}, URL),
        ({"label_url": URL, "label_code": "printed"}, URL),
        ({"label_url": URL, "label_code": "not printed"}, ""),
        ({"label_url": "not disclosed", "label_code": "printed"}, ""),
        ({"label_url": "not applicable: no page"}, ""),
        ({"label_url": "https://exämple.org/é?q=ü b".replace(" ", "%20")},
         "https://xn--exmple-cua.org/%C3%A9?q=%C3%BC%20b"),
        ({"label_url": "https://example.org/" + "a" * 5000}, ""),
    ],
)  # fmt: skip
def test_a_code_only_for_an_address_that_it_can_hold(given: dict[str, str], address: str) -> None:
    for label in iot_labels(sheet(security_and_privacy=given | {"access": "None"})):
        assert label.code is not None
        assert label.code.address == address
        assert ("also as a QR code" in label.alt) == bool(address)
        assert label.code.row.text or label.code.row.mark


def test_a_sensor_of_another_kind_is_based_on_it() -> None:
    """The band senses motion, which the published label does not know."""
    for key in ("iot-1", "iot-2"):
        assert "based on CISPL 1.0" in example(GESTURE)[key].basis
        assert "motion" in example(GESTURE)[key].beyond


def test_of_several_marks_the_one_that_says_most_stands() -> None:
    """What is withheld goes before what does not apply, and that before what nobody said."""
    security = {"contact": "not applicable: no product", "encryption_at_rest": "not applicable: nothing is stored"}
    page = {"contact": "not disclosed"}
    (_, label) = iot_labels(sheet(title_page=page, security_and_privacy=security))
    assert row(label, "Contact").mark == "not disclosed"
    assert row(label, "Encryption and keys").words == "Not applicable: nothing is stored"
