"""Annotations to a Measurement Report (PS3.16 TID 1500), written with highdicom."""

import re
import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer import __version__
from viewer.dicom.errors import DicomError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.objects.written import MAKER, identified, same_study, save
from viewer.model.annotation import Annotation
from viewer.model.code import Code
from viewer.model.measurement import Measurement, Quantity
from viewer.model.shape import Point, Shape, ShapeKind

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_OWN_SCHEME: Final = "99RADIOLUCENT"
_NAMES: Final[Mapping[Quantity, tuple[str, str, str]]] = MappingProxyType(
    {
        Quantity.LENGTH: ("410668003", "SCT", "Length"),
        Quantity.ESTIMATED_LENGTH: ("ESTIMATED_LENGTH", _OWN_SCHEME, "Estimated length"),
        Quantity.LONG_AXIS: ("103339001", "SCT", "Long axis"),
        Quantity.SHORT_AXIS: ("103340004", "SCT", "Short axis"),
        Quantity.ANGLE: ("1483009", "SCT", "Angle"),
        Quantity.COBB_ANGLE: ("285285000", "SCT", "Cobb angle"),
        Quantity.AREA: ("42798000", "SCT", "Area"),
        Quantity.PERIMETER: ("131191004", "SCT", "Perimeter"),
        Quantity.HEART_WIDTH: ("HEART_WIDTH", _OWN_SCHEME, "Width of the heart"),
        Quantity.THORAX_WIDTH: ("THORAX_WIDTH", _OWN_SCHEME, "Width of the thorax"),
        Quantity.CARDIOTHORACIC_RATIO: (
            "CARDIOTHORACIC_RATIO",
            _OWN_SCHEME,
            "Cardiothoracic ratio",
        ),
        Quantity.COUNT: ("PIXEL_COUNT", _OWN_SCHEME, "Number of pixels"),
        Quantity.TIME: ("110858", "DCM", "Time"),
        Quantity.DISTANCE: ("121206", "DCM", "Distance"),
        Quantity.VELOCITY: ("VELOCITY", _OWN_SCHEME, "Velocity"),
        Quantity.FREQUENCY: ("FREQUENCY", _OWN_SCHEME, "Frequency"),
        Quantity.SLOPE: ("SLOPE", _OWN_SCHEME, "Slope"),
    }
)
_DERIVATIONS: Final[Mapping[Quantity, tuple[str, str, str] | None]] = MappingProxyType(
    {
        Quantity.VALUE: None,
        Quantity.MEAN: ("373098007", "SCT", "Mean"),
        Quantity.STANDARD_DEVIATION: ("386136009", "SCT", "Standard Deviation"),
        Quantity.MINIMUM: ("255605001", "SCT", "Minimum"),
        Quantity.MAXIMUM: ("56851009", "SCT", "Maximum"),
        Quantity.MEDIAN: ("373099004", "SCT", "Median"),
        Quantity.SKEWNESS: ("126051", "DCM", "Skewness"),
        Quantity.KURTOSIS: ("126052", "DCM", "Kurtosis"),
    }
)
_VALUES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(  # by unit
    {
        "[hnsf'U]": ("112031", "DCM", "Attenuation Coefficient"),
        "g/ml{SUVbw}": ("126401", "DCM", "SUVbw"),
    }
)
_IMAGING: Final = ("363679005", "SCT", "Imaging procedure")
_PIXEL_VALUE: Final = ("PIXEL_VALUE", _OWN_SCHEME, "Pixel value")
_DEVICE_UID: Final = "2.25.178612467834951370154098261304877103364"
_ANY_IMAGE: Final = "1.2.840.10008.5.1.4.1.1.2"
_LONGEST_MEANING: Final = 64  # LO


def can_be_reported(annotation: Annotation) -> bool:
    """Whether it was measured here and has a number: arrows and texts have none."""
    return not annotation.source_uid and any(
        _is_reported(number) for number in annotation.measurements
    )


def write_report(
    annotations: Sequence[Annotation], headers: Sequence["Dataset"], path: Path, *, title: str = ""
) -> None:
    """Write one report of annotations of one study.

    `headers` are the data sets of every image referred to. Raises `DicomError` where nothing can
    be reported, a header is missing, or the file cannot be written.
    """
    reported = [each for each in annotations if can_be_reported(each)]
    known = {str(header.get("SOPInstanceUID", "")) for header in headers}
    if not reported:
        raise DicomError("There is no measurement to report.")
    if any(each.sop_instance_uid not in known for each in reported):
        raise DicomError("An image that was measured is not here.", hint="Open its study again.")
    with warnings.catch_warnings():
        # highdicom warns of names of one part, which are the file's and stay as they are.
        warnings.filterwarnings("ignore", "The string .* is unlikely", UserWarning)
        report = _report(reported, same_study(headers), title)
    save(report, path)


