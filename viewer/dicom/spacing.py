"""Pixel spacing with where it came from, and the shape of a pixel (PS3.3 10.7; DC-050, 1.8)."""

import math
from dataclasses import replace

from viewer.dicom.attributes import Attributes
from viewer.dicom.planes import is_spacing
from viewer.model.geometry import PixelSpacing, SpacingSource

# Projection radiography: Pixel Spacing may be measured at the detector (PS3.3 10.7.1.1).
_PROJECTION = frozenset(("CR", "DX", "MG", "IO", "PX", "XA", "RF", "RG", "RTIMAGE"))
_NEVER_MEASURED = frozenset(("OT", "SC", "ES", "GM", "XC", "SM", "OP", "DOC"))
_EQUAL = 1e-4  # relative; spacings are rounded texts


def read_spacing(
    attributes: Attributes, *, modality: str, measures: Attributes | None = None
) -> PixelSpacing:
    """Find the spacing in mm, and what a length measured with it may be called.

    `measures` is the Pixel Measures item of an enhanced object. A spacing of zero or less is
    none (DC-072).
    """
    if measures is not None:
        return _spacing(_valid(measures, "PixelSpacing"), SpacingSource.PATIENT)
    own = _valid(attributes, "PixelSpacing")
    detector = _valid(attributes, "ImagerPixelSpacing")
    nominal = _valid(attributes, "NominalScannedPixelSpacing")
    if own is None:
        if detector is not None:
            return _told(attributes, _spacing(detector, SpacingSource.DETECTOR))
        return _spacing(nominal, SpacingSource.NOMINAL)
    if modality not in _PROJECTION:
        has_plane = attributes.has("ImageOrientationPatient")
        is_measured = has_plane or modality not in _NEVER_MEASURED
        return _spacing(
            own, SpacingSource.PATIENT if is_measured else SpacingSource.UNKNOWN_CALIBRATION
        )
    source = _projection_source(attributes, own, detector or nominal)
    return _told(attributes, _spacing(own, source))


def _told(attributes: Attributes, spacing: PixelSpacing) -> PixelSpacing:
    """With what a radiograph tells of its calibration or its magnification (PS3.3 10.7.1.1)."""
    if spacing.source is SpacingSource.CALIBRATED:
        words = (attributes.text(f"PixelSpacingCalibration{k}") for k in ("Type", "Description"))
        return replace(spacing, calibration=": ".join(filter(None, words)))
    factor = attributes.decimal("EstimatedRadiographicMagnificationFactor")
    is_at_detector = spacing.source is SpacingSource.DETECTOR
    if is_at_detector and factor is not None and math.isfinite(factor) and factor >= 1:
        return replace(spacing, magnification=factor)
    return spacing


def _projection_source(
    attributes: Attributes, own: tuple[float, float], raw: tuple[float, float] | None
) -> SpacingSource:
    if attributes.has("PixelSpacingCalibrationType"):
        return SpacingSource.CALIBRATED
    if raw is None:
        return SpacingSource.UNKNOWN_CALIBRATION
    is_equal = all(math.isclose(a, b, rel_tol=_EQUAL) for a, b in zip(own, raw, strict=True))
    return SpacingSource.DETECTOR if is_equal else SpacingSource.CALIBRATED


def read_pixel_aspect(attributes: Attributes, spacing: PixelSpacing) -> float:
    """Height of a pixel over its width: by spacing, else Pixel Aspect Ratio, else 1 (DC-050)."""
    ratio = attributes.decimals("PixelAspectRatio")
    declared = ratio[0] / ratio[1] if is_spacing(ratio) else None
    if spacing.row_mm is None or spacing.column_mm is None:
        return declared or 1.0
    aspect = spacing.row_mm / spacing.column_mm
    if declared is not None and not math.isclose(aspect, declared, rel_tol=0.01):
        attributes.note(
            "PixelAspectRatio", "Contradicts the pixel spacing, which counts.", reference="DC-050"
        )
    return aspect


def _valid(attributes: Attributes, keyword: str) -> tuple[float, float] | None:
    values = attributes.decimals(keyword)
    if is_spacing(values):
        return values[0], values[1]
    if values:
        attributes.note(keyword, "Is no pair of positive numbers; lengths are in pixels only.",
                        reference="DC-072")  # fmt: skip
    return None


def _spacing(values: tuple[float, float] | None, source: SpacingSource) -> PixelSpacing:
    return PixelSpacing() if values is None else PixelSpacing(values[0], values[1], source)
