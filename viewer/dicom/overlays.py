"""Overlay planes of a header (PS3.3 C.9.2; DC-060 to DC-064)."""

import math
from typing import Any, Final

from viewer.dicom.attributes import Attributes
from viewer.model.finding import Severity
from viewer.model.image import PixelFormat
from viewer.model.overlay import Overlay

_GROUPS: Final = range(0x6000, 0x6020, 2)
_CURVES: Final = range(0x5000, 0x5020, 2)

# Element numbers within an overlay group.
_ROWS, _COLUMNS, _FRAMES, _DESCRIPTION, _TYPE = 0x10, 0x11, 0x15, 0x22, 0x40
_ORIGIN, _FIRST_FRAME, _BITS_ALLOCATED, _BIT_POSITION = 0x50, 0x51, 0x100, 0x102
_LABEL, _DATA = 0x1500, 0x3000


def read_overlays(
    attributes: Attributes, pixel_format: PixelFormat, *, is_big_endian: bool, is_native: bool
) -> tuple[Overlay, ...]:
    """Read every overlay that can be drawn; the others leave a finding.

    Bits in the pixel cells are lost in compressed pixel data: they need `is_native` (DC-061).
    """
    groups: dict[int, dict[int, Any]] = {}
    for tag, element in attributes.elements():
        groups.setdefault(tag >> 16, {})[tag & 0xFFFF] = element
    curves = [group for group in groups if group in _CURVES]
    if curves:
        attributes.note(
            "CurveData", f"The file has {len(curves)} curves (retired 2004); they are not drawn.",
            severity=Severity.NOTE, reference="DC-064",
        )  # fmt: skip
    read = (
        _read_overlay(
            _Group(attributes, group, groups[group]), pixel_format,
            is_big_endian=is_big_endian, is_native=is_native,
        )
        for group in _GROUPS
        if group in groups
    )  # fmt: skip
    return tuple(overlay for overlay in read if overlay is not None)


class _Group:
    """The elements of one group, by element number: keywords stand for all groups at once."""

    def __init__(self, attributes: Attributes, group: int, elements: dict[int, Any]) -> None:
        self._attributes = attributes
        self._elements = elements
        self.group = group

    def text(self, number: int) -> str:
        element = self._elements.get(number)
        return "" if element is None else self._attributes.text_of(element)

    def integers(self, number: int) -> tuple[int, ...]:
        try:
            return tuple(int(part) for part in self.text(number).split("\\") if part.strip())
        except ValueError:
            return ()

    def integer(self, number: int) -> int | None:
        values = self.integers(number)
        return values[0] if values else None

    def bits(self, *, is_big_endian: bool) -> bytes | None:
        """Overlay Data with its lowest bit first; words of big endian files are turned."""
        element = self._elements.get(_DATA)
        value = None if element is None else element.value
        if not isinstance(value, bytes) or not value:
            return None
        if is_big_endian and self._attributes.vr(element) == "OW":
            whole = value[: len(value) & ~1]
            swapped = bytearray(whole)
            swapped[::2], swapped[1::2] = whole[1::2], whole[::2]
            return bytes(swapped)
        return value

    def refuse(self, what: str, reference: str = "DC-062") -> None:
        self._attributes.note(
            f"({self.group:04X},3000)", f"An overlay is not drawn: {what}",
            severity=Severity.ERROR, reference=reference,
        )  # fmt: skip


def _read_overlay(
    group: _Group, pixel_format: PixelFormat, *, is_big_endian: bool, is_native: bool
) -> Overlay | None:
    rows, columns = group.integer(_ROWS), group.integer(_COLUMNS)
    bits = group.bits(is_big_endian=is_big_endian)
    if bits is None and not rows and not columns:
        return None  # a group of empty elements
    if not rows or not columns or rows < 0 or columns < 0:
        group.refuse("its rows or columns are missing.")
        return None
    frames = group.integer(_FRAMES)
    frames = max(1, frames) if frames is not None else None
    origin = group.integers(_ORIGIN)
    row, column = (_signed(value) for value in (origin if len(origin) == 2 else (1, 1)))
    position = group.integer(_BIT_POSITION) or 0
    needed = math.ceil(rows * columns * (frames or 1) / 8)
    if bits is not None and len(bits) < needed:
        group.refuse(f"it has {len(bits)} bytes where {needed} are needed.")
        return None
    if bits is None and not _can_be_embedded(group, pixel_format, position, is_native=is_native):
        return None
    return Overlay(
        group=group.group,
        rows=rows,
        columns=columns,
        row=row - 1,
        column=column - 1,
        bits=bits,
        bit_position=position,
        number_of_frames=frames,
        first_frame=max(1, group.integer(_FIRST_FRAME) or 1) - 1,
        is_roi=group.text(_TYPE).strip() == "R",
        label=group.text(_LABEL),
        description=group.text(_DESCRIPTION),
    )


def _can_be_embedded(
    group: _Group, pixel_format: PixelFormat, position: int, *, is_native: bool
) -> bool:
    """Whether the unused bits of the pixel cells can hold the overlay (retired; DC-061)."""
    if not is_native:
        group.refuse("its bits were lost when the image was compressed.", "DC-061")
    elif pixel_format.samples_per_pixel != 1 or not (
        pixel_format.bits_stored <= position < pixel_format.bits_allocated
    ):
        group.refuse("it has no data, and its bit is not free in the pixels.", "DC-061")
    elif group.integer(_BITS_ALLOCATED) not in (None, pixel_format.bits_allocated):
        group.refuse("its bits allocated are not those of the pixels.", "DC-061")
    else:
        return True
    return False


def _signed(value: int) -> int:
    """Overlay Origin is signed, whatever VR the file chose."""
    return value - 0x10000 if value >= 0x8000 else value
