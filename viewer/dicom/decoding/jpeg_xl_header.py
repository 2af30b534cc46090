"""The first fields of a JPEG XL codestream (ISO/IEC 18181-1, annex D): size and sample format."""

import struct

# Distributions of the variable-length integers: (constant, extra bits) by two selector bits.
_SIZE = ((1, 9), (1, 13), (1, 18), (1, 30))
_INTEGER_BITS = ((8, 0), (10, 0), (12, 0), (1, 6))
_FLOAT_BITS = ((32, 0), (16, 0), (24, 0), (1, 6))
_EXTRA_CHANNELS = ((0, 0), (1, 0), (2, 4), (1, 12))
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_MAX_BOXES = 64


class _Bits:
    """Reads bits, the lowest of each byte first; raises `IndexError` at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, count: int) -> int:
        """The next `count` bits as an integer."""
        value = 0
        for index in range(count):
            byte, bit = divmod(self._position, 8)
            value |= (self._data[byte] >> bit & 1) << index
            self._position += 1
        return value

    def choose(self, distribution: tuple[tuple[int, int], ...]) -> int:
        """A variable-length integer."""
        constant, extra = distribution[self.take(2)]
        return constant + self.take(extra)


def parse_jpeg_xl(data: bytes) -> tuple[int, int, int, int]:
    """Width, height, components and bits a sample of a bare or boxed codestream.

    Raises `ValueError` for what cannot be one DICOM frame, `IndexError` at the end of data.
    """
    bits = _Bits(_codestream(data)[2:256])
    width, height = _size(bits)
    if bits.take(1):  # all defaults: 8-bit RGB
        return width, height, 3, 8
    if bits.take(1):
        _skip_extra_fields(bits)
    is_float = bits.take(1)
    precision = bits.choose(_FLOAT_BITS if is_float else _INTEGER_BITS)
    if is_float:
        bits.take(4)
    bits.take(1)  # 16-bit buffers suffice
    if bits.choose(_EXTRA_CHANNELS):
        raise ValueError("extra channels have no place in a DICOM frame")
    bits.take(1)  # XYB
    if bits.take(1):  # default colour encoding: sRGB
        return width, height, 3, precision
    bits.take(1)  # ICC profile follows
    is_gray = bits.choose(_ENUM) == 1
    return width, height, 1 if is_gray else 3, precision


def _size(bits: _Bits) -> tuple[int, int]:
    is_small = bits.take(1)
    height = (bits.take(5) + 1) * 8 if is_small else bits.choose(_SIZE)
    ratio = bits.take(3)
    if ratio:
        numerator, denominator = _RATIOS[ratio - 1]
        return height * numerator // denominator, height
    return (bits.take(5) + 1) * 8 if is_small else bits.choose(_SIZE), height


def _skip_extra_fields(bits: _Bits) -> None:
    bits.take(3)  # orientation: a frame is decoded as stored
    if bits.take(1):
        _size(bits)  # intrinsic size
    if bits.take(1) or bits.take(1):
        raise ValueError("previews and animations have no place in a DICOM frame")


def _codestream(data: bytes) -> bytes:
    """Look into the ISO boxes of a container for the codestream or its first part."""
    if data[:2] == b"\xff\x0a":
        return data
    position = 0
    for _ in range(_MAX_BOXES):
        length, kind = struct.unpack_from(">I4s", data, position)
        content = position + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, content)
            content += 8
        if kind == b"jxlc":
            return data[content : content + 256]
        if kind == b"jxlp":
            return data[content + 4 : content + 260]
        if length < 8:
            break
        position += length
    raise ValueError("no codestream in the boxes")
