"""Marks, certificates and answers to schemes: near misses and messages; contradictions are in `catches.yaml`."""

from __future__ import annotations

from datetime import date

import pytest

from tests.datasheets.lints.found import findings, lines, sheet_of

CLS = (
    "overview:\n  compliance:\n  - {{scheme: Singapore CLS, status: {status}, level: 2, body: CSA, number: C-1, "
    "valid_until: {until}, mark: {mark}}}\nsecurity_and_privacy: {{support_until: {support}}}\n"
    "hardware: {{radio: Wi-Fi}}\n"
)


def cls(
    status: str = "certified", until: str = "2029-01-01", mark: str = "printed", support: str = "2031-01-01"
) -> str:
    return CLS.format(status=status, until=until, mark=mark, support=support)


@pytest.mark.parametrize("status", ["planned", "in progress", "not applicable", "not provided"])
def test_a_mark_stands_only_where_it_was_granted(status: str) -> None:
    """Line 5 is the row."""
    assert lines("mark-not-granted", cls(status)) == [[5, 5]]
    assert lines("mark-not-granted", cls(status, mark="not printed")) == []
    (found,) = findings("mark-not-granted", sheet_of(cls("planned")))
    assert found.message == (
        'overview.compliance.1.mark says that the mark of "Singapore CLS" is printed, and overview.compliance.1.status '
        'is "planned"'
    )


@pytest.mark.parametrize(
    ("until", "as_of", "expected"),
    [
        ("2026-11-20", date(2026, 11, 21), [[5]]), ("2026-11-21", date(2026, 11, 21), []),
        ("2026-11-20", None, []), ("not disclosed", date(2026, 11, 21), []),
    ],
)  # fmt: skip
def test_the_last_day_of_a_certificate(until: str, as_of: date | None, expected: list[list[int]]) -> None:
    """It holds on its last day; without a day nothing is held against it."""
    assert lines("certificate-expired", cls(until=until), as_of=as_of) == expected
    assert lines("certificate-expired", cls("planned", until), as_of=as_of) == expected, "its mark is printed"
    assert lines("certificate-expired", cls("planned", until, "not printed"), as_of=as_of) == []


@pytest.mark.parametrize(
    ("until", "support", "expected"),
    [
        ("2031-01-01", "2031-01-01", []), ("2031-01-02", "2031-01-01", [[5, 6]]),
        ("not provided", "2031-01-01", []), ("2031-01-02", "not provided", []),
        ("2031-01-01", '"not applicable: none"', [[5, 6]]),
    ],
)  # fmt: skip
def test_a_label_does_not_outlive_the_support(until: str, support: str, expected: list[list[int]]) -> None:
    """That there is no end of support at all is found by another rule; a mark for unsupported devices exists too."""
    assert lines("label-outlives-support", cls(until=until, support=support)) == expected
    assert lines("label-outlives-support", cls("planned", until, support=support)) == expected, "its mark is printed"
    assert lines("label-outlives-support", cls("planned", until, "not printed", support)) == []
    other = cls(until=until, support=support).replace("Singapore CLS", "U.S. Cyber Trust Mark")
    assert lines("label-outlives-support", other) == []


def test_a_label_for_radios_on_a_device_that_names_none() -> None:
    """Nothing says that there is a radio; in another language it may have another name."""
    body = "overview:\n  compliance: [{scheme: Cyber Trust Mark, status: certified, mark: printed}]\n"
    wired = body + "hardware: {interfaces: [I2C]}\n"
    (found,) = findings("scheme-does-not-apply", sheet_of(wired))
    assert "no radio is named" in found.message
    assert lines("scheme-does-not-apply", wired, language="de") == []
    assert lines("scheme-does-not-apply", body + "hardware: {interfaces: [Zigbee]}\n") == []
    assert lines("scheme-does-not-apply", body + "hardware: {radio: not disclosed}\n") == []
    planned = wired.replace("certified, mark: printed", "planned")
    assert lines("scheme-does-not-apply", planned) == []


