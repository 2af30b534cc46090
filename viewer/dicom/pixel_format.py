"""The Image Pixel module -> PixelFormat, checked before anything is decoded (PS3.3 C.7.6.3)."""

from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.frame_count import is_possible
from viewer.dicom.read import PixelElement
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES
from viewer.model.finding import FindingKind, Severity
from viewer.model.image import Photometric, PixelFormat, SampleKind

_BITS = (1, 8, 16, 32, 64)
_KINDS = {0x7FE00008: SampleKind.FLOAT, 0x7FE00009: SampleKind.DOUBLE}
_REFUSED = ("ARGB", "CMYK", "HSV")


def read_pixel_format(
    attributes: Attributes, *, transfer_syntax_uid: str, pixels: PixelElement, size: int
) -> PixelFormat:
    """Read the Image Pixel module; `size` is that of the file (SEC-006).

    Raises `CorruptPixelDataError`, naming the element, when no picture can follow from it.
    """
    kind = _KINDS.get(pixels.tag, SampleKind.INTEGER)
    rows = _positive(attributes, "Rows")
    columns = _positive(attributes, "Columns")
    samples = _samples(attributes)
    allocated, stored, high_bit = _bits(attributes, kind)
    result = PixelFormat(
        rows=rows,
        columns=columns,
        samples_per_pixel=samples,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high_bit,
        is_signed=attributes.integer("PixelRepresentation") == 1,
        photometric=_photometric(attributes, samples),
        planar_configuration=attributes.integer("PlanarConfiguration") or 0,
        number_of_frames=_number_of_frames(attributes, size),
        transfer_syntax_uid=transfer_syntax_uid,
        sample_kind=kind,
    )
    if pixels.length is not None:
        _check_length(attributes, result, pixels, size)
    return result


def _positive(attributes: Attributes, keyword: str) -> int:
    value = attributes.integer(keyword)
    if value is None or not 0 < value <= 0xFFFFFFFF:
        raise CorruptPixelDataError(f"{keyword} is {'missing' if value is None else value}.")
    return value


def _samples(attributes: Attributes) -> int:
    samples = attributes.integer("SamplesPerPixel")
    if samples is None:
        attributes.note("SamplesPerPixel", "Missing; 1 was assumed.", reference="PS3.3 C.7.6.3")
        return 1
    if samples not in (1, 3):
        name = attributes.text("PhotometricInterpretation")
        named = f" ({name})" if name in _REFUSED else ""
        raise CorruptPixelDataError(
            f"Samples per Pixel is {samples}{named}: only 1 and 3 are shown."
        )
    return samples


def _bits(attributes: Attributes, kind: SampleKind) -> tuple[int, int, int]:
    """Bits Allocated, Bits Stored and High Bit (DC-001, DC-002)."""
    if kind is not SampleKind.INTEGER:
        bits = 32 if kind is SampleKind.FLOAT else 64
        return bits, bits, bits - 1
    allocated = attributes.integer("BitsAllocated")
    if allocated not in _BITS:
        found = "missing" if allocated is None else str(allocated)
        raise CorruptPixelDataError(
            f"Bits Allocated is {found}: only 1, 8, 16, 32 and 64 are shown."
        )
    stored = attributes.integer("BitsStored")
    if stored is None:
        attributes.note("BitsStored", "Missing; Bits Allocated was used.", reference="DC-001")
        stored = allocated
    if not 0 < stored <= allocated:
        raise CorruptPixelDataError(f"Bits Stored is {stored}, Bits Allocated {allocated}.")
    high_bit = attributes.integer("HighBit")
    if high_bit != stored - 1:
        attributes.note(
            "HighBit", "High Bit is not Bits Stored - 1; values were taken from the low bits.",
            reference="PS3.5 8.1.1, DC-001",
        )  # fmt: skip
    return allocated, stored, stored - 1 if high_bit is None else high_bit


def _photometric(attributes: Attributes, samples: int) -> Photometric:
    text = attributes.text("PhotometricInterpretation").upper()
    if text in _REFUSED:
        raise CorruptPixelDataError(f"{text} pictures are not shown.")
    fallback = Photometric.MONOCHROME2 if samples == 1 else Photometric.RGB
    try:
        photometric = Photometric(text)
    except ValueError:
        attributes.note(
            "PhotometricInterpretation",
            f"{'Missing' if not text else 'Not known'}; {fallback} was assumed.",
            reference="PS3.3 C.7.6.3.1.2",
        )
        return fallback
    is_single = photometric.is_monochrome or photometric is Photometric.PALETTE_COLOR
    if is_single != (samples == 1):
        attributes.note(
            "PhotometricInterpretation",
            f"Does not go with Samples per Pixel {samples}; {fallback} was assumed.",
            reference="PS3.3 C.7.6.3.1.1",
        )
        return fallback
    return photometric


def _number_of_frames(attributes: Attributes, size: int) -> int:
    frames = attributes.integer("NumberOfFrames")
    if frames is None:
        return 1
    if not is_possible(frames, size=size):
        attributes.note(
            "NumberOfFrames", "Is impossible for a file of this size; one frame is shown.",
            reference="SEC-006",
        )  # fmt: skip
        return 1
    return frames


def _check_length(
    attributes: Attributes, pixel_format: PixelFormat, pixels: PixelElement, size: int
) -> None:
    """Compare native pixel data with what the header promises (SEC-006, DC-105)."""
    syntax = TRANSFER_SYNTAXES.get(pixel_format.transfer_syntax_uid)
    if pixels.length is None or (syntax is not None and syntax.is_encapsulated):
        return
    expected = (pixel_format.frame_bits * pixel_format.number_of_frames + 7) // 8
    held = min(pixels.length, size - pixels.offset)
    if held < expected:
        complete = 8 * held // pixel_format.frame_bits
        attributes.note(
            "PixelData",
            f"The pixel data are cut off: {complete} of {pixel_format.number_of_frames} "
            "frames are complete.",
            severity=Severity.ERROR, reference="SEC-006", kind=FindingKind.INCOMPLETE,
        )  # fmt: skip
    elif pixels.length > expected + 1 and not _is_full_422(pixel_format, pixels.length):
        attributes.note(
            "NumberOfFrames",
            "There are more pixel data than the declared frames need; the rest is not shown.",
            reference="DC-105",
        )


def _is_full_422(pixel_format: PixelFormat, length: int) -> bool:
    """Whether a 4:2:2 picture was written with all its chrominance samples, as some are."""
    if pixel_format.photometric is not Photometric.YBR_FULL_422:
        return False
    whole = pixel_format.rows * pixel_format.columns * 3 * pixel_format.bits_allocated // 8
    return length - whole * pixel_format.number_of_frames in (0, 1)
