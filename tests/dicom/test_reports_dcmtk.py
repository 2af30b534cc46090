"""Reports read as DCMTK reads them: the same items in the same order with the same values."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pydicom.data import get_testdata_file

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.documents import read_document
from viewer.dicom.objects.sr_text import content_parts
from viewer.dicom.read import read_dataset
from viewer.model.document import Entry, Part

ITEMS = {
    "container", "text", "code", "num", "pname", "date", "time", "datetime", "uidref", "image",
    "waveform", "composite", "scoord", "scoord3d", "tcoord",
}  # fmt: skip
# Lenient reading: the corpus has reports with missing type 1 elements.
DSR2XML = ["dsr2xml", "-q", "-Er", "-Ev", "-Ec", "-Ee", "+U8"]

CORPUS_REPORTS = [
    "AlizaMedicalImaging+AlizaMS/package/archive/usr/share/alizams/datasets/001US/TESTXX04_SR.dcm",
    "ImagingDataCommons+highdicom/data/test_files/sr_document.dcm",
    "ThalesMMS+DICOM-Swift/Tests/DicomCoreTests/Fixtures/StructuredReports/"
    "kos_key_object_selection.dcm",
    "cornerstonejs+cornerstone3D/packages/dicomImageLoader/testImages/no-pixel-data.dcm",
    "ivmartel+dwv/tests/annotation/tid1500-0/sr-circle.dcm",
]
FLOWING = "cornerstonejs+dicomParser/testImages/deflate/report_dfl"
PYDICOM_REPORTS = ["test-SR.dcm"]

Item = tuple[str, str]  # concept name, value


@pytest.fixture(scope="module", autouse=True)
def dsr2xml() -> None:
    if shutil.which("dsr2xml") is None:
        pytest.skip("DCMTK's dsr2xml is not here")


def dcmtk_items(path: Path) -> list[Item]:
    result = subprocess.run([*DSR2XML, str(path)], capture_output=True, timeout=60, check=False)
    assert result.returncode == 0, "DCMTK does not read this report"
    root = ElementTree.fromstring(result.stdout).find("document/content/container")
    assert root is not None
    return list(xml_items(root))[1:]


def xml_items(item: ElementTree.Element) -> Iterator[Item]:
    """The item and those below it; DCMTK writes children before the own value."""
    name = item.findtext("concept/meaning", "")
    yield name, xml_value(item)
    for child in item:
        if child.tag in ITEMS:
            yield from xml_items(child)


def xml_value(item: ElementTree.Element) -> str:
    kind, value = item.tag, item.findtext("value", "")
    if kind == "code":
        return item.findtext("meaning", "")
    if kind == "num":
        unit = item.findtext("unit/value", "")
        is_ucum = item.findtext("unit/scheme/designator") == "UCUM"
        unit = unit if is_ucum and "{" not in unit else item.findtext("unit/meaning", "")
        return f"{value} {unit}".strip() if unit != "1" else value
    if kind == "pname":
        parts = [item.findtext(f"value/{part}", "") for part in ("last", "first", "middle")]
        return ", ".join(filter(None, (parts[0], " ".join(filter(None, parts[1:])))))
    if kind in ("image", "waveform", "composite"):
        instance = item.find("value/instance")
        return "" if instance is None else instance.get("uid", "")
    if kind in ("scoord", "scoord3d", "tcoord"):
        return item.get("type", "")
    return value


def our_items(path: Path) -> list[Item]:
    return list(flat(content_parts(Attributes(read_dataset(path).dataset))))


def flat(parts: list[Part] | tuple[Part, ...]) -> Iterator[Item]:
    for part in parts:
        assert isinstance(part, Entry)
        yield part.name, part.link.sop_instance_uid if part.link else part.value
        yield from flat(part.parts)


def same(ours: Item, theirs: Item) -> bool:
    """Whether values agree, shapes by their kind."""
    (name, value), (expected_name, expected) = ours, theirs
    spellings = {expected, expected.replace("T", " ")}  # ISO 8601 of a date with a time
    squeezed = " ".join(value.split())
    is_value = squeezed in {" ".join(text.split()) for text in spellings}
    is_shape = expected.isupper() and value.startswith((f"{expected} (", f"{expected} at "))
    return name == expected_name and (is_value or is_shape)


def check(path: Path) -> None:
    ours = [item for item in our_items(path) if item[0] != "see"]
    theirs = dcmtk_items(path)
    assert len(theirs) > 0
    assert len(ours) == len(theirs)
    assert [pair for pair in zip(ours, theirs, strict=True) if not same(*pair)] == []


@pytest.mark.parametrize("name", CORPUS_REPORTS)
def test_a_report_of_the_corpus_reads_as_dcmtk_reads_it(corpus: Path, name: str) -> None:
    check(corpus / name)


@pytest.mark.parametrize("name", PYDICOM_REPORTS)
def test_a_report_of_pydicom_reads_as_dcmtk_reads_it(name: str) -> None:
    path = get_testdata_file(name)
    assert isinstance(path, str)
    check(Path(path))


def test_flowing_text_keeps_every_word_in_its_order(corpus: Path) -> None:
    words = " ".join(f"{name} {value}" for name, value in our_items(corpus / FLOWING))
    ours = " ".join(words.split())
    place = 0
    for _, value in dcmtk_items(corpus / FLOWING):
        place = ours.find(" ".join(value.split()), place)
        assert place >= 0


def test_items_by_reference_are_those_of_dcmtk() -> None:
    path = get_testdata_file("test-SR.dcm")
    dump = subprocess.run(["dsrdump", str(path)], capture_output=True, timeout=60, check=True)
    text = dump.stdout.decode("latin-1")
    expected = re.findall(r"<(?:selected|inferred) from ([\d.]+)>", text)
    assert len(expected) == 2
    ours = [value for name, value in our_items(Path(str(path))) if name == "see"]
    assert [re.findall(r"\(item ([\d.]+)\)", value) for value in ours] == [[p] for p in expected]


def test_the_flags_on_top_are_those_of_dcmtk(corpus: Path) -> None:
    for name in (*CORPUS_REPORTS, FLOWING):
        dump = subprocess.run(
            ["dsrdump", "-q", "-Er", "-Ev", "-Ec", "-Ee", str(corpus / name)],
            capture_output=True, timeout=60, check=True,
        ).stdout.decode("latin-1")  # fmt: skip
        expected = re.findall(r"^(?:Completion|Verification) Flag *: (\w+)", dump, re.MULTILINE)
        flags = [flag.text.upper() for flag in read_document(corpus / name).flags]
        assert [flag for flag in flags if flag not in ("PRELIMINARY", "FINAL")] == expected


@pytest.mark.parametrize("kind", ["comprehensive_sr", "xray_rdsr"])
def test_a_dose_report_is_read_like_any_other(corpus: Path, kind: str) -> None:
    """DC-162: the numbers of each event with their units, under its heading."""
    folder = corpus / "kgrizz-git+DICOMViewerV3/tests/fixtures/dicom_rdsr"
    lines = list(_lines(read_document(folder / f"synthetic_ct_dose_{kind}.dcm").parts))
    assert "CT Irradiation Event Data" in lines
    assert {"12.5 mGy", "450.0 mGy.cm", "8.2 mGy"} <= set(lines)


def _lines(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Entry):
            yield from (part.name, part.value)
            yield from _lines(part.parts)
