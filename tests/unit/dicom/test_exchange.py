"""DICOM JSON and native XML, read back by pydicom and by the shape of PS3.19 A.1."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from pydicom.dataset import Dataset

from tests.support import builders
from viewer.dicom.exchange import dicom_json, native_xml
from viewer.dicom.read import read_dataset


def test_json_gives_the_same_data_set_back(tmp_path: Path) -> None:
    ds = builders.enhanced_ct(2, PatientName="Yamada^Tarou=山田^太郎", PixelData=None)
    file = read_dataset(builders.write(tmp_path / "a", ds))
    model, left_out = dicom_json(file.dataset)
    assert left_out == []
    assert Dataset.from_json(json.loads(json.dumps(model))) == ds


def test_values_against_their_vr_are_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a"
    data = builders.file_bytes(builders.make_dataset(SliceThickness="1.25"))
    path.write_bytes(data.replace(b"1.25", b"abcd"))
    model, left_out = dicom_json(read_dataset(path).dataset)
    assert left_out == [0x00180050]
    assert "00180050" not in model
    assert model["00100020"]["Value"] == ["ID1"]


def test_xml_has_the_elements_of_the_native_model() -> None:
    ds = builders.enhanced_ct(2, PatientName="Doe^Jane=山田", PixelData=None)
    ds.private_block(0x0019, "RADIOLUCENT", create=True).add_new(1, "OB", b"\1\2")
    text, left_out = native_xml(ds)
    assert left_out == []
    root = ET.fromstring(text)
    assert root.tag == "NativeDicomModel"

    def one(path: str) -> ET.Element:
        (found,) = root.findall(path)
        return found

    name = "DicomAttribute[@keyword='PatientName']/PersonName[@number='1']"
    assert one(f"{name}/Alphabetic/FamilyName").text == "Doe"
    assert one(f"{name}/Alphabetic/GivenName").text == "Jane"
    assert one(f"{name}/Ideographic/FamilyName").text == "山田"
    assert one("DicomAttribute[@tag='00280010']").get("vr") == "US"
    assert one("DicomAttribute[@keyword='Rows']/Value[@number='1']").text == "8"
    private = one("DicomAttribute[@tag='00191001']")
    assert private.get("privateCreator") == "RADIOLUCENT"
    assert private.findtext("InlineBinary") == "AQI="
    items = root.findall("DicomAttribute[@keyword='PerFrameFunctionalGroupsSequence']/Item")
    assert [item.get("number") for item in items] == ["1", "2"]


def test_control_characters_do_not_break_the_xml() -> None:
    text, _ = native_xml(builders.make_dataset(StudyDescription="a\x1bb\x00c"))
    root = ET.fromstring(text)
    assert root.findtext("DicomAttribute[@keyword='StudyDescription']/Value") == "abc"
