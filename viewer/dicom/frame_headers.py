"""The header of each frame: plane, modality, windows, thickness (PS3.3 C.7.6.16; DC-101)."""

from dataclasses import replace

from viewer.dicom.attributes import Attributes
from viewer.dicom.frame_labels import frame_labels
from viewer.dicom.frame_planes import frame_planes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.dicom.luts import can_be_negative, read_modality, read_voi
from viewer.dicom.real_world import read_real_world
from viewer.dicom.shutters import read_shutter
from viewer.dicom.tiles import tile_labels, tile_origins
from viewer.model.image import FrameHeader, PixelFormat, SampleKind
from viewer.model.lut import Modality, Voi
from viewer.model.overlay import Overlay
from viewer.model.real_world import RealWorldMapping


def read_frame_headers(
    attributes: Attributes,
    groups: FunctionalGroups,
    pixel_format: PixelFormat,
    overlays: tuple[Overlay, ...] = (),
) -> tuple[FrameHeader, ...]:
    """One header that all frames share, or one for each frame; a shutter may be an overlay."""
    if groups.is_present:
        return _EnhancedFrames(attributes, groups, pixel_format).read()
    modality = read_modality(
        attributes,
        modality=attributes.text("Modality"),
        is_input_signed=pixel_format.is_signed,
    )
    voi = _read_voi(attributes, modality, pixel_format)
    planes = frame_planes(attributes, groups)
    count = pixel_format.number_of_frames
    labels = frame_labels(attributes, count)
    shared = FrameHeader(
        None, modality, voi, attributes.decimal("SliceThickness"),
        shutter=read_shutter(attributes, overlays), real_world=read_real_world(attributes),
    )  # fmt: skip
    if len(planes) != count:
        planes = planes[:1] if count == 1 else ()
    if not planes and not labels:
        return (shared,)
    return tuple(
        replace(
            shared,
            plane=planes[k] if planes else None,
            label=labels[k] if labels else "",
        )
        for k in range(count)
    )


class _EnhancedFrames:
    """Reads the frames of one enhanced object; what all frames share is read once."""

    def __init__(
        self, attributes: Attributes, groups: FunctionalGroups, pixel_format: PixelFormat
    ) -> None:
        self._attributes = attributes
        self._groups = groups
        self._format = pixel_format
        shared = groups.shared_macro("PixelValueTransformationSequence")
        self._shared_modality = self._read_modality(attributes if shared is None else shared)
        shared = groups.shared_macro("FrameVOILUTSequence")
        self._shared_voi = self._read_voi(
            attributes if shared is None else shared, self._shared_modality
        )
        self._shared_shutter = read_shutter(
            groups.shared_macro("FrameDisplayShutterSequence") or attributes
        )
        self._shared_real_world = self._read_shared_real_world()
        self._origins = tile_origins(attributes, groups, pixel_format)
        self._labels = tile_labels(attributes, self._origins, pixel_format)

    def read(self) -> tuple[FrameHeader, ...]:
        """One header for each frame."""
        count = self._format.number_of_frames
        if 0 < len(self._groups) < count:
            self._attributes.note(
                "PerFrameFunctionalGroupsSequence",
                f"Describes {len(self._groups)} of {count} frames; the others have no geometry.",
                reference="PS3.3 C.7.6.16",
            )
        return tuple(self._header(k) for k in range(count))

    def _header(self, frame_index: int) -> FrameHeader:
        own_macro = self._groups.own_macro
        rescale = own_macro(frame_index, "PixelValueTransformationSequence")
        modality = self._shared_modality if rescale is None else self._read_modality(rescale)
        windows = own_macro(frame_index, "FrameVOILUTSequence")
        measures = self._groups.macro(frame_index, "PixelMeasuresSequence")
        shutter = own_macro(frame_index, "FrameDisplayShutterSequence")
        own = self._groups.own_group(frame_index)
        if own is not None and not own.has("RealWorldValueMappingSequence"):
            own = None
        return FrameHeader(
            plane=self._groups.plane(frame_index),
            modality=modality,
            voi=self._shared_voi if windows is None else self._read_voi(windows, modality),
            thickness_mm=None if measures is None else measures.decimal("SliceThickness"),
            dimension_index=self._groups.dimension_index(frame_index),
            shutter=self._shared_shutter if shutter is None else read_shutter(shutter),
            real_world=self._shared_real_world if own is None else read_real_world(own),
            label=self._labels[frame_index] if self._labels else "",
            tile_origin=self._origins[frame_index] if self._origins else (0, 0),
        )

    def _read_shared_real_world(self) -> tuple[RealWorldMapping, ...]:
        shared = self._groups.shared_group
        mappings = read_real_world(shared) if shared is not None else ()
        return mappings or read_real_world(self._attributes)

    def _read_modality(self, item: Attributes) -> Modality:
        return read_modality(
            item,
            modality=self._attributes.text("Modality"),
            is_input_signed=self._format.is_signed,
        )

    def _read_voi(self, item: Attributes, modality: Modality) -> tuple[Voi, ...]:
        return _read_voi(item, modality, self._format)


def _read_voi(item: Attributes, modality: Modality, pixel_format: PixelFormat) -> tuple[Voi, ...]:
    return read_voi(
        item,
        is_input_signed=can_be_negative(modality, pixel_format),
        has_fractions=pixel_format.sample_kind is not SampleKind.INTEGER,
    )
