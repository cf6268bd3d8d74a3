"""Power states into a system file: what stays as it was, what is replaced, and what is refused."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

import footprint
from footprint.errors import InputError
from footprint.system import System
from footprint.yaml_file import parse_yaml
from footprint_app.system_edit import Merge, check_output, states_lines, write_into

NEW: list[dict[str, Any]] = [
    {"name": "active", "power": "33 mW", "power_low": "32 mW", "power_high": "34 mW", "duty": 0.002,
     "status": "measured", "source": "capture a.csv, Nordic PPK2, 3 V: first run"},
    {"name": "sleep", "power": "0.036 mW", "duty": 0.998, "status": "measured", "source": "capture a.csv"},
]  # fmt: skip
WHOLE = Merge(NEW, whole=True, comment="measured: a.csv, sha256 00ff")
ONE = Merge([{"name": "inference", "power": "20 mW", "duty": 0.01, "status": "estimated", "source": "b"}], whole=False)

HEAD = "schema: footprint.system/1   # the schema\nname: x\nlifetime: 3 years\nblocks:\n  casing: {hsl: 1}  # box\n"
TAIL = "# about training\ntraining: {include: false, why: none}  # not ours\n"
BLOCK = """use:
  # where it stands
  grid: {country: DEU, year: 2024}  # near Berlin
  states:
    - {name: active, power: 20 mW, duty: 2 %}   # old
    - {name: sleep, power: 10 uW, duty: 98 %}   # old too
  # how often
  inferences: 10 per hour  # rate
