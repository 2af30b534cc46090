"""Videos whose every frame tells its number, made with Debian's ffmpeg and put into DICOM."""

import shutil
import subprocess
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, set_fragments, uid

VIDEO_ENDOSCOPIC = "1.2.840.10008.5.1.4.1.1.77.1.1.1"
MPEG2 = "1.2.840.10008.1.2.4.100"
H264 = "1.2.840.10008.1.2.4.102"
HEVC = "1.2.840.10008.1.2.4.107"
HEVC_MAIN_10 = "1.2.840.10008.1.2.4.108"

ROWS, COLUMNS, RATE = 96, 128, 25
RED, GREEN = (200, 30, 30), (30, 160, 60)
_BITS = 8
_BAR = COLUMNS // _BITS

_CODECS = {
    MPEG2: ("-c:v", "mpeg2video", "-q:v", "2"),
    H264: ("-c:v", "libx264"),
    HEVC: ("-c:v", "libx265", "-x265-params", "log-level=error"),
    HEVC_MAIN_10: ("-c:v", "libx265", "-x265-params", "log-level=error"),
}


def numbered_picture(number: int) -> NDArray[np.uint8]:
    """A red and a green stripe, and eight bars below: white for the ones of `number` in binary."""
    picture = np.zeros((ROWS, COLUMNS, 3), np.uint8)
    picture[: ROWS // 3] = RED
    picture[ROWS // 3 : 2 * ROWS // 3] = GREEN
    for bit in range(_BITS):
        picture[2 * ROWS // 3 :, bit * _BAR : (bit + 1) * _BAR] = 255 * (number >> bit & 1)
    return picture


def number_in(pixels: NDArray[Any]) -> int:
    """The number that a decoded picture shows."""
    row = pixels[5 * ROWS // 6, _BAR // 2 :: _BAR, 0].astype(float) / pixels.max()
    return sum(1 << bit for bit, brightness in enumerate(row) if brightness > 0.5)


def encode(frames: int, syntax: str, container: str, *options: str) -> bytes:
    """A stream of numbered pictures, 25 a second; skips the test where there is no ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg makes the test videos and is not installed")
    kind = "yuv420p10le" if syntax == HEVC_MAIN_10 else "yuv420p"
    command = [
        program, "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{COLUMNS}x{ROWS}", "-r", str(RATE), "-i", "-",
        *_CODECS[syntax], "-pix_fmt", kind, *options, "-f", container,
    ]  # fmt: skip
    raw = b"".join(numbered_picture(k).tobytes() for k in range(frames))
    # An MP4 is written to a pipe in pieces; the others take no such option.
    pieces = ("-movflags", "frag_keyframe+empty_moov") if container == "mp4" else ()
    return subprocess.run(
        [*command, *pieces, "-"], input=raw, check=True, capture_output=True, timeout=60
    ).stdout


def video_dataset(stream: bytes, frames: int, *, pieces: int = 1, **overrides: Any) -> Dataset:
    """A video endoscopic image around `stream`, cut into as many fragments as wanted."""
    step = -(-len(stream) // pieces)
    step += step % 2
    geometry = ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness")
    ds = make_dataset(
        np.zeros((ROWS, COLUMNS, 3), np.uint8),
        **dict.fromkeys(geometry),
        SOPClassUID=VIDEO_ENDOSCOPIC,
        SOPInstanceUID=uid("video"),
        SeriesDescription="Video",
        Modality="ES",
        PhotometricInterpretation="YBR_PARTIAL_420",
        LossyImageCompression="01",
        NumberOfFrames=frames,
        FrameTime=str(1000 / RATE),
        CineRate=str(RATE),
    )
    parts = [stream[at : at + step] for at in range(0, len(stream), step)]
    set_fragments(ds, parts, offset_table=False)
    for keyword, value in overrides.items():
        setattr(ds, keyword, value)
    return ds
