"""Trains the gesture sensor of the examples: makes its data, trains, converts to int8 and evaluates.

    python docs/examples/gesture/train.py OUT

The data are synthetic: signals of a wrist band, made by the formulas below. Nobody wore anything, and how well the
model does on them says nothing about people. Needs the extra `tensorflow`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firmware_profiles.conversion import convert_to_int8
from firmware_profiles.evaluation import evaluate_model
from firmware_profiles.quiet import quiet, tensorflow

CLASSES = ("none", "knock", "circle", "wave")
SAMPLES, RATE_HZ = 64, 50.0
STEP_G, RANGE_G = 1 / 32, 4.0
"""An accelerometer in its 8-bit mode: 31 mg a step, within 4 g."""
SEED = 20260301
TRAIN_WEARERS, TEST_WEARERS = 24, 4
TRAIN_EACH, TEST_EACH = 200, 120
"""Windows of each wearer."""
ACTIVITIES = {"sitting": 0.6, "walking": 0.35, "stairs": 0.05}
"""What the wearer does meanwhile, and how often."""

Floats = NDArray[np.float64]


class Wearer(NamedTuple):
    """How one person moves."""

    name: str
    speed: float
    strength: float
    tilt: Floats  # of the band, in radians
    tremor_g: float
    pace_hz: float


def wearer(name: str, rng: np.random.Generator) -> Wearer:
    """A person who moves faster or slower, stronger or weaker than others."""
    return Wearer(
        name, rng.uniform(0.72, 1.35), rng.uniform(0.5, 1.35), rng.normal(0, 0.35, 2), rng.uniform(0.02, 0.06),
        rng.uniform(1.5, 2.1),
    )  # fmt: skip


def window(gesture: str, who: Wearer, activity: str, wrist: str, rng: np.random.Generator) -> Floats:
    """One window of 1.28 s on three axes. Shape (SAMPLES, 3). [g]"""
    t = np.arange(SAMPLES) / RATE_HZ
    moved = {"none": _none, "knock": _knock, "circle": _circle, "wave": _wave}[gesture](t, who, rng)
    moved += _steps(t, who, activity, rng)
    moved += rng.normal(0, who.tremor_g, moved.shape)
    if wrist == "right":  # the band is worn the other way round, and sits a little turned
        turn = rng.normal(0.3, 0.15)
        c, s = np.cos(turn), np.sin(turn)
        moved = moved * (-1, 1, 1) @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    pitch, roll = who.tilt + rng.normal(0, 0.2, 2)
    gravity = np.array([np.sin(roll), -np.sin(pitch) * np.cos(roll), np.cos(pitch) * np.cos(roll)])
    return np.clip(np.round((moved + gravity) / STEP_G) * STEP_G, -RANGE_G, RANGE_G - STEP_G)


def _envelope(t: Floats, start: float, length: float) -> Floats:
    """From 0 to 1 and back, smoothly."""
    return np.sqrt(np.sin(np.pi * np.clip((t - start) / length, 0, 1)))


def _hit(t: Floats, at: float, strength: float, rng: np.random.Generator) -> Floats:
    """A short knock that rings and fades."""
    after = np.maximum(t - at, 0)
    ring = np.where(t >= at, np.exp(-after / 0.05) * np.cos(2 * np.pi * rng.uniform(8, 14) * after), 0.0)
    return strength * ring[:, None] * (np.array([0.25, 0.3, 1.0]) + rng.normal(0, 0.15, 3))


def _knock(t: Floats, who: Wearer, rng: np.random.Generator) -> Floats:
    """Two knocks."""
    first, gap = rng.uniform(0.1, 0.55), rng.uniform(0.2, 0.38) / who.speed
    strength = who.strength * rng.uniform(0.6, 1.4)
    return _hit(t, first, strength, rng) + _hit(t, first + gap, strength * rng.uniform(0.6, 1.1), rng)


def _circle(t: Floats, who: Wearer, rng: np.random.Generator) -> Floats:
    """About one turn in the plane of the band."""
    turn_hz = rng.uniform(0.85, 1.35) * who.speed
    phase, way = rng.uniform(0, 2 * np.pi), rng.choice([-1, 1])
    size = 0.55 * who.strength * rng.uniform(0.6, 1.4)
    angle = 2 * np.pi * turn_hz * t * way + phase
    shape = np.column_stack((np.cos(angle), rng.uniform(0.6, 1.0) * np.sin(angle), 0.2 * np.sin(angle)))
    return size * shape * _envelope(t, rng.uniform(0, 0.25), rng.uniform(0.9, 1.15))[:, None]


def _wave(t: Floats, who: Wearer, rng: np.random.Generator) -> Floats:
    """From side to side, two times or more."""
    back_hz = rng.uniform(1.7, 2.8) * who.speed
    size = 0.6 * who.strength * rng.uniform(0.6, 1.4)
    angle = 2 * np.pi * back_hz * t + rng.uniform(0, 2 * np.pi)
    shape = np.column_stack(
        (np.sin(angle), rng.uniform(0.1, 0.4) * np.sin(2 * angle), rng.uniform(-0.2, 0.2) * np.sin(angle))
    )
    return size * shape * _envelope(t, rng.uniform(0, 0.3), rng.uniform(0.8, 1.2))[:, None]


def _none(t: Floats, who: Wearer, rng: np.random.Generator) -> Floats:
    """No gesture: nothing, the arm put elsewhere, a bump, or a scratch."""
    kind = rng.choice(["nothing", "arm", "bump", "scratch"], p=[0.35, 0.3, 0.2, 0.15])
    if kind == "arm":
        way = 1 / (1 + np.exp(-(t - rng.uniform(0.3, 0.9)) / rng.uniform(0.04, 0.15)))
        return way[:, None] * rng.normal(0, 0.45, 3)
    if kind == "bump":
        return _hit(t, rng.uniform(0.1, 1.1), rng.uniform(0.4, 1.4), rng)
    if kind == "scratch":
        angle = 2 * np.pi * rng.uniform(3.0, 6.0) * t
        part = _envelope(t, rng.uniform(0, 0.6), rng.uniform(0.4, 0.8))
        return (rng.uniform(0.15, 0.5) * part * np.sin(angle))[:, None] * (
            np.array([0.8, 0.5, 0.2]) * rng.choice([-1, 1], 3)
        )
    return np.zeros((len(t), 3))


def _steps(t: Floats, who: Wearer, activity: str, rng: np.random.Generator) -> Floats:
    """What walking adds: the swing of the arm, and a jolt at every step."""
    if activity == "sitting":
        return np.zeros((len(t), 3))
    size = {"walking": 0.22, "stairs": 0.45}[activity] * rng.uniform(0.7, 1.3)
    angle = 2 * np.pi * who.pace_hz * t + rng.uniform(0, 2 * np.pi)
    return size * np.column_stack(
        (0.5 * np.sin(angle / 2), 0.7 * np.sin(angle / 2 + 0.8), np.sin(angle) + 0.4 * np.sin(2 * angle))
    )


def make(people: list[Wearer], each: int, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Labelled windows of some people: `x`, `y`, `classes`, and what they may be sliced by."""
    rows = []
    for who in people:
        for i in range(each):
            gesture = i % len(CLASSES)
            activity = str(rng.choice(list(ACTIVITIES), p=list(ACTIVITIES.values())))
            wrist = str(rng.choice(["left", "right"]))
            rows.append((window(CLASSES[gesture], who, activity, wrist, rng), gesture, who.name, activity, wrist))
    x, y, names, activities, wrists = zip(*rows, strict=True)
    return {
        "x": np.stack(x).astype(np.float16), "y": np.array(y, dtype=np.int8), "classes": np.array(CLASSES),
        "wearer": np.array(names), "activity": np.array(activities), "wrist": np.array(wrists),
    }  # fmt: skip


