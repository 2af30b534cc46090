"""The phantom's head and neck: LPS mm, z = 0 at the level of the teeth, vertex at z = 172."""

import math
from collections.abc import Iterator

from viewer.dicom.sample.materials import Material
from viewer.dicom.sample.solids import Solid, ellipsoid, tilted, tube

_BOTH = (-1.0, 1.0)  # right and left of the patient


def head() -> list[Solid]:
    """Everything under the skin, in painting order."""
    return [*_muscles(), *_face(), *_skull(), *_brain(), *_ventricles(), *_eyes(), *_jaws()]


def head_outline(material: Material, depth_mm: float) -> Iterator[Solid]:
    """The surface of head and neck, `depth_mm` under the skin."""
    d = depth_mm
    yield tube(material, (0, 30, -118), (0, 16, 20), 58 - d, 56 - d)
    yield ellipsoid(material, (0, 4, 92), (80 - d, 101 - d, 81 - d))
    yield ellipsoid(material, (0, -28, 22), (66 - d, 70 - d, 74 - d))
    yield ellipsoid(material, (0, -95, 26), (12 - d, 15 - d, 22 - d), axes=tilted(18))


def _muscles() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        yield ellipsoid(m.SKIN, (side * 70, 14, 44), (6, 15, 28), axes=tilted(0, 0, side * 18))
        yield ellipsoid(m.MUSCLE, (side * 52, -22, 18), (10, 22, 34))  # masseter
        yield ellipsoid(m.MUSCLE, (side * 70, -18, 74), (6, 30, 32))  # temporalis
    yield ellipsoid(m.MUSCLE, (0, 42, 14), (56, 40, 46))
    yield ellipsoid(m.MUSCLE, (0, -40, 16), (44, 42, 46))


def _face() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        yield ellipsoid(m.CORTICAL_BONE, (side * 56, -46, 40), (13, 22, 9), axes=tilted(0, 0, 22))
        yield ellipsoid(m.CORTICAL_BONE, (side * 26, -58, 26), (20, 23, 20))
        yield ellipsoid(m.AIR, (side * 27, -57, 26), (17, 20, 17))  # maxillary sinus
        yield ellipsoid(m.AIR, (side * 6.5, -58, 32), (4.6, 34, 22))  # nasal cavity
        yield ellipsoid(m.SKIN, (side * 8.5, -56, 28), (2, 25, 8))  # turbinate
        yield ellipsoid(m.AIR, (side * 7, -98, 20), (3.5, 14, 6))  # nostril
    yield tube(m.AIR, (0, -18, -10), (0, -24, 44), 12, 7)  # nasopharynx


def _skull() -> Iterator[Solid]:
    m = Material
    yield ellipsoid(m.CORTICAL_BONE, (0, 5, 92), (72, 92.5, 74))
    yield ellipsoid(m.DIPLOE, (0, 5, 92), (70, 90.5, 72))
    yield ellipsoid(m.CORTICAL_BONE, (0, 5, 92), (67.4, 87.8, 69.4))
    for side in _BOTH:
        yield ellipsoid(
            m.CORTICAL_BONE, (side * 44, 10, 44), (27, 14, 14), axes=tilted(0, 0, side * -34)
        )
        yield ellipsoid(m.DIPLOE, (side * 62, 24, 34), (11, 15, 20))  # mastoid
        for step in range(5):
            y, z = 18 + 4.5 * step, 28 + 5.5 * (step % 3)
            yield ellipsoid(m.AIR, (side * (60 + step % 2 * 5), y, z), (3, 3, 4))
        yield tube(m.AIR, (side * 52, 8, 46), (side * 72, 10, 44), 3)  # ear canal
    yield ellipsoid(m.CORTICAL_BONE, (0, -34, 48), (25, 14, 12))
    yield ellipsoid(m.AIR, (0, -33, 48), (17, 11, 8))  # sphenoid sinus
    for side in _BOTH:
        yield ellipsoid(m.AIR, (side * 9, -84, 68), (9, 4.5, 12))  # frontal sinus


