"""Scan, decode and render one file, and print what it took: `python -m ... PATH`.

Seconds are those of the processor, of this process and its decoder: a busy machine adds none.
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
    pool = DecodePool(workers=1)
    with suppress(ViewerError):
        pool.decode(b"warm up", make_format())
    start, error = time.process_time(), ""
    try:
        scan_file(path)
        render_frame(load_frame(path, decode=pool.decode), RenderOptions())
    except ViewerError as failure:
        error = failure.message
    seconds = time.process_time() - start
    pool.close()
    decoder = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds += decoder.ru_utime + decoder.ru_stime
    return {
        "error": error,
        "seconds": seconds,
        "megabytes": max(peak_megabytes(), decoder.ru_maxrss >> 10),  # of either process
    }


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
