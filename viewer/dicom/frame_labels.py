"""What tells the frames of a nuclear medicine object apart (PS3.3 C.8.4.8; DC-103)."""

from collections.abc import Mapping
from types import MappingProxyType

from viewer.dicom.attributes import Attributes

# Vector -> what one of its values is called; the order of C.8.4.8.
_VECTORS: Mapping[str, str] = MappingProxyType(
    {
        "EnergyWindowVector": "energy window",
        "DetectorVector": "detector",
        "PhaseVector": "phase",
        "RotationVector": "rotation",
        "RRIntervalVector": "R-R interval",
        "TimeSlotVector": "time slot",
        "AngularViewVector": "view",
        "SliceVector": "slice",
        "TimeSliceVector": "time slice",
    }
)


def frame_labels(attributes: Attributes, frames: int) -> tuple[str, ...]:
    """For each frame its values of the vectors that differ among frames; () without any."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for keyword, name in _VECTORS.items():
        vector = attributes.integers(keyword)
        if len(vector) == frames and len(set(vector)) > 1:
            found.append((name, vector))
        elif vector and len(vector) != frames:
            attributes.note(
                keyword, "Has not one value for each frame; it was not used.", reference="DC-103"
            )
    if not found:
        return ()
    return tuple(", ".join(f"{name} {vector[k]}" for name, vector in found) for k in range(frames))
