"""Area inside an outline of lines and arcs: pieces are joined to closed loops, inner loops are cut out.

Areas are exact for lines and arcs. Lengths in mm, areas in mm2; the y axis points down, so a
positive area runs clockwise on the screen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from footprint.errors import InputError

TOLERANCE = 0.02
"""Ends closer than this are one point, as for KiCad itself. [mm]"""
_STEP = math.pi / 32
"""Angle between the points that stand for an arc where a loop is asked what it contains."""
MAX_EDGES = 200_000
MAX_LOOPS = 5_000

Point = tuple[float, float]


class Edge(NamedTuple):
    """A piece of the outline from one point to another."""

    start: Point
    end: Point
    bulge: float
    """Signed area between the piece and its chord, from start to end. [mm2]"""
    between: tuple[Point, ...]
    """Points on the way, where it is not straight."""
    at: int

    @classmethod
    def line(cls, start: Point, end: Point, at: int) -> Self:
        """A straight piece."""
        return cls(start, end, 0.0, (), at)

    @classmethod
    def arc(cls, start: Point, mid: Point, end: Point, at: int) -> Self:
        """An arc through three points; straight where they lie on a line."""
        (ax, ay), (bx, by), (cx, cy) = start, mid, end
        twice = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
        if abs(twice) < 1e-9:
            return cls.line(start, end, at)
        a, b, c = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
        centre = (
            (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice,
            (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice,
        )
        angles = [math.atan2(p[1] - centre[1], p[0] - centre[0]) for p in (start, mid, end)]
        to_mid = (angles[1] - angles[0]) % math.tau
        turn = (angles[2] - angles[0]) % math.tau
        if to_mid > turn:  # the other way round
            turn -= math.tau
        return cls.around(centre, start, end, turn, at)

    @classmethod
    def around(cls, centre: Point, start: Point, end: Point, turn: float, at: int) -> Self:
        """An arc around a centre by an angle. [rad, from x to y]"""
        radius = math.dist(centre, start)
        first = math.atan2(start[1] - centre[1], start[0] - centre[0])
        steps = max(2, math.ceil(abs(turn) / _STEP))
        between = tuple(
            (centre[0] + radius * math.cos(first + turn * i / steps),
             centre[1] + radius * math.sin(first + turn * i / steps))
            for i in range(1, steps)
        )  # fmt: skip
        return cls(start, end, radius * radius * (turn - math.sin(turn)) / 2, between, at)

    @classmethod
    def curve(cls, knots: list[Point], at: int) -> Self:
        """A cubic Bezier curve, as 64 straight pieces."""
        points = []
        for i in range(65):
            t = i / 64
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            points.append((
                sum(w * k[0] for w, k in zip(weights, knots, strict=True)),
                sum(w * k[1] for w, k in zip(weights, knots, strict=True)),
            ))  # fmt: skip
        return cls(knots[0], knots[3], _shoelace(points), tuple(points[1:-1]), at)

    def reversed(self) -> Edge:
        """The same piece from end to start."""
        return Edge(self.end, self.start, -self.bulge, self.between[::-1], self.at)


class _Loop(NamedTuple):
    """A closed outline: its area without sign, and points along it."""

    area: float
    points: list[Point]
    at: int

    @property
    def box(self) -> tuple[float, float, float, float]:
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


@dataclass
class Outline:
    """What is drawn on the layer Edge.Cuts: loose pieces, and loops that are closed by themselves."""

    edges: list[Edge] = field(default_factory=list)
    loops: list[_Loop] = field(default_factory=list)

    def circle(self, centre: Point, rim: Point, at: int) -> None:
        """A whole circle."""
        radius = math.dist(centre, rim)
        angles = [math.tau * i / 64 for i in range(64)]
        points = [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]
        self.loops.append(_Loop(math.pi * radius * radius, points, at))

    def polygon(self, corners: list[Point], at: int, less: float = 0.0) -> None:
        """A closed polygon; `less` is taken off for rounded corners. [mm2]"""
        self.loops.append(_Loop(abs(_shoelace(corners)) - less, corners, at))

    def loop(self, edges: list[Edge], at: int) -> None:
        """Edges that are known to close."""
        self.loops.append(_closed(edges, at))

    def turn(self, centre: Point, start: Point, angle: float, at: int) -> None:
        """An arc, or a whole circle, by its centre, first point and angle. [rad]"""
        if abs(abs(angle) - math.tau) < 1e-9:
            self.circle(centre, start, at)
            return
        dx, dy = start[0] - centre[0], start[1] - centre[1]
        cos, sin = math.cos(angle), math.sin(angle)
        end = (centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos)
        self.edges.append(Edge.around(centre, start, end, angle, at))


class Area(NamedTuple):
    """The area of a board, and what a reader should know of it."""

    area_mm2: float | None
    notes: list[str]


def outline_area(outline: Outline, line_of: Callable[[int], int], file: str) -> Area:
    """Area inside an outline, without what is cut out. [mm2]

    Parameters
    ----------
    outline : Outline
        What is drawn.
    line_of : callable
        The line of the file for the place of an edge, for messages.
    file : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        An outline that is not closed, with the two ends nearest to each other.
    """
    if not outline.edges and not outline.loops:
        return Area(None, ["the board has no outline on Edge.Cuts, so its area is not known"])
    if len(outline.edges) > MAX_EDGES:
        raise InputError(f"the outline has more than {MAX_EDGES} pieces", file=file)
    loops = [*outline.loops, *_join(outline.edges, line_of, file)]
    loops = sorted((loop for loop in loops if loop.area > 1e-9), key=lambda loop: -loop.area)
    if len(loops) > MAX_LOOPS:
        raise InputError(f"the outline has more than {MAX_LOOPS} closed parts", file=file)
    total, outer = 0.0, 0
    boxes = [loop.box for loop in loops]
    for i, loop in enumerate(loops):
        x, y = loop.points[0]
        depth = sum(
            boxes[j][0] <= x <= boxes[j][2] and boxes[j][1] <= y <= boxes[j][3] and _inside(loops[j].points, x, y)
            for j in range(i)
        )
        total += -loop.area if depth % 2 else loop.area
        outer += depth == 0
    if not loops:
        return Area(None, ["the outline on Edge.Cuts encloses nothing, so the area is not known"])
    notes = [f"{outer} separate outlines on Edge.Cuts: their areas are added up"] if outer > 1 else []
    return Area(float(f"{total:.9g}"), notes)


def _shoelace(points: list[Point]) -> float:
    """Signed area of a closed polygon, relative to its first point for precision."""
    if not points:
        return 0.0
    ox, oy = points[0]
    total = 0.0
    for (x0, y0), (x1, y1) in zip(points, [*points[1:], points[0]], strict=True):
        total += (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy)
    return total / 2


def _closed(edges: list[Edge], at: int) -> _Loop:
    area = _shoelace([e.start for e in edges]) + sum(e.bulge for e in edges)
    return _Loop(abs(area), [p for e in edges for p in (e.start, *e.between)], at)


def _inside(points: list[Point], x: float, y: float) -> bool:
    """Whether a point lies inside a polygon, by counting crossings to its right."""
    inside = False
    x1, y1 = points[-1]
    for x0, y0 in points:
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
        x1, y1 = x0, y0
    return inside


def _same(edge: Edge) -> tuple[object, ...]:
    """What two pieces share that lie on each other, whichever way they were drawn."""
    ends = sorted((round(p[0], 3), round(p[1], 3)) for p in (edge.start, edge.end))
    return (*ends, round(abs(edge.bulge), 2))


def _join(edges: list[Edge], line_of: Callable[[int], int], file: str) -> list[_Loop]:
    """Pieces joined end to end to closed loops."""
    drawn = {_same(e): e for e in edges if math.dist(e.start, e.end) > 1e-4 or abs(e.bulge) > 1e-6}
    kept = list(drawn.values())  # a piece drawn twice counts once
    corners: dict[Point, list[tuple[int, bool]]] = {}
    for i, edge in enumerate(kept):
        for at_end, p in enumerate((edge.start, edge.end)):
            corners.setdefault((round(p[0], 3), round(p[1], 3)), []).append((i, bool(at_end)))
    # Ends that meet exactly are one corner already; the rest are joined to the nearest loose end.
    partner: dict[tuple[int, bool], tuple[int, bool]] = {}
    loose: list[tuple[Point, tuple[int, bool]]] = []
    for point, ends in corners.items():
        if len(ends) % 2:
            loose.append((point, ends[-1]))
        for a, b in zip(ends[0::2], ends[1::2], strict=False):
            partner[a], partner[b] = b, a
        if len(ends) > 2:
            raise InputError(
                f"more than two pieces of the outline meet at x {point[0]:g}, y {point[1]:g} mm",
                file=file, line=line_of(kept[ends[-1][0]].at), hint="Mend Edge.Cuts, or give the area of the board.",
            )  # fmt: skip
    _join_loose(loose, partner, kept, line_of, file)
    loops = []
    used = [False] * len(kept)
    for i in range(len(kept)):
        if used[i]:
            continue
        chain: list[Edge] = []
        at, backwards = i, False
        while not used[at]:
            used[at] = True
            chain.append(kept[at].reversed() if backwards else kept[at])
            at, at_end = partner[at, not backwards]
            backwards = at_end
        loops.append(_closed(chain, chain[0].at))
    return loops


def _join_loose(
    loose: list[tuple[Point, tuple[int, bool]]],
    partner: dict[tuple[int, bool], tuple[int, bool]],
    edges: list[Edge],
    line_of: Callable[[int], int],
    file: str,
) -> None:
    """Join ends that nearly meet; an end without another is an open outline."""
    cells: dict[tuple[int, int], list[int]] = {}
    for n, (point, _) in enumerate(loose):
        cells.setdefault((math.floor(point[0] / TOLERANCE), math.floor(point[1] / TOLERANCE)), []).append(n)
    pairs = []
    for n, (point, _) in enumerate(loose):
        column, row = math.floor(point[0] / TOLERANCE), math.floor(point[1] / TOLERANCE)
        near = [m for c in (-1, 0, 1) for r in (-1, 0, 1) for m in cells.get((column + c, row + r), ()) if m > n]
        pairs += [(gap, n, m) for m in near if (gap := math.dist(point, loose[m][0])) <= TOLERANCE]
    open_ends = set(range(len(loose)))
    for _, n, m in sorted(pairs):
        if n in open_ends and m in open_ends:
            open_ends -= {n, m}
            a, b = loose[n][1], loose[m][1]
            partner[a], partner[b] = b, a
    if open_ends:
        first = min(open_ends, key=lambda n: edges[loose[n][1][0]].at)
        (x, y), end = loose[first]
        gaps = [math.dist((x, y), loose[n][0]) for n in open_ends if n != first]
        nearest = f"; the nearest other end is {min(gaps):.3g} mm away" if gaps else ""
        raise InputError(
            f"the outline on Edge.Cuts is not closed: it ends at x {x:g}, y {y:g} mm{nearest}",
            file=file, line=line_of(edges[end[0]].at), hint="Close it in KiCad, or give the area of the board.",
        )  # fmt: skip
