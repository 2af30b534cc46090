"""Mammograms drawn by code: which breast, which view, which way round they are stored."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.builders import make_dataset, override, uid, write

MG = "1.2.840.10008.5.1.4.1.1.1.2"
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
