"""The result: its document, its hash, what it covers, per year and per inference."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.factors import FactorSet, Interval, load_set
from footprint.presets import load_system
from footprint.result import canonical_json
from footprint.system import System
from tests.footprint.examples import PRESETS, ROOT, small

PRINT_HASHES = """
import footprint, hashlib
for name in footprint.preset_names():
    result = footprint.assess(footprint.load_system(name))
    from footprint.result import canonical_json
    print(name, result.inputs_sha256, hashlib.sha256(canonical_json(result.to_dict()).encode()).hexdigest())
"""


@pytest.mark.parametrize("preset", PRESETS)
def test_same_inputs_give_the_same_document(preset: str) -> None:
    one, two = (footprint.assess(load_system(preset)) for _ in range(2))
    assert canonical_json(one.to_dict()) == canonical_json(two.to_dict())
    assert one.inputs_sha256 == two.inputs_sha256


def test_same_document_in_every_process() -> None:
    """Also under another hash seed, in which sets have another order."""
    runs = {
        subprocess.run(
            [sys.executable, "-c", PRINT_HASHES], capture_output=True, text=True, check=True, cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout
        for seed in ("0", "1", "77")
    }  # fmt: skip
    assert len(runs) == 1
    lines = runs.pop().splitlines()
    names = footprint.preset_names()
    assert len(lines) == len(names)
    here = {p: footprint.assess(load_system(p)).inputs_sha256 for p in names}
    assert {line.split()[0]: line.split()[1] for line in lines} == here


@pytest.mark.parametrize(
    "changes",
    [{"lifetime": "4 years"}, {"name": "other"}, {"country": "DEU"}, {"units_produced": 2}, {"training": None},
     {"blocks": {"casing": {"hsl": 1, "case": "best"}}}],
)  # fmt: skip
def test_hash_differs_when_the_inputs_differ(changes: dict[str, Any]) -> None:
    before = footprint.assess(load_system("keyword-spotting")).inputs_sha256
    assert footprint.assess(load_system("keyword-spotting").with_(**changes)).inputs_sha256 != before


def test_hash_differs_when_a_factor_differs() -> None:
    default = load_set("pirson-bol-2021")
    other = FactorSet(default.key, default.title, default.version, default.listed, content_sha256="other")
    system = load_system("keyword-spotting")
    assert footprint.assess(system).inputs_sha256 != footprint.assess(system, factors=other).inputs_sha256


def test_presets_have_different_hashes() -> None:
    assert len({footprint.assess(load_system(p)).inputs_sha256 for p in PRESETS}) == len(PRESETS)


def test_document_has_the_promised_keys() -> None:
    document = footprint.assess(load_system("keyword-spotting")).to_dict()
    assert document["schema"] == "footprint.assess/1"
    assert {
        "schema", "tool_version", "factor_set", "tables", "inputs_sha256", "system", "lifetime_years", "total_kg_co2e",
        "by_stage", "by_block", "rows", "assumed", "warnings", "coverage", "interval",
    } <= document.keys()  # fmt: skip
    assert document["tool_version"] == footprint.__version__
    assert document["interval"] == {"kind": "bounds", "draws": 0, "seed": None}
    assert document["rows"][0].keys() == {
        "stage", "block", "item", "quantity", "unit", "factor_key", "kg_co2e", "status", "source",
        "quantity_bounds", "factor_set", "distribution", "pedigree",
    }  # fmt: skip
    assert document["coverage"].keys() == {"rows", "assessed", "missing", "mass_share", "cost_share", "filled"}
    assert document["tables"].keys() == {"grid_named"}
    assert all(r["status"] and r["source"] for r in document["rows"])
    json.dumps(document, allow_nan=False)


def test_tables_used_depend_on_the_grid() -> None:
    result = footprint.assess(load_system("keyword-spotting").with_(country="DEU"))
    assert result.tables.keys() == {"grid_intensity"}


def test_coverage_counts_what_is_not_described() -> None:
    """The calculator preset describes 10 rows and leaves four blocks out; end of life is left out with a reason."""
    result = footprint.assess(load_system("calculator-vision"))
    assert result.missing == ("memory", "connectivity", "actuators", "security")
    assert result.coverage["assessed"] == 10
    assert result.coverage["rows"] == 14
    assert [e.block for e in result.excluded] == ["end_of_life"]


def test_boundary_names_every_stage_and_why() -> None:
    result = footprint.assess(load_system("calculator-vision").with_(training=None))
    lines = {b.stage: (b.included, b.why) for b in result.boundary}
    assert list(lines) == [*footprint.tables.STAGES, "packaging", "installation", "gateway"]
    assert lines["packaging"] == (False, "not described in the system")
    assert lines["end_of_life"] == (False, "not in the original calculator")
    assert lines["training"] == (False, "not described in the system")
    assert lines["production"] == (True, "not described: Memory, Connectivity, Actuators, Security")
    left_out = footprint.assess(load_system("pa1-person-detector")).boundary[0]
    assert left_out.why.startswith("Casing left out: the datasheet has no casing row; not described:")


def test_per_year_and_per_inference() -> None:
    """2.66 kg over 3 years at 10 inferences per minute: 15 768 000 inferences."""
    data = small(use={"states": [{"name": "on", "power": "1 mW", "duty": 1}], "inferences": "10 per minute"})
    result = footprint.assess(data)
    assert result.per_divisor("year") == 3
    assert result.per_divisor("inference") == pytest.approx(10 * 60 * 8760 * 3, rel=1e-12)
    total = result.total_kg_co2e.typical
    assert result.to_dict(per="year")["total_kg_co2e"]["typical"] == pytest.approx(total / 3, rel=1e-12)
    document = result.to_dict(per="inference")
    assert document["total_kg_co2e"]["typical"] == pytest.approx(total / 15_768_000, rel=1e-12)
    assert sum(v["typical"] for v in document["by_block"].values()) == pytest.approx(total / 15_768_000, rel=1e-9)


def test_per_inference_without_a_rate() -> None:
    with pytest.raises(InputError, match="per inference needs the inference rate"):
        footprint.assess(small()).per_divisor("inference")


def test_sources_and_their_numbers() -> None:
    """Each work once, and every block points at the works that its rows rest on."""
    result = footprint.assess(load_system("pa1-person-detector"))
    citations = [s.citation for s in result.sources]
    assert len(citations) == len(set(citations))
    for row in result.rows:
        numbers = result.source_numbers(row.block)
        assert numbers
        assert all(1 <= n <= len(citations) for n in numbers)
        assert any(row.source.startswith(citations[n - 1]) for n in numbers), row


def test_contributions_are_largest_first() -> None:
    found = footprint.assess(load_system("keyword-spotting")).contributions()
    values = [c.kg_co2e.typical for c in found]
    assert values == sorted(values, reverse=True)
    stages = footprint.assess(load_system("keyword-spotting")).contributions("stage")
    assert [c.key for c in stages] == ["production", "transport", "training", "use"]


def test_extra_block_counts_as_production() -> None:
    result = footprint.assess(small(blocks={"my_antenna": {"declared": "1 kgCO2e", "source": "x"}}))
    assert result.by_stage == {"production": Interval(1, 1, 1)}
    assert result.contributions()[0].title == "My antenna"


def test_system_or_dict_give_the_same() -> None:
    assert footprint.assess(small()).to_dict() == footprint.assess(System.from_dict(small())).to_dict()


def test_canonical_json_is_the_same_for_the_same_content() -> None:
    assert canonical_json({"b": 1, "a": "é"}) == canonical_json({"a": "é", "b": 1}) == '{"a":"é","b":1}'
    with pytest.raises(ValueError, match="Out of range"):
        canonical_json({"a": float("nan")})
