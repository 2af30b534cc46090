"""Solids and how they are painted on a plane: later solids replace earlier ones.

A quadric is {p : |unit_from_lps (p - centre)| <= 1}. On a plane its equation is a polynomial of
second degree in column and row, so that one solid costs a few operations on the pixels of its
bounding box, whatever the obliquity of the plane. Edges are soft over a pixel and, by their slope,
over the thickness of the slice (partial volume).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.sample.materials import Material
from viewer.model.geometry import Plane, Vector

Floats = NDArray[np.float32]
Box = tuple[int, int, int, int]  # first row, end row, first column, end column

UPRIGHT = np.eye(3)
_INFINITE = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class Slice:
    """A slice through the phantom: a plane of pixels with a thickness, as vectors in LPS mm."""

    origin: NDArray[np.float64]  # centre of the first pixel
    across: NDArray[np.float64]  # step of one column
    down: NDArray[np.float64]  # step of one row
    normal: NDArray[np.float64]
    thickness_mm: float

    @property
    def pixel_mm(self) -> float:
        """The larger side of a pixel."""
        return float(max(np.linalg.norm(self.across), np.linalg.norm(self.down)))

    def corner(self, box: Box) -> NDArray[np.float64]:
        """Where the first pixel of `box` lies."""
        return np.asarray(self.origin + box[2] * self.across + box[0] * self.down)


def slice_on(plane: Plane, thickness_mm: float) -> Slice:
    """The slice on `plane`."""
    return Slice(
        np.asarray(plane.position_lps),
        np.multiply(plane.row_direction, plane.column_spacing_mm),
        np.multiply(plane.column_direction, plane.row_spacing_mm),
        plane.normal,
        thickness_mm,
    )


class Solid(Protocol):
    """Something with a material, an axis-aligned bounding box and a coverage on planes."""

    @property
    def material(self) -> Material:
        """What it is made of."""
        ...

    @property
    def centre(self) -> Vector:
        """The middle of its bounding box, LPS mm."""
        ...

    @property
    def half_extent(self) -> Vector:
        """Half the sizes of its bounding box, mm."""
        ...

    def coverage(self, cut: Slice, box: Box) -> Floats:
        """The part of each pixel of `box` that lies inside: 0 to 1."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Quadric:
    """An ellipsoid, or an elliptic tube of finite length.

    `half_length_mm` cuts the solid across its third axis. `folds` waves the surface by that part
    of the radius over `fold_mm` (gyri and sulci).
    """

    material: Material
    centre: Vector
    half_extent: Vector
    unit_from_lps: NDArray[np.float64]
    edge_radius_mm: float
    half_length_mm: float | None = None
    axis: Vector = (0.0, 0.0, 1.0)
    folds: float = 0.0
    fold_mm: float = 6.0

    def radius(self, cut: Slice, box: Box) -> Floats:
        """Distance from the centre relative to the surface: 1 on it."""
        start = self.unit_from_lps @ (cut.corner(box) - self.centre)
        across, down = self.unit_from_lps @ cut.across, self.unit_from_lps @ cut.down
        columns, rows = _pixel_indices(box)
        along_row = columns * (2 * start @ across) + columns**2 * (across @ across)
        along_column = rows * (2 * start @ down) + rows**2 * (down @ down) + start @ start
        squared = along_row.astype(np.float32) + along_column.astype(np.float32)
        if abs(mixed := 2 * float(across @ down)) > 1e-12:
            squared += (columns * mixed).astype(np.float32) * rows.astype(np.float32)
        return np.sqrt(np.maximum(squared, np.float32(1e-12), out=squared), out=squared)

    def coverage(self, cut: Slice, box: Box) -> Floats:
        """The part of each pixel of `box` that lies inside: 0 to 1."""
        radius = self.radius(cut, box)
        ramp = self._slope_along_normal(cut, box)
        ramp /= radius
        np.abs(ramp, out=ramp)
        ramp *= np.float32(cut.thickness_mm)
        ramp += np.float32(cut.pixel_mm / self.edge_radius_mm)
        if self.folds:
            radius += _folds(cut, box, self.fold_mm) * np.float32(self.folds)
        inside = np.subtract(1, radius, out=radius)
        inside /= ramp
        inside += np.float32(0.5)
        covered = np.clip(inside, 0, 1, out=inside)
        if self.half_length_mm is not None:
            covered *= self._cut_to_length(cut, box, self.half_length_mm)
        return covered

    def _slope_along_normal(self, cut: Slice, box: Box) -> Floats:
        """Half the change of the squared radius for each mm along the plane's normal."""
        normal = self.unit_from_lps.T @ (self.unit_from_lps @ cut.normal)
        columns, rows = _pixel_indices(box)
        along_row = columns * (cut.across @ normal) + (cut.corner(box) - self.centre) @ normal
        along_column = rows * (cut.down @ normal)
        return np.asarray(along_row.astype(np.float32) + along_column.astype(np.float32))

    def _cut_to_length(self, cut: Slice, box: Box, half_length_mm: float) -> Floats:
        x, y, z = (
            part * np.float32(component)
            for part, component in zip(coordinates(cut, box), self.axis, strict=True)
        )
        middle = np.float32(np.dot(self.centre, self.axis))
        return soft_step(np.float32(half_length_mm) - np.abs(x + y + z - middle), cut)


