"""Taking values from artefacts: every kind, what does not fit, and files that are elsewhere or other ones."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

import footprint
from datasheets.sheet.artefacts import Artefacts
from datasheets.sheet.places import NotThereError
from datasheets.sheet.template import section
from datasheets.sheet.values import Quantity
from footprint.errors import InputError

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs/examples"
GESTURE = EXAMPLES / "gesture"
PULSES = {"capture": {"file": "ppk2-pulses.csv", "voltage": "3 V", "inferences_per_event": 2}}


def take(artefacts: dict[str, Any], folder: Path, source: str, place: str) -> Any:
    """What a field takes from a place of some artefacts."""
    part, _, key = place.partition(".")
    return Artefacts.read(artefacts, folder).take({"from": source}, section(part).field(key))


def quantity(artefacts: dict[str, Any], folder: Path, source: str, place: str) -> Quantity:
    """The same, of a quantity."""
    found = take(artefacts, folder, source, place)
    assert isinstance(found, Quantity)
    return found


def stated(found: Quantity) -> list[float]:
    """Its numbers in the units they are written in."""
    return [m.value for m in found.measures]


class TestModel:
    """The example's model, whose figures stand in docs/models.md: 39 744 MACs, 2 632 bytes of weights."""

    GIVEN = {"model": {"file": "gesture_int8.tflite"}}  # noqa: RUF012

    def test_macs(self) -> None:
        """Counted, exact, and with the place it was taken from."""
        found = quantity(self.GIVEN, GESTURE, "model.macs", "data_and_model.macs")
        assert stated(found) == [39744]
        assert (found.status, found.taken_from) == ("calculated", "model.macs")
        assert found.evidence == "gesture_int8.tflite"
        assert found.value is not None
        assert found.value.text == "39744"

    def test_sizes(self) -> None:
        """Weights, arena and file in kB: 2632, 896 and 9976 bytes."""
        for source, place, size in (
            ("weights", "data_and_model.weights", 2.632),
            ("arena", "performance.memory_ram", 0.896),
            ("size", "performance.memory_flash", 9.976),
        ):
            assert stated(quantity(self.GIVEN, GESTURE, f"model.{source}", place)) == [pytest.approx(size, rel=1e-9)]

    def test_texts(self) -> None:
        """Hash, architecture and types as the model says them."""
        hashed = sha256((GESTURE / "gesture_int8.tflite").read_bytes()).hexdigest()
        assert take(self.GIVEN, GESTURE, "model.sha256", "data_and_model.model_sha256") == hashed
        assert "3 CONV_2D" in take(self.GIVEN, GESTURE, "model.architecture", "data_and_model.architecture")
        assert take(self.GIVEN, GESTURE, "model.input", "system.resolution") == "64 x 3 of int8"


