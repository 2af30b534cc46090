"""Synthetic DICOM made by code: small, valid, deterministic; for tests on every floor."""

import struct
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

CT = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
MR = "1.2.840.10008.5.1.4.1.1.4"
DX = "1.2.840.10008.5.1.4.1.1.1.1"
CR = "1.2.840.10008.5.1.4.1.1.1"
US = "1.2.840.10008.5.1.4.1.1.6.1"
US_MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.3.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def uid(*labels: object) -> str:
    """A UID that is the same for the same labels."""
    return str(generate_uid(entropy_srcs=["radiolucent test", *map(str, labels)]))


def make_dataset(pixels: NDArray[Any] | None = None, **overrides: Any) -> Dataset:
    """One CT image, 8x8 of 16 bits, with full geometry.

    `pixels` (rows, columns), (frames, rows, columns) or with a last axis of 3 replaces the
    picture and sets the Image Pixel module after it. A keyword sets an element; the value
    None takes it away.
    """
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.SOPClassUID = CT
    ds.SOPInstanceUID = uid("instance")
    ds.StudyDate = "20240131"
    ds.StudyTime = "101500"
    ds.AccessionNumber = "A1"
    ds.Modality = "CT"
    ds.StudyDescription = "Synthetic study"
    ds.SeriesDescription = "Synthetic series"
    ds.PatientName = "Doe^Jane"
    ds.PatientID = "ID1"
    ds.PatientBirthDate = "19610203"
    ds.PatientSex = "F"
    ds.StudyInstanceUID = uid("study")
    ds.SeriesInstanceUID = uid("series")
    ds.StudyID = "1"
    ds.SeriesNumber = 1
    ds.InstanceNumber = 1
    ds.ImagePositionPatient = [0.0, 0.0, 0.0]
    ds.ImageOrientationPatient = list(AXIAL)
    ds.FrameOfReferenceUID = uid("frame of reference")
    ds.PixelSpacing = [0.5, 0.5]
    ds.SliceThickness = 1.0
    ds.RescaleSlope = 1
    ds.RescaleIntercept = -1024
    ds.RescaleType = "HU"
    ds.WindowCenter = 40
    ds.WindowWidth = 400
    set_pixels(ds, np.arange(64, dtype=np.uint16).reshape(8, 8) if pixels is None else pixels)
    override(ds, **overrides)
    return ds


def override(ds: Dataset, **elements: Any) -> Dataset:
    """Set elements by keyword, take away those that are None."""
    for keyword, value in elements.items():
        if value is not None:
            setattr(ds, keyword, value)
        elif keyword in ds:
            delattr(ds, keyword)
    return ds


def set_pixels(ds: Dataset, pixels: NDArray[Any]) -> Dataset:
    """Put an array in as native pixel data; the Image Pixel module follows its type and shape."""
    is_colour = pixels.ndim >= 3 and pixels.shape[-1] == 3
    shape = pixels.shape[:-1] if is_colour else pixels.shape
    bits = pixels.dtype.itemsize * 8
    if len(shape) == 3:
        ds.NumberOfFrames = shape[0]
    ds.Rows, ds.Columns = shape[-2:]
    ds.SamplesPerPixel = 3 if is_colour else 1
    ds.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        ds.PlanarConfiguration = 0
    ds.BitsAllocated = ds.BitsStored = bits
    ds.HighBit = bits - 1
    ds.PixelRepresentation = int(pixels.dtype.kind == "i")
    data = pixels.tobytes()
    ds.add_new(0x7FE00010, "OB" if bits == 8 else "OW", data + b"\0" * (len(data) % 2))
    return ds


