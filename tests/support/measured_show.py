"""Scan, decode and render one file, and print what it took: `python -m ... PATH`.

Seconds are those of the processor, of this process and its decoder: a busy machine adds none.
Those in which a decoder starts are not counted: it starts before any file is opened.
"""

import json
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.support.memory import peak_megabytes
from tests.support.pixel_formats import make_format
from viewer.base.errors import ViewerError
from viewer.base.log import silence_quoting_libraries
from viewer.dicom.scan import scan_file
from viewer.frames.workers import DecodePool
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame


def _measure(path: Path) -> dict[str, object]:
    silence_quoting_libraries()
    _started_pool().close()
    seconds_to_start = _children_seconds()
    pool = _started_pool()
    start, error = time.process_time(), ""
    try:
        scan_file(path)
        render_frame(load_frame(path, decode=pool.decode), RenderOptions())
    except ViewerError as failure:
        error = failure.message
    seconds = time.process_time() - start
    pool.close()
    seconds += max(0.0, _children_seconds() - 2 * seconds_to_start)
    decoder = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "error": error,
        "seconds": seconds,
        "megabytes": max(peak_megabytes(), decoder.ru_maxrss >> 10),  # of either process
    }


def _started_pool() -> DecodePool:
    pool = DecodePool(workers=1)
    with suppress(ViewerError):
        pool.decode(b"warm up", make_format())
    return pool


def _children_seconds() -> float:
    """Return what the processes that have ended took of the processor."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