def test_what_a_certificate_lacks() -> None:
    """A number only where there is other evidence, as its lack has a rule of its own; a level where there are some."""
    body = "overview:\n  compliance:\n  - {{scheme: {}, status: certified{}}}\nhardware: {{radio: Wi-Fi}}\n"
    (found,) = findings("certificate-incomplete", sheet_of(body.format("CLS", ", evidence: scan")))
    assert (
        found.message == 'overview.compliance.1 says that "CLS" is certified, without number, body, level, valid_until'
    )
    (found,) = findings("certificate-incomplete", sheet_of(body.format("Cyber Trust Mark", ", number: C-1")))
    assert found.message.endswith("without body")
    assert lines("certificate-incomplete", body.format("ISO 9001", ", number: Q-1")) == []


@pytest.mark.parametrize(("begun", "status", "expected"), [
    ("2026-11-21", "certified", []), ("2026-11-22", "certified", [[4]]), ("2026-11-22", "planned", []),
])  # fmt: skip
def test_a_certificate_has_begun(begun: str, status: str, expected: list[list[int]]) -> None:
    """On its first day it holds; without a day nothing is held against it."""
    body = f"overview:\n  compliance: [{{scheme: RoHS, status: {status}, date: {begun}}}]\n"
    assert lines("certificate-dates", body, as_of=date(2026, 11, 21)) == expected
    assert lines("certificate-dates", body) == []


@pytest.mark.parametrize(
    ("level", "known"),
    [("1", True), ("Level 4", True), ("'**'", True), ("not disclosed", True), ("0", False), ("5", False),
     ("'*****'", False), ("gold", False)],
)  # fmt: skip
def test_levels_that_a_label_has(level: str, known: bool) -> None:
    """A scheme without levels may be given any."""
    body = cls().replace("level: 2", f"level: {level}")
    assert lines("level-unknown", body) == ([] if known else [[5]])
    assert lines("level-unknown", body.replace("Singapore CLS", "U.S. Cyber Trust Mark")) == []


@pytest.mark.parametrize(
    ("level", "answer", "status", "found"),
    [
        (2, "met", "certified", False), (3, "met", "certified", True), (2, "met", "planned", True),
        (3, "not met", "certified", False), (3, "not applicable", "certified", False),
    ],
)  # fmt: skip
def test_a_level_is_met_by_a_certificate(level: int, answer: str, status: str, found: bool) -> None:
    """The certificate of the row is of level 2."""
    row = f"{{scheme: Singapore CLS, requirement: Level {level}, answer: {answer}}}"
    body = cls(status).replace("hardware:", f"  requirements: [{row}]\nhardware:")
    body = body.replace("security_and_privacy: {support_until: 2031-01-01}", "security_and_privacy:")
    assert lines("level-not-granted", body) == ([[7, 4]] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The box bears the U.S. Cyber Trust Mark.", True), ("Cyber Trust Mark", True), ("CLS level 4", True),
        ("It was awarded the CyberTrust Mark.", True), ("Labelled in the Cybersecurity Labelling Scheme", True),
        ("The box bears no Cyber Trust Mark.", False), ("It will bear the Cyber Trust Mark.", False),
        ("The Cyber Trust Mark is a label of the U.S.", False), ("The CLS token carries the sentence.", False),
        ("CLS", False), ("The box bears the name. The Cyber Trust Mark is for radios.", False),
    ],
)  # fmt: skip
def test_a_mark_in_prose(text: str, found: bool) -> None:
    """A sentence that explains, denies or plans is none; nothing is said against a mark that was granted."""
    for body in (f'overview: {{description: "{text}"}}\n', f'overview: {{key_features: ["{text}"]}}\n'):
        assert bool(lines("mark-claimed-in-prose", body)) is found
        assert lines("mark-claimed-in-prose", body, language="de") == []
    rows = "[{scheme: Cyber Trust Mark, status: certified}, {scheme: CLS, status: certified}]"
    assert lines("mark-claimed-in-prose", f'overview: {{description: "{text}", compliance: {rows}}}\n') == []