def ellipsoid(
    material: Material,
    centre: Vector,
    radii: Vector,
    *,
    axes: NDArray[np.float64] = UPRIGHT,
    folds: float = 0.0,
    fold_mm: float = 6.0,
) -> Quadric:
    """An ellipsoid with `radii` in mm along the rows of `axes`."""
    unit_from_lps = axes / np.asarray(radii)[:, None]
    half = np.sqrt(((axes * np.asarray(radii)[:, None]) ** 2).sum(axis=0)) * (1 + folds * 2)
    return Quadric(
        material, centre, to_vector(half), unit_from_lps, min(radii), folds=folds, fold_mm=fold_mm
    )


def tube(
    material: Material, start: Vector, end: Vector, radius: float, depth: float | None = None
) -> Quadric:
    """A straight tube from `start` to `end`; its section is an ellipse where `depth` is given.

    `radius` is then the half width towards the patient's side, `depth` the other half width.
    """
    span = np.subtract(end, start)
    length = float(np.linalg.norm(span))
    radii = (radius, depth or radius, _INFINITE)
    axes = _axes_along(span / length)
    unit_from_lps = axes / np.asarray(radii)[:, None]
    half = np.abs(span) / 2 + max(radii[:2]) * np.sqrt(np.maximum(0, 1 - axes[2] ** 2))
    return Quadric(
        material,
        to_vector(np.add(start, end) / 2),
        to_vector(half),
        unit_from_lps,
        min(radii),
        half_length_mm=length / 2,
        axis=to_vector(axes[2]),
    )


def rod(material: Material, start: Vector, end: Vector, radius: float) -> Quadric:
    """A spindle from `start` to `end`, thickest in the middle: a vessel or a slender bone."""
    span = np.subtract(end, start)
    length = float(np.linalg.norm(span))
    centre = to_vector(np.add(start, end) / 2)
    return ellipsoid(
        material, centre, (radius, radius, length / 2), axes=_axes_along(span / length)
    )


def tilted(degrees_x: float = 0, degrees_y: float = 0, degrees_z: float = 0) -> NDArray[np.float64]:
    """The three axes after turns about x, then y, then z; each row one axis."""
    axes = UPRIGHT
    for index, degrees in enumerate((degrees_x, degrees_y, degrees_z)):
        first, second = (index + 1) % 3, (index + 2) % 3
        turn = np.eye(3)
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        turn[first, first] = turn[second, second] = cosine
        turn[first, second], turn[second, first] = -sine, sine
        axes = turn @ axes
    return np.asarray(axes.T)


def to_vector(values: NDArray[np.float64]) -> Vector:
    """Three numbers as plain floats."""
    return float(values[0]), float(values[1]), float(values[2])


