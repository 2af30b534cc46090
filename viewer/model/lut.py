"""Look-up values of the grayscale and colour pipeline (PS3.3 C.11)."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Rescale:
    """Modality value = stored * slope + intercept (PS3.3 C.11.1).

    `is_valid` is False where the file gave a slope of 0, NaN or no number (DC-004): then slope
    and intercept are 1 and 0 and the values are stored values.
    """

    slope: float = 1.0
    intercept: float = 0.0
    units: str = ""
    is_valid: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class LutData:
    """A table: `entries[i]` answers input `first_mapped + i`; ends clamp (DC-015, DC-016)."""

    first_mapped: int
    entries: NDArray[np.uint16]
    bits: int


@dataclass(frozen=True, slots=True, eq=False)
class ModalityLut:
    """A Modality LUT Sequence item; it wins over a rescale (DC-003)."""

    data: LutData
    units: str = ""
    explanation: str = ""


Modality = Rescale | ModalityLut


class VoiFunction(Enum):
    """VOI LUT Function (PS3.3 C.11.2.1.3)."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


class VoiSource(Enum):
    """Where the window on screen came from (trust strip)."""

    FILE = "file"
    PRESET = "preset"
    AUTOMATIC = "automatic"
    USER = "user"
    PRESENTATION = "presentation state"


@dataclass(frozen=True, slots=True)
class VoiWindow:
    """A window in modality units (DC-006)."""

    center: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str = ""
    source: VoiSource = VoiSource.FILE


@dataclass(frozen=True, slots=True, eq=False)
class VoiLut:
    """A VOI LUT Sequence item."""

    data: LutData
    explanation: str = ""
    source: VoiSource = VoiSource.FILE


Voi = VoiWindow | VoiLut


@dataclass(frozen=True, slots=True, eq=False)
class PaletteLut:
    """Red, green and blue tables of PALETTE COLOR (PS3.3 C.7.6.3.1.5)."""

    red: LutData
    green: LutData
    blue: LutData


@dataclass(frozen=True, slots=True)
class PixelPadding:
    """Stored values from `first` to `last` inclusive are padding (DC-030)."""

    first: float
    last: float