def _report(annotations: Sequence[Annotation], headers: Sequence["Dataset"], title: str) -> Any:
    load_pydicom()
    from highdicom import sr  # 2 s, where a report is written only
    from pydicom.uid import generate_uid

    evidence = [identified(header) for header in headers]  # or an image is named that has no UID
    by_uid = {str(header.SOPInstanceUID): header for header in headers}
    authors = {each.author for each in annotations}
    author = authors.pop() if len(authors) == 1 else ""
    content = sr.MeasurementReport(
        observation_context=_context(author),
        procedure_reported=_code(*_IMAGING),
        imaging_measurements=[_group(each, by_uid[each.sop_instance_uid]) for each in annotations],
        title=_code("126000", "DCM", "Imaging Measurement Report"),
        referenced_images=[header for header in headers if _can_be_described(header)] or None,
    )
    evidence[0].SOPClassUID = _ANY_IMAGE
    made = sr.ComprehensiveSR(
        evidence=evidence,
        content=content[0],
        series_instance_uid=generate_uid(prefix=None),
        series_number=9000,
        sop_instance_uid=generate_uid(prefix=None),
        instance_number=1,
        manufacturer=MAKER,
        is_complete=True,
        series_description=title or "Measurements",
    )
    made.walk(partial(_put_class, by_uid))
    return made


def _put_class(by_uid: Mapping[str, "Dataset"], holder: "Dataset", element: Any) -> None:
    """Name the class of an image as it is.

    highdicom looks up by classes what belongs to patient and study and what has frames, and fails
    on those that are retired or private: until here the images stand under another.
    """
    if element.keyword == "ReferencedSOPClassUID":
        element.value = by_uid[holder.ReferencedSOPInstanceUID].SOPClassUID


def _context(author: str) -> Any:
    """Who measured: this program, and the person where one is known (TID 1002)."""
    from highdicom import sr

    device = sr.DeviceObserverIdentifyingAttributes(
        uid=_DEVICE_UID, name=MAKER, model_name=MAKER, serial_number=__version__
    )
    person = None
    if author:
        person = sr.ObserverContext(
            observer_type=_code("121006", "DCM", "Person"),
            observer_identifying_attributes=sr.PersonObserverIdentifyingAttributes(
                name=_person_name(author)
            ),
        )
    return sr.ObservationContext(
        observer_person_context=person,
        observer_device_context=sr.ObserverContext(
            observer_type=_code("121007", "DCM", "Device"), observer_identifying_attributes=device
        ),
    )


def _person_name(author: str) -> str:
    """A name as PN takes it: what separates its parts and values is not part of a name."""
    name = author if "^" in author else f"{author}^"
    return name.translate({ord("\\"): " ", ord("="): " "})[:64]


def _can_be_described(header: "Dataset") -> bool:
    """Whether an image has what an entry of the image library says of it (TID 1602)."""
    from highdicom import sr

    try:
        sr.ImageLibraryEntryDescriptors(header)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return False  # the library is optional (TID 1500), and the image is named as evidence
    return True


def _group(annotation: Annotation, header: "Dataset") -> Any:
    """A region with its numbers, or numbers each with its own lines (TID 1410, TID 1501)."""
    from highdicom import sr

    tracking = sr.TrackingIdentifier(
        uid=annotation.tracking_uid,
        identifier=annotation.label or annotation.shape.kind.value,
    )
    numbers = [number for number in annotation.measurements if _is_reported(number)]
    source = _source(annotation, header)
    finding = _coded(annotation.finding)
    site = _coded(annotation.site)
    sites = [sr.FindingSite(site)] if site is not None else None
    if annotation.shape.kind.is_region:
        graphic_type, points = _region(annotation.shape)
        return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
            tracking_identifier=tracking,
            finding_type=finding,
            finding_sites=sites,
            referenced_region=sr.ImageRegion(graphic_type, _scoord(points), source),
            measurements=[_number(number, ()) for number in numbers],
        )
    return sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=tracking,
        finding_type=finding,
        finding_sites=sites,
        measurements=[
            _number(
                number,
                tuple(
                    sr.CoordinatesForMeasurement(graphic_type, _scoord(points), source)
                    for graphic_type, points in _lines(annotation.shape, number, _aspect(header))
                ),
            )
            for number in numbers
        ],
    )


