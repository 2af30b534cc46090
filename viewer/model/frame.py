"""Frame: decoded pixels with the header that explains them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.model.display_set import FrameRef
from viewer.model.finding import Finding
from viewer.model.image import FrameHeader, Image
from viewer.model.lut import LutData, Modality, PaletteLut
from viewer.model.presentation import Presented


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded frame, read-only.

    `pixels` is (rows, columns) of stored values for monochrome and palette images (native byte
    order, masked and sign-extended by Bits Stored, DC-001), and (rows, columns, 3) RGB for
    colour (uint8 or uint16). `findings` are what decoding noticed. `embedded_overlays` are the
    planes of overlays that stand in the pixel cells, by group, 0 or 1 a pixel (DC-061).
    `presented` tells of the presentation state by which it is shown, if it is.
    """

    ref: FrameRef
    image: Image
    pixels: NDArray[np.generic]
    findings: tuple[Finding, ...] = ()
    embedded_overlays: Mapping[int, NDArray[np.uint8]] = field(default_factory=dict)
    presented: Presented | None = None

    @property
    def header(self) -> FrameHeader:
        """The header of this frame."""
        return self.image.frame(self.ref.frame_index)

    @property
    def is_colour(self) -> bool:
        """Whether pixels are RGB already."""
        return self.pixels.ndim == 3

    @property
    def has_window(self) -> bool:
        """Whether the grayscale pipeline applies: neither colours nor a palette (DC-042)."""
        return not self.is_colour and self.image.palette is None

    @property
    def gray_modality(self) -> Modality:
        """By what gray is made: the file's modality, or the presentation state's."""
        return self.header.modality if self.presented is None else self.presented.modality

    @property
    def presentation_lut(self) -> LutData | None:
        """The table after the window, where a presentation state has one."""
        return None if self.presented is None else self.presented.state.presentation_lut

    @property
    def gray_palette(self) -> PaletteLut | None:
        """The colours of its grays, where a presentation state has some."""
        return None if self.presented is None else self.presented.state.palette
