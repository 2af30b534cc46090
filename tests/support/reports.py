"""Reports and key object selections of somebody else, written with highdicom."""

from collections.abc import Sequence
from typing import Any

import highdicom
import numpy as np
from highdicom import sr
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from tests.support.builders import make_dataset, uid

Region = sr.ImageRegion | sr.ImageRegion3D


def slices(count: int = 3) -> list[Dataset]:
    """A stack of axial images, 2 mm apart, with pixels of 0.5 mm."""
    return [
        make_dataset(
            np.zeros((40, 60), np.uint16),
            SOPInstanceUID=uid("slice", number),
            InstanceNumber=number,
            ImagePositionPatient=[10.0, 20.0, 2.0 * number],
            ReferringPhysicianName="",
        )
        for number in range(1, count + 1)
    ]


def region(image: Dataset, kind: str, points: Any, frames: Sequence[int] = ()) -> sr.ImageRegion:
    """A shape on an image, with the outer corner of the first pixel at (0, 0)."""
    source = sr.SourceImageForRegion(
        image.SOPClassUID, image.SOPInstanceUID, list(frames) if frames else None
    )
    kinds = sr.GraphicTypeValues(kind)
    return sr.ImageRegion(graphic_type=kinds, graphic_data=np.asarray(points), source_image=source)


def region_3d(image: Dataset, kind: str, points: Any) -> sr.ImageRegion3D:
    """A shape in the patient."""
    kinds = sr.GraphicTypeValues3D(kind)
    return sr.ImageRegion3D(
        graphic_type=kinds,
        graphic_data=np.asarray(points),
        frame_of_reference_uid=image.FrameOfReferenceUID,
    )


def ellipsoid(image: Dataset, ends: Any) -> sr.ImageRegion3D:
    """A body in the patient by the ends of its axes."""
    made = region_3d(image, "POINT", [[0.0, 0.0, 0.0]])
    made.GraphicType = "ELLIPSOID"  # which highdicom refuses as the region of a plane
    made.GraphicData = [float(number) for end in ends for number in end]
    return made


def measured(
    place: Region, *, tracking_uid: str = "", value: float = 123.456, method: Any = None
) -> Any:
    """A measurement group: a nodule of the lung with its area."""
    unit = codes.UCUM.SquareMillimeter
    area = sr.Measurement(name=codes.SCT.Area, value=value, unit=unit, method=method)
    tracking = sr.TrackingIdentifier(uid=tracking_uid or uid("lesion"), identifier="Lesion 1")
    return sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=tracking,
        referenced_region=place,
        finding_type=codes.SCT.Nodule,
        finding_sites=[sr.FindingSite(anatomic_location=codes.SCT.Lung)],
        measurements=[area],
    )


def make_report(images: Sequence[Dataset], *groups: Any, reader: str = "Reader^Rita") -> Dataset:
    """A measurement report by a person, in 3D so that any region may be in it."""
    person = sr.PersonObserverIdentifyingAttributes(name=reader)
    context = sr.ObservationContext(
        observer_person_context=sr.ObserverContext(
            observer_type=codes.DCM.Person, observer_identifying_attributes=person
        )
    )
    content = sr.MeasurementReport(
        observation_context=context,
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
        imaging_measurements=list(groups),
    )
    report = sr.Comprehensive3DSR(
        evidence=list(images),
        content=content,
        series_instance_uid=uid("series of reports"),
        series_number=50,
        sop_instance_uid=uid("report"),
        instance_number=1,
        manufacturer="Somebody",
    )
    report.ContentDate, report.ContentTime = "20240203", "101112"
    return report


def make_selection(images: Sequence[Dataset], title: Any, description: str = "") -> Dataset:
    """A key object selection by a person."""
    person = sr.PersonObserverIdentifyingAttributes(name="Reader^Rita")
    context = sr.ObserverContext(
        observer_type=codes.DCM.Person, observer_identifying_attributes=person
    )
    content = highdicom.ko.KeyObjectSelection(
        document_title=title,
        referenced_objects=list(images),
        observer_person_context=context,
        description=description or None,
    )
    selection = highdicom.ko.KeyObjectSelectionDocument(
        evidence=list(images),
        content=content,
        series_instance_uid=uid("series of selections"),
        series_number=51,
        sop_instance_uid=uid("selection", str(title)),
        instance_number=1,
        manufacturer="Somebody",
    )
    selection.ContentDate, selection.ContentTime = "20240204", "131415"
    return selection
