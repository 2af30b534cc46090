"""P6: decode compressed frames in workers, against the fastest raw decoder on the same bytes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from tests.bench.inputs import ct_picture, encoded_file, rle_encode
from tests.bench.rows import Row, at_least, at_most, within
from tests.bench.timing import median_ms, times_ms
from viewer.dicom.decoding.decode import decode_encoded, decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.images import read_image
from viewer.frames.workers import DecodePool

Picture = NDArray[np.generic]
_SIZE = 512


@dataclass(frozen=True, slots=True)
class _Syntax:
    name: str
    uid: str
    bits: int
    encode: Callable[[Picture], bytes]
    decoders: tuple[Callable[[bytes], object], ...]


def _openjpeg_again(data: bytes) -> object:
    from openjpeg.utils import decode

    return decode(data)


_BASE = "1.2.840.10008.1.2"
_SYNTAXES = (
    _Syntax("RLE", f"{_BASE}.5", 12, rle_encode,
            (lambda data: imagecodecs.dicomrle_decode(data, np.dtype("<u2")),)),
    _Syntax("JPEG baseline", f"{_BASE}.4.50", 8, lambda p: imagecodecs.jpeg8_encode(p, level=90),
            (imagecodecs.jpeg8_decode,)),
    _Syntax("JPEG extended 12 bit", f"{_BASE}.4.51", 12,
            lambda p: imagecodecs.jpeg8_encode(p, level=90, bitspersample=12),
            (imagecodecs.jpeg8_decode,)),
    _Syntax("JPEG lossless", f"{_BASE}.4.70", 12,
            lambda p: imagecodecs.jpeg8_encode(p, lossless=True, predictor=1, bitspersample=12),
            (imagecodecs.jpeg8_decode, imagecodecs.jpegsof3_decode)),
    _Syntax("JPEG-LS", f"{_BASE}.4.80", 12, imagecodecs.jpegls_encode,
            (imagecodecs.jpegls_decode,)),
    _Syntax("JPEG 2000", f"{_BASE}.4.90", 12,
            lambda p: imagecodecs.jpeg2k_encode(p, level=0, codecformat="j2k", reversible=True,
                                                bitspersample=12),
            (lambda data: imagecodecs.jpeg2k_decode(data, numthreads=1), _openjpeg_again)),
    _Syntax("HTJ2K", f"{_BASE}.4.201", 12, imagecodecs.htj2k_encode,
            (lambda data: imagecodecs.jpeg2k_decode(data, numthreads=1), _openjpeg_again)),
    _Syntax("JPEG XL", f"{_BASE}.4.110", 12, lambda p: imagecodecs.jpegxl_encode(p, lossless=True),
            (lambda data: imagecodecs.jpegxl_decode(data, numthreads=1),)),
)  # fmt: skip


def run(folder: Path, *, quick: bool) -> list[Row]:
    """One frame of 512x512 in each syntax; then forty by two workers and by one."""
    repeats = 5 if quick else 11
    rows = []
    pool = DecodePool(workers=1)
    try:
        for syntax in _SYNTAXES:
            rows += _whole_path(folder, syntax, pool, repeats)
    finally:
        pool.close()
    return [*rows, _two_workers(folder, count=16 if quick else 48)]


def _whole_path(folder: Path, syntax: _Syntax, pool: DecodePool, repeats: int) -> list[Row]:
    """Ours and the raw decoders in turns; the best median of each, so that others do not count.

    The path alone is held to the decoder, the way to the worker and back to a quarter of the
    decoder's time or 1 ms, whichever is more (decision 17).
    """
    picture, data = _encoded(syntax)
    path = encoded_file(folder / "frame.dcm", picture, syntax.uid, [data], bits=syntax.bits)
    source = open_pixels(read_image(path))
    decoders = [decoder for decoder in syntax.decoders if _works(decoder, data)]
    path_ms, worker_ms, raw_ms = [], [], []
    for _ in range(5):
        raw_ms.append(min(median_ms(lambda d=d: d(data), repeats) for d in decoders))
        path_ms.append(median_ms(lambda: decode_frame(source, 0, decode=decode_encoded), repeats))
        worker_ms.append(median_ms(lambda: decode_frame(source, 0, decode=pool.decode), repeats))
    source.close()
    what = f"{syntax.name}, {_SIZE}x{_SIZE}"
    raw = min(raw_ms)
    allowed = max(1.0, 0.25 * raw)
    more = min(worker_ms) - min(path_ms)
    return [
        at_most(
            "P6", what, "ms", ours=min(path_ms), peer="fastest raw decoder", theirs=raw, times=1.25
        ),
        within("P6", f"{what}, more through a worker", "ms", more, allowed),
    ]


def _works(decoder: Callable[[bytes], object], data: bytes) -> bool:
    try:
        decoder(data)
    except Exception:  # noqa: BLE001 - a peer that cannot is no peer
        return False
    return True


def _encoded(syntax: _Syntax) -> tuple[Picture, bytes]:
    picture: Picture = ct_picture(_SIZE)
    if syntax.bits == 8:
        picture = (picture >> 4).astype(np.uint8)
    return picture, bytes(syntax.encode(picture))


def _two_workers(folder: Path, *, count: int) -> Row:
    syntax = next(s for s in _SYNTAXES if s.name == "JPEG-LS")
    picture, data = _encoded(syntax)
    path = encoded_file(folder / "many.dcm", picture, syntax.uid, [data] * count, bits=12)
    source = open_pixels(read_image(path))
    took = {}
    for workers in (1, 2):
        pool = DecodePool(workers=workers)
        try:
            with ThreadPoolExecutor(workers) as threads:

                def decode_all(
                    pool: DecodePool = pool, threads: ThreadPoolExecutor = threads
                ) -> None:
                    list(
                        threads.map(
                            lambda k: decode_frame(source, k, decode=pool.decode), range(count)
                        )
                    )

                decode_all()
                took[workers] = min(times_ms(decode_all, 3))
        finally:
            pool.close()
    source.close()
    return at_least(
        "P6",
        f"{count} JPEG-LS frames, two workers",
        "ms",
        ours=took[2],
        peer="one worker",
        theirs=took[1],
        times=1.6,
    )
