"""P5: one step of a window drag, painted; its cost follows the viewport, not the image."""

import statistics
from pathlib import Path

import numpy as np

from tests.bench.inputs import ct_files, ct_picture
from tests.bench.painted import our_window_ms, painted_rows, peer_ms, stack_on_screen
from tests.bench.rows import Row, at_most
from tests.support.builders import make_dataset, write


def run(folder: Path, *, quick: bool) -> list[Row]:
    """A 512x512 image, then one of 4096x5120."""
    steps = 60 if quick else 200
    ct_files(folder / "small", studies=1, slices=2, size=512)
    large = np.tile(ct_picture(1024), (5, 4))
    write(folder / "large" / "IM1", make_dataset(large, BitsStored=12, HighBit=11))
    with stack_on_screen(folder / "home", folder / "small") as (running, cell):
        times = our_window_ms(running, cell, steps)
        peers = peer_ms(running, [ct_picture(512)] * 2, steps, windowing=True)
    with stack_on_screen(folder / "home2", folder / "large") as (running, cell):
        large_times = our_window_ms(running, cell, steps)
    rows = painted_rows("P5", "window step painted at 1000x1000", times, peers)
    of_large, of_small = statistics.median(large_times), statistics.median(times)
    return [
        *rows,
        at_most(
            "P5",
            "window step on 4096x5120",
            "ms",
            ours=of_large,
            peer="on 512x512",
            theirs=of_small,
            times=2,
        ),
    ]
