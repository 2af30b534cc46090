"""A data set as DICOM JSON (PS3.18 F) and as native XML (PS3.19 A.1)."""

import xml.etree.ElementTree as ET
from typing import Any

from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset

from viewer.dicom.attributes import PYDICOM_ERRORS

_NAME_PARTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
_NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")


def dicom_json(dataset: Dataset) -> tuple[dict[str, Any], list[int]]:
    """The DICOM JSON model, and the tags that it cannot express: values against their VR."""
    model: dict[str, Any] = {}
    left_out: list[int] = []
    for tag in sorted(dataset.keys()):
        try:
            model[f"{tag:08X}"] = dataset[tag].to_json_dict(None, 0)
        except PYDICOM_ERRORS:
            left_out.append(int(tag))
    return model, left_out


def native_xml(dataset: Dataset) -> tuple[str, list[int]]:
    """The native DICOM model as an XML document; tags left out as for `dicom_json`."""
    model, left_out = dicom_json(dataset)
    root = ET.Element("NativeDicomModel", {"xml:space": "preserve"})
    _add_attributes(root, model)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True), left_out


def _add_attributes(parent: ET.Element, model: dict[str, Any]) -> None:
    for tag, entry in model.items():
        names = {"tag": tag, "vr": entry["vr"]}
        if keyword := keyword_for_tag(int(tag, 16)):
            names["keyword"] = keyword
        elif creator := _private_creator(tag, model):
            names["privateCreator"] = creator
        attribute = ET.SubElement(parent, "DicomAttribute", names)
        if "InlineBinary" in entry:
            ET.SubElement(attribute, "InlineBinary").text = entry["InlineBinary"]
        for number, value in enumerate(entry.get("Value", ()), 1):
            _add_value(attribute, entry["vr"], str(number), value)


def _add_value(attribute: ET.Element, vr: str, number: str, value: Any) -> None:
    if value is None:
        return
    if vr == "SQ":
        _add_attributes(ET.SubElement(attribute, "Item", {"number": number}), value)
    elif vr == "PN":
        name = ET.SubElement(attribute, "PersonName", {"number": number})
        for group in _NAME_GROUPS:
            if text := value.get(group):
                _add_name(ET.SubElement(name, group), text)
    else:
        ET.SubElement(attribute, "Value", {"number": number}).text = _legal(str(value))


def _add_name(group: ET.Element, text: str) -> None:
    for part, value in zip(_NAME_PARTS, text.split("^"), strict=False):
        if value:
            ET.SubElement(group, part).text = _legal(value)


def _legal(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(c for c in text if c in "\t\r\n" or ord(c) >= 0x20)


def _private_creator(tag: str, model: dict[str, Any]) -> str:
    number = int(tag, 16)
    if not number >> 16 & 1 or number & 0xFFFF < 0x1000:
        return ""
    entry = model.get(f"{number >> 16:04X}{number >> 8 & 0xFF:04X}", {})
    return str(next(iter(entry.get("Value", ("",)))))