class TestEvaluation:
    """The example's evaluation: 452 of 480 right, 95 % intervals."""

    GIVEN = {"evaluation": {"file": "evaluation.json"}}  # noqa: RUF012

    def test_metrics(self) -> None:
        """Accuracy, then six metrics of each of four classes, shares with counts and Wilson intervals."""
        rows = take(self.GIVEN, GESTURE, "evaluation.metrics", "performance.metrics")
        assert len(rows) == 1 + 4 * 6
        accuracy = rows[0]["value"]
        assert (rows[0]["metric"], accuracy.count, accuracy.n, accuracy.level) == ("accuracy", 452, 480, 0.95)
        assert stated(accuracy) == [pytest.approx(452 / 480 * 100, rel=1e-9)]
        # Wilson, z = 1.959964: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), p = 0.941667, n = 480
        assert accuracy.low.base == pytest.approx(0.916984, rel=1e-5)
        assert accuracy.high.base == pytest.approx(0.959336, rel=1e-5)
        assert accuracy.status == "measured"
        assert "test.npz" in accuracy.evidence

    def test_of_a_class(self) -> None:
        """Precision of knocks: 114 of 127, as the table of the file says."""
        found = quantity(self.GIVEN, GESTURE, "evaluation.precision.knock", "performance.participants")
        assert (found.count, found.n, found.taken_from) == (114, 127, "evaluation.precision.knock")

    def test_a_threshold_on_one_of_several_classes(self, tmp_path: Path) -> None:
        """The largest score tells 117 waves of 119 right; of those with at least 0.8, 112 of 113 are, of 120 waves."""
        found = json.loads((GESTURE / "evaluation.json").read_text(encoding="utf-8"))
        rest = {"true_positives": 112, "false_positives": 1, "false_negatives": 8, "true_negatives": 359}
        shares = {"precision": (112, 113), "true_positive_rate": (112, 120), "false_positive_rate": (1, 360)}
        told = {k: {"value": a / b, "count": a, "of": b, "low": 0.0, "high": 1.0} for k, (a, b) in shares.items()}
        found |= {"positive": "wave", "threshold": 0.8}
        found["metrics"]["binary"] = {"positive": "wave", "threshold": 0.8, **rest, **told}
        (tmp_path / "evaluation.json").write_text(json.dumps(found), encoding="utf-8")
        rows = [r for r in take(self.GIVEN, tmp_path, "evaluation.metrics", "performance.metrics") if r["of"] == "wave"]
        counts = {(r["metric"], r["name"]): (r["value"].count, r["value"].n, "threshold" in r) for r in rows}
        assert counts["precision", "largest score"] == (117, 119, False)
        assert counts["precision", "at the threshold"] == (112, 113, True)
        assert counts["recall", "at the threshold"] == (112, 120, True)
        assert counts["false positive rate", "at the threshold"] == (1, 360, True)
        alone = quantity(self.GIVEN, tmp_path, "evaluation.recall", "performance.participants")
        assert (alone.count, alone.n) == (112, 120)
        with pytest.raises(NotThereError, match="no f1 at its threshold"):
            take(self.GIVEN, tmp_path, "evaluation.f1", "system.threshold")

    def test_slices(self) -> None:
        """The groups of each variable cover all samples."""
        rows = take(self.GIVEN, GESTURE, "evaluation.slices", "performance.slices")
        counted: dict[str, int] = {}
        for row in rows:
            counted[row["variable"]] = counted.get(row["variable"], 0) + row["value"].n
        assert counted == {"activity": 480, "wearer": 480, "wrist": 480}

    def test_what_is_not_there(self) -> None:
        """The largest score decides, so there is no threshold; a class has to be named."""
        with pytest.raises(NotThereError, match="no threshold"):
            take(self.GIVEN, GESTURE, "evaluation.threshold", "system.threshold")
        with pytest.raises(NotThereError, match="no class is named"):
            take(self.GIVEN, GESTURE, "evaluation.recall", "system.threshold")
        with pytest.raises(InputError, match="Nearest valid: none, knock, circle, wave"):
            take(self.GIVEN, GESTURE, "evaluation.recall.knok", "system.threshold")