ROWS = "hardware: {{radio: Wi-Fi{}}}\nsecurity_and_privacy:\n  {}\n  requirements:\n  - {{scheme: {}}}\n"


def rows(row: str, field: str = "retention: None", hardware: str = "") -> str:
    return ROWS.format(hardware, field, row)


def test_the_nearest_requirements_are_told() -> None:
    (found,) = findings("requirement-unknown", sheet_of(rows("ETSI EN 303 645, requirement: 5.3-133, answer: met")))
    assert "5.3-13" in found.message.split("the nearest are ")[1]
    assert [q.line for q in found.where] == [7]
    assert lines("requirement-unknown", rows("EU CRA, requirement: not provided, answer: met")) == []


@pytest.mark.parametrize(
    ("row", "field", "hardware", "expected"),
    [
        ("EU CRA, requirement: Annex II 7, answer: met, evidence: manual", "retention: None", "", []),
        ("EU CRA, requirement: Annex II 7, answer: met", "support_until: not disclosed", "", [[7, 5]]),
        ("EU CRA, requirement: Annex II, answer: met", "support_until: not disclosed", "", [[7, 5]]),
        ("EU CRA, requirement: Annex II 7, answer: not applicable", "support_until: not disclosed", "", []),
        ("EU CRA, requirement: Annex II 7, answer: not met", "support_until: not disclosed", "", []),
        ("EU CRA, requirement: Annex II 9, answer: met", "sbom: not disclosed", "", [[7, 5]]),
        (
            "ETSI EN 303 645, requirement: '5.1', answer: met", "default_passwords: the same on every device", "",
            [[7, 5]],
        ),
        (
            "ETSI EN 303 645, requirement: 5.1-1, answer: not applicable",
            "default_passwords: the same on every device", "", [[7, 5]],
        ),
        ("ETSI EN 303 645, requirement: 5.1-1, answer: met", "default_passwords: unique to each device", "", []),
        (
            "ETSI EN 303 645, requirement: 5.6-4A, answer: met", "retention: None",
            ", debug_ports: [{name: SWD, state: open}]", [[7, 3]],
        ),
        (
            "ETSI EN 303 645, requirement: 5.6-4A, answer: met", "retention: None",
            ", debug_ports: [{name: SWD, state: not provided}]", [],
        ),
    ],
)  # fmt: skip
def test_answers_and_fields(row: str, field: str, hardware: str, expected: list[list[int]]) -> None:
    """What is only missing is no contradiction; that a thing need not be met is not, unless the value binds."""
    assert lines("requirement-contradicted", rows(row, field, hardware)) == expected


def test_a_row_for_a_group_is_told_once() -> None:
    """Contact and end of support are not disclosed, which points 1, 2 and 7 of Annex II ask."""
    field = "support_until: not disclosed\n  contact: not disclosed"
    assert len(lines("requirement-contradicted", rows("EU CRA, requirement: Annex II, answer: met", field))) == 1


@pytest.mark.parametrize(("second", "expected"), [("met", []), ("not met", [[7, 8]]), ("not provided", [])])
def test_two_answers_to_one_requirement(second: str, expected: list[list[int]]) -> None:
    """The same one twice is one answer, also where the id is written otherwise."""
    row = "EU CRA, requirement: Annex II 1, answer: met}\n  - {scheme: EU CRA, requirement: Annex II point 1, answer: "
    assert lines("requirement-answered-twice", rows(row + second)) == expected


@pytest.mark.parametrize(
    ("scheme", "status", "forbidden"),
    [("ETSI EN 303 645", "certified", True), ("CLS", "in progress", True), ("ETSI EN 303 645", "planned", False)],
)
def test_one_password_for_all(scheme: str, status: str, forbidden: bool) -> None:
    """An error where a scheme that forbids it is claimed, else a warning, never both."""
    body = (
        "security_and_privacy: {default_passwords: the same on every device}\n"
        f"overview: {{compliance: [{{scheme: {scheme}, status: {status}}}]}}\n"
    )
    assert bool(lines("shared-password-forbidden", body)) is forbidden
    assert bool(lines("shared-password", body)) is not forbidden


