"""Which frame of which video: what goes to the decoder in place of compressed bytes."""

import json
from dataclasses import asdict, dataclass

from viewer.model.finding import Finding
from viewer.model.image import Image


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """One frame of one stream.

    `offset` is the file position of the value of Pixel Data. `stamp` tells the file from another
    one at the same path. `frame_time_ms` is what the header says, 0 where it says nothing.
    """

    path: str
    offset: int
    stamp: str
    frame_time_ms: float
    frame_index: int

    @property
    def stream(self) -> tuple[str, int, str]:
        """What is the same for all frames of a stream."""
        return self.path, self.offset, self.stamp

    def pack(self) -> bytes:
        """The request as bytes."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpack(cls, data: bytes) -> "VideoRequest":
        """Read the bytes back."""
        return cls(**json.loads(data))


class VideoFrames:
    """The frames of one video, as `PixelSource` asks for them; keeps nothing open."""

    findings: tuple[Finding, ...] = ()  # they come with the frames
    nbytes = 0

    def __init__(self, image: Image) -> None:
        status = image.path.stat()
        times = image.frame_times_ms
        self._path = str(image.path)
        self._offset = image.pixel_data_offset
        self._stamp = f"{status.st_size}.{status.st_mtime_ns}"
        self._frame_time_ms = sum(times) / len(times) if times else 0.0

    def read(self, frame_index: int) -> bytes:
        """The request for one frame."""
        request = VideoRequest(
            self._path, self._offset, self._stamp, self._frame_time_ms, frame_index
        )
        return request.pack()

    def close(self) -> None:
        """Nothing is open: the decoder keeps the stream."""
