"""Videos decode to the frame that was asked for, whatever holds them (DC-181).

ffmpeg of the system is the oracle: it encodes pictures that show their own number.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.builders import make_dataset, write
from tests.support.videos import (
    COLUMNS,
    GREEN,
    H264,
    HEVC,
    HEVC_MAIN_10,
    MPEG2,
    RED,
    ROWS,
    encode,
    number_in,
    video_dataset,
)
from viewer.dicom.decoding.decode import Decode, decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.decoding.video_decoder import VideoDecoder
from viewer.dicom.errors import CorruptPixelDataError, DicomError
from viewer.dicom.images import read_image
from viewer.frames.workers import DecodePool
from viewer.model.finding import Finding
from viewer.workflows.render_image import load_frame

FRAMES = 230  # as eight bars can number, and more than one group of pictures
JUMPS = (0, 1, 2, 229, 228, 221, 210, 5, 4, 3, 150, 149, 20, 100, 101, 0)
SHORT_GROUPS = ("-g", "12")

Frame = Callable[[int], tuple[Any, tuple[Finding, ...]]]


@contextmanager
def playing(path: Path, decode: Decode | None = None) -> Iterator[Frame]:
    """A function that gives frame k of the file and what was noticed, in one go as on screen."""
    source = open_pixels(read_image(path))
    with closing(VideoDecoder()) as decoder:
        yield lambda index: decode_frame(source, index, decode=decode or decoder)
    source.close()


@pytest.fixture(scope="module")
def short_h264() -> bytes:
    return encode(20, H264, "mpegts")


@pytest.fixture
def decoder() -> Iterator[VideoDecoder]:
    with closing(VideoDecoder()) as made:
        yield made


@pytest.fixture
def pool() -> Iterator[DecodePool]:
    made = DecodePool(workers=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("syntax", "container", "options"),
    [
        (MPEG2, "mpeg2video", ()),
        (MPEG2, "mpegts", ()),
        (MPEG2, "mpeg", ()),
        (H264, "h264", ()),
        (H264, "mpegts", ()),
        (H264, "mpegts", SHORT_GROUPS),
        (H264, "mp4", SHORT_GROUPS),
        (HEVC, "hevc", ()),
        (HEVC, "mpegts", SHORT_GROUPS),
        (HEVC, "mp4", ()),
        (HEVC_MAIN_10, "mpegts", SHORT_GROUPS),
    ],
)
def test_every_jump_shows_the_frame_that_was_asked_for(
    tmp_path: Path, syntax: str, container: str, options: tuple[str, ...]
) -> None:
    stream = encode(FRAMES, syntax, container, *options)
    path = write(tmp_path / "v.dcm", video_dataset(stream, FRAMES), syntax)
    with playing(path) as frame:
        for index in JUMPS:
            pixels, findings = frame(index)
            assert number_in(pixels) == index
            assert findings == ()
            assert pixels.shape == (ROWS, COLUMNS, 3)
            assert np.abs(pixels[ROWS // 6, COLUMNS // 2].astype(int) - RED).max() <= 5
            assert np.abs(pixels[ROWS // 2, COLUMNS // 2].astype(int) - GREEN).max() <= 5


def test_a_stream_in_many_fragments_is_one_stream(tmp_path: Path, short_h264: bytes) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20, pieces=17), H264)
    with playing(path) as frame:
        assert [number_in(frame(k)[0]) for k in range(20)] == list(range(20))


def test_ten_bits_fill_the_range_of_bits_stored(tmp_path: Path) -> None:
    stream = encode(5, HEVC_MAIN_10, "mpegts")
    ds = video_dataset(stream, 5, BitsAllocated=16, BitsStored=10, HighBit=9)
    with playing(write(tmp_path / "v.dcm", ds, HEVC_MAIN_10)) as frame:
        pixels, findings = frame(3)
    assert pixels.dtype == np.uint16
    assert number_in(pixels) == 3
    assert pixels.max() == 1023
    assert [finding.where for finding in findings] == ["BitsStored"]


def test_a_video_that_ends_early_says_so_and_plays_up_to_there(
    tmp_path: Path, short_h264: bytes
) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 30), H264)
    with playing(path) as frame:
        with pytest.raises(CorruptPixelDataError, match="ends after 20 frames"):
            frame(25)
        pixels, findings = frame(19)
    assert number_in(pixels) == 19
    assert [f.what for f in findings] == ["The video has 20 frames, the header says 30."]


def test_a_video_that_goes_on_behind_the_announced_frames_says_so(
    tmp_path: Path, short_h264: bytes
) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 19), H264)
    with playing(path) as frame:
        pixels, findings = frame(18)
        assert number_in(frame(2)[0]) == 2
    assert number_in(pixels) == 18
    assert [finding.where for finding in findings] == ["NumberOfFrames"]


@pytest.mark.parametrize(
    ("frame_time", "said"), [("20", "40 ms by itself and 20 ms"), ("", "says 40 ms")]
)
def test_another_pace_in_the_header_is_told(
    tmp_path: Path, short_h264: bytes, frame_time: str, said: str
) -> None:
    ds = video_dataset(short_h264, 20, FrameTime=frame_time or None, CineRate=None)
    with playing(write(tmp_path / "v.dcm", ds, H264)) as frame:
        _, findings = frame(0)
    (finding,) = findings
    assert finding.where == "FrameTime"
    assert said in finding.what


def test_a_stream_under_the_name_of_another_plays_and_says_so(
    tmp_path: Path, short_h264: bytes
) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20), MPEG2)
    with playing(path) as frame:
        pixels, findings = frame(7)
    assert number_in(pixels) == 7
    (finding,) = findings
    assert finding.what.startswith("The video is H.264; the file says MPEG2")


def test_a_video_of_another_size_than_the_header_is_refused(
    tmp_path: Path, short_h264: bytes
) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20, Columns=256), H264)
    with (
        playing(path) as frame,
        pytest.raises(CorruptPixelDataError, match="128 by 96 pixels, the header says 256 by 96"),
    ):
        frame(0)


def test_a_file_that_breaks_off_plays_up_to_there(tmp_path: Path) -> None:
    stream = encode(100, H264, "mpegts", *SHORT_GROUPS)
    path = write(tmp_path / "v.dcm", video_dataset(stream, 100), H264)
    path.write_bytes(path.read_bytes()[: -len(stream) // 2])
    with playing(path) as frame:
        pixels, findings = frame(10)
        with pytest.raises(CorruptPixelDataError, match=r"ends after \d\d frames"):
            frame(99)
    assert number_in(pixels) == 10
    assert "The file ends in the middle of the video." in [finding.what for finding in findings]


@pytest.mark.parametrize(
    "stream",
    [
        b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:1/patient.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"no video at all" * 100,
        b"\0" * 1000,
        b"",
    ],
)
def test_what_is_no_video_never_reaches_the_decoder(
    tmp_path: Path, stream: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.dicom.decoding.video._capture", lambda *_: pytest.fail("reached"))
    path = write(tmp_path / "v.dcm", video_dataset(stream or b"\0\0", 20), H264)
    with playing(path) as frame, pytest.raises(CorruptPixelDataError, match="No video stream"):
        frame(0)


def test_noise_behind_a_right_beginning_is_a_plain_error(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, 20_000, np.uint8).tobytes()
    path = write(tmp_path / "v.dcm", video_dataset(b"\0\0\0\1\x67" + noise, 20), H264)
    with playing(path) as frame, pytest.raises(CorruptPixelDataError, match=r"video|Frame"):
        frame(0)


def test_a_file_that_is_gone_is_a_plain_error(tmp_path: Path, short_h264: bytes) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20), H264)
    with playing(path) as frame:
        path.unlink()
        with pytest.raises(DicomError, match="cannot be read"):
            frame(0)


def test_a_file_written_anew_is_read_anew(
    tmp_path: Path, short_h264: bytes, decoder: VideoDecoder
) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20), H264)
    with playing(path, decoder) as frame:
        assert frame(0)[0].shape == (ROWS, COLUMNS, 3)
    write(path, video_dataset(encode(20, HEVC, "mpegts"), 20), HEVC)
    with playing(path, decoder) as frame:
        assert frame(5)[1] == ()


def test_more_videos_than_are_kept_open_all_play(
    tmp_path: Path, short_h264: bytes, decoder: VideoDecoder
) -> None:
    ds = video_dataset(short_h264, 20)
    paths = [write(tmp_path / f"{k}.dcm", ds, H264) for k in range(6)]
    for index in (3, 9):
        for path in paths:
            with playing(path, decoder) as frame:
                assert number_in(frame(index)[0]) == index


def test_a_broken_video_harms_neither_the_pool_nor_another_video(
    tmp_path: Path, short_h264: bytes, pool: DecodePool
) -> None:
    noise = np.random.default_rng(4).integers(0, 256, 20_000, np.uint8).tobytes()
    bad = write(tmp_path / "bad.dcm", video_dataset(b"\0\0\1\xb3" + noise, 20), MPEG2)
    good = write(tmp_path / "good.dcm", video_dataset(short_h264, 20), H264)
    with playing(bad, pool.decode) as frame, pytest.raises(CorruptPixelDataError):
        frame(0)
    with playing(good, pool.decode) as frame:
        assert number_in(frame(19)[0]) == 19
        assert number_in(frame(18)[0]) == 18


def test_one_frame_is_read_without_a_pool(tmp_path: Path, short_h264: bytes) -> None:
    path = write(tmp_path / "v.dcm", video_dataset(short_h264, 20), H264)
    assert number_in(load_frame(path, 13).pixels) == 12


def test_gray_pixels_under_a_video_syntax_are_refused(tmp_path: Path, short_h264: bytes) -> None:
    ds = make_dataset(np.zeros((ROWS, COLUMNS), np.uint8))
    colour = video_dataset(short_h264, 20)
    ds.NumberOfFrames, ds["PixelData"] = 20, colour["PixelData"]
    with (
        playing(write(tmp_path / "v.dcm", ds, H264)) as frame,
        pytest.raises(CorruptPixelDataError, match="three samples"),
    ):
        frame(0)
