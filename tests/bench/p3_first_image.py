"""P3: "open this folder" to the first painted image, the program running."""

import statistics
import time
from pathlib import Path

from tests.bench.inputs import ct_files
from tests.bench.rows import Row, at_most, within
from tests.bench.timing import median_ms
from tests.bench.window import RunningProgram, running_program
from viewer.dicom.decoding.decode import decode_frame
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.images import read_image


def run(folder: Path, *, quick: bool) -> list[Row]:
    """140 slices of 512x512; then 140 against 1,400 of 128x128."""
    repeats = 3 if quick else 7
    few = ct_files(folder / "few", studies=1, slices=140, size=512)
    ct_files(folder / "small", studies=1, slices=140, size=128, seed=1)
    ct_files(folder / "many", studies=1, slices=1400, size=128, seed=2)
    with running_program(folder / "home") as program:
        took = {
            name: [_first_image_ms(program, folder / name) for _ in range(repeats)]
            for name in ("few", "small", "many")
        }
    one_file = median_ms(lambda: _read_one(few[0]), 20)
    above = statistics.median(took["few"]) - one_file
    many, small = statistics.median(took["many"]), statistics.median(took["small"])
    return [
        within("P3", "first of 140 images, above reading one", "ms", above, 100),
        within(
            "P3",
            "the very first of this run, above reading one",
            "ms",
            took["few"][0] - one_file,
            100,
        ),
        at_most(
            "P3",
            "first of 1,400 images",
            "ms",
            ours=many,
            peer="first of 140",
            theirs=small,
            times=1.3,
        ),
    ]


def _first_image_ms(running: RunningProgram, folder: Path) -> float:
    cell = running.window.grid.active
    before = cell.canvas.picture

    def is_painted() -> bool:
        picture = cell.canvas.picture
        is_new = picture is not None and picture is not before
        return is_new and picture.scene.frame.ref.path.is_relative_to(folder)

    start = time.perf_counter()
    running.window.open_paths([folder])
    running.spin_until(is_painted)
    took = (time.perf_counter() - start) * 1000
    running.settle()
    running.program.parts.workspace.close_all()
    running.settle()
    return took


def _read_one(path: Path) -> None:
    source = open_pixels(read_image(path))
    decode_frame(source, 0)[0].sum()
    source.close()
