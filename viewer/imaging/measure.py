"""Measure a shape on a frame: from true pixels, each number with its provenance (DC-070)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.base.i18n import tr
from viewer.imaging.calibration import PIXELS, Calibration, calibration
from viewer.imaging.mask import region_mask
from viewer.imaging.modality import to_modality
from viewer.imaging.occurrence import occurrences
from viewer.imaging.padding import picture_mask
from viewer.imaging.pipeline import has_table
from viewer.imaging.region_statistics import (
    RegionStatistics,
    counted_statistics,
    region_statistics,
)
from viewer.imaging.shapes import (
    angle_deg,
    crosses_itself,
    ellipse_area,
    ellipse_perimeter,
    line_angle_deg,
    path_length,
    polygon_area,
)
from viewer.imaging.value_unit import ValueUnit, value_unit
from viewer.model.frame import Frame
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Shape, ShapeKind

_SQUARES: Final = {"mm": "mm2", PIXELS: PIXELS}
_SLOPES: Final = {"mm/s": ("mm/s2", "mm/s²")}  # code and label over seconds
_TRACED: Final = {
    "s": Quantity.TIME,
    "mm": Quantity.DISTANCE,
    "mm/s": Quantity.VELOCITY,
    "Hz": Quantity.FREQUENCY,
}
Measure = Callable[[Shape, Calibration], list[Measurement]]


_PLAIN: Final = ValueUnit("", "", "")


def measure(shape: Shape, frame: Frame, *, with_values: bool = True) -> tuple[Measurement, ...]:
    """All numbers of a shape on a frame, or those alone that need no values of pixels.

    A shape that cannot be measured has fewer: a polygon that crosses itself no area, one in an
    ultrasound trace no length.
    """
    found = calibration(frame.image, frame.header, shape.points)
    if not found.is_spatial:
        return tuple(_trace(shape, found))
    numbers = _MEASURES[shape.kind](shape, found)
    if shape.kind.is_region and with_values:
        numbers += _values(shape, frame)
    elif shape.kind is ShapeKind.POINT and with_values:
        numbers += _value(shape, frame)
    return tuple(number for number in numbers if np.isfinite(number.value))


def _length(shape: Shape, found: Calibration) -> list[Measurement]:
    length = path_length(shape.points, found.scale)
    numbers = [_in_length(Quantity.LENGTH, length, found)]
    if found.magnification:
        numbers.append(_in_patient(length / found.magnification, found))
    return numbers


def _bidirectional(shape: Shape, found: Calibration) -> list[Measurement]:
    """The longer axis is the long one, whichever was drawn first (RECIST)."""
    short, long = sorted(
        path_length(axis, found.scale) for axis in (shape.points[:2], shape.points[2:])
    )
    return [
        _in_length(Quantity.LONG_AXIS, long, found),
        _in_length(Quantity.SHORT_AXIS, short, found),
    ]


def _angle(shape: Shape, found: Calibration) -> list[Measurement]:
    first, vertex, second = shape.points
    value = angle_deg(first, vertex, second, found.scale)
    return [Measurement(Quantity.ANGLE, value, "deg", "°", found.provenance)]


def _cobb(shape: Shape, found: Calibration) -> list[Measurement]:
    value = line_angle_deg(shape.points[:2], shape.points[2:], found.scale)
    return [Measurement(Quantity.COBB_ANGLE, value, "deg", "°", found.provenance)]


def _open_angle(shape: Shape, found: Calibration) -> list[Measurement]:
    """Between two lines as they were drawn, 0 to 180 degrees; they need not meet."""
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = shape.points
    sides = (x2 - x1, y2 - y1), (x4 - x3, y4 - y3)
    value = angle_deg(sides[0], (0.0, 0.0), sides[1], found.scale)
    return [Measurement(Quantity.ANGLE, value, "deg", "°", found.provenance)]


def _cardiothoracic(shape: Shape, found: Calibration) -> list[Measurement]:
    """Both widths and their ratio, which needs no calibration but of the shape of a pixel."""
    heart, thorax = (
        path_length(line, found.scale) for line in (shape.points[:2], shape.points[2:])
    )
    numbers = [
        _in_length(Quantity.HEART_WIDTH, heart, found),
        _in_length(Quantity.THORAX_WIDTH, thorax, found),
    ]
    if thorax:
        ratio = heart / thorax
        number = Measurement(Quantity.CARDIOTHORACIC_RATIO, ratio, "1", "", found.provenance)
        numbers.insert(0, number)
    return numbers


def _ellipse(shape: Shape, found: Calibration) -> list[Measurement]:
    return [
        _in_area(ellipse_area(shape.points, found.scale), found),
        _in_length(Quantity.PERIMETER, ellipse_perimeter(shape.points, found.scale), found),
    ]


def _polygon(shape: Shape, found: Calibration) -> list[Measurement]:
    perimeter = path_length(shape.corners, found.scale, is_closed=True)
    numbers = [_in_length(Quantity.PERIMETER, perimeter, found)]
    if not crosses_itself(shape.corners):
        numbers.insert(0, _in_area(polygon_area(shape.corners, found.scale), found))
    return numbers


def _nothing(shape: Shape, found: Calibration) -> list[Measurement]:
    return []


_MEASURES: Final[dict[ShapeKind, Measure]] = {
    ShapeKind.POINT: _nothing,
    ShapeKind.LENGTH: _length,
    ShapeKind.RULER: _length,
    ShapeKind.POLYLINE: _length,
    ShapeKind.BIDIRECTIONAL: _bidirectional,
    ShapeKind.ANGLE: _angle,
    ShapeKind.COBB: _cobb,
    ShapeKind.OPEN_ANGLE: _open_angle,
    ShapeKind.CARDIOTHORACIC: _cardiothoracic,
    ShapeKind.RECTANGLE: _polygon,
    ShapeKind.ELLIPSE: _ellipse,
    ShapeKind.POLYGON: _polygon,
    ShapeKind.SPLINE: _polygon,
    ShapeKind.ARROW: _nothing,
    ShapeKind.TEXT: _nothing,
}


def _in_length(quantity: Quantity, value: float, found: Calibration) -> Measurement:
    return Measurement(quantity, value, found.unit_x, found.label, found.provenance)


def _in_patient(value: float, found: Calibration) -> Measurement:
    """A length as the device estimates it to be in the patient (DC-070)."""
    return Measurement(
        Quantity.ESTIMATED_LENGTH,
        value,
        found.unit_x,
        tr("mm estimated in the patient"),
        f"{found.provenance}, Estimated Radiographic Magnification Factor (0018,1114)",
    )


def _in_area(value: float, found: Calibration) -> Measurement:
    unit = _SQUARES[found.unit_x]
    label = found.label.replace("mm", "mm²", 1)
    return Measurement(Quantity.AREA, value, unit, label, found.provenance)


def _trace(shape: Shape, found: Calibration) -> list[Measurement]:
    """Time, depth or velocity in an M-mode or spectral region (DC-073)."""
    if shape.kind is ShapeKind.POINT and found.zero_y is not None:
        value = (shape.points[0][1] - found.zero_y) * found.scale[1]
        # Some scanners number their rows against the sign that they print beside the trace.
        source = f"{found.provenance}; {tr('the sign is that of')} Physical Delta Y (0018,602E)"
        return [_of_trace(value, found.unit_y, replace(found, provenance=source))]
    if shape.kind not in (ShapeKind.LENGTH, ShapeKind.RULER):
        return []
    (x1, y1), (x2, y2) = shape.points
    along, down = (x2 - x1) * found.scale[0], (y2 - y1) * found.scale[1]
    numbers = [
        _of_trace(abs(along), found.unit_x, found),
        _of_trace(abs(down), found.unit_y, found),
    ]
    if along:
        unit, label = _SLOPES.get(found.unit_y, 2 * (f"{found.unit_y}/{found.unit_x}",))
        numbers.append(Measurement(Quantity.SLOPE, down / along, unit, label, found.provenance))
    return numbers


def _of_trace(value: float, unit: str, found: Calibration) -> Measurement:
    return Measurement(_TRACED[unit], value, unit, unit, found.provenance)


def _values(shape: Shape, frame: Frame) -> list[Measurement]:
    """Statistics of the pixels whose centres the shape encloses, padding left out."""
    rows, columns = frame.pixels.shape[:2]
    region = region_mask(shape, rows, columns)
    stored = frame.pixels[region.area]
    inside = region.inside
    if not frame.has_window:
        return _statistics(None, int(np.count_nonzero(inside)), _PLAIN)
    picture = picture_mask(stored, frame.image.padding)
    if picture is not None:
        inside = inside & (picture > 0)
    unit, modality = value_unit(frame), frame.header.modality
    size = int(np.count_nonzero(inside))
    if has_table(stored.dtype) and size:
        mask = None if size == inside.size else inside.view(np.uint8)
        found, counts = occurrences(stored, mask)
        described = counted_statistics(to_modality(found, modality) * unit.factor, counts)
    else:
        described = region_statistics(to_modality(stored[inside], modality) * unit.factor)
    return _statistics(described, size, unit)


def _statistics(found: RegionStatistics | None, count: int, unit: ValueUnit) -> list[Measurement]:
    counted = tr("Pixels whose centre lies inside, without padding")
    numbers = [Measurement(Quantity.COUNT, float(count), PIXELS, "px", counted)]
    if found is None:
        return numbers
    in_units = {
        Quantity.MEAN: found.mean,
        Quantity.STANDARD_DEVIATION: found.standard_deviation,
        Quantity.MINIMUM: found.minimum,
        Quantity.MAXIMUM: found.maximum,
        Quantity.MEDIAN: found.median,
    }
    numbers += [unit.number(name, value) for name, value in in_units.items()]
    plain = {Quantity.SKEWNESS: found.skewness, Quantity.KURTOSIS: found.kurtosis}
    numbers += [Measurement(name, at, "1", "", unit.provenance) for name, at in plain.items()]
    return numbers


def _value(shape: Shape, frame: Frame) -> list[Measurement]:
    """The value of the pixel under a point; none beside the image and in padding."""
    column, row = (int(np.floor(at + 0.5)) for at in shape.points[0])
    rows, columns = frame.pixels.shape[:2]
    if not (0 <= column < columns and 0 <= row < rows) or not frame.has_window:
        return []
    stored: NDArray[np.generic] = frame.pixels[row : row + 1, column : column + 1]
    mask = picture_mask(stored, frame.image.padding)
    if mask is not None and not mask.any():
        return []
    unit = value_unit(frame)
    value = float(to_modality(stored, frame.header.modality)[0, 0]) * unit.factor
    return [unit.number(Quantity.VALUE, value)]
