"""Softcopy presentation states, read (PS3.3 A.33.1, A.33.2, C.10, C.11; DC-170 to DC-175)."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from viewer.dicom.attributes import Attributes
from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.icc import read_icc_profile
from viewer.dicom.lut_data import read_lut_data
from viewer.dicom.luts import read_modality, read_voi
from viewer.dicom.objects.graphic_styles import cielab_colour
from viewer.dicom.objects.graphics import read_graphics
from viewer.dicom.objects.values import when_text
from viewer.dicom.overlays import read_overlays
from viewer.dicom.palette import read_palette
from viewer.dicom.read import read_dataset
from viewer.dicom.shutters import read_shutter
from viewer.dicom.sop_classes import (
    COLOUR_STATE,
    GRAYSCALE_STATE,
    PSEUDO_COLOUR_STATE,
    XRAY_STATE,
    sop_class_name,
)
from viewer.model.displayed_area import DisplayedArea, SizeMode
from viewer.model.identity import InstanceUid, StudyUid
from viewer.model.image import Photometric, PixelFormat
from viewer.model.lut import LutData, Modality, ModalityLut, PaletteLut, Rescale, Voi
from viewer.model.presentation import Graphic, ImageReference, PresentationState, References
from viewer.model.shutter import Shutter

_FARTHEST: Final = 1e6  # pixels: no image reaches as far
_KINDS: Final = (GRAYSCALE_STATE, COLOUR_STATE, PSEUDO_COLOUR_STATE, XRAY_STATE)
_OTHER_KINDS: Final = {
    "1.2.840.10008.5.1.4.1.1.11.4": "two stacks blended into one picture",
    "1.2.840.10008.5.1.4.1.1.11.6": "a plane cut through a volume",
    "1.2.840.10008.5.1.4.1.1.11.7": "a plane cut through several volumes",
    "1.2.840.10008.5.1.4.1.1.11.8": "several stacks blended into one picture",
    "1.2.840.10008.5.1.4.1.1.11.9": "a volume rendered in space",
    "1.2.840.10008.5.1.4.1.1.11.10": "volumes of segments rendered in space",
    "1.2.840.10008.5.1.4.1.1.11.11": "several volumes rendered in space",
    "1.2.840.10008.5.1.4.1.1.11.12": "values by a rescale that differs over the image",
}
_HOLDERS: Final = (  # of images: stacks that are blended (C.11.14, C.11.33), volumes (C.11.23)
    "BlendingSequence", "AdvancedBlendingSequence", "VolumetricPresentationStateInputSequence",
)  # fmt: skip
_MOST_GRAPHICS: Final = 5_000
_LAYER_COLOUR: Final = "GraphicLayerRecommendedDisplayCIELabValue"
_ACTIVATION_LAYER: Final = 0x1001  # of an overlay group (PS3.3 C.11.7)
_OWN_OVERLAYS: Final = PixelFormat(
    rows=1,
    columns=1,
    samples_per_pixel=1,
    bits_allocated=8,
    bits_stored=8,
    high_bit=7,
    is_signed=False,
    photometric=Photometric.MONOCHROME2,
    planar_configuration=0,
    number_of_frames=1,
    transfer_syntax_uid="",
)  # a state has no pixels whose bits could be overlays


def read_presentation(path: Path, *, character_set: str = "") -> PresentationState:
    """Read a presentation state; raises as `read_dataset`.

    What a state asks for and cannot be had is in its `unheeded`; so are whole kinds of states.
    """
    file = read_dataset(path, character_set=character_set)
    root = Attributes(file.dataset, list(file.findings), chosen=character_set)
    return presentation(root, is_big_endian=file.start.is_big_endian)


def presentation(root: Attributes, *, is_big_endian: bool = False) -> PresentationState:
    """The state that a data set describes."""
    return _StateReader(root).read(is_big_endian=is_big_endian)


class _StateReader:
    """Reads one state, and gathers what of it cannot be had."""

    def __init__(self, root: Attributes) -> None:
        self._root = root
        self._unheeded: list[str] = []

    def read(self, *, is_big_endian: bool) -> PresentationState:
        root = self._root
        images = tuple(_all_images(root))
        all_overlays = read_overlays(
            root, _OWN_OVERLAYS, is_big_endian=is_big_endian, is_native=False
        )
        shutter = read_shutter(root, all_overlays)
        if shutter is None and root.has("ShutterShape"):
            self._miss("a shutter that is damaged")
        covers = shutter.bitmap.group if shutter is not None and shutter.bitmap else None
        active = _active_groups(root)
        overlays = tuple(o for o in all_overlays if o.group in active and o.group != covers)
        self._check(images)
        is_inverse, table = self._presentation_lut()
        return PresentationState(
            sop_instance_uid=InstanceUid(root.text("SOPInstanceUID")),
            study_uid=StudyUid(root.text("StudyInstanceUID")),
            images=images,
            label=root.text("ContentLabel"),
            description=root.text("ContentDescription"),
            author=root.name("ContentCreatorName").display(),
            created=when_text(root, "PresentationCreationDate", "PresentationCreationTime"),
            modality=self._modality(),
            vois=tuple(self._vois()),
            is_inverse=is_inverse,
            presentation_lut=table,
            shutter=shutter,
            rotation_deg=self._rotation(),
            flip_horizontal=root.text("ImageHorizontalFlip") == "Y",
            areas=tuple(self._areas()),
            graphics=tuple(self._graphics()),
            overlays=overlays,
            image_overlays=frozenset(active) - {o.group for o in all_overlays},
            icc_profile=read_icc_profile(root),
            palette=self._palette(),
            frame_shutters=tuple(self._frame_shutters()),
            unheeded=tuple(dict.fromkeys(self._unheeded)),
        )

    def _miss(self, what: str) -> None:
        self._unheeded.append(what)

    def _check(self, images: References) -> None:
        """Note kinds of states that are not known, and modules that cannot be heeded."""
        root = self._root
        kind = root.text("SOPClassUID")
        if kind not in _KINDS:
            name = sop_class_name(kind)
            self._miss(f"{_OTHER_KINDS.get(kind, 'what this viewer cannot show')} ({name})")
        elif not images:
            self._miss("images, and it names none")
        if root.has("MaskSubtractionSequence"):
            self._miss("subtraction of a mask")
        has_colours = kind in (COLOUR_STATE, PSEUDO_COLOUR_STATE)
        if has_colours and root.has("ICCProfile") and not read_icc_profile(root):
            self._miss("a colour profile that is damaged")

        if root.has("PixelIntensityRelationshipLUTSequence"):
            self._miss("a table of X-ray intensities")
        shown = root.items("MultiFramePresentationSequence")
        if any((each.decimal("DisplayFilterPercentage") or 0) > 0 for each in shown):
            self._miss("an enhancement of edges")

    def _palette(self) -> PaletteLut | None:
        """The colours of a pseudo-colour state, which must be there."""
        root = self._root
        if root.text("SOPClassUID") != PSEUDO_COLOUR_STATE:
            return None
        try:
            found = read_palette(root, is_input_signed=False)
        except CorruptPixelDataError:
            found = None
        if found is None:
            self._miss("a palette that is damaged")
        return found

    def _frame_shutters(self) -> Iterator[tuple[References, Shutter]]:
        """Shutters of frames of an X-ray state (C.11.20)."""
        for item in self._root.items("FrameDisplayShutterSequence"):
            shutter = read_shutter(item)
            if shutter is None:
                self._miss("a shutter that is damaged")
            else:
                yield _images(item), shutter

    def _modality(self) -> Modality | None:
        root = self._root
        if not root.has("ModalityLUTSequence") and not root.has("RescaleSlope"):
            return None
        found = read_modality(root, modality="", is_input_signed=False)
        is_table = isinstance(found, ModalityLut)
        if root.has("ModalityLUTSequence") != is_table:
            self._miss("a modality table that is damaged")
        if isinstance(found, Rescale) and not found.is_valid:
            self._miss("a rescale that is impossible")
        return found

    def _vois(self) -> Iterator[tuple[References, Voi]]:
        for item in self._root.items("SoftcopyVOILUTSequence"):
            if found := read_voi(item, is_input_signed=False):
                yield _images(item), found[0]
            else:
                self._miss("a window that is impossible")

    def _presentation_lut(self) -> tuple[bool, LutData | None]:
        lut = self._root.item("PresentationLUTSequence")
        if lut is not None:
            table = read_lut_data(
                lut, descriptor="LUTDescriptor", data="LUTData", is_input_signed=False
            )
            if table is None:
                self._miss("a presentation table that is damaged")
            return False, table
        shape = self._root.text("PresentationLUTShape")
        if shape not in ("", "IDENTITY", "INVERSE"):
            self._miss("a presentation table that is not known")
        return shape == "INVERSE", None

    def _rotation(self) -> int:
        angle = self._root.integer("ImageRotation") or 0
        if angle % 90:
            self._miss("a turn by an angle that is not allowed")
        return angle // 90 * 90 % 360

    def _areas(self) -> Iterator[tuple[References, DisplayedArea]]:
        for item in self._root.items("DisplayedAreaSelectionSequence"):
            area = _displayed_area(item)
            if area is None:
                self._miss("a displayed area that is damaged")
            else:
                yield _images(item), area

    def _graphics(self) -> Iterator[tuple[References, Graphic]]:
        """Graphics and texts in the order of their layers (PS3.3 C.10.7)."""
        root = self._root
        layers = {item.text("GraphicLayer"): item for item in root.items("GraphicLayerSequence")}
        orders = {name: each.integer("GraphicLayerOrder") or 0 for name, each in layers.items()}
        colours = {name: cielab_colour(each, _LAYER_COLOUR) for name, each in layers.items()}
        annotations = sorted(
            root.items("GraphicAnnotationSequence"),
            key=lambda annotation: orders.get(annotation.text("GraphicLayer"), 0),
        )
        count = 0
        for annotation in annotations:
            images = _images(annotation)
            colour = colours.get(annotation.text("GraphicLayer"), "")
            for graphic in read_graphics(annotation):
                count += 1
                if count > _MOST_GRAPHICS:
                    self._miss(f"more than {_MOST_GRAPHICS} graphics")
                    return
                if isinstance(graphic, str):
                    self._miss(graphic)
                else:
                    yield images, replace(graphic, colour=graphic.colour or colour)


def _all_images(root: Attributes) -> Iterator[ImageReference]:
    """The images that a state is for, of whatever kind it is, so that it is offered for them."""
    inputs = (item for name in _HOLDERS for item in root.items(name))
    for holder in (root, *inputs):
        for series in (holder, *holder.items("ReferencedSeriesSequence")):
            yield from _images(series)


def _images(holder: Attributes) -> References:
    return tuple(
        ImageReference(InstanceUid(uid), image.integers("ReferencedFrameNumber"))
        for image in holder.items("ReferencedImageSequence")
        if (uid := image.text("ReferencedSOPInstanceUID"))
    )


def _displayed_area(item: Attributes) -> DisplayedArea | None:
    first = item.decimals("DisplayedAreaTopLeftHandCorner")
    last = item.decimals("DisplayedAreaBottomRightHandCorner")
    numbers = (*first, *last)
    if len(numbers) != 4 or not all(abs(number) <= _FARTHEST for number in numbers):
        return None
    left, right = sorted((numbers[0], numbers[2]))
    top, bottom = sorted((numbers[1], numbers[3]))
    modes = {mode.value: mode for mode in SizeMode}
    mode = modes.get(item.text("PresentationSizeMode"))
    spacing = _positive(item.decimals("PresentationPixelSpacing"))
    aspect = spacing or _positive(item.decimals("PresentationPixelAspectRatio"))
    ratio = item.decimal("PresentationPixelMagnificationRatio") or 0.0
    if (
        mode is None
        or (mode is SizeMode.MAGNIFY and ratio <= 0)
        or (mode is SizeMode.TRUE_SIZE and spacing is None)
    ):
        return None
    return DisplayedArea(
        (left - 1.5, top - 1.5, right - 0.5, bottom - 0.5),
        mode,
        aspect[0] / aspect[1] if aspect else 1.0,
        spacing[1] if spacing else None,
        ratio or 1.0,
    )


def _positive(numbers: tuple[float, ...]) -> tuple[float, float] | None:
    if len(numbers) == 2 and all(math.isfinite(each) and each > 0 for each in numbers):
        return numbers[0], numbers[1]
    return None


def _active_groups(root: Attributes) -> set[int]:
    """Overlay groups that the state puts into one of its layers."""
    return {
        tag >> 16
        for tag, element in root.elements()
        if tag & 0xFFFF == _ACTIVATION_LAYER
        and 0x6000 <= tag >> 16 <= 0x601E
        and root.text_of(element)
    }
