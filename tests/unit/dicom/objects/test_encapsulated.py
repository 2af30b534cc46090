"""Documents inside DICOM: pages, text, models; nothing is run, fetched or expanded (SEC-025)."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import report, write
from viewer.dicom.errors import DamagedFileError, LimitExceededError
from viewer.dicom.objects.cda_text import cda_parts
from viewer.dicom.objects.documents import read_document
from viewer.model.document import Document, Entry

STORAGE = "1.2.840.10008.5.1.4.1.1.104."
PDF, CDA, STL, OBJ, MTL = (STORAGE + str(number) for number in range(1, 6))

CDA_TEXT = b"""<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <title>Discharge letter</title>
  <recordTarget><patientRole><id extension="not for reading"/></patientRole></recordTarget>
  <component><structuredBody><component>
    <section><title>History</title>
      <text><paragraph>First   line</paragraph>second<br/>third
        <list><item>one</item><item>two</item></list>
        <table><tr><th>Drug</th><th>Dose</th></tr><tr><td>A</td><td>1 mg</td></tr></table>
      </text>
      <component><section><title>Inner</title><text>deep</text></section></component>
    </section>
  </component></structuredBody></component>
</ClinicalDocument>"""


def read(tmp_path: Path, uid: str, data: bytes, **elements: Any) -> Document:
    ds = report(SOPClassUID=uid, Modality="DOC", **elements)
    ds.EncapsulatedDocument = data + b"\0" * (len(data) % 2)
    ds.EncapsulatedDocumentLength = len(data)
    return read_document(write(tmp_path / "document.dcm", ds))


def values(document: Document) -> list[str]:
    return [part.value for part in document.parts if isinstance(part, Entry)]


def test_a_pdf_is_handed_on_byte_by_byte_without_its_padding(tmp_path: Path) -> None:
    data = b"%PDF-1.4\n1 0 obj\n%%EOF"
    document = read(tmp_path, PDF, data, DocumentTitle="Letter")
    assert document.pdf == data[: len(data)]
    assert document.title == "Letter"


def test_a_real_pdf_is_whole(corpus: Path) -> None:
    document = read_document(corpus / "chafey+dicom2ion-js/test/fixtures/test-encapsulated-pdf.dcm")
    assert document.pdf.startswith(b"%PDF-")
    assert document.pdf.rstrip(b"\0\r\n ").endswith(b"%%EOF")


def test_what_only_says_that_it_is_a_pdf_is_told_of(tmp_path: Path) -> None:
    document = read(tmp_path, PDF, b"<html>no PDF</html>")
    assert document.pdf == b""
    assert "The object says it is a PDF, but its content is none." in values(document)


def test_the_narrative_of_a_cda_is_read_and_its_machine_part_is_not() -> None:
    title, parts = cda_parts(CDA_TEXT)
    (section,) = parts
    assert isinstance(section, Entry)
    *lines, inner = section.parts
    assert (title, section.name) == ("Discharge letter", "History")
    assert [line.value for line in lines if isinstance(line, Entry)] == [
        "First line", "second", "third", "one", "two", "Drug  |  Dose", "A  |  1 mg",
    ]  # fmt: skip
    assert inner == Entry("Inner", parts=(Entry(value="deep"),), is_heading=True)


def test_a_cda_that_declares_entities_is_not_read() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(LimitExceededError):
        cda_parts(bomb)


def test_an_entity_that_points_to_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    data = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><x><text>&a;</text></x>'.encode()
    document = read(tmp_path, CDA, data)
    assert "secret words" not in "".join(values(document))


def test_a_cda_nested_beyond_reason_is_not_read() -> None:
    with pytest.raises(LimitExceededError):
        cda_parts(b"<a>" * 100_000)


def test_a_damaged_cda_is_shown_as_the_text_it_is(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError):
        cda_parts(b"<a><b></a>")
    assert "<a><b></a>" in values(read(tmp_path, CDA, b"<a><b></a>"))


def test_a_model_tells_how_large_it_is(tmp_path: Path) -> None:
    stl = b"\0" * 80 + (2).to_bytes(4, "little") + b"\0" * 100
    assert "binary STL, 2 triangles" in values(read(tmp_path, STL, stl))
    assert "The model is cut off." in values(read(tmp_path, STL, stl[:-2]))
    wavefront = b"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"
    assert "Wavefront OBJ, 3 vertices, 1 faces" in values(read(tmp_path, OBJ, wavefront))
    assert "newmtl red" in values(read(tmp_path, MTL, b"newmtl red\nKd 1 0 0"))


def test_an_empty_object_says_so(tmp_path: Path) -> None:
    assert "The object holds no document." in values(read(tmp_path, PDF, b""))
