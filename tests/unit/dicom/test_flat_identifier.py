"""Answers read without data sets say what pydicom reads, or are left to it."""

import random
import warnings
from io import BytesIO
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset

from viewer.dicom.attributes import PYDICOM_ERRORS
from viewer.dicom.exchange import dicom_json
from viewer.dicom.flat_identifier import flat_json
from viewer.dicom.identifiers import decode_identifier, encode_dataset
from viewer.dicom.transfer_syntaxes import EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN

BOTH = pytest.mark.parametrize("syntax", [IMPLICIT_LITTLE_ENDIAN, EXPLICIT_LITTLE_ENDIAN])


def answer(**values: Any) -> Dataset:
    """An answer such as archives give, with changes; None takes an element out."""
    usual: dict[str, Any] = {
        "SpecificCharacterSet": "ISO_IR 192",
        "StudyDate": "20240102",
        "StudyTime": "101112.5",
        "AccessionNumber": "A 17",
        "QueryRetrieveLevel": "STUDY",
        "RetrieveAETitle": "ARCHIVE",
        "ModalitiesInStudy": ["CT", "SR"],
        "ReferringPhysicianName": "Frühling^Åse",
        "StudyDescription": "Thorax, später",
        "PatientName": ["山田^太郎", "Doe^Jane^^Dr."],
        "PatientID": "P0001",
        "PatientBirthDate": "",
        "PatientComments": "Zwei\r\nZeilen \\ ein Wert",
        "StudyInstanceUID": "1.2.826.0.1.3680043.8.498.17",
        "NumberOfStudyRelatedSeries": 3,
        "NumberOfStudyRelatedInstances": 1207,
    }
    dataset = Dataset()
    for keyword, value in (usual | values).items():
        if value is not None:
            setattr(dataset, keyword, value)
    return dataset


def by_pydicom(data: bytes, syntax: str) -> dict[str, Any]:
    dataset = read_dataset(
        BytesIO(data), is_implicit_VR=syntax == IMPLICIT_LITTLE_ENDIAN, is_little_endian=True
    )
    return dicom_json(dataset)[0]


def flat(data: bytes, syntax: str) -> dict[str, Any] | None:
    return flat_json(data, is_implicit=syntax == IMPLICIT_LITTLE_ENDIAN)


@BOTH
def test_usual_answers_need_no_data_set_and_say_the_same(syntax: str) -> None:
    latin = {"SpecificCharacterSet": "ISO_IR 100", "PatientName": "Müller^Jürgen"}
    plain = {"SpecificCharacterSet": None, "PatientName": "Doe", "PatientComments": "ASCII",
             "ReferringPhysicianName": "", "StudyDescription": " led by a space"}  # fmt: skip
    for values in ({}, latin, plain):
        data = encode_dataset(answer(**values), syntax)
        read = flat(data, syntax)
        assert read == by_pydicom(data, syntax)
        assert read is not None
        assert list(read) == sorted(read)


@BOTH
@pytest.mark.parametrize(
    "values",
    [
        {"SpecificCharacterSet": ["", "ISO 2022 IR 87"], "PatientName": "Yamada^Tarou=山田^太郎"},
        {"SpecificCharacterSet": "ISO_IR 144", "PatientName": "Жданов^Юлий"},
        {"PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう"},
        {"ModalitiesInStudy": ["CT", "", "SR"]},
        {"PatientWeight": "70.5"},
        {"ReferencedStudySequence": [Dataset()]},
        {"Rows": 512},
    ],
)
def test_anything_else_is_left_to_pydicom(syntax: str, values: dict[str, Any]) -> None:
    data = encode_dataset(answer(**values), syntax)
    assert flat(data, syntax) is None
    assert decode_identifier(data, syntax=syntax) == by_pydicom(data, syntax)


@BOTH
def test_damaged_answers_are_never_read_otherwise_than_by_pydicom(syntax: str) -> None:
    chance = random.Random(17)
    whole = encode_dataset(answer(), syntax)
    read_flat = 0
    for _ in range(1200):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                b'\0\x01\x02\x08 "=^\\AZ1\xff\x1b'
            )
        data = bytes(damaged[: chance.choice((len(damaged), chance.randrange(len(damaged))))])
        read = flat(data, syntax)
        if read is None:
            continue
        read_flat += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                expected = by_pydicom(data, syntax)
            except PYDICOM_ERRORS:
                expected = {}
        assert read == expected, data
    assert read_flat > 100  # or the comparison says nothing
