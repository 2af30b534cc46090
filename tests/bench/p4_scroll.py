"""P4: one scroll step in a loaded stack, painted."""

from pathlib import Path

import numpy as np

from tests.bench.inputs import ct_files, ct_picture
from tests.bench.painted import our_scroll_ms, painted_rows, peer_ms, stack_on_screen
from tests.bench.rows import Row


def run(folder: Path, *, quick: bool) -> list[Row]:
    """60 slices of 512x512, 16 bits."""
    steps = 60 if quick else 200
    ct_files(folder / "stack", studies=1, slices=60, size=512)
    picture = ct_picture(512)
    frames = [np.roll(picture, k, axis=0) for k in range(30)]
    with stack_on_screen(folder / "home", folder / "stack") as (running, cell):
        times = our_scroll_ms(running, cell, steps)
        peers = peer_ms(running, frames, steps, windowing=False)
    return painted_rows("P4", "scroll step painted at 1000x1000", times, peers)
