"""VideoDecoder: keeps the videos in use open between frames, in a decode process of its own."""

from collections import OrderedDict
from typing import Final

from viewer.dicom.decoding.decode import Decoded, decoded_video
from viewer.dicom.decoding.video import OpenVideo
from viewer.dicom.decoding.video_request import VideoRequest
from viewer.model.image import PixelFormat

_LIMIT: Final = 4  # as many videos as play side by side


class VideoDecoder:
    """Decodes as `decode_encoded` does, and remembers where it is in each stream."""

    def __init__(self) -> None:
        self._open: OrderedDict[tuple[str, int, str], OpenVideo] = OrderedDict()

    def __call__(self, data: bytes, pixel_format: PixelFormat) -> Decoded:
        """One frame; raises as `OpenVideo`."""
        request = VideoRequest.unpack(data)
        video = self._open.get(request.stream)
        if video is None:
            video = self._open[request.stream] = OpenVideo(request, pixel_format)
        self._open.move_to_end(request.stream)
        while len(self._open) > _LIMIT:
            self._open.popitem(last=False)[1].close()
        return decoded_video(video, request.frame_index)

    def close(self) -> None:
        """Close all videos."""
        while self._open:
            self._open.popitem()[1].close()
