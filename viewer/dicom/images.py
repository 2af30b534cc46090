"""A file -> Image: everything that showing its pixels needs, and nothing of the pixels."""

import math
from pathlib import Path

from viewer.dicom.attributes import Attributes
from viewer.dicom.corner_values import read_patient, read_texts
from viewer.dicom.damage import refuse_broken
from viewer.dicom.disclosures import read_disclosures
from viewer.dicom.errors import CorruptPixelDataError, NoPixelDataError
from viewer.dicom.frame_headers import read_frame_headers
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.dicom.icc import read_icc_profile
from viewer.dicom.luts import read_is_inverse, read_padding
from viewer.dicom.overlays import read_overlays
from viewer.dicom.palette import read_palette, read_supplement
from viewer.dicom.pet import read_pet
from viewer.dicom.pixel_format import read_pixel_format
from viewer.dicom.read import DicomFile, PixelElement, held_size, read_dataset
from viewer.dicom.sop_classes import is_known, sop_class_name
from viewer.dicom.spacing import read_pixel_aspect, read_spacing
from viewer.dicom.stand_in_uids import instance_uid_of, series_uid_of, study_uid_of
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES, Support
from viewer.dicom.ultrasound import read_regions
from viewer.dicom.value_checks import check_values
from viewer.model.finding import Severity
from viewer.model.geometry import PatientOrientation
from viewer.model.identity import FrameOfReferenceUid
from viewer.model.image import Compression, FrameHeader, Image, Photometric, PixelFormat

_FRAME_TIME_VECTOR = 0x00181065  # in Frame Increment Pointer


def read_image(path: Path, *, character_set: str = "") -> Image:
    """Read the header of a picture, tolerantly; what was odd is in its findings.

    A `character_set` counts in place of what the file declares.

    Raises `NotDicomError`, `NoPixelDataError` for objects without a picture, `DamagedFileError`,
    `CorruptPixelDataError` when the header cannot describe one, `LimitExceededError`.
    """
    file = read_dataset(path, character_set=character_set)
    attributes = Attributes(file.dataset, list(file.findings), chosen=character_set)
    if file.pixels is None:
        sop_class = attributes.text("SOPClassUID") or _meta_sop_class(file)
        refuse_broken(sop_class, file.findings)
        raise NoPixelDataError(
            f"{sop_class_name(sop_class)} without pixel data.", hint="Its elements can be listed."
        )
    if file.has_more_pixels:
        raise CorruptPixelDataError(
            "The object has two kinds of pixel data: which one is meant cannot be known.",
            hint="Ask whoever wrote the file.",
        )
    _check_syntax(attributes, file)
    check_values(attributes)
    pixel_format = read_pixel_format(
        attributes,
        transfer_syntax_uid=file.start.transfer_syntax_uid,
        pixels=file.pixels,
        size=held_size(file),
    )
    return _image(file, file.pixels, attributes, pixel_format)


def _image(
    file: DicomFile, pixels: PixelElement, attributes: Attributes, pixel_format: PixelFormat
) -> Image:
    groups = FunctionalGroups(attributes)
    modality = attributes.text("Modality")
    overlays = read_overlays(
        attributes,
        pixel_format,
        is_big_endian=file.start.is_big_endian,
        is_native=pixels.length is not None,
    )
    frames = read_frame_headers(attributes, groups, pixel_format, overlays)
    shutters = {frame.shutter.bitmap for frame in frames if frame.shutter is not None}
    spacing = read_spacing(
        attributes, modality=modality, measures=groups.macro(0, "PixelMeasuresSequence")
    )
    is_own = any(frame.plane is not None and not frame.plane.is_in_patient for frame in frames)
    frame_of_reference = attributes.text(
        "VolumeFrameOfReferenceUID" if is_own else "FrameOfReferenceUID"
    )
    return Image(
        path=file.path,
        sop_class_uid=attributes.text("SOPClassUID"),
        sop_instance_uid=instance_uid_of(file.path, attributes.text("SOPInstanceUID")),
        series_uid=series_uid_of(file.path, attributes.text("SeriesInstanceUID")),
        study_uid=study_uid_of(file.path, attributes.text("StudyInstanceUID")),
        frame_of_reference_uid=FrameOfReferenceUid(frame_of_reference) or None,
        modality=modality,
        pixel_format=pixel_format,
        frames=frames,
        pixel_data_offset=-1 if file.start.is_deflated else pixels.offset,
        pixel_data_length=pixels.length,
        is_big_endian=file.start.is_big_endian,
        patient=read_patient(attributes),
        texts=read_texts(attributes, groups),
        spacing=spacing,
        pixel_aspect=read_pixel_aspect(attributes, spacing),
        orientation=_orientation(attributes, frames),
        is_quadruped=attributes.text("AnatomicalOrientationType") == "QUADRUPED",
        is_inverse=read_is_inverse(attributes, pixel_format),
        palette=read_palette(attributes, is_input_signed=pixel_format.is_signed)
        if pixel_format.photometric is Photometric.PALETTE_COLOR
        else None,
        supplement=read_supplement(attributes, groups, pixel_format),
        icc_profile=b"" if pixel_format.photometric.is_monochrome else read_icc_profile(attributes),
        overlays=tuple(overlay for overlay in overlays if overlay not in shutters),
        disclosures=read_disclosures(attributes),
        padding=read_padding(attributes, pixel_format),
        pet=read_pet(attributes, modality),
        regions=read_regions(attributes),
        frame_times_ms=_frame_times_ms(attributes, pixel_format.number_of_frames),
        compression=_compression(attributes, file.start.transfer_syntax_uid),
        findings=tuple(attributes.findings),
    )


