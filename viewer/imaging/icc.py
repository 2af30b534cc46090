"""Colours of a profile to sRGB (PS3.3 C.11.15; DC-041)."""

import io
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

_CLASS_AT = 12  # where a profile says for what kind of device it is (ICC.1 7.2)


def to_srgb(rgb: NDArray[np.uint8], profile: bytes) -> NDArray[np.uint8]:
    """Convert 8-bit RGB (h, w, 3) by its ICC profile, which must be a usable one for RGB."""
    from PIL import Image, ImageCms

    picture = Image.fromarray(np.ascontiguousarray(rgb), "RGB")
    ImageCms.applyTransform(picture, _transform(profile), inPlace=True)
    return np.asarray(picture, dtype=np.uint8)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The profile of sRGB itself, for objects that must carry one.

    It says that it is one for an input device, as it must (PS3.3 C.11.15.1.1).
    """
    from PIL import ImageCms

    made = bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return made[:_CLASS_AT] + b"scnr" + made[_CLASS_AT + 4 :]


@lru_cache(maxsize=8)
def _transform(profile: bytes) -> Any:
    """The transform by the intent that the profile asks for."""
    from PIL import ImageCms

    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    intent = ImageCms.Intent(ImageCms.getDefaultIntent(source))
    target = ImageCms.createProfile("sRGB")
    return ImageCms.buildTransform(source, target, "RGB", "RGB", renderingIntent=intent)
