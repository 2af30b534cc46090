"""Colour profiles made by Pillow."""

from PIL import ImageCms


def swapped_profile() -> bytes:
    """An sRGB profile whose red and blue are each other's: what it converts cannot be missed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)
