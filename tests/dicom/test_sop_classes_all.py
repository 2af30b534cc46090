"""Every storage class of the standard is listed, named and shown: as image, document or tags.

The classes come from pydicom's dictionary of UIDs, and four newer ones; the kind of showing from
the list in this file (coverage classes 1, 2 and 3), not from the program.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import UID_dictionary

from tests.support.builders import report, set_pixels, write
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.errors import DamagedFileError
from viewer.dicom.images import read_image
from viewer.dicom.objects.documents import read_document
from viewer.dicom.scan import scan_file
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.display_set import DisplaySet
from viewer.model.document import Entry, Link, Part
from viewer.model.identity import InstanceUid

NEWER = {
    "1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
    "1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
    "1.2.840.10008.5.1.4.1.1.9.100.1": "Waveform Presentation State Storage",
    "1.2.840.10008.5.1.4.1.1.9.100.2": "Waveform Acquisition Presentation State Storage",
}
STORAGE = {
    uid: name
    for uid, (name, kind, *_) in UID_dictionary.items()
    if kind == "SOP Class" and "Storage" in name and "Commitment" not in name
    and "Directory" not in name
} | NEWER  # fmt: skip

PREFIX = "1.2.840.10008.5.1.4.1.1."


def classes(*suffixes: str) -> set[str]:
    return {PREFIX + suffix for suffix in suffixes}


# Coverage class 2: interpreted, and readable without a picture.
REPORTS = classes(
    *(f"88.{n}" for n in (1, 2, 3, 4, 11, 22, 33, 34, 35, 40, 50, 65, *range(67, 78)))
)
KEY_OBJECTS = classes("88.59")
WAVEFORMS = {uid for uid, name in STORAGE.items() if uid.startswith(PREFIX + "9.")} - classes(
    "9.100.1", "9.100.2"
)
RADIOTHERAPY = classes(*(f"481.{n}" for n in range(2, 10)))
ENCAPSULATED = classes(*(f"104.{n}" for n in range(1, 6)))
READABLE = REPORTS | KEY_OBJECTS | WAVEFORMS | RADIOTHERAPY | ENCAPSULATED | classes("67")

# Coverage class 1: classes whose instances hold pixels, besides all that are called images.
PIXELS_WITHOUT_THE_NAME = classes("66.4", "66.7", "66.8", "30", "481.2", "6.2", "77.1.5.8",
                                  "501.4", "501.5", "8")  # fmt: skip
NAMED_IMAGE = {uid for uid, name in STORAGE.items() if "Image Storage" in name}
IMAGES = NAMED_IMAGE | PIXELS_WITHOUT_THE_NAME

NOTHING_WITHOUT_PIXELS = NAMED_IMAGE | classes("66.4", "66.7", "30")


def test_there_are_208_classes() -> None:
    assert len(STORAGE) == 208
    assert set(STORAGE) >= READABLE | IMAGES


def minimal(uid: str) -> Dataset:
    """Identification and nothing else."""
    return report(
        SOPClassUID=uid, Modality="OT", ContentDate=None, ContentTime=None, ValueType=None,
        ContinuityOfContent=None, CompletionFlag=None, VerificationFlag=None,
    )  # fmt: skip


def listed(path: Path) -> DisplaySet:
    """The one display set of a file."""
    (display_set,) = split_display_sets([scan_file(path)])
    return display_set


@pytest.mark.parametrize("uid", sorted(STORAGE))
def test_a_class_has_the_name_of_the_standard(uid: str) -> None:
    assert sop_class_name(uid) == STORAGE[uid].replace(" Storage", "")


@pytest.mark.parametrize("uid", sorted(IMAGES))
def test_an_image_of_any_class_shows_its_pixels(uid: str, tmp_path: Path) -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8)
    path = write(tmp_path / "image.dcm", set_pixels(minimal(uid), pixels))
    display_set = listed(path)
    assert display_set.is_showable
    assert display_set.sop_class_uid == uid
    source = open_pixels(read_image(path))
    shown, _ = decode_frame(source, 0)
    assert np.array_equal(shown, pixels)
    source.close()


@pytest.mark.parametrize("uid", sorted(set(STORAGE) - IMAGES))
def test_pixels_are_shown_even_where_the_class_has_none(uid: str, tmp_path: Path) -> None:
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8)
    path = write(tmp_path / "odd.dcm", set_pixels(minimal(uid), pixels))
    assert listed(path).is_showable
    source = open_pixels(read_image(path))
    assert np.array_equal(decode_frame(source, 0)[0], pixels)
    source.close()


@pytest.mark.parametrize("uid", sorted(NOTHING_WITHOUT_PIXELS))
def test_an_image_without_pixels_is_said_to_be_damaged(uid: str, tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError):
        scan_file(write(tmp_path / "lost.dcm", minimal(uid)))


@pytest.mark.parametrize("uid", sorted(set(STORAGE) - NOTHING_WITHOUT_PIXELS))
def test_an_instance_without_pixels_is_listed_and_read(uid: str, tmp_path: Path) -> None:
    path = write(tmp_path / "object.dcm", minimal(uid))
    display_set = listed(path)
    assert display_set.is_document
    assert display_set.split_reason == STORAGE[uid].replace(" Storage", "")
    document = read_document(path)
    assert document.object_name == STORAGE[uid].replace(" Storage", "")
    assert document.title
    assert bool(document.tags) == (uid not in READABLE)


def item(**elements: object) -> Sequence:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return Sequence([ds])


def code(meaning: str) -> Sequence:
    return item(CodeValue="1", CodingSchemeDesignator="99TEST", CodeMeaning=meaning)


def _entries(parts: Iterable[Part]) -> list[Entry]:
    return [part for part in parts if isinstance(part, Entry)]


@pytest.mark.parametrize("uid", sorted(REPORTS | KEY_OBJECTS))
def test_a_report_of_any_class_reads_its_text(uid: str, tmp_path: Path) -> None:
    ds = minimal(uid)
    ds.ValueType = "CONTAINER"
    ds.ConceptNameCodeSequence = code("A report")
    ds.ContentSequence = item(
        RelationshipType="CONTAINS", ValueType="TEXT", TextValue="Nothing abnormal.",
        ConceptNameCodeSequence=code("Finding"),
    )  # fmt: skip
    document = read_document(write(tmp_path / "report.dcm", ds))
    assert document.title == "A report"
    assert Entry("Finding", "Nothing abnormal.") in _entries(document.parts)


@pytest.mark.parametrize("uid", sorted(WAVEFORMS))
def test_a_waveform_of_any_class_becomes_curves(uid: str, tmp_path: Path) -> None:
    ds = minimal(uid)
    ds.WaveformSequence = item(
        NumberOfWaveformChannels=1, NumberOfWaveformSamples=4, SamplingFrequency=100,
        WaveformBitsAllocated=16, WaveformSampleInterpretation="SS",
        WaveformData=np.array([1, -2, 3, -4], "<i2").tobytes(),
        ChannelDefinitionSequence=item(
            ChannelSensitivity="2.5", ChannelSensitivityCorrectionFactor="2", ChannelBaseline="1",
            ChannelSourceSequence=code("Lead I"),
        ),
    )  # fmt: skip
    (recording,) = read_document(write(tmp_path / "wave.dcm", ds)).recordings
    assert recording.channels[0].values.tolist() == [6.0, -9.0, 16.0, -19.0]


@pytest.mark.parametrize("uid", sorted(RADIOTHERAPY))
def test_a_radiotherapy_object_of_any_class_lists_what_it_refers_to(
    uid: str, tmp_path: Path
) -> None:
    ds = minimal(uid)
    ds.ReferencedRTPlanSequence = item(
        ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.481.5", ReferencedSOPInstanceUID="1.2.3"
    )
    (heading,) = _entries(read_document(write(tmp_path / "rt.dcm", ds)).parts)
    (reference,) = _entries(heading.parts)
    assert reference.link == Link(InstanceUid("1.2.3"))


@pytest.mark.parametrize("uid", sorted(ENCAPSULATED))
def test_an_encapsulated_document_of_any_class_tells_its_kind_and_size(
    uid: str, tmp_path: Path
) -> None:
    ds = minimal(uid)
    ds.MIMETypeOfEncapsulatedDocument = "application/octet-stream"
    ds.EncapsulatedDocument = b"1234"
    document = read_document(write(tmp_path / "document.dcm", ds))
    facts = {part.name: part.value for part in document.parts if isinstance(part, Entry)}
    assert facts["Size"] == "4 bytes"
    assert facts["Kind"] == "application/octet-stream"
