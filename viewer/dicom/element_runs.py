"""Walk the elements of a data set, run by run, as fast as files resemble each other.

The files of a series differ in a few values and hardly ever in which elements they have, of which
VR and length. So short runs of elements are remembered by how they begin: where the same run
begins again, all its headers are compared and its wanted values cut out by one `struct` call
each, instead of a turn of a Python loop for every element.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from viewer.dicom.file_start import LONG_VRS
from viewer.dicom.records import BINARY_TAGS, WANTED_TAGS
from viewer.dicom.sniff import EXPLICIT_VRS

_RUN = 32  # elements
_MOST_RUNS = 4000
_MAX_DEPTH = 64
_UNDEFINED = 0xFFFFFFFF
_SHORT_VRS = EXPLICIT_VRS - LONG_VRS
_BINARY_VRS = {"<d": b"FD", "<I": b"UL", "<H": b"US"}
_TEXT_VRS = frozenset(b"AE AS CS DA DS IS LO PN SH TM UI".split())
_WANTED_VRS = {
    tag: frozenset((_BINARY_VRS[BINARY_TAGS[tag]],)) if tag in BINARY_TAGS else _TEXT_VRS
    for tag in WANTED_TAGS
}
_explicit = struct.Struct("<HH2sH").unpack_from
_implicit = struct.Struct("<HHI").unpack_from
_length = struct.Struct("<I").unpack_from

Step = tuple[int, int, int]  # tag, bytes of the header, bytes of the value


class UnusualError(Exception):
    """A data set that is left to the tolerant reader."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Some elements in a row: their headers, and where their wanted values stand."""

    headers: Callable[[bytes, int], tuple[bytes, ...]]
    expected: tuple[bytes, ...]
    values: Callable[[bytes, int], tuple[bytes, ...]]
    tags: tuple[int, ...]
    size: int
    first: int
    last: int


class ElementRuns:
    """Collects wanted elements; remembers runs from file to file. For one thread at a time."""

    def __init__(self) -> None:
        self._runs: dict[tuple[bytes, int], _Run] = {}
        self._met: set[tuple[bytes, int]] = set()
        self._ends: set[tuple[bytes, int]] = set()  # elements behind `last`

    def walk(
        self, data: bytes, pos: int, last: int, found: dict[int, bytes], *, is_implicit: bool
    ) -> int:
        """Collect wanted elements up to tag `last` into `found`; returns where the next begins.

        Raises `struct.error` where the data end too early, `UnusualError` for what no ordinary
        file has.
        """
        walk_run = _walk_implicit if is_implicit else _walk_explicit
        stop = last << 1 | is_implicit
        runs = self._runs
        previous = 0
        end = len(data)
        while pos < end:
            key = data[pos : pos + 8], stop
            run = runs.get(key)
            if run is None:
                if key in self._ends:
                    return pos
            elif (
                run.size <= end - pos
                and run.first > previous
                and run.headers(data, pos) == run.expected
            ):
                if run.tags:
                    found.update(zip(run.tags, run.values(data, pos), strict=True))
                pos += run.size
                previous = run.last
                continue
            steps = list[Step]()
            start = pos
            pos, previous, is_done = walk_run(data, pos, found, steps, last=last, previous=previous)
            if pos > end:
                raise struct.error
            if steps:
                self._remember(key, data, start, steps)
            if is_done:
                self._ends.add((data[pos : pos + 8], stop))
                return pos
        return pos

    def _remember(self, key: tuple[bytes, int], data: bytes, pos: int, steps: list[Step]) -> None:
        """Keep a run when it begins as one before: making it costs more than walking it.

        Where it goes on differently, it is cut: an element whose length changes from file to
        file then begins a run of its own, one for each length.
        """
        if key not in self._met:
            self._met.add(key)
        elif (known := self._runs.get(key)) is None:
            self._runs[key] = _run_of(data, pos, steps)
        else:
            self._runs[key] = _run_of(data, pos, steps[: _common(known, data, pos, steps)])
        if len(self._met) > _MOST_RUNS:
            self._met.clear()
            self._runs.clear()
            self._ends.clear()


def steps_of(data: bytes, pos: int, last: int, *, is_implicit: bool) -> list[Step]:
    """The elements up to tag `last`, in which `ElementRuns.walk` found nothing unusual.

    A sequence of undefined length and what stands in it count as elements with the tag 0.
    """
    walk_run = _walk_implicit if is_implicit else _walk_explicit
    all_steps, previous, is_done = list[Step](), 0, False
    while not is_done:
        steps = list[Step]()
        begin = pos
        pos, previous, is_done = walk_run(data, pos, {}, steps, last=last, previous=previous)
        if not steps and pos > begin:
            _, _, vr, _ = _explicit(data, begin)
            header = 8 if is_implicit else 12
            steps = [(0, header, 0)]
            _skip_sequence(data, begin + header, None if is_implicit else vr, steps)
        all_steps += steps
    return all_steps


