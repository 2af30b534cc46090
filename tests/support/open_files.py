"""Show files one by one as the window would, in a process of its own that a test can watch.

Reads paths from standard input, one a line; answers each with one line of JSON.
"""

import json
import resource
import sys
import traceback
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from viewer.base.errors import ViewerError
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.images import read_image
from viewer.dicom.scan import scan_file
from viewer.frames.picture import small_picture
from viewer.frames.workers import DecodePool
from viewer.imaging.voi_choice import automatic_voi
from viewer.model.display_set import DisplaySet
from viewer.model.frame import Frame
from viewer.model.view import Appearance
from viewer.render.raster import Picture, render
from viewer.render.readout import value_at
from viewer.render.scene import Scene
from viewer.render.trust import trust_marks
from viewer.workflows.render_image import load_frame

CANVAS_PX = 400
MEMORY_BYTES = 1 << 30


def fate_of(path: Path, pool: DecodePool) -> dict[str, str]:
    """What becomes of a file: shown, saturated by its own window, blank, named, or raised."""
    try:
        fates = set[str]()
        for display_set in split_display_sets([scan_file(path)]):
            if not display_set.is_showable:
                return _refused(path, display_set)
            frames = _some_frames(path, display_set, pool)
            fates.update(_fate_of(frame, display_set) for frame in frames)
    except ViewerError as error:
        return {"fate": "named", "reason": error.message}
    except Exception:  # noqa: BLE001 - this is what the test looks for
        return {"fate": "raised", "reason": traceback.format_exc()}
    worst = next(fate for fate in ("blank", "saturated", "shown") if fate in fates)
    return {"fate": worst, "reason": ""}


def _refused(path: Path, display_set: DisplaySet) -> dict[str, str]:
    """An object without pixels goes by the name of its class, and is no image for anybody."""
    read_image(path)
    return {"fate": "raised", "reason": f"{display_set.split_reason} was read as an image"}


def _some_frames(path: Path, display_set: DisplaySet, pool: DecodePool) -> Iterator[Frame]:
    """The first, the middle and the last frame."""
    refs = display_set.frames
    for ref in dict.fromkeys((refs[0], refs[len(refs) // 2], refs[-1])):
        yield load_frame(path, ref.frame_index + 1, decode=pool.decode)


def _fate_of(frame: Frame, display_set: DisplaySet) -> str:
    """Paint a frame with all that stands around it; tell whether something is to be seen."""
    scene = Scene(frame, CANVAS_PX, CANVAS_PX, display_set=display_set)
    picture = render(scene)
    assert picture.pixels.shape[:2] == (CANVAS_PX, CANVAS_PX)
    assert picture.drawing
    assert trust_marks(picture)
    readout = value_at(scene, CANVAS_PX / 2, CANVAS_PX / 2)
    assert readout is not None
    assert readout.value_text
    assert small_picture(frame).size
    if _is_one_value(frame.pixels) or not _is_one_value(_visible(picture)):
        return "shown"
    if frame.is_colour:
        return "blank"
    in_full = replace(scene, appearance=Appearance(voi=automatic_voi(frame)))
    return "blank" if _is_one_value(_visible(render(in_full))) else "saturated"


def _visible(picture: Picture) -> np.ndarray:
    """The part of the canvas that the image covers."""
    left, top = picture.patch.place.left, picture.patch.place.top
    height, width = picture.patch.layer.pixels.shape[:2]
    return picture.pixels[top : top + height, left : left + width]


def _is_one_value(pixels: np.ndarray) -> bool:
    return bool((pixels == pixels[0, 0]).all())


def main() -> None:
    pool = DecodePool(workers=1)
    pool.start()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _limit_memory()
    print("ready", flush=True)
    for line in sys.stdin:
        answer = fate_of(Path(line.rstrip("\n")), pool)
        print(json.dumps(answer), flush=True)
    pool.close()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"grown_kib": grown, "worker_kib": worker}), flush=True)


def _limit_memory() -> None:
    """Let an allocation beyond the allowed growth fail."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
