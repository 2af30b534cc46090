"""Native frames are read, by whatever call the system has, and a lost disk is an error."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support import builders
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import PixelSource, open_pixels
from viewer.dicom.errors import DicomError
from viewer.dicom.images import read_image


def _source(folder: Path, pixels: NDArray[np.uint16]) -> PixelSource:
    return open_pixels(read_image(builders.write(folder / "a.dcm", builders.make_dataset(pixels))))


def test_systems_without_positioned_reads_give_the_same_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "preadv", raising=False)
    pixels = np.arange(3 * 64, dtype=np.uint16).reshape(3, 8, 8)
    source = _source(tmp_path, pixels)
    for k in (2, 0, 1):
        assert np.array_equal(decode_frame(source, k)[0], pixels[k])
    source.close()


def test_a_disk_that_stops_answering_is_an_expected_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 103: the stick is pulled out, the share is gone; what has no system call here fails."""
    source = _source(tmp_path, np.zeros((2, 8, 8), np.uint16))

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "preadv", fail, raising=False)
    with pytest.raises(DicomError, match="can no longer be read"):
        decode_frame(source, 0)
    source.close()
