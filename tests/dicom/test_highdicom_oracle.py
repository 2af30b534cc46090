"""Numbers beside highdicom, asked so that it neither inverts nor maps them (DC-022)."""

from pathlib import Path

import highdicom
import numpy as np
import pytest
from pydicom.sequence import Sequence

from tests.support.builders import make_dataset, write
from tests.support.real_world import mapping
from viewer.render.readout import value_text
from viewer.workflows.render_image import load_frame, modality_values

PIXELS = np.arange(64, dtype=np.uint16).reshape(8, 8)


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_numbers_are_modality_values_whatever_the_picture_inverts(
    tmp_path: Path, photometric: str
) -> None:
    """By default highdicom inverts the numbers of MONOCHROME1."""
    ds = make_dataset(
        PIXELS, PhotometricInterpretation=photometric, RescaleSlope=2, RescaleIntercept=-100
    )
    path = write(tmp_path / "a", ds)
    image = highdicom.imread(path)
    theirs = image.get_frame(
        1, apply_presentation_lut=False, apply_real_world_transform=False,
        apply_modality_transform=True, apply_voi_transform=False,
    )  # fmt: skip
    ours = modality_values(load_frame(path))
    assert (ours == theirs).all()
    inverted = image.get_frame(1, apply_modality_transform=True, apply_voi_transform=False)
    assert (inverted == theirs).all() == (photometric == "MONOCHROME2")


def test_a_real_world_map_is_told_beside_the_modality_value_never_instead(tmp_path: Path) -> None:
    """By default highdicom takes the first map in place of the rescale."""
    wide = mapping(RealWorldValueFirstValueMapped=0, RealWorldValueLastValueMapped=63)
    ds = make_dataset(
        PIXELS, RescaleSlope=2, RescaleIntercept=-100,
        RealWorldValueMappingSequence=Sequence([wide]),
    )  # fmt: skip
    path = write(tmp_path / "a", ds)
    image = highdicom.imread(path)
    mapped = image.get_frame(1, apply_real_world_transform=True)
    rescaled = image.get_frame(
        1, apply_real_world_transform=False, apply_modality_transform=True,
        apply_voi_transform=False, apply_presentation_lut=False,
    )  # fmt: skip
    frame = load_frame(path)
    for row, column in ((0, 0), (3, 5), (7, 7)):
        expected = f"{rescaled[row, column]:.6g} HU · ADC {mapped[row, column]:.6g} mm2/s"
        assert value_text(frame, column, row) == expected
