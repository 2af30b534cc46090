"""Secondary captures: a picture of what is seen, as a DICOM image (PS3.3 A.8.1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.errors import DicomError
from viewer.dicom.objects.written import identified, new_object, reference, same_study, save

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SECONDARY_CAPTURE: Final = "1.2.840.10008.5.1.4.1.1.7"
_MOST_PIXELS: Final = 65_535  # of a side, US


def write_capture(
    picture: NDArray[np.uint8],
    headers: Sequence["Dataset"],
    path: Path,
    *,
    description: str = "Captured picture",
) -> None:
    """Write RGB (rows, columns, 3) as a Secondary Capture in the study of `headers`.

    The headers are those of the images that are seen in it; they become its sources. Annotations
    and texts are burned in, and it says so. Raises `DicomError` where it cannot be written.
    """
    rows, columns = picture.shape[:2]
    if not 0 < rows <= _MOST_PIXELS or not 0 < columns <= _MOST_PIXELS:
        raise DicomError("A picture of this size cannot be written.")
    images = [identified(header) for header in same_study(headers)]
    made = new_object(
        images[0], sop_class_uid=SECONDARY_CAPTURE, modality="OT", series_number=9300,
        description=description,
    )  # fmt: skip
    made.Laterality = made.PatientOrientation = ""
    made.ConversionType = "WSD"
    made.SecondaryCaptureDeviceManufacturer = made.Manufacturer
    made.DateOfSecondaryCapture, made.TimeOfSecondaryCapture = made.ContentDate, made.ContentTime
    made.ImageType = ["DERIVED", "SECONDARY"]
    made.DerivationDescription = "Picture of a viewport with its window, texts and annotations"
    made.SourceImageSequence = [reference(image) for image in images]
    made.BurnedInAnnotation = "YES"
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.Rows, made.Columns = rows, columns
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation = 7, 0
    data = np.ascontiguousarray(picture, dtype=np.uint8).tobytes()
    made.add_new("PixelData", "OB", data + b"\0" * (len(data) % 2))
    save(made, path)
