"""Decode one built-in sample of each transfer syntax and compare it with what it must be."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.base.errors import ViewerError
from viewer.base.resources import resource_path
from viewer.dicom.decoding.decode import Decode, decode_encoded, decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.decoding.table import PROMISED
from viewer.dicom.images import read_image
from viewer.dicom.transfer_syntaxes import transfer_syntax

SAMPLES_FOLDER = "selftest"
_COLOUR_SYNTAX = "1.2.840.10008.1.2.4.50"
_EIGHT_BIT_SYNTAXES = ("1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.112")
_SIZE = 32
_TOLERANCE = 0.03  # of the range, for lossy encodings


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """What became of one sample; `detail` says how exact it is, or what failed."""

    uid: str
    name: str
    ok: bool
    detail: str


def self_test(decode: Decode = decode_encoded) -> list[SelfTestResult]:
    """Try every transfer syntax that can be decoded; `decode` may be that of a worker pool."""
    return [_try(uid, decode) for uid in PROMISED]


def expected_frame(uid: str) -> NDArray[Any]:
    """The image in the sample of a transfer syntax: slanted ramps, 12-bit gray or as it needs."""
    down: NDArray[np.int64]
    across: NDArray[np.int64]
    down, across = np.mgrid[0:_SIZE, 0:_SIZE]
    if uid == _COLOUR_SYNTAX:
        return np.dstack([across * 8, down * 8, 255 - across * 8]).astype(np.uint8)
    if uid in _EIGHT_BIT_SYNTAXES:
        return (across * 6 + down * 2).astype(np.uint8)
    return (across * 96 + down * 32).astype(np.uint16)


def _try(uid: str, decode: Decode) -> SelfTestResult:
    syntax = transfer_syntax(uid)
    try:
        source = open_pixels(read_image(resource_path(SAMPLES_FOLDER, f"{uid}.dcm")))
        try:
            pixels, findings = decode_frame(source, 0, decode=decode)
        finally:
            source.close()
    except ViewerError as error:
        return SelfTestResult(uid, syntax.name, ok=False, detail=error.message)
    expected = expected_frame(uid)
    if pixels.shape != expected.shape or pixels.dtype != expected.dtype:
        return SelfTestResult(uid, syntax.name, ok=False, detail="another shape or type")
    difference = int(np.abs(pixels.astype(np.int64) - expected).max())
    limit = int(_TOLERANCE * (int(expected.max()) + 1)) if syntax.is_lossy else 0
    detail = "; ".join(
        [f"off by {difference}" if difference else "exact"] + [f.what for f in findings]
    )
    return SelfTestResult(uid, syntax.name, difference <= limit and not findings, detail)