def _check_syntax(attributes: Attributes, file: DicomFile) -> None:
    """Say what is odd about the class and the encoding."""
    uid = file.start.transfer_syntax_uid
    syntax = TRANSFER_SYNTAXES.get(uid)
    if syntax is None:
        attributes.note(
            "TransferSyntaxUID", f"The transfer syntax {uid} is not known.",
            severity=Severity.ERROR, reference="PS3.5 10",
        )  # fmt: skip
    elif syntax.support is Support.NAMED:
        attributes.note(
            "TransferSyntaxUID", f"{syntax.name} ({uid}) cannot be decoded here.",
            severity=Severity.ERROR, reference="PS3.5 10",
        )  # fmt: skip
    sop_class = attributes.text("SOPClassUID")
    if not is_known(sop_class):
        attributes.note(
            "SOPClassUID", "The object class is not known; it is shown as a plain image.",
            reference="coverage 5.1",
        )  # fmt: skip
    stored = _meta_sop_class(file)
    if stored and sop_class and stored != sop_class:
        attributes.note(
            "MediaStorageSOPClassUID", "The file meta information names another object class.",
            reference="PS3.10 7.1",
        )  # fmt: skip


def _meta_sop_class(file: DicomFile) -> str:
    return file.start.file_meta.get(0x00020002, b"").strip(b"\0 ").decode("ascii", "replace")


def _orientation(
    attributes: Attributes, frames: tuple[FrameHeader, ...]
) -> PatientOrientation | None:
    """Patient Orientation, only where no frame has a plane (DC-081)."""
    values = attributes.texts("PatientOrientation")
    if any(frame.plane is not None for frame in frames) or len(values) != 2 or not all(values):
        return None
    return PatientOrientation(values[0], values[1])


def _frame_times_ms(attributes: Attributes, frames: int) -> tuple[float, ...]:
    """Times for playing: Frame Time, Frame Time Vector or a rate (PS3.3 C.7.6.5; DC-103)."""
    if frames < 2:
        return ()
    vector = attributes.decimals("FrameTimeVector")
    has_vector = len(vector) == frames and all(math.isfinite(ms) and ms >= 0 for ms in vector)
    if has_vector and attributes.integer("FrameIncrementPointer") == _FRAME_TIME_VECTOR:
        return vector  # the file names it, whatever else it holds
    time_ms = attributes.decimal("FrameTime")
    if time_ms is not None and time_ms > 0:
        return (time_ms,)
    if has_vector:
        return vector
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = attributes.decimal(keyword)
        if rate is not None and rate > 0:
            return (1000 / rate,)
    duration_s = attributes.decimal("EffectiveDuration")
    return (1000 * duration_s / frames,) if duration_s is not None and duration_s > 0 else ()


def _compression(attributes: Attributes, transfer_syntax_uid: str) -> Compression:
    """Lossy if the file ever was, or if its encoding may be and it does not deny it."""
    declared = attributes.text("LossyImageCompression")
    syntax = TRANSFER_SYNTAXES.get(transfer_syntax_uid)
    may_be = syntax is not None and syntax.is_lossy
    return Compression(
        is_lossy=declared == "01" or (may_be and declared != "00"),
        ratios=tuple(r for r in attributes.decimals("LossyImageCompressionRatio") if r > 0),
        methods=attributes.texts("LossyImageCompressionMethod"),
    )
