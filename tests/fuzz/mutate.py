"""Damage a file as bytes and as data elements; the same random numbers give the same damage."""

import struct
from collections.abc import Callable
from random import Random

_NUMBERS = (0, 1, 2, 3, 7, 8, 12, 16, 32, 64, 127, 128, 255, 256, 4095, 32767, 32768, 65534, 65535)
_LONG_NUMBERS = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0x00010000, 0x10000000)
_TEXTS = (
    b"0", b"-1", b"1e308", b"NaN", b"inf", b"2147483647", b"9" * 64, b"\\", b"\\\\\\", b"\x1b$B",
    b"\xff\xfe", b"../../x", b"MONOCHROME1", b"RGB", b"YBR_FULL_422", b"PALETTE COLOR",
)  # fmt: skip
_VRS = (b"US", b"SS", b"UL", b"DS", b"IS", b"SQ", b"OB", b"OW", b"UN", b"UT", b"FD", b"AT", b"ZZ")
_TAGS = (
    (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD), (0x7FE0, 0x0010), (0x0028, 0x0010),
    (0x5200, 0x9230), (0x0008, 0x0005), (0x0028, 0x3010),
)  # fmt: skip
# Elements that decide how pixels are read, found by their first bytes in little endian.
_IMAGE_PIXEL = tuple(
    struct.pack("<HH", 0x0028, element)
    for element in (2, 4, 6, 8, 0x10, 0x11, 0x100, 0x101, 0x102, 0x103, 0x1050, 0x1053, 0x3002)
)

Damage = Callable[[bytearray, Random], None]


def mutate(data: bytes, other: bytes, random: Random) -> bytes:
    """A damaged copy; `other` is a file that parts may come from."""
    damaged = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5))):
        if len(damaged) < 16:
            break
        if random.random() < 0.06:
            _splice(damaged, other, random)
        else:
            random.choice(_DAMAGES)(damaged, random)
    return bytes(damaged)


def _place(damaged: bytearray, random: Random, width: int = 1) -> int:
    """A position: anywhere, in the header, or where the pixel data begin."""
    end = max(1, len(damaged) - width)
    kind = random.random()
    if kind < 0.4:
        return random.randrange(end)
    if kind < 0.7:
        return min(random.randrange(132, 4096), end)
    pixels = damaged.rfind(b"\xe0\x7f\x10\x00")
    return min(max(0, pixels) + random.randrange(200), end)


def _flip_bit(damaged: bytearray, random: Random) -> None:
    damaged[_place(damaged, random)] ^= 1 << random.randrange(8)


def _set_bytes(damaged: bytearray, random: Random) -> None:
    for _ in range(random.randrange(1, 9)):
        damaged[_place(damaged, random)] = random.randrange(256)


def _set_number(damaged: bytearray, random: Random) -> None:
    order = random.choice("<<<>")
    if random.random() < 0.5:
        struct.pack_into(order + "H", damaged, _place(damaged, random, 2), random.choice(_NUMBERS))
    else:
        number = random.choice(_LONG_NUMBERS)
        struct.pack_into(order + "I", damaged, _place(damaged, random, 4), number)


def _cut_end(damaged: bytearray, random: Random) -> None:
    del damaged[_place(damaged, random) :]


def _cut_out(damaged: bytearray, random: Random) -> None:
    start = _place(damaged, random)
    del damaged[start : start + random.choice((1, 2, 4, 8, 64, 500))]


def _repeat(damaged: bytearray, random: Random) -> None:
    start = _place(damaged, random)
    block = damaged[start : start + random.choice((1, 4, 8, 12, 64, 500))]
    damaged[start:start] = block * random.choice((1, 1, 2, 20))


def _insert(damaged: bytearray, random: Random) -> None:
    start = _place(damaged, random)
    damaged[start:start] = random.randbytes(random.randrange(1, 40))


def _splice(damaged: bytearray, other: bytes, random: Random) -> None:
    start, begin = _place(damaged, random), random.randrange(len(other))
    length = random.choice((4, 16, 128, 1000))
    damaged[start : start + length] = other[begin : begin + length]


def _elements(damaged: bytearray) -> list[int]:
    """Where explicit elements of short form begin, as far as they can be followed."""
    found, position = [], 132
    while position + 12 < len(damaged) and len(found) < 2000:
        found.append(position)
        (length,) = struct.unpack_from("<H", damaged, position + 6)
        vr = bytes(damaged[position + 4 : position + 6])
        if vr in (b"OB", b"OW", b"SQ", b"UN", b"UT", b"UC", b"UR", b"OF", b"OD", b"OL"):
            (length,) = struct.unpack_from("<I", damaged, position + 8)
            position += 4
        position += 8 + length
    return found


def _break_element(damaged: bytearray, random: Random) -> None:
    """Another tag, VR or length for one element."""
    places = _elements(damaged)
    if not places:
        return
    position = random.choice(places)
    kind = random.randrange(3)
    if kind == 0:
        struct.pack_into("<HH", damaged, position, *random.choice(_TAGS))
    elif kind == 1:
        damaged[position + 4 : position + 6] = random.choice(_VRS)
    else:
        struct.pack_into("<H", damaged, position + 6, random.choice(_NUMBERS))


def _break_image_pixel(damaged: bytearray, random: Random) -> None:
    """Another value for an element that says how pixels are read."""
    position = damaged.find(random.choice(_IMAGE_PIXEL), 132)
    if position < 0 or position + 16 > len(damaged):
        return
    vr = bytes(damaged[position + 4 : position + 6])
    if vr in (b"US", b"SS"):
        struct.pack_into("<H", damaged, position + 8, random.choice(_NUMBERS))
    elif vr in (b"CS", b"DS", b"IS"):
        (length,) = struct.unpack_from("<H", damaged, position + 6)
        text = random.choice(_TEXTS)[:length].ljust(length)
        damaged[position + 8 : position + 8 + length] = text


def _move_element(damaged: bytearray, random: Random) -> None:
    """Copy one element to another place, whole."""
    places = _elements(damaged)
    if len(places) < 3:
        return
    index = random.randrange(len(places) - 1)
    element = damaged[places[index] : places[index + 1]][:4096]
    target = random.choice(places)
    damaged[target:target] = element


_DAMAGES: tuple[Damage, ...] = (
    _flip_bit, _set_bytes, _set_number, _set_number, _cut_end, _cut_out, _repeat, _insert,
    _break_element, _break_element, _break_image_pixel, _break_image_pixel, _move_element,
)  # fmt: skip