"""


def put(tmp_path: Path, text: str, merge: Merge = WHOLE) -> tuple[str, System, list[str]]:
    """The text of the new file, what it says, and what has to be known."""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_bytes(text.encode())
    notes = write_into(str(old), str(new), merge)
    assert old.read_bytes() == text.encode()
    return new.read_bytes().decode(), footprint.load_system(new), notes


def test_why_a_use_stage_is_not_measured(tmp_path: Path) -> None:
    """A state of a profile beside a sleep that was typed in: the stage is as certain as the sleep."""
    one = Merge([{**ONE.states[0], "status": "measured"}], whole=False, replaces="active")
    _, system, notes = put(tmp_path, HEAD + BLOCK + TAIL, one)
    assert notes == [
        "The use stage counts as calculated, as its least certain state does: sleep. Give its status and source if it "
        "was measured."
    ]
    (row,) = [r for r in footprint.assess(system).rows if r.stage == "use"]
    assert row.status == "calculated"


def test_a_sleep_that_was_given_is_said(tmp_path: Path) -> None:
    given = Merge([NEW[0], {**NEW[1], "status": "declared"}], whole=True)
    assert put(tmp_path, HEAD + BLOCK + TAIL, given)[2] == [
        "Replaced: active, sleep.",
        "The use stage counts as declared, as its least certain state does: sleep.",
    ]


def test_comments_and_everything_else_stay(tmp_path: Path) -> None:
    text, system, notes = put(tmp_path, HEAD + BLOCK + TAIL)
    assert notes == ["Replaced: active, sleep."]
    before, _, after = text.partition("  states:\n    # measured: a.csv, sha256 00ff\n")
    assert before == HEAD + "use:\n  # where it stands\n  grid: {country: DEU, year: 2024}  # near Berlin\n"
    assert after.endswith("  # how often\n  inferences: 10 per hour  # rate\n" + TAIL)
    assert "# old" not in text
    assert system.use is not None
    assert [(s.name, s.duty, s.status) for s in system.use.states] == [
        ("active", pytest.approx(0.002, rel=1e-12), "measured"), ("sleep", pytest.approx(0.998, rel=1e-12), "measured"),
    ]  # fmt: skip
    assert system.use.states[0].source == "capture a.csv, Nordic PPK2, 3 V: first run"
    assert system.use.states[0].power_low_mw == pytest.approx(32, rel=1e-12)


def test_twice_leaves_one_comment(tmp_path: Path) -> None:
    first, _, _ = put(tmp_path, HEAD + BLOCK)
    (tmp_path / "new.yaml").unlink()
    again, _, _ = put(tmp_path, first, WHOLE._replace(comment="measured: b.csv"))
    assert again == first.replace("measured: a.csv, sha256 00ff", "measured: b.csv")


@pytest.mark.parametrize(
    ("use", "kept"),
    [
        ("", ""),
        ("use:\n", ""),
        ("use: {grid: {country: DEU, year: 2024}, energy: {amount: 27 Wh, over: 3 years}}\n", "DEU"),
        ("use:\n  grid:\n    country: DEU\n    year: 2024\n  energy:\n    amount: 27 Wh\n    over: 3 years\n", "DEU"),
        ("use:\n  declared: 0.02 kgCO2e\n  low: 0.01 kgCO2e\n  high: 0.03 kgCO2e\n  source: s\n", ""),
        ("use: {include: false, why: not known}\n", ""),
        ("use:\n    voltage: 3.3 V\n    states:\n    - name: active\n      current: 5 mA\n      duty: 2 %\n", ""),
        ("use:\n  states: [{name: active, power: 20 mW, duty: 2 %}]\n  grid: {country: FRA, year: 2023}\n", "FRA"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tail", ["", TAIL])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_way_a_use_stage_is_written(tmp_path: Path, use: str, kept: str, tail: str, end: str) -> None:
    text, system, notes = put(tmp_path, (HEAD + use + tail).replace("\n", end))
    assert not any("written anew" in note for note in notes)
    assert text.count("\n") == text.count(end)
    assert text.startswith(HEAD.replace("\n", end))
    assert tail.replace("\n", end) in text
    assert system.use is not None
    assert [s.name for s in system.use.states] == ["active", "sleep"]
    assert system.use.declared_kg_co2e is None
    assert system.use.energy is None
    assert system.use.voltage_v is None
    assert kept in (system.use.grid.country or "" if system.use.grid else "")


@pytest.mark.parametrize("text", [
    json.dumps({"schema": "footprint.system/1", "name": "x", "lifetime": "3 years", "blocks": {"casing": {"hsl": 1}}}),
    json.dumps({"name": "x", "lifetime": "3 years", "blocks": {"casing": {"hsl": 1}}}, indent=2),
    "{name: x, lifetime: 3 years, blocks: {casing: {hsl: 1}}}",
    "---\nname: x\nlifetime: 3 years\nblocks: {casing: {hsl: 1}}\n...\n",
])  # fmt: skip
def test_other_files_are_written_anew_and_that_is_said(tmp_path: Path, text: str) -> None:
    _, system, notes = put(tmp_path, text)
    assert "The file was written anew, without the comments of the system file." in notes
    assert system.use is not None
    assert len(system.use.states) == 2


def test_line_ends_that_only_yaml_knows(tmp_path: Path) -> None:
    """U+0085 and U+2028 end a line in YAML: what stands after them is still found in its place."""
    text, system, _ = put(tmp_path, HEAD.replace("name: x", "name: x # a\u2028# b\x85# c") + BLOCK + TAIL)
    assert system.use is not None
    assert system.use.states[0].status == "measured"
    assert text.endswith(TAIL)


def test_a_preset_and_a_result_are_systems_too(tmp_path: Path) -> None:
    notes = write_into("keyword-spotting", str(tmp_path / "a.yaml"), WHOLE)
    assert notes == ["Left out of the use stage with what they were about: energy."]
    assert "# " in (tmp_path / "a.yaml").read_text(encoding="utf-8")
    result = footprint.assess(footprint.load_system("keyword-spotting")).to_dict()
    (tmp_path / "result.json").write_text(json.dumps(result), encoding="utf-8")
    write_into(str(tmp_path / "result.json"), str(tmp_path / "b.yaml"), WHOLE)
    one, other = (footprint.load_system(tmp_path / name) for name in ("a.yaml", "b.yaml"))
    assert one == other


def test_a_system_from_a_pipe_is_read_once(tmp_path: Path) -> None:
    """As a shell gives it with ``<(...)``: what was read is gone."""
    pipe, new = tmp_path / "pipe.yaml", tmp_path / "new.yaml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(HEAD + BLOCK,), daemon=True)
    writer.start()
    write_into(str(pipe), str(new), WHOLE)
    writer.join(10)
    assert new.read_text(encoding="utf-8").startswith(HEAD)


def test_one_state_is_added_beside_the_others(tmp_path: Path) -> None:
    text = HEAD + BLOCK.replace("duty: 98 %", "duty: 90 %") + TAIL
    made, system, notes = put(tmp_path, text, ONE._replace(inferences="12 per hour"))
    assert notes == ["The inference rate was 10 per hour, and is 12 per hour now."]
    assert "    - {name: active, power: 20 mW, duty: 2 %}   # old\n" in made
    assert "  inferences: 12 per hour\n" in made
    assert system.use is not None
    assert [s.name for s in system.use.states] == ["active", "sleep", "inference"]
    assert system.use.inferences_per_hour == pytest.approx(12, rel=1e-12)


def test_states_in_many_lines_keep_their_comments(tmp_path: Path) -> None:
    """Of a state that stays: the comment above it, in it, and behind it; of one that goes, none."""
    kept = "  # asleep\n  - name: sleep # s\n    power: 10 uW\n    # half\n    duty: 50 %\n"
    gone = "  # awake\n  - name: active\n    power: 20 mW # a\n    duty: 2 %\n"
    end = "  # regulator: none\n"
    made, _, notes = put(tmp_path, f"{HEAD}use:\n  states:\n{gone}{kept}{end}{TAIL}", ONE._replace(replaces="active"))
    assert notes == []
    new = "  - name: inference\n    power: 20 mW\n    duty: 1 %\n    status: estimated\n    source: b\n"
    assert made == f"{HEAD}use:\n  states:\n{new}{kept}{end}{TAIL}"


def test_one_state_takes_the_place_of_another(tmp_path: Path) -> None:
    made, system, _ = put(tmp_path, HEAD + BLOCK + TAIL, ONE._replace(replaces="active"))
    assert system.use is not None
    assert [s.name for s in system.use.states] == ["inference", "sleep"]
    assert "# old too" in made


def test_a_state_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    once, _, _ = put(tmp_path, HEAD + BLOCK, ONE._replace(replaces="active"))
    (tmp_path / "new.yaml").unlink()
    again, _, _ = put(tmp_path, once, ONE)
    assert again == once


@pytest.mark.parametrize(
    ("use", "merge", "said"),
    [
        (BLOCK, ONE, r"duty cycles add up to 101 % .*--replace STATE puts"),
        (BLOCK, ONE._replace(replaces="actve"), r'no state "actve" to replace.*Nearest valid: active, sleep'),
        ("use: {declared: 0.02 kgCO2e, source: s}\n", ONE, "the use stage gives declared, and one state"),
        ("use: {energy: {amount: 1 Wh, over: 1 year}}\n", ONE, "the use stage gives energy, and one state"),
    ],
)
def test_states_that_do_not_fit(tmp_path: Path, use: str, merge: Merge, said: str) -> None:
    with pytest.raises(InputError, match=said):
        put(tmp_path, HEAD + use, merge)
    assert not (tmp_path / "new.yaml").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "old.yaml"
    file.write_text(HEAD + BLOCK, encoding="utf-8")
    with pytest.raises(InputError, match="the file is there already"):
        write_into(str(file), str(file), WHOLE)
    assert file.read_text(encoding="utf-8") == HEAD + BLOCK
    assert os.listdir(tmp_path) == ["old.yaml"]
    with pytest.raises(InputError, match="cannot write the file"):
        write_into(str(file), str(tmp_path / "no" / "new.yaml"), WHOLE)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("a.yaml", None), "--into and --output go together"),
        ((None, "a.yaml"), "--into and --output go together"),
        (("a.yaml", "b.txt"), "does not end in .yaml"),
        ((None, None, "active"), "--replace goes with --into"),
    ],
)
def test_options_that_do_not_go_together(given: tuple[str | None, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_output(*given)


@pytest.mark.parametrize("source", [
    "plain", "a: b", "# no comment", "- item", "'quoted'", '"double"', "{a}", "[a]", "yes", "null", "1e3", "012",
    "a # b", "tr\u00e4ger \u2013 \u6e2c\u5b9a", "100 %", "@x", "`x`", "*a", "&a", "!a", "x:", " lead", "trail ",
    "back\\slash", ".5", "~",
])  # fmt: skip
def test_texts_are_read_back_as_they_were(source: str) -> None:
    states = [{"name": source, "power": "1 mW", "duty": 1 / 3, "source": source}]
    data, _ = parse_yaml("\n".join(["use:", *states_lines(states)]), "made")
    (state,) = data["use"]["states"]
    assert (state["name"], state["source"], state["power"]) == (source, source, "1 mW")
    assert float(state["duty"].removesuffix(" %")) == pytest.approx(100 / 3, rel=1e-9)
