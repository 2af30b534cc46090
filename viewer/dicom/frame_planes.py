"""The plane of each frame, from wherever an object keeps its geometry (PS3.3 C.7.6.2, C.8.8.3)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from viewer.dicom.attributes import Attributes
from viewer.dicom.functional_groups import FunctionalGroups
from viewer.dicom.planes import plane_from_values
from viewer.model.geometry import Plane


def frame_planes(attributes: Attributes, groups: FunctionalGroups) -> tuple[Plane, ...]:
    """One plane for each frame of a multi-frame object with geometry, one for a plain image.

    () when the image, or any frame of it, has no geometry.
    """
    if groups.is_present:
        planes = [groups.plane(k) for k in range(max(len(groups), 1))]
        known = tuple(plane for plane in planes if plane is not None)
        return known if len(known) == len(planes) else ()
    plane = plane_from_values(
        position=attributes.decimals("ImagePositionPatient"),
        orientation=attributes.decimals("ImageOrientationPatient"),
        spacing=attributes.decimals("PixelSpacing"),
    )
    if plane is None:
        return ()
    offsets = attributes.decimals("GridFrameOffsetVector")
    return _dose_planes(plane, offsets) if offsets else (plane,)


def _dose_planes(plane: Plane, offsets: Sequence[float]) -> tuple[Plane, ...]:
    """Planes of a dose grid: offsets along the normal, or z positions (DC-130)."""
    position = np.asarray(plane.position_lps)
    is_relative = offsets[0] == 0
    start = 0.0 if is_relative else position[2]
    along = plane.normal if is_relative else np.array((0.0, 0.0, 1.0))
    moved = [position + along * (offset - start) for offset in offsets]
    return tuple(
        replace(plane, position_lps=(float(p[0]), float(p[1]), float(p[2]))) for p in moved
    )
