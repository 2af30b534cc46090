"""Palette colour tables, plain and segmented (PS3.3 C.7.6.3.1.5, C.7.9.2)."""

from dataclasses import replace

import numpy as np

from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.dicom.lut_data import read_descriptor, read_lut_data
from viewer.model.finding import Severity
from viewer.model.image import PixelFormat
from viewer.model.lut import LutData, PaletteLut

_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2
_MAX_ENTRIES = 0x10000
_FRAME_TYPES = (
    "CTImageFrameTypeSequence", "MRImageFrameTypeSequence", "PETFrameTypeSequence",
    "ParametricMapFrameTypeSequence",
)  # fmt: skip


def read_palette(attributes: Attributes, *, is_input_signed: bool) -> PaletteLut | None:
    """Read the three tables; None, with a finding, when one is missing or damaged."""
    tables = []
    for colour in ("Red", "Green", "Blue"):
        table = _read_table(attributes, colour, is_input_signed=is_input_signed)
        if table is None:
            return None
        tables.append(table)
    if all(table.bits == 16 and int(table.entries.max(initial=0)) < 256 for table in tables):
        attributes.note(
            "RedPaletteColorLookupTableDescriptor",
            "The palette says 16 bits and holds 8; it was read as 8 bits.", reference="DC-016",
        )  # fmt: skip
        tables = [replace(table, bits=8) for table in tables]
    return PaletteLut(*tables)


def read_supplement(
    attributes: Attributes, groups: FunctionalGroups, pixel_format: PixelFormat
) -> PaletteLut | None:
    """Colours for the high values of a monochrome image (PS3.3 C.7.6.19); None without any.

    Pixel Presentation of the image or of its frames says whether there are some. Where it is
    silent, a table counts that leaves values below it to the grays.
    """
    if not pixel_format.photometric.is_monochrome:
        return None
    says_colour = _pixel_presentation(attributes, groups) in ("COLOR", "MIXED")
    descriptor = attributes.integers("RedPaletteColorLookupTableDescriptor")
    if len(descriptor) != 3:
        if says_colour:
            attributes.note(
                "PixelPresentation", "The file promises colours and has no palette: gray is shown.",
                reference="PS3.3 C.7.6.19",
            )  # fmt: skip
        return None
    is_silent = not _pixel_presentation(attributes, groups)
    if says_colour or (is_silent and descriptor[1] != 0):
        return read_palette(attributes, is_input_signed=pixel_format.is_signed)
    return None


def _pixel_presentation(attributes: Attributes, groups: FunctionalGroups) -> str:
    """Pixel Presentation of the first frame that says it, else of the image."""
    for keyword in _FRAME_TYPES:
        frame_type = groups.macro(0, keyword)
        if frame_type is not None and (said := frame_type.text("PixelPresentation")):
            return said
    return attributes.text("PixelPresentation")


def _read_table(attributes: Attributes, colour: str, *, is_input_signed: bool) -> LutData | None:
    descriptor = f"{colour}PaletteColorLookupTableDescriptor"
    segmented = f"Segmented{colour}PaletteColorLookupTableData"
    if attributes.has(f"{colour}PaletteColorLookupTableData") or not attributes.has(segmented):
        return read_lut_data(
            attributes, descriptor=descriptor, data=f"{colour}PaletteColorLookupTableData",
            is_input_signed=is_input_signed,
        )  # fmt: skip
    parsed = read_descriptor(attributes, descriptor, is_input_signed=is_input_signed)
    if parsed is None:
        return None
    count, first, bits = parsed
    width = 1 if bits == 8 else 2
    data = attributes.words(segmented, kind=f"u{width}").tolist()
    try:
        entries = expand_segments(data, count, width=width)
    except CorruptPixelDataError as error:
        attributes.note(
            segmented, error.message, severity=Severity.ERROR, reference="PS3.3 C.7.9.2"
        )
        return None
    return LutData(first, np.array(entries, np.uint16), bits)


def expand_segments(data: list[int], count: int, *, width: int = 2) -> list[int]:
    """Expand a segmented table to `count` entries; `CorruptPixelDataError` if it does not fit.

    `width` is the size of a datum in bytes. Segments: 0 values as they are, 1 a line to a value,
    2 a copy of earlier segments at a byte offset. A copy may only hold segments of the first two
    kinds, so that copies cannot loop.
    """
    entries: list[int] = []
    try:
        _expand(data, entries, width=width)
    except IndexError:
        raise CorruptPixelDataError("A segment runs beyond the end of the palette.") from None
    if len(entries) < count:
        raise CorruptPixelDataError("The segments make fewer entries than declared.")
    return entries[:count]


def _expand(
    data: list[int],
    entries: list[int],
    *,
    width: int,
    pos: int = 0,
    segments: int = _MAX_ENTRIES,
    is_copy: bool = False,
) -> None:
    while segments and pos + 1 < len(data) and len(entries) <= _MAX_ENTRIES:
        kind, length = data[pos], data[pos + 1]
        pos += 2
        segments -= 1
        if kind == _DISCRETE:
            entries += data[pos : pos + length]
            pos += length
        elif kind == _LINEAR and entries:
            entries += _line(entries[-1], data[pos], length)
            pos += 1
        elif kind == _INDIRECT and entries and not is_copy:
            parts = data[pos : pos + 4 // width]
            offset = sum(part << 8 * width * k for k, part in enumerate(parts))
            start = offset // width
            _expand(data, entries, width=width, pos=start, segments=length, is_copy=True)
            pos += len(parts)
        else:
            raise CorruptPixelDataError("A segment of the palette is of no known kind.")


def _line(start: int, end: int, length: int) -> list[int]:
    """`length` values evenly from behind `start` to `end`."""
    return [round(start + (end - start) * (k + 1) / length) for k in range(length)]
