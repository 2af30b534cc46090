"""P8: random scrolling over ten studies stays within the budget of the cache."""

import queue
import time
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
import psutil

from tests.bench.inputs import ct_files, ct_picture
from tests.bench.rows import Row, within
from viewer.base.lanes import ThreadRunner
from viewer.dicom.scan import scan_file
from viewer.frames.options import CacheOptions
from viewer.frames.store import FrameStore
from viewer.frames.workers import DecodePool
from viewer.workspace.viewport import Canvas
from viewer.workspace.workspace import Workspace

_MB = 1 << 20
_BUDGET_MB = 32
_JPEG_LS = "1.2.840.10008.1.2.4.80"


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Five native and five JPEG-LS studies of 40 slices, a cache of 32 MB."""
    steps = 1500 if quick else 10_000
    frame = bytes(imagecodecs.jpegls_encode(ct_picture(512)))
    paths = ct_files(folder / "native", studies=5, slices=40, size=512)
    paths += ct_files(
        folder / "packed", studies=5, slices=40, size=512, seed=1, encoded=(_JPEG_LS, frame)
    )
    posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    runner = ThreadRunner(posted.put)
    pool = DecodePool()
    frames = FrameStore(
        runner, decode=pool.decode, options=CacheOptions(limit_bytes=_BUDGET_MB * _MB)
    )
    workspace = Workspace(frames)
    try:
        workspace.add_records([scan_file(path) for path in paths])
        before = _memory()
        peak, held = _scroll(workspace, posted, steps)
    finally:
        workspace.close()
        pool.close()
        runner.close()
        frames.close()
    what = f"{steps} random steps over ten studies"
    return [
        within("P8", f"memory grown by {what}", "MB", (peak - before) / _MB, _BUDGET_MB + 200),
        within("P8", "decoded frames held", "MB", held / _MB, _BUDGET_MB),
    ]


def _scroll(
    workspace: Workspace, posted: "queue.SimpleQueue[Callable[[], None]]", steps: int
) -> tuple[int, int]:
    """Jump about; every tenth jump to another study. Returns the largest memory and cache."""
    draw = np.random.Generator(np.random.PCG64(8))
    peak = held = 0
    for step in range(steps):
        if step % 10 == 0:
            sets = workspace.display_sets
            workspace.show(sets[int(draw.integers(len(sets)))])
        viewport = workspace.active
        viewport.scroll(int(draw.integers(-20, 21)))
        deadline = time.monotonic() + 10
        while viewport.is_loading and time.monotonic() < deadline:
            posted.get(timeout=10)()
        viewport.scene(Canvas(1000, 1000))
        if step % 20 == 0:
            peak = max(peak, _memory())
            held = max(held, workspace.frames.held_bytes)
    return peak, held


def _memory() -> int:
    """Resident memory of this process; files mapped by it count too."""
    return int(psutil.Process().memory_info().rss)
