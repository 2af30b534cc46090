"""`radiolucent render --annotations`: what the window draws, of others too."""

from pathlib import Path

import numpy as np
from PIL import Image as Picture
from pydicom.sr.codedict import codes

from tests.support.builders import write
from tests.support.reports import (
    ellipsoid,
    make_report,
    make_selection,
    measured,
    region,
    slices,
)
from viewer.cli.main import run

OPTIONS = ("--size", "600x400", "--annotations")


def read(path: Path) -> np.ndarray:
    with Picture.open(path) as picture:
        return np.asarray(picture)


def test_what_others_report_is_burned_in_as_in_the_window(tmp_path: Path) -> None:
    """Shapes on the image, paler parts of bodies that reach it, and selections."""
    images = slices(3)
    out = tmp_path / "out.png"
    file, *_ = [write(tmp_path / f"{number}.dcm", each) for number, each in enumerate(images)]
    assert run(["render", str(file), "-o", str(out), *OPTIONS]) == 0
    bare = read(out).astype(int)
    middle = np.array([10.0 + 15, 20.0 + 10, 4.0])  # of the body, on the second image
    ends = [middle + way * reach for reach in np.diag((4.0, 4.0, 3.0)) for way in (-1, 1)]
    written = {
        "on.dcm": make_report(images, measured(region(images[0], "POLYLINE", [[5, 5], [25, 5]]))),
        "through.dcm": make_report(images, measured(ellipsoid(images[0], ends))),
        "selected.dcm": make_selection(images[:1], codes.DCM.ForTeaching),
    }
    seen = {}
    for name, made in written.items():
        home = tmp_path / name.replace(".", "-")
        path = write(tmp_path / name, made)
        assert run(["--home", str(home), "import", *map(str, (*tmp_path.glob("?.dcm"), path))]) == 0
        assert run(["--home", str(home), "render", str(file), "-o", str(out), *OPTIONS]) == 0
        seen[name] = np.abs(read(out) - bare).sum(axis=2) > 60
    rows, _ = np.nonzero(seen["on.dcm"][:, :240])  # before its numbers
    assert abs(np.median(rows) - 50) <= 2  # ten for each pixel, and the corner is at 0, 0
    assert seen["through.dcm"][120:280, 210:390].any()
    assert not seen["through.dcm"][220:240, 290:310].any()  # within it
    assert seen["selected.dcm"][:100].any()  # its title
