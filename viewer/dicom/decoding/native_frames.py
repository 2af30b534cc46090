"""The bytes of native pixel data, read where they stand (PS3.5 A.1 to A.3).

They are read and not mapped into memory: a mapped page of a file that another program cuts short,
or whose disk is pulled out, ends the process when it is touched (security.md 3.3, 102 and 103).
"""

import os
import threading
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray


class NativeFrames:
    """`size` bytes of an open file from `start` on; owns the file. Safe from any thread."""

    nbytes = 0  # nothing is kept

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._lock = threading.Lock()
        self.size = size

    def read(self, begin: int, end: int) -> NDArray[np.uint8]:
        """The bytes from `begin` to `end`; fewer where the file has become shorter."""
        cells = np.empty(end - begin, np.uint8)
        filled = 0
        while filled < cells.size and (
            count := self._read_into(cells.data[filled:], self._start + begin + filled)
        ):
            filled += count
        cells.flags.writeable = False
        return cells[:filled]

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    def _read_into(self, target: memoryview, position: int) -> int:
        if hasattr(os, "preadv"):  # several threads at once; a closed file has no number
            return os.preadv(self._file.fileno(), [target], position)
        with self._lock:
            self._file.seek(position)
            return self._file.readinto(target)  # type: ignore[attr-defined,no-any-return]