class TestCapture:
    """The example's capture: five events of 120 ms; docs/captures.md."""

    def test_latency(self) -> None:
        """An event of two inferences of 120 ms: 60 ms each; both percentiles, for all events last the same."""
        for share in ("p50", "p95"):
            found = quantity(PULSES, EXAMPLES, f"capture.latency_{share}", f"performance.latency_{share}")
            assert stated(found) == [pytest.approx(60, rel=1e-6)]
            assert (found.status, found.n) == ("measured", 5)

    def test_percentile(self, tmp_path: Path) -> None:
        """Ten events of 10 to 100 ms: the median is 55 ms, P95 lies 0.55 of the way from 90 to 100 ms."""
        rows, time = ["Timestamp(ms),Current(uA)"], 0
        for length in range(1, 11):
            for current, samples in ((10.0, 30), (10_000.0, length)):
                for _ in range(samples):
                    rows.append(f"{time},{current:.3f}")
                    time += 10
        rows += [f"{time + 10 * i},10.000" for i in range(30)]
        (tmp_path / "power.csv").write_text("\n".join(rows) + "\n")
        given = {"capture": {"file": "power.csv", "voltage": "3 V", "inferences_per_event": 1}}
        for share, ms in (("p50", 55.0), ("p95", 95.5)):
            found = quantity(given, tmp_path, f"capture.latency_{share}", f"performance.latency_{share}")
            assert stated(found) == [pytest.approx(ms, rel=1e-6)]

    def test_powers(self) -> None:
        """Idle 36 uW, active 33 mW, peak 42 mW; energy 3.98 mJ for two inferences: as the command line prints them."""
        for source, place, value in (
            ("power_idle", "performance.power_idle", 0.036004),
            ("power_active", "performance.power_active", 33.2),
            ("power_peak", "performance.power_peak", 42.0),
            ("energy_per_inference", "performance.energy_per_inference", 1.99),
        ):
            found = quantity(PULSES, EXAMPLES, f"capture.{source}", place)
            assert found.value is not None
            assert found.value.value == pytest.approx(value, rel=2e-3)
            assert found.status == "measured"

    def test_inferences_are_not_guessed(self) -> None:
        """An event without a number of inferences has no latency; a sleep level that was given is declared."""
        given = {"capture": {"file": "ppk2-pulses.csv", "voltage": "3 V", "sleep_power": "30 uW"}}
        with pytest.raises(NotThereError, match="inferences_per_event"):
            take(given, EXAMPLES, "capture.latency_p50", "performance.latency_p50")
        idle = quantity(given, EXAMPLES, "capture.power_idle", "performance.power_idle")
        assert stated(idle) == [pytest.approx(0.03, rel=1e-9)]
        assert idle.status == "declared"

    def test_errors_of_the_file_name_it(self) -> None:
        """A capture of currents without a voltage is refused as the reader does it."""
        with pytest.raises(InputError, match=r"ppk2-pulses\.csv"):
            take({"capture": {"file": "ppk2-pulses.csv"}}, EXAMPLES, "capture.power_idle", "performance.power_idle")


def test_profile(tmp_path: Path) -> None:
    """A profile of one's own gives its latency and energy, and its source as evidence."""
    (tmp_path / "p.yaml").write_text(
        "schema: footprint.profile/1\nname: mine\ntask: gestures\nboard: my board\nlatency_ms: 12.5\n"
        "energy_uj: 300\nsource: own measurement\n"
    )
    given = {"profile": {"file": "p.yaml"}}
    latency = quantity(given, tmp_path, "profile.latency_p50", "performance.latency_p50")
    assert (stated(latency), latency.evidence) == ([12.5], "own measurement")
    energy = quantity(given, tmp_path, "profile.energy_per_inference", "performance.energy_per_inference")
    assert stated(energy) == [pytest.approx(0.3, rel=1e-9)]
    with pytest.raises(NotThereError, match="no power_mw"):
        take(given, tmp_path, "profile.power_active", "performance.power_active")


