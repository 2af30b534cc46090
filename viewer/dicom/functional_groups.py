"""Functional groups of enhanced multi-frame objects as one look-up (PS3.3 C.7.6.16; DC-100)."""

from viewer.dicom.attributes import Attributes
from viewer.dicom.planes import plane_from_values
from viewer.model.geometry import Plane


class FunctionalGroups:
    """The macros of each frame: its own item first, then the shared one.

    Nothing is copied: items stay where pydicom parsed them, and a shared macro is looked up
    once for all frames.
    """

    def __init__(self, attributes: Attributes) -> None:
        self._attributes = attributes
        self._frames = list(attributes.items("PerFrameFunctionalGroupsSequence"))
        self._shared = attributes.item("SharedFunctionalGroupsSequence")
        self._shared_macros: dict[str, Attributes | None] = {}

    def __len__(self) -> int:
        """How many frames have an item of their own."""
        return len(self._frames)

    @property
    def is_present(self) -> bool:
        """Whether the object has functional groups at all."""
        return bool(self._frames) or self._shared is not None

    def macro(self, frame_index: int, keyword: str) -> Attributes | None:
        """The item of a macro sequence for one frame, 0-based; None if neither place has it."""
        own = self.own_macro(frame_index, keyword)
        shared = self.shared_macro(keyword)
        if own is not None and shared is not None:
            self._attributes.note(
                keyword, "Stands both per frame and shared; the value of the frame counts.",
                reference="PS3.3 C.7.6.16",
            )  # fmt: skip
        return own if own is not None else shared

    @property
    def shared_group(self) -> Attributes | None:
        """The group that all frames share."""
        return self._shared

    def own_group(self, frame_index: int) -> Attributes | None:
        """The group of one frame."""
        return self._frames[frame_index] if frame_index < len(self._frames) else None

    def own_macro(self, frame_index: int, keyword: str) -> Attributes | None:
        """The item that stands in the frame's own group."""
        if frame_index < len(self._frames):
            return self._frames[frame_index].item(keyword)
        return None

    def shared_macro(self, keyword: str) -> Attributes | None:
        """The item that all frames share."""
        if keyword not in self._shared_macros:
            item = self._shared.item(keyword) if self._shared is not None else None
            self._shared_macros[keyword] = item
        return self._shared_macros[keyword]

    def plane(self, frame_index: int) -> Plane | None:
        """Where a frame lies in the patient, else in its volume, as ultrasound volumes do.

        None without position, orientation or spacing.
        """
        return self._plane(frame_index, "Patient", "") or self._plane(
            frame_index, "Volume", "Volume"
        )

    def _plane(self, frame_index: int, space: str, infix: str) -> Plane | None:
        position = self.macro(frame_index, f"PlanePosition{infix}Sequence")
        orientation = self.macro(frame_index, f"PlaneOrientation{infix}Sequence")
        measures = self.macro(frame_index, "PixelMeasuresSequence")
        if position is None or orientation is None or measures is None:
            return None
        return plane_from_values(
            position=position.decimals(f"ImagePosition{space}"),
            orientation=orientation.decimals(f"ImageOrientation{space}"),
            spacing=measures.decimals("PixelSpacing"),
            is_in_patient=space == "Patient",
        )

    def dimension_index(self, frame_index: int) -> tuple[int, ...]:
        """Dimension Index Values of a frame, one for each dimension; () where absent."""
        content = self.macro(frame_index, "FrameContentSequence")
        return () if content is None else content.integers("DimensionIndexValues")


def frame_order(groups: FunctionalGroups) -> tuple[int, ...]:
    """Stored frame numbers, 0-based, in the order of their dimension indices (DC-102).

    Empty when stored order is right already, or when a frame has no indices.
    """
    indices = [groups.dimension_index(k) for k in range(len(groups))]
    if not indices or len({len(index) for index in indices}) != 1 or not indices[0]:
        return ()
    order = tuple(sorted(range(len(indices)), key=lambda k: indices[k]))
    return () if order == tuple(range(len(indices))) else order
