"""The phantom's trunk and arms: LPS mm, lung apices at z = -80, domes of the diaphragm at -270."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.sample.materials import Material
from viewer.dicom.sample.solids import (
    Box,
    Floats,
    Quadric,
    Slice,
    Solid,
    coordinates,
    ellipsoid,
    rod,
    soft_step,
    tilted,
    to_vector,
    tube,
)
from viewer.model.geometry import Vector

_BOTH = (-1.0, 1.0)
_CAGE_CENTRE = (0.0, 2.0, -300.0)
_CAGE_RADII = (146.0, 97.0, 232.0)
_CAGE_MEAN_RADIUS = 115.0
_SPINE_Z = (-480.0, -330.0, -260.0, -180.0, -80.0, -30.0, 16.0)
_SPINE_Y = (46.0, 60.0, 68.0, 63.0, 44.0, 26.0, 24.0)


def trunk() -> list[Solid]:
    """Everything under the skin, in painting order."""
    return [
        *_muscles(), *_chest_cavity(), *_abdomen(), *_heart(), *_great_vessels(),
        *_lung_vessels(), *_airways(), *_cage(), *_shoulders(),
    ]  # fmt: skip


def spine() -> list[Solid]:
    """Vertebrae C2 to L2 with discs, canal and cord."""
    heights = [16 - 15.0 * k for k in range(6)] + [-76 - 22.0 * k for k in range(18)]
    solids: list[Solid] = []
    for upper, lower in itertools.pairwise(heights):
        solids += _vertebra((upper + lower) / 2, upper - lower)
    for upper, lower in itertools.pairwise(heights):
        solids += _canal(upper, lower)
    return solids


def couch() -> list[Solid]:
    """The table of the scanner: a shell with a foam core; not part of the patient."""
    shell, core = (0.0, -180.0), (0.0, -178.0)
    return [
        _Couch(Material.COUCH, shell, inner_mm=330, outer_mm=333),
        _Couch(Material.COUCH, core, inner_mm=352, outer_mm=355),
    ]


@dataclass(frozen=True, slots=True)
class _Couch:
    """A trough along z: the lower arc between two cylinders."""

    material: Material
    axis_xy: tuple[float, float]
    inner_mm: float
    outer_mm: float
    half_width_mm: float = 205.0

    @property
    def centre(self) -> Vector:
        return (0.0, self.axis_xy[1] + self.inner_mm, 0.0)

    @property
    def half_extent(self) -> Vector:
        return (self.half_width_mm, 90.0, 2000.0)

    def coverage(self, cut: Slice, box: Box) -> Floats:
        x, y, _ = coordinates(cut, box)
        radius = np.hypot(x - np.float32(self.axis_xy[0]), y - np.float32(self.axis_xy[1]))
        middle, half = (self.inner_mm + self.outer_mm) / 2, (self.outer_mm - self.inner_mm) / 2
        covered = soft_step(np.float32(half) - np.abs(radius - np.float32(middle)), cut)
        covered *= np.abs(x) < np.float32(self.half_width_mm)
        return covered


@dataclass(frozen=True, slots=True)
class _Ribs:
    """Eleven ribs at once: where the wall of the cage meets sheets that fall forwards."""

    material: Material
    cage: Quadric
    half_thickness_mm: float
    half_height_mm: float
    y_limits: tuple[float, float]
    first_z: float = -84.0
    step_mm: float = 24.0
    slope: float = 0.42
    count: int = 11

    @property
    def centre(self) -> Vector:
        return self.cage.centre

    @property
    def half_extent(self) -> Vector:
        x, y, z = self.cage.half_extent
        return x + 10, y + 10, z + 10

    def coverage(self, cut: Slice, box: Box) -> Floats:
        third = cut.normal * (cut.thickness_mm / 3)
        moved = [replace(cut, origin=cut.origin + third * step) for step in (-1, 0, 1)]
        parts = [self._section(part, box) for part in moved]
        return (parts[0] + parts[1] + parts[2]) * np.float32(1 / 3)

    def _section(self, cut: Slice, box: Box) -> Floats:
        x, y, z = coordinates(cut, box)
        sheet = z - np.float32(self.slope) * (y - np.float32(90)) - np.float32(self.first_z)
        number = np.clip(np.round(sheet * np.float32(-1 / self.step_mm)), 0, self.count - 1)
        from_sheet = sheet + number * np.float32(self.step_mm)
        from_sheet *= np.float32(1 / self.half_height_mm)
        distance = self.cage.radius(cut, box)
        distance -= 1
        distance *= np.float32(_CAGE_MEAN_RADIUS / self.half_thickness_mm)
        distance *= distance
        distance = np.sqrt(distance + from_sheet * from_sheet)
        covered = soft_step((1 - distance) * np.float32(self.half_thickness_mm), cut)
        covered *= (y > np.float32(self.y_limits[0])) & (y < np.float32(self.y_limits[1]))
        covered *= np.abs(x) > np.float32(13)
        return covered


def _cage_ellipsoid(material: Material, smaller_mm: float) -> Quadric:
    return ellipsoid(material, _CAGE_CENTRE, _less(_CAGE_RADII, smaller_mm))


def trunk_outline(material: Material, depth_mm: float) -> Iterator[Solid]:
    """The surface of trunk and arms, `depth_mm` under the skin (fat is thick on the trunk)."""
    trunk_depth = depth_mm * 2.2
    yield ellipsoid(material, (0, 8, -330), _less((174, 122, 282), trunk_depth))
    yield ellipsoid(material, (0, 2, -196), _less((152, 104, 122), trunk_depth))
    for side in _BOTH:
        if depth_mm < 5:
            yield ellipsoid(material, (side * 78, -76, -240), (64 - depth_mm, 46 - depth_mm, 60))
        centre = (side * 112.0, 28.0, -120.0)
        yield ellipsoid(material, centre, _less((90, 62, 50), depth_mm))
        start, end = (side * 188.0, 24.0, -128.0), (side * 201.0, 20.0, -640.0)
        yield tube(material, start, end, 42 - depth_mm)
        yield ellipsoid(material, start, _less((42, 42, 42), depth_mm))


def _less(radii: Vector, depth_mm: float) -> Vector:
    a, b, c = radii
    return a - depth_mm, b - depth_mm, c - depth_mm


def _muscles() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        yield ellipsoid(m.FAT, (side * 138, 12, -190), (14, 34, 56))  # axilla
        yield ellipsoid(
            m.MUSCLE, (side * 58, -76, -178), (58, 13, 50), axes=tilted(0, 0, side * 18)
        )
        yield ellipsoid(m.MUSCLE, (side * 36, 96, -300), (30, 16, 170))


def _chest_cavity() -> Iterator[Solid]:
    m = Material
    yield _cage_ellipsoid(m.FAT, 5)
    lean = 6.0
    yield ellipsoid(m.LUNG, (-70, 6, -292), (66, 86, 212), axes=tilted(0, lean, 0))
    yield ellipsoid(m.LUNG, (70, 6, -292), (66, 86, 212), axes=tilted(0, -lean, 0))
    yield ellipsoid(m.FAT, (2, -66, -210), (12, 46, 120))  # anterior mediastinum
    yield ellipsoid(m.FAT, (4, 34, -180), (25, 44, 110))
    yield ellipsoid(m.FAT, (18, -22, -236), (50, 50, 48))


def _abdomen() -> Iterator[Solid]:
    m = Material
    for side, top in ((-1.0, -262.0), (1.0, -272.0)):
        yield ellipsoid(m.MUSCLE, (side * 66, 2, top - 110), (80, 89, 110))
        yield ellipsoid(m.FAT, (side * 62, 2, top - 114), (76, 85, 110))
    yield ellipsoid(m.FAT, (0, 0, -420), (134, 84, 120))
    yield ellipsoid(m.LIVER, (-62, -2, -354), (72, 80, 88))
    yield ellipsoid(m.LIVER, (6, -40, -332), (70, 36, 44))
    for x, y, z, reach in ((-80, 20, -310, 26), (-50, -24, -326, 30), (-90, -20, -340, 28)):
        yield rod(m.BLOOD, (x, y, z), (x + reach, y + 8, z - reach), 4.5)
    yield ellipsoid(m.SPLEEN, (94, 42, -352), (26, 38, 52), axes=tilted(0, 20, 0))
    yield ellipsoid(m.MUSCLE, (62, -18, -348), (50, 46, 52))
    yield ellipsoid(m.STOMACH, (62, -18, -348), (46, 42, 48))
    yield ellipsoid(m.AIR, (64, -36, -324), (34, 20, 22))  # gastric bubble
    for side in _BOTH:
        yield ellipsoid(m.KIDNEY, (side * 62, 48, -424), (28, 24, 50), axes=tilted(0, side * 12, 0))
        yield ellipsoid(m.FAT, (side * 52, 44, -424), (10, 9, 24))


def _heart() -> Iterator[Solid]:
    m = Material
    long_axis = tilted(0, 52, 0) @ tilted(0, 0, -34)
    yield ellipsoid(m.MYOCARDIUM, (26, -24, -240), (46, 43, 60), axes=long_axis)
    yield ellipsoid(m.BLOOD, (40, -16, -248), (22, 21, 36), axes=long_axis)  # left ventricle
    yield ellipsoid(m.BLOOD, (8, -46, -244), (30, 16, 36), axes=long_axis)  # right ventricle
    yield ellipsoid(m.BLOOD, (-24, -18, -228), (22, 27, 32))  # right atrium
    yield ellipsoid(m.BLOOD, (8, 22, -216), (34, 19, 22))  # left atrium
    for side in _BOTH:
        yield rod(m.BLOOD, (8 + side * 20, 20, -216), (8 + side * 62, 30, -224), 6.5)
    yield rod(m.CORTICAL_BONE, (26, -58, -206), (38, -54, -218), 1.6)  # calcified coronary


def _great_vessels() -> Iterator[Solid]:
    m = Material
    yield tube(m.BLOOD, (10, -28, -222), (-10, -28, -156), 16)  # ascending aorta
    yield ellipsoid(m.BLOOD, (6, 2, -148), (17, 40, 15), axes=tilted(0, 0, 22))  # arch
    yield tube(m.BLOOD, (22, 38, -152), (20, 44, -330), 12)
    yield tube(m.BLOOD, (20, 44, -330), (8, 30, -500), 11)
    yield tube(m.BLOOD, (18, -38, -222), (20, -22, -178), 14)  # pulmonary trunk
    yield rod(m.BLOOD, (24, -22, -180), (-52, 6, -190), 11)
    yield rod(m.BLOOD, (14, -18, -178), (60, 14, -186), 11)
    yield tube(m.BLOOD, (-26, -20, -222), (-26, -24, -118), 9.5)  # superior vena cava
    yield rod(m.BLOOD, (-30, -26, -132), (48, -34, -104), 7)
    for side in _BOTH:
        yield tube(m.BLOOD, (side * 16, -14, -146), (side * 30, -2, -70), 5)
        yield tube(m.BLOOD, (side * 30, -2, -70), (side * 33, -6, 16), 4)  # carotid
        yield tube(m.BLOOD, (side * 38, -2, -112), (side * 42, 0, 16), 6)  # jugular
        yield rod(m.BLOOD, (side * 24, -18, -120), (side * 150, 14, -132), 5.5)  # subclavian
    yield tube(m.MUSCLE, (2, 34, -90), (6, 32, -300), 7)  # oesophagus
    for side in _BOTH:
        yield ellipsoid(m.BLOOD, (side * 18, -14, -76), (9, 11, 22))  # thyroid


def _lung_vessels() -> Iterator[Solid]:
    """Branches from each hilum to the pleura, drawn by a seeded generator."""
    draw = np.random.Generator(np.random.PCG64(7))
    for side in _BOTH:
        hilum = np.array((side * 46.0, 12.0, -192.0))
        for _ in range(36):
            aim = np.array((side * draw.uniform(62, 118), draw.uniform(-58, 66), 0.0))
            aim[2] = draw.uniform(-280, -105)
            fork = hilum + (aim - hilum) * draw.uniform(0.35, 0.55) + draw.normal(0, 5, 3)
            width = draw.uniform(2.6, 4.8)
            yield _branch(hilum, fork, width)
            for _ in range(3):
                tip = aim + draw.normal(0, 15, 3)
                yield _branch(fork + (fork - tip) * 0.15, tip, width * 0.55)


def _branch(start: NDArray[np.float64], end: NDArray[np.float64], radius: float) -> Quadric:
    return rod(Material.MUSCLE, to_vector(start), to_vector(end), radius)


def _airways() -> Iterator[Solid]:
    m = Material
    carina = (0.0, 20.0, -172.0)
    for material, larger in ((m.CARTILAGE, 1.8), (m.AIR, 0.0)):
        yield tube(material, (0, -4, -58), carina, 8.5 + larger)
        yield tube(material, carina, (-44, 20, -198), 6.5 + larger)
        yield tube(material, carina, (46, 22, -204), 5.8 + larger)
        for side in _BOTH:
            for step_y, step_z in ((-26, 26), (12, 20), (-20, -34), (20, -44)):
                start = (side * 42, 20, -198)
                end = (side * 74, 18 + step_y, -196 + step_z)
                yield rod(material, start, end, 3.2 + larger * 0.6)
    yield ellipsoid(m.CARTILAGE, (0, -12, -44), (17, 17, 16))  # larynx
    yield tube(m.AIR, (0, -8, -62), (0, -20, -4), 7, 8)


def _cage() -> Iterator[Solid]:
    m = Material
    cage = _cage_ellipsoid(m.RIB, 0)
    yield _Ribs(m.CARTILAGE, cage, 4.2, 6.2, (-120, -58))
    yield _Ribs(m.CORTICAL_BONE, cage, 4.6, 6.8, (-62, 88))
    yield _Ribs(m.TRABECULAR_BONE, cage, 2.7, 4.9, (-60, 86))
    for material, smaller in ((m.CORTICAL_BONE, 0.0), (m.TRABECULAR_BONE, 2.0)):
        top, bottom = (0, -78, -124 - smaller), (0, -99, -250 + smaller)
        yield tube(material, top, bottom, 17 - smaller, 6.5 - smaller)


def _shoulders() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        for material, smaller in ((m.CORTICAL_BONE, 0.0), (m.TRABECULAR_BONE, 2.2)):
            inner, outer = (side * 17, -76, -122), (side * 152, 2, -98)
            yield rod(material, inner, outer, 8 - smaller)  # clavicle
            yield tube(material, inner, outer, 5 - smaller)
            yield ellipsoid(material, (side * 186, 20, -122), (25 - smaller,) * 3)
            shaft = (side * 190, 22, -126), (side * 210, 20, -640)
            yield tube(material, *shaft, 11.5 - smaller * 1.6)
            yield ellipsoid(material, (side * 154, 26, -122), (13 - smaller, 15 - smaller, 19))
            blade = tilted(0, side * -8, side * -40)
            yield ellipsoid(material, (side * 108, 62, -176), (46, 4.4 - smaller, 62), axes=blade)
            ridge = (side * 72, 84, -150), (side * 164, 44, -104)
            yield rod(material, *ridge, 8 - smaller)


def _spine_y(z: float) -> float:
    return float(np.interp(z, _SPINE_Z, _SPINE_Y))


def _vertebra(z: float, height: float) -> Iterator[Solid]:
    m = Material
    is_neck = z > -70
    width, depth = (12.5, 9.5) if is_neck else (17.5 + (-z - 80) * 0.015, 14.5)
    y, half = _spine_y(z), height / 2
    behind = y + depth + 9
    yield tube(m.DISC, (0, y, z - half), (0, y, z + half), width - 1, depth - 1)
    yield tube(m.CORTICAL_BONE, (0, y, z - half + 2.4), (0, y, z + half - 2.4), width, depth)
    yield tube(
        m.TRABECULAR_BONE, (0, y, z - half + 3.8), (0, y, z + half - 3.8), width - 1.5, depth - 1.5
    )
    reach = 22 if is_neck else 30
    for material, smaller in ((m.CORTICAL_BONE, 0.0), (m.TRABECULAR_BONE, 1.7)):
        yield ellipsoid(material, (0, behind, z), (15 - smaller, 13 - smaller, half * 0.62))
        for side in _BOTH:
            tip = (side * reach, behind + 6, z + 2)
            yield rod(material, (side * 4, behind - 2, z), tip, 6 - smaller)
        tip = (0, behind + (24 if is_neck else 19), z - half * (0.5 if is_neck else 1.7))
        yield rod(material, (0, behind, z), tip, 5 - smaller)


def _canal(upper: float, lower: float) -> Iterator[Solid]:
    m = Material
    offset = 19.0 if upper <= -70 else 15.0
    top, bottom = (0, _spine_y(upper) + offset + 4, upper), (0, _spine_y(lower) + offset + 4, lower)
    yield tube(m.FAT, top, bottom, 10.5, 8.8)
    yield tube(m.CEREBROSPINAL_FLUID, top, bottom, 9, 7.4)
    yield tube(m.WHITE_MATTER, top, bottom, 5.6, 4.4)
