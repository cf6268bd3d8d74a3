"""Profiles that ship: the data against their source, finding them, power states, files of one's own, and the checks."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import footprint
from firmware_profiles.data_checks import AGREES, CHECKS, FAR, check_profiles
from firmware_profiles.data_files import FOLDER
from firmware_profiles.profile import (
    NOT_VERIFIED,
    Profile,
    all_profiles,
    load_profile,
    profile_schema,
    profiles,
    reference_models,
)
from footprint.errors import InputError
from tests.footprint.examples import REFERENCE_DATA, ROOT
from tests.needs import need

OWN = """schema: footprint.profile/1
name: door sensor
task: keyword spotting
board: own board
latency_ms: 41.2
energy_uj: 980
power_mw: 23.8
source: capture of 3 March
"""


def named(name: str) -> Profile:
    (found,) = [p for p in all_profiles() if p.name == name]
    return found


def made(**fields: Any) -> Profile:
    values = {"name": "a", "task": "kws", "board": "b", "source": "s", "latency_ms": 10.0, **fields}
    return Profile.model_validate(values)


def test_counts_are_those_of_the_reference() -> None:
    """365 rows, all with latency, 154 with energy (9 of them streaming), 341 with accuracy; rows by round."""
    found = all_profiles()
    assert len(found) == len({p.name for p in found}) == 365
    assert sum(p.latency_ms is not None for p in found) == 365
    assert sum(p.energy_uj is not None for p in found) == 154
    assert sum(p.energy_total_j is not None for p in found) == 9
    assert sum(p.top1_percent is not None or p.auc is not None for p in found) == 341
    rounds = {"v0.5": 19, "v0.7": 59, "v1.0": 60, "v1.1": 111, "v1.2": 73, "v1.3": 43}
    assert {r: sum(p.round == r for p in found) for r in rounds} == rounds
    assert len(profiles(with_energy=True)) == 154 + 9


def test_every_row_has_its_source() -> None:
    for p in all_profiles():
        assert p.repository is not None, p.name
        assert re.fullmatch(r"mlcommons/tiny_results_v\d\.\d", p.repository)
        assert p.repository.endswith(p.round or "none")
        assert re.fullmatch(r"[0-9a-f]{40}", p.commit or "")
        assert p.latency_source, p.name
        if p.energy_uj or p.energy_total_j:
            assert p.energy_source, p.name
        assert p.to_dict()["derived"]["note"] == NOT_VERIFIED


def test_nothing_published_was_changed() -> None:
    """Every figure is the one of the table that the rows were taken from."""
    file = REFERENCE_DATA / "mlperf_tiny_results.csv"
    need("the reference data", file.exists(), "compares every figure with its source", installable=False)
    with file.open(encoding="utf-8", newline="") as stream:
        source = list(csv.DictReader(stream))
    same = {
        "round": "round", "division": "division", "submitter": "submitter", "system": "system_id", "task": "task",
        "variant": "variant", "board": "board", "cpu": "cpu", "note": "note",
        "throughput_per_s": "throughput_inf_per_s",
        "latency_ms": "latency_ms", "energy_uj": "energy_uJ_per_inf", "energy_total_j": "energy_total_J",
        "energy_elapsed_s": "energy_elapsed_s", "power_mw": "avg_power_mW_in_window",
        "energy_mode_throughput_per_s": "throughput_in_energy_mode", "supply_v": "supply_V",
        "supply_source": "supply_V_source", "instrument": "emon", "top1_percent": "top1_pct", "auc": "auc",
        "latency_source": "perf_source", "energy_source": "energy_source", "accuracy_source": "accuracy_source",
        "system_source": "system_source", "repository": "repo", "commit": "commit",
    }  # fmt: skip
    for p, row in zip(all_profiles(), source, strict=True):
        for ours, theirs in same.items():
            value, text = getattr(p, ours), row[theirs]
            if isinstance(value, float):
                assert value == float(text), (p.name, ours)
            else:
                assert (value or "") == text, (p.name, ours)


def test_published_medians() -> None:
    """The three results whose traces are published: 3371.738, 18.561 and 245.3412 uJ per inference."""
    assert named("v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws").energy_uj == pytest.approx(3371.738, rel=1e-9)
    assert named("v1.0/greenwaves-technologies/gap9_650_240/kws").energy_uj == pytest.approx(18.561, rel=1e-9)
    assert named("v1.3/STMicroelectronics/NUCLEO_U385RG_Q/kws").energy_uj == pytest.approx(245.3412, rel=1e-6)


def test_derived_figures() -> None:
    """v1.0 L4R5 kws: 3371.738 uJ / 2,656,768 MAC = 1.26912 nJ; 44.892653 mW / 1.8 V = 24.94 mA; cycles from 120 MHz."""
    p = named("v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws")
    assert p.nj_per_mac == pytest.approx(3371738 / 2656768, rel=1e-9)
    assert p.current_ma == pytest.approx(44.892653 / 1.8, rel=1e-9)
    assert p.latency_ms is not None
    assert p.cycles_per_mac == pytest.approx(p.latency_ms * 120_000 / 2656768, rel=1e-9)


def test_energy_per_mac_only_for_the_reference_model() -> None:
    opened = [p for p in all_profiles() if p.division == "open"]
    assert len(opened) == 15
    assert {p.macs for p in opened} == {None}
    assert {p.nj_per_mac for p in opened} == {None}
    assert {t: m.macs for t, m in reference_models().items()} == {
        "kws": 2656768, "ic": 12501632, "vww": 7489664, "ad": 264192, "sww": 826368,
    }  # fmt: skip


def test_finding() -> None:
    found = profiles(task="kws", board="l4r5")
    assert found
    assert all(p.task == "kws" and "l4r5" in p.board.casefold() for p in found)
    assert {p.board for p in found} >= {"NUCLEO-L4R5ZI", "Nucleo-L4R5ZI", "NUCLEO-L4R5ZI-P"}
    (one,) = profiles(task="kws", board="L4R5", round="v1.3", division="closed", submitter="stmicro",
                      core="cortex-m4", runtime="x-cube", with_energy=True)  # fmt: skip
    assert one.system == "NUCLEO_L4R5ZI-P"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"task": "kwz"}, 'no profile has task "kwz"'),
        ({"task": "k"}, "ad, ic, kws, vww, sww"),
        ({"board": "L4R9"}, "NUCLEO-L4R5ZI"),
        ({"board": ""}, 'no profile has board ""'),
        ({"core": "cortex-m44"}, "cortex-m4"),
        ({"round": "1.3"}, "v1.3"),
        ({"task": "sww", "round": "v0.5"}, "together with the rest of what was asked. Nearest valid: v1.3"),
        ({"board": "RASPBERRY", "with_energy": True}, "none of these profiles has a measured energy"),
    ],
)
def test_what_no_profile_has_is_an_error(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        profiles(**asked)


def test_power_state_gives_rate_times_energy() -> None:
    """60 inferences an hour of 3371.738 uJ are 60 x 3371.738e-6 J / 3600 s = 56.19563 uW."""
    state = named("v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws").state(60)
    power = float(state["power"].removesuffix(" mW"))
    assert power * state["duty"] == pytest.approx(60 * 3371.738e-3 / 3600, rel=1e-8)
    assert state["status"] == "measured"
    assert "mlcommons/tiny_results_v1.0@c7761cf" in state["source"]


def test_state_of_every_measured_profile_is_taken_by_a_system() -> None:
    for p in profiles(with_energy=True):
        state = p.state(None if p.task == "sww" else 1)
        result = footprint.assess({"name": "a", "lifetime": "1 year", "use": {"states": [state]}})
        (row,) = result.rows
        assert row.status == "measured"
        assert p.citation[:200] in row.source


@pytest.mark.parametrize("rate", [None, 0, -1, float("inf"), float("nan")])
def test_a_rate_is_needed(rate: float | None) -> None:
    with pytest.raises(InputError, match="needs inferences_per_hour"):
        named("v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws").state(rate)


def test_a_rate_beyond_the_device_is_an_error_that_says_what_it_does() -> None:
    """3600 s x 44.892653 mW / 3.371738 mJ = 47 932 inferences an hour."""
    with pytest.raises(InputError, match="does 47 930 at most"):
        named("v1.0/STMicroelectronics/NUCLEO_L4R5ZI/kws").state(1e6)


def test_no_state_without_energy_and_streaming_takes_no_rate() -> None:
    with pytest.raises(InputError, match="has no measured energy"):
        named("v0.5/PengChengLaboratory/dividiti-closed-pcl-scepu02/kws").state(1)
    with pytest.raises(InputError, match="a has no measured power"):
        made(energy_uj=5.0).state(1)
    streaming = named("v1.3/STMicroelectronics/NUCLEO_U575ZI_Q/sww")
    assert streaming.state()["duty"] == 1.0
    with pytest.raises(InputError, match="streams"):
        streaming.state(1)


def test_own_profile(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(OWN, encoding="utf-8")
    found = load_profile(file)
    assert (found.energy_uj, found.citation, found.macs) == (980.0, "capture of 3 March", None)
    assert found.state(10)["duty"] == pytest.approx(10 / 3600 * 0.98 / 23.8, rel=1e-12)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("energy_uj: 980", "energy_uh: 980", r"line 6, energy_uh\). Nearest valid: energy_uj"),
        ("energy_uj: 980", "energy_uj: -1", "line 6"),
        ("energy_uj: 980", "energy_uj: 980 uJ", "line 6"),
        ("source: capture of 3 March\n", "", "names where it is from"),
        ("footprint.profile/1", "footprint.system/1", "line 1.*Nearest valid: footprint.profile/1"),
        ("latency_ms: 41.2\nenergy_uj: 980\npower_mw: 23.8\n", "", "says nothing"),
        (OWN, "- 1\n", "a map of keys"),
    ],
)
def test_bad_own_profile(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "own.yaml"
    assert old in OWN
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=said) as error:
        load_profile(file)
    assert str(error.value).count("own.yaml") == 1


def test_schema_that_ships_is_that_of_the_model() -> None:
    schema = yaml.safe_load((FOLDER / "profile.schema.yaml").read_text(encoding="utf-8"))
    assert schema == profile_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(OWN), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**yaml.safe_load(OWN), "colour": "red"}, schema)


def test_example_of_the_page_is_read(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/profiles.md").read_text(encoding="utf-8"), re.S)
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_profile(file).name == "door sensor, first board"


def test_every_data_file_has_its_licence() -> None:
    page = (FOLDER / "LICENSES.md").read_text(encoding="utf-8")
    for file in FOLDER.glob("*.*"):
        assert f"`{file.name}`" in page or file.name == "LICENSES.md", file.name


def test_every_table_is_among_the_sources() -> None:
    page = (ROOT / "docs/data-sources.md").read_text(encoding="utf-8")
    for file in FOLDER.glob("*.csv"):
        assert f"| `firmware_profiles/data/{file.name}` |" in page, file.name


def test_findings_are_those_of_the_page() -> None:
    """Every finding but the repetitions has its line, and every line is found; 18 results repeat v1.0."""
    page = (ROOT / "docs/profiles.md").read_text(encoding="utf-8")
    found = check_profiles(all_profiles())
    lines = re.findall(r"^\| `(v[^`]+)` \| `(\w+)` \| (.*) \|$", page, re.M)
    assert lines == [(f.profile, f.check, f.message) for f in found if f.check != "repeat"]
    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page.split("## Estimates")[0], re.M)) == CHECKS
    repeats = [f.profile for f in found if f.check == "repeat"]
    assert len(repeats) == 18
    assert {r.split("/")[1] for r in repeats} == {"syntiant"}


def test_power_times_latency_against_energy_finds_the_rows_that_the_source_names() -> None:
    """The table the rows were taken from marks five whose P x latency differs from E by over 3 %."""
    noted = {p.name for p in all_profiles() if (p.note or "").startswith("P*latency differs")}
    assert len(noted) == 5
    assert {f.profile for f in check_profiles(all_profiles()) if f.check == "energy"} == noted


def checks_of(*found: Profile) -> list[str]:
    return [f.check for f in check_profiles(found)]


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"power_mw": 10.0, "energy_uj": 100 * (1 + 2 * AGREES)}, "energy"),
        ({"throughput_per_s": 100 * (1 + 2 * AGREES)}, "latency"),
        ({"duty": 1.01}, "duty"),
        ({"power_mw": 10.0, "energy_elapsed_s": 100.0, "energy_total_j": 1.1}, "total"),
        ({"division": "closed", "top1_percent": 89.9}, "accuracy"),
        ({"division": "closed", "task": "ad", "auc": 0.84}, "accuracy"),
        ({"board": "NUCLEO-L4R5ZI", "soc": "STM32H7A3"}, "chip"),
        ({"supply_v": 3.0, "hardware_notes": "Operating at 1.8V / SMPS"}, "supply"),
    ],
)
def test_each_check_sees_what_it_is_for_and_nothing_else(fields: dict[str, Any], check: str) -> None:
    assert checks_of(made(**fields)) == [check]


def test_checks_pass_what_agrees() -> None:
    """10 mW x 10 ms = 100 uJ; 1000 / 100 = 10 ms; 10 mW x 100 s = 1 J; the qualities just reach what is asked."""
    assert checks_of(made(
        power_mw=10.0, energy_uj=100.0, throughput_per_s=100.0, duty=1.0, energy_elapsed_s=100.0, energy_total_j=1.0,
        division="closed", top1_percent=90.0, board="NUCLEO-L4R5ZI", soc="STM32L4R5ZIT6U", supply_v=1.8,
        hardware_notes="Operating at 1.8V",
    )) == []  # fmt: skip


def test_checks_against_neighbours() -> None:
    """Of five alike, the one with more than twice the current per MHz, or cycles per MAC; and 30 % more power."""
    amps = [made(name=str(i), power_mw=18.0, supply_v=1.8, clock_mhz=100.0) for i in range(4)]
    odd = made(name="odd", power_mw=18.0 * FAR * 1.1, supply_v=1.8, clock_mhz=100.0)
    assert [(f.profile, f.check) for f in check_profiles([*amps, odd])] == [("odd", "current")]
    same = {"division": "closed", "core": "cortex-m4", "runtime_family": "tflm", "clock_mhz": 100.0}
    slow = [made(name=str(i), **same) for i in range(4)]
    odd = made(name="odd", latency_ms=10 * FAR * 1.1, **same)
    assert [(f.profile, f.check) for f in check_profiles([*slow, odd])] == [("odd", "cycles")]
    assert checks_of(*slow, made(name="odd", latency_ms=10 * FAR * 1.1, precision="float32", **same)) == []
    tasks = [made(name=t, task=t, round="v1.0", submitter="s", system="x", power_mw=10.0) for t in ("ad", "ic", "vww")]
    odd = made(name="odd", round="v1.0", submitter="s", system="x", power_mw=13.0)
    assert [(f.profile, f.check) for f in check_profiles([*tasks, odd])] == [("odd", "power")]


def test_a_repetition_is_of_another_round() -> None:
    first = made(name="1", round="v1.0", energy_uj=5.0)
    assert checks_of(first, made(name="2", round="v1.1", energy_uj=5.0)) == ["repeat"]
    assert checks_of(first, made(name="2", round="v1.1", energy_uj=6.0)) == []
