"""Softcopy presentation states, written (PS3.3 A.33.1, A.33.2, C.10, C.11; DC-170 to DC-175)."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.dicom.errors import DicomError
from viewer.dicom.load_pydicom import load_pydicom
from viewer.dicom.objects.graphic_styles import cielab_words
from viewer.dicom.objects.graphics_write import graphic_items
from viewer.dicom.objects.written import identified, item, new_object, reference, same_study, save
from viewer.dicom.sop_classes import COLOUR_STATE, GRAYSCALE_STATE
from viewer.model.displayed_area import DisplayedArea, SizeMode
from viewer.model.lut import LutData, Modality, Rescale, Voi, VoiFunction, VoiWindow
from viewer.model.presentation import PresentationState, References
from viewer.model.shutter import Shutter

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_LAYER: Final = "ANNOTATIONS"
_ACTIVATION_LAYER: Final = 0x1001  # of an overlay group (PS3.3 C.11.7)
_LABEL: Final = "RADIOLUCENT"  # CS


def write_presentation(
    state: PresentationState, headers: Sequence["Dataset"], path: Path, *, is_colour: bool = False
) -> str:
    """Write a state for images of one study, and return its SOP Instance UID.

    `headers` are those of all images that the state names; a state read back from the file is
    the same but for its UID and its time. Overlays of its own and bitmaps as shutters are not
    written: a state that has one raises `DicomError`, as do images that cannot be referred to.
    """
    load_pydicom()
    if state.overlays or (state.shutter is not None and state.shutter.bitmap is not None):
        raise DicomError("A presentation state with bitmaps cannot be written.")
    images = [identified(header) for header in same_study(headers)]
    made = new_object(
        images[0],
        sop_class_uid=COLOUR_STATE if is_colour else GRAYSCALE_STATE,
        modality="PR",
        series_number=9200,
        description="Presentation states",
    )
    made.Laterality = ""  # of a series that no one part of the body was examined for
    made.PresentationCreationDate, made.PresentationCreationTime = (
        made.ContentDate,
        made.ContentTime,
    )
    del made.ContentDate, made.ContentTime
    made.ContentLabel = _LABEL
    made.ContentDescription = state.description[:64]
    made.ContentCreatorName = state.author
    made.ReferencedSeriesSequence = list(_series(state, images))
    _put_grays(made, state, images, is_colour=is_colour)
    made.ImageRotation = state.rotation_deg % 360
    made.ImageHorizontalFlip = "Y" if state.flip_horizontal else "N"
    made.DisplayedAreaSelectionSequence = [
        _for_images(_area(area, state), references, images) for references, area in state.areas
    ]
    _put_graphics(made, state, images)
    if state.shutter is not None:
        _put_shutter(made, state.shutter, is_colour=is_colour)
    save(made, path)
    return str(made.SOPInstanceUID)


def _series(state: PresentationState, images: Sequence["Dataset"]) -> Iterator["Dataset"]:
    by_uid = {image.SOPInstanceUID: image for image in images}
    by_series: dict[str, list[Dataset]] = {}
    for each in state.images:
        image = by_uid.get(each.sop_instance_uid)
        if image is None:
            raise DicomError("An image of the presentation state is not here.")
        by_series.setdefault(image.SeriesInstanceUID, []).append(_reference(image, each.frames))
    for uid, references in by_series.items():
        yield item(SeriesInstanceUID=uid, ReferencedImageSequence=references)


def _reference(image: "Dataset", frames: tuple[int, ...]) -> "Dataset":
    made = reference(image)
    if frames and int(image.get("NumberOfFrames", 1)) > 1:
        made.ReferencedFrameNumber = list(frames)
    return made


def _for_images(made: "Dataset", references: References, images: Sequence["Dataset"]) -> "Dataset":
    """The item, for those images alone that it is for."""
    by_uid = {image.SOPInstanceUID: image for image in images}
    if references:
        made.ReferencedImageSequence = [
            _reference(by_uid[each.sop_instance_uid], each.frames) for each in references
        ]
    return made


def _put_grays(
    made: "Dataset", state: PresentationState, images: Sequence["Dataset"], *, is_colour: bool
) -> None:
    """Modality, windows and presentation look-up; a state for colour has none of them."""
    if is_colour:
        made.ICCProfile = state.icc_profile
        return
    if state.modality is not None:
        _put_modality(made, state.modality)
    if state.vois:
        made.SoftcopyVOILUTSequence = [
            _for_images(_voi(voi), references, images) for references, voi in state.vois
        ]
    if state.presentation_lut is not None:
        made.PresentationLUTSequence = [_lut(state.presentation_lut)]
    else:
        made.PresentationLUTShape = "INVERSE" if state.is_inverse else "IDENTITY"


def _put_modality(made: "Dataset", modality: Modality) -> None:
    if isinstance(modality, Rescale):
        made.RescaleIntercept = _decimal(modality.intercept)
        made.RescaleSlope = _decimal(modality.slope)
        made.RescaleType = modality.units or "US"
        return
    table = _lut(modality.data)
    table.ModalityLUTType = modality.units or "US"
    made.ModalityLUTSequence = [table]


def _voi(voi: Voi) -> "Dataset":
    if not isinstance(voi, VoiWindow):
        return item(VOILUTSequence=[_lut(voi.data)])
    made = item(WindowCenter=_decimal(voi.center), WindowWidth=_decimal(voi.width))
    if voi.function is not VoiFunction.LINEAR:
        made.VOILUTFunction = voi.function.value
    if voi.explanation:
        made.WindowCenterWidthExplanation = voi.explanation[:64]
    return made


def _lut(lut: LutData) -> "Dataset":
    """A table by its descriptor: how many entries (0 for 65,536), the first value, bits."""
    from pydicom.dataset import Dataset

    made = Dataset()
    descriptor = [len(lut.entries) % 65536, lut.first_mapped, lut.bits]
    made.add_new("LUTDescriptor", "SS" if lut.first_mapped < 0 else "US", descriptor)
    made.add_new("LUTData", "OW", np.asarray(lut.entries, dtype="<u2").tobytes())
    return made


def _area(area: DisplayedArea, state: PresentationState) -> "Dataset":
    """The pixels of the image that stand at the corners once it is turned and flipped (C.10.4)."""
    left, top, right, bottom = area.area
    columns, rows = (round(left + 1.5), round(right + 0.5)), (round(top + 1.5), round(bottom + 0.5))
    around = ((0, 0), (0, 1), (1, 1), (1, 0))  # what each quarter turn clockwise brings to the top
    back = 1 if state.flip_horizontal else 0  # what was at the top right comes to the left
    at_right, at_bottom = around[(state.rotation_deg // 90 - back) % 4]
    made = item(
        DisplayedAreaTopLeftHandCorner=[columns[at_right], rows[at_bottom]],
        DisplayedAreaBottomRightHandCorner=[columns[1 - at_right], rows[1 - at_bottom]],
        PresentationSizeMode=area.mode.value,
    )
    if area.column_mm is not None:
        spacing = (area.column_mm * area.pixel_aspect, area.column_mm)
        made.PresentationPixelSpacing = [_decimal(each) for each in spacing]
    else:
        ratio = Fraction(area.pixel_aspect).limit_denominator(10_000)
        made.PresentationPixelAspectRatio = [ratio.numerator, ratio.denominator]
    if area.mode is SizeMode.MAGNIFY:
        made.PresentationPixelMagnificationRatio = area.magnification
    return made


def _put_graphics(made: "Dataset", state: PresentationState, images: Sequence["Dataset"]) -> None:
    layers = _layers(state)
    if layers:
        made.GraphicLayerSequence = [
            _layer(name, order, colour) for order, (colour, name) in enumerate(layers.items(), 1)
        ]
    for group in sorted(state.image_overlays):
        made.add_new((group, _ACTIVATION_LAYER), "CS", _LAYER)
    if not state.graphics:
        return
    made.GraphicAnnotationSequence = [
        _for_images(
            item(GraphicLayer=layers[graphic.colour], **graphic_items(graphic)), references, images
        )
        for references, graphic in state.graphics
    ]


def _layers(state: PresentationState) -> dict[str, str]:
    """A layer for each colour, by that: a layer recommends one for all that is in it."""
    colours = dict.fromkeys(graphic.colour for _, graphic in state.graphics)
    if state.image_overlays:
        colours = {"": None} | colours
    return {
        colour: f"COLOUR {number}" if colour else _LAYER for number, colour in enumerate(colours, 1)
    }


def _layer(name: str, order: int, colour: str) -> "Dataset":
    made = item(GraphicLayer=name, GraphicLayerOrder=order)
    if colour:
        made.GraphicLayerRecommendedDisplayCIELabValue = cielab_words(colour)
    return made


def _put_shutter(made: "Dataset", shutter: Shutter, *, is_colour: bool) -> None:
    """Edges of a shutter are counted from 1, and the first seen pixel lies within them."""
    shapes = []
    if shutter.rectangle is not None:
        shapes.append("RECTANGULAR")
        left, top, right, bottom = shutter.rectangle
        made.ShutterLeftVerticalEdge, made.ShutterRightVerticalEdge = left + 1, right + 1
        made.ShutterUpperHorizontalEdge, made.ShutterLowerHorizontalEdge = top + 1, bottom + 1
    if shutter.circle is not None:
        shapes.append("CIRCULAR")
        column, row, radius = shutter.circle
        made.CenterOfCircularShutter, made.RadiusOfCircularShutter = [row + 1, column + 1], radius
    if shutter.polygon:
        shapes.append("POLYGONAL")
        made.VerticesOfThePolygonalShutter = [
            number for column, row in shutter.polygon for number in (row + 1, column + 1)
        ]
    made.ShutterShape = shapes
    made.ShutterPresentationValue = shutter.p_value
    lab = shutter.lab or ((shutter.p_value / 655.35, 0.0, 0.0) if is_colour else None)
    if lab is not None:
        made.ShutterPresentationColorCIELabValue = [_lab_word(*pair) for pair in zip(
            lab, ((0.0, 100.0), (-128.0, 127.0), (-128.0, 127.0)), strict=True
        )]  # fmt: skip


def _lab_word(value: float, limits: tuple[float, float]) -> int:
    """A CIELab value as a word (PS3.3 C.10.7.1.1)."""
    low, high = limits
    return round((value - low) / (high - low) * 65535)


def _decimal(value: float) -> str:
    """A number as a decimal string of at most 16 characters."""
    text = repr(float(value))
    return text.removesuffix(".0") if len(text) <= 16 else f"{value:.10g}"