class TestSystem:
    """The example's system file against the footprint that the engine gives."""

    GIVEN = {"system": {"file": "gesture-band.yaml"}}  # noqa: RUF012

    def test_footprint(self) -> None:
        """Total and blocks are those of the result, with its bounds, and the blocks add up."""
        result = footprint.assess(footprint.load_system(GESTURE / "gesture-band.yaml"))
        found = quantity(self.GIVEN, GESTURE, "system.footprint", "environment.footprint")
        assert found.value is not None
        assert found.low is not None
        assert found.value.base == pytest.approx(result.total_kg_co2e.typical * 1e3, rel=1e-12)
        assert found.low.base == pytest.approx(result.total_kg_co2e.low * 1e3, rel=1e-12)
        for place in ("by_block", "by_stage"):
            rows = take(self.GIVEN, GESTURE, f"system.{place}", f"environment.{place}")
            assert sum(r["value"].value.base for r in rows) == pytest.approx(found.value.base, rel=1e-12)

    def test_use(self) -> None:
        """25.5204 mW x 0.000893774 + 0.06 mW x 0.999106 = 0.08276 mW; over 26 280 h 2.175 Wh leave the cell.

        The cell loses 36 % of its 0.333 Wh a year, 0.120 Wh, so 0.360 Wh in three years; charging at 85 % takes
        (2.175 + 0.360) / 0.85 = 2.982 Wh from the grid.
        """
        power = quantity(self.GIVEN, GESTURE, "system.use_power", "environment.use_power")
        assert stated(power) == [pytest.approx(0.0827562, rel=1e-5)]
        assert power.status == "assumed"  # the weaker of estimated and assumed
        energy = quantity(self.GIVEN, GESTURE, "system.use_energy", "environment.use_energy")
        assert stated(energy) == [pytest.approx(0.002982, rel=1e-3)]

    def test_words(self) -> None:
        """Unit, region and year, boundary and coverage are said."""
        said = {
            key: take(self.GIVEN, GESTURE, f"system.{key}", f"environment.{key}")
            for key in ("declared_unit", "region", "boundary", "coverage", "method", "inputs_sha256")
        }
        assert said["declared_unit"] == "One Gesture band over 3 years"
        assert said["region"].startswith("DEU, 2024: ")
        assert "End of life: excluded (not described in the example)" in said["boundary"]
        assert said["coverage"].startswith("14 of 14 rows")
        assert "pirson-bol-2021" in said["method"]

    def test_draws(self) -> None:
        """With draws the interval is P5 to P95, at a level of 90 %."""
        given = {"system": {"file": "gesture-band.yaml", "draws": 500, "seed": 7}}
        found = quantity(given, GESTURE, "system.footprint", "environment.footprint")
        assert found.level == 0.9

    def test_nothing_is_made_up(self, tmp_path: Path) -> None:
        """A system without a use stage has no power and no region."""
        (tmp_path / "s.yaml").write_text(
            "schema: footprint.system/1\nname: s\nlifetime: 1 years\nblocks:\n  casing: {hsl: 1, case: typical}\n"
        )
        given = {"system": {"file": "s.yaml"}}
        for key in ("use_power", "use_energy", "region"):
            with pytest.raises(NotThereError):
                take(given, tmp_path, f"system.{key}", f"environment.{key}")


def test_bom() -> None:
    """The 13 lines of PA1's list, 15 capacitors among them; nobody said what they weigh."""
    rows = take({"bom": {"file": "pa1-bom.csv"}}, EXAMPLES, "bom.rows", "hardware.bom")
    assert len(rows) == 13
    found = next(r for r in rows if r["component"] == "Capacitors (low value)")
    assert stated(found["quantity"]) == [15]
    assert found["quantity"].status == "declared"
    assert "mass" not in found


@pytest.mark.parametrize(
    ("source", "place", "says"),
    [
        ("modle.macs", "data_and_model.macs", "Nearest valid: model"),
        ("model.mac", "data_and_model.macs", "model.macs"),
        ("model", "data_and_model.macs", "nothing is at"),
        ("model.macs.wave", "data_and_model.macs", "nothing is at"),
        ("model.macs", "data_and_model.weights", "needs a unit like kB"),
        ("model.weights", "data_and_model.macs", "needs a unit like 1"),
        ("model.macs", "data_and_model.architecture", "is a quantity, and architecture takes a text"),
        ("model.sha256", "data_and_model.macs", "is a text, and macs takes a quantity"),
        ("model.sha256", "system.update_mechanism", "Nearest valid: over the air, manual, none"),
    ],
)
def test_what_does_not_fit(source: str, place: str, says: str) -> None:
    """An unknown place, or one of another kind or unit than the field."""
    with pytest.raises(InputError) as caught:
        take(TestModel.GIVEN, GESTURE, source, place)
    assert says in str(caught.value)
    assert caught.value.path == ("from",)


