"""Vectors that tell the frames of a nuclear medicine object apart (DC-103)."""

from pathlib import Path

import numpy as np

from tests.support.builders import make_dataset, write
from viewer.dicom.images import read_image


def labels(tmp_path: Path, **vectors: list[int]) -> list[str]:
    pixels = np.zeros((4, 2, 2), np.uint16)
    ds = make_dataset(pixels, Modality="NM", ImagePositionPatient=None, **vectors)
    image = read_image(write(tmp_path / "a", ds))
    return [image.frame(k).label for k in range(4)]


def test_frames_are_named_by_the_vectors_that_differ(tmp_path: Path) -> None:
    assert labels(
        tmp_path, EnergyWindowVector=[1, 1, 1, 1], DetectorVector=[1, 1, 2, 2],
        PhaseVector=[1, 2, 1, 2],
    ) == [
        "detector 1, phase 1", "detector 1, phase 2", "detector 2, phase 1",
        "detector 2, phase 2",
    ]  # fmt: skip


def test_a_vector_of_the_wrong_length_names_nothing(tmp_path: Path) -> None:
    assert labels(tmp_path, DetectorVector=[1, 2]) == ["", "", "", ""]
    assert "DetectorVector" in {each.where for each in read_image(tmp_path / "a").findings}
