"""Stacks of planes as volumes: gaps, tilt, affine, and why not (DC-086 to DC-088). LPS, mm."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.geometry import Plane

DUPLICATE_MM = 0.001  # positions closer than this are the same slice (DC-086)
_RELATIVE_TOLERANCE = 0.01  # of the median gap (DC-087)
_ABSOLUTE_TOLERANCE_MM = 0.01
_TILT_MM = 0.01  # shear from slice to slice (DC-088)


@dataclass(frozen=True, slots=True)
class Regularity:
    """What the gaps of an ordered stack are like."""

    spacing_mm: float | None  # median of the gaps; None below two positions
    is_uniform: bool
    missing: int  # slices that seem to be missing
    duplicates: int  # positions held more than once
    largest_error_mm: float  # largest deviation of a gap from the median
    shear_mm: float  # sideways shift from slice to slice: gantry tilt

    @property
    def is_volume(self) -> bool:
        """Whether the stack is a regular grid, possibly sheared."""
        return self.is_uniform and not self.duplicates and self.spacing_mm is not None

    @property
    def is_tilted(self) -> bool:
        """Whether slices are shifted sideways against each other."""
        return self.shear_mm > _TILT_MM


def lps_from_ijk(planes: Sequence[Plane]) -> NDArray[np.float64]:
    """4x4: (column, row, slice, 1) of a voxel centre to patient coordinates.

    Along the stack the affine follows the positions, so it is sheared when the gantry was
    tilted. Planes that all lie at one place are stacked along the normal, 1 mm apart.
    """
    affine = planes[0].lps_from_pixel
    step = _mean_step(planes)
    if np.linalg.norm(step) >= DUPLICATE_MM:
        affine[:3, 2] = step
    return affine


def distances_mm(planes: Sequence[Plane]) -> NDArray[np.float64]:
    """Positions along the normal of the first plane."""
    positions = np.array([plane.position_lps for plane in planes])
    return np.asarray(positions @ planes[0].normal, dtype=np.float64)


def regularity(planes: Sequence[Plane]) -> Regularity:
    """Measure a stack ordered along its normal, in either direction (DC-087)."""
    if len(planes) < 2:
        return Regularity(None, True, 0, 0, 0.0, 0.0)
    gaps = np.abs(np.diff(distances_mm(planes)))
    distinct = gaps[gaps >= DUPLICATE_MM]
    duplicates = len(gaps) - len(distinct)
    if not len(distinct):
        return Regularity(None, False, 0, duplicates, 0.0, 0.0)
    median = float(np.median(distinct))
    tolerance = max(_RELATIVE_TOLERANCE * median, _ABSOLUTE_TOLERANCE_MM)
    errors = np.abs(distinct - median)
    whole = np.round(distinct / median)
    holes = (whole >= 2) & (np.abs(distinct - whole * median) <= whole * tolerance)
    return Regularity(
        spacing_mm=median,
        is_uniform=bool((errors <= tolerance).all()),
        missing=int((whole[holes] - 1).sum()),
        duplicates=duplicates,
        largest_error_mm=float(errors.max()),
        shear_mm=_shear_mm(planes),
    )


def _mean_step(planes: Sequence[Plane]) -> NDArray[np.float64]:
    """From slice to slice, on average, in LPS."""
    first, last = np.asarray(planes[0].position_lps), np.asarray(planes[-1].position_lps)
    return np.asarray((last - first) / max(len(planes) - 1, 1), dtype=np.float64)


def _shear_mm(planes: Sequence[Plane]) -> float:
    """Mean sideways shift from slice to slice, in the plane of the image."""
    step = _mean_step(planes)
    normal = planes[0].normal
    return float(np.linalg.norm(step - (step @ normal) * normal))


def stack_findings(stack: Regularity) -> tuple[Finding, ...]:
    """Say in plain words what a reader should know of the stack."""
    findings = []
    if stack.duplicates:
        findings.append(
            Finding(
                Severity.WARNING, "ImagePositionPatient",
                f"{_count(stack.duplicates, 'image lies', 'images lie')} where another one lies.",
                "Look at the times or numbers of the images.", "DC-086", FindingKind.DUPLICATE,
            )
        )  # fmt: skip
    if stack.missing:
        findings.append(
            Finding(
                Severity.WARNING, "ImagePositionPatient",
                f"{_count(stack.missing, 'slice is', 'slices are')} missing.",
                "Get the series again: what lies in the gap is not here.", "DC-087",
                FindingKind.MISSING,
            )
        )  # fmt: skip
    elif not stack.is_uniform and stack.spacing_mm is not None:
        findings.append(
            Finding(
                Severity.WARNING, "ImagePositionPatient",
                f"The gaps between slices differ, by up to {stack.largest_error_mm:.2f} mm.",
                reference="DC-087",
                kind=FindingKind.IRREGULAR,
            )
        )  # fmt: skip
    if stack.is_tilted:
        findings.append(
            Finding(
                Severity.NOTE, "ImagePositionPatient",
                f"The gantry is tilted: each slice is shifted by {stack.shear_mm:.2f} mm.",
                reference="DC-088",
                kind=FindingKind.TILT,
            )
        )  # fmt: skip
    return tuple(findings)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
