"""A single file in gzip, inflated within the limits of a ZIP (SEC-004)."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from viewer.base.i18n import tr
from viewer.workflows.packed_errors import PackedFileError
from viewer.workflows.zip_file import MAX_RATIO, SMALL_BYTES

_STEP = 1 << 20
_READ = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
_TAR_MARK, _TAR_OFFSET = b"ustar", 257


def inflated_steps(path: Path) -> Iterator[bytes]:
    """Yield the content in steps of at most 1 MB; never more than the file says it holds.

    Raises `PackedFileError` for one that is damaged, or larger than any honest one.
    """
    size = path.stat().st_size
    promised = _promised_size(path, size)
    is_too_much = promised > max(SMALL_BYTES, MAX_RATIO * size)
    limit = SMALL_BYTES if is_too_much else promised  # the promise of a cut file means nothing
    inflater, given = zlib.decompressobj(_GZIP), 0
    with path.open("rb") as file:
        while not inflater.eof:
            data = inflater.unconsumed_tail or file.read(_READ)
            if not data:
                raise _damaged()
            try:
                step = inflater.decompress(data, _STEP)
            except zlib.error as error:
                raise _damaged() from error
            given += len(step)
            if given > limit:
                raise _more_than_promised(is_too_much=is_too_much)
            if given == len(step) and step[_TAR_OFFSET:].startswith(_TAR_MARK):
                raise PackedFileError(
                    tr("A tar archive inside of gzip is not read here."),
                    hint=tr("Unpack it, then open the folder with its files."),
                )
            yield step


def _promised_size(path: Path, size: int) -> int:
    """What the end of the file says (RFC 1952 2.3.1); files of 4 GiB and more wrap around."""
    with path.open("rb") as file:
        file.seek(max(0, size - 4))
        end = file.read(4)
    if len(end) < 4:
        raise _damaged()
    (promised,) = struct.unpack("<I", end)
    return int(promised)


def _more_than_promised(*, is_too_much: bool) -> PackedFileError:
    if is_too_much:
        what = tr("The archive would become more than {ratio} times larger.")
        return PackedFileError(what.format(ratio=MAX_RATIO))
    return PackedFileError(tr("The archive is damaged, or holds more than it says."))


def _damaged() -> PackedFileError:
    return PackedFileError(
        tr("The archive is cut off or damaged."), hint=tr("Get it again from where it came.")
    )