def _brain() -> Iterator[Solid]:
    m = Material
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 5, 92), (65.5, 86, 67.5))
    yield ellipsoid(m.GRAY_MATTER, (0, 5, 93), (62, 82, 63.5), folds=0.075, fold_mm=3.6)
    yield ellipsoid(m.WHITE_MATTER, (0, 5, 94), (51, 70, 52), folds=0.13, fold_mm=3.6)
    yield ellipsoid(m.CORTICAL_BONE, (0, 10, 30), (46, 60, 9))  # skull base
    yield ellipsoid(m.MARROW, (0, -4, 33), (12, 14, 12))  # clivus
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 42, 48), (49, 41, 22))
    for side in _BOTH:
        yield ellipsoid(m.GRAY_MATTER, (side * 24, 46, 49), (24, 34, 21), folds=0.05, fold_mm=1.9)
        yield ellipsoid(m.WHITE_MATTER, (side * 21, 44, 49), (14, 20, 11), folds=0.12, fold_mm=1.9)
        nuclei = m.DEEP_GRAY_MATTER
        yield ellipsoid(nuclei, (side * 27, -4, 90), (8, 23, 16), axes=tilted(0, 0, side * 14))
        yield ellipsoid(nuclei, (side * 11, 12, 89), (9, 15, 11), axes=tilted(0, 0, side * -20))
        yield ellipsoid(nuclei, (side * 16, -22, 99), (6, 12, 11))
    yield ellipsoid(m.GRAY_MATTER, (0, 46, 50), (13, 26, 17), folds=0.06, fold_mm=1.6)  # vermis
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 15, 57), (17, 13, 14))
    yield tube(m.WHITE_MATTER, (0, 14, 26), (0, 6, 80), 12.5, 12)  # brain stem
    yield ellipsoid(m.WHITE_MATTER, (0, 4, 56), (16, 12, 13))  # pons
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 30, 54), (6, 5, 12))  # fourth ventricle
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 4, 128), (2.2, 78, 30))  # between the hemispheres
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, -46, 96), (1.6, 36, 40))
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 66, 104), (1.6, 24, 40))
    yield ellipsoid(m.WHITE_MATTER, (0, 6, 108), (13, 38, 5))  # corpus callosum
    for side in _BOTH:
        yield ellipsoid(
            m.CEREBROSPINAL_FLUID, (side * 47, 2, 84), (16, 3.4, 22), axes=tilted(0, 0, side * 24)
        )


def _ventricles() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        front = tilted(0, 0, side * -16)
        yield ellipsoid(m.CEREBROSPINAL_FLUID, (side * 10, -22, 100), (5, 19, 10), axes=front)
        yield ellipsoid(m.CEREBROSPINAL_FLUID, (side * 10, 10, 106), (6, 28, 7.5))
        back = tilted(0, 0, side * 22)
        yield ellipsoid(m.CEREBROSPINAL_FLUID, (side * 20, 42, 96), (6.5, 22, 11), axes=back)
        yield ellipsoid(m.CORTICAL_BONE, (side * 21, 40, 97), (2.4, 3, 4))  # calcified plexus
        for vessel_y in (-14.0, 30.0):
            yield ellipsoid(m.BLOOD, (side * 12, vessel_y, 62), (2.2, 2.2, 9))
    yield ellipsoid(m.CEREBROSPINAL_FLUID, (0, 8, 86), (2.4, 14, 12))  # third ventricle
    yield ellipsoid(m.BLOOD, (0, 90, 96), (4, 4, 46))  # sagittal sinus
    yield ellipsoid(m.CORTICAL_BONE, (0, 26, 88), (2, 2.4, 2.4))  # pineal gland


def _eyes() -> Iterator[Solid]:
    m = Material
    for side in _BOTH:
        x = side * 31
        yield ellipsoid(m.CORTICAL_BONE, (x, -66, 52), (22, 29, 21), axes=tilted(0, 0, side * 12))
        yield ellipsoid(m.FAT, (x, -68, 52), (19, 28, 18), axes=tilted(0, 0, side * 12))
        yield ellipsoid(m.FAT, (x, -92, 52), (19, 12, 16))
        yield tube(m.MUSCLE, (x - side * 13, -40, 52), (x - side * 11, -74, 52), 2.2, 6)
        yield tube(m.MUSCLE, (x - side * 7, -40, 52), (x + side * 11, -74, 52), 2.2, 6)
        yield tube(m.GRAY_MATTER, (x - side * 12, -36, 52), (x, -72, 52), 2.2)  # optic nerve
        yield ellipsoid(m.SKIN, (x, -84, 52), (12.6, 12.6, 12.6))
        yield ellipsoid(m.VITREOUS, (x, -84, 52), (11.4, 11.4, 11.4))
        yield ellipsoid(m.LENS, (x, -92.5, 52), (4.6, 2, 4.6))


def _jaws() -> Iterator[Solid]:
    m = Material
    yield ellipsoid(m.MUSCLE, (0, -52, -12), (25, 32, 18))  # tongue
    for z, radius in ((7.0, 38.0), (-7.0, 36.0)):
        for step in range(16):
            angle = math.radians(-75 + 10 * step)
            x, y = radius * 0.78 * math.sin(angle), -52 - radius * math.cos(angle)
            yield ellipsoid(m.TOOTH, (x, y, z), (3.1, 3.6, 7.5))
            root = z + math.copysign(11, z)
            yield ellipsoid(m.CORTICAL_BONE, (x * 1.02, y, root), (4.6, 5.2, 8))
            yield ellipsoid(m.MARROW, (x * 1.02, y, root), (2.6, 3.2, 6))
            yield ellipsoid(m.TOOTH, (x, y, z + math.copysign(5, z)), (1.9, 2.2, 8))
    for side in _BOTH:
        for material, thinner in ((m.CORTICAL_BONE, 0.0), (m.MARROW, 1.8)):
            start, end = (side * 34, -58, -19), (side * 47, -14, -8)
            yield tube(material, start, end, 6 - thinner, 9 - thinner)
            top = (side * 50, -6, 40 - 2 * thinner)
            yield tube(material, (side * 47, -14, -14), top, 5 - thinner, 11 - thinner)
