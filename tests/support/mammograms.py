"""Mammograms drawn by code: which breast, which view, which way round they are stored."""

from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes

from tests.support.builders import make_dataset, override, uid, write

MG = "1.2.840.10008.5.1.4.1.1.1.2"
TOMOSYNTHESIS = "1.2.840.10008.5.1.4.1.1.13.1.3"
ROWS, COLUMNS = 240, 180


def breast(*, chest_wall: str = "left") -> NDArray[np.uint16]:
    """Half an ellipse of tissue that touches the edge of the chest wall; black beside it."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    radius = np.hypot(x / (0.8 * COLUMNS), (y - ROWS / 2) / (0.42 * ROWS))
    streaks = 260 * np.sin(x / 7 + y / 11) * np.cos(y / 9 - x / 17)
    pixels = np.where(radius < 1, 1500 + 1400 * (1 - radius) + streaks, 40)
    return (pixels if chest_wall == "left" else pixels[:, ::-1]).astype(np.uint16)


def mammogram(
    folder: Path, laterality: str, view: str, *, study: str = "now", **overrides: Any
) -> Path:
    """One view, stored as makers do: the right breast with its chest wall at the right edge."""
    chest_wall = "right" if laterality == "R" else "left"
    medial = {"R": "L", "L": "R"}[laterality]
    name = f"{study} {laterality} {view}"
    ds = make_dataset(
        breast(chest_wall=chest_wall), SOPClassUID=MG, Modality="MG", BitsStored=12, HighBit=11,
        ImagePositionPatient=None, ImageOrientationPatient=None, PixelSpacing=None,
        FrameOfReferenceUID=None, SliceThickness=None, ImagerPixelSpacing=[0.1, 0.1],
        RescaleIntercept=0, RescaleType="US", WindowCenter=1700, WindowWidth=3000,
        StudyInstanceUID=uid(study), SeriesInstanceUID=uid(name), SOPInstanceUID=uid(name, "image"),
        SeriesDescription=f"{laterality} {view}", ImageLaterality=laterality, ViewPosition=view,
        PatientOrientation=["P" if laterality == "R" else "A", medial if view == "CC" else "FR"],
        StudyDescription="Screening", BodyPartExamined="BREAST", ImageType=["ORIGINAL", "PRIMARY"],
    )  # fmt: skip
    return write(folder / f"{name}.dcm", override(ds, **overrides))


def screening(folder: Path, *, study: str = "now", **overrides: Any) -> Path:
    """The four views of a screening, in an order that is not the one they hang in."""
    for number, (laterality, view) in enumerate(
        (("L", "MLO"), ("R", "CC"), ("L", "CC"), ("R", "MLO")), 1
    ):
        mammogram(folder, laterality, view, study=study, SeriesNumber=number, **overrides)
    return folder


def view_codes(view: str, *modifiers: str) -> Sequence:
    """A View Code Sequence of names in CID 4014 and CID 4015."""
    item = _coded(getattr(codes.cid4014, view))
    item.ViewModifierCodeSequence = Sequence(
        [_coded(getattr(codes.cid4015, modifier)) for modifier in modifiers]
    )
    return Sequence([item])


def tomosynthesis(
    folder: Path, laterality: str, view: str, *, study: str = "now", slices: int = 6
) -> Path:
    """The slices of one view: side, view, place and pixel size stand where this IOD has them."""
    name = {"CC": "CranioCaudal", "MLO": "MedioLateralObliqueProjection"}[view]
    path = mammogram(
        folder, laterality, view, study=f"{study} tomo", ViewPosition=None, ImageLaterality=None,
        PatientOrientation=None, ImagerPixelSpacing=None, SOPClassUID=TOMOSYNTHESIS,
        StudyInstanceUID=uid(study), SeriesDescription="", SeriesNumber=9,
        ViewCodeSequence=view_codes(name),
    )  # fmt: skip
    ds = pydicom.dcmread(path)
    pixels = ds.pixel_array
    ds.NumberOfFrames = slices
    ds.PixelData = np.stack([pixels // 2 + 40 * k for k in range(slices)]).astype("<u2").tobytes()
    to_nipple = 1.0 if laterality == "R" else -1.0  # +y is posterior: rows run away from it, or to
    shared = Dataset()
    anatomy = Dataset()
    anatomy.FrameLaterality = laterality
    measures = Dataset()
    measures.PixelSpacing, measures.SliceThickness = [0.1, 0.1], 1.0
    plane = Dataset()
    across = [0.0, to_nipple, 0.0]
    down = [1.0 if laterality == "R" else -1.0, 0.0, 0.0] if view == "CC" else [0.0, 0.0, -1.0]
    plane.ImageOrientationPatient = across + down
    shared.FrameAnatomySequence = Sequence([anatomy])
    shared.PixelMeasuresSequence = Sequence([measures])
    shared.PlaneOrientationSequence = Sequence([plane])
    ds.SharedFunctionalGroupsSequence = Sequence([shared])
    normal = np.cross(across, down)
    ds.PerFrameFunctionalGroupsSequence = Sequence([_slice(k * normal) for k in range(slices)])
    ds.save_as(path)
    return path


def _slice(position: NDArray[np.float64]) -> Dataset:
    item, place = Dataset(), Dataset()
    place.ImagePositionPatient = position.tolist()
    item.PlanePositionSequence = Sequence([place])
    return item


def _coded(code: Any) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator = code.value, code.scheme_designator
    item.CodeMeaning = code.meaning
    return item
