"""Documents that travel inside DICOM: PDF, CDA, text, models for printing (PS3.3 C.24)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import DicomError
from viewer.dicom.objects.cda_text import cda_parts
from viewer.dicom.objects.values import code_text, references, when_text
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Part
from viewer.model.finding import Severity

_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024  # a PDF may have something in front
_MAX_TEXT = 1 << 20
_STL_HEADER, _STL_TRIANGLE = 84, 50

Content = tuple[list[Part], bytes]  # readable parts, and the pages of a PDF


def encapsulated_document(root: Attributes) -> Document:
    """What the document is, with its text or its pages."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    data = _payload(root)
    mime = root.text("MIMETypeOfEncapsulatedDocument").split(";")[0].strip().lower()
    parts, pdf = _content(mime, data, class_name)
    facts = [
        Entry("Concept", code_text(root, "ConceptNameCodeSequence")),
        Entry("Kind", mime),
        Entry("Written", when_text(root, "ContentDate", "ContentTime")),
        Entry("Size", f"{len(data)} bytes" if data else ""),
    ]
    if source := references(root):
        parts.append(Entry("Made from", parts=source, is_heading=True))
    return Document(
        title=root.text("DocumentTitle") or class_name,
        object_name=class_name,
        parts=(*(fact for fact in facts if fact.value), *parts),
        pdf=pdf,
    )


def _payload(root: Attributes) -> bytes:
    """The bytes of the document without the padding to an even length."""
    data = root.words("EncapsulatedDocument", kind="u1").tobytes()
    length = root.integer("EncapsulatedDocumentLength")
    return data[:length] if length is not None and 0 < length <= len(data) else data


def _content(mime: str, data: bytes, class_name: str) -> Content:
    if not data:
        return [_broken("The object holds no document.")], b""
    if _PDF_MARK in data[:_MARK_WITHIN]:
        return [], data
    if "PDF" in class_name or mime == "application/pdf":
        return [_broken("The object says it is a PDF, but its content is none.")], b""
    for mark, reader in _READERS.items():
        if mark in mime or mark in class_name.lower():
            return reader(data), b""
    return [Entry("Content", "This kind of document cannot be shown; it is not opened.")], b""


def _broken(what: str) -> Entry:
    return Entry(value=what, severity=Severity.WARNING)


def _cda(data: bytes) -> list[Part]:
    try:
        title, parts = cda_parts(data)
    except DicomError as error:
        return [_broken(error.message), *_text(data)]
    return [Entry("Title", title), *parts] if title else parts


def _text(data: bytes) -> list[Part]:
    text = data[:_MAX_TEXT].decode("utf-8", "replace").rstrip("\0")
    lines: list[Part] = [Entry(value=line) for line in text.splitlines()]
    if len(data) > _MAX_TEXT:
        lines.append(_broken(f"Only the first {_MAX_TEXT >> 20} MiB are shown."))
    return lines


def _stl(data: bytes) -> list[Part]:
    count = int.from_bytes(data[_STL_HEADER - 4 : _STL_HEADER], "little")
    if len(data) < _STL_HEADER or len(data) < _STL_HEADER + count * _STL_TRIANGLE:
        return [_broken("The model is cut off.")]
    return [Entry("Model", f"binary STL, {count} triangles")]


def _obj(data: bytes) -> list[Part]:
    lines = data.splitlines()
    vertices = sum(line.startswith(b"v ") for line in lines)
    faces = sum(line.startswith(b"f ") for line in lines)
    return [Entry("Model", f"Wavefront OBJ, {vertices} vertices, {faces} faces")]


# What the MIME type or the class name has in it -> what is readable. The first hit counts.
_READERS: Mapping[str, Callable[[bytes], list[Part]]] = MappingProxyType(
    {"cda": _cda, "xml": _cda, "stl": _stl, "obj": _obj, "mtl": _text, "text/": _text}
)
