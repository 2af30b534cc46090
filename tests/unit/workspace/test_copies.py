"""Copies lie at the same place of the patient, or say that they cannot."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest

from tests.support.builders import uid
from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.copied import Copied
from viewer.model.measurement import Quantity
from viewer.model.shape import Point, Shape, ShapeKind
from viewer.workspace.copies import CannotCopyError, Pasted, copied_from, pasted
from viewer.workspace.tools.annotate import measured, new_annotation
from viewer.workspace.viewport import Viewport

LENGTH = Shape(ShapeKind.LENGTH, ((2.0, 1.0), (4.0, 3.0)))


def _shown(frames: FrameStore, folder: Path, **options: Any) -> Viewport:
    viewport = Viewport(frames)
    viewport.show(ct_display_set(folder, 1, **options))
    assert viewport.frame is not None
    return viewport


def _copied(viewport: Viewport, shape: Shape) -> Copied:
    frame, shown = viewport.frame, viewport.display_set
    assert frame is not None
    assert shown is not None
    return copied_from(measured(new_annotation(frame, shape), frame), shown, frame)


def _pasted(copied: Copied, viewport: Viewport) -> Pasted:
    assert viewport.frame is not None
    assert viewport.display_set is not None
    return pasted(copied, viewport.display_set, viewport.frame)


def _lps(viewport: Viewport, point: Point) -> Any:
    """Equation C.7.6.2.1-1, from the file itself."""
    assert viewport.frame is not None
    header = pydicom.dcmread(viewport.frame.ref.path, stop_before_pixels=True)
    row, column = np.split(np.array(header.ImageOrientationPatient, dtype=float), 2)
    down_mm, across_mm = (float(each) for each in header.PixelSpacing)
    start = np.array(header.ImagePositionPatient, dtype=float)
    return start + row * across_mm * point[0] + column * down_mm * point[1]


def test_it_lies_at_the_same_place_of_the_patient(frames: FrameStore, tmp_path: Path) -> None:
    one = _shown(frames, tmp_path / "one")
    other = _shown(
        frames,
        tmp_path / "other",
        name="finer",
        PixelSpacing=[0.25, 0.25],
        ImagePositionPatient=[0.5, 0.25, 7.0],
    )
    made = _pasted(_copied(one, LENGTH), other)
    assert made.is_by_geometry
    for before, after in zip(LENGTH.points, made.annotation.shape.points, strict=True):
        np.testing.assert_allclose(_lps(other, after)[:2], _lps(one, before)[:2], atol=1e-9)


def test_it_has_numbers_and_a_uid_of_its_own(frames: FrameStore, tmp_path: Path) -> None:
    one = _shown(frames, tmp_path / "one")
    other = _shown(frames, tmp_path / "other", name="other")
    copied = _copied(one, Shape(ShapeKind.RECTANGLE, ((1.0, 1.0), (5.0, 5.0))))
    made = _pasted(copied, other).annotation
    assert made.uid != copied.annotation.uid
    assert made.series_uid == uid("other")
    assert other.frame is not None
    mean = next(n for n in made.measurements if n.quantity is Quantity.MEAN)
    assert mean.value == pytest.approx(float(other.frame.pixels[1:5, 1:5].mean()) - 1024)


def test_in_another_space_it_lies_at_the_same_pixels(frames: FrameStore, tmp_path: Path) -> None:
    one = _shown(frames, tmp_path / "one")
    other = _shown(
        frames,
        tmp_path / "other",
        name="elsewhere",
        FrameOfReferenceUID=uid("elsewhere"),
        ImagePositionPatient=[50.0, 50.0, 0.0],
    )
    made = _pasted(_copied(one, LENGTH), other)
    assert not made.is_by_geometry
    assert made.annotation.shape == LENGTH


def test_on_an_image_of_another_size_and_space_it_has_no_place(
    frames: FrameStore, tmp_path: Path
) -> None:
    one = _shown(frames, tmp_path / "one")
    other = _shown(
        frames,
        tmp_path / "other",
        Rows=6,
        Columns=6,
        PixelData=bytes(72),
        name="elsewhere",
        FrameOfReferenceUID=uid("elsewhere"),
    )
    with pytest.raises(CannotCopyError):
        _pasted(_copied(one, LENGTH), other)


def test_beside_the_image_it_is_not_pasted(frames: FrameStore, tmp_path: Path) -> None:
    one = _shown(frames, tmp_path / "one")
    other = _shown(
        frames,
        tmp_path / "other",
        name="beside",
        ImagePositionPatient=[50.0, 50.0, 0.0],
    )
    with pytest.raises(CannotCopyError):
        _pasted(_copied(one, LENGTH), other)


def test_a_rectangle_becomes_a_polygon_where_the_image_is_turned(
    frames: FrameStore, tmp_path: Path
) -> None:
    one = _shown(frames, tmp_path / "one")
    turn = np.radians(30)
    turned = [np.cos(turn), np.sin(turn), 0, -np.sin(turn), np.cos(turn), 0]
    other = _shown(
        frames,
        tmp_path / "other",
        name="turned",
        orientation=[float(f"{each:.10f}") for each in turned],
    )
    rectangle = Shape(ShapeKind.RECTANGLE, ((2.0, 1.0), (4.0, 3.0)))
    made = _pasted(_copied(one, rectangle), other).annotation.shape
    assert made.kind is ShapeKind.POLYGON
    for before, after in zip(rectangle.corners, made.points, strict=True):
        np.testing.assert_allclose(_lps(other, after)[:2], _lps(one, before)[:2], atol=1e-6)


def test_on_its_own_image_the_copy_lies_aside_and_on_the_image(
    frames: FrameStore, tmp_path: Path
) -> None:
    one = _shown(frames, tmp_path / "one")
    made = _pasted(_copied(one, LENGTH), one).annotation.shape
    assert made.points == ((5.5, 5.5), (7.5, 7.5))
