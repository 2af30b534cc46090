"""Doctor: what a file is, what is wrong with it, what was repaired, and what to do."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from viewer.base.errors import ViewerError
from viewer.base.jobs import Job
from viewer.dicom.attributes import Attributes
from viewer.dicom.decoding.decode import Decode, decode_encoded
from viewer.dicom.decoding.frames import PixelSource, open_pixels
from viewer.dicom.decoding.read_frame import read_frame
from viewer.dicom.errors import DicomError, NoPixelDataError, NotDicomError
from viewer.dicom.images import read_image
from viewer.dicom.objects.documents import read_document
from viewer.dicom.read import DicomFile, read_dataset
from viewer.dicom.sop_classes import MEDIA_DIRECTORY, sop_class_name
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES
from viewer.model.display_set import FrameRef
from viewer.model.finding import Finding, Severity
from viewer.model.image import Image
from viewer.workflows.diagnosis import Diagnosis, worst_first
from viewer.workflows.doctor_sets import about_archive, examine_dicomdir, holder_of
from viewer.workflows.remedies import finding_from_error, with_remedy
from viewer.workflows.symptoms import frame_symptoms
from viewer.workflows.unpack import is_packed


def examine(
    path: Path,
    *,
    decode: Decode = decode_encoded,
    character_set: str = "",
    job: Job | None = None,
) -> Diagnosis:
    """Read a file as the viewer does, every frame of it, and say how it went.

    A `character_set` counts in place of what the file declares. Never raises for what is wrong
    with the file; `Cancelled` when the job is. For a member of an archive it examines the archive.
    """
    job, path = job or Job(), holder_of(path)
    try:
        file = read_dataset(path, character_set=character_set)
    except DicomError as error:
        finding = finding_from_error(error)
        diagnosis = Diagnosis(path, _refusal_text(error), False, False, (finding,))
        return about_archive(diagnosis) if is_packed(path) else diagnosis
    if _is_dicomdir(file):
        return examine_dicomdir(path)
    try:
        image = read_image(path, character_set=character_set)
    except NoPixelDataError:
        return _examine_document(file)
    except DicomError as error:
        return _not_shown(file, error)
    shown, findings = _examine_frames(image, decode, job)
    return Diagnosis(path, _image_text(image), True, shown, _sorted((*image.findings, *findings)))


def _is_dicomdir(file: DicomFile) -> bool:
    if file.pixels is not None:
        return False  # whatever it says, it is a picture
    stored_class = file.start.file_meta.get(0x00020002, b"").rstrip(b"\0 ")
    return stored_class == MEDIA_DIRECTORY.encode() or "DirectoryRecordSequence" in file.dataset


def _not_shown(file: DicomFile, error: DicomError) -> Diagnosis:
    told = [*file.findings]
    if not any(finding.severity is Severity.ERROR for finding in told):
        told.append(finding_from_error(error, where="header"))
    return Diagnosis(file.path, _class_text(file), True, False, _sorted(told))


def _refusal_text(error: DicomError) -> str:
    if isinstance(error, NotDicomError):
        return "Not a DICOM file."
    if isinstance(error.__cause__, OSError):
        return "A file that cannot be opened."
    return "A DICOM file that cannot be read."


def _examine_document(file: DicomFile) -> Diagnosis:
    try:
        document = read_document(file.path)
    except DicomError as error:
        return _not_shown(file, error)
    form = "as a list of its elements" if document.tags else "as a document"
    note = Finding(
        Severity.NOTE, "file", f"The object holds no picture; it is shown {form}.", "Nothing."
    )
    findings = _sorted((note, *document.findings))
    return Diagnosis(file.path, _class_text(file), True, not document.tags, findings)


def _examine_frames(image: Image, decode: Decode, job: Job) -> tuple[bool, list[Finding]]:
    """Decode every frame; whether any can be shown, and what was noticed."""
    uid = image.pixel_format.transfer_syntax_uid
    try:
        source = open_pixels(image)
    except DicomError as error:
        return False, [finding_from_error(error, where="PixelData", transfer_syntax_uid=uid)]
    try:
        return _examine_source(image, source, decode, job)
    finally:
        source.close()


def _examine_source(
    image: Image, source: PixelSource, decode: Decode, job: Job
) -> tuple[bool, list[Finding]]:
    count = source.pixel_format.number_of_frames
    findings: list[Finding] = []
    failures: dict[Finding, list[int]] = {}
    is_shown = False
    for index in range(count):
        job.check()
        job.progress(index, count)
        ref = FrameRef(image.path, image.sop_instance_uid, index)
        try:
            frame = read_frame(image, source, ref, decode=decode)
        except ViewerError as error:
            failures.setdefault(_frame_failure(error, index), []).append(index + 1)
            continue
        findings += frame.findings
        if not is_shown:
            findings += frame_symptoms(frame, source)
            is_shown = True
    for failure, numbers in failures.items():
        where = "PixelData" if count == 1 else f"Frame {ranges_text(numbers)}"
        findings.append(replace(failure, where=where))
    return is_shown, findings


def _frame_failure(error: ViewerError, index: int) -> Finding:
    """What an error says, in words that are the same for every frame that it befalls."""
    finding = finding_from_error(error)
    return replace(finding, what=finding.what.replace(f"Frame {index + 1} ", "The frame "))


def ranges_text(numbers: Iterable[int]) -> str:
    """Ascending numbers, shortened.

    >>> ranges_text([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, the worst first, with something to do."""
    return worst_first(map(with_remedy, findings))


def _class_text(file: DicomFile) -> str:
    name = sop_class_name(Attributes(file.dataset).text("SOPClassUID"))
    return f"{name}, {_syntax_text(file.start.transfer_syntax_uid)}"


def _image_text(image: Image) -> str:
    pixel_format = image.pixel_format
    count = pixel_format.number_of_frames
    return ", ".join(
        (
            sop_class_name(image.sop_class_uid),
            f"{pixel_format.columns} by {pixel_format.rows} pixels",
            f"{pixel_format.photometric} of {pixel_format.bits_stored} bits",
            f"{count} frame{'' if count == 1 else 's'}",
            _syntax_text(pixel_format.transfer_syntax_uid),
        )
    )


def _syntax_text(uid: str) -> str:
    syntax = TRANSFER_SYNTAXES.get(uid)
    return f"{syntax.name} ({uid})" if syntax is not None else f"transfer syntax {uid}"
