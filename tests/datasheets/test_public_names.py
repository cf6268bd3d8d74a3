"""What `import datasheets` gives, and what it does not pull in."""

from __future__ import annotations

import pytest

import datasheets
from tests.footprint.examples import ROOT
from tests.footprint.test_rooms import called_after, loaded_after


def test_import_pulls_in_nothing_heavy() -> None:
    loaded = loaded_after("import datasheets")
    assert "datasheets" in loaded
    assert not loaded & {"numpy", "pydantic", "pint", "yaml", "reportlab", "firmware_profiles", "footprint_app"}


@pytest.mark.parametrize("name", datasheets.__all__)
def test_public_names_are_functions_whatever_was_imported_before(name: str) -> None:
    before = "datasheets.lints.rules, datasheets.sheet.new, datasheets.report"
    assert called_after(before, f"datasheets.{name}") == name
    assert name in dir(datasheets)


def test_no_public_name_is_that_of_a_module() -> None:
    """Importing a submodule would put it in the place of the function."""
    taken = {p.stem for p in (ROOT / "datasheets").iterdir()}
    assert not set(datasheets.__all__) & taken


def test_unknown_public_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lints_'"):
        _ = datasheets.lints_
