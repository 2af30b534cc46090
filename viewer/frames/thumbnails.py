"""Thumbnails: small pictures of display sets, made off the owner's thread and kept on disk."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.base.jobs import JobRunner, Lane
from viewer.base.private import make_private_folder, private_opener
from viewer.base.signal import Signal
from viewer.frames.picture import small_picture
from viewer.frames.queue import RequestKind
from viewer.frames.store import FrameFailure, FrameStore
from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame

_FOLDER_LIMIT: Final = 20_000  # files, of at most 48 KB each
_VIDEO_PLACE: Final = 25  # soon reached, and behind a fade from black
_LOOKS: Final = 3  # raised when pictures are made in another way, so that kept ones are not used
_ENDING: Final = ".thumbnail"
# Height, width, and 3 of RGB or 0 of gray. Not NumPy's own file format: its header is parsed as
# Python, which fails in Python 3.11 while another thread parses too (python/cpython#106905).
_SIDES: Final = struct.Struct("<3H")
_GROWTH: Final = 1.1  # of a stack, before its middle has moved enough for another picture


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """The picture of a display set: (height, width) gray or (height, width, 3) RGB, 8 bit."""

    display_set_key: str
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Wish:
    key: str
    ref: FrameRef
    length: int


class Thumbnails:
    """Makes the thumbnail of a display set from its middle frame, of a video from an early one.

    `arrived` tells of each.
    """

    def __init__(self, frames: FrameStore, runner: JobRunner, folder: Path) -> None:
        self.arrived: Signal[Thumbnail] = Signal()
        self._frames = frames
        self._runner = runner
        self._folder = folder
        self._pictures: dict[str, NDArray[np.uint8]] = {}
        self._wishes: dict[str, _Wish] = {}
        self._waiting: dict[FrameRef, _Wish] = {}
        frames.frame_arrived.connect(self._frame_arrived)
        frames.frame_failed.connect(self._frame_failed)
        runner.submit(Lane.DISK, lambda job: _prune(folder))

    def peek(self, display_set: DisplaySet) -> NDArray[np.uint8] | None:
        """The picture if there is one by now."""
        return self._pictures.get(display_set.key)

    def request(self, display_sets: Iterable[DisplaySet]) -> None:
        """See to it that each has a picture; again when it has grown by a tenth."""
        for display_set in display_sets:
            known = self._wishes.get(display_set.key)
            length = len(display_set.frames)
            if not display_set.is_showable or (known and length < _GROWTH * known.length):
                continue
            place = min(length // 2, _VIDEO_PLACE) if display_set.is_video else length // 2
            wish = _Wish(display_set.key, display_set.frames[place], length)
            self._wishes[wish.key] = wish
            self._look_on_disk(wish)

    def forget(self, display_sets: Iterable[DisplaySet]) -> None:
        """Let go of the pictures of display sets that are closed."""
        for display_set in display_sets:
            self._pictures.pop(display_set.key, None)
            self._wishes.pop(display_set.key, None)

    def _look_on_disk(self, wish: _Wish) -> None:
        self._runner.submit(
            Lane.DISK,
            lambda job: _read(_file_of(wish.ref, self._folder)),
            done=lambda pixels: self._ask(wish) if pixels is None else self._keep(wish, pixels),
        )

    def _ask(self, wish: _Wish) -> None:
        frame = self._frames.peek(wish.ref)
        if frame is not None:
            self._make(wish, frame)
        elif self._frames.failure(wish.ref) is None:
            self._waiting[wish.ref] = wish
            self._frames.request([wish.ref], RequestKind.THUMBNAIL, client=wish)

    def _frame_arrived(self, frame: Frame) -> None:
        if (wish := self._waiting.pop(frame.ref, None)) is not None:
            self._make(wish, frame)

    def _frame_failed(self, failure: FrameFailure) -> None:
        self._waiting.pop(failure.ref, None)

    def _make(self, wish: _Wish, frame: Frame) -> None:
        self._runner.submit(
            Lane.DISK,
            lambda job: _make(frame, _file_of(wish.ref, self._folder)),
            done=lambda pixels: self._keep(wish, pixels),
        )

    def _keep(self, wish: _Wish, pixels: NDArray[np.uint8]) -> None:
        if self._wishes.get(wish.key) is wish:
            self._pictures[wish.key] = pixels
            self.arrived.emit(Thumbnail(wish.key, pixels))


def _file_of(ref: FrameRef, folder: Path) -> Path | None:
    """A name that tells nothing of the patient and changes with the file; None without it."""
    try:
        status = ref.path.stat()
    except OSError:
        return None
    what = (_LOOKS, ref.path, status.st_size, status.st_mtime_ns, ref.frame_index)
    return folder / f"{blake2b(repr(what).encode(), digest_size=16).hexdigest()}{_ENDING}"


def _read(file: Path | None) -> NDArray[np.uint8] | None:
    if file is None:
        return None
    try:
        kept = file.read_bytes()
        height, width, colours = _SIDES.unpack_from(kept)
        shape = (height, width, 3) if colours else (height, width)
        pixels = np.frombuffer(kept, np.uint8, offset=_SIDES.size).reshape(shape)
    except (OSError, ValueError, struct.error):
        return None
    return pixels if pixels.size else None


def _make(frame: Frame, file: Path | None) -> NDArray[np.uint8]:
    pixels = np.ascontiguousarray(small_picture(frame))
    if file is not None:
        _write(file, pixels)
    return pixels


def _write(file: Path, pixels: NDArray[np.uint8]) -> None:
    """Keep the picture, readable by its owner only (SEC-032); without it all goes on as well."""
    try:
        make_private_folder(file.parent)
        part = file.with_suffix(".part")
        with open(part, "wb", opener=private_opener) as out:
            out.write(_SIDES.pack(*pixels.shape, *([0] * (3 - pixels.ndim))))
            out.write(pixels.tobytes())
        part.replace(file)
    except OSError:
        return


def _prune(folder: Path) -> None:
    """Bound the folder: the pictures written first go."""
    try:
        files = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)
        for file in files[:-_FOLDER_LIMIT]:
            file.unlink(missing_ok=True)
    except OSError:
        return