@pytest.mark.parametrize(
    ("come", "how", "found"),
    [
        ("automatically", "none", True), ("when the user asks", "none", True), ("not at all", "none", False),
        ("automatically", "manual", True), ("when the user asks", "manual", False),
        ("automatically", "over the air", False), ("not disclosed", "none", False),
        ("automatically", "not provided", False),
    ],
)  # fmt: skip
def test_updates(come: str, how: str, found: bool) -> None:
    body = f"security_and_privacy: {{updates_automatic: {come}}}\nsystem: {{update_mechanism: {how}}}\n"
    assert lines("updates-and-mechanism", body) == ([[3, 4]] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SWD is locked.", True), ("Debug ports are fused in the factory.", True), ("SWD and UART: disabled", True),
        ("SWD is not locked.", False), ("SWD can be locked by a fuse.", False),
        ("UART is locked; SWD is open.", False),
        ("SWD is locked until service opens it.", False), ("SWD, in a locked cabinet", False),
        ("The case is locked.", False), ("SWD is locked if the integrator asks.", False),
    ],
)  # fmt: skip
def test_a_port_that_is_called_locked(text: str, found: bool) -> None:
    body = (
        f'hardware:\n  debug_ports: [{{name: SWD, state: open}}]\nsecurity_and_privacy: {{hardware_safety: "{text}"}}\n'
    )
    assert bool(lines("debug-port-open", body)) is found
    assert lines("debug-port-open", body.replace("state: open", "state: locked")) == []


@pytest.mark.parametrize(
    ("stored", "kept", "found"),
    [
        ("No device storage", "No retention", False), ("No device storage", "No retention on the device", False),
        ("No device storage.", "A week", True), ("Identifiable", "None", True), ("Identifiable", "A week", False),
        ("No device storage", "2 s, in RAM", False), ("De-identified", "not disclosed", False),
        ("Nothing is stored", "0 s", False), ("Nothing but counts", "A day", False),
        ("No storage of pictures", "A day", False), ("No storage of pictures", "None", False),
    ],
)  # fmt: skip
def test_retention_of_a_row_of_the_label(stored: str, kept: str, found: bool) -> None:
    for where in ("on_device", "in_cloud"):
        cell = stored.replace("device", "cloud") if where == "in_cloud" else stored
        body = (
            "security_and_privacy:\n  label:\n"
            f'  - {{data: visual, sensor: C, stored_{where}: "{cell}", retention_{where}: "{kept}"}}\n'
        )
        assert lines("label-retention", body) == ([[5, 5]] if found else [])
        assert lines("label-retention", body, language="de") == []


@pytest.mark.parametrize(
    ("shared", "frequency", "sold", "found"),
    [
        ("Not shared", "Not shared", "Not sold", 0), ("Not shared.", "not disclosed", "not provided", 0),
        ("Not shared", "Continuous", "Not sold", 1), ("None", "Not shared", "Third parties", 1),
        ("Not shared", "Periodic", "Third parties", 2), ("Manufacturer", "Continuous", "Third parties", 0),
        ("Not shared except totals", "Periodic", "Not sold", 0), ("not disclosed", "Periodic", "Third parties", 0),
    ],
)  # fmt: skip
def test_sharing_of_a_row_of_the_label(shared: str, frequency: str, sold: str, found: int) -> None:
    body = (
        "security_and_privacy:\n  label:\n  - {data: visual, sensor: C, "
        f'shared_with: "{shared}", sharing_frequency: "{frequency}", sold_to: "{sold}"}}\n'
    )
    assert lines("label-sharing", body) == [[5, 5]] * found
    assert lines("label-sharing", body, language="de") == []
