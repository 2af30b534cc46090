"""OpenVideo: frames of a video stream by their number (PS3.5 8.2.5 to 8.2.14, DC-181).

FFmpeg, in OpenCV, decodes the stream in order, which is exact for every container. A jump is
believed only where it leads to a time stamp that was passed before (docs/decisions/0012).
"""

import math
import os
from array import array
from bisect import bisect_left
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, cast

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.stored import sample_dtype
from viewer.dicom.decoding.video_facts import VideoFacts, check_video, video_findings
from viewer.dicom.decoding.video_request import VideoRequest
from viewer.dicom.decoding.video_stream import FragmentStream, open_stream
from viewer.dicom.errors import CorruptPixelDataError, DicomError
from viewer.model.finding import Finding
from viewer.model.image import PixelFormat

if TYPE_CHECKING:
    from cv2 import VideoCapture

_NEAR: Final = 100  # frames that are decoded sooner than jumped over
_KEPT_FRAMES: Final = 8  # for steps back, and for requests that overtake each other
_KEPT_BYTES: Final = 64 << 20
_THREADS: Final = 4
_DAMAGED: Final = "The video stream cannot be decoded: it is damaged, or not of a kind known here."


class OpenVideo:
    """A stream being decoded; not for several threads at once.

    Opening raises `CorruptPixelDataError` where there is no video or another one than the
    header describes, and `DicomError` where the file cannot be read.
    """

    def __init__(self, request: VideoRequest, pixel_format: PixelFormat) -> None:
        self._pixel_format = pixel_format
        self._frame_time_ms = request.frame_time_ms
        self._position = 0  # frames taken from the stream
        self._seen: int | None = None  # see `video_findings`
        self._stamps = array("d")  # of the frames from the first on
        self._can_jump = True
        self._recent: OrderedDict[int, NDArray[np.generic]] = OrderedDict()
        frame_bytes = max(1, pixel_format.frame_bits // 8)
        self._kept = max(2, min(_KEPT_FRAMES, _KEPT_BYTES // frame_bytes))
        try:
            self._file = Path(request.path).open("rb", buffering=0)  # noqa: SIM115 - see close
        except OSError as error:
            raise DicomError("The file cannot be read.", detail=type(error).__name__) from error
        try:
            self._stream, is_cut = open_stream(self._file, request.offset)
            self._capture = _capture(self._stream)
            self._facts = _facts(self._capture, is_cut=is_cut)
            check_video(self._facts, pixel_format)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What header and stream disagree about, as far as it is known by now."""
        return video_findings(
            self._facts, self._pixel_format, frame_time_ms=self._frame_time_ms, seen=self._seen
        )

    def read(self, frame_index: int) -> NDArray[np.generic]:
        """RGB (rows, columns, 3) of one frame, 0-based.

        Raises `CorruptPixelDataError` where the stream has no such frame.
        """
        if self._seen is not None and frame_index >= self._seen:
            raise self._ended()
        if frame_index not in self._recent:
            if not 0 <= frame_index - self._position <= _NEAR:
                self._go_to(max(0, frame_index - self._kept + 1))
            while self._position <= frame_index:
                self._step(keeps=self._position > frame_index - self._kept)
            self._look_beyond(frame_index)
        return self._recent[frame_index]

    def close(self) -> None:
        """Let go of decoder and file."""
        self._capture.release()
        self._file.close()

    def _step(self, *, keeps: bool) -> None:
        """Decode the frame at the position."""
        if not self._capture.grab():
            self._seen = self._position
            raise self._ended()
        self._note_stamp()
        if keeps:
            self._keep(self._position)
        self._position += 1

    def _ended(self) -> CorruptPixelDataError:
        if not self._seen:
            return CorruptPixelDataError(_DAMAGED)
        return CorruptPixelDataError(
            f"The video ends after {self._seen} frames.",
            hint="The file is damaged, or its Number of Frames is wrong.",
        )

    def _look_beyond(self, frame_index: int) -> None:
        """Behind the last announced frame the stream should end."""
        announced = self._pixel_format.number_of_frames
        if self._seen is None and frame_index == announced - 1 == self._position - 1:
            self._seen = announced + int(self._capture.grab())
            self._position += 1

    def _keep(self, frame_index: int) -> None:
        is_whole, picture = self._capture.retrieve()
        shape = (self._pixel_format.rows, self._pixel_format.columns, 3)
        if not is_whole or picture.shape != shape:
            raise CorruptPixelDataError(f"Frame {frame_index + 1} of the video is damaged.")
        self._recent[frame_index] = _samples(picture, self._pixel_format)
        while len(self._recent) > self._kept:
            self._recent.popitem(last=False)

    def _note_stamp(self) -> None:
        """Learn the time stamp of a frame that is reached in order for the first time."""
        stamp = _stamp(self._capture)
        if self._position == len(self._stamps):
            self._can_jump &= not self._stamps or stamp > self._stamps[-1]
            self._stamps.append(stamp)

    def _go_to(self, frame_index: int) -> None:
        """Take up the position of a frame, or an earlier one."""
        known = self._can_jump and frame_index < len(self._stamps)
        if known and self._jump(frame_index):
            return
        self._capture.release()
        self._stream.seek(0)
        self._capture = _capture(self._stream)
        self._position = 0

    def _jump(self, frame_index: int) -> bool:
        """Have FFmpeg seek; False unless what it reached is a known frame, and early enough."""
        import cv2

        self._capture.set(cv2.CAP_PROP_POS_FRAMES, frame_index)
        if not self._capture.grab():
            return False
        stamp = _stamp(self._capture)
        reached = bisect_left(self._stamps, stamp)
        is_known = reached < len(self._stamps) and self._stamps[reached] == stamp
        if not is_known or reached > frame_index:
            return False
        self._keep(reached)
        self._position = reached + 1
        return True


def _capture(stream: FragmentStream) -> "VideoCapture":
    """FFmpeg's decoder over a stream; it says nothing on its own."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # read when the first one is made
    # Imported late: most decode processes never see a video.
    import cv2

    threads = min(_THREADS, os.cpu_count() or 1)
    try:
        # OpenCV takes anything that reads and seeks; its annotations do not know.
        source = cast("cv2.IStreamReader", stream)
        capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, threads])
    except cv2.error as error:
        raise CorruptPixelDataError(_DAMAGED) from error
    if not capture.isOpened():
        raise CorruptPixelDataError(_DAMAGED)
    return capture


def _facts(capture: "VideoCapture", *, is_cut: bool) -> VideoFacts:
    import cv2

    rate, count = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
    codec = int(capture.get(cv2.CAP_PROP_FOURCC)) & 0xFFFFFFFF
    return VideoFacts(
        columns=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
        rows=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        codec=codec.to_bytes(4, "little").decode("ascii", "replace"),
        rate=rate if math.isfinite(rate) and rate > 0 else 0.0,
        frame_count=int(count) if math.isfinite(count) and count > 0 else 0,
        is_cut=is_cut,
    )


def _stamp(capture: "VideoCapture") -> float:
    import cv2

    return float(capture.get(cv2.CAP_PROP_PTS))


def _samples(picture: NDArray[Any], pixel_format: PixelFormat) -> NDArray[np.generic]:
    """RGB in the range of Bits Stored, of what OpenCV gives: BGR of 8 bits."""
    rgb = np.ascontiguousarray(picture[:, :, ::-1])
    dtype = sample_dtype(pixel_format)
    if pixel_format.bits_stored == 8:
        return rgb.astype(dtype, copy=False)
    top = (1 << pixel_format.bits_stored) - 1
    return (rgb.astype(np.uint32) * top // 255).astype(dtype)
