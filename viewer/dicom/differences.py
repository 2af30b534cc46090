"""In which attributes two files of the same SOP instance differ (PS3.10: the data set alone)."""

import sys
from pathlib import Path

from viewer.dicom.read import DicomFile, read_dataset
from viewer.dicom.tag_tree import tag_rows

_PIXELS = "PixelData"
_CHUNK = 1 << 20
_TRAILING_PADDING = 0xFFFCFFFC


def differing_attributes(one: Path, other: Path) -> tuple[str, ...]:
    """Keywords of the attributes that differ, in the order of tags; raises `DicomError`.

    An attribute without a keyword is named by its tag. Pixel data are compared as stored.
    """
    first, second = read_dataset(one), read_dataset(other)
    left, right = _attributes(first), _attributes(second)
    names = dict.fromkeys(
        (left.get(tag) or right[tag])[0]
        for tag in sorted({*left, *right})
        if left.get(tag) != right.get(tag)
    )
    if _PIXELS not in names and not _have_same_pixels(first, second):
        names[_PIXELS] = None
    return tuple(names)


def _attributes(file: DicomFile) -> dict[int, tuple[str, ...]]:
    """By tag the name of each attribute, its VR, and its values, those of items after it."""
    found: dict[int, tuple[str, ...]] = {}
    top = 0
    for row in tag_rows(file):
        if row.tag >> 16 == 2 or not row.tag & 0xFFFF or row.tag == _TRAILING_PADDING:
            continue  # how it is written: of the file, a length of a group, or mere padding
        if row.depth == 0:
            top = row.tag
            found[top] = (row.keyword or row.tag_text,)
        found[top] += (row.tag_text, row.value)
    return found


def _have_same_pixels(one: DicomFile, other: DicomFile) -> bool:
    """Whether the pixel data are equal, byte for byte; encapsulated ones to the end of the file."""
    if one.pixels is None or other.pixels is None:
        return one.pixels is other.pixels
    if one.start.is_deflated or other.start.is_deflated:
        return False  # they were compressed otherwise, or the files were found to be the same
    if one.pixels.length != other.pixels.length:
        return False
    left_over = sys.maxsize if one.pixels.length is None else one.pixels.length
    with one.path.open("rb") as left, other.path.open("rb") as right:
        left.seek(one.pixels.offset)
        right.seek(other.pixels.offset)
        while left_over:
            mine, theirs = (each.read(min(_CHUNK, left_over)) for each in (left, right))
            if mine != theirs:
                return False
            if not mine:
                break
            left_over -= len(mine)
    return True
