"""LUT Descriptor and LUT Data -> LutData, with the repairs that real files need (DC-015 to 017)."""

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.attributes import Attributes
from viewer.model.finding import Severity
from viewer.model.lut import LutData


def read_lut_data(
    item: Attributes, *, descriptor: str, data: str, is_input_signed: bool
) -> LutData | None:
    """Read a table; None, with a finding, when descriptor or data make none."""
    parsed = read_descriptor(item, descriptor, is_input_signed=is_input_signed)
    if parsed is None:
        return None
    count, first, bits = parsed
    entries = _entries(item.words(data), count, bits)
    if entries is None:
        item.note(
            data, "Holds fewer entries than its descriptor says; the table was not used.",
            severity=Severity.ERROR, reference="PS3.3 C.11.1.1.1",
        )  # fmt: skip
        return None
    top = int(entries.max(initial=0))
    if bits > 8 and top < 1 << (bits - 1):
        item.note(
            data, f"The entries use fewer than the declared {bits} bits; shown as declared.",
            reference="DC-016",
        )  # fmt: skip
    return LutData(first, entries, bits)


def read_descriptor(
    item: Attributes, keyword: str, *, is_input_signed: bool
) -> tuple[int, int, int] | None:
    """Number of entries, first mapped input and bits an entry; None if the three are not there.

    0 entries mean 65,536. The first input is signed when the table's input can be negative,
    whatever VR the file chose.
    """
    values = item.integers(keyword)
    if len(values) != 3:
        item.note(
            keyword, "Is missing or has not three values; the table was not used.",
            severity=Severity.WARNING if values else Severity.NOTE, reference="PS3.3 C.11.1.1",
        )  # fmt: skip
        return None
    count, first, bits = (value & 0xFFFF for value in values)
    if is_input_signed and first >= 0x8000:
        first -= 0x10000
    if not 8 <= bits <= 16:
        item.note(
            keyword, "The third value is not 8 to 16; 16 bits were assumed.", reference="DC-016"
        )
        bits = 16
    return count or 0x10000, first, bits


def _entries(words: NDArray[np.uint16], count: int, bits: int) -> NDArray[np.uint16] | None:
    """Entries stored one a word, or packed two a word when they have 8 bits."""
    if words.size >= count:
        return np.ascontiguousarray(words[:count])
    packed = words.astype("<u2").view(np.uint8)
    if bits == 8 and count <= packed.size <= count + 1:
        return packed[:count].astype(np.uint16)
    return None
