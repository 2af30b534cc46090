"""Key Object Selection documents, written (PS3.3 A.35.4, PS3.16 TID 2010; DC-150)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.objects.written import identified, item, new_object, reference, same_study, save
from viewer.model.code import Code

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

KEY_OBJECT: Final = "1.2.840.10008.5.1.4.1.1.88.59"
TITLES: Final[tuple[Code, ...]] = (
    Code("113000", "DCM", "Of Interest"),
    Code("113002", "DCM", "For Referring Provider"),
    Code("113003", "DCM", "For Surgery"),
    Code("113004", "DCM", "For Teaching"),
    Code("113005", "DCM", "For Conference"),
    Code("113006", "DCM", "For Therapy"),
    Code("113007", "DCM", "For Patient"),
    Code("113008", "DCM", "For Peer Review"),
    Code("113009", "DCM", "For Research"),
    Code("113013", "DCM", "Best In Set"),
    Code("113018", "DCM", "For Printing"),
    Code("113021", "DCM", "For Litigation"),
    Code("128203", "DCM", "For Tumor Board"),
)  # of CID 7010; those that reject images are left to the archives that act on them
_NO_FRAMES: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType({})


def write_key_object(
    headers: Sequence["Dataset"],
    path: Path,
    *,
    title: Code = TITLES[0],
    description: str = "",
    frames: Mapping[str, tuple[int, ...]] = _NO_FRAMES,
) -> None:
    """Write a selection of images of one study, in the order of `headers`.

    `frames` tells by SOP Instance UID which frames are meant, from 1; all where none are told.
    Raises `DicomError` where nothing can be referred to, or the file cannot be written.
    """
    load_pydicom()
    from highdicom.sr import CodedConcept

    images = [identified(header) for header in same_study(headers)]
    made = new_object(
        images[0], sop_class_uid=KEY_OBJECT, modality="KO", series_number=9100,
        description="Key images",
    )  # fmt: skip
    made.ReferencedPerformedProcedureStepSequence = []
    made.ValueType, made.ContinuityOfContent = "CONTAINER", "SEPARATE"
    made.ConceptNameCodeSequence = [CodedConcept(title.value, title.scheme, title.meaning)]
    made.ContentTemplateSequence = [item(MappingResource="DCMR", TemplateIdentifier="2010")]
    made.CurrentRequestedProcedureEvidenceSequence = [_evidence(images)]
    made.ContentSequence = [
        *([_text_item(description)] if description.strip() else []),
        *(_image_item(image, frames.get(image.SOPInstanceUID, ())) for image in images),
    ]
    save(made, path)


def _evidence(images: Sequence["Dataset"]) -> "Dataset":
    by_series: dict[str, list[Dataset]] = {}
    for image in images:
        by_series.setdefault(image.SeriesInstanceUID, []).append(image)
    series = [
        item(
            SeriesInstanceUID=uid,
            ReferencedSOPSequence=[reference(image) for image in of_series],
        )
        for uid, of_series in by_series.items()
    ]
    return item(StudyInstanceUID=images[0].StudyInstanceUID, ReferencedSeriesSequence=series)


def _text_item(text: str) -> "Dataset":
    from highdicom.sr import CodedConcept

    return item(
        RelationshipType="CONTAINS",
        ValueType="TEXT",
        ConceptNameCodeSequence=[CodedConcept("113012", "DCM", "Key Object Description")],
        TextValue=text,
    )


def _image_item(image: "Dataset", frames: tuple[int, ...]) -> "Dataset":
    image_reference = reference(image)
    if frames and int(image.get("NumberOfFrames", 1)) > 1:
        image_reference.ReferencedFrameNumber = list(frames)
    return item(
        RelationshipType="CONTAINS", ValueType="IMAGE", ReferencedSOPSequence=[image_reference]
    )
