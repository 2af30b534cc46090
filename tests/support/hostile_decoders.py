"""Decoders that misbehave on command, for tests of the pool: the data say how."""

import ctypes
import os
import signal
import time
from collections.abc import Callable

import numpy as np

from viewer.dicom.decoding.decode import Decoded
from viewer.dicom.errors import CorruptPixelDataError
from viewer.model.image import Photometric, PixelFormat


class PanicException(BaseException):
    """What a Rust extension raises."""


def misbehave(data: bytes, pixel_format: PixelFormat) -> Decoded:
    """Do what `data` says, else answer with a frame that holds the number of the process."""
    word = data.decode("ascii")
    if word in _DEEDS:
        _DEEDS[word]()
    if word == "wrong shape":
        return _frame(np.zeros((2, 2), np.uint32))
    if word == "wrong type":
        return _frame(np.zeros((pixel_format.rows, pixel_format.columns), np.float32))
    return _frame(np.full((pixel_format.rows, pixel_format.columns), os.getpid(), np.uint32))


def _panic() -> None:
    raise PanicException("Doe^Jane")


def _exit() -> None:
    raise SystemExit(3)


def _refuse() -> None:
    raise CorruptPixelDataError("The stream is damaged.", hint="Get the file again.")


_DEEDS: dict[str, Callable[[], object]] = {
    "crash": lambda: ctypes.string_at(0),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "hang": lambda: time.sleep(3600),
    "slow": lambda: time.sleep(0.2),
    "hog": lambda: np.ones(4 << 30, np.uint8),
    "panic": _panic,
    "exit": _exit,
    "refuse": _refuse,
}


def _frame(samples: np.ndarray) -> Decoded:
    return Decoded(samples, Photometric.MONOCHROME2)
