"""What we write as a presentation state reads back as it was, and passes DCMTK and dicom3tools."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from PIL import ImageCms
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, write
from tests.support.tools import dicom3tool
from viewer.dicom.errors import DicomError
from viewer.dicom.objects.presentation_read import read_presentation
from viewer.dicom.objects.presentation_write import write_presentation
from viewer.model.displayed_area import DisplayedArea, SizeMode
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.lut import LutData, ModalityLut, Rescale, VoiFunction, VoiLut, VoiWindow
from viewer.model.presentation import Graphic, ImageReference, PresentationState
from viewer.model.shape import Shape, ShapeKind
from viewer.model.shutter import Shutter

_LINE = Graphic(Shape(ShapeKind.POLYLINE, ((1.0, 2.5), (7.0, 8.0))))
_REGION = Graphic(Shape(ShapeKind.POLYGON, ((1.0, 1.0), (9.0, 1.0), (9.0, 9.5))), is_filled=True)
_OVAL = Graphic(Shape(ShapeKind.ELLIPSE, ((1.0, 5.0), (9.0, 5.0), (5.0, 3.0), (5.0, 7.0))))
_SPOT = Graphic(Shape(ShapeKind.POINT, ((3.0, 4.0),)))
_WORDS = Graphic(
    Shape(ShapeKind.TEXT, ((2.0, 3.0),)), "Läsion 日本 12.5 mm", box=((2.0, 3.0), (20.0, 8.0)),
    anchor=(5.0, 9.0),
)  # fmt: skip
_ENLARGED = DisplayedArea((4.5, 2.5, 24.5, 22.5), SizeMode.MAGNIFY, 1.0, 0.25, 3.0)
_NOTE = Graphic(Shape(ShapeKind.TEXT, ((0.25, 0.5),)), "beside", is_relative=True)


@pytest.fixture
def headers(tmp_path: Path) -> list[Dataset]:
    paths = []
    for number in (1, 2):
        ds = make_dataset(
            np.zeros((32, 48), np.uint16), SOPInstanceUID=f"1.2.3.4.{number}", PatientName="A^Ü",
            SpecificCharacterSet="ISO_IR 100", SeriesInstanceUID="1.2.3.4",
        )  # fmt: skip
        paths.append(write(tmp_path / f"{number}.dcm", ds))
    return [pydicom.dcmread(path, stop_before_pixels=True) for path in paths]


@pytest.fixture
def state(headers: list[Dataset]) -> PresentationState:
    first, second = (ImageReference(InstanceUid(str(each.SOPInstanceUID))) for each in headers)
    return PresentationState(
        InstanceUid("1.2"), StudyUid(str(headers[0].StudyInstanceUID)), (first, second),
        description="As I saw it", author="Doe^Jane", modality=Rescale(2.0, -1024.0, "HU"),
        vois=(((first,), VoiWindow(40, 400)),
              ((second,), VoiWindow(50.5, 1, VoiFunction.SIGMOID, "sharp"))),
        is_inverse=True, shutter=Shutter((3, 4, 40, 30), (20, 10, 9), ((1, 2), (30, 2), (9, 25))),
        rotation_deg=270, flip_horizontal=True, image_overlays=frozenset({0x6000, 0x6002}),
        areas=(((first,), DisplayedArea((-0.5, -0.5, 47.5, 31.5), pixel_aspect=0.5)),
               ((second,), _ENLARGED)),
        graphics=(
            *(((first,), each) for each in (_LINE, _REGION, _OVAL, _SPOT, _WORDS)),
            ((second,), _NOTE),
        ),
    )  # fmt: skip


@pytest.fixture
def written(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> Callable[..., Path]:
    """Writes the state with some changes, and tells where."""

    def make(*, is_colour: bool, **changes: Any) -> Path:
        if is_colour:
            profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
            changes["icc_profile"] = profile
        path = tmp_path / "pr.dcm"
        write_presentation(replace(state, **changes), headers, path, is_colour=is_colour)
        return path

    return make


def _told(state: PresentationState) -> dict[str, object]:
    """All that a state says, but when and as what it was written."""
    names = (
        "study_uid", "images", "description", "modality", "is_inverse", "shutter",
        "rotation_deg", "flip_horizontal", "areas", "graphics", "image_overlays", "unheeded",
    )  # fmt: skip
    return {name: getattr(state, name) for name in names}


def test_a_state_reads_back_as_it_was(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> None:
    """DC-175."""
    uid = write_presentation(state, headers, tmp_path / "pr.dcm")
    back = read_presentation(tmp_path / "pr.dcm")
    assert _told(back) == _told(state)
    assert back.sop_instance_uid == uid
    assert [
        (images, voi.center, voi.width, voi.function)  # type: ignore[union-attr]
        for images, voi in back.vois
    ] == [
        (images, voi.center, voi.width, voi.function)  # type: ignore[union-attr]
        for images, voi in state.vois
    ]
    assert pydicom.dcmread(tmp_path / "pr.dcm").PatientName == "A^Ü"


def test_every_colour_has_a_layer_and_reads_back_as_it_was(
    state: PresentationState, written: Callable[..., Path]
) -> None:
    colours = ("", "#FF8000", "#1060C0", "#000000", "#FFFFFF", "#FF8000")
    drawn = (_LINE, _REGION, _OVAL, _SPOT, _WORDS, _LINE)
    coloured = tuple(
        ((), replace(graphic, colour=colour))
        for graphic, colour in zip(drawn, colours, strict=True)
    )
    path = written(is_colour=False, graphics=coloured)
    assert len(pydicom.dcmread(path).GraphicLayerSequence) == 5
    back = read_presentation(path).graphics
    assert sorted(map(repr, back)) == sorted(map(repr, coloured))


def test_tables_read_back_as_they_were(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> None:
    ramp = LutData(5, np.linspace(0, 4095, 100).astype(np.uint16), 12)
    whole = LutData(0, np.arange(65536, dtype=np.uint16), 16)
    tables = replace(
        state, modality=ModalityLut(ramp, "OD"), vois=(((), VoiLut(whole)),),
        presentation_lut=LutData(0, np.arange(256, dtype=np.uint16)[::-1] * 257, 16),
        is_inverse=False,
    )  # fmt: skip
    write_presentation(tables, headers, tmp_path / "pr.dcm")
    back = read_presentation(tmp_path / "pr.dcm")
    assert isinstance(back.modality, ModalityLut)
    assert (back.modality.data.first_mapped, back.modality.units) == (5, "OD")
    assert (back.modality.data.entries == ramp.entries).all()
    assert (back.vois[0][1].data.entries == whole.entries).all()  # type: ignore[union-attr]
    assert back.presentation_lut is not None
    assert (back.presentation_lut.entries == tables.presentation_lut.entries).all()  # type: ignore[union-attr]


def _checked(tool: str, path: Path) -> str:
    done = subprocess.run(
        [tool, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("turn", "is_flipped"), list(product((0, 90, 180, 270), (False, True))))
@pytest.mark.parametrize("is_colour", [False, True])
def test_the_validator_finds_no_error(
    written: Callable[..., Path], is_colour: bool, turn: int, is_flipped: bool
) -> None:
    path = written(is_colour=is_colour, rotation_deg=turn, flip_horizontal=is_flipped)
    told = _checked(dicom3tool("dciodvfy"), path)
    assert "Error" not in told
    assert "SoftcopyPresentationState" in told


def test_dcmtk_finds_it_conforming(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> None:
    for header in headers:  # which dcmpschk reads in ASCII alone
        header.PatientName = "A^B"
    plain = replace(
        state,
        graphics=tuple((images, replace(each, text=each.text and "12.5 mm"))
                       for images, each in state.graphics),
    )  # fmt: skip
    write_presentation(plain, headers, tmp_path / "pr.dcm")
    assert "Test passed" in _checked("dcmpschk", tmp_path / "pr.dcm")


def test_images_of_two_studies_are_refused(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> None:
    headers[1].StudyInstanceUID = "1.9"
    with pytest.raises(DicomError, match="several studies"):
        write_presentation(state, headers, tmp_path / "pr.dcm")


def test_an_image_that_is_missing_is_said(
    state: PresentationState, headers: list[Dataset], tmp_path: Path
) -> None:
    with pytest.raises(DicomError, match="not here"):
        write_presentation(state, headers[:1], tmp_path / "pr.dcm")
    assert not (tmp_path / "pr.dcm").exists()