def _common(run: _Run, data: bytes, pos: int, steps: list[Step]) -> int:
    """How many of the first elements have the headers of `run`; at least one."""
    for number, ((_, header, length), expected) in enumerate(
        zip(steps, run.expected, strict=False)
    ):
        if data[pos : pos + header] != expected:
            return max(number, 1)
        pos += header + length
    return len(steps)


def _run_of(data: bytes, pos: int, steps: list[Step]) -> _Run:
    headers, values, tags = ["<"], ["<"], list[int]()
    size = skipped = 0
    for tag, header, length in steps:
        headers.append(f"{header}s{length}x")
        skipped += header
        if tag in WANTED_TAGS:
            values.append(f"{skipped}x{length}s")
            tags.append(tag)
            skipped = 0
        else:
            skipped += length
        size += header + length
    unpack = struct.Struct("".join(headers)).unpack_from
    return _Run(
        headers=unpack,
        expected=unpack(data, pos),
        values=struct.Struct("".join(values)).unpack_from,
        tags=tuple(tags),
        size=size,
        first=steps[0][0],
        last=steps[-1][0],
    )


def _walk_explicit(
    data: bytes, pos: int, found: dict[int, bytes], steps: list[Step], *, last: int, previous: int
) -> tuple[int, int, bool]:
    """Walk one run: where the next one begins, the tag before it, whether `last` was reached.

    A value of undefined length is a run of its own, and leaves no step.
    """
    end = len(data)
    while pos < end:
        group, element, vr, length = _explicit(data, pos)
        tag = group << 16 | element
        if tag > last:
            return pos, previous, True
        header = 8
        if vr in LONG_VRS:
            (length,) = _length(data, pos + 8)
            header = 12
        elif vr not in _SHORT_VRS:
            raise UnusualError
        if tag <= previous:
            raise UnusualError
        if steps and (length == _UNDEFINED or len(steps) == _RUN):
            return pos, previous, False
        previous = tag
        pos += header
        if length == _UNDEFINED:
            return _skip_sequence(data, pos, vr), tag, False
        if tag in WANTED_TAGS:
            if vr not in _WANTED_VRS[tag]:
                raise UnusualError
            found[tag] = data[pos : pos + length]
        steps.append((tag, header, length))
        pos += length
    return pos, previous, False


def _walk_implicit(
    data: bytes, pos: int, found: dict[int, bytes], steps: list[Step], *, last: int, previous: int
) -> tuple[int, int, bool]:
    """As `_walk_explicit`, for implicit VR."""
    end = len(data)
    while pos < end:
        group, element, length = _implicit(data, pos)
        tag = group << 16 | element
        if tag > last:
            return pos, previous, True
        if tag <= previous:
            raise UnusualError
        if steps and (length == _UNDEFINED or len(steps) == _RUN):
            return pos, previous, False
        previous = tag
        pos += 8
        if length == _UNDEFINED:
            return _skip_sequence(data, pos, None), tag, False
        if tag in WANTED_TAGS:
            found[tag] = data[pos : pos + length]
        steps.append((tag, 8, length))
        pos += length
    return pos, previous, False


def _skip_sequence(data: bytes, pos: int, vr: bytes | None, noted: list[Step] | None = None) -> int:
    """The end of a value of undefined length: every delimiter closes what was opened.

    `vr` is None in implicit VR. `noted` takes what stands in it.
    """
    is_implicit = vr is None
    if vr == b"UN":  # its items are in implicit VR (PS3.5 6.2.2)
        raise UnusualError
    depth = 1
    while depth:
        begin = pos
        group, element, length = _implicit(data, pos)
        pos += 8
        if group == 0xFFFE:
            if element in (0xE00D, 0xE0DD):
                depth -= 1
                length = 0
        elif not is_implicit:
            pos, length = _explicit_length(data, pos, length)
        if length == _UNDEFINED:
            depth += 1
            length = 0
        if noted is not None:
            noted.append((0, pos - begin, length))
        pos += length
        if depth > _MAX_DEPTH:
            raise UnusualError
    return pos


def _explicit_length(data: bytes, pos: int, length: int) -> tuple[int, int]:
    """Where the value begins of an element whose tag and VR end at `pos`, and its length."""
    vr = data[pos - 4 : pos - 2]
    if vr in _SHORT_VRS:
        return pos, length >> 16
    if vr in LONG_VRS and vr != b"UN":
        return pos + 4, _length(data, pos)[0]
    raise UnusualError
