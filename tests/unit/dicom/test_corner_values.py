"""Texts for the corners of a viewport."""

from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr import _snomed_dict as pydicom_snomed
from pydicom.sr.codedict import codes

from tests.support import builders
from viewer.dicom.attributes import Attributes
from viewer.dicom.corner_values import read_patient, read_texts
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.model.image import AcquisitionTexts


def texts(ds: Dataset | None = None, **elements: Any) -> AcquisitionTexts:
    ds = builders.override(Dataset() if ds is None else ds, **elements)
    attributes = Attributes(ds)
    return read_texts(attributes, FunctionalGroups(attributes))


@pytest.mark.parametrize(
    ("elements", "technique"),
    [
        ({"Modality": "CT", "KVP": 120, "XRayTubeCurrent": 250, "Exposure": 200},
         "120 kVp 250 mA 200 mAs"),
        ({"Modality": "MR", "RepetitionTime": 2000, "EchoTime": "90.12345", "FlipAngle": 90},
         "TR 2000 TE 90.12 FA 90°"),
        ({"Modality": "MG", "KVP": 28, "CompressionForce": 110, "BodyPartThickness": 54},
         "28 kVp 110 N 54 mm"),
        ({"Modality": "OT", "KVP": 120}, ""),
        ({"Modality": "CT"}, ""),
    ],
)  # fmt: skip
def test_the_technique_line_follows_the_modality(elements: dict[str, Any], technique: str) -> None:
    assert texts(**elements).technique == technique


def test_enhanced_objects_keep_their_technique_in_macros() -> None:
    timing = builders.override(Dataset(), RepetitionTime=500.0, FlipAngle=70.0)
    echo = builders.override(Dataset(), EffectiveEchoTime=20.0)
    shared = Dataset()
    shared.MRTimingAndRelatedParametersSequence = Sequence([timing])
    shared.MREchoSequence = Sequence([echo])
    ds = Dataset()
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    assert texts(ds, Modality="MR").technique == "TR 500 TE 20 FA 70°"


def region(modifier: str, scheme: str) -> Sequence:
    """An anatomic region with one modifier (PS3.3 C.8.1; CID 244)."""
    code = builders.override(Dataset(), CodeValue=modifier, CodingSchemeDesignator=scheme)
    item = builders.override(Dataset(), AnatomicRegionModifierSequence=Sequence([code]))
    return Sequence([item])


@pytest.mark.parametrize(
    ("elements", "laterality"),
    [
        ({"ImageLaterality": "L"}, "L"),
        ({"Laterality": "R"}, "R"),
        ({"ImageLaterality": "L", "Laterality": "L"}, "L"),
        ({"ImageLaterality": "L", "Laterality": "R"}, "L/R"),
        ({"ImageLaterality": "U"}, ""),
        ({"MeasurementLaterality": "L"}, "L"),
        ({"MeasurementLaterality": "R", "ImageLaterality": "L"}, "L/R"),
        ({"AnatomicRegionSequence": region("7771000", "SCT")}, "L"),
        ({"AnatomicRegionSequence": region("G-A100", "SRT"), "Laterality": "L"}, "L/R"),
        ({"AnatomicRegionSequence": region("51440002", "SCT")}, "B"),
        ({"AnatomicRegionSequence": region("1", "SCT")}, ""),
        ({}, ""),
    ],
)
def test_lateralities_that_differ_are_both_shown(elements: dict[str, Any], laterality: str) -> None:
    """DC-083."""
    assert texts(**elements).laterality == laterality


def test_the_side_of_a_frame_comes_before_that_of_the_image() -> None:
    """DC-083: Frame Anatomy of enhanced objects (PS3.3 C.7.6.16.2.8)."""
    anatomy = builders.override(Dataset(), FrameLaterality="R")
    group = builders.override(Dataset(), FrameAnatomySequence=Sequence([anatomy]))
    ds = builders.override(Dataset(), SharedFunctionalGroupsSequence=Sequence([group]))
    assert texts(ds).laterality == "R"
    assert texts(ds, ImageLaterality="L").laterality == "R/L"


@pytest.mark.parametrize(
    ("meaning", "short"),
    [("MedioLateralObliqueProjection", "MLO"), ("CranioCaudal", "CC"),
     ("MedioLateralProjection", "ML"), ("LateroMedial", "LM")],
)  # fmt: skip
def test_mammograms_tell_their_view_by_code(meaning: str, short: str) -> None:
    """DC-083, with the codes of CID 4014 as pydicom has them."""
    code = getattr(codes.cid4014, meaning)
    older = pydicom_snomed.mapping["SCT"][code.value]
    for value in (code.value, older):
        item = builders.override(Dataset(), CodeValue=value, CodeMeaning=code.meaning)
        assert texts(Modality="MG", ViewCodeSequence=Sequence([item])).view == short


def test_a_view_position_is_told_as_it_stands_and_only_of_radiographs() -> None:
    """DC-083."""
    assert texts(Modality="DX", ViewPosition="PA").view == "PA"
    assert texts(Modality="CT", ViewPosition="PA").view == ""
    unknown = builders.override(Dataset(), CodeValue="1", CodeMeaning="Sunrise")
    assert texts(Modality="DX", ViewCodeSequence=Sequence([unknown])).view == "Sunrise"


def test_texts_are_as_stored() -> None:
    found = texts(builders.make_dataset(InstitutionName="Hospital"))
    assert found.institution == "Hospital"
    assert found.study_date == "20240131"
    assert found.series_number == "1"
    assert found.series_description == "Synthetic series"


def test_the_patient_has_all_groups_of_the_name() -> None:
    patient = read_patient(Attributes(builders.make_dataset(PatientName="Yamada^Tarou=山田^太郎")))
    assert patient.name.alphabetic == "Yamada^Tarou"
    assert patient.name.ideographic == "山田^太郎"
    assert (patient.patient_id, patient.birth_date, patient.sex) == ("ID1", "19610203", "F")
