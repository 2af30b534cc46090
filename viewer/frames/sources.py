"""Headers and open pixel sources of the files in use, a bounded number of each."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viewer.dicom.decoding.frames import PixelSource, open_pixels
from viewer.dicom.load_pydicom import load_pydicom
from viewer.model.image import Image


class HeaderCache:
    """Reads each header once while it stays in use. Safe from any thread."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._images: OrderedDict[Path, tuple[str, Image]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, path: Path, character_set: str = "") -> Image:
        """The header of the file at `path`; a DicomError where it has none to show."""
        with self._lock:
            known = self._images.get(path)
            if known is not None and known[0] == character_set:
                self._images.move_to_end(path)
                return known[1]
        image = _read_image(path, character_set)
        with self._lock:
            self._images[path] = character_set, image
            while len(self._images) > self._limit:
                self._images.popitem(last=False)
        return image

    def drop(self, path: Path) -> None:
        """Read the file anew next time."""
        with self._lock:
            self._images.pop(path, None)


def _read_image(path: Path, character_set: str) -> Image:
    # Imported late: pydicom costs a window's start 200 ms and more (P2).
    load_pydicom()
    from viewer.dicom.images import read_image

    return read_image(path, character_set=character_set)


class SourceCache:
    """Keeps a few pixel sources open, never closing one that is in use. Safe from any thread."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._sources: OrderedDict[Path, PixelSource] = OrderedDict()
        self._leases: dict[Path, int] = {}
        self._lock = threading.Lock()

    @contextmanager
    def lease(self, image: Image) -> Iterator[PixelSource]:
        """The source of `image`, open at least until the block ends."""
        path = image.path
        with self._lock:
            source = self._sources.get(path)
            if source is None:
                source = self._sources[path] = open_pixels(image)
            self._sources.move_to_end(path)
            self._leases[path] = self._leases.get(path, 0) + 1
        try:
            yield source
        finally:
            with self._lock:
                self._leases[path] -= 1
                if not self._leases[path]:
                    del self._leases[path]
                self._trim(self._limit)

    def drop(self, path: Path) -> None:
        """Close the source of `path` unless it is in use."""
        with self._lock:
            if path in self._sources and path not in self._leases:
                self._sources.pop(path).close()

    def close(self) -> None:
        """Close every source that is not in use."""
        with self._lock:
            self._trim(0)

    def _trim(self, limit: int) -> None:
        idle = [path for path in self._sources if path not in self._leases]
        for path in idle[: max(0, len(self._sources) - limit)]:
            self._sources.pop(path).close()
