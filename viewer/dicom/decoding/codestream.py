"""What a codestream says of itself, read before any decoder runs (SEC-003).

JPEG: ITU-T T.81 B.2; JPEG-LS: T.87 C.2; JPEG 2000: T.800 A.5; Adobe's APP14: T.872 6.5.3.
"""

import struct
from dataclasses import dataclass
from enum import Enum

from viewer.dicom.decoding.jpeg_xl_header import parse_jpeg_xl
from viewer.dicom.errors import CorruptPixelDataError, LimitExceededError
from viewer.model.image import PixelFormat

_MAX_TILES = 65_535  # a tile index has 16 bits (T.800 A.4.2)


class Family(Enum):
    """Codestreams that can be told from their first bytes."""

    JPEG = "JPEG"
    JPEG_LOSSLESS = "JPEG lossless"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    JPEG_XL = "JPEG XL"


class StreamColour(Enum):
    """The colour model that a stream itself declares."""

    RGB = "RGB"
    YBR = "YBR"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Codestream:
    """The header of one compressed frame. `is_complete`: its end mark is there."""

    family: Family
    width: int
    height: int
    components: int
    precision: int
    is_signed: bool = False
    colour: StreamColour = StreamColour.UNSAID
    is_complete: bool = True


def read_codestream(data: bytes) -> Codestream | None:
    """Parse the header of a compressed frame; None where no known codestream begins.

    Raises `CorruptPixelDataError` for a header that breaks off or contradicts itself.
    """
    try:
        if data[:3] == b"\xff\xd8\xff":
            return _parse_jpeg(data)
        if data[:4] == b"\xff\x4f\xff\x51":
            return _parse_jpeg_2000(data, 0)
        if data[:12] == b"\x00\x00\x00\x0cjP  \r\n\x87\n":
            return _parse_jpeg_2000(data, data.index(b"\xff\x4f\xff\x51"))
        if data[:2] == b"\xff\x0a" or data[:12] == b"\x00\x00\x00\x0cJXL \r\n\x87\n":
            width, height, components, precision = parse_jpeg_xl(data)
            return Codestream(Family.JPEG_XL, width, height, components, precision)
    except (struct.error, IndexError, ValueError) as error:
        raise CorruptPixelDataError("The header of the compressed frame breaks off.") from error
    return None


def check_codestream(stream: Codestream, pixel_format: PixelFormat) -> None:
    """Refuse a stream that would decode to something else than the header promises (SEC-003)."""
    if (stream.width, stream.height) != (pixel_format.columns, pixel_format.rows):
        raise CorruptPixelDataError(
            f"The compressed frame is {stream.width} by {stream.height} pixels, "
            f"the header says {pixel_format.columns} by {pixel_format.rows}."
        )
    if stream.components != pixel_format.samples_per_pixel:
        raise CorruptPixelDataError(
            f"The compressed frame has {stream.components} components, "
            f"the header says {pixel_format.samples_per_pixel} samples per pixel."
        )
    if stream.precision > pixel_format.bits_allocated:
        raise CorruptPixelDataError(
            f"The compressed frame has {stream.precision} bits a sample, "
            f"the header allocates {pixel_format.bits_allocated}."
        )


_SOF_LOSSLESS = 0xC3
_SOF_JPEG_LS = 0xF7
_SOF = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}) | {_SOF_JPEG_LS}
_SOS, _APP0, _APP14 = 0xDA, 0xE0, 0xEE


def _jpeg_segments(data: bytes) -> list[tuple[int, bytes]]:
    """Marker and content of every segment before the first scan."""
    segments: list[tuple[int, bytes]] = []
    position = 2
    while True:
        while data[position] == 0xFF and data[position + 1] == 0xFF:  # fill bytes, T.81 B.1.1.2
            position += 1
        mark, marker = data[position], data[position + 1]
        if mark != 0xFF:
            raise ValueError("no marker where one must be")
        if marker == _SOS:
            return segments
        (length,) = struct.unpack_from(">H", data, position + 2)
        content = data[position + 4 : position + 2 + length]
        if length < 2 or len(content) != length - 2:
            raise ValueError("a segment is cut off")
        segments.append((marker, content))
        position += 2 + length


