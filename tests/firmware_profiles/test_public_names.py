"""What `import firmware_profiles` gives, and what it does not pull in."""

from __future__ import annotations

import pytest

import firmware_profiles
from tests.footprint.examples import ROOT
from tests.footprint.test_rooms import called_after, loaded_after

SUBMODULES = sorted(p.stem for p in (ROOT / "firmware_profiles").glob("*.py") if p.stem != "__init__")


def test_import_pulls_in_nothing_heavy() -> None:
    loaded = loaded_after("import firmware_profiles")
    assert "firmware_profiles" in loaded
    assert not loaded & {"numpy", "pydantic", "pint", "yaml", "tflite", "pyarrow", "pyjls", "footprint_app"}


@pytest.mark.parametrize("name", firmware_profiles.__all__)
def test_public_names_are_functions_whatever_was_imported_before(name: str) -> None:
    before = "firmware_profiles.profile, firmware_profiles.states, firmware_profiles.estimates"
    assert called_after(before, f"firmware_profiles.{name}") == name
    assert name in dir(firmware_profiles)


def test_no_public_name_is_that_of_a_module() -> None:
    """Importing a submodule would put it in the place of the function."""
    assert not set(firmware_profiles.__all__) & set(SUBMODULES)


def test_unknown_public_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'read_captures'"):
        _ = firmware_profiles.read_captures
