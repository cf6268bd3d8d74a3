"""Places of the source file in words."""

from __future__ import annotations

import pytest

from datasheets.content.places import in_words, place_words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("hardware.size", "Size"),
        ("overview.key_features.5", "Key features, item 5"),
        ("hardware.registers.3.stores", "Registers, row 3, Keeps data"),
        ("hardware.debug_ports.1", "Debug ports, row 1"),
        ("claims.3", "Claim 3"),
        ("claims.4.text", "Claim 4"),
        ("claims.text", "claims.text"),
        ("hardware.registers.stores", "Registers, Keeps data"),
        ("hardware.registers.nothing", "hardware.registers.nothing"),
        ("artefacts.model.file", "artefacts.model.file"),
        ("hardware.sizes", "hardware.sizes"),
    ],
)
def test_a_place_has_the_titles_of_the_template(place: str, words: str) -> None:
    assert place_words(place) == words


def test_places_of_a_sentence_are_quoted() -> None:
    said = "1 mm in overview.key_features.5 and 2 mm in hardware.size, not hardware.size.x.y; see a.hardware.size"
    assert in_words(said) == (
        '1 mm in "Key features, item 5" and 2 mm in "Size", not hardware.size.x.y; see a.hardware.size'
    )
