"""Recording: signals sampled together over time (PS3.3 C.10.9)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One signal in physical units; `units` is "" where the file gives no scale.

    Samples that the file calls padding are NaN. `delay_s` is when its first sample was taken,
    after the start of the recording.
    """

    name: str
    values: NDArray[np.float32]
    units: str
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Channels of one multiplex group: all sampled at `frequency_hz`."""

    label: str
    frequency_hz: float
    channels: tuple[Channel, ...]

    @property
    def duration_s(self) -> float:
        """From the start until the last sample of any channel."""
        ends = [len(c.values) / self.frequency_hz + c.delay_s for c in self.channels]
        return max(ends, default=0.0)