def paint(
    canvas: Floats,
    plane: Plane,
    solids: Sequence[Solid],
    values: Mapping[Material, Sequence[float]],
    *,
    thickness_mm: float,
) -> None:
    """Paint `solids` in order on `canvas`, (channels, rows, columns), one value a channel."""
    cut = slice_on(plane, thickness_mm)
    for solid, box in _cut_by(cut, solids, *canvas.shape[1:]):
        covered = solid.coverage(cut, box)
        for channel, value in zip(canvas, values[solid.material], strict=True):
            part = channel[box[0] : box[1], box[2] : box[3]]
            part += covered * (np.float32(value) - part)


def coordinates(cut: Slice, box: Box) -> tuple[Floats, Floats, Floats]:
    """Patient x, y and z of the pixels of `box`; each broadcasts to (rows, columns)."""
    corner = cut.corner(box)
    columns, rows = _pixel_indices(box)

    def component(index: int) -> Floats:
        along_row = (corner[index] + columns * cut.across[index]).astype(np.float32)
        along_column = (rows * cut.down[index]).astype(np.float32)
        if not cut.down[index]:
            return np.asarray(along_row)
        if not cut.across[index]:
            return np.asarray(along_column + along_row[0, 0])
        return np.asarray(along_row + along_column)

    return component(0), component(1), component(2)


def soft_step(depth_mm: Floats, cut: Slice) -> Floats:
    """0 outside, 1 inside, a ramp of one pixel between; overwrites `depth_mm`, positive inside."""
    depth_mm *= np.float32(1 / cut.pixel_mm)
    depth_mm += np.float32(0.5)
    return np.clip(depth_mm, 0, 1, out=depth_mm)


def _folds(cut: Slice, box: Box, wavelength_mm: float) -> Floats:
    """A gyroid: a labyrinth that looks like gyri on any section; about -1 to 1."""
    x, y, z = (c * np.float32(1 / wavelength_mm) for c in coordinates(cut, box))
    waves = np.sin(x) * np.cos(y) + np.sin(y) * np.cos(z) + np.sin(z) * np.cos(x)
    return np.asarray(waves * np.float32(1 / 1.5), dtype=np.float32)


def _pixel_indices(box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Column and row numbers within `box`, to broadcast."""
    columns = np.arange(box[3] - box[2], dtype=np.float64)
    rows = np.arange(box[1] - box[0], dtype=np.float64)
    return columns[None, :], rows[:, None]


def _cut_by(
    cut: Slice, solids: Sequence[Solid], rows: int, columns: int
) -> Iterator[tuple[Solid, Box]]:
    """The solids whose bounding boxes the slice meets, in order, with the pixels around them."""
    offsets = np.asarray([solid.centre for solid in solids]) - cut.origin
    extents = np.asarray([solid.half_extent for solid in solids])
    distances = np.abs(offsets @ cut.normal)
    is_met = distances <= extents @ np.abs(cut.normal) + cut.thickness_mm / 2
    limits = []
    for step, count in ((cut.down, rows), (cut.across, columns)):
        middle = offsets @ step / (step @ step)
        reach = extents @ np.abs(step) / (step @ step) + 1
        first = np.clip(np.floor(middle - reach), 0, count)
        limits += [first, np.clip(np.ceil(middle + reach) + 1, first, count)]
        is_met &= limits[-1] > first
    boxes = np.stack(limits, axis=1).astype(int)
    for index in np.flatnonzero(is_met).tolist():
        top, bottom, left, right = boxes[index].tolist()
        yield solids[index], (top, bottom, left, right)


def _axes_along(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Three unit vectors as rows; the third is `direction`, the first lies nearest to x."""
    side = np.array((1.0, 0.0, 0.0)) if abs(direction[0]) < 0.9 else np.array((0.0, 1.0, 0.0))
    first = side - direction * (side @ direction)
    first /= np.linalg.norm(first)
    return np.stack((first, np.cross(direction, first), direction))
