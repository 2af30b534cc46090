"""States that blend stacks or show volumes: offered for their images, never applied, with why."""

from pathlib import Path
from typing import Any

import highdicom
import numpy as np
import pytest
from highdicom import pr
from pydicom.dataset import Dataset

from tests.support.builders import make_dataset, override, uid, write
from tests.support.states import make_state, reference, series_reference
from viewer.dicom.objects.reports import read_report
from viewer.model.report import Report

_CLASS = "1.2.840.10008.5.1.4.1.1.11."


def stacks() -> tuple[Dataset, Dataset]:
    """A CT and a PET image."""
    made = [
        make_dataset(
            np.zeros((8, 8), np.uint16), SOPInstanceUID=uid(name), SeriesInstanceUID=uid("s", name),
            ReferringPhysicianName="",
        )
        for name in ("ct", "pet")
    ]  # fmt: skip
    return made[0], made[1]


def read(folder: Path, ds: Dataset) -> Report:
    report = read_report(write(folder / "state.dcm", ds))
    assert report is not None
    return report


def check(report: Report, images: tuple[Dataset, ...], words: str) -> None:
    found = [image.sop_instance_uid for image in report.images]
    assert found == [image.SOPInstanceUID for image in images]
    (told,) = report.not_shown
    assert words in told


def test_a_blending_state_is_for_both_of_its_stacks(tmp_path: Path) -> None:
    """PS3.3 A.33.4: they stand below the sequence of what is blended."""
    ct, pet = stacks()
    inputs = []
    for image, position in ((ct, "UNDERLYING"), (pet, "SUPERIMPOSED")):
        item = override(Dataset(), BlendingPosition=position)
        item.StudyInstanceUID = image.StudyInstanceUID
        item.ReferencedSeriesSequence = [series_reference(image)]
        inputs.append(item)
    state = make_state(
        ct, SOPClassUID=f"{_CLASS}4", ReferencedSeriesSequence=None, BlendingSequence=inputs,
        RelativeOpacity=0.5,
    )  # fmt: skip
    check(read(tmp_path, state), (ct, pet), "two stacks blended into one picture (Blending Soft")


def test_an_advanced_one_of_highdicoms_is_for_all_that_it_blends(tmp_path: Path) -> None:
    ct, pet = stacks()
    ramp = np.arange(256, dtype=np.uint8)
    palette = highdicom.PaletteColorLUTTransformation(
        *(highdicom.PaletteColorLUT(0, ramp, colour) for colour in ("red", "green", "blue")),
        palette_color_lut_uid=uid("palette"),
    )
    written = pr.AdvancedBlendingPresentationState(
        referenced_images=[ct, pet],
        blending=[
            pr.AdvancedBlending([each], number, palette_color_lut_transformation=palette)
            for number, each in enumerate((ct, pet), 1)
        ],
        blending_display=[
            pr.BlendingDisplay("EQUAL", [pr.BlendingDisplayInput(n) for n in (1, 2)])
        ],
        series_instance_uid=uid("states of highdicom"),
        series_number=60,
        sop_instance_uid=uid("blending state of highdicom"),
        instance_number=1,
        manufacturer="Somebody",
        manufacturer_model_name="Something",
        software_versions="1",
        device_serial_number="1",
        content_label="BLENDED",
    )
    check(read(tmp_path, written), (ct, pet), "several stacks blended into one picture (Advanced")


@pytest.mark.parametrize(
    ("number", "words"),
    [(6, "a plane cut through a volume"), (9, "a volume rendered in space"), (13, "cannot show")],
)
def test_a_state_of_a_volume_is_for_the_images_of_it(
    tmp_path: Path, number: int, words: str
) -> None:
    ct, _ = stacks()
    item: Any = Dataset()
    item.ReferencedImageSequence = [reference(ct)]
    state = make_state(
        ct, SOPClassUID=f"{_CLASS}{number}", ReferencedSeriesSequence=None,
        VolumetricPresentationStateInputSequence=[item],
    )  # fmt: skip
    check(read(tmp_path, state), (ct,), words)
