"""Real-world value maps, in images and as objects of their own."""

from collections.abc import Mapping
from typing import Any

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import make_dataset, override, uid


def mapping(**elements: Any) -> Dataset:
    """One item: stored values from 10 to 20, times 0.5, plus 1."""
    units = override(Dataset(), CodeValue="mm2/s", CodeMeaning="square millimetre per second")
    values = {
        "RealWorldValueFirstValueMapped": 10, "RealWorldValueLastValueMapped": 20,
        "RealWorldValueSlope": 0.5, "RealWorldValueIntercept": 1.0, "LUTLabel": "ADC",
        "MeasurementUnitsCodeSequence": Sequence([units]),
    }  # fmt: skip
    return override(Dataset(), **(values | elements))


def mapping_object(images: Mapping[str, tuple[int, ...]], *mappings: Dataset) -> Dataset:
    """An object (PS3.3 A.46) whose maps are for `images`: instance -> its frames, () for all."""
    references = []
    for instance, frames in images.items():
        reference = override(
            Dataset(), ReferencedSOPClassUID="1.2.840.10008.5.1.4.1.1.4",
            ReferencedSOPInstanceUID=instance,
        )  # fmt: skip
        if frames:
            reference.ReferencedFrameNumber = list(frames)
        references.append(reference)
    group = override(
        Dataset(), ReferencedImageSequence=Sequence(references),
        RealWorldValueMappingSequence=Sequence(mappings),
    )  # fmt: skip
    ds = make_dataset(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.67", Modality="RWV",
        SOPInstanceUID=uid("maps"), SeriesInstanceUID=uid("maps of a study"),
        ReferencedImageRealWorldValueMappingSequence=Sequence([group]),
    )  # fmt: skip
    for keyword in ("PixelData", "Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit"):
        ds.pop(keyword, None)
    return ds