def data(
    train_wearers: int = TRAIN_WEARERS, train_each: int = TRAIN_EACH, test_wearers: int = TEST_WEARERS,
    test_each: int = TEST_EACH,
) -> tuple[dict[str, NDArray[Any]], dict[str, NDArray[Any]]]:  # fmt: skip
    """Training and test data; nobody is in both."""
    rng = np.random.default_rng(SEED)
    people = [wearer(f"wearer {i + 1}", rng) for i in range(train_wearers + test_wearers)]
    return make(people[:train_wearers], train_each, rng), make(people[train_wearers:], test_each, rng)


def network() -> Any:
    """A convolution, a separable convolution and another convolution, then one dense layer."""
    tensorflow("train.py")
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((SAMPLES, 3), name="acceleration"),
            layers.Conv1D(12, 5, strides=2, padding="same", activation="relu"),
            layers.DepthwiseConv1D(5, padding="same", activation="relu"),
            layers.Conv1D(16, 1, activation="relu"),
            layers.MaxPooling1D(2),
            layers.Conv1D(20, 5, padding="same", activation="relu"),
            layers.AveragePooling1D(4),
            layers.Flatten(),
            layers.Dropout(0.2, seed=SEED),
            layers.Dense(len(CLASSES), activation="softmax"),
        ],
        name="gesture",
    )


def train(found: dict[str, NDArray[Any]], epochs: int) -> Any:
    """A trained network; the same on the same machine."""
    tf = tensorflow("train.py")
    import keras

    batch = 128
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    model = network()
    rate = keras.optimizers.schedules.CosineDecay(0.006, epochs * -(-len(found["y"]) // batch))
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy", jit_compile=False)
    with quiet():
        model.fit(found["x"].astype(np.float32), found["y"], batch_size=batch, epochs=epochs, verbose=0)
    return model


def main(folder: Path, epochs: int = 12) -> None:
    """Everything, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    trained, test = data()
    np.savez_compressed(folder / "train.npz", **trained)
    np.savez_compressed(folder / "test.npz", **test)
    tensorflow("train.py")  # loading it is not training
    started, worked = time.perf_counter(), time.process_time()
    model = train(trained, epochs)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    model.save(folder / "gesture.keras")
    report = convert_to_int8(folder / "gesture.keras", folder / "train.npz", folder / "gesture_int8.tflite")
    for name, against in (("gesture.keras", None), ("gesture_int8.tflite", folder / "gesture.keras")):
        found = evaluate_model(folder / name, folder / "test.npz", against=against)
        kind = "float" if against is None else "int8"
        (folder / f"evaluation_{kind}.json").write_text(found.to_json(), encoding="utf-8")
        print(f"{name}: accuracy {found.metrics.accuracy.value:.3f} on {found.n} windows")
    about = {"seed": SEED, "epochs": epochs, "training_s": round(seconds, 1), "processor_s": round(processor, 1)}
    (folder / "training.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(
        f"trained for {epochs} epochs in {seconds:.1f} s, {processor:.1f} s of the processor; {report.macs} MACs",
        file=sys.stderr,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the gesture sensor of the examples on data made here.")
    parser.add_argument("out", type=Path, help="folder to write to")
    parser.add_argument("--epochs", type=int, default=12)
    arguments = parser.parse_args()
    main(arguments.out, arguments.epochs)