def file_bytes(
    ds: Dataset,
    transfer_syntax: str = ExplicitVRLittleEndian,
    *,
    preamble: bytes = b"\0" * 128,
) -> bytes:
    """The file that `write` would write."""
    syntax = UID(transfer_syntax)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ds.get("SOPClassUID", CT)
    meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID", uid("instance"))
    meta.TransferSyntaxUID = syntax
    meta.ImplementationClassUID = uid("implementation")
    whole = Dataset(ds)
    whole.file_meta = meta
    whole.preamble = preamble
    if syntax.is_compressed and "PixelData" in whole and not syntax.is_deflated:
        whole["PixelData"].is_undefined_length = True
    if not syntax.is_little_endian and ds.get("BitsAllocated", 8) > 8 and "PixelData" in whole:
        swapped = np.frombuffer(ds.PixelData, f"u{ds.BitsAllocated // 8}").byteswap().tobytes()
        whole.add_new(0x7FE00010, "OW", swapped)
    out = BytesIO()
    with config.disable_value_validation():
        dcmwrite(out, whole, enforce_file_format=True)
    return out.getvalue()


def write(
    path: Path,
    ds: Dataset,
    transfer_syntax: str = ExplicitVRLittleEndian,
    *,
    preamble: bytes = b"\0" * 128,
) -> Path:
    """Write a data set as a file; compressed pixel data must already suit the transfer syntax."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file_bytes(ds, transfer_syntax, preamble=preamble))
    return path


def write_without_meta(path: Path, ds: Dataset, *, implicit: bool = True) -> Path:
    """Write the bare data set: no preamble, no file meta information."""
    out = BytesIO()
    dcmwrite(out, ds, implicit_vr=implicit, little_endian=True, enforce_file_format=False)
    path.write_bytes(out.getvalue())
    return path


def set_fragments(ds: Dataset, frames: Sequence[bytes], *, offset_table: bool = True) -> Dataset:
    """Put encoded frames in as encapsulated pixel data, one fragment a frame."""
    ds.PixelData = encapsulate(list(frames), has_bot=offset_table)
    ds["PixelData"].VR = "OB"
    return ds


def ct_series(
    folder: Path,
    n: int = 10,
    *,
    spacing_mm: float = 1.0,
    orientation: Sequence[float] = AXIAL,
    step: Sequence[float] | None = None,
    order: Iterable[int] | None = None,
    name: str = "series",
    transfer_syntax: str = ExplicitVRLittleEndian,
    **overrides: Any,
) -> list[Path]:
    """`n` slices along the normal, written in `order`; slice k holds the stored value k.

    `step` is the LPS vector from slice to slice (default: `spacing_mm` along the normal).
    Returns the paths by position, whatever the order of the file names.
    """
    normal = np.cross(orientation[:3], orientation[3:])
    step_mm = np.asarray(step) if step is not None else normal * spacing_mm
    written = list(order) if order is not None else list(range(n))
    paths: dict[int, Path] = {}
    for file_number, k in enumerate(written):
        ds = make_dataset(
            np.full((8, 8), k, np.uint16),
            SOPInstanceUID=uid(name, k),
            SeriesInstanceUID=uid(name),
            InstanceNumber=k + 1,
            ImageOrientationPatient=list(orientation),
            ImagePositionPatient=[float(f"{x:.10g}") for x in step_mm * k],
        )
        override(ds, **overrides)
        paths[k] = write(folder / f"IM{file_number:05d}", ds, transfer_syntax)
    return [paths[k] for k in sorted(paths)]


def _item(**elements: Any) -> DicomSequence:
    return DicomSequence([override(Dataset(), **elements)])


def enhanced_ct(frames: int = 4, *, spacing_mm: float = 2.0, **overrides: Any) -> Dataset:
    """An Enhanced CT: position, rescale and window differ per frame, the rest is shared.

    Frame k lies at z = k * `spacing_mm`, has slope k + 1, intercept -1000 and centre 10 k.
    """
    pixels = np.stack([np.full((8, 8), k, np.uint16) for k in range(frames)])
    ds = make_dataset(
        pixels, SOPClassUID=ENHANCED_CT, ImagePositionPatient=None, ImageOrientationPatient=None,
        PixelSpacing=None, SliceThickness=None, RescaleSlope=None, RescaleIntercept=None,
        RescaleType=None, WindowCenter=None, WindowWidth=None,
    )  # fmt: skip
    shared = Dataset()
    shared.PixelMeasuresSequence = _item(PixelSpacing=[0.5, 0.25], SliceThickness=2.0)
    shared.PlaneOrientationSequence = _item(ImageOrientationPatient=list(AXIAL))
    ds.SharedFunctionalGroupsSequence = DicomSequence([shared])
    ds.PerFrameFunctionalGroupsSequence = DicomSequence(
        [_enhanced_frame(k, spacing_mm) for k in range(frames)]
    )
    return override(ds, **overrides)


def _enhanced_frame(k: int, spacing_mm: float) -> Dataset:
    item = Dataset()
    item.FrameContentSequence = _item(DimensionIndexValues=[1, k + 1])
    item.PlanePositionSequence = _item(ImagePositionPatient=[0.0, 0.0, k * spacing_mm])
    item.PixelValueTransformationSequence = _item(
        RescaleSlope=k + 1, RescaleIntercept=-1000, RescaleType="HU"
    )
    item.FrameVOILUTSequence = _item(WindowCenter=10 * k, WindowWidth=100)
    return item


def signed_image(**overrides: Any) -> Dataset:
    """12 bits stored of 16, signed: the vectors of DC-001 in the first row."""
    pixels = np.zeros((4, 4), np.uint16)
    pixels[0] = [0x0FFF, 0x0800, 0x07FF, 0xF7FF]
    ds = make_dataset(pixels, RescaleIntercept=0)
    return override(ds, BitsStored=12, HighBit=11, PixelRepresentation=1, **overrides)


def monochrome1(**overrides: Any) -> Dataset:
    """A radiograph whose low values are bright."""
    pixels = np.arange(16, dtype=np.uint16).reshape(4, 4) * 273
    ds = make_dataset(
        pixels, SOPClassUID=DX, Modality="DX", PhotometricInterpretation="MONOCHROME1",
        BitsStored=12, HighBit=11, ImagePositionPatient=None, ImageOrientationPatient=None,
        PixelSpacing=None, FrameOfReferenceUID=None, SliceThickness=None,
        ImagerPixelSpacing=[0.2, 0.2], PatientOrientation=["L", "F"], RescaleIntercept=0,
        RescaleType="US", WindowCenter=2048, WindowWidth=4096, ImageType=["ORIGINAL", "PRIMARY"],
    )  # fmt: skip
    return override(ds, **overrides)


def palette_image(*, bits: int = 16, **overrides: Any) -> Dataset:
    """Indices 0..3 of a palette red, green, blue, white, with entries of 8 or 16 bits."""
    full = 65535 if bits == 16 else 255
    kind = "<u2" if bits == 16 else "u1"
    ds = make_dataset(
        np.array([[0, 1], [2, 3]], np.uint8), SOPClassUID=SECONDARY_CAPTURE, Modality="OT",
        PhotometricInterpretation="PALETTE COLOR", RescaleSlope=None, RescaleIntercept=None,
        RescaleType=None, WindowCenter=None, WindowWidth=None,
    )  # fmt: skip
    columns = {"Red": (1, 0, 0, 1), "Green": (0, 1, 0, 1), "Blue": (0, 0, 1, 1)}
    for colour, on in columns.items():
        table = (np.array(on) * full).astype(kind).tobytes()
        setattr(ds, f"{colour}PaletteColorLookupTableDescriptor", [4, 0, bits])
        setattr(ds, f"{colour}PaletteColorLookupTableData", table)
    return override(ds, **overrides)


def colour_image(pixels: NDArray[np.uint8] | None = None, **overrides: Any) -> Dataset:
    """An RGB ultrasound still, red, green, blue and white unless `pixels` says otherwise."""
    if pixels is None:
        pixels = np.array(
            [[(255, 0, 0), (0, 255, 0)], [(0, 0, 255), (255, 255, 255)]], dtype=np.uint8
        )
    ds = make_dataset(
        pixels, SOPClassUID=US, Modality="US", ImagePositionPatient=None,
        ImageOrientationPatient=None, PixelSpacing=None, FrameOfReferenceUID=None,
        SliceThickness=None, RescaleSlope=None, RescaleIntercept=None, RescaleType=None,
        WindowCenter=None, WindowWidth=None, ImageType=["ORIGINAL", "PRIMARY"],
    )  # fmt: skip
    return override(ds, **overrides)


def ultrasound_cine(frames: int = 5, *, frame_time_ms: float = 40.0, **overrides: Any) -> Dataset:
    """A colour multi-frame ultrasound with one calibrated region of 0.05 cm a pixel."""
    pixels = np.stack([np.full((8, 8, 3), k, np.uint8) for k in range(frames)])
    ds = colour_image(
        pixels, SOPClassUID=US_MULTI_FRAME, FrameTime=frame_time_ms,
        FrameIncrementPointer=0x00181063,
    )  # fmt: skip
    ds.SequenceOfUltrasoundRegions = _item(
        RegionLocationMinX0=1, RegionLocationMinY0=1, RegionLocationMaxX1=6,
        RegionLocationMaxY1=6, PhysicalUnitsXDirection=3, PhysicalUnitsYDirection=3,
        PhysicalDeltaX=0.05, PhysicalDeltaY=0.05, RegionFlags=0, RegionSpatialFormat=1,
        RegionDataType=1,
    )  # fmt: skip
    return override(ds, **overrides)


def report(**overrides: Any) -> Dataset:
    """A structured report: an object without pixels."""
    ds = make_dataset(SOPClassUID=BASIC_TEXT_SR, Modality="SR")
    for keyword in (
        "ImageType", "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing",
        "FrameOfReferenceUID", "SliceThickness", "RescaleSlope", "RescaleIntercept", "RescaleType",
        "WindowCenter", "WindowWidth", "Rows", "Columns", "SamplesPerPixel", "BitsAllocated",
        "BitsStored", "HighBit", "PixelRepresentation", "PhotometricInterpretation", "PixelData",
    ):  # fmt: skip
        delattr(ds, keyword)
    ds.ContentDate, ds.ContentTime = "20240131", "101600"
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    return override(ds, **overrides)


def element(tag: int, vr: str, value: bytes, *, length: int | None = None) -> bytes:
    """One explicit little-endian element by hand, with a false `length` where a test needs one."""
    count = len(value) if length is None else length
    head = struct.pack("<HH2s", tag >> 16, tag & 0xFFFF, vr.encode())
    long_form = vr in ("OB", "OW", "OF", "OD", "OL", "OV", "SQ", "UN", "UC", "UR", "UT", "SV", "UV")
    return head + (struct.pack("<HI", 0, count) if long_form else struct.pack("<H", count)) + value


def misdeclared_cyrillic(folder: Path, count: int = 1, **overrides: Any) -> list[Path]:
    """CT images that declare Latin 1, though the patient's name is Иванов in ISO-8859-5."""
    paths = []
    for number in range(count):
        ds = make_dataset(
            SpecificCharacterSet="ISO_IR 100",
            PatientName="XXXXXX",
            SOPInstanceUID=uid("cyrillic", number),
            InstanceNumber=number + 1,
            ImagePositionPatient=[0.0, 0.0, float(number)],
            **overrides,
        )
        path = write(folder / f"{number}.dcm", ds)
        name = "Иванов".encode("iso8859_5")
        path.write_bytes(path.read_bytes().replace(b"XXXXXX", name))
        paths.append(path)
    return paths
