"""The ICC profile of a colour image, checked (PS3.3 C.11.15; DC-041)."""

import io

from viewer.dicom.attributes import Attributes

_MAX_BYTES = 16 << 20


def read_icc_profile(attributes: Attributes) -> bytes:
    """The profile of the image or of its first optical path; b"" where none can be used."""
    optical_path = attributes.item("OpticalPathSequence")
    for item in (attributes, optical_path):
        if item is not None and item.has("ICCProfile"):
            profile = item.words("ICCProfile", kind="u1").tobytes()
            if is_usable(profile):
                return profile
            attributes.note(
                "ICCProfile", "The colour profile is damaged; colours are shown unconverted.",
                reference="DC-041",
            )  # fmt: skip
    return b""


def is_usable(profile: bytes) -> bool:
    """Whether a profile converts RGB to sRGB."""
    from PIL import ImageCms

    if not 128 < len(profile) <= _MAX_BYTES:
        return False
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    return True