def largest_error(data: bytes) -> int:
    """By how much samples of a JPEG-LS frame may differ from what was compressed (T.87 C.2.3).

    0 for lossless frames and for streams of other kinds, which do not tell.
    """
    try:
        if data[:3] != b"\xff\xd8\xff":
            return 0
        segments = _jpeg_segments(data)
        if _SOF_JPEG_LS not in {marker for marker, _ in segments}:
            return 0
        scan = 2 + sum(4 + len(content) for _, content in segments)
        scan = data.index(b"\xff\xda", scan)  # fill bytes may stand before it
        return data[scan + 5 + 2 * data[scan + 4]]
    except (struct.error, IndexError, ValueError):
        return 0


def _parse_jpeg(data: bytes) -> Codestream:
    segments = _jpeg_segments(data)
    frames = [(marker, content) for marker, content in segments if marker in _SOF]
    if len(frames) != 1:
        raise CorruptPixelDataError("The JPEG stream has no frame header, or more than one.")
    marker, frame = frames[0]
    precision, height, width, components = struct.unpack_from(">BHHB", frame)
    identifiers = bytes(frame[6 + 3 * i] for i in range(components))
    families = {_SOF_LOSSLESS: Family.JPEG_LOSSLESS, _SOF_JPEG_LS: Family.JPEG_LS}
    return Codestream(
        families.get(marker, Family.JPEG),
        width,
        height,
        components,
        precision,
        colour=_jpeg_colour(segments, identifiers),
        is_complete=data.rfind(b"\xff\xd9") > 0,
    )


def _jpeg_colour(segments: list[tuple[int, bytes]], identifiers: bytes) -> StreamColour:
    """Adobe's transform flag, else component names: what the stream declares, if anything.

    JFIF implies YCbCr, but writers of DICOM put its marker on anything: it decides nothing.
    """
    for marker, content in segments:
        if marker == _APP14 and content[:5] == b"Adobe" and len(content) >= 12:
            return StreamColour.YBR if content[11] else StreamColour.RGB
    return StreamColour.RGB if identifiers == b"RGB" else StreamColour.UNSAID


def _parse_jpeg_2000(data: bytes, start: int) -> Codestream:
    fields = struct.unpack_from(">HHHIIIIIIIIH", data, start + 2)
    x_end, y_end, x_start, y_start, tile_width, tile_height, tile_x, tile_y = fields[3:11]
    components = fields[11]
    depths = {data[start + 42 + 3 * i] for i in range(components)}
    if not depths or not tile_width or not tile_height or x_end <= x_start or y_end <= y_start:
        raise ValueError("an empty image")
    across = -(-(x_end - tile_x) // tile_width)
    down = -(-(y_end - tile_y) // tile_height)
    if across * down > _MAX_TILES:
        raise LimitExceededError(
            f"The JPEG 2000 stream is cut into more than {_MAX_TILES:,} tiles."
        )
    return Codestream(
        Family.JPEG_2000,
        x_end - x_start,
        y_end - y_start,
        components,
        precision=max((depth & 0x7F) + 1 for depth in depths),
        is_signed=any(depth & 0x80 for depth in depths),
        colour=_multiple_component_transform(data, start),
        is_complete=data.rfind(b"\xff\xd9") > 0,
    )


def _multiple_component_transform(data: bytes, start: int) -> StreamColour:
    """RGB where the decoder undoes a component transform (COD, T.800 A.6.1)."""
    position = start + 2
    while data[position] == 0xFF and data[position + 1] not in (0x90, 0x93):
        marker, length = struct.unpack_from(">HH", data, position)
        if marker == 0xFF52:
            return StreamColour.RGB if data[position + 8] else StreamColour.UNSAID
        position += 2 + length
    return StreamColour.UNSAID