@pytest.mark.parametrize(
    ("given", "path", "says"),
    [
        ("x", (), "a map of names"),
        ({"Model": {"file": "a"}}, ("Model",), "no name of an artefact"),
        ({"thing": {"file": "a"}}, ("thing",), "Nearest valid: model"),
        ({"thing": {"file": "a", "kind": "modle"}}, ("thing", "kind"), "unknown kind"),
        ({"model": "a"}, ("model",), "a map with file"),
        ({"model": {}}, ("model",), "file is missing"),
        ({"model": {"file": 3}}, ("model",), "no file name"),
        ({"model": {"file": "a", "sha": "x"}}, ("model", "sha"), "Nearest valid"),
        ({"model": {"file": "here.txt", "sha256": "12"}}, ("model", "sha256"), "is no SHA-256"),
        ({"model": {"file": "her.txt"}}, ("model", "file"), "Nearest valid: here.txt"),
        ({"model": {"file": "no/such/folder"}}, ("model", "file"), "no such file"),
        ({"model": {"file": "../secret.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "below/../../secret.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "/etc/hostname"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "C:\\secret.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "..\\secret.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "link.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "up/secret.txt"}}, ("model", "file"), "not in the folder"),
        ({"model": {"file": "loop"}}, ("model", "file"), "cannot read"),
        ({"model": {"file": "a\0b"}}, ("model", "file"), "not in the folder"),
        ({"capture": {"file": "here.txt", "voltage": "3 mA"}}, ("capture", "voltage"), "needs a unit like V"),
        ({"capture": {"file": "here.txt", "channel": -1}}, ("capture", "channel"), "whole number"),
        ({"system": {"file": "here.txt", "factors": 3}}, ("system", "factors"), "must be text"),
    ],
)
def test_bad_artefacts(tmp_path: Path, given: Any, path: tuple[str, ...], says: str) -> None:
    """A bad declaration is refused with its place; no file outside of the folder is touched."""
    folder = tmp_path / "sheet"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "here.txt").write_text("here")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop").symlink_to("loop")
    with pytest.raises(InputError) as caught:
        Artefacts.read(given, folder)
    assert says in str(caught.value)
    assert caught.value.path == ("artefacts", *path)


def test_a_link_inside_is_fine(tmp_path: Path) -> None:
    """A link to another file of the folder stays in it."""
    (tmp_path / "here.txt").write_text("here")
    (tmp_path / "link.txt").symlink_to("here.txt")
    found = Artefacts.read({"model": {"file": "link.txt"}}, tmp_path)
    assert found.named["model"].path.read_text() == "here"


def test_changed_files_are_listed_and_still_read(tmp_path: Path) -> None:
    """A file that is another one than stated is read, and listed with both hashes."""
    shutil.copy(GESTURE / "gesture_int8.tflite", tmp_path)
    given = {"model": {"file": "gesture_int8.tflite", "sha256": "0" * 64}}
    found = Artefacts.read(given, tmp_path)
    (changed,) = found.changed()
    real = sha256((GESTURE / "gesture_int8.tflite").read_bytes()).hexdigest()
    assert (changed.artefact.name, changed.artefact.sha256, changed.found_sha256) == ("model", "0" * 64, real)
    assert stated(found.take({"from": "model.macs"}, section("data_and_model").field("macs"))) == [39744]
    assert Artefacts.read({"model": {**given["model"], "sha256": real}}, tmp_path).changed() == ()


def test_a_second_artefact_of_a_kind() -> None:
    """Another name says its kind."""
    given = {**TestModel.GIVEN, "again": {"kind": "model", "file": "gesture_int8.tflite"}}
    found = quantity(given, GESTURE, "again.macs", "data_and_model.macs")
    assert (stated(found), found.taken_from) == ([39744], "again.macs")


def test_bad_content_names_its_own_file(tmp_path: Path) -> None:
    """What is wrong inside of an artefact stands at the artefact's line, not at the datasheet's."""
    (tmp_path / "s.yaml").write_text("schema: footprint.system/1\nname: s\nlifetme: 1 years\n")
    (tmp_path / "e.json").write_text(json.dumps({"schema": "footprint.evaluation/1"}))
    with pytest.raises(InputError, match="lifetme") as caught:
        take({"system": {"file": "s.yaml"}}, tmp_path, "system.footprint", "environment.footprint")
    assert caught.value.file == str(tmp_path / "s.yaml")
    assert caught.value.line == 3
    with pytest.raises(InputError, match=r"e\.json"):
        take({"evaluation": {"file": "e.json"}}, tmp_path, "evaluation.metrics", "performance.metrics")


def test_nothing_heavy_is_imported_before_something_is_taken() -> None:
    """Reading a datasheet without artefacts loads no reader and no engine."""
    code = f"""
import sys
from datasheets.sheet.sheet import load_datasheet
load_datasheet({str(EXAMPLES / "pa1/datasheet.yaml")!r})
heavy = ("tflite", "reportlab", "streamlit", "firmware_profiles.model", "footprint.engine")
print([m for m in heavy if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
