"""Colour maps by the tables that others publish."""

from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.data import get_palette_files
from pydicom.pixels import apply_color_lut

from viewer.imaging.colour_maps import PERCEPTUAL, TITLES, WELL_KNOWN, colour_map, coloured

RAMP = np.arange(256, dtype=np.uint8)
MAPS_OF_PYQTGRAPH = Path(pydicom.__file__).parent.parent / "pyqtgraph" / "colors" / "maps"


@pytest.mark.parametrize("name", WELL_KNOWN)
def test_a_well_known_palette_is_that_of_the_standard(name: str) -> None:
    [file] = get_palette_files(f"{name.replace('-', '')}.dcm")
    theirs = apply_color_lut(RAMP, pydicom.dcmread(file, force=True))
    assert (colour_map(name) == theirs).all()


@pytest.mark.parametrize("name", PERCEPTUAL)
def test_a_perceptual_map_is_the_published_one(name: str) -> None:
    published = np.loadtxt(MAPS_OF_PYQTGRAPH / f"{name}.csv", delimiter=",", comments=";")[:, :3]
    scaled = published * (255 if published.max() <= 1 else 1)
    assert np.abs(colour_map(name) - scaled).max() <= 1.5


def test_red_comes_first() -> None:
    assert colour_map("spring")[0].tolist() == [255, 0, 255]
    assert colour_map("inferno")[180][0] > colour_map("inferno")[180][2]


def test_each_gray_takes_its_own_colour() -> None:
    gray = np.array([[0, 10], [200, 255]], dtype=np.uint8)
    for name in TITLES:
        assert (coloured(gray, name) == colour_map(name)[gray]).all()
