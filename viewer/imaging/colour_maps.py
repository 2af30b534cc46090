"""Colour maps for gray pictures: DICOM's well-known palettes and perceptual ones (PS3.6 Annex B).

The perceptual maps are OpenCV's own tables; the palettes are in resources/colormaps/.
"""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.base.resources import resource_path

WELL_KNOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hot-iron": "Hot Iron",
        "pet": "PET",
        "hot-metal-blue": "Hot Metal Blue",
        "pet-20-step": "PET 20 Step",
        "spring": "Spring",
        "summer": "Summer",
        "fall": "Fall",
        "winter": "Winter",
    }
)
PERCEPTUAL: Final[Mapping[str, str]] = MappingProxyType(
    {
        "viridis": "Viridis",
        "magma": "Magma",
        "inferno": "Inferno",
        "plasma": "Plasma",
        "turbo": "Turbo",
    }
)
TITLES: Final[Mapping[str, str]] = MappingProxyType({**WELL_KNOWN, **PERCEPTUAL})


@cache
def colour_map(name: str) -> NDArray[np.uint8]:
    """The colours of a map, (256, 3) RGB, the lowest gray first; KeyError for a strange name."""
    if name in PERCEPTUAL:
        table = getattr(cv2, f"COLORMAP_{name.upper()}")
        blue_first = cv2.applyColorMap(np.arange(256, dtype=np.uint8), table)
        colours = np.ascontiguousarray(blue_first.reshape(256, 3)[:, ::-1])
    else:
        text = resource_path("colormaps", "well_known.json").read_text(encoding="utf-8")
        channels = json.loads(text)[name]
        values = [list(bytes.fromhex(channels[each])) for each in ("red", "green", "blue")]
        colours = np.array(values, dtype=np.uint8).T.copy()
    colours.flags.writeable = False
    return np.asarray(colours, dtype=np.uint8)


def coloured(gray: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    """Gray (h, w) through a map, as RGB (h, w, 3)."""
    colours = colour_map(name).reshape(256, 1, 3)
    return np.asarray(cv2.applyColorMap(gray, colours), dtype=np.uint8)
