"""Overlay: a plane of single bits over the image, such as text or a region (PS3.3 C.9.2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay group, 6000 to 601E (hexadecimal).

    `row` and `column` are where its first pixel lies in the image, 0-based; they may be negative
    or beyond the image. `bits` are packed, the lowest bit first, frame after frame; None when
    they stand in the pixel cells at `bit_position`, as they may until 2004. `number_of_frames`
    None: the one plane is for every frame of the image, else for those from `first_frame`.
    """

    group: int
    rows: int
    columns: int
    row: int = 0
    column: int = 0
    bits: bytes | None = None
    bit_position: int = 0
    number_of_frames: int | None = None
    first_frame: int = 0
    is_roi: bool = False
    label: str = ""
    description: str = ""

    @property
    def is_embedded(self) -> bool:
        """Whether the bits stand in the pixel cells."""
        return self.bits is None

    def plane_of(self, frame_index: int) -> int | None:
        """Which plane lies over a frame of the image, both 0-based; None if none does."""
        if self.number_of_frames is None:
            return 0
        plane = frame_index - self.first_frame
        return plane if 0 <= plane < self.number_of_frames else None
