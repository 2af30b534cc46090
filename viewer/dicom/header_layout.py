"""What the headers of a series have in common, compared at once instead of element by element.

The headers of neighbouring images mostly have the same elements with the same lengths. One
`struct` call takes out every byte that decides (all headers of elements, all wanted values that
a series shares), another one the wanted values that each image has of its own. Where the first
are equal, the file says the same as the one that the layout was made of, except in the second.
"""

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from viewer.dicom.element_runs import Step
from viewer.dicom.records import INSTANCE_TAGS, WANTED_TAGS

_SERIES_UID = 0x0020000E
_TAG_BYTES = 4

Cut = Callable[[bytes], tuple[bytes, ...]]


@dataclass(frozen=True, slots=True)
class HeaderLayout:
    """Where in a header what stands, and what it says that neighbours say too."""

    series_uid: bytes
    series_at: int
    pixel_tag: bytes
    pixels_at: int
    common: Cut
    expected: tuple[bytes, ...]
    own: Cut
    tags: tuple[int, ...]
    values: tuple[bytes, ...]

    def changes(self, data: bytes) -> dict[int, bytes] | None:
        """What is different in a file, by tag; None where that is more than its own values."""
        if (  # what is quickest told comes first
            not data.startswith(self.pixel_tag, self.pixels_at)
            or not data.startswith(self.series_uid, self.series_at)
            or self.common(data) != self.expected
        ):
            return None
        pairs = zip(self.tags, self.own(data), self.values, strict=True)
        return {tag: value for tag, value, before in pairs if value != before}


def layout_of(
    data: bytes,
    meta_uid: slice,
    start: int,
    steps: Iterable[Step],
    known: Mapping[int, bytes],
) -> HeaderLayout:
    """The layout of a header that its pixel data follow.

    `meta_uid`: where the SOP Instance UID stands in the file meta information; `start`: where
    the data set begins; `steps`: its elements up to the pixel data; `known`: the values by tag
    which those of other files are compared with.
    """
    common, own = _Parts(), _Parts()
    common.take(meta_uid.start)
    common.skip(meta_uid.stop - meta_uid.start)
    common.take(start - meta_uid.stop)
    own.skip(start)
    tags = list[int]()
    series_at, series_uid = 0, b""
    pos = start
    for tag, header, length in steps:
        common.take(header)
        own.skip(header)
        pos += header
        if tag == _SERIES_UID:
            series_at, series_uid = pos, data[pos : pos + length]
        if tag in INSTANCE_TAGS:
            tags.append(tag)
            common.skip(length)
            own.part(length)
        else:
            own.skip(length)
            if tag in WANTED_TAGS:
                common.take(length)
            else:
                common.skip(length)
        pos += length
    cut = common.cut()
    return HeaderLayout(
        series_uid=series_uid,
        series_at=series_at,
        pixel_tag=data[pos : pos + _TAG_BYTES],
        pixels_at=pos,
        common=cut,
        expected=cut(data),
        own=own.cut(),
        tags=tuple(tags),
        values=tuple(known[tag] for tag in tags),
    )


class _Parts:
    """A `struct` format that grows by parts that are taken and parts that are skipped."""

    def __init__(self) -> None:
        self._format = ["<"]
        self._taken = self._skipped = 0

    def take(self, size: int) -> None:
        """Take bytes, in one piece with those before."""
        if self._skipped:
            self._flush()
        self._taken += size

    def skip(self, size: int) -> None:
        """Pass bytes over."""
        if size and self._taken:
            self._flush()
        self._skipped += size

    def part(self, size: int) -> None:
        """Take bytes as a piece of their own."""
        self._flush()
        self._format.append(f"{size}s")

    def _flush(self) -> None:
        if self._taken:
            self._format.append(f"{self._taken}s")
        if self._skipped:
            self._format.append(f"{self._skipped}x")
        self._taken = self._skipped = 0

    def cut(self) -> Cut:
        """What takes those bytes out of a header."""
        self._flush()
        return struct.Struct("".join(self._format)).unpack_from