def _number(number: Measurement, coordinates: tuple[Any, ...]) -> Any:
    """One number; its method names what the unit rests on (DC-070).

    What does not fit into the meaning of a method stands whole in a comment on the number, which
    the templates of measurements leave room for (they are extensible, TID 300 and TID 1419).
    """
    from highdicom import sr

    derivation = _DERIVATIONS.get(number.quantity)
    made = sr.Measurement(
        name=_code(*_name(number)),
        value=number.value,
        unit=_code(number.unit or "1", "UCUM", number.unit or "no units"),
        derivation=_code(*derivation) if derivation else None,
        method=_code(_origin(number), _OWN_SCHEME, _short(number.provenance)),
        referenced_coordinates=coordinates or None,
    )
    if _short(number.provenance) != number.provenance:
        made[0].ContentSequence.append(
            sr.TextContentItem(
                _code("121106", "DCM", "Comment"),
                number.provenance,
                sr.RelationshipTypeValues.HAS_PROPERTIES,
            )
        )
    return made


def _name(number: Measurement) -> tuple[str, str, str]:
    if number.quantity in _NAMES:
        return _NAMES[number.quantity]
    return _VALUES.get(number.unit, _PIXEL_VALUE)


def _short(provenance: str) -> str:
    """As much as a meaning holds also where each of its bytes is counted, as dciodvfy does."""
    return provenance.encode()[:_LONGEST_MEANING].decode(errors="ignore")


def _origin(number: Measurement) -> str:
    """A code for what a number rests on: the first attribute that its provenance names."""
    tag = re.search(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)", number.provenance)
    return "".join(tag.groups()) if tag else "RULE"


def _is_reported(number: Measurement) -> bool:
    return number.quantity in _NAMES or number.quantity in _DERIVATIONS


def _lines(shape: Shape, number: Measurement, aspect: float) -> list[tuple[str, Sequence[Point]]]:
    """What a number was measured along."""
    points = shape.points
    match shape.kind:
        case ShapeKind.POINT:
            return [("POINT", points)]
        case ShapeKind.COBB | ShapeKind.OPEN_ANGLE:
            return [("POLYLINE", points[:2]), ("POLYLINE", points[2:])]
        case ShapeKind.CARDIOTHORACIC:
            both: list[tuple[str, Sequence[Point]]] = [
                ("POLYLINE", points[:2]),
                ("POLYLINE", points[2:]),
            ]
            of = {Quantity.HEART_WIDTH: both[:1], Quantity.THORAX_WIDTH: both[1:]}
            return of.get(number.quantity, both)
        case ShapeKind.BIDIRECTIONAL:
            axes = sorted((points[:2], points[2:]), key=lambda axis: _extent(axis, aspect))
            is_long = number.quantity is Quantity.LONG_AXIS
            return [("POLYLINE", axes[1] if is_long else axes[0])]
    return [("POLYLINE", points)]


def _extent(axis: Sequence[Point], aspect: float = 1.0) -> float:
    across, down = np.subtract(axis[1], axis[0])
    return float(np.hypot(across, down * aspect))


def _aspect(header: "Dataset") -> float:
    """Height of a pixel over its width, 1 where the file does not say."""
    spacing = header.get("PixelSpacing") or header.get("ImagerPixelSpacing")
    return float(spacing[0]) / float(spacing[1]) if spacing else 1.0


def _region(shape: Shape) -> tuple[str, Sequence[Point]]:
    """An ellipse by its longer axis first, an outline closed by its first point (C.18.6.1.2)."""
    if shape.kind is ShapeKind.ELLIPSE:
        axes = sorted((shape.points[:2], shape.points[2:]), key=_extent, reverse=True)
        return "ELLIPSE", (*axes[0], *axes[1])
    return "POLYLINE", (*shape.corners, shape.corners[0])


def _scoord(points: Sequence[Point]) -> Any:
    """Counted from the outer corner of the first pixel, not from its centre (C.18.6.1.1)."""
    return np.asarray(points, dtype=np.float64) + 0.5


def _source(annotation: Annotation, header: "Dataset") -> Any:
    from highdicom import sr

    is_multi_frame = int(header.get("NumberOfFrames") or 1) > 1
    return sr.SourceImageForRegion(
        _ANY_IMAGE,
        annotation.sop_instance_uid,
        [annotation.frame_index + 1] if is_multi_frame else None,
    )


def _coded(code: Code | None) -> Any:
    return None if code is None else _code(code.value, code.scheme, code.meaning)


def _code(value: str, scheme: str, meaning: str) -> Any:
    from highdicom.sr import CodedConcept

    return CodedConcept(value, scheme, meaning[:_LONGEST_MEANING])
