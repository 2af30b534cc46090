"""Frames, images and display sets as plain values, without any file."""

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from viewer.model.display_set import DisplaySet, FrameRef
from viewer.model.frame import Frame
from viewer.model.geometry import PixelSpacing
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.image import (
    AcquisitionTexts,
    FrameHeader,
    Image,
    Photometric,
    PixelFormat,
)
from viewer.model.lut import Rescale, Voi
from viewer.model.patient import Patient
from viewer.model.study import SeriesRecord, StudyRecord


def make_ref(number: int = 0, *, series: str = "1.2.3", frame_index: int = 0) -> FrameRef:
    """A frame of file `number` of a series."""
    path = Path("/nowhere") / series / f"{number}.dcm"
    return FrameRef(path, InstanceUid(f"{series}.{number}"), frame_index)


def make_image(
    pixels: NDArray[Any],
    *,
    ref: FrameRef | None = None,
    modality: str = "CT",
    voi: tuple[Voi, ...] = (),
    rescale: Rescale | None = None,
    **changes: Any,
) -> Image:
    """The header of one image whose frame is `pixels`."""
    ref = ref or make_ref()
    is_colour = pixels.ndim == 3
    bits = pixels.dtype.itemsize * 8
    pixel_format = PixelFormat(
        rows=pixels.shape[0],
        columns=pixels.shape[1],
        samples_per_pixel=3 if is_colour else 1,
        bits_allocated=bits,
        bits_stored=bits,
        high_bit=bits - 1,
        is_signed=pixels.dtype.kind == "i",
        photometric=Photometric.RGB if is_colour else Photometric.MONOCHROME2,
        planar_configuration=0,
        number_of_frames=1,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )
    values: dict[str, Any] = {
        "path": ref.path,
        "sop_class_uid": "1.2.840.10008.5.1.4.1.1.2",
        "sop_instance_uid": ref.sop_instance_uid,
        "series_uid": SeriesUid("1.2.3"),
        "study_uid": StudyUid("1.2"),
        "frame_of_reference_uid": None,
        "modality": modality,
        "pixel_format": pixel_format,
        "frames": (FrameHeader(plane=None, modality=rescale or Rescale(), voi=voi),),
        "pixel_data_offset": 0,
        "pixel_data_length": pixels.nbytes,
        "is_big_endian": False,
        "patient": Patient(),
        "texts": AcquisitionTexts(),
        "spacing": PixelSpacing(),
    }
    return Image(**(values | changes))


def make_frame(pixels: NDArray[Any], *, ref: FrameRef | None = None, **image: Any) -> Frame:
    """One decoded frame."""
    ref = ref or make_ref()
    return Frame(ref=ref, image=make_image(pixels, ref=ref, **image), pixels=pixels)


def make_display_set(
    length: int = 5, *, series: str = "1.2.3", number: int = 1, **changes: Any
) -> DisplaySet:
    """A stack of single-frame files that exist only by name."""
    study = StudyRecord(StudyUid("1.2"), Patient())
    values: dict[str, Any] = {
        "key": series,
        "study": study,
        "series": SeriesRecord(SeriesUid(series), study.study_uid, "CT", number),
        "frames": tuple(make_ref(k, series=series) for k in range(length)),
        "rows": 8,
        "columns": 8,
    }
    return DisplaySet(**(values | changes))
