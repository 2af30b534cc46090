"""P7: frame k of a file of 500 frames: the file is never read whole."""

import statistics
import time
from pathlib import Path

import imagecodecs
import numpy as np
import psutil
import pydicom
from pydicom.pixels import pixel_array

from tests.bench.inputs import ct_picture, encoded_file, native_multi_frame
from tests.bench.rows import Row, at_most, within
from tests.bench.timing import median_ms
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.images import read_image

_SIZE = 512
_JPEG_LS = "1.2.840.10008.1.2.4.80"
_MB = 1 << 20


def run(folder: Path, *, quick: bool) -> list[Row]:
    """250 MB native and about 100 MB of JPEG-LS without an offset table."""
    frames = 100 if quick else 500
    picture = ct_picture(_SIZE)
    data = bytes(imagecodecs.jpegls_encode(picture))
    native = native_multi_frame(folder / "native.dcm", frames=frames, size=_SIZE)
    packed = encoded_file(folder / "packed.dcm", picture, _JPEG_LS, [data] * frames, bits=12)
    _first_frame(encoded_file(folder / "warm.dcm", picture, _JPEG_LS, [data], bits=12))
    raw = median_ms(lambda: imagecodecs.jpegls_decode(data), 15)
    return [
        *_rows("native", native, frames, raw_ms=0.0),
        *_rows("JPEG-LS", packed, frames, raw_ms=raw),
    ]


def _rows(name: str, path: Path, frames: int, *, raw_ms: float) -> list[Row]:
    size = path.stat().st_size // _MB
    before = _own_memory()
    first = statistics.median(_first_frame(path) for _ in range(5))
    source = open_pixels(read_image(path))
    order = np.random.Generator(np.random.PCG64(1)).permutation(frames)[:20]
    times = []
    for k in order.tolist():
        start = time.perf_counter()
        decode_frame(source, k)[0].sum()
        times.append((time.perf_counter() - start) * 1000)
    used = _own_memory() - before
    source.close()
    theirs = statistics.median(
        _timed(lambda k=k: pixel_array(path, index=k).sum()) for k in order.tolist()[:5]
    )
    whole = _timed(lambda: pixel_array(pydicom.dcmread(path), index=0).sum())
    what = f"of {frames} frames, {size} MB, {name}"
    return [
        within("P7", f"first {what}, above raw decoding", "ms", first - raw_ms, 5),
        within("P7", f"memory for 20 {what}", "MB", used / _MB, 16),
        at_most("P7", f"frame k {what}", "ms", ours=statistics.median(times),
                peer="pydicom pixel_array(index)", theirs=theirs, times=1),
        at_most("P7", f"first {what}", "ms", ours=first, peer="pydicom, file read whole",
                theirs=whole, times=1),
    ]  # fmt: skip


def _first_frame(path: Path) -> float:
    """ms from the path to the values of frame 0."""

    def read() -> None:
        source = open_pixels(read_image(path))
        decode_frame(source, 0)[0].sum()
        source.close()

    return _timed(read)


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _own_memory() -> int:
    """Bytes that only this process holds, mapped pages that were touched among them."""
    return int(psutil.Process().memory_full_info().uss)
