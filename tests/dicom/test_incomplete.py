"""Pictures of which a part is missing: shown only where the viewport itself says so (DC-105)."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from pydicom.uid import JPEGBaseline8Bit, JPEGLosslessSV1, RLELossless

from tests.support.builders import make_dataset, set_fragments, write
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.finding import Severity
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.render.trust import TrustKind, trust_marks
from viewer.workflows.render_image import load_frame

PIXELS = np.random.default_rng(1).integers(0, 255, (64, 64)).astype(np.uint8)


@pytest.mark.parametrize(
    ("syntax", "encode"),
    [
        (JPEGBaseline8Bit, imagecodecs.jpeg8_encode),
        (JPEGLosslessSV1, imagecodecs.ljpeg_encode),
    ],
    ids=["baseline", "lossless"],
)
def test_a_stream_cut_in_the_middle_is_marked_on_the_viewport(
    tmp_path: Path, syntax: str, encode: object
) -> None:
    assert callable(encode)
    stream = encode(PIXELS)
    half = stream[: len(stream) // 2 & ~1]
    path = write(tmp_path / "a", set_fragments(make_dataset(PIXELS), [half]), syntax)
    frame = load_frame(path)
    whole = write(tmp_path / "b", set_fragments(make_dataset(PIXELS), [stream]), syntax)
    assert (frame.pixels != load_frame(whole).pixels).any()
    (mark,) = [
        each for each in trust_marks(render(Scene(frame, 64, 64))) if each.kind is TrustKind.MISSING
    ]
    assert (mark.short, mark.severity) == ("incomplete", Severity.WARNING)
    assert "incomplete" in mark.sentence


def test_a_native_or_rle_frame_cut_in_the_middle_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a", make_dataset(PIXELS))
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CorruptPixelDataError, match="cut off"):
        load_frame(path)
    ds = make_dataset(PIXELS)
    stream = bytes((1, 0, 0, 0, 64)) + bytes(59) + b"\x7f" + bytes(40)
    path = write(tmp_path / "c", set_fragments(ds, [stream]), RLELossless)
    with pytest.raises(CorruptPixelDataError):
        load_frame(path)
